"""USPTO grants of 2001 to 2004: PATDOC, WIPO ST.32 with American fields, versions 2.4 and 2.5.

Source: the USPTO's document type definition ST32-US-Grant-025xml (2001); the B numbers are the
INID codes of WIPO ST.9 with a zero added.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import raw_text
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Text,
    ipc,
    locarno,
    parse_date,
)

NAME = "us-sgml"
LANG = "en"

_COUNT = Ignored("a count of what the document itself shows")
_SEARCHED = Ignored("the examiner's field of search, no class of the document")
_TERM = Ignored("the term of the right is kept in the register, not in the publication")
_PROCEDURE = Ignored("office procedure")
_CLASSES_OF_OTHERS = Ignored("the class of another document")
_CHILD = Ignored("the publication's own application, or another relation's parent")
_STANDING = Ignored("the standing of another application")

ATTRIBUTES = Attributes(
    used="FILE",
    ignored={
        "ID": "identifier inside the file",
        **dict.fromkeys(("DTD", "STATUS"), "how and when the data were made"),
        **dict.fromkeys(("ALT", "LVL", "HE", "WI", "ORIENTATION"), "typesetting and image size"),
    },
)

DOCUMENT = Shape(
    {
        "DNUM": "number",
        "DATE": "date",
        "CTRY": "country",
        "KIND": "kind",
        "BNUM": Ignored("place in the gazette"),
    },
    ATTRIBUTES,
    f"{NAME}:DOC",
)

PARTY = Shape(
    {
        **{f"NAM/{part}": part for part in ("TTL", "FNM", "SNM", "SFX")},
        "NAM/ONM": "body",
        "NAM/ODV": Ignored("the unit inside a body"),
        "NAM/SYN": Ignored("a spelling of the same name kept by the data's maker"),
        "NAM/IDV": Ignored("identifier of the party in the office's data"),
        **{
            f"ADR/{part}": "place"
            for part in ("OMC", "PBOX", "STR", "CITY", "CNTY", "STATE", "PCODE")
        },
        "ADR/CTRY": "country",
        **{
            f"ADR/{part}": Ignored("contact details are not laid open here")
            for part in ("EAD", "TEL", "FAX")
        },
        "DID": Ignored("identifier of the party in the office's data"),
    },
    ATTRIBUTES,
    f"{NAME}:PARTY-US",
)

CITATION = Shape(
    {
        "PCIT/DOC": Part("document", DOCUMENT),
        "PCIT/PARTY-US": Ignored("the patentee of another document is told by that document"),
        "PCIT/PNC": _CLASSES_OF_OTHERS,
        "PCIT/PIC": _CLASSES_OF_OTHERS,
        "PCIT/PUL": "passage",
        "PCIT/REL": "passage",
        "NCIT": "text",
        "CITED-BY-EXAMINER": "examiner",
        "CITED-BY-OTHER": "other",
    },
    ATTRIBUTES,
    f"{NAME}:citation",
)

# INID codes 61 to 68 (WIPO ST.9) with the USPTO's own.
RELATIONS = {
    "B610": "addition",
    "B620": "division",
    "B621": "division",
    "B630": "continuation",
    "B631": "continuation",
    "B632": "continuation-in-part",
    "B633": "continuing-reissue",
    "B640": "reissue",
    "B640US": "reissue",
    "B641US": "divisional-reissue",
    "B645": "reexamination",
    "B645US": "reexamination-reissue-merger",
    "B650": "related-publication",
    "B651": "related-publication",
    "B660": "substitution",
    "B661": "substitution",
    "B680US": "provisional-application",
    "B681US": "provisional-application",
}

_RELATION_PATHS = [
    *RELATIONS,
    *(f"{code[:3]}0/{code}" for code in ("B621", "B631", "B632", "B633", "B651", "B661")),
    "B640/B641US", "B640/B640US", "B640/B645", "B680US/B681US",
]  # fmt: skip


def _relation_rules() -> Iterator[tuple[str, Rule]]:
    for path in _RELATION_PATHS:
        key = "relation " + RELATIONS[path.rpartition("/")[2]]
        for inner in ("", "/PARENT-US"):
            for step in ("DOC", "PDOC/DOC", "PPUB/DOC"):
                yield f"B600/{path}{inner}/{step}", Part(key, DOCUMENT)
            yield f"B600/{path}{inner}/CDOC", _CHILD
            yield f"B600/{path}{inner}/PSTA", _STANDING
            yield f"B600/{path}{inner}/PDAT", _PROCEDURE


_BIBLIOGRAPHIC: dict[str, Rule] = {
    "B100/B110": "number",
    "B100/B130": "kind",
    "B100/B140": "date",
    "B100/B190": "office",
    "B200/B210": "application",
    "B200/B211US": Ignored("the first digits of the application number"),
    "B200/B220": "filed",
    "B200/B221US": _PROCEDURE,
    "B200/B240": _PROCEDURE,
    "B300/B310": "priority-number",
    "B300/B320": "priority-date",
    "B300/B330": "priority-country",
    "B300/B345": _PROCEDURE,
    "B400": _TERM,
    "B500/B510/B511": "ipc",
    "B500/B510/B512": "ipc-further",
    "B500/B510/B513": "ipc-additional",
    "B500/B510/B514": "ipc-additional",
    "B500/B510/B516": "edition",
    "B500/B520/B521": "us",
    "B500/B520/B522": "us-further",
    "B500/B520/B527US": _PROCEDURE,
    "B500/B540": "titles",
    "B500/B550": _PROCEDURE,
    "B500/B560/B561": Part("citations", CITATION),
    "B500/B560/B562": Part("citations", CITATION),
    "B500/B570": _COUNT,
    "B500/B580": _SEARCHED,
    "B500/B590": _COUNT,
    **dict(_relation_rules()),
    **{
        f"B700/{path}/PARTY-US": Part(key, PARTY)
        for path, key in (
            ("B710/B711", "applicants"),
            ("B720/B721", "inventors"),
            ("B720/B721US", "inventors"),
            ("B730/B731", "owners"),
            ("B740/B741", "agents"),
            ("B740/B742US", "agents"),
            ("B745/B746", "examiners"),
            ("B745/B747", "examiners"),
            ("B745/B747US", "examiners"),
        )
    },
    "B700/B720/B721/B721US": _PROCEDURE,
    "B700/B730/B732US": Ignored("code of the kind of assignee"),
    "B700/B730/B731/B732US": Ignored("code of the kind of assignee"),
    "B700/B745/B748US": Ignored("the unit inside an office or body"),
    "B800/B860/B861/DOC": Part("pct-filing", DOCUMENT),
    "B800/B860/B863": _PROCEDURE,
    "B800/B860/B864US": Ignored("entry into the national phase"),
    "B800/B860/B865US": Ignored("entry into the national phase"),
    "B800/B870/B871/DOC": Part("pct-publication", DOCUMENT),
    "B800/B840": _PROCEDURE,
}

SHAPE = Shape(
    {
        **{f"SDOBI/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "SDOAB": "abstracts",
        "SDODE": "descriptions",
        "SDOCL/H": Ignored("the heading words before the claims"),
        "SDOCL/CL/CLM": "claims",
        "SDOCL/CL/H": Ignored("the heading words before the claims"),
        "SDODR/EMI": "drawings",
        "SDODR/H": Ignored("the heading words before the drawings"),
        "SDOCR": "notes",
    },
    ATTRIBUTES,
    f"{NAME}:PATDOC",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(
        ("BTEXT", "BRFSUM", "DETDESC", "DRWDESC", "RELAPP", "GOVINT", "UL", "OL", "DL", "SL",
         "CLMSTEP", "CL", "SEQLST-US", "PROGREF", "PARTAPP", "DEPOSIT", "CITATION-LIST"),
        "section",
    ),
    **dict.fromkeys(
        ("PDAT", "PTEXT", "STEXT", "HIL", "BOLD", "ITALIC", "ULINE", "SMALLCAPS", "OSCORE", "FGREF",
         "CLREF", "F", "DFREF", "XREF", "FOO", "FOOREF", "FNREF", "CHF", "CWU", "PCIT", "NCIT",
         "DOC", "DNUM", "DATE", "CTRY", "KIND", "ISBN", "TTL", "CUSTOM-CHARACTER", "BR-TEXT"),
        "inline",
    ),
    **dict.fromkeys(("MATH-US", "CHEM-US", "MATHML"), "formula"),
    **dict.fromkeys(("TABLE-US", "TABLE-CALS"), "table"),
    **dict.fromkeys(("CHEMCDX", "CHEMMOL", "MATHEMATICA"), "skip"),
    "PARA": "paragraph", "LI": "item", "DT": "item", "DD": "item",
    "EMI": "image", "SB": "sub", "SP": "sup", "SB2": "sub", "SP2": "sup", "BR": "break",
}  # fmt: skip

_BODY = BodyReader(f"{NAME}:text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read a grant."""
    fields = SHAPE.read(root, account)
    given = fields.text("number")
    if not given:
        raise RefusedError("the publication number is missing (B110)")
    office, kind = st36.country(fields.text("office")) or "US", fields.text("kind")
    date = parse_date(fields.text("date"))
    number = publication_number(office, given, kind, date)
    claims = st36.claim_set(fields.elements("claims"), _BODY, LANG, account)
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right_of(office, kind, number),
        date=date,
        lang=LANG,
        application=_application(fields, office),
        titles=tuple(Text(text=text, lang=LANG) for text in fields.texts("titles")),
        abstracts=st36.bodies(fields.elements("abstracts"), _BODY, LANG, account),
        claims=(claims,) if claims else (),
        descriptions=st36.bodies(fields.elements("descriptions"), _BODY, LANG, account),
        drawings=tuple(map(_drawing, fields.elements("drawings"))),
        applicants=_parties(fields, "applicants"),
        inventors=_parties(fields, "inventors"),
        agents=_parties(fields, "agents"),
        owners=_parties(fields, "owners"),
        examiners=_parties(fields, "examiners"),
        priorities=tuple(_priorities(fields)),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(c for f in fields.parts("citations") if (c := _citation(f))),
        notes=tuple(Text(text=text, lang=LANG) for text in fields.texts("notes")),
    )


