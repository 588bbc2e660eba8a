"""The dossier of a family: all members of all offices on one page, and who told of them when."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import clock
from madoguchi.dossier import (
    Answered,
    Asked,
    Dossier,
    Edge,
    Member,
    Moment,
    Node,
    Opened,
    SourceError,
    axis,
    first_actions,
    moments,
    network,
    tree,
)
from madoguchi.errors import NotFoundError, NumberError
from madoguchi.families import Claim, case_key
from madoguchi.law import Status, read_number
from madoguchi.model import CaseId, Right
from madoguchi.web.cases import message, printed_application_number, printed_case, today_of
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import address_of_client, visitor

STAFF = "read:case:any"


def opened(request: Request) -> Dossier:
    """The dossier of the case in the address. Raises NotFoundError."""
    case = CaseId.parse(request.path_params["case"])
    staff = visitor(request).may(STAFF)
    fresh = staff and request.query_params.get("fresh") == "1"
    return room(request).dossiers.of(
        Asked(
            case=case,
            outside=not is_hidden(request, case),
            fresh=fresh,
            staff=staff,
            reader=reader(request),
        )
    )


def is_hidden(request: Request, case: CaseId) -> bool:
    """Whether a case is not laid open and its visitor may know that: no source is asked of it."""
    return visitor(request).may(STAFF) and room(request).hides(case)


def reader(request: Request) -> str:
    """Who uses a share of the sources' quotas: an account, or a network."""
    return visitor(request).number or network(address_of_client(request))


def open_document(request: Request, case: CaseId, number: str) -> Opened:
    """Return a document of a member's file. Raises NotFoundError and SourceError."""
    documents = room(request).dossiers.documents
    if is_hidden(request, case):
        raise NotFoundError(f"{case} is not laid open")
    staff = visitor(request).may(STAFF)
    return documents.open(case, number, staff=staff, reader=reader(request))


def shown(request: Request, template: str, values: Callable[[Dossier], dict[str, Any]]) -> Response:
    """A page of a dossier; where nothing is known of the case, what to do."""
    return made(request, lambda found: page(request, template, {**head(request, found),
                                                                **values(found)}))  # fmt: skip


def made(request: Request, answer: Callable[[Dossier], Response]) -> Response:
    """What is made of the dossier in the address, or the page that says why there is none."""
    case = request.path_params["case"][:80]
    try:
        return answer(opened(request))
    except NotFoundError:
        return message(request, "dossier-not-found", case=case)
    except SourceError as error:
        lines = [("dossier-unanswered", {"case": case, "sources": str(error)})]
        told = {"heading": "dossier-later", "lines": lines}
        return page(request, "message.html", told, status=503)


def dossier(request: Request) -> Response:
    """A family: its tree, its time axis, its members, and how each source answered.

    A number in any spelling and a family's identifier lead to the address of a member.
    """
    text = request.path_params["case"]
    try:
        CaseId.parse(text)
    except NotFoundError:
        return _led(request, text)
    return shown(request, "dossier.html", lambda found: _overview(request, found))


def _led(request: Request, text: str) -> Response:
    case = _family_named(request, text) or _number_named(request, text)
    if not case:
        return message(request, "dossier-not-found", case=text[:80])
    return RedirectResponse(f"/dossier/{case}", 302)


def _family_named(request: Request, text: str) -> str:
    try:
        cases = room(request).families.named(text).cases
    except NotFoundError:
        return ""
    return cases[0] if cases else ""


def _number_named(request: Request, text: str) -> str:
    """The one application that a number is of, "" where it is none or may be several."""
    try:
        numbers = [reading.number for reading in read_number(text)]
    except NumberError:
        return ""
    found = room(request).applications(numbers)
    return found[0] if len(found) == 1 else ""


# -- what every page of a dossier has --------------------------------------------------------------


class SourceLine(NamedTuple):
    """How a source stands in this dossier: its last word on all questions put to it."""

    name: str
    state: str
    at: dt.datetime | None
    tried: dt.datetime | None
    failure: str
    offices: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def well(self) -> bool:
        return self.state in ("answered", "kept", "nothing") and not (self.failure or self.lacking)


def head(request: Request, found: Dossier) -> dict[str, Any]:
    """What stands at the top of every page of a dossier."""
    lang = language(request)
    own = found.members[0]
    return {
        "dossier": found,
        "own": own,
        "case": str(found.asked),
        "number": printed_case(found.asked, lang),
        "heading": _heading(found.members, lang),
        "source_lines": source_lines(found.answers, found.members),
        "printed_of": lambda member: printed_case(member.case, lang),
        "status_of": status_of,
    }


def _title(member: Member, lang: str) -> tuple[str, str] | None:
    """The title in the reader's language, else as it comes first; with its language."""
    titles = [(title.lang, title.text) for title in member.titles]
    return next((pair for pair in titles if pair[0] == lang), titles[0] if titles else None)


def _heading(members: Iterable[Member], lang: str) -> tuple[str, str] | None:
    """The family's title: a member's in the reader's language, else the first that there is."""
    titles = [title for one in members if (title := _title(one, lang))]
    return next((title for title in titles if title[0] == lang), titles[0] if titles else None)


def status_of(member: Member) -> Status | None:
    """The legal status today at its office; None where no file is known."""
    file = member.file
    return file.status(today_of(member.case)) if file and file.steps else None


