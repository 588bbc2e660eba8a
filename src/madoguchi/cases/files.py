"""The file of a case as it stands: everything recorded of it, played together."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from madoguchi.archive import RecordedFact
from madoguchi.cases.facts import (
    Cited,
    Corrected,
    Deposited,
    Happened,
    Listed,
    Told,
    Uncited,
    Withdrawn,
    read,
)
from madoguchi.law import (
    STATED,
    Course,
    Expiry,
    Standing,
    Status,
    Step,
    expiry,
    replay,
    status_on,
    status_rule,
)
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    FileDocument,
    Happening,
    Pairs,
    Related,
    StandardCode,
    StatedStatus,
    Struct,
)


class HeldDocument(Struct, frozen=True):
    """A document of the file and, where its content is held, the digests of it and its reading."""

    document: FileDocument
    original: str = ""
    paper: str = ""
    media_type: str = ""


class Source(Struct, frozen=True):
    """Who told of the case, last when, in which bytes, and the status that was stated."""

    name: str
    version: int
    recorded: str
    original: str
    file: str
    status: StatedStatus | None = None


class Amendment(Struct, frozen=True):
    """An event corrected or withdrawn: what it was, and why; `by` is the version that says so."""

    id: str
    was: Happening
    reason: str
    by: int
    withdrawn: bool


class Citing(Struct, frozen=True):
    """What an examiner cites against the case, by whom and when, and where it was found."""

    id: str
    citation: Citation
    by: str
    recorded: str
    found: str = ""


class CaseFile(Struct, frozen=True):
    """A case as it stands at a version: after so many facts recorded of it.

    Nothing here tells a position of the register, since those count what is not laid open too.
    `steps` are its events in order with their standard codes; `expires` is the end of the term.
    `unannounced` are later applications that no public source names: the public hears of such a
    one from its own file, when that is laid open. `citing` is the office's own affair too.
    """

    case: CaseId
    version: int
    laid_open: bool
    bibliography: Bibliography
    steps: tuple[Step, ...] = ()
    state: str = "U"
    stage: int = 0
    expires: Expiry | None = None
    documents: tuple[HeldDocument, ...] = ()
    sources: tuple[Source, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    unannounced: tuple[Related, ...] = ()
    citing: tuple[Citing, ...] = ()

    @property
    def id(self) -> str:
        return str(self.case)

    @property
    def filed(self) -> dt.date | None:
        """The day of filing, as the bibliography or else the events tell it."""
        filings = (step.event.date for step in self.steps if step.code.category == "A")
        return self.bibliography.filed or next(filings, None)

    @property
    def course(self) -> Course:
        return Course(steps=self.steps, state=self.state, stage=self.stage)

    @property
    def course_of_events(self) -> Course:
        """The course without the status that the office merely states."""
        if not self.steps or self.steps[-1].event.code != STATEMENT:
            return self.course
        before = self.steps[:-1]
        last = before[-1].code if before else None
        state, stage = (last.state, last.current) if last else ("U", 0)
        return Course(steps=before, state=state, stage=stage)

    def until(self, day: dt.date) -> "CaseFile":
        """The case as its events up to a day leave it."""
        steps = tuple(step for step in self.steps if step.event.date <= day)
        last = steps[-1].code if steps else None
        state, stage = (last.state, last.current) if last else ("U", 0)
        return msgspec.structs.replace(self, steps=steps, state=state, stage=stage)

    def status(self, day: dt.date) -> Status:
        """The legal status on a day."""
        return status_on(self.case, self.course, self.expires, day)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(CaseFile)


def encode_file(file: CaseFile) -> bytes:
    return _ENCODER.encode(file)


def decode_file(data: bytes) -> CaseFile:
    return _DECODER.decode(data)


def play(facts: Sequence[RecordedFact]) -> CaseFile:
    """Return the file of a case from all facts of it, oldest first."""
    playing = _Playing(CaseId.parse(facts[0].subject))
    for fact in facts:
        playing.take(fact)
    return playing.file(facts[-1])


class Ledger:
    """The events and documents of a case while its facts are read, by identity."""

    def __init__(self) -> None:
        self.events: dict[str, Happening] = {}
        self.ever: dict[str, Happening] = {}
        self.sources: dict[str, str] = {}
        self.documents: dict[str, HeldDocument] = {}
        self.listed: dict[str, Listed] = {}
        self.amendments: list[Amendment] = []
        self.citing: dict[str, Citing] = {}

    def take(self, fact: RecordedFact) -> Told | None:
        """Take in a fact; what a source told of the case as a whole is handed back."""
        match read(fact):
            case Told() as told:
                return told
            case Happened() as happened:
                self.events[str(fact.version)] = happened.event
                self.ever[str(fact.version)] = happened.event
                self.sources[str(fact.version)] = happened.source
            case Corrected() as corrected:
                self._amend(corrected, fact.version)
                self.events[corrected.id] = corrected.event
            case Withdrawn() as withdrawn:
                self._amend(withdrawn, fact.version)
                self.events.pop(withdrawn.id, None)
            case Listed() as listed:
                self._list(listed)
            case Deposited() as deposited:
                self._deposit(deposited)
            case Cited() as cited:
                self._cite(cited, fact)
            case Uncited() as uncited:
                self.citing.pop(uncited.id, None)
        return None

    def _amend(self, amending: Corrected | Withdrawn, version: int) -> None:
        was = self.events.get(amending.id)
        if was is not None:
            withdrawn = isinstance(amending, Withdrawn)
            self.amendments.append(
                Amendment(
                    id=amending.id,
                    was=was,
                    reason=amending.reason,
                    by=version,
                    withdrawn=withdrawn,
                )
            )

    def _cite(self, cited: Cited, fact: RecordedFact) -> None:
        id_ = str(fact.version)
        self.citing[id_] = Citing(
            id=id_,
            citation=cited.citation,
            by=cited.source,
            recorded=fact.recorded,
            found=cited.found,
        )

    def _list(self, listed: Listed) -> None:
        number = listed.document.number
        self.listed[number] = listed
        held = self.documents.get(number) or HeldDocument(document=listed.document)
        self.documents[number] = msgspec.structs.replace(held, document=listed.document)

    def _deposit(self, deposited: Deposited) -> None:
        held = self.documents.get(deposited.document)
        if held is not None:
            self.documents[deposited.document] = msgspec.structs.replace(
                held,
                original=deposited.original,
                paper=deposited.paper,
                media_type=deposited.media_type,
            )


class _Playing:
    def __init__(self, case: CaseId) -> None:
        self.case = case
        self.ledger = Ledger()
        self.told: dict[str, list[tuple[RecordedFact, Told]]] = {}

    def take(self, fact: RecordedFact) -> None:
        told = self.ledger.take(fact)
        if told is not None:
            self.told.setdefault(told.source, []).append((fact, told))

    def file(self, last: RecordedFact) -> CaseFile:
        every = [pair for pairs in self.told.values() for pair in pairs]
        bibliography = merged(every)
        course = with_statement(
            self.case, replay(self.case, list(self.ledger.events.items())), every
        )
        return CaseFile(
            case=self.case,
            version=last.version,
            laid_open=_laid_open(every, course),
            bibliography=bibliography,
            steps=course.steps,
            state=course.state,
            stage=course.stage,
            expires=_term(self.case, bibliography, course),
            documents=tuple(sorted(self.ledger.documents.values(), key=_document_order)),
            sources=tuple(_source(pairs) for pairs in self.told.values()),
            amendments=tuple(self.ledger.amendments),
            unannounced=_unannounced(every, bibliography),
            citing=tuple(self.ledger.citing.values()),
        )


def with_statement(
    case: CaseId, course: Course, told: Sequence[tuple[RecordedFact, Told]]
) -> Course:
    """Add the status that the office states, where the events told do not show it.

    Some sources tell that a right was granted or has ended, but not the event itself. The statement
    of the best authority stands for it from the day on which it was made, if that is not before
    the last event.
    """
    stating = [pair for pair in told if pair[1].status]
    if not stating:
        return course
    fact, last = min(stating, key=lambda pair: (pair[1].authority, -pair[0].position))
    rule = last.status and status_rule(case, last.status.series, last.status.text)
    if not (last.status and rule) or (rule.state == course.state and course.stage in rule.stages):
        return course
    date = last.status.date or dt.date.fromisoformat(fact.recorded[:10])
    if course.steps and date < course.steps[-1].event.date:
        return course
    code = StandardCode(
        state=rule.state, previous=course.stage, current=rule.stages[0], detailed="W00"
    )
    event = Happening(code=STATEMENT, date=date, series=STATED, text=last.status.text)
    step = Step(id=f"{fact.version}-status", event=event, code=code, moved=True)
    return Course(steps=(*course.steps, step), state=rule.state, stage=rule.stages[0])


STATEMENT = "STATUS"


def _term(case: CaseId, told: Bibliography, course: Course) -> Expiry | None:
    """The end of the term; of a right or application that ended sooner only what is stated."""
    found = expiry(case, told, course)
    turning = course.turning
    over = course.standing is Standing.ENDED and turning and turning.code.detailed != "H14"
    return None if found and over and not found.stated else found


def _laid_open(told: Sequence[tuple[RecordedFact, Told]], course: Course) -> bool:
    return any(one.laid_open for _, one in told) or any(step.opens for step in course.steps)


_LATER = ("child-", "family-division")


def _unannounced(
    told: Sequence[tuple[RecordedFact, Told]], bibliography: Bibliography
) -> tuple[Related, ...]:
    announced = {one for _, open_ in told if open_.laid_open for one in open_.bibliography.related}
    later = (one for one in bibliography.related if one.relation.startswith(_LATER))
    return tuple(one for one in later if one not in announced)


def _document_order(held: HeldDocument) -> dt.date:
    """By day; those of one day stay in the order of the office's list."""
    return held.document.date or dt.date.max


