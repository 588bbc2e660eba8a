"""Dossiers by commands."""

import json
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from cases.histories import NOTICE, PAPER, history, report_of
from cli.conftest import Run
from madoguchi.archive import Archive
from madoguchi.cases import report
from madoguchi.families import family_views

CASE = "JP-patent-2020123456"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    archive = Archive.at(tmp_path / "office")
    told = history(documents=(NOTICE,), papers=(PAPER,))
    report(archive, [report_of(told)])
    archive.views.catch_up(family_views(archive))
    archive.close()
    return tmp_path / "office"


@pytest.mark.parametrize("number", [CASE, "特願2020-123456", "特開2021-090037"])
def test_a_dossier_is_shown_by_any_number(run: Run, home: Path, number: str) -> None:
    done = run("dossier", "show", number)
    assert done.exit_code == 0, done.output
    assert f"family E-JP2020123456, 1 members\n  {CASE}" in done.output
    assert "1 documents  [here]" in done.output
    told = json.loads(run("dossier", "show", number, "--format", "json").output)
    assert told["id"] == "E-JP2020123456"
    assert home.exists()


@pytest.mark.parametrize("number", ["JP-patent-2099000001", "特願2099-000001", "nonsense"])
def test_what_is_not_known_is_said(run: Run, home: Path, number: str) -> None:
    done = run("dossier", "show", number)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert home.exists()


def test_a_wrapper_is_written(run: Run, home: Path, tmp_path: Path) -> None:
    bound, packed = tmp_path / "w.pdf", tmp_path / "w.zip"
    assert "1 documents" in run("dossier", "wrapper", CASE, str(bound)).output
    assert "拒絶理由通知書" in "".join(page.extract_text() for page in PdfReader(bound).pages)
    run("dossier", "wrapper", CASE, str(packed))
    with zipfile.ZipFile(packed) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert [one["number"] for one in manifest["documents"]] == [NOTICE.number]
    assert run("dossier", "wrapper", CASE, "w.doc").exit_code == 2
    assert home.exists()


def test_sources_are_listed(run: Run, home: Path) -> None:
    assert "No source is configured" in run("dossier", "sources").output
    (home / "sources.toml").write_text(
        '[[source]]\nname = "kr"\nkind = "madoguchi"\naddress = "http://127.0.0.1:1"\n'
        'offices = ["KR"]\nattempts = 1\n'
    )
    assert (
        "kr  madoguchi  http://127.0.0.1:1  KR  never answered" in run("dossier", "sources").output
    )
    assert "source kr: unreachable" in run("dossier", "show", CASE).output
    assert "failed" in run("dossier", "sources").output
    assert json.loads(run("dossier", "sources", "--format", "json").output)
    (home / "sources.toml").write_text("[[source]]\nname = 3\n")
    done = run("dossier", "sources")
    assert done.exit_code == 1
    assert "sources.toml" in done.output


def test_dockets_are_brought_up_to_date(run: Run, home: Path) -> None:
    assert run("dossier", "follow").output == "0 new results of other offices\n"
    assert home.exists()
