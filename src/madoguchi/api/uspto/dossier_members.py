"""An application of a family as Global Dossier tells it: numbers, publications, priorities."""

import datetime as dt
from collections.abc import Iterable, Iterator

from madoguchi.api.dossier_numbers import application_of, publications_of
from madoguchi.api.dossiers import CLAIMED, Member
from madoguchi.law import application_number, docdb_application, publication_number
from madoguchi.model import DocumentId, Priority, Related

Told = dict[str, object]
_FIVE = frozenset({"CN", "EP", "JP", "KR", "US"})


def milliseconds(day: dt.date | None) -> int | None:
    """A day as milliseconds since 1970."""
    return (day - dt.date(1970, 1, 1)).days * 86_400_000 if day else None


def american(day: dt.date | None) -> str | None:
    """A day as MM/DD/YYYY."""
    return f"{day:%m/%d/%Y}" if day else None


def told_member(member: Member, documents: Told | None, names: list[str]) -> Told:
    """A member of a family; only the one that was asked for has its list of documents with it."""
    number = application_of(member)
    return {
        "appNum": written_application(member),
        "appDate": milliseconds(number.date),
        "pubList": list(_publications(member)),
        "countryCode": number.office,
        "docList": documents,
        "kindCode": number.kind,
        "priorityClaimList": list(_claims(member)),
        "appDateStr": american(number.date),
        "docListMsg": None,
        "docNum": {
            "country": number.office,
            "docNumber": number.number,
            "format": None,
            "date": american(number.date),
            "kindCode": number.kind,
        },
        "title": title_of(member) if documents else None,
        "applicantNames": names if documents else None,
        "ip5": number.office in _FIVE,
    }


def title_of(member: Member) -> str:
    """The title in English, else as it comes first."""
    of_file = member.file.bibliography.titles if member.file else ()
    titles = [*of_file, *(title for one in member.publications for title in one.titles)]
    return next((title.text for title in titles if title.lang == "en"), member.title)


def applicants_of(member: Member) -> list[str]:
    """The applicants' names in English, else as they come first."""
    told = member.file.bibliography.applicants if member.file else ()
    parties = told or next((one.applicants for one in member.publications if one.applicants), ())
    english = (
        next((name.name for name in party.names if name.lang == "en"), party.name)
        for party in parties
    )
    return [name for name in english if name]


def written_application(member: Member) -> str:
    """The number by which the application is asked for."""
    number = member.case.number
    spelled = application_of(member)
    return _written(member.case.office, number, spelled.number)


def _written(office: str, number: str, spelled: str) -> str:
    """American and international applications are written as printed, all others as in DOCDB."""
    if number.startswith("PCT") and len(number) == 15:
        return f"PCT/{number[3:5]}{number[7:9]}/{int(number[9:]):05}"
    return number if office == "US" else spelled


def _publications(member: Member) -> Iterator[Told]:
    published, granted = publications_of(member)
    for one in sorted((*published, *granted), key=lambda one: one.date or dt.date.max):
        yield {
            "pubCountry": one.office,
            "pubNum": _published(one),
            "pubDate": milliseconds(one.date),
            "kindCode": one.kind,
            "pubDateStr": american(one.date),
        }


def _published(one: DocumentId) -> str:
    return publication_number("US", one.number, one.kind) if one.office == "US" else one.number


def _claims(member: Member) -> Iterator[Told]:
    """What is claimed: priorities, and applications that this one continues or divides."""
    seen: dict[tuple[str, str, str], None] = {}
    for document in _claimed(member):
        number = application_number(document.office, document.number, document.date, document.kind)
        spelled = docdb_application(document)
        written = _written(document.office, number, spelled.number)
        seen[spelled.office, written, spelled.kind] = None
    for country, written, kind in seen:
        yield {"country": country, "docNumber": written, "kindCode": kind}


def _claimed(member: Member) -> Iterable[DocumentId]:
    files = (member.file.bibliography,) if member.file else ()
    for told in files:
        yield from _of(told.priorities, told.related)
    for one in member.publications:
        yield from _of(one.priorities, one.related)


def _of(priorities: Iterable[Priority], related: Iterable[Related]) -> Iterator[DocumentId]:
    yield from (one.document for one in priorities)
    yield from (one.document for one in related if one.relation in CLAIMED)