def _document(fields: Fields | None, office: str) -> DocumentId | None:
    number = fields.text("number") if fields else ""
    if fields is None or not number:
        return None
    kind = fields.text("kind")
    return DocumentId(
        number=number,
        office=st36.country(fields.text("country")) or office,
        kind="" if kind == "00" else kind,
        date=parse_date(fields.text("date")),
    )


def _application(fields: Fields, office: str) -> DocumentId | None:
    number, filed = fields.text("application"), parse_date(fields.text("filed"))
    return DocumentId(number=number, office=office, date=filed) if number else None


def _drawing(element: Element) -> Drawing:
    """Return a sheet; the USPTO numbers the representative drawing's file 0."""
    file = element.get("FILE") or element.get("ID") or ""
    return Drawing(file=file, representative="-D00000." in file)


def _parties(fields: Fields, key: str) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(party for one in fields.parts(key) if (party := _party(one))))


def _party(fields: Fields) -> Party | None:
    person = " ".join(filter(None, (fields.text(part) for part in ("TTL", "FNM", "SNM", "SFX"))))
    name = ", ".join(filter(None, (person, *fields.texts("body"))))
    if not name:
        return None
    address = ", ".join(fields.texts("place"))
    return Party(
        names=(Name(name=name, address=address),), country=st36.country(fields.text("country"))
    )