# The worst state of a source's answers is told.
_WORST = ("failed", "waiting", "kept", "answered", "nothing")


def source_lines(answers: Iterable[Answered], members: Iterable[Member]) -> list[SourceLine]:
    """One line for each source that was asked, in the order of asking."""
    by_source: dict[str, list[Answered]] = {}
    for answer in answers:
        by_source.setdefault(answer.source, []).append(answer)
    told: dict[str, dict[str, None]] = {}
    for member in members:
        for source in member.sources:
            told.setdefault(source, {})[member.case.office] = None
    return [_line(name, many, tuple(told.get(name, ()))) for name, many in by_source.items()]


def _line(name: str, answers: list[Answered], offices: tuple[str, ...]) -> SourceLine:
    worst = min(answers, key=lambda one: (not one.failure, _WORST.index(one.state)))
    at = [one.at for one in answers if one.at]
    tried = [one.tried for one in answers if one.tried]
    return SourceLine(
        name=name,
        state=worst.state,
        at=min(at, default=None),
        tried=max(tried, default=None),
        failure=worst.failure or "",
        offices=offices,
        lacking=tuple(dict.fromkeys(part for one in answers for part in one.told.lacking)),
    )


# -- the overview ----------------------------------------------------------------------------------


class Row(NamedTuple):
    """A member in the table: how it is linked to the one asked for, and what it shares with it."""

    member: Member
    number: str
    title: tuple[str, str] | None
    status: Status | None
    publications: tuple[str, ...]
    why: list["Link"]
    simple: bool
    domestic: bool


class Link(NamedTuple):
    """A step of the chain that links a member: who claims whom, and as what."""

    application: str
    relation: str
    claimed: str


def _overview(request: Request, found: Dossier) -> dict[str, Any]:
    lang = language(request)
    simple, domestic = _alike(found, found.simple), _alike(found, found.domestic)
    rows = [
        Row(
            member=member,
            number=printed_case(member.case, lang),
            title=_title(member, lang),
            status=status_of(member),
            publications=published(member),
            why=[_link(claim, lang) for claim in found.why(member)],
            simple=case_key(member.case) in simple,
            domestic=case_key(member.case) in domestic,
        )
        for member in found.members
    ]
    return {
        "rows": rows,
        "tree": tree([_node(row) for row in rows], list(_edges(found))),
        "axis": axis(found.members, clock.today()),
        "happened": _happened(found),
        "actions": first_actions(found.members),
        "numbers": {row.member.id: row.number for row in rows},
        "by_id": {row.member.id: row.member for row in rows},
        "named": [printed_key(key, lang) for key in found.named],
        "offices": list(dict.fromkeys(member.case.office for member in found.members)),
        "held": held(request, found.members),
    }


def _happened(found: Dossier) -> list[tuple[Member, Moment]]:
    """What the time axis shows, as a table: of all members, oldest first, undated at the end."""
    every = ((member, moment) for member in found.members for moment in moments(member))
    return sorted(every, key=lambda pair: pair[1].date or dt.date.max)


def _node(row: Row) -> Node:
    status = row.status.standing.value if row.status else "unknown"
    member = row.member
    return Node(
        id=member.id,
        office=member.case.office,
        label=row.number,
        date=member.filed,
        status=status,
        held=member.file is not None,
    )


def _edges(found: Dossier) -> Iterator[Edge]:
    """The claims between members; those of an international publication are its application's."""
    cases = {case_key(member.case): member.id for member in found.members}
    publishers = {one.application: one.claimed for one in found.claims
                  if one.relation == "publication"}  # fmt: skip
    for claim in found.claims:
        child = cases.get(claim.application)
        parent = cases.get(publishers.get(claim.claimed, claim.claimed))
        if child and parent:
            yield Edge(child=child, parent=parent, relation=claim.relation)


def held(request: Request, members: Iterable[Member]) -> frozenset[str]:
    """The publications of members that are held here and have a page."""
    ids = [one.id for member in members for one in member.publications]
    return frozenset(room(request).cases.of_publications(ids))


def published(member: Member) -> tuple[str, ...]:
    """Its publications: those that are known as such, and those that its file names."""
    told = member.file.bibliography if member.file else None
    named = (*told.publications, told.registration) if told else ()
    office = member.case.office
    known = [one.id for one in member.publications]
    more = [f"{one.office or office}{one.number}{one.kind}" for one in named if one and one.kind]
    return tuple(dict.fromkeys([*known, *more]))


def _alike(found: Dossier, groups: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    own = case_key(found.asked)
    return frozenset(next((group for group in groups if own in group), ()))


def _link(claim: Claim, lang: str) -> Link:
    return Link(printed_key(claim.application, lang), claim.relation,
                printed_key(claim.claimed, lang))  # fmt: skip


def printed_key(key: str, lang: str) -> str:
    """An application as its office prints its number, from the key that families know it by."""
    if key.startswith("p/"):
        return key.removeprefix("p/")
    bare = key.rpartition("/")[2].removesuffix(":u")
    office, number = ("WO", bare) if bare.startswith("PCT") else (bare[:2], bare[2:])
    right = Right.UTILITY_MODEL if key.endswith(":u") else Right.PATENT
    if key[1:2] == "/":
        return bare
    return printed_application_number(office, right, number, lang)
