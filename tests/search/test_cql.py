import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import QueryError
from madoguchi.model import (
    Block,
    Body,
    Classification,
    DocumentId,
    Name,
    Party,
    Priority,
    Publication,
    Scheme,
    Text,
)
from madoguchi.search import And, Days, Keys, Or, Query, parse_cql
from madoguchi.search.cql_terms import INDEXES
from madoguchi.search.engine import Reached
from madoguchi.search.fields import FIELDS
from madoguchi.search.publications import indexed
from madoguchi.search.query import But, Masked, Symbol, Words
from madoguchi.search.tantivy_engine import TantivyEngine

TI, AB, AP, IN, CL = (FIELDS[code] for code in ("TI", "AB", "AP", "IN", "CL"))
PD, PN, CC, CP, IP = (FIELDS[code] for code in ("PD", "PN", "CC", "CP", "IP"))


def ti(text: str, **more: bool) -> Words:
    return Words(text, TI, **more)


def days(first: str, last: str) -> Days:
    begin, end = (dt.date.fromisoformat(day) if day else None for day in (first, last))
    return Days(begin, end, PD)


@pytest.mark.parametrize(
    ("expression", "query"),
    [
        ("ti=plastic", ti("plastic")),
        ("ti = plastic", ti("plastic")),
        ("TITLE=plastic", ti("plastic")),
        ("ti==plastic", ti("plastic")),
        ('ti="green bricks"', ti("green bricks", phrase=True)),
        ('ti adj "green bricks"', ti("green bricks", phrase=True)),
        ('ti all "green bricks"', And((ti("green"), ti("bricks")))),
        ('ti any "green, bricks"', Or((ti("green"), ti("bricks")))),
        ("ti=brick*", ti("brick", truncated=True)),
        ('ti="green brick*"', ti("green brick", phrase=True, truncated=True)),
        ("ti=colo?r", Masked("colo?r", TI)),
        ("ti=wom#n*", Masked("wom#n*", TI)),
        ("ta=lamp", Or((ti("lamp"), Words("lamp", AB)))),
        ("ia=kosman", Or((Words("kosman", IN), Words("kosman", AP)))),
        ("lamp", Or((ti("lamp"), Words("lamp", AB), Words("lamp", IN), Words("lamp", AP)))),
        ("ti=a1 and ti=b1 or ti=c1", Or((And((ti("a1"), ti("b1"))), ti("c1")))),
        ("ti=a1 or ti=b1 and ti=c1", And((Or((ti("a1"), ti("b1"))), ti("c1")))),
        ("ti=a1 or (ti=b1 and ti=c1)", Or((ti("a1"), And((ti("b1"), ti("c1")))))),
        ("ti=a1 not ti=b1", But(ti("a1"), ti("b1"))),
        ("ti=a1 AND ti=b1", And((ti("a1"), ti("b1")))),
        ("ti=a1 ti=b1", And((ti("a1"), ti("b1")))),
        ("ti=(a1 or b1)", Or((ti("a1"), ti("b1")))),
        ('ti="and"', ti("and")),
        (r'ti="say \"so\""', ti('say "so"', phrase=True)),
        ("ti=（a1）", ti("a1")),
        ("ti＝“a1”", ti("a1")),
        ("pn=EP", Keys(("EP",), CC)),
        ("pd=2005", days("2005-01-01", "2005-12-31")),
        ("pd=200502", days("2005-02-01", "2005-02-28")),
        ("pd=20050214", days("2005-02-14", "2005-02-14")),
        ("pd=2005-02-14", days("2005-02-14", "2005-02-14")),
        ("pd=14/02/2005", days("2005-02-14", "2005-02-14")),
        ('pd="20050214 20060101"', days("2005-02-14", "2006-01-01")),
        ('pd within "2005,2006"', days("2005-01-01", "2006-12-31")),
        ("pd=2005:2006", days("2005-01-01", "2006-12-31")),
        ("pd>2005", days("2006-01-01", "")),
        ("pd>=2005", days("2005-01-01", "")),
        ("pd<2005", days("", "2004-12-31")),
        ("pd<=2005", days("", "2005-12-31")),
        ("pd>=2005 pd<=2006", And((days("2005-01-01", ""), days("", "2006-12-31")))),
        ('pd any "2005 2007"', Or((days("2005-01-01", "2005-12-31"), days("2007-01-01", "2007-12-31")))),
        ("cpc=H01L21/301", Symbol("H01L21/301", CP)),
        ('ipc="H01L 21/30"', Symbol("H01L21/30", IP)),
        ("cpc=/low H01L21", Symbol("H01L21", CP)),
        ("cpc=H01L21/low", Symbol("H01L21", CP)),
        ("ic=A01B*", Symbol("A01B", IP)),
        ("cl=H01L", Or((Symbol("H01L", IP), Symbol("H01L", CP)))),
        ("cl=frame", Words("frame", CL)),
        ("desc=frame", Words("frame", FIELDS["DE"])),
        ("ti=電池", ti("電池")),
        ("ti=電*", ti("電", truncated=True)),
    ],
)  # fmt: skip
def test_what_is_read(expression: str, query: Query) -> None:
    assert parse_cql(expression) == query


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("", "term-expected", 0),
        ("   ", "term-expected", 3),
        ("ti=", "term-expected", 3),
        ("ti=lamp and", "term-expected", 11),
        ("and ti=lamp", "term-expected", 0),
        ("ti=lamp and or ti=b", "term-expected", 12),
        ("=lamp", "term-expected", 0),
        ('ti="lamp', "unclosed-quotation", 3),
        ("(ti=lamp", "unclosed-bracket", 0),
        ("ti=lamp)", "unopened-bracket", 7),
        ("famn=12", "unknown-field", 0),
        ("ct=EP1000000", "unknown-field", 0),
        ("ti<>lamp", "unknown-relation", 2),
        ("cpc=/exact H01L", "unknown-modifier", 4),
        ("ti<lamp", "relation-for-dates", 3),
        ('ti within "a b"', "relation-for-dates", 10),
        ("ti=a1 prox/distance<3 ti=b1", "no-proximity", 6),
        ("ti=a1 and/unit=word ti=b1", "unknown-field", 6),
        ('ti="..."', "nothing-to-search", 3),
        ('ti all ""', "term-expected", 7),
        ("ti=a*", "mask-too-short", 3),
        ("ti=?amp", "mask-too-short", 3),
        ('ti="gre#n bricks"', "mask-in-phrase", 3),
        ("ti=電#池", "mask-in-phrase", 3),
        ("pn=US*", "mask-in-number", 3),
        ("pn=-", "term-expected", 3),
        ("cpc=lamp", "not-a-symbol", 4),
        ("pd=lamp", "date-expected", 3),
        ("pd=20051399", "date-expected", 3),
        ('pd="1 2 3"', "date-expected", 3),
        ('pd within "2006 2005"', "range-reversed", 10),
        ("pd>9999", "date-expected", 3),
        ('kind=""', "term-expected", 5),
        ("(" * 41 + "a1", "too-deep", 40),
        ("a1 " * 1001, "too-many-terms", 3000),
        ("a" * 10_001, "too-long", 10_000),
    ],
)
def test_mistakes_are_told_with_their_place(expression: str, code: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_cql(expression)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    ("expression", "key"),
    [
        ("pn=EP1000000", "EP1000000"),
        ("pn=EP1000000A1", "EP1000000A1"),
        ("pn=ATE232441T", "ATE232441T"),
        ("ap=EP19990203729", "EP99203729"),
        ("pr=NL19981010536", "NL1010536"),
        ("ap=JP20190165329", "JP2019165329"),
    ],
)
def test_numbers_are_looked_for_under_their_keys(expression: str, key: str) -> None:
    query = parse_cql(expression)
    assert isinstance(query, Keys)
    assert key in query.keys


