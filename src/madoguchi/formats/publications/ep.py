"""EPO publications: ep-patent-document with SDOBI, document type versions 1.0 to 1.5.1.

Source: EPO, ep-patent-document-v1-0 to v1-5-1; the B numbers are the INID codes of WIPO ST.9 with
a zero added, those ending in EP are the EPO's own.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import BodyReader
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import squeeze, text_of
from madoguchi.law import publication_number, right_of
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
    Text,
    cpc,
    ipc,
    parse_date,
)

NAME = "ep"

_PROCEDURE = Ignored("office procedure, shown in the register")
_GAZETTE = Ignored("place in the European Patent Bulletin")
_TAGS = Ignored("control marks for typesetting and state coverage")
_OPPOSITION = Ignored("parties and dates of an opposition, shown in the register")
_WORDS = Ignored("standard words that the EPO prints on every document")

ATTRIBUTES = Attributes(
    used="lang country doc-number kind date-publ num file dnum",
    ignored={
        **st36.ATTRIBUTES.ignored,
        "file": "name of the file itself",
        "status": "how and when the data were made",
        **dict.fromkeys(("srep-office", "srep-type"), "the EPO or an office that searches for it"),
        **dict.fromkeys(("url", "cited-phase", "cited-by", "cited-date"), "told by the element"),
        **dict.fromkeys(("dnum-type", "npl-type", "list-style", "wi", "he"), "typesetting"),
    },
)

PARTY = Shape(
    {
        "snm": "name",
        "fnm": "first-name",
        "sfx": "suffix",
        "onm": "name",
        "iid": "id",
        "irf": Ignored("the party's own file reference"),
        "dtxt": Ignored("note on the party"),
        "syn": Ignored("a spelling of the same name kept by the data's maker"),
        "adr/str": "place",
        "adr/city": "place",
        "adr/pcode": "place",
        "adr/ctry": "country",
        "adr/cnty": "place",
        "adr/state": "place",
        "B716EP": Ignored("applicant for these states only"),
        "B736EP": Ignored("proprietor for these states only"),
        "ctry": Ignored("applicant for these states only"),
        "date": _PROCEDURE,
    },
    ATTRIBUTES,
    f"{NAME}:party",
)

_DATED: dict[str, Rule] = {"date": "date", "dnum/anum": "application", "dnum/pnum": "publication"}
RELATION = Shape(
    {
        "parent/pdoc/date": "date",
        "parent/pdoc/dnum/anum": "application",
        "parent/pdoc/dnum/pnum": "publication",
        "pdoc/dnum/anum": "application",
        "pdoc/dnum/pnum": "publication",
        **_DATED,
        "parent/cdoc": Ignored("the publication's own application"),
        "kind": "kind",
    },
    ATTRIBUTES,
    f"{NAME}:relation",
)

INTERNATIONAL = Shape({**_DATED, "bnum": _GAZETTE}, ATTRIBUTES, f"{NAME}:international")

REFERENCE = Shape(
    {
        "patcit/document-id": Part("document", st36.DOCUMENT_ID),
        "patcit/text": "text",
        "nplcit": "text",
        "crossref": Ignored("the paragraph of the description that names the document"),
    },
    ATTRIBUTES,
    f"{NAME}:reference",
)

SEARCHED = Shape(
    {
        "patcit/document-id": Part("document", st36.DOCUMENT_ID),
        "patcit/text": "text",
        "nplcit": "text",
        "category": "category",
        "rel-claims": "claims",
        "rel-passage": "passage",
        "rel-passage/text": Ignored("read with the passage"),
        "rel-passage/passage": "part",
        "rel-passage/category": "category",
        "rel-passage/rel-claims": "claims",
        "corresponding-docs": Ignored("the family of the cited document"),
    },
    ATTRIBUTES,
    f"{NAME}:citation",
)

_REPORT_PAGES = Ignored("page images of the search report, no drawings")
_REPORT = Ignored("how the search was made; the report itself is part of the file")
# The search report is page images or text (srep-for-pub, EPO exchange-documents.xsd).
_SEARCH_REPORT: dict[str, Rule] = {
    "doc-page": _REPORT_PAGES,
    **dict.fromkeys(("srep-info", "srep-written-opinion"), _REPORT),
    "srep-for-pub/doc-page": _REPORT_PAGES,
    "srep-for-pub/srep-citations/citation": Part("searched", SEARCHED),
    "srep-for-pub/srep-citations/text": "cited",
    "srep-for-pub/srep-patent-families": Ignored("the families of the cited documents"),
    **{
        f"srep-for-pub/{name}": _REPORT
        for name in ("classification-ipc", "classifications-ipcr", "classification-national",
                     "srep-fields-searched", "incomplete-search", "srep-admin")
    },
}  # fmt: skip

FIGURE = Shape({"img": "img"}, ATTRIBUTES, f"{NAME}:figure")

# INID codes 61 to 66 (WIPO ST.9).
RELATIONS = {
    "B610": "addition",
    "B620": "division",
    "B620EP": "division",
    "B630": "continuation",
    "B640": "reissue",
    "B650": "related-publication",
    "B660": "substitution",
}

_PARTIES = {
    "B710/B711": "applicants",
    "B720/B721": "inventors",
    "B730/B731": "owners",
    "B740/B741": "agents",
    "B760/B761": "agents",
}

_BIBLIOGRAPHIC: dict[str, Rule] = {
    **{
        f"B000/eptags/{tag}": _TAGS
        for tag in ("B001EP", "B003EP", "B004EP", "B005EP", "B006EP", "B007EP", "B009EP",
                    "B010EP", "B015EP", "B070EP", "B078EP", "B080EP", "B081EP")
    },
    "B000/eptags/B050EP/B051EP": "note-lang",
    "B000/eptags/B050EP/B052EP": "notes",
    "B000/eptags/B053EP": "notes",
    "B100/B110": "number",
    "B100/B120": Ignored("the printed name of the kind of document, told by the kind code"),
    "B100/B130": "kind",
    "B100/B132EP": Ignored("the kind code of the document before its correction"),
    "B100/B140": "date",
    "B100/B150": Ignored("what a correction corrects, told by the kind codes A8, A9, B8 and B9"),
    "B100/B151": Ignored("what a correction corrects, told by the kind codes A8, A9, B8 and B9"),
    "B100/B190": "office",
    "B200/B210": "application",
    "B200/B220": "filed",
    "B200/B230": _PROCEDURE,
    "B200/B240": _PROCEDURE,
    "B200/B250": Ignored("language of filing"),
    "B200/B251EP": Ignored("language of the proceedings"),
    "B200/B260": "language",
    "B300/B310": "priority-number",
    "B300/B320": "priority-date",
    "B300/B330": "priority-country",
    "B300/B340EP": _PROCEDURE,
    "B400": _GAZETTE,
    "B500/B510/B511": "ipc",
    "B500/B510/B512": "ipc-further",
    "B500/B510/B513": "ipc-additional",
    "B500/B510/B514": "ipc-additional",
    "B500/B510/B515": "ipc-additional",
    "B500/B510/B516": "edition",
    "B500/B510/B517EP": "ipc-index",
    "B500/B510EP/classification-ipcr": Part("ipcr", st36.SYMBOL),
    "B500/B520EP/classifications-cpc/classification-cpc": Part("cpc", st36.SYMBOL),
    "B500/B540/B541": "title-lang",
    "B500/B540/B542": "titles",
    "B500/B560/B561/text": "cited",
    "B500/B560/B562/text": "cited",
    "B500/B560/B565": _PROCEDURE,
    "B500/B560/B565EP": _PROCEDURE,
    "B500/B560/B569": _PROCEDURE,
    "B500/B570": Ignored("a count of what the document itself shows"),
    "B500/B580": Ignored("the field of search, no class of the document"),
    "B500/B590/B598": "representative",
    **{f"B600/{code}": Part(word, RELATION) for code, word in RELATIONS.items()},
    "B600/B620EP/parent/cdoc": Ignored("a later divisional application"),
    **{f"B700/{path}": Part(key, PARTY) for path, key in _PARTIES.items()},
    "B700/B725EP": _PROCEDURE,
    "B700/B780": _OPPOSITION,
    "B700/B790": _OPPOSITION,
    "B800/B825EP": _PROCEDURE,
    "B800/B830": Ignored("deposit of a micro-organism, named in the description"),
    "B800/B840/ctry": "designated",
    "B800/B844EP/B845EP/ctry": "designated",
    "B800/B844EP/B845EP/date": _PROCEDURE,
    "B800/B848EP/B849EP/ctry": "designated",
    "B800/B848EP/B849EP/date": _PROCEDURE,
    "B800/B847EP": _PROCEDURE,
    "B800/B850": _PROCEDURE,
    "B800/B852EP": _PROCEDURE,
    "B800/B860/B861": Part("pct-filing", INTERNATIONAL),
    "B800/B860/B862": Ignored("language of filing"),
    "B800/B860/B863": _PROCEDURE,
    "B800/B870/B871": Part("pct-publication", INTERNATIONAL),
    "B800/B880": Ignored("when the search report was published, shown in the register"),
}  # fmt: skip

_DOCUMENT: dict[str, Rule] = {
    "abstract": "abstracts",
    "description": "descriptions",
    "claims": "claims",
    "amended-claims": "claims",
    "amended-claims-statement": "statements",
    "drawings/figure": Part("drawings", FIGURE),
    **{f"search-report-data/{path}": rule for path, rule in _SEARCH_REPORT.items()},
    "ep-reference-list/heading": _WORDS,
    "ep-reference-list/p/i": _WORDS,
    "ep-reference-list/p/ul/li": Part("references", REFERENCE),
    "copyright": _WORDS,
}

SHAPE = Shape(
    {**{f"SDOBI/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()}, **_DOCUMENT},
    ATTRIBUTES,
    f"{NAME}:ep-patent-document",
)

_ROLES = {
    **st36.ST36_ROLES,
    **dict.fromkeys(
        ("article", "author", "atl", "serial", "sertitle", "book", "book-title", "imprint",
         "location", "pp", "ppf", "ppl", "pubdate", "sdate", "edate", "vid", "ino", "online",
         "host", "hosttitle", "avail", "class", "refno", "confdate", "conftitle", "conference",
         "edition", "issn", "isbn", "absno", "doi", "datecit", "srchdate", "srchterm", "subname",
         "confplace", "confsponsor", "confno", "last-name", "first-name", "paper", "notes",
         "addressbook", "address", "city", "orgname"),
        "inline",
    ),
}  # fmt: skip

_ABSTRACT = BodyReader(f"{NAME}:abstract", _ROLES)
_PROSE = BodyReader(f"{NAME}:description", _ROLES)
_CLAIM = BodyReader(f"{NAME}:claims/claim", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read an application (A1 to A9), a specification (B1 to B9) or a correction of either."""
    fields = SHAPE.read(root, account)
    given = fields.text("number") or fields.get("doc-number")
    if not given:
        raise RefusedError("the publication number is missing (B110)")
    office = fields.text("office") or "EP"
    kind = fields.text("kind") or fields.get("kind")
    date = parse_date(fields.text("date") or fields.get("date-publ"))
    lang = st36.language(fields.text("language") or fields.get("lang"))
    number = publication_number(office, given, kind, date)
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right_of(office, kind, number),
        date=date,
        lang=lang,
        application=_application(fields, office),
        titles=_titles(fields),
        abstracts=st36.bodies(fields.elements("abstracts"), _ABSTRACT, lang, account),
        claims=tuple(_claims(fields, lang, account)),
        descriptions=st36.bodies(fields.elements("descriptions"), _PROSE, lang, account),
        drawings=_drawings(fields),
        applicants=_parties(fields, "applicants"),
        inventors=_parties(fields, "inventors"),
        agents=_parties(fields, "agents"),
        owners=_parties(fields, "owners"),
        priorities=tuple(_priorities(fields)),
        related=tuple(_related(fields, office)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(_citations(fields)),
        designated=tuple(dict.fromkeys(fields.texts("designated"))),
        notes=_notes(fields, lang),
    )