def _priorities(fields: Fields) -> Iterator[Priority]:
    """Yield the priorities; number, date and country are three lists in step (B310 to B330)."""
    columns = [fields.elements(f"priority-{column}") for column in ("number", "date", "country")]
    for number, date, country in zip(*columns, strict=False):
        document = DocumentId(
            number=raw_text(number).strip(),
            office=st36.country(raw_text(country).strip()),
            date=parse_date(raw_text(date).strip()),
        )
        if document.number:
            yield Priority(document=document, kind="national")


def _related(fields: Fields) -> Iterator[Related]:
    for word in dict.fromkeys(RELATIONS.values()):
        for part in fields.parts("relation " + word):
            document = _document(part, "US")
            if document:
                yield Related(relation=word, document=document)
    for key in ("pct-filing", "pct-publication"):
        for part in fields.parts(key):
            document = _document(part, "")
            if document:
                yield Related(relation=key, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    edition = fields.text("edition").lstrip("0")
    for key in ("ipc", "ipc-further", "ipc-additional"):
        for element in fields.elements(key):
            text = raw_text(element).strip()
            found = ipc(text) or locarno(text)
            if found:
                yield msgspec.structs.replace(
                    found,
                    edition=edition,
                    first=key == "ipc",
                    additional=key == "ipc-additional",
                )
    for key in ("us", "us-further"):
        for element in fields.elements(key):
            national = us_class(raw_text(element), first=key == "us")
            if national:
                yield national


def _citation(fields: Fields) -> Citation | None:
    document, text = _document(fields.part("document"), "US"), fields.text("text")
    if not (document or text):
        return None
    phase = "examination" if "examiner" in fields else "other" if "other" in fields else ""
    return Citation(document=document, text=text, phase=phase, passage=fields.text("passage"))


FORMAT = XmlFormat(name=NAME, read=read, roots=("PATDOC",))
