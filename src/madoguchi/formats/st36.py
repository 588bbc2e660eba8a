"""The pieces that the formats of the WIPO ST.36 family have in common.

Shapes for document-id, addressbook, priority-claim, classification, relation and img, and the
functions that turn what a shape found into the model. USPTO red book, MAREC, the Chinese and the
older Japanese gazettes write these elements alike (ST.36 Annex C, international common elements).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Body,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Related,
    Scheme,
    Text,
    cpc,
    ipc,
    parse_date,
)

_INTERNAL = "identifier inside the file"
_LAYOUT = "typesetting and image size"
_SOURCE = "how and when the data were made"

ATTRIBUTES = Attributes(
    used="lang num number file country kind format doc-number date-publ app-type rep-type phase "
    "type ucid status data-format id-type document-id-type srep-phase",
    ignored={
        **dict.fromkeys(("id", "idref", "idrefs", "sequence", "load-source", "mxw-id"), _INTERNAL),
        **dict.fromkeys(
            ("he", "wi", "alt", "img-content", "img-format", "orientation", "inline"), _LAYOUT
        ),
        **dict.fromkeys(("date-produced", "dtd-version", "ro", "designation"), _SOURCE),
        "applicant-authority-category": "the ground on which the applicant applies",
    },
)

DOCUMENT_ID = Shape(
    {
        "country": "country",
        "doc-number": "number",
        "kind": "kind",
        "date": "date",
        "name": Ignored("the patentee of another document is told by that document"),
    },
    ATTRIBUTES,
    "st36:document-id",
)


def document_id(fields: Fields | None, scheme: str = "") -> DocumentId | None:
    """Return the document that a document-id names, or None where it gives no number.

    Kind 00 is the USPTO's filler where a document has no kind code.
    """
    number = fields.text("number") if fields else ""
    if fields is None or not number:
        return None
    kind = fields.text("kind")
    return DocumentId(
        number=number,
        office=country(fields.text("country")),
        kind="" if kind == "00" else kind,
        date=parse_date(fields.text("date")),
        scheme=scheme,
    )


def country(text: str) -> str:
    """Return a WIPO ST.3 code; the words that stand for none (unknown, omitted) give ""."""
    return text.upper() if len(text) == 2 and text.isalpha() else ""


def language(text: str) -> str:
    """Return ISO 639-1 in lower case for `EN`, `en-US` or `eng`."""
    code = text.strip().lower().partition("-")[0]
    return _THREE_LETTERS.get(code, code)


_THREE_LETTERS = {"eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "jpn": "ja",
                  "chi": "zh", "zho": "zh", "kor": "ko", "spa": "es", "rus": "ru"}  # fmt: skip

_STREET = ("building", "mailcode", "pobox", "room", "address-floor", "street", "address-1",
           "address-2", "address-3", "address-4", "address-5", "text")  # fmt: skip
_PLACE = ("city", "county", "state", "postcode")
_ADDRESS = (*_STREET, *_PLACE)
_CONTACT = Ignored("contact details are not laid open here")

ADDRESSBOOK_RULES: dict[str, Rule] = {
    **{name: name for name in ("prefix", "first-name", "middle-name", "last-name", "suffix")},
    **{name: name for name in ("orgname", "name", "iid", "registered-number")},
    **{f"address/{step}": step for step in (*_STREET, *_PLACE, "country")},
    "department": Ignored("the unit inside an office or body"),
    "synonym": Ignored("a spelling of the same name kept by the data's maker"),
    "role": Ignored("code of the kind of assignee, told by the party's place in the model"),
    **dict.fromkeys(("phone", "fax", "email", "url", "ead", "dtext"), _CONTACT),
}

ADDRESSBOOK = Shape(ADDRESSBOOK_RULES, ATTRIBUTES, "st36:addressbook")

PARTY = Shape(
    {
        "addressbook": Part("addressbook", ADDRESSBOOK),
        **ADDRESSBOOK_RULES,
        "residence/country": "residence",
        "nationality/country": Ignored("the party's country is that of residence or address"),
        "us-rights": Ignored("the date of a right to apply, no part of the name"),
        "designated-states": Ignored("applicant for these states only"),
        "designated-states-as-inventor": Ignored("inventor for these states only"),
    },
    ATTRIBUTES,
    "st36:party",
)


_LANGUAGE_CODE = "{http://www.wipo.int/standards/XMLSchema/ST96/Common}languageCode"


def name_of(fields: Fields, lang: str = "") -> Name | None:
    """Return name and address of an addressbook: a body's name, or a person's in spoken order."""
    steps = ("prefix", "first-name", "middle-name", "last-name", "suffix")
    person = " ".join(filter(None, (fields.text(step) for step in steps)))
    body = fields.text("orgname")
    name = body if body and not person else (person or fields.text("name"))
    if body and person:
        name = f"{person}, {body}"
    if not name:
        return None
    own = language(fields.get("lang") or fields.get(_LANGUAGE_CODE))
    return Name(name=name, lang=own or lang, address=address_of(fields))


def address_of(fields: Fields) -> str:
    """Return the address as one line, without the country, which the party itself has."""
    steps = (step for step in _ADDRESS if step in fields.found)
    parts = (text for step in steps for text in fields.texts(step))
    return ", ".join(dict.fromkeys(parts))


def party(fields: Fields, lang: str = "") -> Party | None:
    """Return a party of one or several addressbooks, or of name elements of its own."""
    books = fields.parts("addressbook") or [fields]
    names = tuple(name for book in books if (name := name_of(book, lang)))
    if not names:
        return None
    codes = [fields.text("residence"), *(book.text("country") for book in books)]
    return Party(
        names=names,
        country=next(filter(None, map(country, codes)), ""),
        id=fields.text("iid") or books[0].text("iid") or books[0].text("registered-number"),
    )


def parties(found: list[Fields], lang: str = "") -> tuple[Party, ...]:
    """Return the parties in order; one that is given twice alike is kept once."""
    given = (party(fields, lang) for fields in found)
    return tuple(dict.fromkeys(one for one in given if one))


PRIORITY = Shape(
    {
        "country": "country",
        "doc-number": "number",
        "date": "date",
        "kind": "kind",
        "document-id": Part("document", DOCUMENT_ID),
        "office-of-filing": Ignored("the regional office that received the earlier application"),
        "priority-doc-requested": Ignored("office procedure"),
        "priority-doc-attached": Ignored("office procedure"),
    },
    ATTRIBUTES,
    "st36:priority-claim",
)


def priority(fields: Fields, scheme: str = "") -> Priority | None:
    document = document_id(fields.part("document") or fields, scheme)
    return Priority(document=document, kind=fields.get("kind")) if document else None


_WHO = Ignored("who gave the symbol and when")
_SYMBOL_STEPS = ("section", "class", "subclass", "main-group", "subgroup")

SYMBOL = Shape(
    {
        **{step: step for step in _SYMBOL_STEPS},
        "text": "text",
        "ipc-version-indicator/date": "edition",
        "cpc-version-indicator/date": "edition",
        "symbol-position": "position",
        "classification-value": "value",
        "generating-office/country": "office",
        "classification-level": Ignored("core or advanced level, given up in 2011"),
        "classification-status": _WHO,
        "classification-data-source": _WHO,
        "action-date": _WHO,
        "scheme-origination-code": Ignored("the CPC scheme is the element's own"),
    },
    ATTRIBUTES,
    "st36:classification",
)

Reading = Callable[[str], Classification | None]


def symbol(fields: Fields, reading: Reading) -> Classification | None:
    """Return one IPC or CPC symbol, from its parts or from the 50 characters of WIPO ST.8."""
    text = fields.text("text")
    if text:
        element = fields.element_of("text")
        return st8(element.text or "" if element is not None else "", reading)
    steps = [fields.text(step) for step in _SYMBOL_STEPS]
    if not steps[0]:
        return None
    tail = (fields.text("edition"), fields.text("position"), fields.text("value"))
    return _symbol("{}{}{} {}/{}".format(*steps), reading, tail, fields.text("office"))


@lru_cache(maxsize=65536)
def st8(text: str, reading: Reading) -> Classification | None:
    """Return the symbol in the fixed columns of WIPO ST.8 (`G06F  17/30        20060101AFI...US`).

    Columns (ST.8 paragraph 6): symbol 1-19, version 20-27, level 28, position 29, value 30,
    action date 31-38, status 39, source 40, office 41-42.
    """
    text = text.lstrip()
    tail = (text[19:27].strip(), text[28:29].strip(), text[29:30].strip())
    return _symbol(text[:19], reading, tail, text[40:42].strip())


@lru_cache(maxsize=65536)
def _symbol(
    text: str, reading: Reading, tail: tuple[str, str, str], office: str
) -> Classification | None:
    found = reading(text)
    if found is None:
        return None
    edition, position, value = tail
    return msgspec.structs.replace(
        found,
        edition=_edition(edition) or found.edition,
        first=position == "F",
        additional=value in ("N", "A"),
        office=office,
    )


def _edition(date: str) -> str:
    """Return 2006.01 for 20060101, the way the editions of the IPC and the CPC are named."""
    return f"{date[:4]}.{date[4:6]}" if len(date) == 8 and date.isdigit() else ""


def plain_symbol(text: str, scheme: Scheme, reading: Reading) -> Classification | None:
    """Return a symbol as read, or as printed where it is none that the scheme could hold."""
    return reading(text) or (Classification(scheme=scheme, symbol=text) if text else None)


IPC_OLD = Shape(
    {
        "edition": "edition",
        "main-classification": "main",
        "further-classification": "further",
        "text": "further",
        "additional-info": "additional",
        "linked-indexing-code-group": Ignored("indexing codes of the IPC, given up in 2006"),
        "unlinked-indexing-code": "additional",
        "country": Ignored("the office that classified is the publishing one"),
    },
    ATTRIBUTES,
    "st36:classification-ipc",
)


def old_ipc(fields: Fields) -> Iterator[Classification]:
    """Yield the symbols of IPC editions 1 to 7: the first one leads, editions in one element."""
    edition = fields.text("edition").lstrip("0")
    for key in ("main", "further", "additional"):
        for text in fields.texts(key):
            found = plain_symbol(text, Scheme.IPC, ipc)
            if found:
                yield msgspec.structs.replace(
                    found, edition=edition, first=key == "main", additional=key == "additional"
                )


def ipc_symbol(fields: Fields) -> Classification | None:
    return symbol(fields, ipc)


def cpc_symbol(fields: Fields) -> Classification | None:
    return symbol(fields, cpc)


_PARENT: dict[str, Rule] = {
    "document-id": Part("documents", DOCUMENT_ID),
    "parent-status": Ignored("the standing of another application"),
    "parent-grant-document/document-id": Part("documents", DOCUMENT_ID),
    "parent-pct-document/document-id": Part("documents", DOCUMENT_ID),
}
_CHILD = Ignored("the publication's own application, or one that is another relation's parent")

RELATION = Shape(
    {
        "document-id": Part("documents", DOCUMENT_ID),
        **{f"relation/parent-doc/{path}": rule for path, rule in _PARENT.items()},
        **{f"parent-doc/{path}": rule for path, rule in _PARENT.items()},
        "relation/child-doc": _CHILD,
        "child-doc": _CHILD,
        "provisional-application-status": Ignored("the standing of another application"),
        "us-provisional-application-status": Ignored("the standing of another application"),
    },
    ATTRIBUTES,
    "st36:relation",
)

RELATIONS = (
    "addition", "division", "continuation", "continuation-in-part", "continuing-reissue",
    "reissue", "divisional-reissue", "us-divisional-reissue", "reexamination",
    "us-reexamination-reissue-merger", "substitution", "provisional-application",
    "us-provisional-application", "utility-model-basis", "correction", "related-publication",
    "previously-filed-app",
)  # fmt: skip

RELATION_RULES: Mapping[str, Rule] = {word: Part("relations", RELATION) for word in RELATIONS}


def relations(found: list[Fields]) -> Iterator[Related]:
    """Yield the earlier documents of related-documents; the relation is the element's name."""
    for fields in found:
        word = fields.element.tag.rpartition("}")[2].removeprefix("us-")
        for part in fields.parts("documents"):
            document = document_id(part, part.get("document-id-type"))
            if document:
                yield Related(relation=word, document=document)


