"""Files cut into volumes of a size, and put together again."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from madoguchi.exchange.packages import PackageFile, Volume

_CHUNK = 1 << 20


def cut(place: Path, file: PackageFile, most: int) -> PackageFile:
    """Cut a file into volumes <name>.001, <name>.002, ... where it is larger than `most` bytes."""
    if not most or file.bytes <= most:
        return file
    path = place / file.name
    volumes = []
    with path.open("rb") as whole:
        for number in range(1, -(-file.bytes // most) + 1):
            name = f"{file.name}.{number:03}"
            volumes.append(_volume(place / name, whole, most))
    path.unlink()
    return msgspec.structs.replace(file, volumes=tuple(volumes))


def _volume(path: Path, whole: BinaryIO, most: int) -> Volume:
    sha256, left = hashlib.sha256(), most
    with path.open("xb") as out:
        while left and (data := whole.read(min(_CHUNK, left))):
            out.write(data)
            sha256.update(data)
            left -= len(data)
    return Volume(name=path.name, bytes=most - left, sha256=sha256.hexdigest())


def join(pieces: Iterable[Path], path: Path) -> None:
    """Write volumes one after the other into one file."""
    with path.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as read:
                shutil.copyfileobj(read, out, _CHUNK)
