"""How much a guest may still put into its `in`: its quota, and what the disk has left."""

import errno
import os
import threading
from pathlib import Path

_EACH = 4096  # what a file takes on the disk even when it is empty
_LOOK_AGAIN = 8_000_000
_SPARE = 1_000_000_000


class Quarters:
    """Counts what is written; measured anew whenever it seems to be used up."""

    def __init__(self, root: Path, most: int, spare: int = _SPARE) -> None:
        self._folder = root / "in"
        self._most = most
        self._spare = spare
        self._lock = threading.Lock()
        self._used = -1
        self._unseen = _LOOK_AGAIN

    def allow(self, most: int) -> None:
        """Let the quota be this from now on."""
        self._most = most

    def take(self, growth: int) -> None:
        """Make room for so many bytes more. Raises OSError: EDQUOT, ENOSPC."""
        with self._lock:
            if self._used < 0 or self._used + growth > self._most:
                self._used = measured(self._folder)
            if self._used + growth > self._most:
                raise OSError(errno.EDQUOT, f"the quota of {self._most:,} bytes is used up")
            self._look(growth)
            self._used += growth

    def take_file(self) -> None:
        """Make room for one file or folder more, however small."""
        self.take(_EACH)

    def forget(self) -> None:
        """Something was removed: measure before the next byte."""
        with self._lock:
            self._used = -1

    def _look(self, growth: int) -> None:
        self._unseen += growth
        if self._unseen < min(_LOOK_AGAIN, self._spare // 4):
            return
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self._spare + growth:
            raise OSError(errno.ENOSPC, "the office's disk is full; please come again later")
        self._unseen = 0


def measured(folder: Path) -> int:
    """What lies in a folder, each file and folder counted as at least one block."""
    used = 0
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                used += _EACH + entry.stat(follow_symlinks=False).st_size
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return used
