"""What the register records of a case: the kinds of facts and their JSON forms."""

import msgspec

from madoguchi.archive import Fact, RecordedFact
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    FileDocument,
    Happening,
    StatedStatus,
    Struct,
)


class Told(Struct, frozen=True):
    """A source told of the case: where it came from and what it says the case is.

    `original` is the SHA-256 (hex) of the bytes received, `file` and `offset` say where they lay;
    `authority` is 0 for the office's own word, higher for what others say.
    """

    source: str
    original: str
    file: str = ""
    offset: int = 0
    authority: int = 0
    bibliography: Bibliography = Bibliography()
    status: StatedStatus | None = None
    laid_open: bool = False


class Happened(Struct, frozen=True):
    """Something happened, as a source tells."""

    event: Happening
    source: str


class Corrected(Struct, frozen=True):
    """An event was told otherwise: `event` takes the place of the one of that identity."""

    id: str
    event: Happening
    reason: str
    source: str


class Withdrawn(Struct, frozen=True):
    """An event is told no longer, or was recorded in error."""

    id: str
    reason: str
    source: str


class Listed(Struct, frozen=True):
    """A document of the file, as a list names it; `authority` as in `Told`."""

    document: FileDocument
    source: str
    authority: int = 0


class Deposited(Struct, frozen=True):
    """The content of a document: the bytes as received and the reading of them, by SHA-256."""

    document: str
    original: str
    paper: str
    media_type: str
    source: str


class Cited(Struct, frozen=True):
    """An examiner cites something against the case; `found` is the document that it was found in.

    `found` names a document of another office's file (US-patent-16610000/KX1), or "". What is cited
    is the office's own affair until an action or report tells it.
    """

    citation: Citation
    source: str
    found: str = ""


class Uncited(Struct, frozen=True):
    """A citation is cited no longer; `id` is its identity."""

    id: str
    source: str


CaseFact = Told | Happened | Corrected | Withdrawn | Listed | Deposited | Cited | Uncited
KINDS: dict[str, type[CaseFact]] = {
    "told": Told,
    "happened": Happened,
    "corrected": Corrected,
    "withdrawn": Withdrawn,
    "listed": Listed,
    "deposited": Deposited,
    "cited": Cited,
    "uncited": Uncited,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_ENCODER = msgspec.json.Encoder()
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in KINDS.items()}


def written(case: CaseId, fact: CaseFact) -> Fact:
    """Return a fact as the register takes it."""
    return Fact(str(case), _NAMES[type(fact)], _ENCODER.encode(fact))


def read(fact: RecordedFact) -> CaseFact:
    """Return a fact of a case as the register gives it."""
    return _DECODERS[fact.kind].decode(fact.data)
