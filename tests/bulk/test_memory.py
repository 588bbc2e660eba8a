"""Deliveries of any size are made in the same memory."""

import tracemalloc
from pathlib import Path

from bulk.offices import Office, long


def peak(home: Path, count: int) -> int:
    """The most memory that a delivery of so many records takes, in bytes."""
    office = Office(home)
    for start in range(0, count, 200):
        office.receive(0, *(long(n, 20_000) for n in range(start, min(count, start + 200))))
    office.make(0)  # follows the stream, and makes nothing yet
    tracemalloc.start()
    office.make(7, part_bytes=10_000_000)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    office.archive.close()
    return found


def test_memory_does_not_grow_with_the_delivery(tmp_path: Path) -> None:
    small, large = peak(tmp_path / "small", 600), peak(tmp_path / "large", 2_400)
    assert large < small * 1.3, (small, large)
