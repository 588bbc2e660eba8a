"""What hangs together and what does not."""

import msgspec
import pytest

from madoguchi.client.chain import Link, check, needed
from madoguchi.errors import DamagedError
from madoguchi.model import CollectionIndex, DeliveryFile, Manifest, ManifestName, Offered, Right


def front(week: int, after: int, through: int, *, withdrawn: str = "") -> Link:
    previous = ManifestName(delivery=f"2026-W{week - 1:02}", sha256=f"{week - 1}")
    return link(
        Manifest(
            collection="jp-patent",
            delivery=f"2026-W{week:02}",
            week=f"2026-W{week:02}",
            kind="front",
            after=after,
            through=through,
            previous=previous if week > 1 else None,
        ),
        f"{week}",
        withdrawn,
    )


def back(through: int, *, size: int = 1, withdrawn: str = "") -> Link:
    file = DeliveryFile(name="x", form="jsonl", bytes=size, sha256="")
    manifest = Manifest(
        collection="jp-patent",
        delivery=f"back-{through}",
        kind="back",
        after=0,
        through=through,
        files=(file,),
    )
    return link(manifest, f"b{through}", withdrawn)


def link(manifest: Manifest, sha256: str, withdrawn: str) -> Link:
    offered = Offered(
        delivery=manifest.delivery,
        kind=manifest.kind,
        after=manifest.after,
        through=manifest.through,
        records=manifest.records,
        sha256=sha256,
        withdrawn=withdrawn,
    )
    return Link(offered, manifest)


def index(through: int, *links: Link) -> CollectionIndex:
    return CollectionIndex(
        collection="jp-patent",
        office="JP",
        right=Right.PATENT,
        holds="publications",
        through=through,
        deliveries=tuple(one.offered for one in links),
    )


def size(one: Link) -> int:
    return sum(file.bytes for file in one.manifest.files) or 10


WEEKS = (front(1, 0, 5), front(2, 5, 5), front(3, 5, 9))
GONE = (front(1, 0, 5, withdrawn="2026-11-18"), *WEEKS[1:])


def changed(one: Link, **fields: object) -> Link:
    return one._replace(manifest=msgspec.structs.replace(one.manifest, **fields))


@pytest.mark.parametrize(
    ("links", "through", "names"),
    [
        (WEEKS, 9, ["2026-W01", "2026-W03"]),
        ((*WEEKS, back(9)), 9, ["back-9"]),
        ((*WEEKS, back(9, size=99)), 9, ["2026-W01", "2026-W03"]),
        ((*WEEKS, back(7)), 9, ["back-7", "2026-W03"]),
        (
            (*WEEKS, back(3), back(6, withdrawn="2026-11-18")),
            9,
            ["2026-W01", "2026-W03"],
        ),
        ((*GONE, back(5)), 9, ["back-5", "2026-W03"]),
        ((back(4), *reversed(WEEKS)), 9, ["2026-W01", "2026-W03"]),
        ((), 0, []),
    ],
)
def test_the_cheapest_that_covers_everything(
    links: tuple[Link, ...], through: int, names: list[str]
) -> None:
    found = needed(index(through, *links), links, size)
    assert [one.manifest.delivery for one in found] == names


@pytest.mark.parametrize(
    ("links", "through"),
    [
        (GONE, 9),
        ((*GONE, back(4)), 9),
        (WEEKS, 10),
        (WEEKS[1:], 9),
        ((*GONE, back(9, withdrawn="2026-11-18")), 9),
        ((), 1),
    ],
)
def test_a_gap_is_found(links: tuple[Link, ...], through: int) -> None:
    with pytest.raises(DamagedError, match="without a gap"):
        needed(index(through, *links), links, size)


def test_a_chain_that_hangs_together() -> None:
    check(index(9, *WEEKS), [*reversed(WEEKS), back(9)])


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (WEEKS[1:], "before it"),
        ((WEEKS[0], WEEKS[2]), "before it"),
        ((WEEKS[0], changed(WEEKS[1], previous=None)), "before it"),
        ((changed(WEEKS[0], previous=WEEKS[1].manifest.previous),), "before it"),
        ((*WEEKS[:2], front(3, 6, 9)), "go on where"),
        ((front(1, 1, 5),), "go on where"),
        ((changed(WEEKS[0], through=7),), "not what the index says"),
        ((changed(WEEKS[0], collection="us-patent"),), "not what the index says"),
        ((changed(WEEKS[0], records=3),), "not what the index says"),
        ((changed(back(9), kind="front"),), "not what the index says"),
    ],
)
def test_a_chain_that_does_not(links: tuple[Link, ...], said: str) -> None:
    with pytest.raises(DamagedError, match=said):
        check(index(9, *links), links)
