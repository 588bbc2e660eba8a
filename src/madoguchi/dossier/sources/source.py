"""What a source of dossiers is: another place that tells of applications and their files.

A source asks over a `Line`, which is the kernel's: it times calls out, tries again, keeps the
source's quota, and is put in place of the network by tests. A source holds no state of its own but
the token that it was lent.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec

from madoguchi.errors import MadoguchiError
from madoguchi.model import CaseId, History, Paper, Publication, Struct

# Why a source did not answer: it took too long; it could not be reached or said that it is broken;
# its answer cannot be read; it refused us (credentials, permission); its quota is used up, or this
# reader's share of it; it failed so often that it is left alone for a while.
Failure = Literal[
    "late", "unreachable", "unreadable", "refused", "exhausted", "rationed", "resting"
]

_OF_THE_SOURCE = frozenset({"late", "unreachable", "refused"})


class SourceError(MadoguchiError):
    """A source did not answer a question; `retry_after` are seconds, 0 where nobody said.

    `whole` says that any other question would have failed too, so that the source is left alone.
    """

    def __init__(
        self, failure: Failure, reason: str, retry_after: float = 0, *, whole: bool | None = None
    ) -> None:
        super().__init__(reason)
        self.failure: Failure = failure
        self.retry_after = retry_after
        self.whole = failure in _OF_THE_SOURCE if whole is None else whole


class Told(Struct, frozen=True):
    """What a source told: files of applications and publications; nothing where it has nothing.

    A history may know no more than that an application is of the family: its bibliography then has
    the claims that link it, or a related document with the relation "family" where the source
    gives no reason. `lacking` says in words what the source would have told besides, had it not
    failed half way; what is told is then not everything.
    """

    histories: tuple[History, ...] = ()
    publications: tuple[Publication, ...] = ()
    lacking: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.histories or self.publications)

    def __add__(self, other: "Told") -> "Told":
        return Told(
            histories=self.histories + other.histories,
            publications=self.publications + other.publications,
            lacking=self.lacking + other.lacking,
        )


class Content(Struct, frozen=True):
    """A document as a source gave it: its bytes, and its reading where we can read it."""

    data: bytes
    media_type: str
    paper: Paper | None = None


class Reply(msgspec.Struct, frozen=True):
    """An answer of HTTP; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line(Protocol):
    """The line to a source: its address, and how calls are made. Raises SourceError.

    Statuses 200 to 299 and those in `expected` are handed to the source; 401 and 403 are
    "refused", 429 is "exhausted", others "unreachable". `path` is put behind the source's address;
    a whole address is called only where it is at the same host or at one that the configuration
    names. `counter` names the quota that counts the call beside that of all calls; None counts it
    against none.
    """

    def ask(  # noqa: PLR0913 - as HTTP has it
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expected: tuple[int, ...] = (404,),
        most_bytes: int = 64 << 20,
        counter: str | None = "",
    ) -> Reply: ...

    def left(self, counter: str, calls: int) -> None:
        """Take note of how many calls of a counter the source says are left today."""


class Source(Protocol):
    """A place that is asked. `offices` are those whose files it tells; empty is every office's.

    `publications` are those known of the applications, since some sources are asked by them.
    """

    name: str
    kind: str
    offices: frozenset[str]

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        """Tell of the family of applications, as many of its members as the source knows.

        `cases` are all members known so far, the one asked for first; one known to the source is
        enough. Where telling the files costs no further calls they are told too.
        """

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        """Tell the file of one application of an office that the source tells of."""

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        """Give a document that the source listed; None where it does not have it."""
