"""A publication as index terms, keys and a card."""

from collections.abc import Iterable

import msgspec

from madoguchi.law import application_number, plain_application, printed_number
from madoguchi.model import Classification, Party, Publication, Scheme, ancestors
from madoguchi.search.analysis import JOINT, fold_name, stream, terms
from madoguchi.search.engine import Card, Indexed
from madoguchi.search.fields import CONTENTS

_CARD_TEXT = 500
_CARD_CLASSES = 4
_CARD_APPLICANTS = 5
_encoder = msgspec.json.Encoder()

_SCHEME_FIELDS = {
    Scheme.IPC: "ip",
    Scheme.CPC: "cp",
    Scheme.FI: "fi",
    Scheme.F_TERM: "ft",
    Scheme.THEME: "ft",
}


def indexed(publication: Publication) -> Indexed:
    """Return what the engine is given of a publication."""
    owners = (*publication.applicants, *publication.owners)
    streams = {
        "ti": stream(" \n".join(title.text for title in publication.titles)),
        "ab": stream(" \n".join(body.text for body in publication.abstracts)),
        "cl": stream(" \n".join(c.text for claims in publication.claims for c in claims.claims)),
        "de": stream(" \n".join(body.text for body in publication.descriptions)),
        "ap": _names(owners),
        "in": _names(publication.inventors),
    }
    return Indexed(
        publication.id,
        _encoder.encode(card(publication)),
        {name: text for name, text in streams.items() if text},
        _keys(publication, owners),
        _numbers(publication),
    )


def card(publication: Publication) -> Card:
    """Return what a list of results shows."""
    texts = [(body.lang, body.text) for body in publication.abstracts]
    texts += [
        (claims.lang, claims.claims[0].text) for claims in publication.claims if claims.claims
    ]
    texts += [(b.lang, b.text) for b in publication.descriptions] if not texts else []
    owners = publication.applicants or publication.owners
    return Card(
        id=publication.id,
        office=publication.office,
        number=publication.number,
        kind=publication.kind,
        right=publication.right.value,
        titles=tuple((title.lang, title.text) for title in publication.titles),
        date=publication.date,
        applicants=tuple(party.name for party in owners[:_CARD_APPLICANTS]),
        classes=tuple(c.symbol for c in publication.classifications[:_CARD_CLASSES]),
        texts=tuple((lang, text[:_CARD_TEXT]) for lang, text in texts),
    )


def _names(parties: Iterable[Party]) -> str:
    """Names in all scripts; a term no one searches keeps one name's end from the next's start."""
    return f" {JOINT} ".join(
        stream(fold_name(name.name)) for party in parties for name in party.names if name.name
    )


def _keys(publication: Publication, owners: tuple[Party, ...]) -> dict[str, list[str]]:
    keys = {
        "cc": [publication.office],
        "kd": [publication.kind] if publication.kind else [],
        "right": [publication.right.value],
        "lang": sorted({text.lang for text in publication.titles if text.lang}),
        "applicant": list(dict.fromkeys(party.name for party in owners if party.name))[:20],
        "pn": publication_keys(publication),
        "an": application_keys(publication),
        "pr": priority_keys(publication),
        "has": contents(publication),
    }
    for scheme, name in _SCHEME_FIELDS.items():
        symbols = _symbols(publication.classifications, scheme)
        keys.setdefault(name, []).extend(symbols)
    ipc = (c for c in publication.classifications if c.scheme in (Scheme.IPC, Scheme.CPC))
    keys["subclass"] = sorted({c.symbol[:4] for c in ipc if len(c.symbol) >= 4})
    return keys


def contents(publication: Publication) -> list[str]:
    """Which of its parts a publication is held with, as CONTENTS names them."""
    there = {
        "biblio": True,
        "abstract": bool(publication.abstracts),
        "claims": bool(publication.claims),
        "description": bool(publication.descriptions),
        "drawings": bool(publication.drawings),
    }
    return [name for name in CONTENTS if there[name]]


def publication_keys(publication: Publication) -> list[str]:
    """Every spelling that a number search may come with, folded."""
    bare = f"{publication.office}{publication.number}"
    printed = "".join(terms(printed_number(publication, "ja"))).upper()
    return list(dict.fromkeys((publication.id, bare, publication.number, printed)))


def application_keys(publication: Publication) -> list[str]:
    """The application's matching key with and without its office."""
    if publication.application is None:
        return []
    application = plain_application(publication.application)
    office = application.office or publication.office
    number = application_number(office, application.number, application.date)
    return list(dict.fromkeys((f"{office}{number}", number)))


def priority_keys(publication: Publication) -> list[str]:
    """The matching keys of all priorities."""
    keys: dict[str, None] = {}
    for priority in publication.priorities:
        document = plain_application(priority.document)
        number = application_number(document.office, document.number, document.date)
        keys.update({f"{document.office}{number}": None, number: None})
    return list(keys)


def _symbols(classifications: Iterable[Classification], scheme: Scheme) -> list[str]:
    """Symbols with everything above them, so that a search for any of those finds this one."""
    symbols: dict[str, None] = {}
    for classification in classifications:
        if classification.scheme is scheme:
            symbols.update(dict.fromkeys(ancestors(scheme, classification.symbol)))
            symbols[classification.symbol] = None
            if classification.facet:
                symbols[classification.facet] = None
    return list(symbols)


def _numbers(publication: Publication) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    if publication.date:
        numbers["pd"] = [int(publication.date.strftime("%Y%m%d"))]
        numbers["year"] = [publication.date.year]
    application = publication.application
    if application and application.date:
        numbers["ad"] = [int(application.date.strftime("%Y%m%d"))]
    return numbers
