"""The postman goes round while the office is open."""

import time
from pathlib import Path

import pytest

from madoguchi.archive import Archive
from madoguchi.post import Letter, Outbox, Postman
from post.mail_server import mail_server


def test_letters_go_out_while_the_office_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.post.postman._ROUND", 0.02)
    archive = Archive.at(tmp_path)
    with mail_server() as server:
        monkeypatch.setenv("MADOGUCHI_SMTP", server.address)
        round_ = Postman(archive.database, tmp_path)
        round_.start()
        Outbox(archive.database).put([Letter(recipient="a@b", lang="en", subject="s", text="t")])
        until = time.monotonic() + 10
        while not server.letters and time.monotonic() < until:
            time.sleep(0.02)
        round_.stop()
    assert len(server.letters) == 1
    archive.close()
