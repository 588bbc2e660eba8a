"""Every command as docs/commands.md describes it, and what it says when it cannot be done."""

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.conftest import Run
from intake.office_files import jp
from madoguchi.archive import Archive
from madoguchi.cli import main
from madoguchi.model import decode
from madoguchi.search import SearchIndex

HELD = 10
DOCUMENT = "JP2021044377A"
DOCUMENTED = Path(__file__).parents[2] / "docs/commands.md"


def every_command(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def test_every_command_and_option_is_documented() -> None:
    text = DOCUMENTED.read_text(encoding="utf-8")
    for name, command in every_command(main):
        _, found, section = text.partition(f"## madoguchi {name}\n")
        assert found, name
        section = section.partition("\n## ")[0]
        for parameter in command.params:
            for option in parameter.opts if parameter.name != "own_home" else ():
                assert option in section or not option.startswith("-"), f"{name} {option}"


# -- load ------------------------------------------------------------------------------------------


def test_load_counts_and_names_what_it_refused(run: Run, files: Path) -> None:
    result = run("load", files)
    assert result.exit_code == 0
    assert "11 read: 10 new, 0 changed, 0 unchanged, 1 refused" in result.stdout
    assert re.search(r"refused  .*broken\.xml at byte \d+: ", result.stderr)


def test_the_report_has_exactly_the_documented_keys(run: Run, files: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    run("load", files, "--report", written)
    report = json.loads(written.read_bytes())
    assert list(report) == ["total", "files", "fields", "agreements", "unmapped"]
    counts = ["read", "new", "changed", "unchanged", "refused"]
    assert list(report["total"]) == counts
    for file in report["files"]:
        assert list(file) == ["path", *counts, "refusals", "warnings"]
        assert file["read"] == sum(file[name] for name in counts[1:])
        assert all(list(refusal) == ["position", "reason"] for refusal in file["refusals"])
    assert list(report["fields"]) == ["mapped", "ignored", "unknown"]
    assert report["total"]["read"] == sum(file["read"] for file in report["files"])


def test_loading_again_changes_nothing(loaded: Run, files: Path) -> None:
    assert "0 new, 0 changed, 10 unchanged, 1 refused" in loaded("load", files).stdout
    (files / "a.xml").write_bytes(jp(44377, "全固体電池"))
    assert "0 new, 1 changed, 9 unchanged" in loaded("load", files).stdout


def test_load_of_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("load", tmp_path / "nothing")
    assert result.exit_code != 0
    assert "does not exist" in result.stderr


def test_load_while_another_loads(loaded: Run, files: Path, tmp_path: Path) -> None:
    home = tmp_path / "office"
    with SearchIndex(home, Archive.at(home)).following():
        result = loaded("load", files)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output


# -- search ----------------------------------------------------------------------------------------


def test_load_onto_a_full_disk_says_so_and_goes_on_when_there_is_room(
    run: Run, files: Path, tmp_path: Path
) -> None:
    run("status")
    home = str(tmp_path / "office")
    command = [sys.executable, "-m", "madoguchi", "--home", home, "load", str(files)]
    limit = max(path.stat().st_size for path in (tmp_path / "office").iterdir()) + 4096

    def keep_small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = subprocess.run(
        command, check=False, capture_output=True, text=True, preexec_fn=keep_small
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "cannot be" in full.stderr
    assert f"{HELD} new" in run("load", files).output
    assert run("verify").exit_code == 0


def test_signs_of_control_in_names_are_shown_as_such(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\n\x1b[2Jb.xml").write_bytes(b"<x/>")
    assert "a\\x0a\\x1b[2Jb.xml" in run("load", tmp_path / "a\n\x1b[2Jb.xml").output


def test_search_as_text(loaded: Run) -> None:
    lines = loaded("search", "二次電池/TI").stdout.splitlines()
    assert lines[0] == f"1 found, as of position {HELD}"
    assert lines[1].startswith(f"{DOCUMENT} ")
    assert "2021-03-18" in lines[1]
    assert "二次電池" in lines[1]


def test_search_as_json_has_exactly_the_documented_keys(loaded: Run) -> None:
    found = json.loads(loaded("search", "珪素/AB", "--format", "json").stdout)
    assert list(found) == ["as_of", "total", "hits", "next"]
    assert (found["as_of"], found["total"], found["next"]) == (HELD, 1, "")
    assert list(found["hits"][0]) == [
        "number", "title", "titles", "date", "office", "kind", "right", "applicants", "classes",
        "snippet", "case", "status",
    ]  # fmt: skip
    assert found["hits"][0]["number"] == DOCUMENT
    assert "<mark>珪素</mark>" in found["hits"][0]["snippet"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "number"])
def test_the_cursor_leads_to_the_last_row(loaded: Run, sort: str) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(HELD):
        given = ["--format", "json", "--limit", 3, "--sort", sort, "--cursor", cursor]
        page = json.loads(loaded("search", "", *given).stdout)
        seen += [hit["number"] for hit in page["hits"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == page["total"] == HELD
    assert seen == sorted(seen) or sort != "number"


def test_text_names_the_cursor_of_the_next_page(loaded: Run) -> None:
    last = loaded("search", "", "--limit", 3).stdout.splitlines()[-1]
    assert re.fullmatch(r"more: --cursor \S+", last)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("[電池", "At character 1"),
        ("電池/QQ", "“QQ” is not a field"),
        ("20200230/PD", "a date was expected"),
    ],
)
def test_a_wrong_expression_is_explained(loaded: Run, expression: str, said: str) -> None:
    result = loaded("search", expression)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_a_wrong_cursor_is_explained(loaded: Run) -> None:
    result = loaded("search", "電池", "--cursor", "x")
    assert result.exit_code == 1
    assert "Start from the first page" in result.stderr


# -- show ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [DOCUMENT, "特開2021-044377", "JP2021044377", "jp2021044377a"])
def test_show_as_text_in_any_spelling(loaded: Run, number: str) -> None:
    text = loaded("show", number).stdout
    assert re.search(rf"^Number +{DOCUMENT}$", text, re.MULTILINE)
    assert "  1. 二次電池。" in text


def test_show_as_json_is_the_record(loaded: Run, tmp_path: Path) -> None:
    shown = loaded("show", DOCUMENT, "--format", "json").stdout
    assert decode(shown.encode()) == Archive.at(tmp_path / "office").publication(DOCUMENT)


def test_the_original_comes_back_byte_for_byte(loaded: Run, files: Path) -> None:
    result = loaded("show", DOCUMENT, "--format", "original")
    assert result.stdout_bytes.strip() == (files / "a.xml").read_bytes().strip()


@pytest.mark.parametrize(
    ("number", "said"),
    [("JP2099000001A", "no publication with the number"), ("??", "no publication")],
)
def test_show_of_what_is_not_held(loaded: Run, number: str, said: str) -> None:
    result = loaded("show", number)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


# -- number ----------------------------------------------------------------------------------------


def test_readings_of_a_number(run: Run) -> None:
    reading = json.loads(run("number", "特開2021-044377").stdout)[0]
    assert list(reading) == ["id", "office", "right", "object", "number", "kind", "docdb", "epodoc",
                             "printed", "reason"]  # fmt: skip
    assert reading["id"] == DOCUMENT
    assert reading["printed"] == {"ja": "特開2021-044377", "en": "JP 2021-044377 A"}


def test_what_is_no_number_is_refused(run: Run) -> None:
    result = run("number", "電池")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")


# -- status, reindex, verify -----------------------------------------------------------------------


def test_status(loaded: Run, tmp_path: Path) -> None:
    value = json.loads(loaded("status", "--format", "json").stdout)
    assert list(value) == ["home", "position", "searchable", "register", "register_searchable",
                           "cases", "documents", "publications", "raw_bytes",
                           "stored_bytes"]  # fmt: skip
    assert value["home"] == str(tmp_path / "office")
    assert {value[name] for name in ("position", "searchable", "documents", "publications")} == {
        HELD
    }
    assert re.search(rf"^searchable +{HELD}$", loaded("status").stdout, re.MULTILINE)


def test_status_of_an_empty_office(run: Run) -> None:
    assert json.loads(run("status", "--format", "json").stdout)["position"] == 0


def test_reindex_gives_the_same_index(loaded: Run) -> None:
    before = loaded("search", "", "--format", "json", "--sort", "number").stdout
    assert f"up to position {HELD}" in loaded("reindex").stdout
    assert loaded("search", "", "--format", "json", "--sort", "number").stdout == before


def test_verify_of_a_sound_archive(loaded: Run) -> None:
    result = loaded("verify")
    assert result.exit_code == 0
    assert re.search(r"^\d+ sound, 0 damaged$", result.stdout, re.MULTILINE)


def test_verify_finds_a_damaged_byte(loaded: Run, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "office/archive.sqlite")
    with database:
        row, data = database.execute("SELECT rowid, data FROM blob").fetchone()
        damaged = bytes([*data[:-1], data[-1] ^ 1])
        database.execute("UPDATE blob SET data = ? WHERE rowid = ?", (damaged, row))
    database.close()
    result = loaded("verify")
    assert result.exit_code == 1
    assert "1 damaged" in result.stdout
    assert "damaged  " in result.stderr
    assert "verify again" in result.stderr


# -- the command itself ----------------------------------------------------------------------------


def test_the_data_directory_before_and_after_the_verb(loaded: Run, tmp_path: Path) -> None:
    home = str(tmp_path / "office")
    runner = CliRunner()
    ways = (
        runner.invoke(main, ["--home", home, "status", "--format", "json"]),
        runner.invoke(main, ["status", "--home", home, "--format", "json"]),
        runner.invoke(main, ["status", "--format", "json"], env={"MADOGUCHI_HOME": home}),
    )
    assert {json.loads(way.stdout)["position"] for way in ways} == {HELD}
    other = loaded("status", "--format", "json", "--home", tmp_path / "other")
    assert json.loads(other.stdout)["position"] == 0


@pytest.mark.parametrize("arguments", [["nothing"], ["search"], ["search", "a", "--limit", "x"]])
def test_wrong_use_is_told_with_usage(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


def test_a_real_process(files: Path, tmp_path: Path) -> None:
    command = str(Path(sys.executable).parent / "madoguchi")
    environment = {**os.environ, "MADOGUCHI_HOME": str(tmp_path / "own")}

    def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        given = [command, *arguments]
        return subprocess.run(given, capture_output=True, check=False, env=environment)

    load = run("load", str(files / "a.xml"))
    assert (load.returncode, load.stdout) == (
        0, b"1 read: 1 new, 0 changed, 0 unchanged, 0 refused\n"
    )  # fmt: skip
    held = json.loads(run("search", "電池", "--format", "json").stdout)
    assert held["hits"][0]["number"] == DOCUMENT
    original = run("show", DOCUMENT, "--format", "original").stdout
    assert original.strip() == (files / "a.xml").read_bytes().strip()
    wrong = run("search", "[電池")
    assert wrong.returncode == 1
    assert wrong.stderr.decode().startswith("Error: At character 1")
