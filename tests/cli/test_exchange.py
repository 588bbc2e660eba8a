"""Data exchange by commands: begun, agreed, carried by hand, looked at, decided."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from exchange.offices import MONDAY, Office, partner, product, publication
from madoguchi.cli import main
from madoguchi.exchange import CODES, Gate, write_partner
from madoguchi.wording import LANGUAGES, messages

Run = Callable[..., Result]


class Pair(NamedTuple):
    """Two offices by their commands."""

    a: Run
    b: Run
    home: Path

    @property
    def disk(self) -> Path:
        return self.home / "disk"

    def carried(self) -> None:
        assert self.a("export", self.disk, "--to", "xb").exit_code == 0
        assert self.b("import", self.disk, "--from", "xa").exit_code == 0


def runner(home: Path) -> Run:
    def run(*arguments: object, **told: object) -> Result:
        given = ["--home", str(home), "exchange", *map(str, arguments)]
        return CliRunner().invoke(main, given, catch_exceptions=False, **told)  # type: ignore[arg-type]

    return run


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """A begins, publishes and knows B; B begins and knows A, by commands alone."""
    made = Pair(runner(tmp_path / "a"), runner(tmp_path / "b"), tmp_path)
    for run, code in ((made.a, "xa"), (made.b, "xb")):
        assert run("begin", code, "--name-en", f"Office {code}", "--mail", "d@a.example").exit_code == 0  # fmt: skip
    sent = partner("XB", [product("XA", "out")])
    taken = partner("XA", [product("XA", "in", gate=Gate(least=2))])
    for run, other, name in ((made.a, sent, "b"), (made.b, taken, "a")):
        file = tmp_path / f"{other.id}.toml"
        file.write_text(write_partner(other))
        assert run("partner", "put", file).exit_code == 0
        pem = tmp_path / name / "exchange/keys/office.pem"
        shown = run("partner", "certificate", other.id, pem)
        assert re.search(r"([0-9a-f]{2}:){31}[0-9a-f]{2}", shown.output)
    office = Office(tmp_path / "a", "XA")
    office.publish(publication("XA", 1), publication("XA", 2))
    office.close()
    return made


def publish(pair: Pair, *serials: int) -> None:
    office = Office(pair.home / "a", "XA")
    office.publish(*(publication("XA", one) for one in serials))
    office.close()


def test_beginning_says_what_to_send_to_a_partner(tmp_path: Path) -> None:
    run = runner(tmp_path / "a")
    done = run("begin", "jp", "--name-ja", "日本国特許庁", "--mail", "exchange@a.example")
    assert done.exit_code == 0
    assert "ssh-ed25519 " in done.output
    assert str(tmp_path / "a/exchange/keys/office.pem") in done.output
    text = (tmp_path / "a/exchange/office.toml").read_text()
    assert 'office = "JP"' in text
    assert "日本国特許庁" in text
    again = run("begin", "JP")
    assert "stays as it is" in again.output
    assert (tmp_path / "a/exchange/office.toml").read_text() == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["begin", "nowhere"], "no code of WIPO ST.3"),
        (["turn"], "run madoguchi exchange begin"),
        (["status", "kr"], "no partner 'kr'"),
        (["pack", "kr", "x"], "no partner 'kr'"),
        (["serve"], "run madoguchi exchange begin"),
        (["exception", "put", "JP", "1", "A", "Q"], "N number not used"),
        (["exception", "put", "JP", "a b", "A", "N"], "digits and capitals"),
        (["exception", "remove", "JP", "1", "A"], "nothing is noted"),
        (["authority", "JP", "--to", "lists"], "nothing is held"),
        (["data"], "run madoguchi exchange begin"),
    ],
)
def test_mistakes_say_what_to_do(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = runner(tmp_path / "a")(*arguments)
    assert done.exit_code == 1
    assert said in done.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = 1", "partner.toml"),
        ('id = "kr"\noffice = "KR"\nnames = {en = "KIPO"}\nmistyped = 1', "mistyped"),
        ('id = "kr"\noffice = "Korea"\nnames = {en = "KIPO"}', "WIPO ST.3"),
        ("\xff", "UTF-8"),
    ],
)
def test_what_a_partner_file_lacks_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "partner.toml"
    file.write_bytes(text.encode("latin-1"))
    done = runner(tmp_path / "a")("partner", "put", file)
    assert done.exit_code == 1
    assert said in done.output


def test_a_partner_is_kept_with_its_versions_steps_and_certificate(pair: Pair) -> None:
    shown = pair.a("partner", "show", "xb").output
    assert "BEGIN CERTIFICATE" in shown
    assert "# password: none" in shown
    assert pair.a("partner", "put", pair.home / "xb.toml").exit_code == 0
    assert "BEGIN CERTIFICATE" in pair.a("partner", "show", "xb").output
    assert pair.a("partner", "show", "xb", "--history").output.count("version ") == 3
    step = pair.a("partner", "step", "xb", "contact", "--done", "2026-01-07", "--note", "by mail")
    assert "2026-01-07" in step.output
    assert "contact: 2026-01-07  by mail" in pair.a("partner", "show", "xb").output
    made = pair.a("partner", "password", "xb").output
    assert re.search(r"password  \S{20,}", made)
    assert 'not where = "ours"' in made
    assert "xb  XB" in pair.a("partner", "list").output


def test_what_is_carried_by_hand_is_packed_proved_loaded_and_answered(pair: Pair) -> None:
    pair.carried()
    certificate = pair.home / "a/exchange/keys/office.pem"
    right = pair.b("verify", pair.disk, "--certificate", certificate)
    assert "every file is as it was signed" in right.output
    assert "fingerprint" in pair.b("verify", pair.disk).output
    assert pair.b("export", pair.disk, "--to", "xa").exit_code == 0
    assert pair.a("import", pair.disk, "--from", "xb").exit_code == 0
    log = json.loads(pair.a("log", "--format", "json").output)
    assert [one["code"] for one in log][-1] == "packed"
    assert "acknowledged" in {one["code"] for one in log}
    assert all(one["words"] and one["remedy"] for one in log)
    assert "Nothing is missing" in pair.b("missing", "xa", "xa-patents").output
    assert "No fault" in pair.b("log", "xa", "--faults").output


@pytest.mark.parametrize("what", ["bytes", "signature", "lost", "unsigned"])
def test_what_was_tampered_with_is_not_proved(pair: Pair, what: str) -> None:
    pair.carried()
    (zipped,) = pair.disk.rglob("*.zip")
    signature = zipped.with_name("manifest.json.p7s")
    if what == "bytes":
        zipped.write_bytes(zipped.read_bytes()[:-1] + b"x")
    elif what == "signature":
        manifest = zipped.with_name("manifest.json")
        manifest.write_bytes(manifest.read_bytes() + b" ")
    else:
        (zipped if what == "lost" else signature).unlink()
    done = pair.b("verify", pair.disk)
    assert done.exit_code == 1
    assert "1 of 1 are not as they were signed" in done.output


def test_nothing_signed_is_no_proof(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "nothing signed" in pair.a("verify", tmp_path / "empty").output


@pytest.mark.parametrize("decision", ["release", "refuse"])
def test_what_a_gate_holds_is_decided_by_staff(pair: Pair, decision: str) -> None:
    pair.carried()
    publish(pair, 3)
    assert "1 records" in pair.a("pack", "xb", "xa-patents").output
    assert pair.a("export", pair.disk, "--to", "xb").exit_code == 0
    taken = pair.b("import", pair.disk, "--from", "xa")
    assert taken.exit_code == 1
    assert "at least 2 are expected" in taken.output
    assert "XA.xa-patents.000002" in pair.b("held").output
    assert json.loads(pair.b("held", "--format", "json").output)[0]["state"] == "held"
    more = ["--reason", "too few"] if decision == "refuse" else []
    done = pair.b(decision, "xa", "xa-patents", 2, *more)
    assert ("loaded" if decision == "release" else "refused") in done.output
    assert "No package is held" in pair.b("held").output
    assert pair.b(decision, "xa", "xa-patents", 2, *more).exit_code == 1


def test_named_records_and_back_files_are_packed(pair: Pair) -> None:
    names = pair.home / "names.txt"
    names.write_text("XA2026000001A\n\nXA2026000001A\n")
    done = pair.a("pack", "xb", "xa-patents", "--records", names)
    assert "correction" in done.output
    assert "1 records" in done.output
    back = pair.a("pack", "xb", "xa-patents", "--back", "--from", MONDAY, "--to", MONDAY)
    assert "back  ready  2 records" in back.output
    assert pair.a("pack", "xb", "xa-patents", "--from", MONDAY).exit_code == 2
    assert "its products are xa-patents" in pair.a("pack", "xb", "other").output
    names.write_text("\n")
    assert "names no publication" in pair.a("pack", "xb", "xa-patents", "--records", names).output
    assert "nothing goes out" in pair.b("pack", "xa", "xa-patents").output


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_gaps_are_listed_in_ranges(pair: Pair, form: str) -> None:
    publish(pair, 7)
    file = pair.home / "xb.toml"
    file.write_text(write_partner(partner("XB", [product("XA", "out", authority="none")])))
    assert pair.a("partner", "put", file).exit_code == 0
    pair.carried()
    done = pair.b("missing", "xa", "xa-patents", "--format", form)
    assert "2026000003-000006A" in done.output
    assert pair.b("missing", "xa", "xa-patents", "--direction", "out").exit_code == 1


def test_numbers_without_a_document_stand_in_the_list(pair: Pair, tmp_path: Path) -> None:
    put = pair.a("exception", "put", "xa", "2026000003", "A", "N", "--note", "not used")
    assert put.exit_code == 0
    assert "2026000003" in pair.a("exception", "list", "XA").output
    listed = pair.a("authority", "XA", "--to", tmp_path / "lists")
    assert listed.exit_code == 0
    assert len([*(tmp_path / "lists").iterdir()]) == 3
    pair.carried()
    publish(pair, 4)
    pair.a("pack", "xb", "xa-patents")
    assert "Nothing is missing" in pair.b("missing", "xa", "xa-patents").output
    assert pair.a("exception", "remove", "XA", "2026000003", "A").exit_code == 0
    assert json.loads(pair.a("exception", "list", "--format", "json").output) == []


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_available_data_says_what_there_is(pair: Pair, form: str) -> None:
    done = pair.a("data", "--format", form)
    assert done.exit_code == 0
    assert "xa-patent" in done.output


def test_every_code_has_words_and_a_remedy() -> None:
    for lang in LANGUAGES:
        for code in CODES:
            assert messages(lang).has(f"exchange-log-{code}"), code
            assert messages(lang)(f"exchange-remedy-{code}"), code


def test_a_disk_without_anything_for_us_is_said(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = pair.b("import", tmp_path / "empty", "--from", "xa")
    assert done.exit_code == 1
    assert "nothing from xa for us" in done.output


def test_a_turn_says_what_it_did(pair: Pair) -> None:
    done = pair.a("turn")
    assert "A package was made: 2 records" in done.output
    late = pair.a("turn")
    assert late.exit_code == 0
    assert "Nothing was due" in late.output
    assert "XA.xa-patents.000001" not in pair.a("requests").output
    state = pair.a("status", "--format", "json")
    assert json.loads(state.output)[0]["products"][0]["product"] == "xa-patents"


@pytest.fixture
def served(pair: Pair) -> Iterator[subprocess.Popen[str]]:
    settings = pair.home / "a/exchange/office.toml"
    text = settings.read_text()
    settings.write_text(re.sub(r"(?m)^sftp = .*$", "sftp = 0", text))
    given = [sys.executable, "-m", "madoguchi", "--home", str(pair.home / "a"), "exchange", "serve"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(given, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        process.kill()


def test_serving_ends_when_it_is_told(served: "subprocess.Popen[str]") -> None:
    assert served.stdout is not None
    lines = iter(served.stdout.readline, "")
    assert "SFTP on 127.0.0.1:" in next(lines)
    assert "SIGTERM" in next(lines)
    assert "A package was made" in next(lines)
    served.send_signal(signal.SIGTERM)
    assert "Stopped." in "".join(lines)
    assert served.wait(20) == 0
