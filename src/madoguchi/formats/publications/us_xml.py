"""USPTO red book: us-patent-grant and us-patent-application, XML versions 4.0 to 4.6.

Source: the USPTO's document type definitions us-patent-grant-v40 (2004) to v46 and
us-patent-application-v40 to v45, which follow WIPO ST.36.
"""

from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import BodyReader
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    Classification,
    DocumentId,
    Party,
    Publication,
    Related,
    Scheme,
    locarno,
)

NAME = "us-xml"

_SEARCHED = Ignored("the examiner's field of search, no class of the document")
_COUNT = Ignored("a count of what the document itself shows")
_TERM = Ignored("the term of the right is kept in the register, not in the publication")
_FILE = Ignored("source file of a drawing that the text shows as an image")
_PROCEDURE = Ignored("office procedure")

ATTRIBUTES = Attributes(
    used=" ".join(st36.ATTRIBUTES.used | {"appl-type"}),
    ignored={
        **st36.ATTRIBUTES.ignored,
        "level": "typesetting and image size",
    },
)

CITATION = Shape(
    {
        "patcit/document-id": Part("document", st36.DOCUMENT_ID),
        "patcit/text": "text",
        "patcit/rel-passage": "passage",
        "patcit/rel-passage/passage": Ignored("part of the passage"),
        "nplcit/othercit": "text",
        "nplcit/text": "text",
        "othercit": "text",
        "category": "category",
        "rel-claims": "claims",
        "classification-national": Ignored("the class of another document"),
        "classification-cpc-text": Ignored("the class of another document"),
        "classification-ipc": Ignored("the class of another document"),
        "classification-ipcr": Ignored("the class of another document"),
        "country": Ignored("the country is that of the cited document"),
        "date-search-completed": _PROCEDURE,
    },
    ATTRIBUTES,
    f"{NAME}:citation",
)

NATIONAL = Shape(
    {
        "country": "country",
        "edition": "edition",
        "main-classification": "main",
        "further-classification": "further",
        "additional-info": Ignored("note on a class of the field of search"),
        "text": "further",
        "further-classification/main-classification": "further",
    },
    ATTRIBUTES,
    f"{NAME}:classification-national",
)

_CPC = Part("cpc", st36.SYMBOL)

_CLASSES: dict[str, Rule] = {
    "classification-ipc": Part("ipc", st36.IPC_OLD),
    "classifications-ipc/classification-ipc": Part("ipc", st36.IPC_OLD),
    "classifications-ipcr/classification-ipcr": Part("ipcr", st36.SYMBOL),
    "classification-national": Part("national", NATIONAL),
    "classification-locarno": Part("locarno", NATIONAL),
    "classifications-cpc/main-cpc/classification-cpc": Part("cpc-main", st36.SYMBOL),
    "classifications-cpc/further-cpc/classification-cpc": _CPC,
    "classifications-cpc/classification-cpc": _CPC,
    "classifications-cpc/further-cpc/combination-set/group-number": _COUNT,
    "classifications-cpc/further-cpc/combination-set/combination-rank/rank-number": _COUNT,
    "classifications-cpc/further-cpc/combination-set/combination-rank/classification-cpc": _CPC,
}

_PARTY_LISTS = {
    "applicants/applicant": "applicants",
    "us-applicants/us-applicant": "applicants",
    "inventors/inventor": "inventors",
    "inventors/us-deceased-inventor": "inventors",
    "inventors/deceased-inventor": "inventors",
    "us-deceased-inventor": "inventors",
    "agents/agent": "agents",
    "agents/customer-number": "customer",
    "correspondence-address": "correspondence",
}

