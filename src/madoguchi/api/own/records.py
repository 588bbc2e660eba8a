"""Records in their JSON form, kept in memory for those who ask for the same again."""

from collections import OrderedDict
from threading import Lock

from madoguchi.archive import Archive
from madoguchi.model import encode

_CACHED_BYTES = 64 * 1024 * 1024


class Records:
    """Records in their JSON form, those last read kept while nothing new has been received."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[int, int, bytes]] = OrderedDict()
        self._size = 0

    def read(self, archive: Archive, id_: str) -> tuple[bytes, int]:
        """Return a publication's JSON form and the position of its last version.

        Raises NotFoundError. The stream's last position tells whether what is kept still stands.
        """
        position = archive.last_position()
        kept = self._kept.get(id_)
        if kept is not None and kept[0] == position:
            return kept[2], kept[1]
        publication = archive.publication(id_)
        last = archive.versions(id_)[-1].position
        body = encode(publication)
        self._keep(id_, (position, last, body))
        return body, last

    def _keep(self, id_: str, entry: tuple[int, int, bytes]) -> None:
        with self._lock:
            before = self._kept.pop(id_, None)
            self._size += len(entry[2]) - (len(before[2]) if before else 0)
            self._kept[id_] = entry
            while self._size > _CACHED_BYTES:
                _, (_, _, body) = self._kept.popitem(last=False)
                self._size -= len(body)
