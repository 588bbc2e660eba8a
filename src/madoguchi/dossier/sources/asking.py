"""Asking the sources: all at once, each in its own time, and what they answered kept.

One source down never empties a page: whoever asks waits as long as they choose, gets what is there
by then, and is told of every source how it stands. What comes later is kept for the next to ask.
"""

import datetime as dt
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.dossier.sources.believing import believed
from madoguchi.dossier.sources.calling import Telephone, Tolls
from madoguchi.dossier.sources.configuration import Configuration, Configured
from madoguchi.dossier.sources.crew import Crew, Seats
from madoguchi.dossier.sources.keeping import Keeping, Kept
from madoguchi.dossier.sources.kinds import made, named
from madoguchi.dossier.sources.questions import Answered, Question, State
from madoguchi.dossier.sources.quotas import Limited, Quotas, Spent
from madoguchi.dossier.sources.rations import Rations
from madoguchi.dossier.sources.reading import guarded
from madoguchi.dossier.sources.source import Content, Failure, Line, Source, SourceError, Told
from madoguchi.dossier.sources.standing import Standings, Stands
from madoguchi.dossier.sources.transport import Transport, Web

# How many times longer a document is given without asking for it again.
_DOCUMENT = 7
_BUSY = "too many questions wait for this source; ask again in a moment"
# A server works on some forty pages at once; so many of them may wait for others.
_MOST_WAITING, _MOST_WAITING_STAFF = 12, 6


class _Asking(NamedTuple):
    """How is asked: anew although an answer is kept, for the office's people, for which reader."""

    fresh: bool
    staff: bool
    reader: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A source as its operator sees it: what is configured, how it does, what is used."""

    name: str
    kind: str
    address: str
    offices: tuple[str, ...]
    answered: dt.datetime | None
    failed: dt.datetime | None
    failure: Failure | None
    reason: str
    resting_until: dt.datetime | None
    used: tuple[Spent, ...]


class _Desk:
    """One source with what asking it takes."""

    def __init__(self, configured: Configured, transport: Transport) -> None:
        self.configured = configured
        self.source: Source = made(configured)
        self.transport = transport
        self.crew = Crew(configured.name, configured.threads, configured.queue)
        self.limited = Limited(
            source=configured.name,
            quotas=configured.quotas or {},
            reserve=configured.reserve,
            zone=configured.zone,
        )


class Sources:
    """The sources of an office, in the order of their authority.

    `transport` takes the place of the network in tests: one for all sources.
    """

    def __init__(
        self, archive: Archive, configured: Configuration, transport: Transport | None = None
    ) -> None:
        self._quotas = Quotas(archive.database)
        self._standings = Standings(archive.database)
        self._keeping = Keeping(archive.database, configured.keep_bytes)
        self._desks = {one.name: _Desk(one, transport or Web(one)) for one in configured.sources}
        self._rations = Rations()
        self._seats = {False: Seats(_MOST_WAITING), True: Seats(_MOST_WAITING_STAFF)}
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Answered]] = {}

    @classmethod
    def at(cls, archive: Archive, home: Path, transport: Transport | None = None) -> "Sources":
        """The sources that an office's configuration names. Raises ProfileError."""
        return cls(archive, named(home), transport)

    @property
    def all(self) -> tuple[Source, ...]:
        return tuple(desk.source for desk in self._desks.values())

    def telling(self, office: str) -> tuple[Source, ...]:
        """The sources that tell the files of an office, by authority."""
        return tuple(one for one in self.all if not one.offices or office in one.offices)

    def standing(self) -> list[Standing]:
        """How each source stands, for its operator."""
        stands = self._standings.of(self._desks)
        return [self._standing(desk, stands[name]) for name, desk in self._desks.items()]

    def _standing(self, desk: _Desk, stands: Stands) -> Standing:
        one = desk.configured
        return Standing(
            name=one.name,
            kind=one.kind,
            address=one.address,
            offices=one.offices,
            answered=stands.answered,
            failed=stands.failed,
            failure=stands.failure,
            reason=stands.reason,
            resting_until=stands.until if stands.resting else None,
            used=self._quotas.spent(desk.limited),
        )

    # -- asking --------------------------------------------------------------------------------

    def ask_all(
        self,
        questions: Sequence[Question],
        patience_s: float,
        fresh: bool = False,
        staff: bool = False,
        reader: str = "",
    ) -> list[Answered]:
        """Ask at once and return, in the order of the questions, when all have answered.

        At the end of the patience what has not is "waiting", and its answer is kept when it comes.
        `fresh` asks although an answer is kept; `staff` may use the whole of a quota, a `reader`
        (an account or network) a share of it, "" what all others may.
        """
        ends = time.monotonic() + patience_s
        kept = self._keeping.of(questions)
        stands = self._standings.of({question.source for question in questions})
        started = [
            self._started(
                one, kept.get(one.asked), stands[one.source], _Asking(fresh, staff, reader)
            )
            for one in questions
        ]
        under_way = [one for one in started if isinstance(one, Future)]
        with self._seats[staff].taken() as seated:
            wait_for(under_way, timeout=max(0.0, ends - time.monotonic()) if seated else 0)
        return [
            _come(one, question, kept.get(question.asked))
            for one, question in zip(started, questions, strict=True)
        ]

    def settle(self, seconds: float) -> None:
        """Let what is being asked come to its end, for so long at most."""
        with self._lock:
            under_way = list(self._flights.values())
        wait_for(under_way, timeout=seconds)

    def _started(
        self, question: Question, kept: Kept | None, stands: Stands, by: "_Asking"
    ) -> "Answered | Future[Answered]":
        """What is known without asking, else the answer to come."""
        desk = self._desks.get(question.source)
        if desk is None:
            return _failed(question, kept, SourceError("unreachable", "no such source any longer"))
        if kept is not None and not by.fresh and _is_fresh(kept, desk.configured):
            return _told(question, kept)
        with self._lock:
            flying = self._flights.get(question.asked)
        if flying is not None:
            return flying
        rests = _rests(kept, stands, staff=by.staff)
        if rests is not None:
            return _failed(question, kept, rests, kept.tried if kept else stands.failed)
        return self._flown(desk, question, kept, by)

    def _flown(
        self, desk: _Desk, question: Question, kept: Kept | None, by: "_Asking"
    ) -> "Answered | Future[Answered]":
        """Ask in the background; a question that is being asked already is not asked twice."""
        with self._lock:
            flying = self._flights.get(question.asked)
            if flying is not None:
                return flying
            flight: Future[Answered] = Future()
            self._flights[question.asked] = flight

        def land() -> None:
            try:
                flight.set_result(self._asked(desk, question, kept, by))
            except BaseException as error:
                flight.set_exception(error)
                raise
            finally:
                with self._lock:
                    del self._flights[question.asked]

        if desk.crew.take(land):
            return flight
        with self._lock:
            del self._flights[question.asked]
        busy = _failed(question, kept, SourceError("resting", _BUSY))
        flight.set_result(busy)
        return busy

    def _asked(self, desk: _Desk, question: Question, kept: Kept | None, by: "_Asking") -> Answered:
        begun = clock.now()
        tolls = Tolls(self._quotas, desk.limited, self._rations, by.reader)
        line = Telephone(desk.configured, desk.transport, tolls, staff=by.staff)
        try:
            told = guarded(lambda: _asked_of(desk.source, line, question))
        except SourceError as error:
            if error.failure != "rationed":  # which is this reader's affair and nobody else's
                self._keeping.failed(question, error)
            if error.whole:
                self._standings.failed(desk.configured.name, error, begun)
            return _failed(question, kept, error, clock.now())
        self._standings.answered(desk.configured.name)
        now = self._keeping.told(question, told)
        return _told(question, now, "answered")


