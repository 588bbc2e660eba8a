"""EPO publications: ep-patent-document with SDOBI, titles in German, English and French."""

from collections.abc import Iterator

from madoguchi.sample.markup import Markup, compact, document, element
from madoguchi.sample.names import Company
from madoguchi.sample.offices.shared import agent, cited_documents, figure_files, symbols, wording
from madoguchi.sample.offices.us import body, identity
from madoguchi.sample.wording import Wording, literature, title
from madoguchi.sample.world import Document

_STATES = (
    "AT",
    "BE",
    "CH",
    "CZ",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GB",
    "IE",
    "IT",
    "NL",
    "NO",
    "PL",
    "PT",
    "SE",
)
_PRINTED = {False: "EUROPEAN PATENT APPLICATION", True: "EUROPEAN PATENT SPECIFICATION"}


def write(one: Document) -> bytes:
    words = wording(one, "en")
    root = element(
        "ep-patent-document",
        "\n", _bibliographic(one, words), "\n",
        "" if one.granted else _abstract(words),
        element("description", *body(words, "heading", "p", 4), id="desc", lang="en"), "\n",
        _claims(words), "\n", _drawings(one), "\n", _references(one), "\n",
        id=f"EP{one.number}{one.kind}", file=f"EP{one.number}NW{one.kind}.xml", lang="en",
        country="EP", **{"doc-number": one.number}, kind=one.kind,
        **{"date-publ": compact(one.date)}, status="n",
        **{"dtd-version": "ep-patent-document-v1-5-1"},
    )  # fmt: skip
    doctype = '<!DOCTYPE ep-patent-document PUBLIC "-//EPO//EP PATENT DOCUMENT 1.5.1//EN" "ep-patent-document-v1-5-1.dtd">\n'
    return document(root, doctype=doctype)


def _dated(day: object) -> Markup:
    return element("date", compact(day))


def _bibliographic(one: Document, words: Wording) -> Markup:
    return element(
        "SDOBI",
        element("B000", element("eptags", element("B005EP", "J"))),
        _identity(one),
        element(
            "B200", element("B210", one.filing.number), element("B220", _dated(one.filing.filed)),
            element("B250", "en"), element("B251EP", "en"), element("B260", "en"),
        ),
        _priorities(one),
        element("B400", element("B405", _dated(one.date), element("bnum", f"{one.date:%G%V}"))),
        _technical(one, words),
        _parents(one),
        _parties(one),
        _states(one),
        lang="en",
    )  # fmt: skip


def _identity(one: Document) -> Markup:
    return element(
        "B100", element("B110", one.number), element("B120", element("B121", _PRINTED[one.granted])),
        element("B130", one.kind), element("B140", _dated(one.date)), element("B190", "EP"),
    )  # fmt: skip


def _priorities(one: Document) -> Markup | str:
    first = one.family.first
    if first.office == "EP":
        return ""
    return element(
        "B300", element("B310", first.number), element("B320", _dated(first.filed)),
        element("B330", element("ctry", first.office)),
    )  # fmt: skip


def _technical(one: Document, words: Wording) -> Markup:
    first, *further = symbols(one.family.invention)
    date = compact(one.date)
    placed = [(first, "F"), *((symbol, "L") for symbol in further)]
    ipcr = (
        element("classification-ipcr", element("text", s.st8(place, "EP", date)), sequence=i)
        for i, (s, place) in enumerate(placed, 1)
    )
    cpc = (
        element("classification-cpc", element("text", s.st8(place, "EP", date)), sequence=i)
        for i, (s, place) in enumerate(placed, 1)
    )
    invention = one.family.invention
    titles = (("de", title(invention, "de")), ("en", words.title), ("fr", title(invention, "fr")))
    return element(
        "B500",
        element("B510EP", *ipcr),
        element("B520EP", element("classifications-cpc", *cpc)),
        element("B540", *(m for lang, text in titles for m in _title(lang, text))),
        element("B560", *_searched(one)) if one.granted else "",
        element("B590", element("B598", 1)),
    )


def _title(lang: str, text: str) -> tuple[Markup, Markup]:
    return element("B541", lang), element("B542", text.upper())


def _searched(one: Document) -> Iterator[Markup]:
    for cited, _ in cited_documents(one):
        text = f"{cited.office}-{cited.printed_kind}-{cited.number}"
        yield element("B561", element("text", text))
    yield element("B562", element("text", literature(one.family.invention, "en")))


def _parents(one: Document) -> Markup | str:
    if one.parent is None:
        return ""
    parent = element(
        "pdoc", element("dnum", element("anum", one.parent.number)), _dated(one.parent.filed)
    )
    return element("B600", element("B620", element("parent", parent)))


def _parties(one: Document) -> Markup:
    family = one.family
    holders = "B73" if one.granted else "B71"
    companies = (element(f"{holders}1", *_company(company)) for company in family.applicants)
    home = family.applicants[0]
    inventors = (
        element(
            "B721", element("snm", f"{person.latin[0].upper()}, {person.latin[1]}"), _address(home)
        )
        for person in family.inventors
    )
    firm = element(
        "B741", element("snm", agent(one)[1]),
        element("adr", element("city", "80331 München"), element("ctry", "DE")),
    )  # fmt: skip
    parts = (
        element(f"{holders}0", *companies),
        element("B720", *inventors),
        element("B740", firm),
    )
    return element("B700", *(parts if holders == "B71" else (parts[1], parts[0], parts[2])))


def _company(company: Company) -> tuple[Markup, ...]:
    return element("snm", company.en), _address(company)


def _address(company: Company) -> Markup:
    return element("adr", element("city", company.city_latin), element("ctry", company.country))


def _states(one: Document) -> Markup:
    international: list[Markup] = []
    if one.filing.pct and one.family.pct:
        filing, number, day = one.family.pct
        anum = element("dnum", element("anum", filing.number))
        pnum = element("dnum", element("pnum", number))
        international = [
            element("B860", element("B861", anum, _dated(filing.filed)), element("B862", "en")),
            element("B870", element("B871", pnum, _dated(day), element("bnum", f"{day:%G%V}"))),
        ]
    return element(
        "B800", element("B840", *(element("ctry", state) for state in _STATES)), *international
    )


def _abstract(words: Wording) -> Markup:
    return element(
        "abstract", element("p", words.abstract, id="pa01", num="0001"), id="abst", lang="en"
    )


def _claims(words: Wording) -> Markup:
    return element(
        "claims",
        *(
            element("claim", element("claim-text", text), id=f"c-en-{n:04}", num=f"{n:04}")
            for n, text in enumerate(words.claims, 1)
        ),
        id="claims01", lang="en",
    )  # fmt: skip


def _drawings(one: Document) -> Markup:
    figures = (
        element("figure", element("img", id=f"if{n:04}", file=file), id=f"f{n:04}", num=n)
        for n, file in enumerate(figure_files(one), 1)
    )
    return element("drawings", *figures, id="draw", lang="en")


def _references(one: Document) -> Markup | str:
    cited = one.family.cited
    if cited is None:
        return ""
    named = identity(cited.office, cited.number, cited.printed_kind, cited.date)
    listed = element(
        "li", element("patcit", named, id="ref-pcit0001", dnum=f"{cited.office}{cited.number}")
    )
    return element(
        "ep-reference-list",
        element("heading", "REFERENCES CITED IN THE DESCRIPTION", id="ref-h0001"),
        element("p", element("ul", listed, id="ref-ul0001"), id="ref-p0001", num=""),
        id="ref-list",
    )  # fmt: skip
