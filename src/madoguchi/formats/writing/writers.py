"""What a writer of publications is: a file's head, its documents one by one, its tail."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.writing.contents import Content
from madoguchi.model import Publication, Right

Change = Literal["added", "changed", "deleted"]


class FileHead(msgspec.Struct, frozen=True):
    """What a file says of itself: from whom, when, how many documents."""

    office: str
    date: dt.date
    documents: int = 0
    file: str = ""


@dataclass(frozen=True)
class PublicationWriter:
    """Writes publications in one format; no more than one is held at a time.

    `contents` and `rights` are what the format can hold; `loses` names, in words, what of the model
    it cannot. `deletions` says whether a withdrawn publication has a form here.
    """

    ending: str
    contents: frozenset[Content]
    rights: frozenset[Right]
    loses: tuple[str, ...]
    head: Callable[[FileHead], bytes]
    body: Callable[[Publication, Change], bytes]
    tail: bytes = b""
    deletions: bool = False

    def document(self, publication: Publication, change: Change = "added") -> bytes:
        """Return one publication in this format.

        Raises RefusedError for a right that it is not for, and for a withdrawn publication
        where the format cannot say that it is one.
        """
        if publication.right not in self.rights:
            raise RefusedError(
                f"{publication.id} is a {publication.right}: {self.ending} of this format is for "
                f"{' and '.join(sorted(self.rights))}; send it in the form txt"
            )
        if publication.withdrawn and not self.deletions:
            raise RefusedError(f"{publication.id} is withdrawn; list it as deleted, do not send it")
        return self.body(publication, "deleted" if publication.withdrawn else change)

    def file(
        self, head: FileHead, documents: Iterable[tuple[Publication, Change]]
    ) -> Iterator[bytes]:
        """Yield a whole file piece by piece."""
        yield self.head(head)
        for publication, change in documents:
            yield self.document(publication, change)
        yield self.tail
