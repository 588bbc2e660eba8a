"""Hands for the calls to one source, and seats for those who wait: a slow one takes no others'."""

import contextvars
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Job = Callable[[], None]


class Crew:
    """Does jobs in at most so many threads; as many more may wait as `queue` says.

    A thread ends when nothing is left to be done, so that a quiet source has none.
    """

    def __init__(self, name: str, threads: int, queue: int) -> None:
        self._name, self._threads, self._queue = name, threads, queue
        self._lock = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._at_work = 0

    def take(self, job: Job) -> bool:
        """Take a job up, now or soon; False where too many wait."""
        own = contextvars.copy_context()

        def in_context() -> None:
            own.run(job)

        with self._lock:
            if self._at_work >= self._threads:
                if len(self._waiting) >= self._queue:
                    return False
                self._waiting.append(in_context)
                return True
            self._at_work += 1
        self._begin(in_context)
        return True

    def _begin(self, job: Job) -> None:
        name = f"source {self._name}"
        threading.Thread(target=self._work, args=(job,), name=name, daemon=True).start()

    def _work(self, job: Job) -> None:
        try:
            job()
        finally:
            self._go_on()

    def _go_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._at_work -= 1
                return
            job = self._waiting.popleft()
        self._begin(job)


class Seats:
    """So many may wait for answers at once; who finds no seat goes on without."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take a seat if there is one; give it back at the end."""
        seated = self._free.acquire(blocking=False)
        try:
            yield seated
        finally:
            if seated:
                self._free.release()
