"""The gloss: key words of patent sentences are found, in the order of the source, aligned."""

import multiprocessing
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import TranslationError
from madoguchi.translation.dictionaries import SOURCES
from madoguchi.translation.gloss import Gloss, glosses, own_words
from madoguchi.translation.lexicon import Lexicon
from madoguchi.translation.values import Pair, Sentence, Term
from translation.conftest import put_dictionaries

JA, ZH = Pair("ja", "en"), Pair("zh", "en")


@pytest.fixture
def both(home: Path) -> tuple[Gloss, ...]:
    return glosses(home / "translation" / "dictionaries")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Gloss]:
    """The glosses of the dictionaries that packages have brought."""
    found = glosses(tmp_path_factory.mktemp("dictionaries"))
    return {gloss.pairs()[0].source: gloss for gloss in found}


def read(gloss: Gloss, text: str, *terms: Term) -> str:
    return gloss.translate([Sentence(text, terms)], gloss.pairs()[0], "")[0].text


def test_words_stand_in_the_order_of_the_source(both: tuple[Gloss, ...]) -> None:
    assert read(both[0], "炭素で被覆された粒子") == "carbon by coating be done particle"
    assert read(both[1], "所述电池包括数据包。") == "the battery comprise data packet."
    assert read(both[1], "所述電池") == "the battery"


def test_verbs_are_found_by_their_dictionary_form(both: tuple[Gloss, ...]) -> None:
    assert read(both[0], "炭素を含み、") == "carbon include,"


def test_the_houses_words_go_before_the_dictionary(both: tuple[Gloss, ...]) -> None:
    assert read(both[0], "上り通信用端末") == "uplink communication for terminal"


def test_a_glossary_goes_before_everything(both: tuple[Gloss, ...]) -> None:
    terms = Term("上り", "REVERSE LINK"), Term("炭素で", "carbonwise")
    assert read(both[0], "上りと炭素で被覆", *terms) == "REVERSE LINK and carbonwise coating"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Li2CO3及びLiCoO2", ["Li2CO3", "LiCoO2"]),
        ("温度は３５０℃、ｐＨ７．５", ["３５０℃", "ｐＨ７．５"]),
        ("炭素10aと炭素10b-1", ["10a", "10b-1"]),
        ("α-グルカン50%", ["α", "50%"]),
        ("謎鑫", ["謎鑫"]),
    ],
)
def test_numbers_formulas_signs_and_the_unknown_pass(
    both: tuple[Gloss, ...], text: str, kept: list[str]
) -> None:
    glossed = read(both[0], text).replace("謎 鑫", "謎鑫")
    assert all(piece in glossed for piece in kept)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第１の炭素", "first of carbon"),
        ("第十二の炭素", "No. 12 of carbon"),
        ("特許法第29条第２項", "Patent Act Article 29 paragraph 2"),
        ("第三者", ""),
    ],
)
def test_ordinals_and_provisions(both: tuple[Gloss, ...], text: str, said: str) -> None:
    assert said in read(both[0], text)
    assert "No. 3" not in read(both[0], text)


@given(
    st.text(alphabet=st.sampled_from("炭素電池を含む第一1aβ、。・「」 \n\r\u200f\u0301謎ＡＢ.,"))
)
def test_alignment_pairs_words_with_their_glosses(text: str) -> None:
    gloss = Gloss(Lexicon(SOURCES[0]._replace(names=()), Path("unused")))
    (rendered,) = gloss.translate([Sentence(text)], JA, "")
    before = after = 0
    for start, end, begin, stop in rendered.alignment:
        assert before <= start < end <= len(text)
        assert after <= begin < stop <= len(rendered.text)
        assert not text[before:start].strip() or set(text[before:start]) & set("を のはが\n\r")
        before, after = end, stop


JA_SENTENCES = [
    ("前記負極活物質層は、炭素で被覆されたケイ素粒子と結着剤とを含む。",
     "negative electrode active material layer|carbon|coating|silicon|particle|binder|include"),
    ("上り通信において基地局へ制御信号を送信する送信部を備える端末装置。",
     "uplink|base station|control|signal|transmi|terminal device"),
    ("本願の請求項１に係る発明は、引用文献１に記載された発明に基づいて当業者が容易に想到し得る。",
     "present application|claim|invention|cited document|based on|person skilled in the art|easily"),
    ("特許法第29条第2項の規定により特許を受けることができない。",
     "Patent Act|Article 29|paragraph 2|patent|not"),
    ("加熱温度は２００℃以上３５０℃以下であることが好ましい。",
     "heat|temperature|２００℃|or more|３５０℃|or less|preferable"),
    ("学習済みモデルを用いて画像から歩行者を検知する。", "trained model|using|image|pedestrian|detect"),
    ("図１は、第１の実施形態に係る無線通信システムの構成を示す図である。",
     "FIG|first|embodiment|communication system|configuration|show"),
]  # fmt: skip
ZH_SENTENCES = [
    ("一种锂离子电池，其特征在于，包括设置在所述正极与负极之间的隔膜。",
     "lithium|battery|characterized in that|comprise|positive electrode|negative electrode|separator"),
    ("根据权利要求1所述的方法，其特征在于，所述数据包由基站发送至终端设备。",
     "according to|claim 1|method|data packet|by|base station|send|terminal device"),
    ("权利要求1-3不具备专利法第22条第3款规定的创造性。",
     "claim|1-3|does not possess|Patent Law|Article 22|paragraph 3|inventive step"),
    ("对比文件1公开了一种图像处理装置。", "reference document|disclose|image|processing|device"),
    ("碳包覆的硅颗粒用于制备电极。", "carbon|coat|silicon|particle|for|prepare|electrode"),
]  # fmt: skip