def _source(pairs: Sequence[tuple[RecordedFact, Told]]) -> Source:
    fact, told = pairs[-1]
    statuses = [one.status for _, one in pairs if one.status]
    last = statuses[-1] if statuses else None
    dates = [one.date for one in statuses if one.date and last and one.text == last.text]
    if last and not last.date and dates:
        last = msgspec.structs.replace(last, date=max(dates))
    return Source(
        name=told.source,
        version=fact.version,
        recorded=fact.recorded,
        original=told.original,
        file=told.file,
        status=last,
    )


def merged(told: Sequence[tuple[RecordedFact, Told]]) -> Bibliography:
    """Join what several answers say: the best authority's latest word on each field stands."""
    ordered = sorted(told, key=lambda pair: (pair[1].authority, -pair[0].position))
    values: dict[str, Any] = {}
    for _, one in ordered:
        for name in Bibliography.__struct_fields__:
            value = getattr(one.bibliography, name)
            if name not in values and value not in _EMPTY:
                values[name] = value
    values["references"] = _references([one.bibliography.references for _, one in ordered])
    return Bibliography(**values)


def _references(told: Sequence[Pairs]) -> Pairs:
    """Join references by label: no answer has them all."""
    joined: list[tuple[str, str]] = []
    for pairs in told:
        known = {label for label, _ in joined}
        joined += [pair for pair in pairs if pair[0] not in known]
    return tuple(joined)


_EMPTY: tuple[object, ...] = ("", (), None, 0)
