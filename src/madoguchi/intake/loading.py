"""Loading office files: opened, cut, read, put on the stream, indexed, accounted for."""

import posixpath
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from madoguchi.archive import Archive, Attached, Received
from madoguchi.errors import RefusedError
from madoguchi.formats import AUTHORITIES, FORMATS, Account, Document, Refusal, is_image
from madoguchi.intake.opening import BROKEN, Source, Unopened, open_all
from madoguchi.intake.report import FileReport, Report, summed
from madoguchi.model import Publication
from madoguchi.search import Follower, SearchIndex

BATCH_DOCUMENTS = 500
BATCH_BYTES = 8 * 1024 * 1024
_LOOK = 4096

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


class _Load:
    def __init__(self, archive: Archive, follower: Follower, progress: Progress) -> None:
        self._archive = archive
        self._follower = follower
        self._progress = progress
        self._account = Account()
        self._files: list[FileReport] = []
        self._batch: list[tuple[FileReport, Received]] = []
        self._batch_bytes = 0
        self._images: list[FileReport] = []
        self._taken: set[str] = set()

    def run(self, paths: Sequence[Path]) -> Report:
        for source in open_all(paths):
            file = FileReport(source.path)
            self._files.append(file)
            if isinstance(source, Unopened):
                file.refuse(0, source.reason)
                continue
            try:
                self._file(source, file)
            except RefusedError as error:
                file.refuse(error.position or 0, error.reason)
            except BROKEN as error:
                file.refuse(0, f"cannot be read on: {error}")
        self._flush()
        for image in self._images:
            if image.path not in self._taken:
                image.refuse(0, "not a publication: an image that no document beside it names")
        return Report(summed(self._files), self._files, self._account.report())

    def _file(self, source: Source, file: FileReport) -> None:
        start = _look(source.stream)
        if is_image(start):
            self._images.append(file)
            return
        for piece in FORMATS.split(source.stream, start):
            if isinstance(piece, Refusal):
                file.refuse(piece.position, piece.reason)
            else:
                self._document(source, file, piece)
            self._progress(source.path, file.read + 1)

    def _document(self, source: Source, file: FileReport, document: Document) -> None:
        try:
            name, publication = FORMATS.read(document, self._account)
        except RefusedError as error:
            position = document.position if error.position is None else error.position
            file.refuse(position, error.reason)
            return
        received = Received(
            source=name,
            authority=AUTHORITIES.get(name, 0),
            original=document.data,
            publication=publication,
            file=source.path,
            head=document.head,
            offset=document.position,
            attachments=self._attachments(publication, source),
        )
        self._batch.append((file, received))
        self._batch_bytes += len(document.data)
        if len(self._batch) >= BATCH_DOCUMENTS or self._batch_bytes >= BATCH_BYTES:
            self._flush()

    def _attachments(self, publication: Publication, source: Source) -> tuple[Attached, ...]:
        """The image files that a publication names and that lie beside it."""
        found: list[Attached] = []
        for name in _images_of(publication):
            data = source.beside(name)
            if data is not None:
                found.append(Attached(name, data))
                self._taken.add(posixpath.join(posixpath.dirname(source.path), name))
        return tuple(found)

    def _flush(self) -> None:
        """Make the batch durable, then count it, then index it."""
        if not self._batch:
            return
        appended = self._archive.append([received for _, received in self._batch])
        fresh: dict[str, Publication] = {}
        others: dict[str, None] = {}
        for (file, received), done in zip(self._batch, appended, strict=True):
            file.count(done.outcome)
            id_ = received.publication.id
            if done.alone:
                fresh[id_] = received.publication
            elif done.outcome != "unchanged":
                others[id_] = None
        whole = [publication for id_, publication in fresh.items() if id_ not in others]
        self._follower.add(whole, list(others), self._archive.position())
        self._batch.clear()
        self._batch_bytes = 0


def _look(stream: BinaryIO) -> bytes:
    start = stream.read(_LOOK)
    stream.seek(0)
    return start


def _images_of(publication: Publication) -> list[str]:
    """The names of all image files that a publication refers to."""
    names = dict.fromkeys(drawing.file for drawing in publication.drawings)
    for body in (*publication.descriptions, *publication.abstracts):
        names.update(dict.fromkeys(block.image for block in body.blocks if block.image))
    return [name for name in names if name]
