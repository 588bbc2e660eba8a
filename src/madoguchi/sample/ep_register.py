"""European histories as EPO OPS answers them from the European Patent Register."""

import datetime as dt
from collections.abc import Iterator

from madoguchi.law import event_rule
from madoguchi.sample.applications import Application, Printed
from madoguchi.sample.histories import Played
from madoguchi.sample.markup import Markup, compact, tagged
from madoguchi.sample.names import Company, companies
from madoguchi.sample.offices.shared import symbols
from madoguchi.sample.telling import Coded, coded
from madoguchi.sample.world import LAST_PUBLICATION as LAST

_STATES = ("AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IT", "NL", "SE")
_LAPSING = ("HU", "RO", "GR", "IS", "LV", "SK")
_STATUS = {
    "refused": ("11", "The application has been refused"),
    "withdrawn": ("10", "The application has been withdrawn"),
    "deemed": ("9", "The application is deemed to be withdrawn"),
    "abandoned": ("9", "The application is deemed to be withdrawn"),
    "revoked": ("4", "Patent revoked"),
    "maintained-amended": ("5", "Patent maintained as amended"),
    "opposition-rejected": ("6", "Opposition rejected"),
    "opposed": ("14", "Opposition has been filed"),
    "unopposed": ("7", "No opposition filed within time limit"),
    "granted": ("8", "The patent has been granted"),
    "allowed": ("12", "Grant of patent is intended"),
    "reasons": ("13", "Examination is in progress"),
    "requested": ("15", "Request for examination was made"),
    "published": ("16", "The application has been published"),
}


def answer(played: list[Played]) -> bytes:
    """Return one answer with the register's documents of several cases."""
    documents = (_document(one) for one in played)
    body = "\n".join(documents)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ops:world-patent-data xmlns:ops="http://ops.epo.org" xmlns:reg="http://www.epo.org/register">'
        f'<ops:register-search><reg:register-documents produced-by="RO">\n{body}\n'
        "</reg:register-documents></ops:register-search></ops:world-patent-data>\n"
    ).encode()


def _reg(name: str, *content: object, **attributes: object) -> Markup:
    written = {key.replace("_", "-"): value for key, value in attributes.items()}
    return tagged(f"reg:{name}", written, *content)


def _date(day: dt.date) -> Markup:
    return _reg("date", compact(day))


def _document(played: Played) -> Markup:
    statuses = [
        _reg("ep-patent-status", text, change_date=compact(day), status_code=code)
        for code, text, day in _statuses(played)
    ]
    return _reg(
        "register-document",
        _reg("ep-patent-statuses", *statuses),
        _bibliographic(played),
        _reg("events-data", *_events(played)),
        _reg("procedural-data", *_steps(played)),
        lang="en",
    )


def _statuses(played: Played) -> Iterator[tuple[str, str, dt.date]]:
    """Newest first, as the register has them, each step's status once."""
    for event in reversed(played.events):
        if event.step in _STATUS:
            yield (*_STATUS[event.step], event.day)


# -- bibliographic data ----------------------------------------------------------------------------


def _document_id(number: str, day: dt.date, kind: str = "", country: str = "EP") -> Markup:
    return _reg(
        "document-id", _reg("country", country), _reg("doc-number", number),
        _reg("kind", kind) if kind else "", _date(day), lang="en",
    )  # fmt: skip


def _bibliographic(played: Played) -> Markup:
    one = played.application
    number = one.number.replace(".", "")[:8]
    return _reg(
        "bibliographic-data",
        *(_reg("publication-reference", _document_id(p.number, p.day, p.kind)) for p in _printed(played)),
        _reg("classifications-ipcr", _reg("classification-ipcr", _reg("text", _classes(one)))),
        _reg("application-reference", _document_id(number, one.filed)),
        _reg("language-of-filing", "en"),
        _priority(one),
        _parties(played),
        _designated(),
        *(_reg("invention-title", one.title(lang), lang=lang) for lang in ("de", "en", "fr")),
        _lapses(played),
        id=f"EP{number}P", lang="en", country="EP",
    )  # fmt: skip


def _printed(played: Played) -> list[Printed]:
    one = played.application
    laid = [one.laid_open] if one.laid_open and one.laid_open.day <= LAST else []
    return [*laid, *([played.registered] if played.registered else [])]


