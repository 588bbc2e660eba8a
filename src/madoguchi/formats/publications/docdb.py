"""DOCDB exchange documents and the bibliographic answers of EPO OPS: `exchange-document`.

DOCDB (exchange-documents.xsd) gives every reference in several formats: `docdb`, `epodoc` and
`original`; the first is the identity, the last the name or text as the office printed it.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import BodyReader
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Body,
    Citation,
    Classification,
    DocumentId,
    Name,
    Party,
    Priority,
    Publication,
    Scheme,
    cpc,
    ecla,
    f_term,
    fi,
    ipc,
    national,
    parse_date,
)

# Who cited, by DOCDB's three letters (citation phase) and by the words of OPS.
PHASES = {
    "APP": "applicant", "description": "applicant", "applicant": "applicant",
    "SEA": "search", "search": "search", "national-search-report": "search",
    "ISR": "international-search", "international-search-report": "international-search",
    "SUP": "supplementary-search", "supplementary-international-search-report":
    "supplementary-search", "PRS": "pre-search", "pre-grant-pre-search": "pre-search",
    "EXA": "examination", "examination": "examination", "CH2": "preliminary-examination",
    "OPP": "opposition", "opposition": "opposition", "FOP": "opposition",
    "APL": "appeal", "appeal": "appeal", "TPO": "third-party", "undefined": "",
}  # fmt: skip

_INTERNAL = "identifier inside DOCDB"
_SOURCE = "how and when the data were made"

_ATTRIBUTES = Attributes(
    used="country doc-number kind date-publ family-id status data-format document-id-type lang "
    "sequence cited-phase cited-by office scheme",
    ignored={
        **{k: v for k, v in st36.ATTRIBUTES.ignored.items() if k != "sequence"},
        **dict.fromkeys(("doc-id", "is-representative", "system", "num", "dnum", "dnum-type",
                         "npl-type", "extracted-xp", "cited-date", "url", "srep-office"),
                        _INTERNAL),
        **dict.fromkeys(("date-of-last-exchange", "date-of-previous-exchange", "date-added-docdb",
                         "originating-office", "abstract-source", "schemaLocation",
                         "fulltext-format"), _SOURCE),
    },
)  # fmt: skip

_DOCUMENT_ID = Shape(
    {
        "country": "country",
        "doc-number": "number",
        "kind": "kind",
        "date": "date",
        "name": Ignored("the patentee of another document is told by that document"),
    },
    _ATTRIBUTES,
    "docdb:document-id",
)
_REFERENCE = Shape({"document-id": Part("documents", _DOCUMENT_ID)}, _ATTRIBUTES, "docdb:reference")
_PRIORITY = Shape(
    {
        "document-id": Part("documents", _DOCUMENT_ID),
        "priority-active-indicator": "active",
        "priority-linkage-type": "linkage",
    },
    _ATTRIBUTES,
    "docdb:priority-claim",
)
_PARTY = Shape(
    {
        **{
            f"{role}-name/{part}": part
            for role in ("applicant", "inventor", "agent", "assignee")
            for part in ("name", "first-name", "last-name", "orgname")
        },
        "residence/country": "country",
        "address/text": "address",
        "designation": Ignored("applicant for some states only"),
        "nationality/country": Ignored("the party's country is that of residence"),
    },
    _ATTRIBUTES,
    "docdb:party",
)
_STEPS = ("section", "class", "subclass", "main-group", "subgroup")
_WHO = Ignored("who gave the symbol and when")
LISTED_SYMBOL = Shape(
    {
        **{step: step for step in _STEPS},
        "classification-scheme": "scheme",
        "classification-scheme/date": "edition",
        "classification-symbol": "symbol",
        "symbol-position": "position",
        "classification-value": "value",
        "generating-office": "office",
        **dict.fromkeys(
            ("classification-status", "classification-data-source", "action-date"), _WHO
        ),
    },
    _ATTRIBUTES,
    "docdb:patent-classification",
)
_CITATION = Shape(
    {
        "patcit": Part("patcit", _REFERENCE),
        "nplcit": "npl",
        "nplcit/text": "text",
        **dict.fromkeys(
            ("nplcit/article", "nplcit/book", "nplcit/online", "nplcit/othercit"),
            Ignored("the parts of the citation's text"),
        ),
        "category": "category",
        "rel-claims": "claims",
        "rel-passage/passage": "passage",
        "rel-passage/category": "passage-category",
        "rel-passage/rel-claims": "claims",
        "corresponding-docs": Ignored("members of the cited document's family"),
        "office-of-filing": _WHO,
    },
    _ATTRIBUTES,
    "docdb:citation",
)


_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference": Part("publication", _REFERENCE),
    "application-reference": Part("application", _REFERENCE),
    "language-of-publication": "lang",
    "language-of-filing": Ignored("the language of the publication is kept"),
    "priority-claims/priority-claim": Part("priority", _PRIORITY),
    "previously-filed-app": Ignored("text of the reference to an earlier filing"),
    "preceding-publication-date": Ignored("the earlier publication is a document of its own"),
    "date-of-coming-into-force": Ignored("legal status; the register tells it"),
    "extended-kind-code": Ignored("the kind code is that of WIPO ST.16"),
    "classification-ipc/main-classification": "old-ipc",
    "classification-ipc/further-classification": "old-ipc-further",
    "classification-ipc/edition": "old-ipc-edition",
    "classification-ipc/text": "old-ipc-further",
    "classifications-ipcr/classification-ipcr/text": "ipc",
    "classification-national/text": "national",
    "classification-national/country": "national-office",
    "classification-ecla/classification-symbol": "ecla",
    "patent-classifications/patent-classification": Part("class", LISTED_SYMBOL),
    "patent-classifications/combination-set/combination-rank/patent-classification": Part(
        "combination", LISTED_SYMBOL
    ),
    "patent-classifications/combination-set/group-number": Ignored("order in a combination"),
    "patent-classifications/combination-set/combination-rank/rank-number": Ignored(
        "order in a combination"
    ),
    "invention-title": "title",
    "parties/applicants/applicant": Part("applicant", _PARTY),
    "parties/inventors/inventor": Part("inventor", _PARTY),
    "parties/agents/agent": Part("agent", _PARTY),
    "parties/assignees/assignee": Part("owner", _PARTY),
    "designation-of-states/designation-epc/contracting-states/country": "designated",
    "designation-of-states/designation-epc/extension-states/country": "designated",
    "designation-of-states/designation-pct/regional/country": "designated",
    "designation-of-states/designation-pct/regional/region/country": "designated",
    "designation-of-states/designation-pct/national/country": "designated",
    "dates-of-public-availability": Ignored("the date of publication is kept"),
    "references-cited/citation": Part("citation", _CITATION),
}

_DOCUMENT = Shape(
    {
        **{f"bibliographic-data/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "abstract": "abstract",
        "patent-family": Ignored("the members of a family are found by the family number"),
    },
    _ATTRIBUTES,
    "exchange-document",
)

_ABSTRACT = BodyReader("exchange-document/abstract")
_DELETED = ("D", "DV")  # DV: one deleted that its office had withdrawn before


def read(root: Element, account: Account) -> Publication:
    """Read one exchange document."""
    fields = _DOCUMENT.read(root, account)
    published = _preferred(fields.parts("publication"))
    office = st36.country(root.get("country", "")) or (published.office if published else "")
    number = root.get("doc-number") or (published.number if published else "")
    if not number or not office:
        raise RefusedError("the exchange document gives no publication number")
    kind = root.get("kind") or (published.kind if published else "")
    date = parse_date(root.get("date-publ", "")) or _date(fields.parts("publication"))
    number = publication_number(office, number, kind, date)
    if root.get("status") in _DELETED:
        right = right_of(office, kind, number)
        return Publication(office=office, number=number, kind=kind, right=right, withdrawn=True)
    lang = st36.language(fields.text("lang"))
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right_of(office, kind, number),
        date=date,
        lang=lang,
        application=_preferred(fields.parts("application")),
        titles=tuple(dict.fromkeys(st36.titles(fields.elements("title"), lang))),
        abstracts=_abstracts(fields.elements("abstract"), lang, account),
        applicants=_parties(fields.parts("applicant")),
        inventors=_parties(fields.parts("inventor")),
        agents=_parties(fields.parts("agent")),
        owners=_parties(fields.parts("owner")),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=(),
        classifications=_classifications(fields),
        citations=tuple(map(_citation, fields.parts("citation"))),
        designated=tuple(
            dict.fromkeys(filter(None, map(st36.country, fields.texts("designated"))))
        ),
        family=root.get("family-id", ""),
    )


def _abstracts(elements: list[Element], lang: str, account: Account) -> tuple[Body, ...]:
    return tuple(dict.fromkeys(st36.bodies(elements, _ABSTRACT, lang, account)))


_ORDER = {"docdb": 0, "": 1, "epodoc": 2, "original": 3}


def _by_format(references: list[Fields]) -> list[tuple[int, str, Fields]]:
    """Return the document-ids of some references, the best format first."""
    found = []
    for reference in references:
        outer = reference.get("data-format")
        for part in reference.parts("documents"):
            name = part.get("document-id-type") or part.get("data-format") or outer
            found.append((_ORDER.get(name, len(_ORDER)), name, part))
    return sorted(found, key=lambda one: one[0])


def _preferred(references: list[Fields]) -> DocumentId | None:
    """Return one document of references that all mean the same: DOCDB's spelling where given.

    OPS tells an application's date beside EPODOC's spelling alone.
    """
    for _, scheme, part in _by_format(references):
        document = st36.document_id(part, scheme or "docdb")
        if document:
            dated = msgspec.structs.replace(document, date=document.date or _date(references))
            return _with_office(dated)
    return None


def _with_office(document: DocumentId) -> DocumentId:
    """Return the document with the office that an epodoc number begins with."""
    letters = document.number[:2]
    if document.office or not letters.isalpha():
        return document
    return msgspec.structs.replace(document, office=letters.upper())


def _date(references: list[Fields]) -> dt.date | None:
    dates = (parse_date(part.text("date")) for _, _, part in _by_format(references))
    return next(filter(None, dates), None)


def _by_sequence(found: list[Fields]) -> Iterator[list[Fields]]:
    """Yield what has the same sequence number: one thing in several formats."""
    groups: dict[str, list[Fields]] = defaultdict(list)
    for position, fields in enumerate(found):
        groups[fields.get("sequence") or f"-{position}"].append(fields)
    yield from groups.values()


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for group in _by_sequence(found):
        document = _preferred(group)
        if document:
            kinds = [*(one.get("kind") for one in group), *(one.text("linkage") for one in group)]
            active = next(filter(None, (one.text("active") for one in group)), "Y")
            yield Priority(
                document=document,
                kind=next(filter(None, kinds), ""),
                active=active.upper() not in ("N", "NO"),
            )


_NAME_ORDER = {"original": 0, "docdba": 1, "docdb": 2, "epodoc": 3}
_COUNTRY = re.compile(r"\s*\[([A-Z]{2})\]$")


def _parties(found: list[Fields]) -> tuple[Party, ...]:
    parties = (_party(group) for group in _same_parties(found))
    return tuple(dict.fromkeys(party for party in parties if party))


def _same_parties(found: list[Fields]) -> Iterator[list[Fields]]:
    """Yield the forms of each party: those of one sequence number.

    OPS lists the original names of several publications one after the other, each time all of
    them, and goes on counting: there the order tells.
    """
    by_format: dict[str, list[Fields]] = defaultdict(list)
    for fields in found:
        by_format[fields.get("data-format")].append(fields)
    count = len(by_format["epodoc"])
    if not count or any(len(forms) % count for forms in by_format.values()):
        yield from _by_sequence(found)
        return
    for position in range(count):
        yield [one for forms in by_format.values() for one in forms[position::count]]


def _party(group: list[Fields]) -> Party | None:
    """Return one party: as printed first, then in DOCDB's standardised spelling."""
    names: dict[str, Name] = {}
    country = ""
    for fields in sorted(group, key=lambda one: _NAME_ORDER.get(one.get("data-format"), 9)):
        name = _name(fields)
        printed = _COUNTRY.search(name)
        if printed:
            name = name[: printed.start()]
            country = country or printed.group(1)
        country = country or st36.country(fields.text("country"))
        key = re.sub(r"\W+", "", name).casefold()
        if name and key not in names:
            names[key] = Name(name=name, address=fields.text("address"))
    return Party(names=tuple(names.values()), country=country) if names else None