def _asked_of(source: Source, line: Line, question: Question) -> Told | Content | None:
    first = question.cases[0]
    if question.verb == "document":
        return source.document(line, first, question.number)
    if question.verb == "member":
        told = source.member(line, first, question.publications)
        return believed(told, source.offices, first)
    told = source.family(line, question.cases, question.publications)
    return believed(told, source.offices)


# -- what is known ---------------------------------------------------------------------------------


def _is_fresh(kept: Kept, configured: Configured) -> bool:
    """What was told in part is asked again soon, as nothing is; a document seldom.

    Documents do not change, but an office may close a file that was open: then its document is
    given no longer.
    """
    if kept.at is None:
        return False
    soon = kept.nothing or kept.told.lacking
    hours = configured.nothing_hours if soon else configured.fresh_hours
    if kept.lasting:
        hours = configured.fresh_hours * _DOCUMENT
    return clock.now() - kept.at < dt.timedelta(hours=hours)


def _rests(kept: Kept | None, stands: Stands, *, staff: bool) -> SourceError | None:
    """Why a question is not asked now, if it is not."""
    if stands.resting:
        reason = f"left alone after failures: {stands.reason}"
        return SourceError("resting", reason, stands.resting)
    if kept is None or kept.again is None or kept.failure is None:
        return None
    seconds = (kept.again - clock.now()).total_seconds()
    if seconds <= 0 or (staff and kept.failure == "exhausted"):
        return None
    return SourceError(kept.failure, kept.reason, seconds)


def _told(question: Question, kept: Kept, state: State = "kept") -> Answered:
    return Answered(
        question=question,
        state="nothing" if kept.nothing else state,
        told=kept.told,
        content=kept.content,
        at=kept.at,
        tried=kept.tried,
    )


def _failed(
    question: Question, kept: Kept | None, error: SourceError, tried: dt.datetime | None = None
) -> Answered:
    """A failure; what was told earlier is told with its age."""
    older = kept is not None and kept.at is not None
    state: State = "failed"
    if older and kept is not None:
        state = "nothing" if kept.nothing else "kept"
    return Answered(
        question=question,
        state=state,
        told=kept.told if kept else Told(),
        content=kept.content if kept else None,
        at=kept.at if kept else None,
        tried=tried or (kept.tried if kept else None),
        failure=error.failure,
        reason=str(error),
    )


def _come(one: "Answered | Future[Answered]", question: Question, kept: Kept | None) -> Answered:
    if isinstance(one, Answered):
        return one
    if one.done():
        return msgspec.structs.replace(one.result(), question=question)
    known = kept or Kept(Told(), None, None, None)
    return msgspec.structs.replace(_told(question, known), state="waiting")
