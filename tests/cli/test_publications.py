"""Withdrawing a publication by command."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.conftest import Run
from madoguchi.search import Library

NUMBER = "特開2021-044377"
ID = "JP2021044377A"


def test_a_publication_is_withdrawn(loaded: Run) -> None:
    done = loaded("publication", "withdraw", NUMBER, "--reason", "published in error")
    assert done.exit_code == 0, done.output
    assert f"{ID} is withdrawn" in done.output
    for again in (("show", ID), ("publication", "withdraw", ID, "--reason", "again")):
        shown = loaded(*again)
        assert shown.exit_code == 1
        assert f"{ID} was withdrawn by its office on" in shown.output
    assert ID not in loaded("search", "電池").output
    trail = loaded("audit", "--format", "json").output
    assert "publication-withdrawn" in trail
    assert "published in error" in trail


def test_it_is_kept_for_the_record(loaded: Run) -> None:
    loaded("publication", "withdraw", NUMBER, "--reason", "published in error")
    lines = loaded("publication", "history", ID).output.splitlines()
    assert [line.split("  ")[3] for line in lines] == ["version 1", "withdrawn"]
    first = lines[0].split()[0]
    assert "二次電池" in loaded("publication", "history", ID, "--position", first).output
    assert loaded("publication", "history", ID, "--position", 999).exit_code == 1


def test_loading_it_again_brings_it_back(loaded: Run, files: object) -> None:
    loaded("publication", "withdraw", NUMBER, "--reason", "published in error")
    assert loaded("load", files).exit_code == 0
    assert "二次電池" in loaded("show", ID).output


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("withdraw", "JP2099000001A", "--reason", "x"), "no publication with the number"),
        (("withdraw", ID, "--reason", " "), "give a reason"),
        (("history", "JP2099000001A"), "not held here"),
    ],
)
def test_what_cannot_be(loaded: Run, asked: tuple[str, ...], said: str) -> None:
    done = loaded("publication", *asked)
    assert done.exit_code == 1
    assert said in done.output


def test_the_library_is_apart(run: Run, files: Path, tmp_path: Path) -> None:
    assert run("load", "--library", files).exit_code == 0
    assert "二次電池" not in run("search", "電池").output
    assert run("show", ID).exit_code == 1
    library = Library.at(tmp_path / "office")
    assert len(library.window.holdings()) == 3
    # Put away, not deleted: the engine may still be tidying up in it.
    (tmp_path / "office" / "library" / "index").rename(tmp_path / "away")
    assert "of the library" in run("reindex").output
    assert len(library.window.holdings()) == 3
    stored = library.archive.withdrawals.versions(ID)[0].original
    library.close()
    assert run("verify").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "office" / "library" / "archive.sqlite")) as database:
        change = "UPDATE blob SET size = size + 1 WHERE sha256 = ?"
        database.execute(change, (bytes.fromhex(stored),))
        database.commit()
    assert run("verify").exit_code == 1