def _application(fields: Fields, office: str) -> DocumentId | None:
    number, filed = fields.text("application"), parse_date(fields.text("filed"))
    return DocumentId(number=number, office=office, date=filed) if number else None


def _titles(fields: Fields) -> tuple[Text, ...]:
    """Return the titles; languages and titles are two lists in step (B541 and B542)."""
    langs = [st36.language(text) for text in fields.texts("title-lang")]
    given = fields.elements("titles")
    langs += [""] * (len(given) - len(langs))
    return tuple(
        Text(text=text, lang=lang)
        for lang, element in zip(langs, given, strict=False)
        if (text := text_of(element))
    )


def _claims(fields: Fields, lang: str, account: Account) -> Iterator[ClaimSet]:
    for element in fields.elements("claims"):
        own = st36.language(element.get("lang", "")) or lang
        claims = [child for child in element if child.tag == "claim"]
        account.unknown.update(
            f"{NAME}:claims/{child.tag}"
            for child in element
            if child.tag not in ("claim", "heading", "claim-statement")
        )
        found = st36.claim_set(claims, _CLAIM, own, account)
        if found:
            yield found


def _drawings(fields: Fields) -> tuple[Drawing, ...]:
    """Return the sheets; the figure for the abstract (B598) may share its sheet with others."""
    chosen = fields.text("representative").lower()
    return tuple(
        Drawing(
            file=image.get("file") or image.get("id") or "",
            label=figure.get("num"),
            representative=chosen in figure.get("num").lower().split(","),
        )
        for figure in fields.parts("drawings")
        for image in figure.elements("img")
    )


