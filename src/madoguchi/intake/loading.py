"""Loading office files: opened, cut, read, put on the stream, indexed, accounted for."""

import posixpath
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import msgspec

from madoguchi.archive import Archive, Attached, Received
from madoguchi.cases import Report as CaseReport
from madoguchi.cases import report, resolved
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.formats import AUTHORITIES, FORMATS, Account, Document, Refusal, is_image
from madoguchi.intake.opening import BROKEN, Closing, Source, Unopened, open_all
from madoguchi.intake.reading import (
    CHUNK_BYTES,
    CHUNK_DOCUMENTS,
    Read,
    Readers,
    ReadPublication,
    Result,
)
from madoguchi.intake.report import FileReport, Judgements, Report, summed
from madoguchi.model import decode_history
from madoguchi.search import Follower, Indexed, SearchIndex

BATCH_DOCUMENTS = 500
BATCH_BYTES = 6 * 1024 * 1024

Progress = Callable[[str, int], None]


def load(
    paths: Sequence[Path],
    archive: Archive,
    index: SearchIndex,
    progress: Progress = lambda _path, _documents: None,
) -> Report:
    """Load files and folders; everything in the report as new or changed is durable and searchable.

    `progress` is called with the file at hand and the number of documents read from it so far.
    Raises MadoguchiError where another process is loading.
    """
    with index.following() as follower:
        return _Load(archive, follower, progress).run(paths)


class _Ticket(NamedTuple):
    """Where a document that is being read came from."""

    file: FileReport
    source: Source
    document: Document


class _Load:
    def __init__(self, archive: Archive, follower: Follower, progress: Progress) -> None:
        self._progress = progress
        self._readers = Readers(self._take)
        self._chunk: list[_Ticket] = []
        self._chunk_bytes = 0
        self._batch = _Batch(archive, follower)
        self._cases = _Cases(archive, follower)
        self._judgements = Judgements()
        self._account = Account()
        self._files: list[FileReport] = []
        self._images: list[FileReport] = []
        self._taken: set[str] = set()

    def run(self, paths: Sequence[Path]) -> Report:
        with self._readers:
            for opened in open_all(paths):
                if isinstance(opened, Closing):
                    self._drain()
                else:
                    self._open(opened)
            self._drain()
        self._batch.flush()
        self._cases.flush()
        for image in self._images:
            if image.path not in self._taken:
                image.refuse(
                    0, "not a publication or case: an image that no document beside it names"
                )
        for file in self._files:
            file.refusals.sort(key=lambda refusal: refusal.position)
        return Report(
            summed(self._files),
            self._files,
            self._account.report(),
            self._judgements.agreements(),
            self._judgements.unmapped(),
        )

    def _open(self, opened: Source | Unopened) -> None:
        file = FileReport(opened.path)
        self._files.append(file)
        if isinstance(opened, Unopened):
            file.refuse(0, opened.reason)
            return
        if is_image(opened.start):
            self._images.append(file)
            return
        for count, piece in enumerate(_pieces(opened), 1):
            if isinstance(piece, Refusal):
                file.refuse(piece.position, piece.reason)
            else:
                self._put(_Ticket(file, opened, piece))
            self._progress(opened.path, count)

    def _put(self, ticket: _Ticket) -> None:
        self._chunk.append(ticket)
        self._chunk_bytes += len(ticket.document.data)
        if len(self._chunk) >= CHUNK_DOCUMENTS or self._chunk_bytes >= CHUNK_BYTES:
            self._hand_over()

    def _hand_over(self) -> None:
        tickets, self._chunk, self._chunk_bytes = self._chunk, [], 0
        if tickets:
            self._readers.put(tickets, [ticket.document for ticket in tickets])

    def _drain(self) -> None:
        self._hand_over()
        self._readers.drain()

    def _take(self, tickets: Sequence[object], results: list[Result], account: Account) -> None:
        self._account.add(account)
        for ticket, result in zip(cast("Sequence[_Ticket]", tickets), results, strict=True):
            if isinstance(result, Refusal):
                ticket.file.refuse(result.position, result.reason)
            else:
                self._put_on_record(ticket, result)

    def _put_on_record(self, ticket: _Ticket, read: Read) -> None:
        for one in read.publications:
            attached = self._attachments(one, ticket.source)
            received = _received(ticket, read.source, one, attached)
            self._batch.add(ticket.file, received, one.indexed)
        for case in read.cases:
            self._judgements.add(case.judgement.verdict, case.judgement.unmapped)
            self._cases.add(ticket.file, _report(ticket, read.source, case.record))

    def _attachments(self, read: ReadPublication, source: Source) -> tuple[Attached, ...]:
        """The image files that a publication names and that lie beside it."""
        found: list[Attached] = []
        for name in read.images:
            data = source.beside(name)
            if data is not None:
                found.append(Attached(name, data))
                self._taken.add(posixpath.join(posixpath.dirname(source.path), name))
        return tuple(found)


class _Batch:
    """Documents on their way onto the stream: made durable, then counted, then indexed."""

    def __init__(self, archive: Archive, follower: Follower) -> None:
        self._archive = archive
        self._follower = follower
        self._items: list[tuple[FileReport, Received, Indexed]] = []
        self._bytes = 0

    def add(self, file: FileReport, received: Received, terms: Indexed) -> None:
        self._items.append((file, received, terms))
        self._bytes += len(received.original)
        if len(self._items) >= BATCH_DOCUMENTS or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        if not self._items:
            return
        appended = self._archive.append([received for _, received, _ in self._items])
        whole: dict[str, Indexed] = {}
        others: dict[str, None] = {}
        for (file, received, terms), done in zip(self._items, appended, strict=True):
            file.count(done.outcome)
            if done.alone:
                whole[received.publication] = terms
            elif done.outcome != "unchanged":
                others[received.publication] = None
        fresh = [terms for id_, terms in whole.items() if id_ not in others]
        self._follower.add(fresh, list(others))
        self._items.clear()
        self._bytes = 0


class _Cases:
    """Reports of cases on their way onto the register: made durable, then counted, then indexed."""

    def __init__(self, archive: Archive, follower: Follower) -> None:
        self._archive = archive
        self._follower = follower
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
                    yield file, resolved(self._archive, told)
                except NotFoundError as error:
                    file.refuse(told.offset, str(error))


def _received(
    ticket: _Ticket, source: str, read: ReadPublication, attached: tuple[Attached, ...]
) -> Received:
    return Received(
        source=source,
        authority=AUTHORITIES.get(source, 0),
        original=ticket.document.data,
        publication=read.id,
        record=read.record,
        file=ticket.source.path,
        head=ticket.document.head,
        offset=ticket.document.position,
        attachments=attached,
    )


def _report(ticket: _Ticket, source: str, record: bytes) -> CaseReport:
    return CaseReport(
        history=decode_history(record),
        source=source,
        original=ticket.document.data,
        authority=AUTHORITIES.get(source, 0),
        file=ticket.source.path,
        offset=ticket.document.position,
    )


def _pieces(source: Source) -> Iterator[Document | Refusal]:
    """Cut a file into documents; where it cannot be read on, that is its last refusal."""
    try:
        for piece in FORMATS.split(source.stream, source.start):
            named = isinstance(piece, Document)
            yield msgspec.structs.replace(piece, name=source.path) if named else piece
    except RefusedError as error:
        yield Refusal(error.position or 0, error.reason)
    except BROKEN as error:
        yield Refusal(0, f"cannot be read on: {error}")
