"""What a history in Madoguchi's own form says a case is."""

import datetime as dt
from collections.abc import Iterator

from madoguchi.model import (
    Bibliography,
    Classification,
    DocumentId,
    Goods,
    Name,
    Party,
    Priority,
    Related,
    Right,
    Text,
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
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.sample.world import Filing

LANGUAGES = {"JP": "ja", "UY": "es", "FR": "fr", "KR": "ko", "CN": "zh"}


def bibliography(played: Played) -> Bibliography:
    one, registered = played.application, played.registered
    lang = LANGUAGES[one.office]
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
        yield DocumentId(
            number=registered.number, office=one.office, kind=registered.kind, date=day
        )


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
