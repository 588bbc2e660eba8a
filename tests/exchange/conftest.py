"""Two offices, A that sends and B that receives, their exchange carried by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from exchange.offices import Office, partner, product


class Two(NamedTuple):
    """Both offices and the disk that goes between them."""

    a: Office
    b: Office
    disk: Path

    def carry(self, **told: bool) -> None:
        """A's tray to B and B's answers to A."""
        self.a.exchange.export(self.a.exchange.partners.partner("xb"), self.disk, **told)
        self.b.exchange.import_(self.b.exchange.partners.partner("xa"), self.disk)
        self.b.exchange.export(self.b.exchange.partners.partner("xa"), self.disk)
        self.a.exchange.import_(self.a.exchange.partners.partner("xb"), self.disk)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    a, b = Office(tmp_path / "a", "XA"), Office(tmp_path / "b", "XB")
    a.know(b, partner("XB", [product("XA", "out")]))
    b.know(a, partner("XA", [product("XA", "in")]))
    disk = tmp_path / "disk"
    disk.mkdir()
    yield Two(a, b, disk)
    a.close()
    b.close()