def _name(fields: Fields) -> str:
    parts = (fields.text("first-name"), fields.text("last-name"))
    name = fields.text("name") or fields.text("orgname") or " ".join(filter(None, parts))
    return name.removesuffix(",").strip()


def _classifications(fields: Fields) -> tuple[Classification, ...]:
    """Return each symbol once, although several offices may have given it."""
    kept: dict[tuple[Scheme, str], Classification] = {}
    for found in _symbols(fields):
        kept.setdefault((found.scheme, found.symbol), found)
    return tuple(kept.values())


def _symbols(fields: Fields) -> Iterator[Classification]:
    for element in fields.elements("ipc"):
        found = _ipc(element.text or "")
        if found:
            yield found
    for key in ("old-ipc", "old-ipc-further"):
        for text in fields.texts(key):
            yield from _old_ipc(text, fields.text("old-ipc-edition"), first=key == "old-ipc")
    for key in ("class", "combination"):
        for part in fields.parts(key):
            yield from listed_symbol(part)
    for text in fields.texts("ecla"):
        yield from _listed(ecla(text))
    for text in fields.texts("national"):
        yield from _listed(national(text, fields.text("national-office")))


def _listed(found: Classification | None) -> Iterator[Classification]:
    if found:
        yield found


_IPC = re.compile(
    r"\s*([A-H]\d{2}[A-Z])\s*(\d{1,4})\s*/\s*(\d{2,6})\s*(\d{8})?\s*[ACS]?([FL ])?([IN])?"
    r"(?:[\d ]{8}..([A-Z]{2}))?"
)


