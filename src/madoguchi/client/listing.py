"""Reading what an office offers: its indexes and manifests, believed only where they can be."""

import hashlib
import re
from typing import TypeVar

import msgspec

from madoguchi.client.chain import Link, check
from madoguchi.client.fetching import Fetcher
from madoguchi.client.folder import Folder, manifest_path
from madoguchi.errors import DamagedError, NotFoundError
from madoguchi.model import (
    BulkIndex,
    CollectionIndex,
    CollectionName,
    DeliveryFile,
    Manifest,
    Offered,
    is_delivery_name,
    is_file_name,
)

_Value = TypeVar("_Value")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Seen(msgspec.Struct, frozen=True):
    """A collection as the office offers it now: the index as it came, and all manifests."""

    index: CollectionIndex
    data: bytes
    links: list[Link]


class Listing:
    """Reads an office's offers; manifests that the mirror has already are not fetched again."""

    def __init__(self, url: str, folder: Folder, fetcher: Fetcher) -> None:
        self._url = url
        self._folder = folder
        self._fetcher = fetcher

    def everything(self) -> tuple[BulkIndex, bytes]:
        """Return the index of all collections, and its bytes."""
        url = f"{self._url}/index.json"
        try:
            data = self._fetcher.answer(url)
        except NotFoundError as error:
            raise NotFoundError(f"{error}; give the address that ends in /bulk") from None
        return _decoded(data, BulkIndex, url), data

    def collection(self, name: str) -> Seen:
        """Return a collection, its chain checked. Raises DamagedError, NotFoundError."""
        url = f"{self._url}/{name}/index.json"
        data = self._fetcher.answer(url)
        index = _decoded(data, CollectionIndex, url)
        if index.collection != name or CollectionName.parse(name) is None:
            raise DamagedError(f"{url} is of another collection")
        links = [Link(one, self._manifest(name, one)) for one in index.deliveries]
        check(index, links)
        return Seen(index, data, links)

    def _manifest(self, name: str, offered: Offered) -> Manifest:
        if not is_delivery_name(offered.delivery):
            raise DamagedError(f"{self._url}: {offered.delivery[:60]!r} is no name of a delivery")
        path = manifest_path(name, offered.delivery)
        held = self._folder.read(path)
        if held and _digest(held) != offered.sha256:
            raise DamagedError(
                f"the office has changed {path} since it was delivered, which it must not; "
                "ask it why, and remove the folder to take the new one"
            )
        data = held or self._fetched(path, offered)
        manifest = _decoded(data, Manifest, path)
        if not all(map(_is_plain, manifest.files)):
            raise DamagedError(f"{path} names a file that could lie anywhere")
        if not held:
            self._folder.write(path, data)
        return manifest

    def _fetched(self, path: str, offered: Offered) -> bytes:
        data = self._fetcher.answer(f"{self._url}/{path}")
        if _digest(data) != offered.sha256:
            raise DamagedError(f"{self._url}/{path} does not have the digest that the index gives")
        return data


def wanted_names(index: BulkIndex, wanted: tuple[str, ...]) -> list[str]:
    """Return the collections to keep, all where none is asked for. Raises NotFoundError."""
    offered = [one.collection for one in index.collections]
    for name in wanted:
        if name not in offered:
            raise NotFoundError(
                f"the office has no collection {name[:40]!r}; it has {', '.join(offered) or 'none'}"
            )
    return list(wanted) or offered


def _is_plain(file: DeliveryFile) -> bool:
    """Whether a file's name and digest, of which the names of files here are made, are such."""
    return is_file_name(file.name) and bool(_SHA256.fullmatch(file.sha256)) and file.bytes >= 0


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _decoded(data: bytes, kind: type[_Value], url: str) -> _Value:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise DamagedError(
            f"{url} is no {kind.__name__}: {error}; is it a /bulk address?"
        ) from None
