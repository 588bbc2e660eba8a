"""Keeping a mirror of an office's bulk data, and proving that it is complete.

What the office lists is believed; everything else, wherever it comes from, is held against the
digests that the office gives.
"""

import gzip
import itertools
from collections.abc import Callable, Iterator, Sequence

import msgspec

from madoguchi.client.chain import BESIDE, Link, needed
from madoguchi.client.fetching import Fetcher
from madoguchi.client.folder import Folder
from madoguchi.client.listing import Listing, Seen, wanted_names
from madoguchi.errors import MadoguchiError
from madoguchi.model import (
    Change,
    DeliveryFile,
    DeliveryForm,
    Manifest,
    ManifestName,
    digest_over,
)

_CHANGE = msgspec.json.Decoder(Change)
Told = Callable[[str], None]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a mirror keeps: of which office, of which collections (none: all), in which form.

    `verify` reads all files again, not only those that are new.
    """

    url: str
    collections: tuple[str, ...] = ()
    form: DeliveryForm = "jsonl"
    verify: bool = False


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a mirror has of a collection: every position up to `through`, where nothing is missing.

    `head` is the last front manifest's digest, which vouches for all before it; `withdrawn` counts
    the records that are no longer to be kept, which `withdrawn.jsonl` names.
    """

    collection: str
    through: int
    deliveries: tuple[str, ...] = ()
    records: int = 0
    files: int = 0
    bytes: int = 0
    head: str = ""
    withdrawn: int = 0
    missing: tuple[str, ...] = ()


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a mirror after a run; `digest` is over all manifests."""

    url: str
    form: str
    complete: bool
    digest: str
    proofs: tuple[Proof, ...]


class Mirroring:
    """Brings a mirror up to date."""

    def __init__(self, wish: Wish, folder: Folder, fetcher: Fetcher, told: Told) -> None:
        self._wish = wish
        self._folder = folder
        self._fetcher = fetcher
        self._told = told
        self._places = [wish.url.rstrip("/")]
        self._listing = Listing(self._places[0], folder, fetcher)
        self._turn = itertools.count()
        self._failed: set[str] = set()
        self._manifests: list[tuple[str, ManifestName]] = []

    def run(self) -> Synced:
        """Fetch what is missing; say what is there. Raises MadoguchiError."""
        with self._folder.locked():
            index, data = self._listing.everything()
            self._places += [mirror.url.rstrip("/") for mirror in index.mirrors]
            names = wanted_names(index, self._wish.collections)
            proofs = tuple(self._collection(name) for name in names)
            complete = not any(proof.missing for proof in proofs)
            synced = Synced(
                url=self._wish.url,
                form=self._wish.form,
                complete=complete,
                digest=digest_over(self._manifests),
                proofs=proofs,
            )
            if complete:
                self._folder.write("index.json", data)
            self._folder.write_state(synced)
        return synced

    def _collection(self, name: str) -> Proof:
        """Bring a collection up to date; what fails is named, and the others go on."""
        try:
            seen = self._listing.collection(name)
            links = needed(seen.index, seen.links, self._cost)
        except MadoguchiError as error:
            return Proof(collection=name, through=0, missing=(str(error),))
        self._manifests += [
            (name, ManifestName(delivery=one.delivery, sha256=one.sha256))
            for one in seen.index.deliveries
        ]
        self._remove(seen.links)
        missing = [reason for link in links for reason in self._delivery(link.manifest)]
        if not missing:
            self._folder.write(f"{name}/index.json", seen.data)
        return self._proof(seen, links, missing)

    def _proof(self, seen: Seen, links: Sequence[Link], missing: Sequence[str]) -> Proof:
        files = [file for link in links for file in self._wanted(link.manifest)]
        fronts = [one.sha256 for one in seen.index.deliveries if one.kind == "front"]
        name = seen.index.collection
        return Proof(
            collection=name,
            through=seen.index.through,
            deliveries=tuple(link.manifest.delivery for link in links),
            records=sum(link.manifest.records for link in links),
            files=len(files),
            bytes=sum(file.bytes for file in files),
            head=fronts[-1] if fronts else "",
            withdrawn=0 if missing else self._list_withdrawn(name, links),
            missing=tuple(missing),
        )

    # -- files ---------------------------------------------------------------------------------

    def _wanted(self, manifest: Manifest) -> list[DeliveryFile]:
        return [file for file in manifest.files if file.form in (self._wish.form, *BESIDE)]

    def _cost(self, link: Link) -> int:
        """How much of a delivery is not here yet."""
        manifest = link.manifest
        return sum(
            file.bytes for file in self._wanted(manifest) if not self._folder.has(manifest, file)
        )

    def _delivery(self, manifest: Manifest) -> Iterator[str]:
        """Fetch what is missing of a delivery; yield what could not be had, and why."""
        for file in self._wanted(manifest):
            if self._folder.has(manifest, file) and self._sound(manifest, file):
                continue
            reason = self._file(manifest, file)
            if reason:
                yield reason
            else:
                self._told(f"{manifest.collection}/{manifest.delivery}/{file.name}")

    def _sound(self, manifest: Manifest, file: DeliveryFile) -> bool:
        if not self._wish.verify or self._folder.sound(manifest, file):
            return True
        self._folder.drop(manifest, file)
        return False

    def _file(self, manifest: Manifest, file: DeliveryFile) -> str:
        """Fetch a file from one place after the other; say why where none has it."""
        path = f"{manifest.collection}/{manifest.delivery}/{file.name}"
        reasons = []
        for place in self._in_turn():
            try:
                self._fetcher.file(f"{place}/{path}", file, self._folder.part(file))
            except MadoguchiError as error:
                reasons.append(str(error))
                self._failed.add(place)
            else:
                self._folder.keep(manifest, file)
                return ""
        return f"{path}: {'; '.join(reasons)}"

    def _in_turn(self) -> list[str]:
        """All places, each time beginning with the next; those that failed before come last."""
        start = next(self._turn) % len(self._places)
        turned = self._places[start:] + self._places[:start]
        return sorted(turned, key=self._failed.__contains__)

    # -- what is withdrawn ---------------------------------------------------------------------

    def _remove(self, links: Sequence[Link]) -> None:
        """Remove the files of deliveries that the office has withdrawn."""
        for link in links:
            for file in link.manifest.files if link.offered.withdrawn else ():
                if self._folder.drop(link.manifest, file):
                    self._told(f"removed {link.path}/{file.name}: withdrawn by the office")

    def _list_withdrawn(self, name: str, links: Sequence[Link]) -> int:
        """Write down which records are no longer to be kept; return how many."""
        gone: dict[str, Change] = {}
        for link in sorted(links, key=lambda link: link.manifest.through):
            self._changes(link.manifest, gone)
        lines = b"".join(msgspec.json.encode(change) + b"\n" for change in gone.values())
        if lines or self._folder.read(f"{name}/withdrawn.jsonl"):
            self._folder.write(f"{name}/withdrawn.jsonl", lines)
        return len(gone)

    def _changes(self, manifest: Manifest, gone: dict[str, Change]) -> None:
        """Go through a delivery's changes; a record may leave, and come back later."""
        if not gone and not manifest.changes.get("DEL"):
            return
        for file in manifest.files:
            if file.form != "changes":
                continue
            with gzip.open(self._folder.path(manifest, file)) as lines:
                for change in map(_CHANGE.decode, lines):
                    gone.pop(change.id, None)
                    if change.op == "DEL":
                        gone[change.id] = change
