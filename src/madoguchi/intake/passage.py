"""The way of documents through the intake: opened, cut, read, looked beside, handed on.

What becomes of them then differs: a load puts them on record, a survey counts them.
"""

import posixpath
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar, cast

import msgspec

from madoguchi.archive import Attached
from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document, Profile, Refusal, cut_stream, is_image
from madoguchi.intake.beside import too_large
from madoguchi.intake.bounds import BROKEN
from madoguchi.intake.opening import Closing, Source, Unopened, open_all
from madoguchi.intake.reading import (
    CHUNK_BYTES,
    CHUNK_DOCUMENTS,
    Read,
    Readers,
    Reading,
    Result,
)
from madoguchi.intake.sights import LeftOut, Seen, Sight

Progress = Callable[[str, int], None]
_STRAY = "not a publication or case: an image that no document beside it names"
_LOOK = 4096
# Blank lines and the like after the only document of a file.
_SLACK = 64


class Filed(Protocol):
    """A file on the way: what is refused of it, and what is to be told of it."""

    path: str

    def refuse(self, position: int, reason: str) -> None: ...

    def warn(self, position: int, reason: str) -> None: ...


F = TypeVar("F", bound=Filed)


class Ticket(NamedTuple, Generic[F]):
    """Where a document that is being read came from."""

    file: F
    source: Source
    document: Document


class Passage(ABC, Generic[F]):
    """Leads files through; `take` gets each document that was read, in order."""

    def __init__(self, reading: Reading, progress: Progress) -> None:
        self._profile = reading.profile
        self._progress = progress
        self._readers = Readers(self._handle, reading)
        self._chunk: list[Ticket[F]] = []
        self._chunk_bytes = 0
        # By archive, so that each is settled once everything of it was read.
        self._images: dict[str, dict[str, F]] = defaultdict(dict)
        self._taken: dict[str, set[str]] = defaultdict(set)
        self.account = Account()

    @abstractmethod
    def file(self, path: str) -> F:
        """Begin a file."""

    @abstractmethod
    def take(self, ticket: Ticket[F], read: Read) -> None:
        """Take a document that was read."""

    def lead(self, paths: Sequence[Path]) -> None:
        """Lead all files under the paths through."""
        with self._readers:
            for opened in open_all(paths):
                if isinstance(opened, Closing):
                    self._drain()
                    self._settle(opened.path)
                else:
                    self._open(opened)
            self._drain()
        for archive in list(self._images):
            self._settle(archive)

    def _open(self, opened: Source | Unopened) -> None:
        file = self.file(opened.path)
        if isinstance(opened, Unopened):
            file.refuse(0, opened.reason)
        elif is_image(opened.start):
            self._images[_archive(opened.path)][opened.path] = file
        else:
            for count, piece in enumerate(_pieces(opened, self._profile), 1):
                if isinstance(piece, Refusal):
                    file.refuse(piece.position, piece.reason)
                else:
                    self._put(Ticket(file, opened, piece))
                self._progress(opened.path, count)

    def _put(self, ticket: Ticket[F]) -> None:
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

    def _handle(self, tickets: Sequence[object], results: list[Result], account: Account) -> None:
        self.account.add(account)
        for ticket, result in zip(cast("Sequence[Ticket[F]]", tickets), results, strict=True):
            if isinstance(result, Refusal):
                ticket.file.refuse(result.position, result.reason)
                continue
            if result.warning:
                ticket.file.warn(ticket.document.position, result.warning)
            self.take(ticket, result)

    def _settle(self, archive: str) -> None:
        """Refuse the images of an archive of which everything was read that nobody named."""
        taken = self._taken.pop(archive, set())
        for path, file in self._images.pop(archive, {}).items():
            if path not in taken:
                file.refuse(0, _STRAY)

    # -- beside ------------------------------------------------------------------------------

    def beside(self, sight: Sight, ticket: Ticket[F]) -> dict[str, int]:
        """Return the files beside a record that it names, or that are named like it, with size."""
        names = (*sight.images, *_pdfs(sight, ticket))
        sizes = {name: ticket.source.beside.size(name) for name in dict.fromkeys(names)}
        found = {name: size for name, size in sizes.items() if size is not None}
        folder = posixpath.dirname(ticket.source.path)
        taken = self._taken[_archive(ticket.source.path)]
        taken.update(posixpath.join(folder, posixpath.basename(name)) for name in found)
        return found


def _archive(path: str) -> str:
    """Return the archive that a file lay in, "" for one on the disk."""
    return path.rpartition("!/")[0]


def seen(sight: Sight, ticket: Ticket[F], read: Read, beside: dict[str, int]) -> Seen:
    """Return what is seen of a record, with what lies beside it."""
    images = sum(name in beside for name in sight.images)
    pdf = any(name in beside for name in _pdfs(sight, ticket))
    return Seen(
        id=sight.id,
        office=sight.office,
        number=sight.number,
        kind=sight.kind,
        date=sight.date,
        withdrawn=sight.withdrawn,
        has=msgspec.structs.replace(sight.has, drawings=images, pdf=pdf),
        file=ticket.source.path,
        offset=ticket.document.position,
        left_out=_left_out(beside),
        warning=read.warning,
    )


def _left_out(beside: dict[str, int]) -> tuple[LeftOut, ...]:
    together, found = 0, []
    for name, size in beside.items():
        reason = too_large(size, together)
        if reason:
            found.append(LeftOut(name, reason))
        else:
            together += size
    return tuple(found)


def attachments(one: Seen, ticket: Ticket[F], names: Sequence[str]) -> tuple[Seen, list[Attached]]:
    """Read the files beside a record; what cannot be read is left out with the reason."""
    left_out = {each.name: each for each in one.left_out}
    found: list[Attached] = []
    for name in names:
        if name not in left_out:
            try:
                found.append(Attached(name, ticket.source.beside.read(name)))
            except RefusedError as error:
                left_out[name] = LeftOut(name, error.reason)
    return msgspec.structs.replace(one, left_out=tuple(left_out.values())), found


def _pdfs(sight: Sight, ticket: Ticket[F]) -> tuple[str, ...]:
    """The names that the whole publication may have as PDF: its own, or that of its own file."""
    stem, dot, _ = posixpath.basename(ticket.source.path).rpartition(".")
    alone = dot and _is_alone(ticket)
    return (f"{sight.id}.pdf", f"{stem}.pdf") if alone else (f"{sight.id}.pdf",)


def _is_alone(ticket: Ticket[F]) -> bool:
    """Whether a document is all that its file holds."""
    document = ticket.document
    rest = ticket.source.size - len(document.data)
    return document.position == 0 and not document.head and rest <= _SLACK


def _pieces(source: Source, profile: Profile | None) -> Iterator[Document | Refusal]:
    """Cut a file into documents; where it cannot be read on, that is its last refusal."""
    stream, start = source.stream, source.start
    try:
        if profile is not None:
            stream = cut_stream(profile, stream, source.path)
        if stream is not source.stream:
            start = stream.read(_LOOK)
            source.stream.seek(0)
            stream = cut_stream(cast("Profile", profile), source.stream, source.path)
        for piece in FORMATS.split(stream, start):
            named = isinstance(piece, Document)
            yield msgspec.structs.replace(piece, name=source.path) if named else piece
    except RefusedError as error:
        yield Refusal(error.position or 0, error.reason)
    except BROKEN as error:
        yield Refusal(0, f"cannot be read on: {error}")
