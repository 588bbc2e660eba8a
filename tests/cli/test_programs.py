"""The commands for programs: applications, plans, suspension, keys, the post."""

import json
import mailbox
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import Run
from madoguchi.accounts import Accounts, Wanted, apply, by_link, confirm, take_up
from madoguchi.archive import Archive
from post.mail_server import mail_server

WANTED = Wanted(
    name="Robot\x1b[2J", mail="a@b.example", purpose="watch", api_id="robot-001", terms="1"
)


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    for name in ("MADOGUCHI_PROGRAMS", "MADOGUCHI_SMTP"):
        monkeypatch.delenv(name, raising=False)
    archive = Archive.at(tmp_path / "office")
    yield Accounts(archive)
    archive.close()


def link_of(accounts: Accounts) -> str:
    found = re.findall(r"token=([\w-]+)", "".join(o.text for o in accounts.outbox.letters()))
    return str(found[-1])


def waiting(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_PROGRAMS", "approval")
    apply(accounts, WANTED)
    confirm(accounts, link_of(accounts))


def test_applications_are_listed_and_approved(
    run: Run, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(accounts, monkeypatch)
    listed = run("program", "list").output
    assert "robot-001" in listed
    assert "\x1b" not in listed
    (one,) = json.loads(run("program", "list", "--format", "json").output)
    assert run("program", "approve", one["id"]).output == "approved\n"
    assert run("program", "list").output == ""
    assert one["id"] in run("program", "list", "--all").output
    assert by_link(accounts, link_of(accounts)).id == one["id"]
    assert run("program", "approve", "nothing").exit_code == 1


def test_applications_are_refused(
    run: Run, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(accounts, monkeypatch)
    id_ = run("program", "list").output.split()[0]
    assert run("program", "refuse", id_).exit_code == 2
    assert run("program", "refuse", id_, "--reason", " ").exit_code == 1
    assert run("program", "refuse", id_, "--reason", "unclear").output == "refused\n"
    assert "unclear" in accounts.outbox.letters()[-1].text


def test_a_program_is_suspended_resumed_and_planned(run: Run, accounts: Accounts) -> None:
    apply(accounts, WANTED)
    done = take_up(accounts, link_of(accounts), "correct horse battery staple", "robot-001")
    number = done.program.number
    assert run("account", "suspend", number, "--reason", "too much").exit_code == 0
    assert "suspended" in run("account", "list").output
    assert "too much" in run("audit").output
    assert run("account", "resume", number).exit_code == 0
    assert run("account", "plan", number, "unlimited").output == "unlimited\n"
    assert "the plans are" in run("account", "plan", number, "gold").output


def test_keys_are_listed_rotated_and_narrow(run: Run, accounts: Accounts) -> None:
    number = run(
        "account", "add", "loader", "--kind", "program", "--role", "program"
    ).output.strip()
    scoped = run("account", "token", number, "--scope", "load:files:any", "--name", "nightly")
    (listed,) = json.loads(run("account", "keys", number, "--format", "json").output)
    assert (listed["name"], listed["scopes"], listed["used"]) == ("nightly", "load:files:any", "")
    assert scoped.output.strip() not in json.dumps(listed)
    rotated = run("account", "token", number, "--rotate", listed["id"], "--hours", 0).output
    assert accounts.by_token(scoped.output.strip()) is None
    held = accounts.by_token(rotated.strip())
    assert held is not None
    assert {str(one) for one in held.grants} == {"load:files:any"}
    assert "[load:files:any]  nightly" in run("account", "keys", number).output
    assert run("account", "token", number, "--scope", "read:case:any").exit_code == 1
    assert run("account", "keys", "999999999").exit_code == 1


def test_the_post_is_sent(run: Run, accounts: Accounts, tmp_path: Path) -> None:
    apply(accounts, WANTED)
    listed = run("post", "list", "--format", "json").output
    assert json.loads(listed)[0]["recipient"] == "a@b.example"
    assert "token=" not in listed
    assert run("post", "send").output == "1 delivered, 0 not\n"
    assert run("post", "list").output == ""
    assert "a@b.example" in run("post", "list", "--all").output
    assert len(mailbox.Maildir(tmp_path / "office" / "mail", create=False)) == 1


def test_what_cannot_be_sent_is_said_and_sent_later(
    run: Run, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(accounts, WANTED)
    with mail_server("451 later") as server:
        monkeypatch.setenv("MADOGUCHI_SMTP", server.address)
        failed = run("post", "send")
        assert (failed.exit_code, failed.output) == (1, "0 delivered, 1 not\n")
        assert "451" in run("post", "list").output
        server.answer = "250 taken"
        assert run("post", "send").output == "0 delivered, 0 not\n"
        assert run("post", "send", "--early").output == "1 delivered, 0 not\n"
    monkeypatch.setenv("MADOGUCHI_SMTP", "nowhere:port")
    wrong = run("post", "send")
    assert wrong.exit_code == 1
    assert "write host:port" in wrong.output


def test_a_wrong_setting_is_said_at_the_start(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_PROGRAMS", "perhaps")
    done = run("serve", "--port", 1)
    assert done.exit_code == 1
    assert "write self-service or approval" in done.output
