"""The European Patent Register as EPO OPS answers it: `register-document` (rplus.xsd 1.3.3).

The answer has parts that are asked for: bibliographic data, events of the dossier, procedural
steps. Only the bibliographic data name the application; without them the case is known by the
publication that was asked for, and a document alone is refused.
"""

import datetime as dt
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import (
    case_id,
    oldest_first,
    published,
    stated,
    whole_number,
)
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    Classification,
    DocumentId,
    Happening,
    History,
    Pairs,
    Party,
    Priority,
    Related,
    Right,
    StatedStatus,
    ipc,
    parse_date,
)

EVENTS = "epo-register"
STEPS = "epo-procedure"

_CHANGES = "when the entry changed, which the events tell"
_INTERNAL = "identifier inside the register"

_ATTRIBUTES = Attributes(
    used="lang status country kind change-date status-code cited-phase office app-type rep-type "
    "document-id-type step-text-type step-date-type time-limit-unit event-type "
    "procedure-step-phase",
    ignored={
        **dict.fromkeys(("id", "sequence", "cdsid", "url", "dtd-version"), _INTERNAL),
        **dict.fromkeys(("date-produced", "produced-by"), "how and when the data were made"),
        "change-gazette-num": _CHANGES,
        "designation": "applicant for these states only",
        "event-text-type": "all texts describe the event",
        "search-type": "kind of search",
        "declaration-of-no-search": "kind of search",
    },
)
_DOCUMENT_ID = Shape(
    {"country": "country", "doc-number": "number", "kind": "kind", "date": "date"},
    _ATTRIBUTES,
    "epo-register:document-id",
)
_PARTY_RULES: dict[str, Rule] = {
    "addressbook": Part("addressbook", Shape(st36.ADDRESSBOOK_RULES, _ATTRIBUTES, "epo:address")),
    "nationality": Ignored("the party's country is that of its address"),
    "residence": Ignored("the party's country is that of its address"),
    "designated-states": Ignored("applicant for these states only"),
}
_PARTY = Shape(_PARTY_RULES, _ATTRIBUTES, "epo-register:party")
_CITATION = Shape(
    {
        "patcit/document-id": Part("document", _DOCUMENT_ID),
        "patcit/text": "text",
        "nplcit/text": "text",
        "nplcit/othercit": "text",
        "category": "category",
        "rel-passage/passage": "passage",
        "rel-claims": "claims",
    },
    _ATTRIBUTES,
    "epo-register:citation",
)
_LAPSED = Shape({"country": "country", "date": "date"}, _ATTRIBUTES, "epo-register:lapse")
_RELATION = Shape(
    {
        "relation/parent-doc/document-id": Part("parent", _DOCUMENT_ID),
        "relation/child-doc/document-id": Part("child", _DOCUMENT_ID),
        "document-id": Part("parent", _DOCUMENT_ID),
    },
    _ATTRIBUTES,
    "epo-register:relation",
)
_OPPONENT = Shape(
    {
        **_PARTY_RULES,
        "date-opposition-filed/date": "filed",
        "opponent-status": "status",
        "agent": Ignored("the opponent's representative"),
    },
    _ATTRIBUTES,
    "epo-register:opponent",
)

