"""JPO gazettes: `jp-official-gazette`, one file per document."""

from collections.abc import Iterator

from madoguchi.sample.grammar import full_width
from madoguchi.sample.markup import Markup, compact, document, element, joined, tagged
from madoguchi.sample.names import Company, Person
from madoguchi.sample.offices.shared import (
    agent,
    cited_documents,
    figure_files,
    printed,
    symbols,
    wording,
)
from madoguchi.sample.wording import Section, Wording, literature
from madoguchi.sample.world import Document

_PRINTED = {
    "A": "公開特許公報(A)",
    "T": "公表特許公報(A)",
    "B2": "特許公報(B2)",
    "U": "登録実用新案公報(U)",
}
_KIND_OF_JP = {"A": "A", "T": "T", "B2": "B", "U": "U"}
_EXAMINERS = ("佐々波　透", "小柳　芳江", "鴨志田　学", "伊吹　早苗", "和泉　聡", "日比野　要")


def write(one: Document, encoding: str = "UTF-8") -> bytes:
    """Return the gazette document of a publication."""
    words = wording(one, "ja")
    root = tagged(
        "jp-official-gazette",
        {
            "kind-of-jp": _KIND_OF_JP[one.kind], "kind-of-st16": one.printed_kind, "lang": "ja",
            "country": "JP", "dtd-version": "1.0", "xmlns:jp": "http://www.jpo.go.jp",
        },
        "\n", _bibliographic(one, words), "\n", _description(one, words), "\n", _claims(one, words),
        "\n", element("abstract", element("p", *_abstract(words), num="")),
        "\n", _drawings(one), "\n",
    )  # fmt: skip
    text = Markup(_as_utility_model(one, root) if one.kind == "U" else root)
    return document(text, encoding)


def _as_utility_model(one: Document, text: str) -> str:
    """Put a device where an invention was; a method cannot be registered as a utility model."""
    method = one.family.invention.subject.method["ja"]
    for old, new in (("発明者らは", "考案者らは"), ("本発明", "本考案"), (f"及び{method}", ""),
                     ("特許請求の範囲", "実用新案登録請求の範囲")):  # fmt: skip
        text = text.replace(old, new)
    return text


def _bibliographic(one: Document, words: Wording) -> Markup:
    return element(
        "bibliographic-data",
        _publication(one),
        element("application-reference", _document_id(one.filing.number, one.filing.filed)),
        element("invention-title", words.title),
        _parties(one),
        _priorities(one),
        _earlier(one),
        *_classes(one),
        element("number-of-claims", len(_claim_texts(one, words))),
        element("figure-to-publish", element("fig-number", 1)),
        *_cited(one),
        *_related(one),
        *_theme(one),
        lang="ja", country="JP",
    )  # fmt: skip


def _publication(one: Document) -> Markup:
    number = f"{one.number}"
    return element(
        "publication-reference",
        element(
            "document-id", element("country", "JP"), element("doc-number", number),
            element("kind", _PRINTED[one.kind]), element("date", compact(one.date)),
        ),
    )  # fmt: skip


def _document_id(number: str, date: object) -> Markup:
    return element("document-id", element("doc-number", number), element("date", compact(date)))


def _parties(one: Document) -> Markup:
    holder = one.granted
    role = "right-holder" if holder else "applicant"
    companies = [_company(role, i, c) for i, c in enumerate(one.family.applicants, 1)]
    agency = tagged(
        "agent", {"sequence": 1, "jp:kind": "representative"},
        element("addressbook", element("name", agent(one)[0]),
                element("registered-number", f"{110001000 + one.family.number % 7:09}"), lang="ja"),
    )  # fmt: skip
    group = f"jp:{role}s-agents"
    inventors = [_inventor(i, p, one) for i, p in enumerate(one.family.inventors, 1)]
    examiners = _examiner(one) if one.kind == "B2" else ""
    return element(
        "parties",
        tagged(f"{group}-article", {}, tagged(group, {"sequence": 1}, *companies, agency)),
        element("inventors", *inventors),
        examiners,
    )


def _company(role: str, sequence: int, company: Company) -> Markup:
    number = f"{sum(company.en.encode()) * 977 % 999_999_999:09}"
    return element(
        role,
        element(
            "addressbook", element("name", company.ja), element("registered-number", number),
            element("address", element("text", company.place("ja"))), lang="ja",
        ),
        sequence=sequence,
    )  # fmt: skip


def _inventor(sequence: int, person: Person, one: Document) -> Markup:
    place = one.family.applicants[0].place("ja")
    return element(
        "inventor",
        element(
            "addressbook", element("name", person.name("ja")),
            element("address", element("text", place)), lang="ja",
        ),
        sequence=sequence,
    )  # fmt: skip


def _examiner(one: Document) -> Markup:
    name = _EXAMINERS[one.family.number % len(_EXAMINERS)]
    return element(
        "examiners", element("examiner", element("addressbook", element("name", name)), sequence=1)
    )


def _priorities(one: Document) -> Markup | str:
    first = one.family.first
    if first.office == "JP" or one.parent:
        return ""
    claim = tagged(
        "priority-claim", {"sequence": 1, "jp:kind": "international"},
        element("country", first.office), element("doc-number", first.number),
        element("date", compact(first.filed)),
    )  # fmt: skip
    return element("priority-claims", claim)


