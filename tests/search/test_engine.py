"""The search engine's contract: one class, run against each engine."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.errors import MadoguchiError, QueryError
from madoguchi.model import (
    Block,
    Body,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Name,
    Party,
    Priority,
    Publication,
    Scheme,
    Text,
)
from madoguchi.search import Everything, parse
from madoguchi.search.engine import Engine, Reached, Sort
from madoguchi.search.publications import indexed
from madoguchi.search.tantivy_engine import TantivyEngine
from madoguchi.search.window import narrowed, read_cursor, write_cursor


def body(text: str, lang: str) -> Body:
    return Body(blocks=(Block(text=text),), lang=lang)


def party(name: str) -> Party:
    return Party(names=(Name(name=name),))


def publication(serial: int, title: str, **more: object) -> Publication:
    fields: dict[str, object] = {
        "office": "JP",
        "number": f"2020{serial:06d}",
        "kind": "A",
        "date": date(2020, 1, 1 + serial % 28),
        "titles": (Text(text=title, lang="ja"),),
    }
    return Publication(**{**fields, **more})  # type: ignore[arg-type]


BATTERY = publication(
    1,
    "リチウムイオン電池の電極",
    abstracts=(body("負極活物質層を備えるコンピューター制御の電池、及びＡ型電極。", "ja"),),
    claims=(ClaimSet(claims=(Claim(number=1, text="正極と負極とを備える電池。"),), lang="ja"),),
    applicants=(party("株式会社ディスコ"),),
    inventors=(party("原田  成規"),),
    application=DocumentId(number="2019165329", office="JP", date=date(2019, 9, 11)),
    priorities=(Priority(document=DocumentId(number="62/359,703", office="US")),),
    classifications=(
        Classification(scheme=Scheme.IPC, symbol="H01M10/0525", first=True),
        Classification(scheme=Scheme.FI, symbol="H01M10/0525", facet="ZAB"),
        Classification(scheme=Scheme.F_TERM, symbol="5H029AJ03"),
    ),
)
LAMP = publication(
    2,
    "Wi-Fi lamp with lithium ion battery",
    office="US",
    number="10123456",
    kind="B2",
    date=date(2018, 11, 13),
    titles=(Text(text="Wi-Fi lamp with lithium ion battery", lang="en"),),
    descriptions=(body("An e-mail is sent. The lamp of claim 1 glows.", "en"),),
    applicants=(party("Bright Lamp Co., Ltd."),),
    classifications=(Classification(scheme=Scheme.CPC, symbol="F21V23/04"),),
)
KOREAN = publication(
    3,
    "이차 전지",
    office="KR",
    number="1020160063019",
    titles=(Text(text="이차 전지의 제조 방법", lang="ko"),),
)
ALL = (BATTERY, LAMP, KOREAN)


class EngineContract:
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], Engine]:
        raise NotImplementedError

    @pytest.fixture
    def engine(self, make: Callable[[], Engine]) -> Engine:
        made = make()
        made.write([indexed(item) for item in ALL], Reached(3))
        return made

    def found(self, engine: Engine, expression: str, sort: Sort = "number") -> list[str]:
        page = engine.search(parse(expression), sort=sort, limit=50)
        assert page.total == len(page.cards)
        return [card.id for card in page.cards]

    def test_before_anything_is_written(self, make: Callable[[], Engine]) -> None:
        empty = make()
        assert empty.reached().publications == 0
        assert empty.search(Everything()).total == 0
        assert empty.facets(Everything(), ("office",), 5) == {"office": []}

    @pytest.mark.parametrize(
        "expression",
        [
            "電池", "池", "ウムイ", "電池、及", "及びA型", "コンピュータ", "ｺﾝﾋﾟｭｰﾀｰ", "電池*負極", "電池 -鉛",
            "電極/TI", '"負極活物質層"/AB', "正極/CL", "ディスコ/AP", "(株)ディスコ/AP", "原田成規/IN", "原田 成規/IN",
            "H01M/IP", "H01M10/IP", "H01M10/0525/IP", "H01M/FI", "ZAB/FI", "5H029/FT", "5H029AJ/FT", "5H029AJ03/FT",
            "特願2019-165329/AN", "2019165329/AN", "JP2020000001A/PN", "特開2020-000001/PN", "62/359,703/PR",
            "20200102/PD", "2020:2020/PD*JP/CC", "2019/AD", "JP/CC*A/KD", "[電池+lamp]*JP/CC",
        ],
    )  # fmt: skip
    def test_what_finds_the_battery(self, engine: Engine, expression: str) -> None:
        assert self.found(engine, expression) == [BATTERY.id]

    @pytest.mark.parametrize(
        "expression",
        ["wi-fi", "wifi", "WiFi", "lithium-ion", '"lithium ion"', "email", "e-mail", "lamp glows", "batt?", "bright lamp/AP",
         "F21V/CP", "10,123,456/PN", "US10123456/PN", "2018/PD", "lamp -負極"],
    )  # fmt: skip
    def test_what_finds_the_lamp(self, engine: Engine, expression: str) -> None:
        assert self.found(engine, expression) == [LAMP.id]

    @pytest.mark.parametrize("expression", ["전지", "이차전지", "차 전", "제조방법/TI"])
    def test_what_finds_the_korean_one(self, engine: Engine, expression: str) -> None:
        assert self.found(engine, expression) == [KOREAN.id]

    @pytest.mark.parametrize(
        "expression",
        ["鉛", "lam", "電極/CL", '"battery ion"', "H01L/IP", "2021/PD", "ディスコ/IN", "極電"],
    )
    def test_what_finds_nothing(self, engine: Engine, expression: str) -> None:
        assert self.found(engine, expression) == []

    def test_orders(self, engine: Engine) -> None:
        newest = self.found(engine, "", "newest")
        assert newest[-1] == LAMP.id
        assert self.found(engine, "", "oldest") == newest[::-1]
        assert self.found(engine, "", "number") == sorted(newest)

    def test_putting_in_again_replaces(self, engine: Engine) -> None:
        changed = publication(1, "別の名称")
        engine.write([indexed(changed)], Reached(4))
        assert self.found(engine, "リチウム") == []
        assert self.found(engine, "別の名称") == [BATTERY.id]
        assert engine.reached().publications == 4

    def test_facets_count_exactly_and_narrow(self, engine: Engine) -> None:
        counted = engine.facets(Everything(), ("office", "year", "ipc", "applicant", "kind"), 10)
        assert dict(counted["office"]) == {"JP": 1, "US": 1, "KR": 1}
        assert dict(counted["year"]) == {"2020": 2, "2018": 1}
        assert dict(counted["ipc"]) == {"H01M": 1, "F21V": 1}
        for name, values in counted.items():
            for value, count in values:
                narrow = narrowed(Everything(), {name: value})
                assert engine.search(narrow).total == count

    def test_every_row_is_reached_page_by_page(self, make: Callable[[], Engine]) -> None:
        engine = make()
        engine.write([indexed(publication(n, "電池")) for n in range(1, 58)], Reached(57))
        seen: list[str] = []
        while page := engine.search(parse("電池"), offset=len(seen), limit=10).cards:
            seen += [card.id for card in page]
        assert len(seen) == len(set(seen)) == 57

    def test_a_second_searcher_sees_what_was_written(
        self, engine: Engine, make: Callable[[], Engine]
    ) -> None:
        other = make()
        assert other.search(parse("電池")).total == 1
        engine.write([indexed(publication(9, "新しい電池"))], Reached(4))
        assert other.search(parse("電池")).total == 2
        assert other.reached().publications == 4

    def test_substrings_of_random_texts(self, make: Callable[[], Engine]) -> None:
        chance = random.Random(7)  # noqa: S311 - a fixed sequence for a test
        alphabet = "電池負極正の、。リチウムー国國Ａ1 전지"
        texts = ["".join(chance.choices(alphabet, k=30)) for _ in range(40)]
        engine = make()
        engine.write([indexed(publication(n, text)) for n, text in enumerate(texts)], Reached(40))
        for text in texts:
            start = chance.randrange(20)
            piece = text[start : start + chance.randint(2, 8)].strip("Ａ1 、。")
            if len(piece) < 2 or not any(c in "電池負極正のリチウム国國전지" for c in piece):
                continue
            try:
                query = parse(f'"{piece}"')
            except QueryError:
                continue
            expected = {n for n, other in enumerate(texts) if piece in other}
            got = {int(card.number[4:]) for card in engine.search(query, limit=50).cards}
            assert expected <= got, piece

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        expression=st.text(
            alphabet=st.sampled_from('電池ab1[]*+-/"? TIPNFC.:()\\^$|{}~ー、'), max_size=30
        )
    )
    def test_no_expression_breaks_the_engine(self, engine: Engine, expression: str) -> None:
        try:
            query = parse(expression)
        except QueryError:
            return
        page = engine.search(query, limit=5)
        assert page.total >= len(page.cards)


class TestTantivy(EngineContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], Engine]:
        return lambda: TantivyEngine(tmp_path / "index")

    def test_only_one_process_writes(self, tmp_path: Path) -> None:
        engine = TantivyEngine(tmp_path / "index")
        engine.write([indexed(BATTERY)], Reached(1))
        with engine.writing(), pytest.raises(MadoguchiError, match="another process"):
            TantivyEngine(tmp_path / "index").write([], Reached(2))

    def test_a_first_load_is_searchable_as_it_grows(self, tmp_path: Path) -> None:
        with TantivyEngine(tmp_path / "index").writing() as add:
            add(indexed(BATTERY))
            add.commit(Reached(1))
            other = TantivyEngine(tmp_path / "index")
            assert (other.search(Everything()).total, other.reached().publications) == (1, 1)

    def test_a_rebuild_beside_a_load_is_refused(self, tmp_path: Path) -> None:
        rebuild = TantivyEngine(tmp_path / "index").writing(fresh=True)
        engine = TantivyEngine(tmp_path / "index")
        with engine.writing(), pytest.raises(MadoguchiError, match="another process"), rebuild:
            pass

    def test_a_failed_write_changes_nothing(self, tmp_path: Path) -> None:
        engine = TantivyEngine(tmp_path / "index")
        engine.write([indexed(BATTERY)], Reached(1))

        def broken() -> Iterator[None]:
            with engine.writing() as add:
                add(indexed(LAMP))
                raise OSError
            yield

        with pytest.raises(OSError):  # noqa: PT011 - the very one raised above
            next(broken())
        assert engine.search(Everything()).total == 1

    def test_a_rebuilt_index_takes_the_old_ones_place_in_one_step(self, tmp_path: Path) -> None:
        engine = TantivyEngine(tmp_path / "index")
        engine.write([indexed(BATTERY)], Reached(1))
        with engine.writing(fresh=True) as add:
            add(indexed(LAMP))
            add.commit(Reached(2))
            assert [card.id for card in engine.search(Everything()).cards] == [BATTERY.id]
        assert [card.id for card in engine.search(Everything()).cards] == [LAMP.id]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "number"])
def test_cursors_are_read_back(sort: Sort) -> None:
    assert read_cursor(write_cursor(sort, 12_345)) == (sort, 12_345)


@pytest.mark.parametrize("cursor", ["!", "abc", "電", "bm9uc2Vuc2U", write_cursor("newest", -1)])
def test_other_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(QueryError):
        read_cursor(cursor)
