"""USPTO pre-grant publications of 2001 to 2004: patent-application-publication, PAP 1.5 and 1.6.

Source: the USPTO's document type definitions pap-v15-2001-01-31 and pap-v16-2002-01-01.
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Scheme,
    ipc,
    parse_date,
)

NAME = "us-pap"
LANG = "en"

_CONTACT = Ignored("contact details are not laid open here")
_STANDING = Ignored("the standing of another application")
_TYPE = Ignored("code of the kind of assignee or applicant")
_PROCEDURE = Ignored("office procedure")
_CHILD = Ignored("the publication's own application, or one that is another relation's parent")

ATTRIBUTES = Attributes(
    used="file num",
    ignored={
        "id": "identifier inside the file",
        **dict.fromkeys(("imf", "ti", "lvl", "align", "he", "wi"), "typesetting and image size"),
    },
)

DOCUMENT_ID = Shape(
    {
        "doc-number": "number",
        "kind-code": "kind",
        "document-date": "date",
        "country-code": "country",
    },
    ATTRIBUTES,
    f"{NAME}:document-id",
)

_ADDRESS: dict[str, Rule] = {
    "address-1": "place",
    "address-2": "place",
    "address-3": "place",
    "address-4": "place",
    "city": "place",
    "state": "place",
    "county": "place",
    "postalcode": "place",
    "country/country-code": "country",
    "country-code": "country",
    "military-service": "place",
    "email": _CONTACT,
    "fax": _CONTACT,
    "telephone": _CONTACT,
}
_ADDRESS_SHAPE = Shape(_ADDRESS, ATTRIBUTES, f"{NAME}:address")
_NAME_PARTS = ("name-prefix", "given-name", "middle-name", "family-name", "name-suffix")

PARTY = Shape(
    {
        **{f"name/{part}": part for part in _NAME_PARTS},
        "organization-name": "body",
        "name-1": "body",
        "name-2": "body",
        "residence/residence-us": Part("residence", _ADDRESS_SHAPE),
        "residence/residence-non-us": Part("residence", _ADDRESS_SHAPE),
        "residence/military-service": "place",
        "residence/citizenship": Ignored("the party's country is that of residence or address"),
        "address": Part("address", _ADDRESS_SHAPE),
        "authority-applicant": _TYPE,
        "assignee-type": _TYPE,
        "customer-number": Ignored("the USPTO's number for an address"),
    },
    ATTRIBUTES,
    f"{NAME}:party",
)

PRIORITY = Shape(
    {
        "priority-application-number/doc-number": "number",
        "country-code": "country",
        "filing-date": "date",
    },
    ATTRIBUTES,
    f"{NAME}:foreign-priority-data",
)

RELATION = Shape(
    {
        "document-id": Part("documents", DOCUMENT_ID),
        "parent-child/parent/document-id": Part("documents", DOCUMENT_ID),
        "parent-child/parent-patent/document-id": Part("documents", DOCUMENT_ID),
        "parent-child/parent-patent/parent-patent-number/document-id": Part(
            "documents", DOCUMENT_ID
        ),
        "parent-child/child": _CHILD,
        "parent-child/parent-status": _STANDING,
        "parent-status": _STANDING,
    },
    ATTRIBUTES,
    f"{NAME}:relation",
)

FIGURE = Shape({"image": "img"}, ATTRIBUTES, f"{NAME}:figure")

US_CLASS = Shape({"uspc/class": "class", "uspc/subclass": "subclass"}, ATTRIBUTES, f"{NAME}:uspc")

_CONTINUITY = {
    "division-of": "",
    "non-provisional-of-provisional": "",
    "reissue-of": "",
    "a-371-of-international": "",
    "continuation-of": "continuations/",
    "continuation-in-part-of": "continuations/",
    "continuing-reissue-of": "continuations/",
    "substitution-for": "",
    "reexamination-of": "",
    "reissue-application": "",
}

_FILING = "domestic-filing-data"
_PUBLISHING = "technical-information"

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "document-id": Part("publication", DOCUMENT_ID),
    "publication-filing-type": Ignored("why an application was laid open when it was"),
    f"{_FILING}/application-number/doc-number": "application",
    f"{_FILING}/application-number-series-code": Ignored("first digits of the application number"),
    f"{_FILING}/filing-date": "filed",
    f"{_FILING}/continued-prosecution-application-flag": _PROCEDURE,
    "cross-reference-to-related-applications": _PROCEDURE,
    **{
        f"continuity-data/{prefix}{word}": Part("relations", RELATION)
        for word, group in _CONTINUITY.items()
        for prefix in {group, ""}
    },
    "prior-publication/document-id": Part("prior", DOCUMENT_ID),
    "foreign-priority-data": Part("priorities", PRIORITY),
    "inventors/first-named-inventor": Part("inventors", PARTY),
    "inventors/inventor": Part("inventors", PARTY),
    "assignee": Part("owners", PARTY),
    "correspondence-address": Part("correspondence", PARTY),
    f"{_PUBLISHING}/classification-ipc/classification-ipc-primary/ipc": "ipc",
    f"{_PUBLISHING}/classification-ipc/classification-ipc-secondary/ipc": "ipc-further",
    f"{_PUBLISHING}/classification-ipc/classification-ipc-edition": "edition",
    f"{_PUBLISHING}/classification-us/classification-us-primary": Part("us", US_CLASS),
    f"{_PUBLISHING}/classification-us/classification-us-secondary": Part("us-further", US_CLASS),
    f"{_PUBLISHING}/title-of-invention": "titles",
    "international-conventions/filing-date": _PROCEDURE,
    "international-conventions/i-publication": Part("pct-publication", DOCUMENT_ID),
    "international-conventions/i-filing": Part("pct-filing", DOCUMENT_ID),
    "international-conventions/i-publication/document-id": Part("pct-publication", DOCUMENT_ID),
    "international-conventions/i-filing/document-id": Part("pct-filing", DOCUMENT_ID),
    "international-conventions/a-371c124-date": _PROCEDURE,
    "international-conventions/a-371c12-date": _PROCEDURE,
}

SHAPE = Shape(
    {
        **{f"subdoc-bibliographic-information/{path}": r for path, r in _BIBLIOGRAPHIC.items()},
        "subdoc-abstract": "abstracts",
        "subdoc-description": "descriptions",
        "subdoc-claims/claim": "claims",
        "subdoc-claims/heading": Ignored("the heading words before the claims"),
        "subdoc-drawings/heading": Ignored("the heading words before the drawings"),
        "subdoc-drawings/representative-figure": Ignored("a figure's label, which names no file"),
        "subdoc-drawings/figure": Part("drawings", FIGURE),
    },
    ATTRIBUTES,
    f"{NAME}:patent-application-publication",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(
        ("claim-text", "section", "background-of-invention", "brief-description-of-drawings",
         "cross-reference-to-related-applications", "detailed-description", "copyright-statement",
         "federal-research-statement", "summary-of-invention", "citation-list", "list",
         "sequence-list", "biological-deposit", "preformatted", "program-listing", "unordered-list",
         "ordered-list", "definition-list", "program-reference", "program-listing-deposit",
         "subdoc-description", "cited-non-patent-literature", "description-of-embodiment"),
        "section",
    ),
    **dict.fromkeys(
        ("highlight", "bold", "italic", "underline", "smallcaps", "overscore", "cross-reference",
         "in-line-formula", "footnote", "term", "definition", "object",
         "object-contents", "object-id", "hyperlink", "artwork", "custom-character", "strike"),
        "inline",
    ),
    **dict.fromkeys(("table-cwu", "table-external-doc"), "table"),
    **dict.fromkeys(
        ("math-cwu", "mathematica-file", "chemistry-cwu", "chemdraw-file", "mol-file"), "formula"
    ),
    "dependent-claim-reference": "plain", "paragraph": "paragraph",
    "list-item": "item", "item": "item",
    "number": "number", "subscript": "sub", "superscript": "sup", "line-break": "break",
}  # fmt: skip

_BODY = BodyReader(f"{NAME}:text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read a pre-grant publication."""
    fields = SHAPE.read(root, account)
    identity = _document(fields.part("publication"))
    if identity is None:
        raise RefusedError("the publication number is missing (document-id/doc-number)")
    number = publication_number("US", identity.number, identity.kind, identity.date)
    claims = st36.claim_set(fields.elements("claims"), _BODY, LANG, account)
    return Publication(
        office="US",
        number=number,
        kind=identity.kind,
        right=right_of("US", identity.kind, number),
        date=identity.date,
        lang=LANG,
        application=_application(fields),
        titles=st36.titles(fields.elements("titles"), LANG),
        abstracts=st36.bodies(fields.elements("abstracts"), _BODY, LANG, account),
        claims=(claims,) if claims else (),
        descriptions=st36.bodies(fields.elements("descriptions"), _BODY, LANG, account),
        drawings=_drawings(fields),
        inventors=_parties(fields.parts("inventors")),
        owners=_parties(fields.parts("owners")),
        agents=_parties(fields.parts("correspondence")),
        priorities=tuple(p for f in fields.parts("priorities") if (p := _priority(f))),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
    )


