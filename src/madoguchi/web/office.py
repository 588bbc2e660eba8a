"""The office's side of the counter: the only pages that read cases which are not laid open.

Nothing else in this room may name OfficeCases.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.accounts import Act
from madoguchi.archive import Archive
from madoguchi.cases import (
    CaseFact,
    CaseFile,
    Happened,
    OfficeCases,
    Recording,
    decode_file,
    encode_file,
    party_file,
    record,
)
from madoguchi.errors import ConflictError, KeyReusedError, NotFoundError
from madoguchi.families import family_views
from madoguchi.law import Standing, offices
from madoguchi.web import cases, codes
from madoguchi.web.admission import form_of, scope_of
from madoguchi.web.recording import Typed, correction, event, version
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import address_of_client, visitor

PAGE_SIZE = 50
_LOOKED_THROUGH = 5_000
_READ = 500


class PartyCases(OfficeCases):
    """What the parties of a case see of it: all but the office's internal affairs."""

    def stored(self, id_: str) -> bytes:
        return encode_file(party_file(decode_file(super().stored(id_))))


def _side(request: Request) -> OfficeCases:
    """The side of the counter that the visitor was let in on."""
    kind = OfficeCases if scope_of(request) == "any" else PartyCases
    return _sides(room(request).archive)[kind]


@lru_cache(maxsize=4)
def _sides(archive: Archive) -> dict[type[OfficeCases], OfficeCases]:
    return {kind: kind(archive) for kind in (OfficeCases, PartyCases)}


def owners(request: Request) -> Collection[str]:
    """Whose a case is: the identification numbers of its parties; nobody's where it is not held."""
    side = _sides(room(request).archive)[OfficeCases]
    id_, _ = cases.id_and_form(request)
    try:
        return parties_of(side.case(id_))
    except NotFoundError:
        return ()


def parties_of(file: CaseFile) -> set[str]:
    told = file.bibliography
    return {party.id for party in (*told.applicants, *told.agents, *told.owners) if party.id}


# -- what I may do here ----------------------------------------------------------------------------


def desk(request: Request) -> Response:
    who, archive = visitor(request), room(request).archive
    values: dict[str, Any] = {"grants": sorted(map(str, who.grants)), "figures": []}
    if who.may("read:case:any"):
        everything = _sides(archive)[OfficeCases].count()
        laid_open = room(request).cases.count()
        values["figures"] += [
            ("desk-laid-open", laid_open),
            ("desk-not-laid-open", everything - laid_open),
            ("desk-register", archive.register.position()),
            ("desk-searchable", room(request).window.as_of().register),
        ]
    if who.may("read:holdings:any"):
        sizes = archive.sizes()
        raw, stored = sizes["raw_bytes"], sizes["stored_bytes"]
        values["figures"] += [("status-raw", raw), ("status-stored", stored)]
    return page(request, "desk.html", values)


# -- the list of cases -----------------------------------------------------------------------------


class Wanted(NamedTuple):
    """Which cases the list is to show."""

    text: str
    office: str
    standing: str

    def takes(self, file: CaseFile, today: dt.date) -> bool:
        if self.office and file.case.office != self.office:
            return False
        if self.standing == "closed":
            return not file.laid_open
        return self.standing in ("", file.status(today).standing.value)


STANDINGS = ("closed", *(standing.value for standing in Standing))


def case_list(request: Request) -> Response:
    asked = request.query_params
    standing = asked.get("standing", "")
    wanted = Wanted(
        asked.get("q", "").strip(),
        asked.get("office", ""),
        standing if standing in STANDINGS else "",
    )
    files, last = _found(request, wanted, asked.get("after", ""))
    closed = [file.id for file in files if not file.laid_open]
    if closed:
        _on_the_trail(request, Act.CASES_LISTED, f"{closed[0]} … {closed[-1]}", count=len(closed))
    lang = language(request)
    values = {
        "wanted": wanted,
        "rows": [(file, cases.printed_case(file.case, lang), _status(file)) for file in files],
        "next": last,
        "full": len(files) == PAGE_SIZE,
        "standings": STANDINGS,
        "codes": [code for code in offices() if offices()[code].events],
    }
    return page(request, "office-cases.html", values)


def _found(request: Request, wanted: Wanted, after: str) -> tuple[list[CaseFile], str]:
    """A page of the cases wanted, and where to go on: "" at the end of all cases.

    Looks through a certain number of cases at most, so that a rare word keeps nobody waiting.
    """
    found: list[CaseFile] = []
    words = wanted.text.casefold()
    for count, file in enumerate(_after(request, after), 1):
        after = file.id
        if wanted.takes(file, cases.today_of(file.case)) and words in _text(file).casefold():
            found.append(file)
        if len(found) == PAGE_SIZE or count == _LOOKED_THROUGH:
            return found, after
    return found, ""


def _after(request: Request, after: str) -> Iterator[CaseFile]:
    """The cases that the visitor may see, by identity: all, or those in which they are a party."""
    side, number, accounts = _side(request), visitor(request).number, room(request).accounts
    own = scope_of(request) == "own"
    while ids := accounts.cases_of(number, after, _READ) if own else side.after(after, _READ):
        files = side.cases(ids)
        shown = (files[id_] for id_ in ids if id_ in files)
        yield from (party_file(f) for f in shown if number in parties_of(f)) if own else shown
        after = ids[-1]