def _earlier(one: Document) -> Markup | str:
    if one.earlier is None:
        return ""
    identity = _document_id(one.earlier.number, one.earlier.date)
    return element(
        "dates-of-public-availability", element("unexamined-printed-without-grant", identity)
    )


def _classes(one: Document) -> Iterator[Markup]:
    first, *further = symbols(one.family.invention)
    date = compact(one.date)
    yield element(
        "classification-ipc",
        element("main-clsf", first.st8("F", "JP", date)),
        *(element("further-clsf", symbol.st8("L", "JP", date)) for symbol in further),
    )
    yield element(
        "classification-national",
        element("country", "JP"),
        element("main-clsf", one.family.invention.subject.fi),
        *(element("further-clsf", symbol.text.replace(" ", "")) for symbol in further),
    )


def _theme(one: Document) -> Iterator[Markup]:
    theme, *terms = one.family.invention.subject.theme
    yield tagged("jp:theme-code-info", {}, tagged("jp:theme-code", {}, theme))
    yield tagged("jp:f-term-info", {}, *(tagged("jp:f-term", {}, theme + term) for term in terms))


def _cited(one: Document) -> Iterator[Markup]:
    if one.kind != "B2":
        return
    texts = [printed(cited, "ja") for cited, _ in cited_documents(one)]
    texts.append(literature(one.family.invention, "ja"))
    cited = (element("citation", element("patcit", element("text", text))) for text in texts)
    yield element("references-cited", *cited)


def _related(one: Document) -> Iterator[Markup]:
    if one.parent:
        identity = _document_id(one.parent.number, one.parent.filed)
        parent = element("relation", element("parent-doc", identity))
        yield element("related-documents", tagged("division", {"jp:kind": "patent"}, parent))
    if one.filing.pct and one.family.pct:
        filing, number, day = one.family.pct
        yield element("pct-or-regional-filing-data", _document_id(filing.number, filing.filed))
        yield element("pct-or-regional-publishing-data", _document_id(number, day))


# -- texts -----------------------------------------------------------------------------------------


class _Numbered:
    """Numbers paragraphs through the description."""

    def __init__(self) -> None:
        self._last = 0

    def paragraph(self, *content: object) -> Markup:
        self._last += 1
        return element("p", *content, num=f"{self._last:04}")


def _description(one: Document, words: Wording) -> Markup:
    number = _Numbered()
    by_key = {section.key: section for section in words.sections}

    def section(name: str, key: str) -> Markup:
        return element(name, *map(number.paragraph, by_key[key].paragraphs))

    return element(
        "description",
        section("technical-field", "field"),
        section("background-art", "background"),
        _citation_list(one, number),
        element(
            "summary-of-invention",
            section("tech-problem", "problem"),
            section("tech-solution", "solution"),
            section("advantageous-effects", "effect"),
        ),
        element("description-of-drawings", number.paragraph(*_captions(words))),
        section("description-of-embodiments", "embodiment"),
        _examples(by_key["example"], words, number),
        section("industrial-applicability", "industrial"),
        element("reference-signs-list", number.paragraph(*_signs(words))),
    )


def _citation_list(one: Document, number: _Numbered) -> Markup | str:
    cited = one.family.cited
    if cited is None:
        return ""
    patent = element("patcit", element("text", printed(cited, "ja")), num=1)
    other = element("nplcit", element("text", literature(one.family.invention, "ja")), num=1)
    return element(
        "citation-list",
        element("patent-literature", number.paragraph(patent)),
        element("non-patent-literature", number.paragraph(other)),
    )


def _captions(words: Wording) -> list[Markup]:
    return [element("figref", text, num=i) for i, text in enumerate(words.captions, 1)]


def _examples(section: Section, words: Wording, number: _Numbered) -> Markup:
    rows = (element("row", *(element("entry", cell) for cell in row)) for row in words.table)
    table = element(
        "tables",
        element(
            "table", element("title", words.table_title), element("tgroup", element("tbody", *rows))
        ),
        num=1,
    )
    intro, result = section.paragraphs
    return element(
        "embodiments-example",
        number.paragraph(intro),
        number.paragraph(table),
        number.paragraph(result),
    )


def _signs(words: Wording) -> list[object]:
    lines: list[object] = []
    for numeral, name in words.signs:
        lines += [f"{full_width(numeral)}　{name}", element("br")]
    return lines[:-1]


def _claim_texts(one: Document, words: Wording) -> tuple[str, ...]:
    return words.claims[:-2] if one.kind == "U" else words.claims


def _claims(one: Document, words: Wording) -> Markup:
    texts = enumerate(_claim_texts(one, words), 1)
    return element(
        "claims", *(element("claim", element("claim-text", text), num=n) for n, text in texts)
    )


def _abstract(words: Wording) -> Iterator[object]:
    yield joined(f"【課題】{words.problem}", element("br"))
    yield joined(f"【解決手段】{words.solution}", element("br"))
    yield "【選択図】図１"


def _drawings(one: Document) -> Markup:
    figures = enumerate(figure_files(one), 1)
    return element(
        "drawings",
        *(element("figure", element("img", id=f"{n:06}", file=file), num=n) for n, file in figures),
    )
