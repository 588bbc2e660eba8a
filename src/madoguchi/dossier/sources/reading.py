"""Answers of sources read by the readers of formats, and documents likewise."""

import binascii
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import quote

import msgspec

from madoguchi.dossier.sources.source import Content, Reply, SourceError, Told
from madoguchi.errors import MadoguchiError, RefusedError
from madoguchi.formats import FORMATS, Account, Document, Refusal
from madoguchi.model import History, Paper, Publication

_Value = TypeVar("_Value")
# What malformed data raise in readers and decoders that were not written for the malicious.
MALFORMED = (
    msgspec.DecodeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    AssertionError,
    binascii.Error,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_ANY = "application/octet-stream"
_LOOK = 4096
_MOST_MEMBERS = 2000
_MOST_UNPACKED = 256 << 20
_MOST_REFUSED = 5
_MOST_SEGMENT = 200


def segment(text: str) -> str:
    """A text as one segment of a path; what has the look of a way out of it is refused."""
    if not text or len(text) > _MOST_SEGMENT or set(text) == {"."} or not text.isprintable():
        raise SourceError("unreadable", f"{text[:40]!r} is no number that can be asked for")
    return quote(text, safe="")


def read_answer(reply: Reply, address: str = "") -> Told:
    """Read all that an answer tells. Raises SourceError "unreadable" where that is nothing.

    `address` is what was asked, which some answers cannot be read without.
    """
    found: list[Publication | History] = []
    refused: list[str] = []
    for one in _pieces(reply.body, address):
        if isinstance(one, Refusal):
            refused.append(one.reason)
        else:
            found.extend(one)
    if not found:
        why = refused[0][:200] if refused else "it holds nothing"
        raise SourceError("unreadable", f"its answer cannot be read: {why}")
    return Told(
        histories=tuple(one for one in found if isinstance(one, History) and one.laid_open),
        publications=tuple(one for one in found if isinstance(one, Publication)),
        lacking=tuple(reason[:200] for reason in refused[:_MOST_REFUSED]),
    )


def _pieces(data: bytes, address: str) -> Iterator[tuple[Publication | History, ...] | Refusal]:
    documents = FORMATS.split(io.BytesIO(data), data[:_LOOK])
    while True:
        try:
            piece = next(documents, None)
            if piece is None:
                return
            yield piece if isinstance(piece, Refusal) else _read(piece, address)
        except RefusedError as error:
            yield Refusal(0, error.reason)
        except MALFORMED as error:
            yield Refusal(0, f"malformed: {type(error).__name__}")
            return


def _read(document: Document, address: str) -> tuple[Publication | History, ...]:
    return FORMATS.read(msgspec.structs.replace(document, name=address), Account())[1]


def guarded(told: Callable[[], _Value]) -> _Value:
    """Do what reads an answer; whatever that stumbles over is an answer that cannot be read."""
    try:
        return told()
    except SourceError:
        raise
    except MadoguchiError as error:
        raise SourceError("unreadable", f"its answer cannot be read: {error}"[:300]) from None
    except MALFORMED as error:
        raise SourceError(
            "unreadable", f"its answer cannot be read: {type(error).__name__}"
        ) from None


def decoded(reply: Reply, kind: type[_Value]) -> _Value:
    """Decode an answer of JSON. Raises SourceError."""
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except MALFORMED as error:
        raise SourceError("unreadable", f"its answer cannot be read: {error}"[:300]) from None


# -- documents -------------------------------------------------------------------------------------


def content_of(data: bytes, media_type: str) -> Content:
    """A document with its reading, where it has a text that can be read."""
    media = media_type.partition(";")[0].strip().lower()
    return Content(
        data=data,
        media_type=media if _MEDIA_TYPE.fullmatch(media) else _ANY,
        paper=_paper(data),
    )


def _paper(data: bytes) -> Paper | None:
    if data[:5] == b"%PDF-" or not data:
        return None
    for one in _pieces(data, ""):
        if not isinstance(one, Refusal):
            papers = (p for told in one if isinstance(told, History) for p in told.papers)
            return next(papers, None)
    return None


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of a ZIP by name, bounded. Raises SourceError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > _MOST_MEMBERS:
                raise SourceError("unreadable", "the archive has too many members")
            return _members(archive, members)
    except (*MALFORMED, OSError) as error:
        reason = f"the archive cannot be opened: {type(error).__name__}"
        raise SourceError("unreadable", reason) from None


def _members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found, room = {}, _MOST_UNPACKED
    for one in members:
        with archive.open(one) as stream:
            data = stream.read(room + 1)
        room -= len(data)
        if room < 0:
            raise SourceError("unreadable", "the archive holds more than can be unpacked")
        found[one.filename] = data
    return found
