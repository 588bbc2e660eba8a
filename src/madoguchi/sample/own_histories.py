"""Histories in Madoguchi's own form, of offices and rights without one: one JSON object a line."""

from collections.abc import Iterator, Sequence

import msgspec

from madoguchi.law import STATED, document_rule, event_rule
from madoguchi.model import (
    FileDocument,
    Happening,
    History,
    Pairs,
    Paper,
    Right,
    StatedStatus,
    encode_history,
)
from madoguchi.sample.applications import Application
from madoguchi.sample.histories import Played
from madoguchi.sample.own_bibliography import LANGUAGES, bibliography
from madoguchi.sample.telling import Coded, coded
from madoguchi.sample.world import LAST_PUBLICATION as LAST

_SERIES = {"JP": "jpo", "UY": "dnpi", "FR": "inpadoc"}
# Documents of the Uruguayan file by step.
_UY_DOCUMENTS = {
    "filed": ("SOLICITUD", "PODER"),
    "formal": ("VISTA",),
    "formal-reply": ("CONTESTACION",),
    "reasons": ("INFORME",),
    "reply": ("CONTESTACION",),
    "final-reasons": ("INFORME",),
    "further-reply": ("CONTESTACION",),
    "opposed-before": ("OPOSICION",),
    "refused": ("RESOLUCION",),
    "granted": ("RESOLUCION", "TITULO"),
    "appeal": ("RECURSO",),
}
_UY_PARTS = {
    Right.PATENT: ("MEMORIA", "REIVINDICACIONES", "RESUMEN", "DIBUJOS"),
    Right.UTILITY_MODEL: ("MEMORIA", "REIVINDICACIONES", "DIBUJOS"),
    Right.DESIGN: ("DIBUJOS",),
    Right.TRADE_MARK: ("ETIQUETA",),
}


def write(played: Played, papers: Sequence[Paper] = ()) -> bytes:
    """Return the history of a case on one line."""
    return line(history(played, papers))


def write_bibliography(played: Played) -> bytes:
    """Return only what the case is, for offices whose events are told without it."""
    return line(History(case=played.application.case, bibliography=bibliography(played)))


def line(told: History) -> bytes:
    value = msgspec.json.decode(encode_history(told))
    return msgspec.json.encode({"madoguchi": "history", **value}) + b"\n"


def history(played: Played, papers: Sequence[Paper] = ()) -> History:
    one = played.application
    return History(
        case=one.case,
        bibliography=bibliography(played),
        events=tuple(_events(played)),
        documents=tuple(documents(played)),
        papers=tuple(papers),
        status=_status(played),
        complete=True,
        laid_open=not one.secret,
    )


# -- events and documents --------------------------------------------------------------------------


def _series(one: Application) -> str:
    stated = one.right is Right.GEOGRAPHICAL_INDICATION and one.office != "UY"
    return STATED if stated else _SERIES[one.office]


def _events(played: Played) -> Iterator[Happening]:
    one, series = played.application, _series(played.application)
    table = STATED if series == STATED else ""
    found = [_happening(one, series, event) for event in coded(played, table)]
    if series not in ("dnpi", STATED):
        found += _stated(played)
    yield from sorted(found, key=lambda event: event.date)


def _happening(one: Application, series: str, event: Coded) -> Happening:
    rule = event_rule(one.case, series, event.code)
    name = rule.name(LANGUAGES[one.office]) if rule else event.code
    detail: Pairs = ()
    if event.step == "annuity" and one.right is not Right.TRADE_MARK:
        detail = ((_YEAR[one.office], str(event.ordinal)),)
    return Happening(
        code=event.code, date=event.day, series=series,
        text=(rule.native if rule else "") or name, detail=detail,
    )  # fmt: skip


_YEAR = {"JP": "年分", "UY": "anualidad", "FR": "annuité"}


def _stated(played: Played) -> Iterator[Happening]:
    """Plain dates of what the office's codes do not tell."""
    one, registered = played.application, played.registered
    days = {
        "FILED": one.filed if one.office == "FR" else None,
        "PUBLISHED": played.day("published"),
        "GRANTED": registered.day if registered else None,
        "GRANT-PUBLISHED": played.day("granted-published"),
        "ENDED": played.ended if one.office == "JP" else None,
        "EXPIRED": played.day("expired") if one.office == "FR" else None,
    }
    for code, day in days.items():
        if day:
            yield Happening(code=code, date=day, series=STATED)


def documents(played: Played) -> Iterator[FileDocument]:
    one = played.application
    if one.office == "UY":
        yield from _uruguayan(played)
    elif _series(one) == "jpo":
        for n, event in enumerate(coded(played), 1):
            yield _document(one, event, n)


def _document(one: Application, event: Coded, n: int) -> FileDocument:
    rule = document_rule(one.case, "jpo", event.code)
    incoming = rule is not None and rule.direction == "in"
    number = f"{'5' if incoming else '0'}{event.day:%y}{one.seed % 10_000:04}{n:04}"
    return FileDocument(
        number=number, code=event.code, date=event.day, series="jpo",
        name=rule.ja if rule else event.code, direction=rule.direction if rule else "", lang="ja",
        pages=1 + (one.seed + n) % 9,
    )  # fmt: skip


def _uruguayan(played: Played) -> Iterator[FileDocument]:
    one, n = played.application, 0
    for event in played.events:
        codes = _UY_DOCUMENTS.get(event.step, ())
        parts = _UY_PARTS.get(one.right, ()) if event.step == "filed" else ()
        for code in (*codes, *parts):
            n += 1
            rule = document_rule(one.case, "dnpi", code)
            yield FileDocument(
                number=f"{one.number}-{n:03}", code=code, date=event.day, series="dnpi",
                name=rule.native if rule else code, direction=rule.direction if rule else "",
                lang="es", pages=1 + (one.seed + n) % 12,
            )  # fmt: skip


# -- the status ------------------------------------------------------------------------------------

_DNPI = {
    "refused": "Denegada", "withdrawn": "Desistida", "abandoned": "Abandonada",
    "deemed": "Abandonada", "lapsed": "Caduca", "expired": "Vencida",
    "annulled": "Anulada",
}  # fmt: skip


def _status(played: Played) -> StatedStatus | None:
    """Return the status in the office's words; France and indications elsewhere have none."""
    one, registered = played.application, played.registered
    series = _series(one)
    last = played.events[-1].day
    if series == "jpo" and registered:
        text = "registered, ended (01)" if played.ended else "registered, in force (00)"
        return StatedStatus(text=text, series=series, date=LAST)
    if series != "dnpi" or (played.ended and played.ended == played.day("surrendered")):
        return None
    ended = next(
        (e.step for e in reversed(played.events) if e.day == played.ended and e.step in _DNPI), ""
    )
    if registered:
        own = "Registrada" if one.right is Right.TRADE_MARK else "Concedida"
        return StatedStatus(text=_DNPI.get(ended, own), series=series, date=last)
    return StatedStatus(text=_DNPI.get(played.closed, "En trámite"), series=series, date=last)