def _parties(fields: Fields, key: str) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(party for one in fields.parts(key) if (party := _party(one))))


def _party(fields: Fields) -> Party | None:
    name = " ".join(filter(None, map(fields.text, ("name", "first-name", "suffix"))))
    if not name:
        return None
    return Party(
        names=(Name(name=name, address=", ".join(fields.texts("place"))),),
        country=st36.country(fields.text("country")),
        id=fields.text("id"),
    )


def _priorities(fields: Fields) -> Iterator[Priority]:
    """Yield the priorities; number, date and country are three lists in step (B310 to B330)."""
    columns = [fields.elements(f"priority-{column}") for column in ("number", "date", "country")]
    for number, date, country in zip(*columns, strict=False):
        document = DocumentId(
            number=text_of(number),
            office=st36.country(text_of(country)),
            date=parse_date(text_of(date)),
        )
        if document.number:
            yield Priority(document=document)


def _related(fields: Fields, office: str) -> Iterator[Related]:
    for word in dict.fromkeys(RELATIONS.values()):
        for part in fields.parts(word):
            date = parse_date(part.text("date"))
            for number in part.texts("application"):
                document = DocumentId(number=number, office=office, date=date)
                yield Related(relation=word, document=document)
            for number in part.texts("publication"):
                yield Related(relation=word, document=DocumentId(number=number, office=office))
    for key, column in (("pct-filing", "application"), ("pct-publication", "publication")):
        for part in fields.parts(key):
            date = parse_date(part.text("date"))
            for number in part.texts(column):
                document = DocumentId(number=number, office="WO", date=date)
                yield Related(relation=key, document=document)