FIGURE = Shape({"img": "img", "image": "img"}, ATTRIBUTES, "st36:figure")


def drawings(found: list[Fields], representative: str = "") -> tuple[Drawing, ...]:
    """Return the drawings of figures that hold images; `representative` is the number of the one.

    A number made of zeros and a running count (00001) is the file's, not a printed label.
    """
    return tuple(
        Drawing(
            file=image.get("file") or image.get("id") or "",
            label="" if (number := figure.get("num")).startswith("0") else number,
            representative=bool(number) and number == representative,
        )
        for figure in found
        for image in figure.elements("img")
    )


def titles(elements: list[Element], lang: str) -> tuple[Text, ...]:
    """Return the titles that hold text, in the element's language or the document's."""
    return tuple(
        Text(text=text, lang=language(element.get("lang", "")) or lang)
        for element in elements
        if (text := text_of(element))
    )


def bodies(
    elements: list[Element], reader: BodyReader, lang: str, account: Account
) -> tuple[Body, ...]:
    """Return the abstracts or descriptions that hold text or images."""
    return tuple(
        Body(blocks=blocks, lang=language(element.get("lang", "")) or lang)
        for element in elements
        if (blocks := reader.blocks(element, account))
    )


_SECTIONS = (
    "claim-text", "doc-page", "description-of-drawings", "description-of-drawing",
    "technical-field", "brief-description-of-drawings", "summary-of-invention",
    "detailed-description",
    "background-art", "disclosure", "tech-problem", "tech-solution", "advantageous-effects",
    "mode-for-invention", "best-mode", "description-of-embodiments", "industrial-applicability",
    "reference-signs-list", "reference-to-deposited-biological-material", "sequence-list-text",
    "citation-list", "patent-literature", "non-patent-literature", "related-apps", "fed-research",
    "cross-reference-to-related-applications", "federal-research", "abst-problem",
    "abst-solution", "in-line-formulae", "pre", "program-listing", "bio-deposit",
)  # fmt: skip
_INLINE = (
    "othercit", "document-id", "country", "doc-number", "kind", "date", "name", "invention-title",
    "custom-character", "us-patcit", "us-nplcit", "nobr", "s", "strike", "underline", "term",
    "depositary", "bio-accno", "claim-ref",
)  # fmt: skip