@lru_cache(maxsize=65536)
def _ipc(text: str) -> Classification | None:
    """Read an IPC symbol in the columns of WIPO ST.8, which OPS fills more loosely."""
    match = _IPC.match(text)
    found = ipc(f"{match.group(1)} {match.group(2)}/{match.group(3)}") if match else ipc(text)
    if found is None or match is None:
        return found
    edition = match.group(4)
    return msgspec.structs.replace(
        found,
        edition=f"{edition[:4]}.{edition[4:6]}" if edition else found.edition,
        first=match.group(5) == "F",
        additional=match.group(6) == "N",
        office=match.group(7) or "",
    )


_OLD_IPC = re.compile(r"\d?\s*([A-H])\s*(\d{2}\s*[A-Z])\s*(\d+)\s*/\s*(\d+)")


def _old_ipc(text: str, edition: str, *, first: bool) -> Iterator[Classification]:
    """Read a symbol of IPC 1 to 7, with the edition before it (`7A 61K   9/16   A`)."""
    match = _OLD_IPC.match(text)
    section, class_, group, subgroup = match.groups() if match else ("", "", "", "")
    found = ipc(f"{section}{class_.replace(' ', '')} {group}/{subgroup}") if match else ipc(text)
    if found:
        yield msgspec.structs.replace(found, edition=edition.lstrip("0"), first=first)