_INDEXED = re.compile(r"[A-H]\d\d[A-Z]\s*\d+[/:]\s*\d+")


def _classifications(fields: Fields) -> Iterator[Classification]:
    edition = fields.text("edition").lstrip("0")
    for key in ("ipc", "ipc-further", "ipc-additional"):
        for element in fields.elements(key):
            yield from _old_ipc(element.text or "", edition, key)
    for text in fields.texts("ipc-index"):
        for symbol in _INDEXED.findall(text):
            yield from _old_ipc(symbol.replace(":", "/"), edition, "ipc-additional")
    for key, reading in (("ipcr", ipc), ("cpc", cpc)):
        yield from filter(None, (st36.symbol(part, reading) for part in fields.parts(key)))


def _old_ipc(text: str, edition: str, key: str) -> Iterator[Classification]:
    found = ipc(text)
    if found:
        yield msgspec.structs.replace(
            found,
            edition=found.edition or edition,
            first=key == "ipc",
            additional=key == "ipc-additional",
        )


# How B561 spells a document: EP-A1- 1 234 567, WO-A-99/12345.
_PATENT = re.compile(r"([A-Z]{2})\s?-\s?([A-Z]\d?)\s?-\s?([\w /.-]+?)\s*(?:\(.*\))?")


def _citations(fields: Fields) -> Iterator[Citation]:
    for text in fields.texts("cited"):
        patent = _PATENT.fullmatch(text)
        if patent:
            office, kind, number = patent.groups()
            cited = DocumentId(number=number, office=office, kind=kind)
            yield Citation(document=cited, phase="search")
        else:
            yield Citation(text=text, phase="search")
    yield from filter(None, map(_searched, fields.parts("searched")))
    for part in fields.parts("references"):
        document = st36.document_id(part.part("document"))
        texts = (_literature(element) for element in part.elements("text"))
        text = "; ".join(filter(None, texts))
        if document or text:
            yield Citation(document=document, text="" if document else text, phase="applicant")


def _searched(part: Fields) -> Citation | None:
    """Return one citation of a search report; several passages may each have their category."""
    document = st36.document_id(part.part("document"))
    text = "; ".join(filter(None, map(_literature, part.elements("text"))))
    if not document and not text:
        return None
    return Citation(
        document=document,
        text="" if document else text,
        phase="search",
        category=", ".join(dict.fromkeys(part.texts("category"))),
        claims="; ".join(dict.fromkeys(part.texts("claims"))),
        passage="; ".join(part.texts("part") or part.texts("passage")),
    )


def _literature(element: Element) -> str:
    """Return the parts of a bibliographic reference in order, as the EPO prints them."""
    return ", ".join(filter(None, (squeeze(text) for text in element.itertext())))


def _notes(fields: Fields, lang: str) -> tuple[Text, ...]:
    own = st36.language(fields.text("note-lang")) or lang
    notes = [Text(text=text, lang=own) for text in fields.texts("notes")]
    return (*notes, *(Text(text=text, lang=lang) for text in fields.texts("statements")))


FORMAT = XmlFormat(name=NAME, read=read, roots=("ep-patent-document",))
