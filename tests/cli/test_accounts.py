"""The commands for accounts, and what each command needs of whom."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from cli.conftest import Run
from madoguchi.accounts import Accounts, Attempt, Permission, SignedIn, grants_of, permits
from madoguchi.archive import Archive
from madoguchi.cli import main
from madoguchi.law import offices

PASSWORD = "correct horse battery staple"
ROLES = ("applicant", "searcher", "examiner", "registrar", "operator", "auditor", "program")


def commands(group: click.Group = main, *above: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


def needs_of(command: click.Command) -> Permission:
    needed: Permission | None = getattr(command.callback, "needs", None)
    assert needed is not None, f"{command.name} says nothing of what it needs"
    return needed


def arguments(command: click.Command, tmp_path: Path) -> list[str]:
    given = [_argument(p, tmp_path) for p in command.params if isinstance(p, click.Argument)]
    asked = (p for p in command.params if isinstance(p, click.Option) and p.required)
    return [*given, *(text for option in asked for text in (option.opts[-1], "x"))]


def _argument(parameter: click.Argument, tmp_path: Path) -> str:
    """Something that is there, a folder or a file as the command wants it; a number."""
    kind = parameter.type
    if isinstance(kind, click.IntRange):
        return "1"
    if isinstance(kind, click.Path) and kind.exists and not kind.dir_okay:
        (tmp_path / "file").touch()
        return str(tmp_path / "file")
    return str(tmp_path)


def test_every_command_says_what_it_needs() -> None:
    assert len([needs_of(command) for _, command in commands()]) >= 18


@pytest.mark.parametrize("role", ROLES)
def test_no_command_is_given_without_its_permission(run: Run, tmp_path: Path, role: str) -> None:
    assert offices()
    number = run("account", "add", role, "--role", role).output.strip()
    for names, command in commands():
        if permits(grants_of([role]), needs_of(command)):
            continue
        done = run("--as", number, *names, *arguments(command, tmp_path))
        assert done.exit_code == 1, names
        assert f"{number} lacks the permission {needs_of(command)}" in done.output, names
    assert "refused" in run("audit", "--actor", number).output


def test_one_may_do_what_one_is_granted_and_the_trail_says_who(run: Run, tmp_path: Path) -> None:
    auditor = run("account", "add", "審査 花子", "--role", "auditor").output.strip()
    operator = run("account", "add", "運用 太郎", "--role", "operator").output.strip()
    assert run("--as", operator, "account", "role", auditor, "--add", "searcher").exit_code == 0
    done = run("--as", auditor, "audit", "--format", "json", "--limit", 5)
    entries = json.loads(done.output)
    assert (entries[0]["actor"], entries[0]["act"]) == (auditor, "commanded")
    assert (entries[1]["actor"], entries[1]["subject"]) == (operator, auditor)
    assert run("--as", "900000099", "status").exit_code == 1
    assert run("--as", auditor, "status", "--home", tmp_path / "other").exit_code == 1


def accounts_at(tmp_path: Path) -> Accounts:
    return Accounts(Archive.at(tmp_path / "office"))


def with_input(tmp_path: Path, text: str, *given: str) -> Result:
    home = ["--home", str(tmp_path / "office")]
    return CliRunner().invoke(main, [*home, *given], input=text, catch_exceptions=False)


def test_passwords_are_set_three_ways(run: Run, tmp_path: Path) -> None:
    number, made = run("account", "add", "x", "--generate").output.split()
    assert isinstance(accounts_at(tmp_path).sign_in(Attempt(number, made)), SignedIn)
    done = with_input(tmp_path, f"{PASSWORD}\n", "account", "password", number, "--password-stdin")
    assert done.exit_code == 0
    assert isinstance(accounts_at(tmp_path).sign_in(Attempt(number, PASSWORD)), SignedIn)
    typed = with_input(tmp_path, "another one here\n" * 2, "account", "password", number)
    assert typed.exit_code == 0
    assert "another one here" not in typed.output
    weak = with_input(tmp_path, "short\n", "account", "password", number, "--password-stdin")
    assert weak.exit_code == 1
    assert "12 to 500 characters" in weak.output


def test_accounts_are_listed_changed_and_closed(run: Run) -> None:
    add = ("account", "add", "山田", "--name-en", "Yamada", "--role", "examiner")
    number = run(*add, "--contact", "a@b.example").output.strip()
    assert run("account", "role", number, "--remove", "examiner").output.strip() == ""
    assert number in run("account", "list").output
    assert run("account", "close", number, "--reason", "left").exit_code == 0
    listed = json.loads(run("account", "list", "--format", "json").output)
    assert [(one["number"], one["closed"]) for one in listed] == [(number, True)]
    assert [name["lang"] for name in listed[0]["names"]] == ["ja", "en"]


def test_tokens_are_made_and_ended(run: Run) -> None:
    number = run(
        "account", "add", "loader", "--kind", "program", "--role", "program"
    ).output.strip()
    assert run("account", "token", number, "--name", "nightly").output.startswith("mg_")
    assert run("account", "token", number, "--end").output == "1 ended\n"
    person = run("account", "add", "x").output.strip()
    assert "people sign in" in run("account", "token", person).output
    assert run("audit", "--actor", "no such").exit_code == 1


def test_status_tells_an_account_only_what_is_public(run: Run) -> None:
    number = run("account", "add", "x", "--role", "searcher").output.strip()
    seen = json.loads(run("--as", number, "status", "--format", "json").output)
    assert seen.keys() == {"home", "position", "searchable", "documents", "publications"}
    assert "cases" in json.loads(run("status", "--format", "json").output)