@pytest.mark.xdist_group("dictionaries")  # their lexicons take seconds to make
@pytest.mark.parametrize(("text", "words"), [*JA_SENTENCES, *ZH_SENTENCES])
def test_key_words_of_patent_texts_are_found(
    installed: dict[str, Gloss], text: str, words: str
) -> None:
    gloss = installed["ja" if re.search("[ぁ-ん]", text) else "zh"]
    if gloss.state().trouble:
        pytest.skip(f"the dictionaries are not installed: {gloss.state().trouble}")
    glossed = read(gloss, text)
    assert [word for word in words.split("|") if word not in glossed] == []


@pytest.mark.xdist_group("dictionaries")
@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_nearly_all_words_of_real_publications_are_known(
    installed: dict[str, Gloss], shared_data: Path, lang: str
) -> None:
    gloss = installed[lang]
    if gloss.state().trouble:
        pytest.skip(f"the dictionaries are not installed: {gloss.state().trouble}")
    name = {"ja": "jp_example*.xml", "zh": "cn_*.xml"}[lang]
    files = sorted((shared_data / "patent_fulltext" / "cn_jp_us_gazette_xml").rglob(name))
    if not files:
        pytest.skip(f"no publications {name} in the real office data")
    body = "\n".join(re.sub(r"<[^>]+>", "\n", path.read_text("utf-8"))[:30_000] for path in files)
    lines = [Sentence(line) for line in body.split("\n") if re.search("[\u3040-\u9fff]", line)]
    rendered = gloss.translate(lines, gloss.pairs()[0], "")
    words = [
        (line.text[start:end], one.text[begin:stop])
        for line, one in zip(lines, rendered, strict=True)
        for start, end, begin, stop in one.alignment
    ]
    unknown = [word for word, said in words if word == said and re.search("[\u3040-\u9fff]", word)]
    assert len(words) > 1000
    assert len(unknown) < 0.05 * len(words)


def test_without_a_dictionary_the_houses_words_serve_and_it_is_said(tmp_path: Path) -> None:
    gloss = Gloss(Lexicon(SOURCES[0]._replace(names=("absent",)), tmp_path))
    assert read(gloss, "請求項と謎") == "claim and 謎"
    assert "apt-get install edict" in gloss.state().trouble
    assert gloss.state().attribution == ""


@pytest.mark.parametrize("pair", [JA, ZH])
def test_the_houses_lists_are_whole(pair: Pair) -> None:
    words = own_words(pair)
    assert len(words) > 100
    assert all(word.strip() == word and all(said) for word, said in words.items())


def test_expansions_both_ways(both: tuple[Gloss, ...]) -> None:
    assert both[0].expansions("電池") == ("battery", "cell")
    assert both[0].expansions("謎") == ()
    assert set(both[0].backwards("Battery", 5)) == {"電池", "バッテリー"}
    assert both[1].backwards("data packet", 5) == ("数据包", "數據包")


def test_glosses_are_words_without_remarks(both: tuple[Gloss, ...]) -> None:
    assert both[0].expansions("炭素") == ("carbon",)
    assert both[0].expansions("ため")[0] == "for"
    assert both[1].expansions("张") == ("open up", "spread")


def test_the_lexicon_is_made_once_and_anew_for_another_edition(home: Path) -> None:
    folder = home / "translation" / "dictionaries"
    first = glosses(folder)[1]
    assert read(first, "炭") == "wood charcoal"
    (made,) = folder.glob("zh-en-*.sqlite")
    stamp = made.stat().st_mtime_ns
    assert read(glosses(folder)[1], "炭") == "wood charcoal"
    assert made.stat().st_mtime_ns == stamp
    (folder / "cc-cedict").write_text("炭 炭 [tan4] /char/\n", "utf-8")
    assert read(glosses(folder)[1], "炭") == "char"
    assert [path != made for path in folder.glob("zh-en-*.sqlite")] == [True]


def _gloss_at(folder: str) -> str:
    return read(glosses(Path(folder))[0], "電池")


def test_processes_that_come_at_once_share_one_lexicon(tmp_path: Path) -> None:
    folder = put_dictionaries(tmp_path)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert set(pool.map(_gloss_at, [str(folder)] * 4)) == {"battery"}
    assert len(list(folder.glob("ja-en-*.sqlite"))) == 1
    assert not list(folder.glob("*.new"))


def test_a_damaged_lexicon_is_said(home: Path) -> None:
    folder = home / "translation" / "dictionaries"
    read(glosses(folder)[0], "電池")
    (made,) = folder.glob("ja-en-*.sqlite")
    made.write_bytes(b"no database" * 1000)
    with pytest.raises(TranslationError, match="remove it, it is made anew"):
        read(glosses(folder)[0], "電池")
