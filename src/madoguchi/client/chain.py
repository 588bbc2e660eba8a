"""Whether deliveries hang together, and which of them a mirror needs: no input, no output.

Front deliveries are a chain: each names the manifest before it by digest and goes on where that
ended. A mirror needs deliveries that together cover every position: a back file and the front
files after it, or all front files.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from madoguchi.errors import DamagedError
from madoguchi.model import CollectionIndex, DeliveryForm, Manifest, Offered

# What lies beside the records comes with every form.
BESIDE: tuple[DeliveryForm, ...] = ("changes", "authority")


class Link(NamedTuple):
    """A delivery as the index lists it, and its manifest."""

    offered: Offered
    manifest: Manifest

    @property
    def path(self) -> str:
        return f"{self.manifest.collection}/{self.manifest.delivery}"


def check(index: CollectionIndex, links: Sequence[Link]) -> None:
    """Hold index, manifests and their chain against each other. Raises DamagedError."""
    for link in links:
        _agree(index, link)
    previous: Link | None = None
    for link in _fronts(links):
        _follows(link, previous)
        previous = link


def _agree(index: CollectionIndex, link: Link) -> None:
    listed, manifest = link.offered, link.manifest
    same = (
        manifest.collection == index.collection
        and manifest.delivery == listed.delivery
        and manifest.kind == listed.kind
        and (manifest.after, manifest.through) == (listed.after, listed.through)
        and manifest.records == listed.records
    )
    if not same:
        raise DamagedError(f"the manifest of {link.path} is not what the index says of it")


def _follows(link: Link, previous: Link | None) -> None:
    named = link.manifest.previous
    wanted = previous and (previous.offered.delivery, previous.offered.sha256)
    if (named and (named.delivery, named.sha256)) != wanted:
        raise DamagedError(f"{link.path} does not name the manifest before it as it is")
    if link.manifest.after != (previous.manifest.through if previous else 0):
        raise DamagedError(f"{link.path} does not go on where the delivery before it ended")


def _fronts(links: Sequence[Link]) -> list[Link]:
    fronts = [link for link in links if link.manifest.kind == "front"]
    return sorted(fronts, key=lambda link: link.manifest.week)


def needed(
    index: CollectionIndex, links: Sequence[Link], cost: Callable[[Link], int]
) -> list[Link]:
    """Return the cheapest deliveries that cover every position. Raises DamagedError for a gap."""
    ways = [way for base in _bases(links) if (way := _way(index, links, base)) is not None]
    if not ways:
        raise DamagedError(
            f"the deliveries of {index.collection} do not cover the positions up to "
            f"{index.through} without a gap; the office has to make a back file"
        )
    return min(ways, key=lambda way: sum(map(cost, way)))


def _bases(links: Sequence[Link]) -> Iterator[Link | None]:
    yield None
    for link in links:
        if link.manifest.kind == "back" and not link.offered.withdrawn:
            yield link


def _way(index: CollectionIndex, links: Sequence[Link], base: Link | None) -> list[Link] | None:
    """The base and the front files that go on from it; None where there is a gap."""
    way = [base] if base else []
    covered = base.manifest.through if base else 0
    for link in _fronts(links):
        if link.manifest.through <= covered:
            continue
        if link.offered.withdrawn or link.manifest.after > covered:
            return None
        way.append(link)
        covered = link.manifest.through
    return way if covered >= index.through else None
