"""Recordings of API exchanges: JSON lines, each with the address asked and the body answered."""

import base64
import binascii
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from madoguchi.formats import MAX_DOCUMENT

_MARK = (b'"url"', b'"body')


class Exchange(msgspec.Struct, frozen=True):
    """One line of a recording."""

    url: str
    body: str | None = None
    body_base64: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """An answer by the address that was asked; `body` is the reason where it cannot be read."""

    address: str
    body: bytes | str


_DECODER = msgspec.json.Decoder(Exchange)


def is_recording(start: bytes, stream: BinaryIO) -> bool:
    """Whether a stream is a recording, by its first line; the stream is left at its beginning."""
    if not start.startswith(b"{"):
        return False
    line = stream.readline(MAX_DOCUMENT)
    stream.seek(0)
    return all(mark in line for mark in _MARK) and isinstance(_answer(line), Answer)


def answers(stream: BinaryIO) -> Iterator[Answer]:
    """Yield the answers of a recording in order."""
    while line := stream.readline(MAX_DOCUMENT):
        if line.strip():
            yield _answer(line) or Answer("", "not an exchange of address and body")


def _answer(line: bytes) -> Answer | None:
    try:
        exchange = _DECODER.decode(line)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        return None
    address = exchange.url.partition("://")[2]
    if exchange.body_base64 is None:
        return Answer(address, (exchange.body or "").encode())
    try:
        return Answer(address, base64.b64decode(exchange.body_base64, validate=True))
    except (binascii.Error, ValueError):
        return Answer(address, "the body is not base64")
