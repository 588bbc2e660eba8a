"""The office's side of the counter: cases that are not laid open, for those who may read them.

Nothing else in this room may name OfficeCases. A case that is not the caller's to see is answered
exactly as one that does not exist.
"""

from functools import lru_cache
from typing import Annotated, NamedTuple

from msgspec import Meta

from madoguchi.accounts import Act
from madoguchi.api.operations import Call
from madoguchi.api.own import papers
from madoguchi.api.own.cases import CaseAsked, Events, happened
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct
from madoguchi.api.own.searching import Count
from madoguchi.archive import Archive
from madoguchi.cases import (
    CaseFile,
    OfficeCases,
    decode_file,
    encode_file,
    party_file,
)
from madoguchi.errors import NotFoundError
from madoguchi.model import Paper

TAG = "office"
_ANY, _OWN = "read:case:any", "read:case:own"
_READ_AT_ONCE = 200


class _PartyCases(OfficeCases):
    """What the parties of a case see of it: all but the office's internal affairs."""

    def stored(self, id_: str) -> bytes:
        return encode_file(party_file(decode_file(super().stored(id_))))


@lru_cache(maxsize=4)
def _sides(archive: Archive) -> dict[str, OfficeCases]:
    return {_ANY: OfficeCases(archive), _OWN: _PartyCases(archive)}


class Seen(NamedTuple):
    """A case that the caller may see, and the side of the counter from which it does."""

    side: OfficeCases
    file: CaseFile


def seen(call: Call, id_: str) -> Seen:
    """Raises NotFoundError alike for what is not there and for what the caller may not see."""
    side = _sides(call.premises.archive)[_ANY if call.caller.may(_ANY) else _OWN]
    file = side.case(id_)
    if not call.caller.may(_ANY) and not _numbers(call) & _parties(file):
        raise NotFoundError(f"{id_[:60]} is not held here")
    if not file.laid_open:
        on_the_trail(call, Act.CASE_READ, file.id)
    return Seen(side, file)


def _numbers(call: Call) -> set[str]:
    """Whose cases are the caller's own: a program acts for the account that answers for it."""
    actor = call.premises.accounts.actor(call.caller.number)
    return {actor.number, actor.owner} - {""}


def _parties(file: CaseFile) -> set[str]:
    told = file.bibliography
    return {party.id for party in (*told.applicants, *told.agents, *told.owners) if party.id}


def on_the_trail(call: Call, act: Act, subject: str, **detail: str) -> None:
    caller = call.caller
    call.premises.accounts.audit.record(
        act, caller.number, subject, address=caller.address, **detail
    )


# -- reading ---------------------------------------------------------------------------------------


def case(call: Call, asked: CaseAsked) -> Given:
    return Given(encode_file(seen(call, asked.id).file), headers=_KEPT_BY_NOBODY)


_KEPT_BY_NOBODY = (("cache-control", "private, no-store"),)


def events(call: Call, asked: CaseAsked) -> Events:
    return happened(seen(call, asked.id).file)


def documents(call: Call, asked: CaseAsked) -> papers.FileEntries:
    return papers.listed(seen(call, asked.id).file)


def document(call: Call, asked: papers.DocumentAsked) -> Paper:
    return papers.reading(seen(call, asked.id).side, asked)


def document_original(call: Call, asked: papers.DocumentAsked) -> Given:
    given = papers.original(seen(call, asked.id).side, asked)
    return given._replace(headers=(*given.headers, *_KEPT_BY_NOBODY))


class CasesAsked(Asking, frozen=True):
    """The cases after one, by identity; "" is the beginning."""

    after: Annotated[str, Meta(max_length=100, description="`next` of the page before")] = ""
    limit: Annotated[int, Meta(ge=1, le=_READ_AT_ONCE)] = 50


class OfficeCase(Struct, frozen=True):
    """A case in the list; `laid_open` says whether the public sees it."""

    case: str
    version: Count
    laid_open: bool
    title: str
    state: str
    stage: Count


class OfficeCaseList(Struct, frozen=True):
    """Cases by identity; `next` continues after them, "" at the end."""

    cases: tuple[OfficeCase, ...]
    next: str


def case_list(call: Call, asked: CasesAsked) -> OfficeCaseList:
    """All cases, or those in which the caller is a party."""
    ids = _ids(call, asked)
    files = _sides(call.premises.archive)[_ANY].cases(ids)
    seen = [files[id_] for id_ in ids if id_ in files]
    if not call.caller.may(_ANY):
        seen = [party_file(file) for file in seen if _numbers(call) & _parties(file)]
    closed = [file.id for file in seen if not file.laid_open]
    if closed:
        told = f"{closed[0]} … {closed[-1]}"
        on_the_trail(call, Act.CASES_LISTED, told, count=str(len(closed)))
    end = len(ids) < asked.limit
    return OfficeCaseList(cases=tuple(map(_listed, seen)), next="" if end else ids[-1])


def _ids(call: Call, asked: CasesAsked) -> list[str]:
    if call.caller.may(_ANY):
        return _sides(call.premises.archive)[_ANY].after(asked.after, asked.limit)
    of = call.premises.accounts.cases_of
    found = {id_ for number in _numbers(call) for id_ in of(number, asked.after, asked.limit)}
    return sorted(found)[: asked.limit]


def _listed(file: CaseFile) -> OfficeCase:
    titles = file.bibliography.titles
    return OfficeCase(
        case=file.id,
        version=file.version,
        laid_open=file.laid_open,
        title=titles[0].text if titles else file.bibliography.mark,
        state=file.state,
        stage=file.stage,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="office-cases",
        path="/api/v1/office/cases",
        does=case_list,
        tag=TAG,
        summary="All cases, or those in which you are a party",
        ja="全ての案件、または自らが当事者である案件",
        asks=CasesAsked,
        gives=OfficeCaseList,
        needs=_OWN,
        known=True,
    ),
    Endpoint(
        name="office-case",
        path="/api/v1/office/cases/{id}",
        does=case,
        tag=TAG,
        summary="A case, laid open or not",
        ja="案件（公開前を含む）",
        asks=CaseAsked,
        gives=CaseFile,
        needs=_OWN,
        known=True,
    ),
    Endpoint(
        name="office-case-events",
        path="/api/v1/office/cases/{id}/events",
        does=events,
        tag=TAG,
        summary="The events of a case, laid open or not",
        ja="案件の経過（公開前を含む）",
        asks=CaseAsked,
        gives=Events,
        needs=_OWN,
        known=True,
    ),
    Endpoint(
        name="office-case-documents",
        path="/api/v1/office/cases/{id}/documents",
        does=documents,
        tag=TAG,
        summary="The documents of a case, laid open or not",
        ja="案件の書類（公開前を含む）",
        asks=CaseAsked,
        gives=papers.FileEntries,
        needs=_OWN,
        known=True,
    ),
    Endpoint(
        name="office-case-document",
        path="/api/v1/office/cases/{id}/documents/{number}",
        does=document,
        tag=TAG,
        summary="A document, read for reading",
        ja="書類を読める形で（公開前を含む）",
        asks=papers.DocumentAsked,
        gives=Paper,
        needs=_OWN,
        known=True,
    ),
    Endpoint(
        name="office-case-document-original",
        path="/api/v1/office/cases/{id}/documents/{number}/original",
        does=document_original,
        tag=TAG,
        summary="A document's bytes as received",
        ja="受信したままの書類（公開前を含む）",
        asks=papers.DocumentAsked,
        media=("application/octet-stream",),
        needs=_OWN,
        known=True,
        ranges=True,
    ),
)
