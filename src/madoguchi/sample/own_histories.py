"""Histories in Madoguchi's own form, of offices and rights without one: one JSON object a line."""

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from madoguchi.law import STATED, document_rule, event_rule
from madoguchi.model import (
    Bibliography,
    Classification,
    DocumentId,
    FileDocument,
    Goods,
    Happening,
    History,
    Name,
    Paper,
    Party,
    Priority,
    Related,
    Right,
    StatedStatus,
    Text,
    encode_history,
    ipc,
    locarno,
    nice,
    vienna,
)
from madoguchi.sample.applications import Application, Printed
from madoguchi.sample.calendar import months_later
from madoguchi.sample.histories import Played
from madoguchi.sample.names import Company, Person
from madoguchi.sample.offices.shared import symbols
from madoguchi.sample.registrable import Design, Indication, Mark
from madoguchi.sample.telling import Coded, coded
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.sample.world import Filing

_LANGUAGES = {"JP": "ja", "UY": "es", "FR": "fr"}
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


def line(told: History) -> bytes:
    value = msgspec.json.decode(encode_history(told))
    return msgspec.json.encode({"madoguchi": "history", **value}) + b"\n"


def history(played: Played, papers: Sequence[Paper] = ()) -> History:
    one = played.application
    return History(
        case=one.case,
        bibliography=_bibliography(played),
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
    found = [_happening(one, series, event) for event in coded(played)]
    if series != "dnpi" and series != STATED:
        found += _stated(played)
    yield from sorted(found, key=lambda event: event.date)


def _happening(one: Application, series: str, event: Coded) -> Happening:
    rule = event_rule(one.case, series, event.code)
    name = rule.name(_LANGUAGES[one.office]) if rule else event.code
    detail = ()
    if event.step == "annuity" and one.right is not Right.TRADE_MARK:
        detail = ((_YEAR[one.office], str(event.count)),)
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


# -- bibliography ----------------------------------------------------------------------------------


def _bibliography(played: Played) -> Bibliography:
    one, registered = played.application, played.registered
    lang = _LANGUAGES[one.office]
    mark = one.matter if isinstance(one.matter, Mark) else None
    owner = played.owner
    owners = (owner,) if owner and owner not in one.applicants else one.applicants
    fees = [event.count for event in played.events if event.step == "annuity"]
    return Bibliography(
        filed=one.filed,
        titles=() if mark else tuple(_titles(one, lang)),
        mark=mark.words if mark else "",
        goods=_goods(one, lang),
        applicants=_applicants(one, lang),
        inventors=tuple(_person(person, lang) for person in one.inventors),
        agents=() if one.right is Right.GEOGRAPHICAL_INDICATION else (_agent(one, lang),),
        owners=tuple(_company(company, lang) for company in owners) if registered else (),
        publications=tuple(_publications(played)),
        registration=_identity(one, registered) if registered else None,
        priorities=_priorities(one.priority),
        related=_related(one.parent),
        classifications=tuple(_classes(one)),
        claims=5 + one.seed % 8 if one.invention else 0,
        ended=played.ended,
        expires=_expires(played) if mark and registered else None,
        paid_through=max(fees, default=0) if not mark else 0,
        notes=_notes(one, lang),
    )


def _titles(one: Application, lang: str) -> Iterator[Text]:
    yield Text(text=one.title(lang), lang=lang)
    if isinstance(one.matter, Indication):
        yield Text(text=one.matter.other, lang="en")


def _goods(one: Application, lang: str) -> tuple[Goods, ...]:
    match one.matter:
        case Mark(goods=goods):
            return tuple(Goods(nice=g.nice, text=g.text(lang), lang=lang) for g in goods)
        case Indication(nice=number, product=product):
            return (Goods(nice=number, text=product, lang=lang),)
        case _:
            return ()


def _company(company: Company, lang: str) -> Party:
    name = Name(name=company.name(lang), lang=lang, address=company.place(lang))
    return Party(names=(name,), country=company.country)


def _person(person: Person, lang: str) -> Party:
    name = Name(name=person.name(lang).replace("\u3000", " "), lang=lang)
    return Party(names=(name,), country=person.country)


def _applicants(one: Application, lang: str) -> tuple[Party, ...]:
    if isinstance(one.matter, Indication):
        return (Party(names=(Name(name=one.matter.group, lang=lang),), country=one.office),)
    return tuple(_company(company, lang) for company in one.applicants)


def _agent(one: Application, lang: str) -> Party:
    return Party(names=(Name(name=one.agent[0], lang=lang),))


def _identity(one: Application, printed: Printed) -> DocumentId:
    return DocumentId(number=printed.number, office=one.office, date=printed.day)


def _publications(played: Played) -> Iterator[DocumentId]:
    one, laid, registered = played.application, played.application.laid_open, played.registered
    if laid and laid.day <= LAST:
        yield DocumentId(number=laid.number, office=one.office, kind=laid.kind, date=laid.day)
    if registered and one.right in (Right.PATENT, Right.UTILITY_MODEL) and registered.kind:
        day = played.day("granted-published") or registered.day
        yield DocumentId(number=registered.number, office=one.office, kind=registered.kind, date=day)


def _priorities(first: Filing | None) -> tuple[Priority, ...]:
    if first is None:
        return ()
    document = DocumentId(number=first.number, office=first.office, date=first.filed)
    return (Priority(document=document),)


def _related(parent: Filing | None) -> tuple[Related, ...]:
    if parent is None:
        return ()
    document = DocumentId(number=parent.number, office=parent.office, date=parent.filed)
    return (Related(relation="parent-division", document=document),)


def _classes(one: Application) -> Iterator[Classification]:
    match one.matter:
        case Design(locarno=symbol):
            found = [locarno(symbol)]
        case Mark(goods=goods, vienna=figure):
            found = [*(nice(g.nice) for g in goods), vienna(figure) if figure else None]
        case Indication(nice=number):
            found = [nice(number)]
        case invention:
            found = [ipc(symbol.text) for symbol in symbols(invention)]
    yield from filter(None, found)


def _expires(played: Played) -> dt.date | None:
    registered = played.registered
    renewals = sum(event.step == "annuity" for event in played.events)
    return months_later(registered.day, 120 * (1 + renewals)) if registered else None


_REGION = {"ja": "生産地", "es": "Zona geográfica", "fr": "Aire géographique"}


def _notes(one: Application, lang: str) -> tuple[Text, ...]:
    if isinstance(one.matter, Indication):
        return (Text(text=f"{_REGION[lang]}: {one.matter.region}", lang=lang),)
    return ()


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
    if series != "dnpi" or played.ended and played.ended == played.day("surrendered"):
        return None
    ended = next((e.step for e in reversed(played.events) if e.day == played.ended and e.step in _DNPI), "")
    if registered:
        own = "Registrada" if one.right is Right.TRADE_MARK else "Concedida"
        return StatedStatus(text=_DNPI.get(ended, own), series=series, date=last)
    return StatedStatus(text=_DNPI.get(played.closed, "En trámite"), series=series, date=last)
