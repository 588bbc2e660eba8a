"""Keeping the index abreast beside a server: soon after it is asked, for all who asked at once."""

import threading

from madoguchi.errors import MadoguchiError
from madoguchi.search.index import SearchIndex

_AGAIN_AFTER = 2.0


class Indexing:
    """One thread that lets the index catch up; those who record do not wait for it.

    Where another process holds the index (a load, which indexes everything itself), it tries again
    a little later.
    """

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._wanted = threading.Condition()
        self._asked = 0
        self._done = 0
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Ask for everything recorded up to now to become searchable."""
        with self._wanted:
            self._asked += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="indexing", daemon=True)
                self._thread.start()
            self._wanted.notify_all()

    def settled(self, timeout: float) -> bool:
        """Wait until all that was asked for is searchable; False where it took longer."""
        with self._wanted:
            return self._wanted.wait_for(lambda: self._done >= self._asked, timeout)

    def _run(self) -> None:
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._done < self._asked)
                asked = self._asked
            try:
                self._index.catch_up()
            except MadoguchiError:
                with self._wanted:
                    self._wanted.wait(_AGAIN_AFTER)
                continue
            with self._wanted:
                self._done = asked
                self._wanted.notify_all()