def _document(fields: Fields | None, office: str = "US") -> DocumentId | None:
    number = fields.text("number") if fields else ""
    if fields is None or not number:
        return None
    return DocumentId(
        number=number,
        office=st36.country(fields.text("country")) or office,
        kind=fields.text("kind"),
        date=parse_date(fields.text("date")),
    )


def _application(fields: Fields) -> DocumentId | None:
    number = fields.text("application")
    filed = parse_date(fields.text("filed"))
    return DocumentId(number=number, office="US", date=filed) if number else None


def _parties(found: list[Fields]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(party for one in found if (party := _party(one))))


def _party(fields: Fields) -> Party | None:
    parts = (fields.text(part) for part in _NAME_PARTS)
    name = " ".join(filter(None, (*parts, *fields.texts("body"))))
    if not name:
        return None
    places = [*fields.parts("address"), *fields.parts("residence")]
    address = ", ".join(places[0].texts("place")) if places else ""
    codes = (st36.country(place.text("country")) for place in reversed(places))
    return Party(names=(Name(name=name, address=address),), country=next(filter(None, codes), ""))


def _priority(fields: Fields) -> Priority | None:
    document = _document(fields, office="")
    return Priority(document=document, kind="national") if document else None


def _related(fields: Fields) -> Iterator[Related]:
    for relation in fields.parts("relations"):
        word = relation.element.tag
        for part in relation.parts("documents"):
            document = _document(part)
            if document:
                yield Related(relation=_RELATIONS.get(word, word), document=document)
    for key, relation_word in (
        ("prior", "related-publication"),
        ("pct-filing", "pct-filing"),
        ("pct-publication", "pct-publication"),
    ):
        for part in fields.parts(key):
            document = _document(part, office="")
            if document:
                yield Related(relation=relation_word, document=document)


