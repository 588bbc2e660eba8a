"""CNIPA publications in the older format: cn-patent-document."""

from collections.abc import Iterator

from madoguchi.sample.markup import Markup, compact, document, element
from madoguchi.sample.offices.shared import (
    agent,
    cited_documents,
    figure_files,
    symbols,
    wording,
)
from madoguchi.sample.offices.us import identity, table
from madoguchi.sample.wording import Wording, literature
from madoguchi.sample.world import Document

_ELEMENTS = {
    "field": "technical-field", "background": "background-art", "problem": "disclosure",
    "solution": "disclosure", "effect": "disclosure", "figures": "description-of-drawings",
    "embodiment": "mode-for-invention", "example": "mode-for-invention",
    "industrial": "industrial-applicability",
}  # fmt: skip


def write(one: Document) -> bytes:
    words = wording(one, "zh")
    root = element(
        "cn-patent-document", "\n", _bibliographic(one, words), "\n",
        element(
            "application-body", _description(words), "\n", _claims(words), "\n", _drawings(one)
        ),
        "\n", lang="ZH", country="CN",
    )  # fmt: skip
    return document(root)


def _bibliographic(one: Document, words: Wording) -> Markup:
    first = one.family.first
    priority = element(
        "priority-claim", element("country", first.office), element("doc-number", first.number),
        element("date", compact(first.filed)), sequence=1, kind="national",
    )  # fmt: skip
    return element(
        "cn-bibliographic-data",
        element("cn-publication-reference", identity("CN", one.number, one.kind, one.date)),
        element("application-reference", identity("CN", one.filing.number, date=one.filing.filed)),
        element("priority-claims", priority) if first.office != "CN" else "",
        element("classifications-ipcr", *_classes(one)),
        element("invention-title", words.title),
        element("abstract", element("p", words.abstract, id="pa01", num="0001")),
        element("cn-abstract-drawing", _figure(1, figure_files(one)[0])),
        _related(one),
        _earlier(one),
        _parties(one),
        element("assignees", *_companies(one, "assignee")) if one.granted else "",
        element("references-cited", *_cited(one)) if one.granted else "",
        *_international(one),
    )


def _classes(one: Document) -> Iterator[Markup]:
    for position, symbol in enumerate(symbols(one.family.invention), 1):
        edition = f"{symbol.edition[:4]}.{symbol.edition[4:6]}"
        text = element("text", f"{symbol.text}({edition})I")
        yield element("classification-ipcr", text, sequence=position)


def _related(one: Document) -> Markup | str:
    if one.parent is None:
        return ""
    parent = element("parent-doc", identity("CN", one.parent.number, date=one.parent.filed))
    return element("cn-related-documents", element("division", element("relation", parent)))


def _earlier(one: Document) -> Markup | str:
    if one.earlier is None:
        return ""
    named = identity("CN", one.earlier.number, one.earlier.kind, one.earlier.date)
    return element("cn-related-publication", element("cn-publication-reference", named))


def _parties(one: Document) -> Markup:
    inventors = (
        element("cn-inventor", element("name", person.name("zh")), sequence=i)
        for i, person in enumerate(one.family.inventors, 1)
    )
    firm = element("cn-agency", element("addressbook", element("name", agent(one)[0])))
    return element(
        "cn-parties",
        element("cn-applicants", *_companies(one, "cn-applicant")),
        element("cn-inventors", *inventors),
        element("cn-agents", element("cn-agent", firm, sequence=1)),
    )


def _companies(one: Document, name: str) -> Iterator[Markup]:
    for position, company in enumerate(one.family.applicants, 1):
        address = element(
            "address", element("text", company.place("zh")), element("country", company.country)
        )
        book = element("addressbook", element("name", company.zh), address)
        yield element(name, book, sequence=position)


def _cited(one: Document) -> Iterator[Markup]:
    for cited, category in cited_documents(one):
        named = identity(cited.office, cited.number, cited.printed_kind, cited.date)
        claims = element("rel-claims", "1-4")
        letter = element("category", category)
        yield element(
            "citation", element("patcit", named), letter, claims, **{"cited-phase": "examination"}
        )
    yield element(
        "citation", element("nplcit", element("text", literature(one.family.invention, "zh")))
    )


def _international(one: Document) -> Iterator[Markup]:
    if one.filing.pct and one.family.pct:
        filing, number, day = one.family.pct
        yield element(
            "pct-or-regional-filing-data", identity("WO", filing.number, date=filing.filed)
        )
        yield element("pct-or-regional-publishing-data", identity("WO", number, "A1", day))


def _description(words: Wording) -> Markup:
    pieces: list[Markup] = [element("invention-title", words.title)]
    number = 0
    for section in words.sections:
        inside = [element("heading", section.heading)]
        for text in section.paragraphs:
            number += 1
            inside.append(element("p", text, id=f"p{number:04}", num=f"{number:04}"))
            if section.key == "example" and text == section.paragraphs[0]:
                inside.append(table(words))
        pieces.append(element(_ELEMENTS[section.key], *inside))
    signs = "；".join(f"{numeral}-{name}" for numeral, name in words.signs)
    last = element("p", signs, id=f"p{number + 1:04}", num=f"{number + 1:04}")
    pieces += [element("heading", words.signs_heading), last]
    return element("description", *pieces)


def _claims(words: Wording) -> Markup:
    return element(
        "claims",
        *(
            element("claim", element("claim-text", text), id=f"cl{n:04}", num=f"{n:04}")
            for n, text in enumerate(words.claims, 1)
        ),
    )


def _figure(number: int, file: str) -> Markup:
    image = element("img", id=f"if{number:04}", file=file)
    return element(
        "figure", image, id=f"f{number:04}", num=f"{number:04}", **{"figure-labels": f"图{number}"}
    )


def _drawings(one: Document) -> Markup:
    return element("drawings", *(_figure(n, file) for n, file in enumerate(figure_files(one), 1)))