def test_num_is_any_number() -> None:
    query = parse_cql("num=EP1000000")
    assert isinstance(query, Or)
    assert [part.field.code for part in query.parts if isinstance(part, Keys)] == ["PN", "AN", "PR"]
    assert parse_cql("EP1000000") == query


BRICKS = Publication(
    office="EP",
    number="1000000",
    kind="A1",
    date=dt.date(2000, 5, 17),
    titles=(Text(text="Colour of green bricks", lang="en"),),
    abstracts=(Body(lang="en", blocks=(Block(text="Women carry a mould."),)),),
    applicants=(Party(names=(Name(name="De Boer Nijmegen B.V."),)),),
    application=DocumentId(number="99203729", office="EP", date=dt.date(1999, 11, 8)),
    priorities=(Priority(document=DocumentId(number="1010536", office="NL")),),
    classifications=(Classification(scheme=Scheme.CPC, symbol="B28B7/0064"),),
)
LAMP = Publication(
    office="US", number="6093011", kind="A", titles=(Text(text="Color lamp", lang="en"),)
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TantivyEngine:
    engine = TantivyEngine(tmp_path_factory.mktemp("index"))
    engine.write([indexed(BRICKS), indexed(LAMP)], Reached(2))
    return engine


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("ti=colo?r", {"EP", "US"}),
        ("ti=colo#r", {"EP"}),
        ("ti=co*r", {"EP", "US"}),
        ("ab=wom#n", {"EP"}),
        ("ab=wom#", set()),
        ("ti=Colo?r", {"EP", "US"}),
        ("pa=boe#", {"EP"}),
        ('pa="boer nijmegen"', {"EP"}),
        ("ti=brick* not ti=lamp", {"EP"}),
        ("cpc=B28B", {"EP"}),
        ("cpc=B28B7/00", {"EP"}),
        ("pn=US or pn=EP", {"EP", "US"}),
        ("ap=EP19990203729", {"EP"}),
        ("pr=NL19981010536", {"EP"}),
        ("num=EP1000000", {"EP"}),
        ("pd=2000", {"EP"}),
        ("nijmegen", {"EP"}),
    ],
)
def test_what_is_found(engine: TantivyEngine, expression: str, found: set[str]) -> None:
    page = engine.search(parse_cql(expression))
    assert {card.office for card in page.cards} == found