# The relations in the words that the later USPTO formats and WIPO ST.36 use.
_RELATIONS: Mapping[str, str] = {
    "division-of": "division",
    "non-provisional-of-provisional": "provisional-application",
    "continuation-of": "continuation",
    "continuation-in-part-of": "continuation-in-part",
    "continuing-reissue-of": "continuing-reissue",
    "reissue-of": "reissue",
    "substitution-for": "substitution",
    "reexamination-of": "reexamination",
    "a-371-of-international": "pct-filing",
}


def _classifications(fields: Fields) -> Iterator[Classification]:
    edition = fields.text("edition").lstrip("0")
    for key in ("ipc", "ipc-further"):
        for text in fields.texts(key):
            found = st36.plain_symbol(text, Scheme.IPC, ipc)
            if found:
                yield msgspec.structs.replace(found, edition=edition, first=key == "ipc")
    for key in ("us", "us-further"):
        for part in fields.parts(key):
            columns = part.text("class").rjust(3) + part.text("subclass")
            found = us_class(columns, first=key == "us")
            if found:
                yield found


def _drawings(fields: Fields) -> tuple[Drawing, ...]:
    """Return the sheets; the USPTO numbers the representative drawing's file 0."""
    return tuple(
        msgspec.structs.replace(drawing, representative="-D00000." in drawing.file)
        for drawing in st36.drawings(fields.parts("drawings"))
    )


FORMAT = XmlFormat(name=NAME, read=read, roots=("patent-application-publication",))
