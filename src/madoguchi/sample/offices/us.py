"""USPTO red book: us-patent-application v4.5 and us-patent-grant v4.6, concatenated by year."""

from collections.abc import Iterator

from madoguchi.sample.markup import Markup, compact, document, element
from madoguchi.sample.names import Company, Person
from madoguchi.sample.offices.shared import (
    Symbol,
    agent,
    cited_documents,
    figure_files,
    symbols,
    wording,
)
from madoguchi.sample.wording import Wording, literature
from madoguchi.sample.world import Document

_VERSIONS = {True: "v4.6 2022-02-17", False: "v4.5 2021-08-30"}


def write(one: Document) -> bytes:
    words = wording(one, "en")
    root = "us-patent-grant" if one.granted else "us-patent-application"
    name = f"US{one.number}-{compact(one.date)}"
    text = element(
        root, "\n", _bibliographic(one, words), "\n",
        element("abstract", element("p", words.abstract, id="p-0001", num="0000"), id="abstract"),
        "\n", _drawings(one), "\n", _description(words), "\n",
        element("us-claim-statement", "What is claimed is:") if one.granted else "",
        _claims(words), "\n",
        lang="EN", file=f"{name}.XML", status="PRODUCTION", id=root, country="US",
        **{"dtd-version": _VERSIONS[one.granted], "date-produced": compact(one.date), "date-publ": compact(one.date)},
    )  # fmt: skip
    return document(text, doctype=f'<!DOCTYPE {root} SYSTEM "{root}.dtd" [ ]>\n')


def identity(office: str, number: str, kind: str = "", date: object = "") -> Markup:
    """Return a document-id of the ST.36 family."""
    return element(
        "document-id",
        element("country", office),
        element("doc-number", number),
        element("kind", kind) if kind else "",
        element("date", compact(date)) if date else "",
    )


def _bibliographic(one: Document, words: Wording) -> Markup:
    grant = one.granted
    return element(
        f"us-bibliographic-data-{'grant' if grant else 'application'}",
        element("publication-reference", identity("US", one.number, one.kind, one.date)),
        Markup(
            f'<application-reference appl-type="utility">'
            f"{identity('US', one.filing.number, date=one.filing.filed)}</application-reference>"
        ),
        element("us-application-series-code", one.filing.number[:2]),
        _priorities(one),
        *_classes(one),
        element("invention-title", words.title, id="d2e43"),
        _cited(one) if grant else "",
        element("number-of-claims", len(words.claims)) if grant else "",
        _related(one),
        _parties(one),
        *_holders(one),
        *_international(one),
    )


def _priorities(one: Document) -> Markup | str:
    first = one.family.first
    if first.office == "US":
        return ""
    claim = element(
        "priority-claim", element("country", first.office), element("doc-number", first.number),
        element("date", compact(first.filed)), sequence="01",
        kind="regional" if first.office == "EP" else "national",
    )  # fmt: skip
    return element("priority-claims", claim)


def _classes(one: Document) -> Iterator[Markup]:
    first, *further = symbols(one.family.invention)
    yield element(
        "classifications-ipcr",
        _symbol("classification-ipcr", first, "F", one),
        *(_symbol("classification-ipcr", symbol, "L", one) for symbol in further),
    )
    yield element(
        "classifications-cpc",
        element("main-cpc", _symbol("classification-cpc", first, "F", one)),
        element("further-cpc", *(_symbol("classification-cpc", s, "L", one) for s in further)),
    )


def _symbol(name: str, symbol: Symbol, place: str, one: Document) -> Markup:
    cpc = name == "classification-cpc"
    version = "20130101" if cpc and symbol.edition < "2013" else symbol.edition
    return element(
        name,
        element("cpc-version-indicator" if cpc else "ipc-version-indicator", element("date", version)),
        "" if cpc else element("classification-level", "A"),
        element("section", symbol.section), element("class", symbol.class_),
        element("subclass", symbol.subclass), element("main-group", symbol.group),
        element("subgroup", symbol.subgroup), element("symbol-position", place),
        element("classification-value", "I"),
        element("action-date", element("date", compact(one.date))),
        element("generating-office", element("country", "US")),
        element("classification-status", "B"), element("classification-data-source", "H"),
        element("scheme-origination-code", "C") if cpc else "",
    )  # fmt: skip


def _cited(one: Document) -> Markup:
    family = one.family
    found = [
        element(
            "us-citation",
            element(
                "patcit",
                identity(cited.office, cited.number, cited.printed_kind, cited.date.replace(day=1)),
                num=f"{i:05}",
            ),
            element(
                "category", "cited by applicant" if cited is family.cited else "cited by examiner"
            ),
        )
        for i, (cited, _) in enumerate(cited_documents(one), 1)
    ]
    paper = element("nplcit", element("othercit", literature(family.invention, "en")), num="00009")
    return element(
        "us-references-cited",
        *found,
        element("us-citation", paper, element("category", "cited by examiner")),
    )


