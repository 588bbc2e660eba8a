"""A stream in an encoding whose tags cannot be found as bytes, read as UTF-8."""

import codecs
import io
from typing import BinaryIO, cast

_CHUNK = 1 << 16
# A character that no text has stands where bytes were none, so that the document is refused.
UNREADABLE = "\ufdd0"


def _unreadable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNREADABLE, error.end


codecs.register_error("madoguchi-unreadable", _unreadable)


class _Transcoded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("madoguchi-unreadable")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = _CHUNK if size < 0 else size
        while len(self._rest) < wanted:
            data = self._stream.read(_CHUNK)
            text = self._decoder.decode(data, final=not data)
            self._rest += text.removeprefix("\ufeff").encode("utf-8", "replace")
            if not data:
                break
        found, self._rest = self._rest[:wanted], self._rest[wanted:]
        return found


def transcoded(stream: BinaryIO, encoding: str) -> BinaryIO:
    """Return the stream as UTF-8, with U+FDD0 in place of bytes that are no character."""
    return cast("BinaryIO", _Transcoded(stream, encoding))