_PARTIES: dict[str, Rule] = {
    f"{group}/{path}": Part(key, st36.PARTY)
    for group in ("parties", "us-parties")
    for path, key in _PARTY_LISTS.items()
}

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference/document-id": Part("publication", st36.DOCUMENT_ID),
    "application-reference/document-id": Part("application", st36.DOCUMENT_ID),
    "application-reference/us-hague-filing-date": _PROCEDURE,
    "us-application-series-code": Ignored("the first digits of the application number"),
    "us-publication-filing-type": Ignored("why an application was laid open when it was"),
    "us-issued-on-continued-prosecution-application": Ignored("procedure, shown in the register"),
    "rule-47-flag": Ignored("procedure, shown in the register"),
    "us-sir-flag": Ignored("told by the kind code of a statutory invention registration"),
    "us-term-of-grant": _TERM,
    "us-term-extension": _TERM,
    "invention-title": "titles",
    "us-botanic/latin-name": "notes",
    "us-botanic/variety": "notes",
    "priority-claims/priority-claim": Part("priorities", st36.PRIORITY),
    **_CLASSES,
    "references-cited/citation": Part("citations", CITATION),
    "us-references-cited/us-citation": Part("citations", CITATION),
    "references-cited/text": "notes",
    "number-of-claims": _COUNT,
    "us-exemplary-claim": Ignored("which claim the printed gazette showed"),
    "field-of-search": _SEARCHED,
    "us-field-of-classification-search": _SEARCHED,
    "figures": _COUNT,
    "us-number-of-figures": _COUNT,
    **{f"us-related-documents/{word}": rule for word, rule in st36.RELATION_RULES.items()},
    **{f"related-documents/{word}": rule for word, rule in st36.RELATION_RULES.items()},
    **_PARTIES,
    "assignees/assignee": Part("owners", st36.PARTY),
    "examiners/primary-examiner": Part("examiners", st36.PARTY),
    "examiners/assistant-examiner": Part("examiners", st36.PARTY),
    "examiners/authorized-officer": Part("examiners", st36.PARTY),
    "pct-or-regional-filing-data/document-id": Part("pct-filing", st36.DOCUMENT_ID),
    "pct-or-regional-filing-data/us-371c124-date": Ignored("entry into the national phase"),
    "pct-or-regional-filing-data/us-371c12-date": Ignored("entry into the national phase"),
    "pct-or-regional-publishing-data/document-id": Part("pct-publication", st36.DOCUMENT_ID),
    "pct-or-regional-publishing-data/gazette-reference": Ignored("place in the PCT gazette"),
    "us-371c124-date": Ignored("entry into the national phase"),
    "us-371c12-date": Ignored("entry into the national phase"),
    "hague-agreement-data/international-registration-number": "hague",
    "hague-agreement-data/international-registration-date": Ignored("date of the registration"),
    "hague-agreement-data/international-filing-date": Ignored("date of the registration"),
    "hague-agreement-data/international-registration-publication-date": Ignored(
        "date of the registration"
    ),
}

_CLAIM_STATEMENT = Ignored("the heading words before the claims")
_SEQUENCES = Ignored("names the file of a sequence listing beside the document")

_DOCUMENT: dict[str, Rule] = {
    "abstract": "abstracts",
    "drawings/figure": Part("drawings", st36.FIGURE),
    "description": "descriptions",
    "us-claim-statement": _CLAIM_STATEMENT,
    "claims/claim": "claims",
    "claims/claim-statement": _CLAIM_STATEMENT,
    "us-math": _FILE,
    "us-chemistry": _FILE,
    "us-sequence-list-doc": _SEQUENCES,
    "sequence-list-doc": _SEQUENCES,
    "us-megatable-doc": Ignored("names the file of a table too large to print"),
    "table-external-doc": Ignored("names the file of a table too large to print"),
}

SHAPE = Shape(
    {
        f"{bibliographic}/{path}": rule
        for bibliographic in ("us-bibliographic-data-grant", "us-bibliographic-data-application")
        for path, rule in _BIBLIOGRAPHIC.items()
    }
    | _DOCUMENT,
    ATTRIBUTES,
    f"{NAME}:document",
)

_PROSE = BodyReader(f"{NAME}:description", st36.ST36_ROLES)
_ABSTRACT = BodyReader(f"{NAME}:abstract", st36.ST36_ROLES, number=())
_CLAIM = BodyReader(f"{NAME}:claims/claim", st36.ST36_ROLES)

# The words of the element `category` in citations of the red book.
PHASES = {
    "cited by examiner": "examination",
    "cited by applicant": "applicant",
    "cited by third party": "third party",
    "cited by other": "other",
}


