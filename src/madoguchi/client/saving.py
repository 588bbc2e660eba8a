"""Saving an answer as a file, going on where it broke off, also in a later run."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import urllib3
from urllib3.exceptions import HTTPError

from madoguchi.client.calling import Asked, Line, ProblemError, UnreachableError

Progress = Callable[[str, int, int], None]
_PIECE = 1 << 16
_BEHIND = 416
_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+)")


class Saving:
    """A file on its way: what has come lies beside it, with the tag of the state that it is of."""

    def __init__(self, line: Line, url: str, to: Path, progress: Progress) -> None:
        self._line = line
        self._url = url
        self._to = to
        self._part = to.with_name(f"{to.name}.part")
        self._tag = to.with_name(f"{to.name}.part-tag")
        self._progress = progress

    def run(self) -> Path:
        """Return the file once it is whole. Raises ProblemError, UnreachableError."""
        failures = 0
        while True:
            have = self._have()
            try:
                self._more(have)
            except ProblemError as error:
                if not have or error.status != _BEHIND:
                    raise
                self._part.unlink()  # all of it had come, but of which state is not sure
            except HTTPError as error:
                failures = 1 if self._have() > have else failures + 1
                if failures >= self._line.patience.attempts:
                    raise UnreachableError(f"{self._url}: {error}") from None
                self._line.patience.wait(float(2 ** (failures - 1)))
            else:
                break
        self._part.replace(self._to)
        self._tag.unlink(missing_ok=True)
        return self._to

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.exists() and self._tag.exists() else 0

    def _more(self, have: int) -> None:
        headers = {"accept-encoding": "identity"}
        if have:
            headers |= {"range": f"bytes={have}-", "if-range": self._tag.read_text("ascii")}
        with self._line.opened(Asked("GET", self._url, headers)) as answer:
            begin = _begin(answer)
            self._tag.write_text(answer.headers.get("etag", ""), "ascii")
            with self._part.open("r+b" if begin else "wb") as out:
                out.truncate(begin)
                out.seek(begin)
                self._pour(answer, out)

    def _pour(self, answer: urllib3.BaseHTTPResponse, out: BinaryIO) -> None:
        total = out.tell() + int(answer.headers.get("content-length", 0))
        # Not `stream`: where an answer breaks off, that loses what it has read already.
        while piece := answer.read1(_PIECE):
            out.write(piece)
            self._progress(self._to.name, out.tell(), total)
        if out.tell() < total:
            raise HTTPError("the answer broke off")


def _begin(answer: urllib3.BaseHTTPResponse) -> int:
    """Where the bytes of an answer go: a whole one begins anew."""
    given = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    return int(given[1]) if answer.status == 206 and given else 0