_PIECES = st.sampled_from(
    [*INDEXES, "=", "==", "<", ">=", "all", "any", "within", "and", "or", "not", "prox/", "/low",
     "(", ")", '"', '"a b"', "lamp", "la#p", "lam*", "電池", "2005", '"2005 2006"', "H01L21/301",
     "EP1000000", "\\", "＂", "\x00", "."]
)  # fmt: skip


def mistake(expression: str) -> int:
    """Where an expression is wrong; 0 where it is not."""
    try:
        parse_cql(expression)
    except QueryError as error:
        return error.position
    return 0


@given(st.lists(_PIECES, max_size=12), st.sampled_from(["", " "]))
def test_any_expression_is_read_or_refused(pieces: list[str], between: str) -> None:
    expression = between.join(pieces)
    assert 0 <= mistake(expression) <= len(expression)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 0 <= mistake(text) <= len(text)


def test_no_expression_breaks_the_engine(engine: TantivyEngine, tmp_path: Path) -> None:
    assert tmp_path.exists()
    for expression in ("ti=aa.*", "ti=aa[*", "ti=aa\\*", "ti=aa*?#", 'ti="aa +*"', "ab=aa(b)*"):
        try:
            query = parse_cql(expression)
        except QueryError:
            continue
        assert engine.search(query).total >= 0


@pytest.mark.parametrize("word", ["and", "or", "not"])
def test_a_long_row_of_conditions_is_not_deep(word: str, tmp_path: Path) -> None:
    query = parse_cql(f" {word} ".join(["ti=a"] * 1000))
    engine = TantivyEngine(tmp_path / "index")
    with engine.writing() as writing:
        writing.commit(Reached())
    assert engine.search(query).total == 0


def test_a_row_of_exclusions_says_what_each_by_itself_would() -> None:
    found = parse_cql("ti=a not ti=b not ti=c and ti=d")
    assert found == But(And((ti("a"), ti("d"))), Or((ti("b"), ti("c"))))


def test_conditions_one_inside_the_other_are_refused_where_no_engine_could_follow() -> None:
    with pytest.raises(QueryError, match="too-deep"):
        parse_cql("ti=a" + " or ti=b and ti=c" * 300)
