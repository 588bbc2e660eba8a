"""Glossaries: read from four forms, refused with the line, the longest term wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.translation import Pair, Translations, read_glossary
from madoguchi.translation.finding_terms import TermFinder

JA_EN = Pair("ja", "en")
TBX = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX"><text><body>
<termEntry><langSet xml:lang="ja"><tig><term>負極</term></tig></langSet>
<langSet xml:lang="en-US"><tig><term>anode</term></tig><tig><term>negative pole</term></tig></langSet>
</termEntry></body></text></martif>"""
TBX_2019 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic"><text><body><conceptEntry>
<langSec xml:lang="ja"><termSec><term>負極</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>anode</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.csv", "source,target,source_lang,target_lang\n負極,anode,ja,en\n"),
        ("a.csv", "\ufeffja,en\r\n# remark,\r\n負極,anode\r\n"),
        ("a.tsv", "source\ttarget\tsource_lang\ttarget_lang\tdomain\n負極\tanode\tja\ten\t\n"),
        ("a.toml", 'source_lang = "ja"\ntarget_lang = "en"\n[terms]\n"負極" = "anode"\n'),
        ("a.tbx", TBX),
        ("a.tbx", TBX_2019),
    ],
)
def test_every_form_is_read(file: str, text: str) -> None:
    glossary = read_glossary("a", file, text.encode())
    assert glossary.terms(JA_EN, "") == {"負極": "anode"}


def test_languages_of_the_columns_can_be_said() -> None:
    glossary = read_glossary("a", "a.csv", "source,target\n負極,anode\n".encode(), JA_EN)
    assert glossary.terms(JA_EN, "") == {"負極": "anode"}


def test_columns_of_languages_serve_both_ways() -> None:
    glossary = read_glossary("a", "a.csv", "ja,en\n負極,anode\n陰極,anode\n".encode())
    assert glossary.terms(Pair("en", "ja"), "") == {"anode": "負極"}


def test_terms_of_the_field_go_before_those_of_all() -> None:
    text = "source,target,source_lang,target_lang,domain\nセル,cell,ja,en,\nセル,battery cell,ja,en,energy\n"
    glossary = read_glossary("a", "a.csv", text.encode())
    assert glossary.terms(JA_EN, "energy") == {"セル": "battery cell"}
    assert glossary.terms(JA_EN, "biology") == {"セル": "cell"}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("a.csv", "ja,en\n負極,anode\n負極,cathode\n", "line 3: '負極' was 'anode' in line 2"),
        (
            "a.csv",
            "source,target,source_lang,target_lang\n,anode,ja,en\n",
            "line 2: a term is empty",
        ),
        ("a.csv", "ja,en\n負極\n", "line 2: 1 columns where the first line has 2"),
        ("a.csv", "ja,en\n負\x00極,anode\n", "line"),
        ("a.csv", f"ja,en\n{'負' * 201},anode\n", "line 2: a term is longer than 200"),
        ("a.csv", "source,target\n負極,anode\n", "line 2: the languages are missing"),
        ("a.csv", "source,target,who\n", "line 1: the columns are"),
        ("a.csv", "Japanisch,Englisch\n負極,anode\n", "is no language"),
        ("a.csv", 'ja,en\n"負極,anode\n', "line 2: unexpected end of data"),
        ("a.csv", "", "line 1 must name the columns"),
        ("a.csv", "ja,en\n", "has no terms"),
        ("a.toml", 'source_lang = "ja"\n', "missing required field"),
        ("a.toml", "=", "a.toml"),
        ("a.tbx", "<tmx/>", "is no TBX"),
        ("a.tbx", "<martif>", "not well-formed"),
        ("a.xlsx", "PK", "is no .csv, .tsv, .toml or .tbx file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(file: str, text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_glossary("a", file, text.encode())


def test_other_encodings_are_refused_with_the_line() -> None:
    with pytest.raises(RefusedError, match="line 2: not UTF-8"):
        read_glossary("a", "a.csv", "ja,en\n負極,anode\n".encode("cp932"))


def test_the_longest_term_wins_and_latin_words_are_whole() -> None:
    finder = TermFinder({"電池": "battery", "二次電池": "secondary battery", "Cell": "Zelle"}, "ja")
    found = finder.find("二次電池と電池")
    assert [term.target for *_, term in found] == ["secondary battery", "battery"]
    english = TermFinder({"cell": "Zelle"}, "en")
    assert [(start, end) for start, end, _ in english.find("Cells, a CELL, cell-like")] == [
        (9, 13),
        (15, 19),
    ]


@given(st.text(), st.dictionaries(st.text(min_size=1, max_size=4), st.text(), max_size=8))
def test_terms_are_found_where_they_stand(text: str, terms: dict[str, str]) -> None:
    at = 0
    for start, end, term in TermFinder(terms, "ja").find(text):
        assert at <= start < end
        assert text[start:end].lower() == term.source.lower()
        at = end


def test_an_owner_sees_the_own_and_the_offices(room: Translations) -> None:
    office = read_glossary("terms", "a.csv", "ja,en\n負極,negative electrode\n".encode())
    own = read_glossary("terms", "a.csv", "ja,en\n負極,anode\n".encode())
    room.glossaries.put(office)
    room.glossaries.put(own, "900000001")
    assert room.glossaries.glossary("terms", "900000001") == own
    assert room.glossaries.glossary("terms", "900000002") == office
    assert [one.owner for one in room.glossaries.all("900000001")] == ["", "900000001"]
    room.glossaries.remove("terms", "900000001")
    with pytest.raises(NotFoundError, match="no glossary 'terms'"):
        room.glossaries.remove("terms", "900000001")
    with pytest.raises(RefusedError, match="a glossary's name"):
        room.glossaries.put(read_glossary("a\nb", "a.csv", b"ja,en\na,b\n"))
