"""Families by commands."""

import msgspec
import pytest

from cli.conftest import Run


def test_a_family_is_shown(loaded: Run) -> None:
    shown = loaded("families", "show", "特開2021-044377")
    assert shown.exit_code == 0, shown.output
    first = shown.output.splitlines()[0]
    assert "extended family of 1 applications" in first
    identifier = first.split()[0]
    assert loaded("families", "show", identifier).output == shown.output
    told = msgspec.json.decode(loaded("families", "show", identifier, "--format", "json").output)
    assert told["id"] == identifier
    case = told["members"][0]["case"]
    assert loaded("families", "show", case).output == shown.output


@pytest.mark.parametrize(
    "number", ["E-JP2099000001", "特願2099-1", "no number", "", "E-", "\x1b[0m"]
)
def test_what_is_no_family(loaded: Run, number: str) -> None:
    shown = loaded("families", "show", number)
    assert shown.exit_code == 1
    assert "known" in shown.output


def test_agreement(loaded: Run) -> None:
    shown = loaded("families", "agreement")
    assert shown.exit_code == 0, shown.output
    assert "families told that are several of ours" in shown.output
    told = msgspec.json.decode(loaded("families", "agreement", "--format", "json").output)
    assert told.keys() >= {"applications", "told", "ours", "both"}


def test_agreement_of_an_empty_office(run: Run) -> None:
    shown = run("families", "agreement")
    assert shown.output.splitlines()[0].startswith("0 applications")