def _related(one: Document) -> Markup | str:
    if one.parent is None:
        return ""
    parent = identity("US", one.parent.number, date=one.parent.filed)
    child = identity("US", one.filing.number)
    relation = element("relation", element("parent-doc", parent), element("child-doc", child))
    return element("us-related-documents", element("division", relation))


def _parties(one: Document) -> Markup:
    family = one.family
    applicants = (_applicant(i, company) for i, company in enumerate(family.applicants))
    inventors = (
        element(
            "inventor", element("addressbook", *person_name(person), address(family.applicants[0])),
            sequence=f"{i:03}", designation="us-only",
        )
        for i, person in enumerate(family.inventors)
    )  # fmt: skip
    firm = element(
        "agent", element("addressbook", element("orgname", agent(one)[1]),
                         element("address", element("country", "US"))),
        sequence="01", **{"rep-type": "attorney"},
    )  # fmt: skip
    return element(
        "us-parties",
        element("us-applicants", *applicants),
        element("inventors", *inventors),
        element("agents", firm) if one.granted else "",
    )


def _applicant(sequence: int, company: Company) -> Markup:
    return element(
        "us-applicant",
        element("addressbook", element("orgname", company.en), address(company)),
        element("residence", element("country", company.country)),
        sequence=f"{sequence:03}", designation="us-only",
        **{"app-type": "applicant", "applicant-authority-category": "assignee"},
    )  # fmt: skip


def person_name(person: Person) -> tuple[Markup, Markup]:
    family, given = person.latin
    return element("last-name", family), element("first-name", given)


def address(company: Company) -> Markup:
    city, _, state = company.city_latin.partition(", ")
    return element(
        "address",
        element("city", city),
        element("state", state) if state else "",
        element("country", company.country),
    )


def _holders(one: Document) -> Iterator[Markup]:
    owners = (
        element(
            "assignee",
            element("addressbook", element("orgname", c.en), element("role", "03"), address(c)),
        )
        for c in one.family.applicants
    )
    yield element("assignees", *owners)
    if one.granted:
        examiner = (element("last-name", "Holloway"), element("first-name", "Ruth E"))
        yield element(
            "examiners", element("primary-examiner", *examiner, element("department", "1700"))
        )


def _international(one: Document) -> Iterator[Markup]:
    if one.filing.pct and one.family.pct:
        filing, number, day = one.family.pct
        yield element(
            "pct-or-regional-filing-data", identity("WO", filing.number, "00", filing.filed)
        )
        yield element("pct-or-regional-publishing-data", identity("WO", number, "A", day))


# -- texts -----------------------------------------------------------------------------------------


def _drawings(one: Document) -> Markup:
    first, second = figure_files(one)
    shown = (("00000", first), ("00001", first), ("00002", second))
    return element(
        "drawings",
        *(
            element("figure", element("img", id=f"EMI-{n}", file=file), id=f"Fig-{n}", num=n)
            for n, file in shown
        ),
        id="DRAWINGS",
    )


def _description(words: Wording) -> Markup:
    return element("description", *body(words, "heading", "p", 4), id="description")


def body(words: Wording, heading: str, paragraph: str, width: int) -> Iterator[Markup]:
    """Yield headings and numbered paragraphs, the table among the examples."""
    number = 0
    for section in words.sections:
        yield element(heading, section.heading, level="1")
        for text in section.paragraphs:
            number += 1
            yield element(paragraph, text, num=f"{number:0{width}}", id=f"p-{number:04}")
            if section.key == "example" and text == section.paragraphs[0]:
                number += 1
                yield element(
                    paragraph, table(words), num=f"{number:0{width}}", id=f"p-{number:04}"
                )
    number += 1
    yield element(heading, words.signs_heading, level="1")
    signs = "; ".join(f"{numeral} {name}" for numeral, name in words.signs)
    yield element(paragraph, signs, num=f"{number:0{width}}", id=f"p-{number:04}")


def table(words: Wording) -> Markup:
    rows = (element("row", *(element("entry", cell) for cell in row)) for row in words.table)
    return element(
        "tables",
        element(
            "table", element("title", words.table_title),
            element("tgroup", element("tbody", *rows), cols=len(words.table[0])),
        ),
        num="00001", id="TABLE-US-00001",
    )  # fmt: skip


def _claims(words: Wording) -> Markup:
    return element(
        "claims",
        *(
            element("claim", element("claim-text", f"{n}. {text}"), id=f"CLM-{n:05}", num=f"{n:05}")
            for n, text in enumerate(words.claims, 1)
        ),
        id="claims",
    )