# Dates that the bibliographic data tell beside the events, by the code that they are stated as.
_DATES = {
    "request-for-examination": "examination_requested",
    "date-application-withdrawn-by-applicant": "withdrawn",
    "date-application-deemed-withdrawn": "deemed_withdrawn",
    "date-application-refused": "refused",
    "date-of-revocation": "cancelled",
}
_OTHER_DATES = (
    "first-examination-report-despatched", "date-rights-reestablished",
    "proceedings-stay", "proceedings-interrupted", "proceedings-resumed",
    "notification-of-rights-after-appeal", "patent-maintained-as-amended",
)  # fmt: skip
_COUNTRIES = ("regional/country", "regional/region/country", "national/country")

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference/document-id": Part("publication", _DOCUMENT_ID),
    "application-reference/document-id": Part("application", _DOCUMENT_ID),
    "language-of-filing": Ignored("the titles have their languages"),
    "classifications-ipcr/classification-ipcr/text": "ipc",
    "priority-claims/priority-claim": Part("priority", st36.PRIORITY),
    "parties/applicants/applicant": Part("applicant", _PARTY),
    "parties/inventors/inventor": Part("inventor", _PARTY),
    "parties/agents/agent": Part("agent", _PARTY),
    "parties/licensees": Ignored("licences are told by the events"),
    **{f"designation-of-states/designation-pct/{path}": "designated" for path in _COUNTRIES},
    "invention-title": "title",
    "term-of-grant/lapsed-in-country": Part("lapsed", _LAPSED),
    **{f"dates-rights-effective/{path}/date": key for path, key in _DATES.items()},
    **{f"dates-rights-effective/{path}/date": "date" for path in _OTHER_DATES},
    "references-cited/citation": Part("citation", _CITATION),
    "opposition-data/opposition-not-filed/date": "unopposed",
    "opposition-data/opponent": Part("opponent", _OPPONENT),
    "related-documents/division": Part("division", _RELATION),
    "search-reports-information": Ignored("the search report is told by its publication"),
}
_DATE = Shape({"date": "date"}, _ATTRIBUTES, "epo-register:date")
_STEP = Shape(
    {
        "procedural-step-code": "code",
        "procedural-step-text": "text",
        "procedural-step-date": Part("date", _DATE),
        "procedural-step-result": "text",
        "time-limit": "limit",
    },
    _ATTRIBUTES,
    "epo-register:procedural-step",
)
_EVENT = Shape(
    {
        "event-date/date": "date",
        "event-code": "code",
        "event-text": "text",
        "gazette-reference/gazette-num": "gazette",
        "gazette-reference/date": "published",
    },
    _ATTRIBUTES,
    "epo-register:dossier-event",
)
_REGISTER = Shape(
    {
        "ep-patent-statuses/ep-patent-status": "status",
        **{f"bibliographic-data/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "events-data/dossier-event": Part("event", _EVENT),
        "procedural-data/procedural-step": Part("step", _STEP),
    },
    _ATTRIBUTES,
    "register-document",
)


_ANSWER = Shape(
    {
        "query": "query",
        "range": Ignored("which part of a long answer this is"),
        "register-documents/register-document": Part("document", _REGISTER),
    },
    Attributes(
        used="",
        ignored=dict.fromkeys(
            ("total-result-count", "syntax", "produced-by"), "about the answer, not the case"
        ),
    ),
    "register-search",
)
_QUERY = re.compile(r"(?:publication|pn)=([A-Z]{2})(\d+)")


def read(root: Element, document: Document, account: Account) -> Read:
    """Read an answer of the register, or one document of it alone."""
    if root.tag.rpartition("}")[2] == "register-document":
        return (_history(_REGISTER.read(root, account), None, document),)
    answer = _ANSWER.read(root, account)
    if "document" not in answer:
        reason = "not a publication or case: EPO register answer that found nothing"
        raise RefusedError(reason, document.position)
    asked = _QUERY.fullmatch(answer.text("query"))
    publication = DocumentId(office=asked[1], number=asked[2]) if asked else None
    return tuple(_history(part, publication, document) for part in answer.parts("document"))


def _history(fields: Fields, asked: DocumentId | None, document: Document) -> History:
    """A document's case; without bibliographic data it is known by the publication asked for."""
    application = _first(fields, "application")
    if application is None and asked is None:
        reason = "the register's answer names no application; ask for its bibliographic data too"
        raise RefusedError(reason, document.position)
    if application is None:
        case = CaseId(office="EP", right=Right.PATENT, number="")
        told = Bibliography(publications=(asked,) if asked else ())
    else:
        case = case_id(Right.PATENT, application, document)
        told = _bibliography(fields, application)
    return History(
        case=case,
        bibliography=told,
        events=oldest_first(_happenings(fields, application or DocumentId(number=""))),
        status=_status(fields.element, fields),
    )


def _first(fields: Fields, key: str) -> DocumentId | None:
    return next(iter(_documents(fields, key)), None)


def _documents(fields: Fields, key: str) -> tuple[DocumentId, ...]:
    found = (st36.document_id(part) for part in fields.parts(key))
    return tuple(dict.fromkeys(filter(None, found)))


def _bibliography(fields: Fields, application: DocumentId) -> Bibliography:
    return Bibliography(
        filed=application.date,
        titles=st36.titles(fields.elements("title"), ""),
        applicants=_parties(fields, "applicant"),
        inventors=_parties(fields, "inventor"),
        agents=_parties(fields, "agent"),
        publications=_documents(fields, "publication"),
        priorities=_priorities(fields),
        related=tuple(_related(fields)),
        classifications=_classifications(fields),
        citations=tuple(map(_citation, fields.parts("citation"))),
        designated=tuple(dict.fromkeys(filter(None, map(st36.country, _designated(fields))))),
        paid_through=max(map(_year_paid, fields.parts("step")), default=0),
        references=_lapses(fields),
    )


def _parties(fields: Fields, key: str) -> tuple[Party, ...]:
    """Return the parties; the register repeats earlier ones, newest first, when they change."""
    return st36.parties(fields.parts(key))


def _priorities(fields: Fields) -> tuple[Priority, ...]:
    found = map(st36.priority, fields.parts("priority"))
    return tuple(dict.fromkeys(filter(None, found)))


def _designated(fields: Fields) -> list[str]:
    """Return the contracting states; `EP` itself stands there as the region."""
    return [state for state in fields.texts("designated") if state != "EP"]


def _related(fields: Fields) -> Iterator[Related]:
    for division in fields.parts("division"):
        for key, relation in (("parent", "parent-division"), ("child", "child-division")):
            for document in _documents(division, key):
                yield Related(relation=relation, document=document)


def _classifications(fields: Fields) -> tuple[Classification, ...]:
    """Return the symbols of texts such as `H04W84/20,  // H04W88/04`; the first one leads."""
    symbols = (part for text in fields.texts("ipc") for part in text.replace("//", ",").split(","))
    return tuple(dict.fromkeys(filter(None, map(ipc, symbols))))


def _citation(fields: Fields) -> Citation:
    return Citation(
        document=_first(fields, "document"),
        text=" ".join(fields.texts("text")),
        phase=fields.get("cited-phase"),
        category=", ".join(dict.fromkeys(fields.texts("category"))),
        claims="; ".join(fields.texts("claims")),
        passage="; ".join(fields.texts("passage")),
    )


def _year_paid(step: Fields) -> int:
    """Return the patent year of a renewal fee that was paid, 0 for other steps."""
    if step.text("code") != "RFEE" or not step.parts("date"):
        return 0
    years = (text for name, text in _texts(step) if name == "YEAR")
    return next(filter(None, map(whole_number, years)), 0)


def _lapses(fields: Fields) -> Pairs:
    """Return the states in which the patent has lapsed, each with the date told last."""
    lapsed: dict[str, str] = {}
    for part in fields.parts("lapsed"):
        date = parse_date(part.text("date"))
        lapsed[f"lapsed {part.text('country')}"] = date.isoformat() if date else ""
    return tuple(sorted(lapsed.items()))


def _happenings(fields: Fields, application: DocumentId) -> Iterator[Happening]:
    yield from stated(filed=application.date)
    for publication in _documents(fields, "publication"):
        yield from published(publication)
    for key in _DATES.values():
        yield from stated(**{key: _earliest(fields, key)})
    for event in fields.parts("event"):
        yield from _event(event)
    for step in fields.parts("step"):
        yield from _step(step)


def _earliest(fields: Fields, key: str) -> dt.date | None:
    return min(filter(None, map(parse_date, fields.texts(key))), default=None)


def _event(fields: Fields) -> Iterator[Happening]:
    date = parse_date(fields.text("date"))
    gazette = fields.text("gazette")
    if date and fields.text("code"):
        yield Happening(
            code=fields.text("code"),
            date=date,
            series=EVENTS,
            text=fields.text("text"),
            published=parse_date(fields.text("published")),
            number=fields.get("id"),
            detail=(("gazette", gazette),) if gazette else (),
        )


def _step(fields: Fields) -> Iterator[Happening]:
    """Yield what each date of a step says: IGRA.GRANT_FEE_PAID is the fee of an intended grant."""
    texts = _texts(fields)
    name = next((text for kind, text in texts if kind == "STEP_DESCRIPTION"), "")
    detail = tuple((kind, text) for kind, text in texts if kind != "STEP_DESCRIPTION")
    for part in fields.parts("date"):
        date = parse_date(part.text("date"))
        if date:
            yield Happening(
                code=f"{fields.text('code')}.{part.get('step-date-type')}",
                date=date,
                series=STEPS,
                text=name,
                number=fields.get("id"),
                detail=(*detail, *_limits(fields)),
            )


def _texts(fields: Fields) -> Pairs:
    told = ((one.get("step-text-type", ""), text_of(one)) for one in fields.elements("text"))
    return tuple((kind, text) for kind, text in told if text)


def _limits(fields: Fields) -> Pairs:
    limits = ((text_of(one), one.get("time-limit-unit", "")) for one in fields.elements("limit"))
    return tuple(("time limit", f"{count} {unit}".strip()) for count, unit in limits if count)


def _status(root: Element, fields: Fields) -> StatedStatus | None:
    """Return the status that changed last, by its text: the codes are not told for all."""
    told = [
        (parse_date(one.get("change-date", "")) or dt.date.min, text)
        for one in fields.elements("status")
        if (text := text_of(one))
    ]
    date, text = max(told, key=lambda one: one[0], default=(dt.date.min, root.get("status", "")))
    if not text:
        return None
    return StatedStatus(text=text, series=EVENTS, date=None if date == dt.date.min else date)


FORMAT = HistoryFormat(
    name="ops-register",
    read=read,
    roots=("register-search", "register-document"),
    containers={
        "world-patent-data": ("register-search",),
        "register-documents": ("register-document",),
    },
)