def _classes(one: Application) -> str:
    return (
        ", ".join(s.text.replace(" ", "") for s in symbols(one.invention)) if one.invention else ""
    )


def _priority(one: Application) -> Markup | str:
    if one.priority is None:
        return ""
    claim = _reg(
        "priority-claim", _reg("country", one.priority.office),
        _reg("doc-number", one.priority.number), _date(one.priority.filed),
        sequence="1", kind="national",
    )  # fmt: skip
    return _reg("priority-claims", claim)


def _parties(played: Played) -> Markup:
    one = played.application
    owner = played.owner
    holders = [owner] if owner and owner not in one.applicants else list(one.applicants)
    applicants = [
        _reg("applicant", _book(c.en, c.place("en"), c.country), sequence=n)
        for n, c in enumerate(holders, 1)
    ]
    home = one.applicants[0]
    inventors = [
        _reg(
            "inventor", _book(" ".join(reversed(p.latin)), home.place("en"), p.country), sequence=n
        )
        for n, p in enumerate(one.inventors, 1)
    ]
    agent = _reg("agent", _book(one.agent[1], "München", "DE"), sequence=1, rep_type="agent")
    return _reg(
        "parties", _reg("applicants", *applicants), _reg("inventors", *inventors),
        _reg("agents", agent),
    )  # fmt: skip


def _book(name: str, city: str, country: str) -> Markup:
    address = _reg("address", _reg("address-1", city), _reg("country", country))
    return _reg("addressbook", _reg("name", name), address, cdsid=sum(name.encode()) % 9_999_999)


def _designated() -> Markup:
    states = (_reg("country", state) for state in _STATES)
    regional = _reg("regional", *states)
    return _reg("designation-of-states", _reg("designation-pct", regional))


def _lapses(played: Played) -> Markup | str:
    """The first states in which the patent ended, some years after the grant."""
    lapsed = [event.day for event in played.events if event.step == "lapsed"]
    if not lapsed:
        return ""
    states = (
        _reg("lapsed-in-country", _reg("country", state), _date(lapsed[0])) for state in _LAPSING
    )
    return _reg("term-of-grant", *states)


# -- events and procedure --------------------------------------------------------------------------


def _events(played: Played) -> Iterator[Markup]:
    one = played.application
    for n, event in enumerate(_told(played), 1):
        rule = event_rule(one.case, "epo-register", event.code)
        week = event.day.isocalendar()
        yield _reg(
            "dossier-event",
            _reg("event-date", _date(event.day)),
            _reg("event-code", event.code),
            _reg("event-text", rule.name("en") if rule else "", event_text_type="DESCRIPTION"),
            _reg("gazette-reference", _reg("gazette-num", f"{week.year}/{week.week:02}"), _date(event.day)),
            id=f"EVT_{one.seed}{n:03}", event_type="new",
        )  # fmt: skip


def _told(played: Played) -> Iterator[Coded]:
    """A patent that is opposed is not told to be unopposed."""
    opposed = played.day("opposed") is not None
    yield from (c for c in coded(played) if not (opposed and c.step == "unopposed"))


def _steps(played: Played) -> Iterator[Markup]:
    one = played.application
    for n, event in enumerate(coded(played, "EP-procedure"), 1):
        code, _, date_type = event.code.partition(".")
        rule = event_rule(one.case, "epo-procedure", event.code)
        texts = [
            _reg(
                "procedural-step-text",
                rule.name("en") if rule else "",
                step_text_type="STEP_DESCRIPTION",
            )
        ]
        if event.step == "annuity":
            texts.append(_reg("procedural-step-text", f"{event.ordinal:02}", step_text_type="YEAR"))
        if event.step == "opposed":
            texts.append(_reg("procedural-step-text", _opponent(one).en, step_text_type="OPPONENT"))
        yield _reg(
            "procedural-step",
            _reg("procedural-step-code", code),
            *texts,
            _reg("procedural-step-date", _date(event.day), step_date_type=date_type),
            id=f"STEP_{one.seed}{n:03}", procedure_step_phase="examination",
        )  # fmt: skip


def _opponent(one: Application) -> Company:
    others = [company for company in companies() if company not in one.applicants]
    return others[one.seed % len(others)]
