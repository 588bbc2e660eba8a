"""Translation by commands."""

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from translation.conftest import put_dictionaries
from translation.tiny_models import word_model

WORDS = {"電池": "battery", "。": "."}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_dictionaries(tmp_path / "office")
    return tmp_path / "office"


def translated(run: Run, *arguments: str) -> str:
    done = run("translation", "try", *arguments, "--from", "ja", "--to", "en")
    assert done.exit_code == 0, done.output
    return done.output


def test_engines_are_listed_with_whom_they_owe(run: Run, home: Path) -> None:
    listed = run("translation", "engines").output
    assert "gloss  gloss  ja-en  in the house  0.1.0+edict-2021-02-03" in listed
    assert "CC-CEDICT, published by MDBG" in listed
    states = json.loads(run("translation", "engines", "--format", "json").output)
    assert [state["pairs"] for state in states] == [["ja-en"], ["zh-en"]]
    assert home.exists()


def test_a_gloss_is_called_one(run: Run, home: Path) -> None:
    assert "[gloss] battery." in translated(run, "電池。")
    assert "Electronic Dictionary Research" in translated(run, "電池。")
    assert json.loads(
        run("translation", "try", "電池", "--from", "ja", "--to", "en", "--format", "json").output
    )
    assert home.exists()


def test_a_model_is_installed_used_and_removed(run: Run, home: Path, tmp_path: Path) -> None:
    done = run("translation", "install", word_model(tmp_path / "m", WORDS))
    assert "tiny is installed: ja-en, version 1.0+" in done.output
    assert "[machine] battery ." in translated(run, "電池 。")
    assert "[machine] battery ." in translated(run, "電池 。", "--secret", "--domain", "energy")
    assert "1 sentences are forgotten" in run("translation", "forget", "--engine", "tiny").output
    translated(run, "電池 。")
    assert "0 sentences" in run("translation", "forget", "--before", "2000-01-01").output
    assert (
        "tiny is removed; 1 sentences are forgotten" in run("translation", "remove", "tiny").output
    )
    assert "[gloss]" in translated(run, "電池 。")
    assert home.exists()


def test_a_glossary_is_added_used_and_removed(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("source,target\n電池,cell\n", "utf-8")
    refused = run("translation", "glossary", "add", file)
    assert refused.exit_code == 1
    assert "line 2: the languages are missing" in refused.output
    added = run("translation", "glossary", "add", file, "--name", "t", "--from", "ja", "--to", "en")
    assert added.output == "t: 1 terms\n"
    assert "[gloss] cell." in translated(run, "電池。", "--glossary", "t")
    assert "t  ja-en  1 terms" in run("translation", "glossary", "list").output
    listed = run("translation", "glossary", "list", "--format", "json").output
    assert json.loads(listed)[0]["terms"] == 1
    assert run("translation", "glossary", "remove", "t").output == "t is removed\n"
    assert run("translation", "glossary", "remove", "t").exit_code == 1
    assert home.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("try", "text", "--from", "en", "--to", "de"), "Pairs: ja-en, zh-en"),
        (("try", "text", "--from", "English", "--to", "de"), "is no language"),
        (("try", "text", "--from", "ja", "--to", "en", "--glossary", "x"), "no glossary 'x'"),
        (("remove", "x"), "no model 'x' is installed"),
        (("install", "."), "has no madoguchi.toml"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("translation", *arguments)
    assert done.exit_code == 1
    assert said in done.output
    assert home.exists()


def test_only_who_may_maintain_installs(run: Run, tmp_path: Path) -> None:
    number = run("account", "add", "People").output.strip()
    folder = str(word_model(tmp_path / "m", WORDS))
    refused = run("--as", number, "translation", "install", folder)
    assert refused.exit_code == 1
    assert "lacks the permission" in refused.output
