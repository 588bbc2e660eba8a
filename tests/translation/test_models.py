"""Installed models: taken only when they load and translate, run in the house."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.errors import NotFoundError, RefusedError, TranslationError
from madoguchi.translation.models import Models
from madoguchi.translation.values import Pair, Rendered, Sentence, Term
from translation.tiny_models import describe, piece_model, word_model

JA_EN = Pair("ja", "en")
WORDS = {"電池": "battery", "は": "is", "電極": "electrode", "ZQ0Z": "ZQ0Z", "。": "."}


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path / "office")


def test_a_model_is_installed_and_translates(models: Models, tmp_path: Path) -> None:
    model = models.install(word_model(tmp_path / "m", WORDS))
    sentences = [Sentence("電池 は 電極 。"), Sentence("電極 。")]
    first = model.translate(sentences, JA_EN, "")
    assert first == [Rendered("battery is electrode ."), Rendered("electrode .")]
    assert model.translate(sentences, JA_EN, "") == first
    (again,) = models.all()
    assert (again.name, again.version, again.pairs()) == ("tiny", model.version, (JA_EN,))
    assert model.version.startswith("1.0+")
    assert again.state().licence == "CC0-1.0"


def test_terms_survive_or_are_told(models: Models, tmp_path: Path) -> None:
    model = models.install(word_model(tmp_path / "m", WORDS))
    kept, lost = Term("電極", "anode"), Term("は", "equals")
    sentences = [Sentence("電池 は 電極 。", (kept,)), Sentence("電池 は 電極 。", (lost, kept))]
    rendered = model.translate(sentences, JA_EN, "")
    assert rendered[0] == Rendered("battery is anode .")
    assert rendered[1] == Rendered("battery is electrode .", unapplied=(lost, kept))


def test_a_model_with_sentencepiece(models: Models, tmp_path: Path) -> None:
    text = "電池は電極を備える。"
    model = models.install(piece_model(tmp_path / "m", [text]))
    assert model.translate([Sentence(text)], JA_EN, "") == [Rendered(text)]


def test_a_package_of_argos_translate(models: Models, tmp_path: Path) -> None:
    package = tmp_path / "argos"
    piece_model(package, ["電池は電極を備える。"])
    (package / "madoguchi.toml").unlink()
    (package / "model").mkdir()
    for path in package.iterdir():
        if path.is_file() and path.name != "sentencepiece.model":
            path.rename(package / "model" / path.name)
    (package / "metadata.json").write_text(
        '{"from_code": "ja", "to_code": "en", "package_version": "1.1"}'
    )
    model = models.install(package)
    assert (model.name, model.version[:4]) == ("argos-ja-en", "1.1+")
    assert model.translate([Sentence("電極")], JA_EN, "") == [Rendered("電極")]


def test_another_version_takes_the_place_of_the_one_before(models: Models, tmp_path: Path) -> None:
    models.install(word_model(tmp_path / "a", WORDS))
    models.install(word_model(tmp_path / "b", {**WORDS, "電池": "cell"}, version="2.0"))
    (model,) = models.all()
    assert model.version.startswith("2.0+")
    assert model.translate([Sentence("電池")], JA_EN, "") == [Rendered("cell")]


def test_a_model_stays_loaded_while_it_is_there(models: Models, tmp_path: Path) -> None:
    models.install(word_model(tmp_path / "m", WORDS))
    assert models.all()[0] is models.all()[0]


def test_removing(models: Models, tmp_path: Path) -> None:
    models.install(word_model(tmp_path / "m", WORDS))
    models.remove("tiny")
    assert models.all() == []
    for name in ("tiny", "../office", ""):
        with pytest.raises(NotFoundError, match="no model"):
            models.remove(name)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda m: (m / "madoguchi.toml").unlink(), "has no madoguchi.toml"),
        (lambda m: (m / "madoguchi.toml").write_text("="), "see docs/translation.md"),
        (lambda m: describe(m, name="../up"), "cannot be a model's name"),
        (lambda m: describe(m, name="gloss"), "cannot be a model's name"),
        (lambda m: describe(m, source="Japanese!"), "is no language"),
        (lambda m: describe(m, tokenizer="magic"), "Invalid enum value"),
        (lambda m: (m / "link").symlink_to("/etc/passwd"), "is a link"),
    ],
)
def test_what_is_no_model_is_refused(
    models: Models, tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    folder = word_model(tmp_path / "m", WORDS)
    spoil(folder)
    with pytest.raises(RefusedError, match=said):
        models.install(folder)
    assert models.all() == []


@pytest.mark.parametrize("file", ["model.bin", "source_vocabulary.json", "config.json"])
def test_a_model_that_does_not_load_is_not_taken(models: Models, tmp_path: Path, file: str) -> None:
    folder = word_model(tmp_path / "m", WORDS)
    (folder / file).write_bytes(b"garbage")
    with pytest.raises(TranslationError, match="the model tiny failed"):
        models.install(folder)
    assert models.all() == []
    assert not list((tmp_path / "office").rglob("*garbage*"))


def test_a_model_without_its_tokenizer_is_not_taken(models: Models, tmp_path: Path) -> None:
    folder = describe(word_model(tmp_path / "m", WORDS), tokenizer="sentencepiece")
    with pytest.raises(TranslationError, match="the model tiny failed"):
        models.install(folder)


def test_a_damaged_model_is_said_and_the_others_serve(models: Models, tmp_path: Path) -> None:
    models.install(word_model(tmp_path / "a", WORDS))
    models.install(word_model(tmp_path / "b", WORDS, name="other"))
    (tmp_path / "office/translation/models/tiny/madoguchi.toml").unlink()
    assert [model.name for model in models.all()] == ["other"]
    assert "install the model again" in models.troubles[0]


def test_a_sentence_that_is_too_long_is_no_hang(models: Models, tmp_path: Path) -> None:
    model = models.install(word_model(tmp_path / "m", WORDS))
    with pytest.raises(TranslationError, match="takes 500 tokens at once"):
        model.translate([Sentence("電池 " * 600)], JA_EN, "")


def test_without_ctranslate2_it_is_said_what_to_install(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = models.install(word_model(tmp_path / "m", WORDS))
    fresh = Models(tmp_path / "office").all()[0]
    assert fresh is not model
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(TranslationError, match=r"pip install 'madoguchi\[translation\]'"):
        fresh.translate([Sentence("電池")], JA_EN, "")
