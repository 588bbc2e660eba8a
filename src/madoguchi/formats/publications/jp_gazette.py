"""JPO gazettes until the switch to ST.96: root `jp-official-gazette`, derived from WIPO ST.36.

Element names from the JPO's DTD (公報仕様, jp-a-com.dtd V4.7-01-01): unexamined publications (A),
utility models (U), translations of PCT applications (T), granted patents (B) and republications
(S) share one bibliographic part. What the gazette prints for an element without writing it out
(【技術分野】, 【図１】, 【特許文献１】) is put into the text as it is printed.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import NumberError, RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.law import Number, publication_number, read_number, right_of
from madoguchi.model import (
    Citation,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Scheme,
    Text,
    f_term,
    fi,
    ipc,
    parse_date,
)

_LANG = "ja"
_JP = "{http://www.jpo.go.jp}"

_ATTRIBUTES = Attributes(
    used="lang country kind kind-of-jp kind-of-st16 num number file facet",
    ignored={
        **st36.ATTRIBUTES.ignored,
        "status": "how and when the data were made",
        "serial-number": "the order of the elements tells it",
        "number-of-other-applicants": "the applicants are listed",
    },
)

_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")
_COUNT = Ignored("a count of what the record holds")
_PAGES = Ignored("images of printed pages, whose text the record holds")

_APPLICANT = Shape(
    {"addressbook": Part("addressbook", st36.ADDRESSBOOK), "office-in-japan": "japan"},
    _ATTRIBUTES,
    "jp:applicant",
)
_AGENT = Shape(
    {
        "addressbook": Part("addressbook", st36.ADDRESSBOOK),
        **dict.fromkeys(("attorney", "lawyer"), Ignored("the agent's profession")),
    },
    _ATTRIBUTES,
    "jp:agent",
)

_SYMBOLS: dict[str, Rule] = {
    "edition": Ignored("the edition is given with each symbol"),
    "country": Ignored("the office that classified is the publishing one"),
    "main-clsf": "first",
    "further-clsf": "further",
    **dict.fromkeys(
        (
            "additional-info",
            "linked-indexing-code-group/main-linked-indexing-code",
            "linked-indexing-code-group/sub-linked-indexing-code",
            "unlinked-indexing-code",
        ),
        "additional",
    ),
}
_CLASSES = Shape(_SYMBOLS, _ATTRIBUTES, "jp:classification")

_RELATION = Shape(
    {"relation/parent-doc/document-id": Part("documents", st36.DOCUMENT_ID)},
    _ATTRIBUTES,
    "jp:relation",
)

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference/document-id": Part("publication", st36.DOCUMENT_ID),
    "application-reference/document-id": Part("application", st36.DOCUMENT_ID),
    "invention-title": "title",
    "parties/applicants-agents-article/applicants-agents/applicant": Part("applicant", _APPLICANT),
    "parties/applicants-agents-article/applicants-agents/agent": Part("agent", _AGENT),
    "parties/right-holders-agents-article/right-holders-agents/right-holder": Part(
        "owner", _APPLICANT
    ),
    "parties/right-holders-agents-article/right-holders-agents/agent": Part("agent", _AGENT),
    "parties/inventors/inventor": Part("inventor", _APPLICANT),
    "parties/examiners/examiner": Part("examiner", _APPLICANT),
    "examiners/examiner": Part("examiner", _APPLICANT),
    "priority-claims/priority-claim": Part("priority", st36.PRIORITY),
    "dates-of-public-availability/printed-with-grant/document-id": Part("grant", st36.DOCUMENT_ID),
    "dates-of-public-availability/unexamined-printed-without-grant/document-id": Part(
        "unexamined", st36.DOCUMENT_ID
    ),
    "classification-ipc": Part("ipc", _CLASSES),
    "classification-national": Part("fi", _CLASSES),
    "theme-code-info/theme-code": "theme",
    "f-term-info/f-term": "f-term",
    "field-of-search/classification-ipc": Ignored("where the examiner searched"),
    "field-of-search": Ignored("where the examiner searched"),
    "references-cited/citation": "citation",
    "references-cited/citation/patcit": Ignored("read with its citation"),
    "references-cited/citation/nplcit": Ignored("read with its citation"),
    "number-of-claims": _COUNT,
    "total-pages": _COUNT,
    "figure-to-publish/fig-number": "representative",
    **{
        f"related-documents/{name}": Part("relations", _RELATION)
        for name in ("division", "change-of-application", "change-of-utility")
    },
    "pct-or-regional-filing-data/document-id": Part("pct-filing", st36.DOCUMENT_ID),
    "pct-or-regional-publishing-data/document-id": Part("pct-publication", st36.DOCUMENT_ID),
    "date-pct-article-22-39-fulfilled": _PROCEDURE,
    "designation-of-states": "designated",
    **dict.fromkeys(
        (
            "request-for-examination",
            "filing-form",
            "application-in-foreign-language",
            "request-open-application",
            "filing-by-reference",
            "external-file-info",
        ),
        _PROCEDURE,
    ),
    "article-of-lack-of-novelty/lack-of-novelty/dtext": "note",
    "article-of-public-order-and-morality/content-of-public-order-and-morality": "note",
    "article-of-public-order-and-morality/unapproved-use-of-trademark/trademark": "note",
    "article-of-industrial-revitalizing-law": "note",
}

_GAZETTE = Shape(
    {
        **{f"bibliographic-data/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "image-of-bibliographic-data": _PAGES,
        "image-of-chosen-drawing/img": "chosen",
        "abstract-correction": Ignored("marks an abstract that the office wrote"),
        "description": "description",
        "claims/claim": "claim",
        "claims/doc-page": _PAGES,
        "abstract": "abstract",
        "drawings/figure": Part("figure", st36.FIGURE),
        "drawings/doc-page": _PAGES,
        "reference-file-article": Ignored("names of attached files (sequence listings)"),
        "written-amendment-group/written-amendment": "amendment",
        "written-amendment-group/written-amendment/date": Ignored("read with the amendment"),
        "written-amendment-group/written-amendment/amendment-article": Ignored(
            "read with the amendment"
        ),
        "search-report-group": _PAGES,
        "overflow": Ignored("what did not fit on the front page, which the record holds"),
        "foreign-language-body": "foreign",
        "foreign-language-body/doc-page": _PAGES,
        **{
            f"foreign-language-body/foreign-language-{part}": Ignored("read with the foreign body")
            for part in ("description", "claims", "abstract", "drawings")
        },
    },
    _ATTRIBUTES,
    "jp-official-gazette",
)

_PRINTED = {
    "technical-field": "技術分野",
    "background-art": "背景技術",
    "citation-list": "先行技術文献",
    "patent-literature": "特許文献",
    "non-patent-literature": "非特許文献",
    "disclosure": "発明の開示",
    "summary-of-invention": "発明の概要",
    "tech-problem": "発明が解決しようとする課題",
    "tech-solution": "課題を解決するための手段",
    "advantageous-effects": "発明の効果",
    "description-of-drawings": "図面の簡単な説明",
    "description-of-embodiments": "発明を実施するための形態",
    "best-mode": "発明を実施するための最良の形態",
    "embodiments-example": "実施例",
    "industrial-applicability": "産業上の利用可能性",
    "reference-signs-list": "符号の説明",
    "reference-to-deposited-biological-material": "受託番号",
    "sequence-list-text": "配列表フリーテキスト",
    "abst-problem": "課題",
    "abst-solution": "解決手段",
    "patcit": "【特許文献{}】",
    "nplcit": "【非特許文献{}】",
    "figref": "【図{}】",
    "claim": "【請求項{}】",
}
_UTILITY_MODEL = {
    "disclosure": "考案の開示",
    "summary-of-invention": "考案の概要",
    "tech-problem": "考案が解決しようとする課題",
    "advantageous-effects": "考案の効果",
    "description-of-embodiments": "考案を実施するための形態",
    "best-mode": "考案を実施するための最良の形態",
}
_SECTIONS = (
    *(name for name, label in _PRINTED.items() if "{}" not in label),
    "mode-for-invention", "description", "claims", "abstract", "drawings",
    "foreign-language-description", "foreign-language-claims", "foreign-language-abstract",
    "foreign-language-drawings", "claim", "figure",
)  # fmt: skip
_ROLES = {
    **ROLES,
    **dict.fromkeys(_SECTIONS, "section"),
    **dict.fromkeys(("claim-text", "invention-title"), "paragraph"),
    **dict.fromkeys(("bio-deposit", "depositary", "bio-accno", "dtext", "term", "date"), "inline"),
    **dict.fromkeys(("article", "book", "online", "othercit", "refno", "rel-passage"), "inline"),
    "doc-page": "skip",
    "br": "line",
}
_CLAIM_ROLES = {**_ROLES, "claim-text": "inline"}

_BODY = BodyReader("jp-official-gazette/text", _ROLES, printed=_PRINTED)
_UTILITY_BODY = BodyReader("jp-official-gazette/text", _ROLES, printed=_PRINTED | _UTILITY_MODEL)
_CLAIMS = BodyReader("jp-official-gazette/claims", _CLAIM_ROLES)

_BRACKETED = re.compile(r"[(（]\s*([A-Z][0-9]?)\s*[)）]")


def read(root: Element, account: Account) -> Publication:
    """Read one gazette document."""
    fields = _GAZETTE.read(root, account)
    given = st36.document_id(fields.part("publication"))
    if given is None:
        raise RefusedError("the gazette gives no publication number")
    kind = _kind(root, given.kind)
    number = publication_number("JP", given.number, kind, given.date)
    right = right_of("JP", kind, number)
    body = _UTILITY_BODY if root.get("kind-of-jp") == "U" else _BODY
    descriptions = fields.elements("description")
    return Publication(
        office="JP",
        number=number,
        kind=kind,
        right=right,
        date=given.date,
        lang=_LANG,
        application=_japanese(st36.document_id(fields.part("application"))),
        titles=st36.titles(fields.elements("title"), _LANG),
        abstracts=st36.bodies(fields.elements("abstract"), body, _LANG, account),
        claims=_claims(fields.elements("claim"), account),
        descriptions=st36.bodies(
            [*descriptions, *fields.elements("foreign")], body, _LANG, account
        ),
        drawings=(*_drawings(fields, descriptions), *_amended_drawings(fields)),
        applicants=_parties(fields.parts("applicant")),
        inventors=_parties(fields.parts("inventor")),
        agents=_parties(fields.parts("agent")),
        owners=_parties(fields.parts("owner")),
        examiners=_parties(fields.parts("examiner")),
        priorities=tuple(filter(None, map(_priority, fields.parts("priority")))),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(_citations(fields, descriptions)),
        designated=tuple(
            st36.country(country.text or "")
            for element in fields.elements("designated")
            for country in element.iter("country")
        ),
        notes=tuple(_notes(fields, account)),
    )


def _kind(root: Element, printed: str) -> str:
    """Return the ST.16 code: in brackets behind the gazette's name, else the root's attribute."""
    found = _BRACKETED.search(printed)
    return found.group(1) if found else root.get("kind-of-st16", "")


def _japanese(document: DocumentId | None) -> DocumentId | None:
    """Return a document that names no office as one of the JPO."""
    if document is None or document.office:
        return document
    return msgspec.structs.replace(document, office="JP")


def _claims(elements: list[Element], account: Account) -> tuple[ClaimSet, ...]:
    claims = st36.claim_set(elements, _CLAIMS, _LANG, account)
    return (claims,) if claims else ()


def _parties(found: list[Fields]) -> tuple[Party, ...]:
    """Return parties; a second addressbook holds the name or address in the original script."""
    given = (_party(fields) for fields in found)
    return tuple(dict.fromkeys(party for party in given if party))


def _party(fields: Fields) -> Party | None:
    party = st36.party(fields, _LANG)
    if party is None:
        return None
    books = fields.parts("addressbook")[1:]
    foreign = (st36.address_of(book) for book in books if not st36.name_of(book))
    names = (Name(name=party.name, address=address) for address in foreign if address)
    return msgspec.structs.replace(party, names=(*party.names, *names))


def _priority(fields: Fields) -> Priority | None:
    document = st36.document_id(fields)
    if document is None:
        return None
    kind = fields.get(f"{_JP}kind") or fields.get("kind")
    return Priority(document=document, kind=kind)


_PCT = {"pct-filing": "pct-application", "pct-publication": "pct-publication"}


def _related(fields: Fields) -> Iterator[Related]:
    for part in fields.parts("relations"):
        relation = part.element.tag.rpartition("}")[2]
        yield from _documents(part.parts("documents"), relation)
    yield from _documents(fields.parts("grant"), "grant")
    yield from _documents(fields.parts("unexamined"), "unexamined-publication")
    for key, relation in _PCT.items():
        for part in fields.parts(key):
            document = st36.document_id(part)
            if document:
                yield Related(relation=relation, document=document)


def _documents(found: list[Fields], relation: str) -> Iterator[Related]:
    for part in found:
        document = _japanese(st36.document_id(part))
        if document:
            yield Related(relation=relation, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    for part in fields.parts("ipc"):
        for key, element in _symbols(part):
            found = st36.st8(element.text or "", ipc)
            if found:
                additional = found.additional or key == "additional"
                yield msgspec.structs.replace(
                    found, first=key == "first", additional=additional, facet=_facet(element)
                )
    for part in fields.parts("fi"):
        for key, element in _symbols(part):
            found = st36.plain_symbol(text_of(element), Scheme.FI, fi)
            if found:
                yield msgspec.structs.replace(
                    found, first=key == "first", additional=key == "additional",
                    facet=_facet(element), office="JP",
                )  # fmt: skip
    for text in fields.texts("theme"):
        yield Classification(scheme=Scheme.THEME, symbol=text, office="JP")
    for text in fields.texts("f-term"):
        found = st36.plain_symbol(text, Scheme.F_TERM, f_term)
        if found:
            yield msgspec.structs.replace(found, office="JP")


def _symbols(part: Fields) -> Iterator[tuple[str, Element]]:
    for key in ("first", "further", "additional"):
        for element in part.elements(key):
            yield key, element


def _facet(element: Element) -> str:
    return element.get(f"{_JP}facet", "") or element.get("facet", "")


def _drawings(fields: Fields, descriptions: list[Element]) -> Iterator[Drawing]:
    """Yield the figures with captions; the one chosen for the front page is marked."""
    captions = dict(_captions(descriptions))
    chosen = fields.text("representative")
    matched = False
    for figure in fields.parts("figure"):
        number = figure.get("num")
        for image in figure.elements("img"):
            representative = bool(number) and number == chosen
            matched = matched or representative
            yield Drawing(
                file=image.get("file", ""),
                label=f"図{number}" if number else "",
                caption=captions.get(number, ""),
                representative=representative,
            )
    image_chosen = fields.element_of("chosen")
    if image_chosen is not None and not matched:
        yield Drawing(file=image_chosen.get("file", ""), label=chosen, representative=True)


def _captions(descriptions: list[Element]) -> Iterator[tuple[str, str]]:
    for description in descriptions:
        for section in description.findall("description-of-drawings"):
            for reference in section.iter("figref"):
                yield reference.get("num", ""), text_of(reference)


def _citations(fields: Fields, descriptions: list[Element]) -> Iterator[Citation]:
    """Yield what the examiner cited (front page of the B gazette) and what the applicant lists."""
    for element in fields.elements("citation"):
        text = text_of(element)
        if text:
            yield _citation(text, "examination")
    for description in descriptions:
        for section in description.findall("citation-list"):
            for name in ("patcit", "nplcit"):
                for cited in section.iter(name):
                    text = text_of(cited)
                    if text:
                        yield _citation(text, "applicant")


# Behind the number: 特開2019-123456号公報, …号パンフレット（第３頁）, …（ＪＰ，Ａ）.
_CITED = re.compile(r"([^()（）]*?\d号?)(?:公報|明細書|パンフレット|再公表公報)?\s*(?:[(（].*)?")
_PUBLISHED = frozenset({"publication", "grant", "registration"})


def _citation(text: str, phase: str) -> Citation:
    """Return the citation, its document only where the number can be read in one way."""
    printed = _CITED.fullmatch(text)
    number = _one_publication(printed[1]) if printed else None
    if printed is None or number is None:
        return Citation(text=text, phase=phase)
    document = DocumentId(number=printed[1], office=number.office, kind=number.kind)
    return Citation(document=document, text=text, phase=phase)


def _one_publication(text: str) -> Number | None:
    try:
        readings = read_number(text)
    except NumberError:
        return None
    found = [one.number for one in readings if one.number.object in _PUBLISHED]
    return found[0] if len(found) == 1 else None


# Law digit and parts of the JPO's document codes: the parts of an application that are amended.
_PART_OF_APPLICATION = {"0": "明細書", "1": "図面", "2": "要約書", "3": "特許請求の範囲"}
_WAYS = {"1": "追加", "2": "削除", "3": "変更"}


def _notes(fields: Fields, account: Account) -> Iterator[Text]:
    for text in fields.texts("note"):
        yield Text(text=text, lang=_LANG)
    for amendment in fields.elements("amendment"):
        text = "\n".join(_amendment(amendment, account))
        if text:
            yield Text(text=text, lang=_LANG)


def _amendment(element: Element, account: Account) -> Iterator[str]:
    """Yield the lines of a written amendment as printed behind the application (手続補正)."""
    filed = parse_date(element.findtext("date", ""))
    yield f"【提出日】{filed.isoformat()}" if filed else "【手続補正】"
    for group in element.findall(f"{_JP}amendment-article/{_JP}amendment-group"):
        code = group.findtext(f"{_JP}document-code", "").strip()
        part = _PART_OF_APPLICATION.get(code[-1:], code)
        item = group.findtext(f"{_JP}item-of-amendment", "").strip()
        way = group.findtext(f"{_JP}way-of-amendment", "").strip()
        yield f"【補正対象書類名】{part}"
        yield f"【補正対象項目名】{item}"
        yield f"【補正方法】{_WAYS.get(way, way)}"
        for contents in group.findall(f"{_JP}contents-of-amendment"):
            for block in _BODY.blocks(contents, account):
                number = f"【{block.number}】" if block.number else ""
                if block.text:
                    yield number + block.text


def _amended_drawings(fields: Fields) -> Iterator[Drawing]:
    for amendment in fields.elements("amendment"):
        for figure in amendment.iter("figure"):
            number = figure.get("num", "")
            for image in figure.findall("img"):
                label = f"図{number}" if number else ""
                yield Drawing(file=image.get("file", ""), label=label, caption="手続補正")


FORMAT = XmlFormat(name="jp-official-gazette", read=read, roots=("jp-official-gazette",))