def read(root: Element, account: Account) -> Publication:
    """Read a grant or an application publication."""
    fields = SHAPE.read(root, account)
    identity = st36.document_id(fields.part("publication"))
    if identity is None:
        raise RefusedError("the publication number is missing (publication-reference)")
    office = identity.office or "US"
    lang = st36.language(fields.get("lang")) or "en"
    number = publication_number(office, identity.number, identity.kind, identity.date)
    claims = st36.claim_set(fields.elements("claims"), _CLAIM, lang, account)
    applicants = fields.parts("applicants")
    inventing = [one for one in applicants if "inventor" in one.get("app-type")]
    return Publication(
        office=office,
        number=number,
        kind=identity.kind,
        right=right_of(office, identity.kind, number),
        date=identity.date,
        lang=lang,
        application=_application(fields),
        titles=st36.titles(fields.elements("titles"), lang),
        abstracts=st36.bodies(fields.elements("abstracts"), _ABSTRACT, lang, account),
        claims=(claims,) if claims else (),
        descriptions=st36.bodies(fields.elements("descriptions"), _PROSE, lang, account),
        drawings=st36.drawings(fields.parts("drawings"), representative="00000"),
        applicants=st36.parties(applicants),
        inventors=st36.parties([*fields.parts("inventors"), *inventing]),
        agents=_agents(fields),
        owners=st36.parties(fields.parts("owners")),
        examiners=st36.parties(fields.parts("examiners")),
        priorities=tuple(p for f in fields.parts("priorities") if (p := st36.priority(f))),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(c for f in fields.parts("citations") if (c := _citation(f))),
        notes=st36.titles(fields.elements("notes"), lang),
    )


def _application(fields: Fields) -> DocumentId | None:
    return st36.document_id(fields.part("application"))


def _agents(fields: Fields) -> tuple[Party, ...]:
    """Return the agents; an application names only where to write to."""
    return st36.parties(fields.parts("agents") or fields.parts("correspondence"))


def _related(fields: Fields) -> Iterator[Related]:
    yield from st36.relations(fields.parts("relations"))
    for key in ("pct-filing", "pct-publication"):
        for part in fields.parts(key):
            document = st36.document_id(part)
            if document:
                yield Related(relation=key, document=document)
    for number in fields.texts("hague"):
        yield Related(relation="hague-registration", document=DocumentId(number=number))


def _classifications(fields: Fields) -> Iterator[Classification]:
    yield from chain.from_iterable(st36.old_ipc(part) for part in fields.parts("ipc"))
    for key, reading in (
        ("ipcr", st36.ipc_symbol),
        ("cpc-main", st36.cpc_symbol),
        ("cpc", st36.cpc_symbol),
    ):
        yield from filter(None, map(reading, fields.parts(key)))
    for part in fields.parts("national"):
        yield from _national(part)
    for part in fields.parts("locarno"):
        yield from _locarno(part)


def _national(part: Fields) -> Iterator[Classification]:
    for key in ("main", "further"):
        for element in part.elements(key):
            found = us_class(element.text or "", first=key == "main")
            if found:
                yield found


def _locarno(part: Fields) -> Iterator[Classification]:
    for text in part.texts("main"):
        found = st36.plain_symbol(text, Scheme.LOCARNO, locarno)
        if found:
            yield msgspec.structs.replace(found, edition=part.text("edition"), first=True)


def _citation(fields: Fields) -> Citation | None:
    document, text = st36.document_id(fields.part("document")), fields.text("text")
    if not (document or text):
        return None
    category = fields.text("category").lstrip("* ")
    return Citation(
        document=document,
        text=text,
        phase=PHASES.get(category, category),
        claims=fields.text("claims"),
        passage=fields.text("passage"),
    )


# Parts of USPTO file wrappers in XML4IP (ST.96): what applicants filed, before any publication.
_WRAPPER = {"ClaimsDocument": "claims", "SpecificationDocument": "specification or abstract"}

FORMAT = XmlFormat(
    name=NAME,
    read=read,
    roots=("us-patent-grant", "us-patent-application"),
    strangers={
        "class-scheme": "CPC classification scheme",
        "CPCMasterClassificationFile": "CPC master classification file",
        **{root: f"USPTO file-wrapper document ({part})" for root, part in _WRAPPER.items()},
    },
)
