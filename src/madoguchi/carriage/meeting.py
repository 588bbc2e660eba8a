"""Opening the way to a place."""

import contextlib
from collections.abc import Callable, Iterator

from madoguchi.carriage.by_folder import FolderLine
from madoguchi.carriage.by_ftp import FtpLine
from madoguchi.carriage.by_https import HttpsLine
from madoguchi.carriage.by_sftp import SftpLine
from madoguchi.carriage.carrying import Carrier, Line
from madoguchi.carriage.places import Kind, Place, check

_LINES: dict[Kind, Callable[[Place], Line]] = {
    "sftp": SftpLine,
    "ftp": FtpLine,
    "ftps": FtpLine,
    "https": HttpsLine,
    "folder": FolderLine,
}


@contextlib.contextmanager
def carrier(place: Place) -> Iterator[Carrier]:
    """Give a carrier from and to the place, connected. Raises those of troubles."""
    check(place)
    line = _LINES[place.kind](place)
    try:
        yield Carrier(place, line)
    finally:
        line.close()