def _text(file: CaseFile) -> str:
    titles = (title.text for title in file.bibliography.titles)
    number = cases.printed_case(file.case, "ja")
    return "\n".join((file.id, number, file.case.number, file.bibliography.mark, *titles))


def _status(file: CaseFile) -> str:
    return file.status(cases.today_of(file.case)).standing.value


# -- a case ----------------------------------------------------------------------------------------


def case(request: Request) -> Response:
    side = _side(request)
    id_, form = cases.id_and_form(request)
    try:
        file = side.case(id_)
    except NotFoundError:
        return cases.message(request, "case-not-found", case=id_[:80])
    if form != "html":
        _read(request, file)
        return cases.represented(request, side, file, form)
    return shown(request, file, Typed())


def _read(request: Request, file: CaseFile) -> None:
    if not file.laid_open:
        _on_the_trail(request, Act.CASE_READ, file.id)


def _on_the_trail(request: Request, act: Act, subject: str, **detail: int) -> None:
    who, address = visitor(request).number, address_of_client(request)
    told = {name: str(value) for name, value in detail.items()}
    room(request).accounts.audit.record(act, who, subject, address=address, **told)


def document(request: Request) -> Response:
    _document_read(request)
    return cases.document_page(request, _side(request))


def document_original(request: Request) -> Response:
    _document_read(request)
    return cases.document_bytes(request, _side(request))


def _document_read(request: Request) -> None:
    with suppress(NotFoundError):
        _read(request, _side(request).case(request.path_params["case"]))


def shown(request: Request, file: CaseFile, typed: Typed, status: int = 200) -> Response:
    _read(request, file)
    who, lang = visitor(request), language(request)
    may_record, may_correct = who.may("record:event:any"), who.may("correct:event:any")
    values = {
        **cases.case_values(request, _side(request), file),
        "office_side": True,
        "may_record": may_record,
        "may_correct": may_correct,
        "token": who.form_token,
        "key": secrets.token_hex(16),
        "typed": typed.values,
        "mistakes": typed.mistakes,
        "filled": typed.form,
        "conflict": typed.conflict,
        "codes": codes.known(file.case, lang) if may_record or may_correct else (),
        "cite_text": request.query_params.get("cite", "")[:2000],
        "cite_found": request.query_params.get("found", "")[:200],
    }
    return page(request, "case.html", values, status=status)


# -- recording -------------------------------------------------------------------------------------


def record_event(request: Request) -> Response:
    """An event happened: its day, its code, what is to be said of it."""
    file = held_file(request)
    return _record(request, file) if file else not_held(request)


def _record(request: Request, file: CaseFile) -> Response:
    form = form_of(request)
    mistakes: dict[str, str] = {}
    happening = event(file.case, form, mistakes)
    if happening is None:
        return shown(request, file, Typed(form, mistakes, "record"), 400)
    return put(request, file, Happened(event=happening, source=visitor(request).number), "record")


def correct_event(request: Request) -> Response:
    """An event was recorded in error: another takes its place, or none."""
    file = held_file(request)
    return _correct(request, file) if file else not_held(request)


def _correct(request: Request, file: CaseFile) -> Response:
    form = form_of(request)
    mistakes: dict[str, str] = {}
    fact = correction(file, form, visitor(request).number, mistakes)
    if fact is None or mistakes:
        return shown(request, file, Typed(form, mistakes, "correct"), 400)
    return put(request, file, fact, "correct")


def held_file(request: Request) -> CaseFile | None:
    return file_named(request, request.path_params["case"])


def file_named(request: Request, id_: str) -> CaseFile | None:
    """The file of a case as this visitor may see it; None where none is held."""
    try:
        return _side(request).case(id_)
    except NotFoundError:
        return None


def not_held(request: Request) -> Response:
    return cases.message(request, "case-not-found", case=request.path_params["case"][:80])


def put(request: Request, file: CaseFile, fact: CaseFact, name: str) -> Response:
    who, form = visitor(request), form_of(request)
    recording = Recording(
        case=file.case,
        facts=(fact,),
        actor=who.number,
        expected=version(form),
        key=f"{who.number}:{form['key'][:64]}" if form.get("key") else "",
    )
    try:
        recorded = record(room(request).archive, recording)
    except (ConflictError, KeyReusedError):
        _follow(request)  # what was recorded may not have been shown yet
        return shown(request, held_file(request) or file, Typed(form, {}, name, conflict=True), 409)
    if not recorded.again:
        _on_the_trail(request, Act.CASE_CHANGED, file.id, position=recorded.last)
    _follow(request)
    return RedirectResponse(f"/office/case/{file.id}#events", 303)


def _follow(request: Request) -> None:
    """Bring the views abreast now, and the index soon."""
    archive = room(request).archive
    archive.views.catch_up(family_views(archive))
    room(request).indexing.soon()
