"""Loading office files: opened, cut, read, put on the stream, indexed, accounted for."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi.archive import Archive, Attached, Outcome, Received
from madoguchi.cases import Report as CaseReport
from madoguchi.cases import report, resolved
from madoguchi.errors import NotFoundError
from madoguchi.formats import AUTHORITIES, Profile
from madoguchi.intake.passage import Passage, Progress, Ticket, attachments, seen
from madoguchi.intake.reading import Read, Reading, ReadPublication
from madoguchi.intake.report import FileReport, Judgements, Report, summed
from madoguchi.intake.sights import Seen, Sight
from madoguchi.model import Right, decode_history
from madoguchi.search import Follower, Indexed, SearchIndex

BATCH_DOCUMENTS = 500
BATCH_BYTES = 6 * 1024 * 1024
# Files beside documents are held, packed and put in together with them.
BATCH_ATTACHED = 32 * 1024 * 1024
# In the order of authorities: others than the office that published, and what counts only alone.
_AFTER_THE_OFFICE, LAST_WORD = 10, 99


class Terms(NamedTuple):
    """What holds for a load, beside what is loaded.

    `profile` says how the sender's files differ from the standard; `seen` gets each publication
    once it is durable, with its outcome; `admit` gives the reason why nothing of an office and
    right is let in, "" where it is. `teller` is whose word it is, where several hand in the same
    format: the word of each is kept, and taken back, by itself. Where it is not the `own_word` of
    the office that published, it comes after that, and takes back nothing but itself.
    """

    profile: Profile | None = None
    seen: Callable[[Seen], None] = lambda _: None
    admit: Callable[[str, Right], str] = lambda _office, _right: ""
    teller: str = ""
    own_word: bool = True


def load(
    paths: Sequence[Path],
    archive: Archive,
    index: SearchIndex,
    progress: Progress = lambda _path, _documents: None,
    terms: Terms = Terms(),  # noqa: B008 - immutable
) -> Report:
    """Load files and folders; everything in the report as new or changed is durable and searchable.

    `progress` is called with the file at hand and the number of documents read from it so far.
    Raises MadoguchiError where another process is loading.
    """
    with index.following() as follower:
        return _Load(archive, follower, progress, terms).run(paths)


class _Load(Passage[FileReport]):
    def __init__(
        self, archive: Archive, follower: Follower, progress: Progress, terms: Terms
    ) -> None:
        super().__init__(Reading(terms.profile), progress)
        self._admit = terms.admit
        self._terms = terms
        self._batch = _Batch(archive, follower, terms.seen)
        self._cases = _Cases(archive, follower, terms.admit)
        self._judgements = Judgements()
        self._files: list[FileReport] = []

    def run(self, paths: Sequence[Path]) -> Report:
        self.lead(paths)
        self._batch.flush()
        self._cases.flush()
        for file in self._files:
            file.refusals.sort(key=lambda refusal: refusal.position)
        return Report(
            summed(self._files),
            self._files,
            self.account.report(),
            self._judgements.agreements(),
            self._judgements.unmapped(),
        )

    def file(self, path: str) -> FileReport:
        self._files.append(FileReport(path))
        return self._files[-1]

    def take(self, ticket: Ticket[FileReport], read: Read) -> None:
        for sight, one in zip(read.sights, read.publications, strict=True):
            if reason := self._admit(sight.office, sight.right):
                ticket.file.refuse(ticket.document.position, reason)
            else:
                self._put_on_record(ticket, read, sight, one)
        for case in read.cases:
            about = decode_history(case.record).case
            if reason := self._admit(about.office, about.right):
                ticket.file.refuse(ticket.document.position, reason)
                continue
            self._judgements.add(case.judgement.verdict, case.judgement.unmapped)
            self._cases.add(ticket.file, _report(ticket, read.source, case.record))

    def _put_on_record(
        self, ticket: Ticket[FileReport], read: Read, sight: Sight, one: ReadPublication
    ) -> None:
        beside = self.beside(sight, ticket)
        found = seen(sight, ticket, read, beside)
        taken = sum(beside.values()) - sum(beside[each.name] for each in found.left_out)
        self._batch.make_room(taken)
        found, attached = attachments(found, ticket, list(beside))
        for each in found.left_out:
            reason = f"{sight.id} without {each.name}: {each.reason}"
            ticket.file.warn(ticket.document.position, reason)
        received = _received(ticket, read.source, sight, one, tuple(attached))
        if self._terms.teller:
            received = _told(received, self._terms, withdrawn=sight.withdrawn)
        self._batch.add(_Item(ticket.file, received, one.indexed, found))


class _Item(msgspec.Struct, frozen=True):
    """A document on its way onto the stream."""

    file: FileReport
    received: Received
    terms: Indexed
    seen: Seen


class _Batch:
    """Documents on their way onto the stream: made durable, then counted, then indexed."""

    def __init__(self, archive: Archive, follower: Follower, see: Callable[[Seen], None]) -> None:
        self._archive = archive
        self._follower = follower
        self._see = see
        self._items: list[_Item] = []
        self._bytes = 0
        self._attached = 0

    def make_room(self, attached: int) -> None:
        """Put in what waits where as much more as is to be attached would be too much to hold."""
        if self._attached and self._attached + attached > BATCH_ATTACHED:
            self.flush()

    def add(self, item: _Item) -> None:
        self._items.append(item)
        self._bytes += len(item.received.original)
        self._attached += sum(len(file.data) for file in item.received.attachments)
        if len(self._items) >= BATCH_DOCUMENTS or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        if not self._items:
            return
        appended = self._archive.append([item.received for item in self._items])
        whole: dict[str, Indexed] = {}
        others: dict[str, None] = {}
        for item, done in zip(self._items, appended, strict=True):
            item.file.count(done.outcome)
            if done.alone:
                whole[item.seen.id] = item.terms
            elif done.outcome != "unchanged":
                others[item.seen.id] = None
        fresh = [terms for id_, terms in whole.items() if id_ not in others]
        self._follower.add(fresh, list(others))
        for item, done in zip(self._items, appended, strict=True):
            self._see(_with_outcome(item.seen, done.outcome))
        self._items.clear()
        self._bytes = self._attached = 0


def _with_outcome(one: Seen, outcome: Outcome) -> Seen:
    gone = one.withdrawn and outcome != "unchanged"
    return msgspec.structs.replace(one, outcome="withdrawn" if gone else outcome)


class _Cases:
    """Reports of cases on their way onto the register: made durable, then counted, then indexed."""

    def __init__(
        self, archive: Archive, follower: Follower, admit: Callable[[str, Right], str]
    ) -> None:
        self._archive = archive
        self._follower = follower
        self._admit = admit
        self._items: list[tuple[FileReport, CaseReport]] = []
        self._bytes = 0

    def add(self, file: FileReport, told: CaseReport) -> None:
        self._items.append((file, told))
        self._bytes += len(told.original)
        if len(self._items) >= BATCH_DOCUMENTS or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        if not self._items:
            return
        self._report([item for item in self._items if item[1].history.case.number])
        self._report(list(self._found()))
        self._items.clear()
        self._bytes = 0

    def _report(self, items: list[tuple[FileReport, CaseReport]]) -> None:
        outcomes = report(self._archive, [told for _, told in items])
        for (file, _), outcome in zip(items, outcomes, strict=True):
            file.count(outcome)
        self._follower.catch_up()

    def _found(self) -> Iterator[tuple[FileReport, CaseReport]]:
        """Those that name no application, with the case that their publications lead to."""
        for file, told in self._items:
            if not told.history.case.number:
                try:
                    found = resolved(self._archive, told)
                except NotFoundError as error:
                    file.refuse(told.offset, str(error))
                    continue
                # Its publications may have led to a case of somebody else's.
                case = found.history.case
                if reason := self._admit(case.office, case.right):
                    file.refuse(told.offset, reason)
                else:
                    yield file, found


def _told(received: Received, terms: Terms, *, withdrawn: bool) -> Received:
    authority = received.authority
    if not terms.own_word:
        authority = LAST_WORD if withdrawn else authority + _AFTER_THE_OFFICE
    source = told_source(received.source, terms.teller)
    return msgspec.structs.replace(received, source=source, authority=authority)


def told_source(source: str, teller: str) -> str:
    """The source as which the word of one teller is kept: `st36.kr`."""
    return f"{source}.{teller}"


def _received(
    ticket: Ticket[FileReport],
    source: str,
    sight: Sight,
    read: ReadPublication,
    attached: tuple[Attached, ...],
) -> Received:
    return Received(
        source=source,
        authority=AUTHORITIES.get(source, 0),
        original=ticket.document.data,
        publication=sight.id,
        record=read.record,
        file=ticket.source.path,
        head=ticket.document.head,
        offset=ticket.document.position,
        attachments=attached,
    )


def _report(ticket: Ticket[FileReport], source: str, record: bytes) -> CaseReport:
    return CaseReport(
        history=decode_history(record),
        source=source,
        original=ticket.document.data,
        authority=AUTHORITIES.get(source, 0),
        file=ticket.source.path,
        offset=ticket.document.position,
    )