def listed_symbol(part: Fields) -> Iterator[Classification]:
    """Yield the symbol of a patent-classification, which names its scheme."""
    scheme = part.element_of("scheme")
    name = scheme.get("scheme", "") if scheme is not None else ""
    office = scheme.get("office", "") if scheme is not None else ""
    steps = [part.text(step) for step in _STEPS]
    text = part.text("symbol") or ("{}{}{} {}/{}".format(*steps) if all(steps) else "")
    found = _of_scheme(name, text, office)
    if found is None:
        return
    edition = part.text("edition")
    yield msgspec.structs.replace(
        found,
        edition=f"{edition[:4]}.{edition[4:6]}" if len(edition) == 8 else found.edition,
        first=part.text("position") == "F",
        additional=part.text("value") in ("A", "N"),
        office=st36.country(part.text("office")) or office,
    )


def _of_scheme(scheme: str, text: str, office: str) -> Classification | None:
    """Read a symbol of one of DOCDB's schemes; those of single offices have that office's code."""
    if scheme.startswith("CPC"):
        return cpc(text)
    if scheme in ("FI", "FTERM", "EC"):
        return {"FI": fi, "FTERM": f_term, "EC": ecla}[scheme](text)
    return national(text, "US" if scheme in ("UC", "USPC") else office)


def _citation(fields: Fields) -> Citation:
    document = _preferred(fields.parts("patcit"))
    categories = fields.texts("passage-category") or fields.texts("category")
    return Citation(
        document=document,
        text=" ".join(fields.texts("text") or fields.texts("npl")),
        phase=_phase(fields),
        category=", ".join(dict.fromkeys(categories)),
        claims="; ".join(dict.fromkeys(fields.texts("claims"))),
        passage="; ".join(dict.fromkeys(fields.texts("passage"))),
    )


def _phase(fields: Fields) -> str:
    phase = fields.get("cited-phase")
    return PHASES.get(phase, phase) or PHASES.get(fields.get("cited-by"), "")


FORMAT = XmlFormat(
    name="docdb",
    read=read,
    roots=("exchange-document",),
    containers={
        "exchange-documents": ("exchange-document",),
        "world-patent-data": ("exchange-document", "fulltext-document"),
    },
    strangers={
        "fault": "OPS error answer",
        "register-search": "EPO register answer that found nothing",
        "patent-family": "OPS family answer without members",
        "biblio-search": "OPS search answer without bibliographic data",
        "equivalents-inquiry": "OPS list of equivalents without bibliographic data",
        "document-inquiry": "OPS list of document images",
        "fulltext-inquiry": "OPS list of available texts",
        "classification-scheme": "CPC classification scheme",
        "classification-search": "CPC classification search answer",
        "class-scheme": "CPC classification scheme",
        "standardization": "OPS answer on the spelling of a number",
    },
)
