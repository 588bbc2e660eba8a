"""A progress bar on a terminal; plain lines where there is none."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_EVERY = 10.0


class LoadProgress:
    """Shows the file at hand and the documents so far."""

    def __init__(self, total: int, unit: str = "bytes") -> None:
        self._console = Console(stderr=True)
        self._counted = 0
        self._file, self._in_file = "", 0
        self._last = time.monotonic()
        self._unit = unit
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[documents]} documents"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task(
            "", total=total if unit == "documents" else None, documents=0
        )

    def __enter__(self) -> "LoadProgress":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def at(self, file: str, documents: int) -> None:
        """Say where the work is: the file, and the number of documents read from it."""
        if file != self._file:
            self._counted += self._in_file
            self._file = file
        self._in_file = documents
        done = self._counted + documents
        if self._bar.disable:
            self._say(done)
        else:
            self._bar.update(self._task, description=file[-50:], documents=done, completed=done)

    def _say(self, done: int) -> None:
        if time.monotonic() - self._last > _EVERY:
            self._last = time.monotonic()
            sys.stderr.write(f"{done} documents …\n")