# The roles of the names in running text (ST.36 Annex C; red book DTDs 4.0 to 4.6).
ST36_ROLES = {
    **ROLES,
    **dict.fromkeys(_SECTIONS, "section"),
    **dict.fromkeys(_INLINE, "inline"),
}

_REFERENCE = re.compile(r"[A-Za-z]+-0*(\d{1,4})")


def referring(claims: ClaimSet, elements: list[Element], attribute: str = "idref") -> ClaimSet:
    """Return the claims, depending on what references without words of their own name."""
    told = [
        tuple(
            int(found[1])
            for part in element.iter()
            if not len(part) and not part.text
            if (found := _REFERENCE.fullmatch(part.get(attribute, "")))
        )
        for element in elements
    ]
    if not any(told):
        return claims
    return msgspec.structs.replace(
        claims,
        claims=tuple(
            msgspec.structs.replace(claim, depends_on=numbers) if numbers else claim
            for claim, numbers in zip(claims.claims, told, strict=True)
        ),
    )


_LEADING_NUMBER = re.compile(r"\s*(\d+)\s*[.)\uff0e\u3001]\s*")


def claim_set(
    elements: list[Element], reader: BodyReader, lang: str, account: Account
) -> ClaimSet | None:
    """Return the claims; one without a usable number attribute takes the next number."""
    claims = []
    number = 0
    for element in elements:
        digits = reader.number(element)
        number = int(digits) if digits.isdecimal() and int(digits) else number + 1
        claim = reader.claim(element, number, lang, account)
        text = without_number(claim.text, number)
        claims.append(msgspec.structs.replace(claim, text=text) if text != claim.text else claim)
    return ClaimSet(claims=tuple(claims), lang=lang) if claims else None


def without_number(text: str, number: int) -> str:
    """Take off the printed claim number that the text repeats (`1. A method`)."""
    found = _LEADING_NUMBER.match(text)
    return text[found.end() :] if found and int(found.group(1)) == number else text
