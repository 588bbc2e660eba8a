"""The room, on both database engines: which engine serves, what is remembered, what is secret."""

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError, RefusedError, TranslationError
from madoguchi.translation import MOST_CHARACTERS, Pair, Translations, Wanted, read_glossary
from madoguchi.translation.tables import translation_memory
from translation.conftest import put_dictionaries
from translation.servers import as_json, libretranslate, serving
from translation.tiny_models import word_model

WORDS = {"電池": "battery", "は": "is", "電極": "electrode", "ZQ0Z": "ZQ0Z", "。": "."}
SECRET = Wanted(secret=True)


def name_engines(home: Path, url: str, more: str = 'pairs = ["ja-en"]\ntimeout = 1.0') -> None:
    text = f'[[engine]]\nname = "there"\nprotocol = "libretranslate"\nurl = "{url}"\n{more}\n'
    (home / "translation" / "engines.toml").write_text(text, "utf-8")


def remembered(archive: Archive) -> int:
    with archive.database.reading() as connection:
        return len(connection.execute(select(translation_memory)).all())


class RoomContract:
    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        archive = Archive(url)
        yield archive
        archive.close()

    @pytest.fixture
    def room(self, archive: Archive, tmp_path: Path) -> Translations:
        put_dictionaries(tmp_path)
        return Translations(archive, tmp_path)

    def test_the_memory_serves_whole_sentences_of_the_same_engine(
        self, room: Translations, archive: Archive, tmp_path: Path
    ) -> None:
        room.models.install(word_model(tmp_path / "m", WORDS))
        with clock.at(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
            first = room.translate("電池 は 電極 。", "ja", "en")
        second = room.translate(["電池 は 電極 。", "電池 。"], "ja", "en")
        assert [one.remembered for one in first.segments] == [False]
        assert [one.remembered for one in second.segments] == [True, False]
        assert second.segments[0].made == "2026-11-01T00:00:00+00:00"
        assert second.text == "battery is electrode .\nbattery ."
        assert remembered(archive) == 2
        assert room.memory.forget(before="2026-11-02") == 1
        assert room.memory.forget("tiny") == 1

    def test_another_version_another_field_and_other_terms_are_remembered_apart(
        self, room: Translations, archive: Archive, tmp_path: Path
    ) -> None:
        room.models.install(word_model(tmp_path / "a", WORDS))
        room.glossaries.put(read_glossary("g", "g.csv", "ja,en\n電極,anode\n".encode()))
        text = "電池 は 電極 。"
        assert room.translate(text, "ja", "en").text == "battery is electrode ."
        with_terms = room.translate(text, "ja", "en", Wanted(glossaries=("g",)))
        assert with_terms.text == "battery is anode ."
        assert [one.target for one in with_terms.segments[0].terms] == ["anode"]
        room.translate(text, "ja", "en", Wanted(domain="energy"))
        assert remembered(archive) == 3
        room.models.install(word_model(tmp_path / "b", {**WORDS, "電池": "cell"}))
        assert room.translate(text, "ja", "en").text == "cell is electrode ."

    def test_what_is_secret_is_not_remembered_and_stays_in_the_house(
        self, room: Translations, archive: Archive, tmp_path: Path
    ) -> None:
        with serving(libretranslate) as (url, calls):
            name_engines(tmp_path, url)
            assert room.translate("炭素。", "ja", "en", SECRET).kind == "gloss"
            room.models.install(word_model(tmp_path / "m", WORDS))
            assert room.translate("電池 。", "ja", "en", SECRET).kind == "machine"
            assert calls == []
        assert remembered(archive) == 0

    def test_a_glossary_that_is_put_again_serves_at_once(self, room: Translations) -> None:
        wanted = Wanted(glossaries=("g",), owner="900000001")
        for target in ("anode", "negative"):
            data = f"ja,en\n負極,{target}\n".encode()
            room.glossaries.put(read_glossary("g", "g.csv", data), "900000001")
            assert room.translate("負極。", "ja", "en", wanted).text == f"{target}."
        with pytest.raises(NotFoundError, match="no glossary 'g'"):
            room.translate("負極。", "ja", "en", Wanted(glossaries=("g",)))


class TestOnSqlite(RoomContract, OnSqlite):
    pass


class TestOnPostgresql(RoomContract, OnPostgresql):
    pass


def test_segments_lie_where_the_text_does_and_say_where_they_come_from(room: Translations) -> None:
    blocks = ["【0012】炭素で被覆された電池。 上り通信。", "", "図１"]
    found = room.translate(blocks, "ja", "en")
    assert all(blocks[s.block][s.start : s.end] == s.source for s in found.segments)
    assert [s.kind for s in found.segments] == ["verbatim", "gloss", "gloss", "gloss"]
    assert found.kind == "gloss"
    assert "Electronic Dictionary Research" in found.makers[0].attribution
    assert found.segments[1].version.startswith("0.1.0+edict-2021-02-03")
    assert not found.segments[1].remembered
    assert msgspec.json.encode(found)


def test_the_memory_holds_no_sentence(room: Translations, archive: Archive, home: Path) -> None:
    with serving(lambda call: as_json({"translatedText": ["x"] * len(call.body["q"])})) as (url, _):
        name_engines(home, url)
        room.translate("電池の秘密。", "ja", "en")
    archive.close()
    data = b"".join(path.read_bytes() for path in home.glob("archive.sqlite*"))
    assert "電池の秘密".encode() not in data


@pytest.mark.parametrize("status", [200, 500])
def test_a_failing_engine_gives_way_to_the_next_and_is_named(
    room: Translations, home: Path, status: int
) -> None:
    with serving(lambda _: (status, b"nonsense")) as (url, _):
        name_engines(home, url)
        found = room.translate("電池。", "ja", "en")
    assert (found.text, found.kind) == ("battery.", "gloss")
    assert "the engine there cannot be used now" in found.troubles[0]
    assert room.engines()[0].trouble.startswith(found.troubles[0])


def test_machines_go_before_glosses_in_the_order_of_the_file(
    room: Translations, home: Path, tmp_path: Path
) -> None:
    room.models.install(word_model(tmp_path / "a", WORDS))
    room.models.install(word_model(tmp_path / "b", WORDS, name="of-energy", domain="energy"))
    with serving(libretranslate) as (url, _):
        name_engines(home, url)
        path = home / "translation" / "engines.toml"
        path.write_text(f'order = ["there"]\n{path.read_text()}')
        assert [state.name for state in room.engines()] == [
            "there",
            "of-energy",
            "tiny",
            "gloss",
            "gloss",
        ]
        assert room.translate("電池", "ja", "en").makers[0].engine == "there"
        energy = room.translate("電池", "ja", "en", Wanted(domain="energy"))
        assert energy.makers[0].engine == "of-energy"
        assert room.translate("电池", "zh", "en").makers[0].engine == "gloss"


def test_what_is_not_done_in_time_is_glossed_and_remembered_for_the_next_time(
    archive: Archive, home: Path, tmp_path: Path
) -> None:
    hasty = Translations(archive, home, patience=-1)
    hasty.models.install(word_model(tmp_path / "m", WORDS))
    found = hasty.translate("電池 。", "ja", "en")
    assert found.kind == "gloss"
    assert "was not done in time" in found.troubles[0]
    assert Translations(archive, home).translate("電池 。", "ja", "en").kind == "machine"


@pytest.mark.parametrize(("source", "target"), [("en", "de"), ("en", "ja"), ("ko", "en")])
def test_where_no_engine_can_it_says_which_pairs_there_are(
    room: Translations, source: str, target: str
) -> None:
    with pytest.raises(
        TranslationError, match=r"Pairs: ja-en, zh-en.*madoguchi translation install"
    ):
        room.translate("text", source, target)
    with pytest.raises(TranslationError, match="Pairs"):
        room.translate("", source, target)


def test_the_same_language_needs_no_engine(room: Translations) -> None:
    found = room.translate("電池。", "ja", "ja")
    assert (found.text, found.kind) == ("電池。", "verbatim")


def test_tags_are_taken_as_languages(room: Translations) -> None:
    assert room.translate("電池", "zh-Hant-TW", "en-US").text == "battery"
    assert room.pairs() == (Pair("ja", "en"), Pair("zh", "en"))
    with pytest.raises(RefusedError, match="is no language"):
        room.translate("電池", "日本語", "en")


def test_a_file_of_engines_that_is_wrong_is_said_and_glosses_serve(
    room: Translations, home: Path
) -> None:
    name_engines(home, "ftp://x")
    found = room.translate("電池", "ja", "en")
    assert found.text == "battery"
    assert "some engines are set up wrongly" in found.troubles[0]
    assert any("http or https" in state.trouble for state in room.engines())


def test_too_much_is_refused(room: Translations) -> None:
    with pytest.raises(RefusedError, match="translate part by part"):
        room.translate("電" * 1_000_000, "ja", "en")
    assert len(room.translate("電" * MOST_CHARACTERS, "ja", "en").segments) > 300


@pytest.mark.parametrize("domain", ["\x00", "\ud800", "x" * 81])
def test_a_field_that_is_no_name_is_refused(room: Translations, domain: str) -> None:
    with pytest.raises(RefusedError, match="a field is named by"):
        room.translate("電池", "ja", "en", Wanted(domain=domain))


def test_many_readers_at_once(room: Translations, tmp_path: Path) -> None:
    room.models.install(word_model(tmp_path / "m", WORDS))
    texts = [f"電池 {'は ' * (number % 5)}。" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        machine = list(pool.map(lambda text: room.translate(text, "ja", "en").text, texts))
        glossed = list(pool.map(lambda text: room.translate(text, "zh", "en").kind, texts))
    assert machine == [f"battery {'is ' * (number % 5)}." for number in range(40)]
    assert set(glossed) == {"gloss"}


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("炭素電池。\x00\ud800\udfff\u202e\u200f【】\n ZQ0Z{}'\"\\"),
        st.characters(exclude_categories=[]),
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def open_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Translations]:
    home = tmp_path_factory.mktemp("office")
    put_dictionaries(home)
    archive = Archive.at(home)
    yield Translations(archive, home)
    archive.close()


@given(st.lists(HOSTILE, max_size=3), st.sampled_from(["ja", "zh"]))
def test_no_text_breaks_it(open_room: Translations, blocks: list[str], lang: str) -> None:
    found = open_room.translate(blocks, lang, "en")
    for one in found.segments:
        assert len(one.source) == one.end - one.start <= len(blocks[one.block])
    assert json.loads(msgspec.json.encode(found))["source_lang"] == lang


def test_expansions_for_searching(room: Translations) -> None:
    assert room.expansions(["電池", "謎"], "ja", "en") == {"電池": ("battery", "cell"), "謎": ()}
    assert "電池" in room.expansions(["battery"], "en", "zh-TW")["battery"]
    with pytest.raises(TranslationError, match="Pairs"):
        room.expansions(["battery"], "en", "de")
