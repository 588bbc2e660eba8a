"""Letters by SMTP to a real server, and into a folder."""

import mailbox
import stat
from email import policy
from email.parser import BytesParser
from pathlib import Path

import msgspec
import pytest

from madoguchi.archive import Archive
from madoguchi.errors import MadoguchiError
from madoguchi.post import Delivered, Maildir, Outbox, Smtp, Waiting, carrier, deliver, letter
from post.mail_server import mail_server

LETTER = Waiting(
    id="0123abcd",
    recipient="yamada@b.example",
    lang="ja",
    subject="申込みの確認",
    text="次のリンクを開いてください。\n.\nhttps://office.example/x\n",
    queued="2026-11-22T12:00:00+00:00",
    state="taken",
    due=0,
    attempts=1,
    trouble="",
)


def test_a_letter_arrives_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_MAIL_FROM", "窓口 <office@o.example>")
    with mail_server() as server:
        Smtp(server.address).carry(LETTER)
    (found,) = server.letters
    assert found["Subject"] == LETTER.subject
    assert found["To"] == LETTER.recipient
    assert found["From"] == "窓口 <office@o.example>"
    assert found["Message-ID"] == "<0123abcd@o.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "ja"
    assert found.get_content().splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize("answer", ["550 nobody", "451 later", "nonsense"])
def test_what_the_server_does_not_take_waits(tmp_path: Path, answer: str) -> None:
    archive = Archive.at(tmp_path)
    outbox = Outbox(archive.database)
    values: dict[str, str | int] = {"name": "x", "plan": "y"}
    outbox.put([letter("waiting", "yamada@b.example", "ja", values=values)])
    with mail_server(answer) as server:
        assert deliver(outbox, Smtp(server.address)) == Delivered(0, 1)
        assert outbox.letters()[0].trouble
        server.answer = "250 taken"
        assert deliver(outbox, Smtp(server.address), early=True) == Delivered(1, 0)
    archive.close()


def test_a_server_that_is_not_there_is_no_end(tmp_path: Path) -> None:
    archive = Archive.at(tmp_path)
    outbox = Outbox(archive.database)
    outbox.put([letter("waiting", "a@b.example", "en", values={"name": "x", "plan": "y"})])
    with mail_server() as server:
        address = server.address
    assert deliver(outbox, Smtp(address)) == Delivered(0, 1)
    assert "refused" in outbox.letters()[0].trouble
    archive.close()


def test_a_password_is_not_sent_in_the_clear() -> None:
    with mail_server() as server, pytest.raises(OSError, match="offers no TLS"):
        Smtp(f"smtp://office:secret@{server.address}").carry(LETTER)


@pytest.mark.parametrize("address", ["", "host:port", "ftp://host", "smtp://", "host:99999"])
def test_what_is_no_mail_server_is_said(address: str) -> None:
    with pytest.raises(MadoguchiError, match=r"MADOGUCHI_SMTP.*write host:port"):
        Smtp(address)


def test_without_a_server_letters_lie_in_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MADOGUCHI_SMTP", raising=False)
    by = carrier(tmp_path)
    assert isinstance(by, Maildir)
    by.carry(LETTER)
    by.carry(msgspec.structs.replace(LETTER, recipient="b@b.example"))
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    box = mailbox.Maildir(tmp_path / "mail", create=False)
    parser = BytesParser(policy=policy.default)
    found = [parser.parsebytes(one.as_bytes()) for one in box]
    assert sorted(one["To"] for one in found) == ["b@b.example", "yamada@b.example"]
    assert "https://office.example/x" in found[0].get_content()


def test_the_setting_names_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setenv("MADOGUCHI_SMTP", server.address)
        carrier(tmp_path).carry(LETTER)
    assert len(server.letters) == 1
