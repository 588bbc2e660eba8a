"""Reading documents, in this process or in several beside it.

What a reader hands back is ready to be stored and indexed, so that the one process which writes
has little else to do. A few documents are read right here; more are worth the start of processes.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import msgspec

from madoguchi.cases import Judgement, judge
from madoguchi.errors import MadoguchiError, RefusedError
from madoguchi.formats import (
    FORMATS,
    Account,
    Document,
    Profile,
    Refusal,
    adapted,
    prepared,
)
from madoguchi.intake.sights import Sight, sight
from madoguchi.model import History, Publication, encode, encode_history
from madoguchi.search import Indexed, indexed

CHUNK_DOCUMENTS = 40
CHUNK_BYTES = 1024 * 1024
READ_HERE = 400
_AHEAD = 2


class ReadPublication(msgspec.Struct, frozen=True):
    """A publication read, ready to be put on record: its record and index terms."""

    record: bytes
    indexed: Indexed


class ReadCase(msgspec.Struct, frozen=True):
    """A case's history read, in its JSON form, and what became of its codes and its status."""

    record: bytes
    judgement: Judgement


class Read(msgspec.Struct, frozen=True):
    """A document read: its format, and the publications and cases that it tells of.

    In a survey there is nothing but `sights` of publications and the number of `histories`.
    """

    source: str
    sights: tuple[Sight, ...] = ()
    publications: tuple[ReadPublication, ...] = ()
    cases: tuple[ReadCase, ...] = ()
    histories: int = 0
    warning: str = ""


Result = Read | Refusal
Results = tuple[list[Result], Account]


class Reading(msgspec.Struct, frozen=True):
    """How documents are read: by whose profile, and whether only to be looked at."""

    profile: Profile | None = None
    survey: bool = False

    def documents(self, documents: Sequence[Document]) -> Results:
        """Read documents; malformed ones and those that tell of nothing become refusals."""
        account = Account()
        return [self._read(document, account) for document in documents], account

    def _read(self, document: Document, account: Account) -> Result:
        try:
            source, told, warning = self._told(document, account)
        except RefusedError as error:
            position = document.position if error.position is None else error.position
            return Refusal(position, error.reason)
        publications = [one for one in told if isinstance(one, Publication)]
        histories = [one for one in told if isinstance(one, History)]
        read = Read(
            source,
            tuple(map(sight, publications)),
            histories=len(histories),
            warning=warning,
        )
        if self.survey:
            return read
        return msgspec.structs.replace(
            read,
            publications=tuple(ReadPublication(encode(one), indexed(one)) for one in publications),
            cases=tuple(ReadCase(encode_history(one), judge(source, one)) for one in histories),
        )

    def _told(
        self, document: Document, account: Account
    ) -> tuple[str, Sequence[Publication | History], str]:
        """The document's format, what it tells, and what is to be told of its encoding."""
        if self.profile is None:
            return *FORMATS.read(document, account), ""
        ready, warning = prepared(self.profile, document)
        source, told = FORMATS.read(ready, account)
        return source, [_adapted(self.profile, one, document.name) for one in told], warning


def _adapted(profile: Profile, one: Publication | History, path: str) -> Publication | History:
    return adapted(profile, one, path) if isinstance(one, Publication) else one


class Readers:
    """Reads chunks of documents in order; `handle` gets each chunk's results in turn.

    Raises MadoguchiError where a reading process was killed.
    """

    def __init__(
        self,
        handle: Callable[[Sequence[object], list[Result], Account], None],
        reading: Reading | None = None,
    ) -> None:
        self._handle = handle
        self._read = (reading or Reading()).documents
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[tuple[Sequence[object], Future[Results]]] = deque()
        self._seen = 0

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def put(self, tickets: Sequence[object], documents: Sequence[Document]) -> None:
        """Read a chunk, now or soon; `tickets` come back with the results, one for each."""
        self._seen += len(documents)
        if self._seen <= READ_HERE:
            self._handle(tickets, *self._read(documents))
            return
        if self._pool is None:
            self._pool = _pool()
        self._waiting.append((tickets, self._pool.submit(self._read, documents)))
        while len(self._waiting) > _AHEAD * processes():
            self._take()

    def drain(self) -> None:
        """Wait for all chunks and handle their results."""
        while self._waiting:
            self._take()

    def _take(self) -> None:
        tickets, future = self._waiting.popleft()
        try:
            results, account = future.result()
        except BrokenProcessPool:
            raise MadoguchiError(
                "a reading process was killed, perhaps for want of memory; load again to go on"
            ) from None
        self._handle(tickets, results, account)


def processes() -> int:
    """How many processes read: as many as there are cores to use."""
    return max(1, len(os.sched_getaffinity(0)))


def _pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes(), context, initializer=prepare_process)


def prepare_process() -> None:
    """Reading makes many objects and no cycles: looking for cycles often is time lost."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
