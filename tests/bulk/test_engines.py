"""Both databases deliver the same bytes."""

from pathlib import Path

import pytest

from bulk.offices import Office, case_id, files_below, publication, received
from cases.histories import FILED, PUBLISHED
from engines import OnPostgresql
from madoguchi import settings
from madoguchi.model import Right


def delivered(home: Path) -> dict[str, bytes]:
    """What an office delivers in which everything happens that can."""
    office = Office(home)
    office.receive(0, publication(1), received(publication(1, "DOCDB"), "docdb", 2))
    office.receive(0, *(publication(n) for n in range(9, 70, 4)))
    office.tell(0, case_id(1))
    office.make(7)
    office.receive(8, publication(1, "改", right=Right.UTILITY_MODEL), publication(5))
    office.tell(9, case_id(1), FILED, PUBLISHED)
    office.tell(9, case_id(2), FILED, laid_open=False)
    office.make(14, back=True, part_bytes=2_000)
    office.archive.close()
    return files_below(home / "bulk")


class TestPostgresql(OnPostgresql):
    def test_the_same_is_delivered(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = delivered(tmp_path / "sqlite")
        monkeypatch.setenv(settings.DATABASE, url)
        assert delivered(tmp_path / "postgresql") == expected
        assert len(expected) > 40
