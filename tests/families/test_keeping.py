"""Families kept by the views: whatever the order, the same; names that last; nothing not public."""

import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines import OnPostgresql, OnSqlite
from families.made import (
    PCT,
    TABLES,
    Kept,
    case,
    document,
    priorities,
    published,
    received,
    related,
    secret,
)
from madoguchi import clock
from madoguchi.errors import NotFoundError
from madoguchi.model import CaseId, Publication, Related

FIRST, SECOND, US, EP = "JP2020000001", "JP2020000002", "US17000001", "EP21000001"
DIVISION = "JP2022000003"
PUBLICATIONS, CASES = "publication-families", "case-families"
SECRET = case("JP", "2020987654")
SECRET_KEY = "JP2020987654"
SORTS = {"extended": 2, "simple": 3, "domestic": 4}


def told_of(kept: Kept, number: str) -> list[tuple[str, ...]]:
    every = [row for rows in kept.all_rows().values() for row in rows]
    return [row for row in every if number in "|".join(map(str, row))]


class KeepingContract:
    """What holds on every database."""

    @pytest.fixture
    def kept(self, url: str) -> Iterator[Kept]:
        opened = Kept(url)
        yield opened
        opened.archive.close()

    # -- following ---------------------------------------------------------------------------------

    def test_nothing_is_held(self, kept: Kept) -> None:
        kept.follow()
        assert kept.all_rows() == {table: [] for table in TABLES}

    def test_a_publication_that_comes_later_finds_its_family(self, kept: Kept) -> None:
        kept.receive(published(EP, FIRST), published(US, FIRST))
        assert kept.groups("extended") == [[EP, FIRST, US]]
        kept.receive(published(FIRST))
        assert kept.groups("extended") == [[EP, FIRST, US]]
        family = kept.of(case("JP", "2020000001"))
        assert family.cases == ["EP-patent-21000001", "JP-patent-2020000001", "US-patent-17000001"]

    def test_a_correction_takes_a_link_away(self, kept: Kept) -> None:
        kept.receive(published(EP, FIRST), published(US, FIRST, SECOND))
        assert kept.groups("extended") == [[EP, FIRST, SECOND, US]]
        kept.receive(published(US, SECOND))
        assert kept.groups("extended") == [[EP, FIRST], [SECOND, US]]
        kept.receive(published(US))
        assert kept.groups("simple") == [[EP, FIRST], [US]]
        assert "JP2020000002" not in dict.fromkeys(row[0] for row in kept.rows("family_member"))

    def test_of_two_sources_the_first_that_has_a_field_gives_it(self, kept: Kept) -> None:
        kept.archive.append([received(published(US, SECOND), "docdb", 2)])
        kept.archive.append([received(published(US), "us-xml", 0)])
        kept.follow()
        assert kept.groups("extended") == [[SECOND, US]]
        kept.archive.append([received(published(US, FIRST), "us-xml", 0)])
        kept.follow()
        assert kept.groups("extended") == [[FIRST, US]]

    def test_a_publication_that_stands_for_an_application_joins_what_came_before(
        self, kept: Kept
    ) -> None:
        national = related(pct_filing=PCT)
        number = document("2021/123456", "WO")
        by_publication = (Related(relation="pct-publication", document=number),)
        kept.receive(published(EP, related=national), published(DIVISION, related=by_publication))
        assert kept.groups("extended") == [[EP, PCT], [DIVISION]]
        kept.receive(published(PCT, FIRST, number="2021123456", kind="A1"))
        assert kept.groups("extended") == [[EP, FIRST, DIVISION, PCT]]
        assert kept.groups("simple") == [[EP, FIRST, DIVISION, PCT]]
        # Neither side speaks of the publication that links them: they stay together.
        kept.receive(published("JP2023000004", related=related(division=DIVISION)))
        kept.receive(published("EP23000004", related=related(division=EP)))
        whole = [[EP, "EP23000004", FIRST, DIVISION, "JP2023000004", PCT]]
        assert kept.groups("extended") == whole
        before = kept.all_rows()
        kept.rebuild(PUBLICATIONS)
        assert kept.all_rows() == before

    def test_malformed_numbers_join_nobody(self, kept: Kept) -> None:
        number = document("00/000,000", "US")
        kept.receive(
            published(FIRST, priorities=priorities("US00000000")),
            published(SECOND, priorities=priorities("US00000000", "JP000000", "XX0")),
            Publication(office="US", number="1000001", kind="A", application=number),
            Publication(office="US", number="1000002", kind="A", application=number),
        )
        assert kept.groups("extended") == [[FIRST], [SECOND]]

    def test_following_again_writes_nothing(self, kept: Kept) -> None:
        kept.receive(published(EP, FIRST), published(US, FIRST))
        before = kept.all_rows()
        kept.receive(published(EP, FIRST))
        kept.follow()
        assert kept.all_rows() == before

    # -- names -------------------------------------------------------------------------------------

    def test_a_family_is_named_after_one_that_is_held(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        family = kept.of(case("US", "17000001"))
        assert family.id == f"E-{US}"
        assert {(kin.simple, kin.domestic) for kin in family.members} == {
            (f"S-{US}", "D-JP2020000001"),
            (f"S-{US}", f"D-{US}"),
        }

    def test_merging_keeps_the_eldest_name_and_the_other_leads_there(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        kept.receive(published(EP, SECOND))
        kept.receive(published(DIVISION, FIRST, SECOND))
        family = kept.of(case("EP", "21000001"))
        assert family.id == f"E-{US}"
        for id_ in (f"E-{US}", f"E-{EP}", f"S-{EP}", f"D-{EP}"):
            assert kept.families.named(id_) == family
        assert [(one.id, one.happened, one.other) for one in family.past] == [
            (f"E-{US}", "given", ""),
            (f"E-{EP}", "given", ""),
            (f"E-{EP}", "merged", f"E-{US}"),
        ]

    def test_parting_gives_the_name_back(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        kept.receive(published(EP, SECOND))
        kept.receive(published(DIVISION, FIRST, SECOND))
        kept.receive(published(DIVISION, FIRST))
        assert kept.of(case("EP", "21000001")).id == f"E-{EP}"
        assert [one[:3] for one in kept.events("extended")] == [
            ("extended", EP, "merged"),
            ("extended", EP, "parted"),
        ]
        past = kept.of(case("EP", "21000001")).past
        assert [(one.happened, one.other) for one in past] == [
            ("given", ""),
            ("merged", f"E-{US}"),
            ("parted", f"E-{US}"),
        ]
        kept.receive(published(DIVISION, FIRST, SECOND, kind="B"))
        assert kept.of(case("EP", "21000001")).id == f"E-{US}"

    def test_a_part_without_the_founder_gets_a_name_of_its_own(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST), published(EP, FIRST))
        name = kept.of(case("US", "17000001")).id
        kept.receive(published(US), published(EP, FIRST))
        ids = {kept.of(case("US", "17000001")).id, kept.of(case("EP", "21000001")).id}
        assert len(ids) == 2
        assert name in ids

    def test_what_was_never_a_family(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        for id_ in ("", "E-", "E-US1", f"X-{US}", US, f"E-{FIRST}", "E-" + "9" * 99):
            with pytest.raises(NotFoundError, match="no identifier of a family"):
                kept.families.named(id_)

    def test_names_and_their_past_outlive_a_rebuild(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        kept.receive(published(EP, SECOND))
        kept.receive(published(DIVISION, FIRST, SECOND))
        kept.receive(published(DIVISION, SECOND))
        before = kept.all_rows()
        for names in ((PUBLICATIONS,), (CASES,), (PUBLICATIONS, CASES), (CASES, PUBLICATIONS)):
            kept.rebuild(*names)
            assert kept.all_rows() == before

    # -- what is not public ------------------------------------------------------------------------

    def test_a_case_that_is_not_laid_open_is_in_no_table(self, kept: Kept) -> None:
        kept.receive(published(US, FIRST))
        kept.record(secret(SECRET, FIRST, relations=related(division=SECOND)))
        assert told_of(kept, "987654") == told_of(kept, "2020000002") == []
        kept.rebuild(PUBLICATIONS, CASES)
        assert told_of(kept, "987654") == told_of(kept, "2020000002") == []
        with pytest.raises(NotFoundError):
            kept.of(SECRET)

    def test_a_case_closed_again_leaves_nothing(self, kept: Kept) -> None:
        """Though it was the one that a family was named after, and another merged into it."""
        kept.record(secret(SECRET, FIRST, SECOND))
        kept.lay_open(SECRET)
        kept.receive(published(US, FIRST))
        kept.receive(published(EP, PCT))
        kept.receive(published(DIVISION, SECOND, PCT))
        assert kept.of(case("US", "17000001")).id == f"E-{SECRET_KEY}"
        assert told_of(kept, "987654")
        kept.close_again(SECRET)
        assert told_of(kept, "987654") == []
        assert kept.groups("extended") == [[EP, SECOND, DIVISION, PCT], [FIRST, US]]
        messages = set()
        for id_ in (f"E-{SECRET_KEY}", "E-JP2020987655"):
            with pytest.raises(NotFoundError) as error:
                kept.families.named(id_)
            messages.add(str(error.value).replace(id_, ""))
        assert len(messages) == 1
        kept.rebuild(PUBLICATIONS, CASES)
        assert told_of(kept, "987654") == []

    def test_a_closed_case_that_a_publication_names_stays_as_claimed(self, kept: Kept) -> None:
        kept.record(secret(SECRET, FIRST))
        kept.receive(published(US, SECRET_KEY))
        claimed = [(SECRET_KEY, ""), (US, "US-patent-17000001")]
        assert [row[:2] for row in kept.rows("family_member")] == claimed
        kept.lay_open(SECRET)
        assert kept.groups("extended") == [[FIRST, SECRET_KEY, US]]
        kept.close_again(SECRET)
        assert [row[:2] for row in kept.rows("family_member")] == claimed

    def test_a_case_tells_of_its_family_while_it_is_open(self, kept: Kept) -> None:
        """Not of what was divided from it, which may not be laid open itself."""
        relations = related(continuation=SECOND, child_division=DIVISION)
        kept.record(secret(SECRET, FIRST, relations=relations))
        kept.lay_open(SECRET)
        assert kept.groups("extended") == [[FIRST, SECOND, SECRET_KEY]]
        assert kept.groups("simple") == [[FIRST, SECRET_KEY], [SECOND]]

    # -- any order ---------------------------------------------------------------------------------

    @pytest.mark.parametrize("seed", range(4))
    def test_whatever_the_order_and_however_gathered(self, kept: Kept, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - no secret
        acts = _acts(chance)
        for at, act in enumerate(acts):
            _do(kept, act, follow=chance.random() < (at + 1) / len(acts))
        kept.follow()
        _is_sound(kept)
        before = kept.all_rows()
        for names in ((PUBLICATIONS,), (CASES,), (CASES, PUBLICATIONS)):
            kept.rebuild(*names)
            assert kept.all_rows() == before

    def test_two_processes_follow_at_once(self, kept: Kept, url: str) -> None:
        chance = random.Random(7)  # noqa: S311 - no secret
        kept.receive(*(_publication(chance) for _ in range(200)), follow=False)
        for one in FILES:
            kept.record(secret(one, *_some(chance), laid_open=True), follow=False)
        # Neither finds a row of where the views stand: both are about to add it.
        several = [
            subprocess.Popen([sys.executable, "-c", _FOLLOW, url], stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        errors = [process.communicate(timeout=60)[1].decode() for process in several]
        assert [process.returncode for process in several] == [0, 0], errors
        _is_sound(kept)
        before = kept.all_rows()
        kept.follow()
        kept.rebuild(CASES, PUBLICATIONS)
        assert kept.all_rows() == before


_FOLLOW = """
import sys
from madoguchi.archive import Archive
from madoguchi.families import family_views
archive = Archive(sys.argv[1])
archive.views.catch_up(family_views(archive))
"""


class TestSqlite(OnSqlite, KeepingContract):
    pass


class TestPostgresql(OnPostgresql, KeepingContract):
    pass


# -- histories of an office at random --------------------------------------------------------------

Act = Publication | CaseId | tuple[str, CaseId, tuple[str, ...]]
KEYS = [f"{office}2{n}000001" for office in ("US", "EP") for n in range(3)] + [PCT]
KEYS += [f"JP202{n}000001" for n in range(4)]
FILES = [case("JP", f"202{n}000009") for n in range(3)]


def _acts(chance: random.Random) -> list[Act]:
    """Publications with corrections, cases told, laid open and closed again."""
    acts: list[Act] = [("file", one, _some(chance)) for one in FILES]
    for _ in range(25):
        if chance.random() < 0.3:
            acts.append(chance.choice(FILES))
        else:
            acts.append(_publication(chance))
    return acts


def _publication(chance: random.Random) -> Publication:
    relation = chance.choice(["division", "child_division", "continuation_in_part", "family"])
    other = related(**{relation: chance.choice(KEYS)}) if chance.random() < 0.5 else ()
    if chance.random() < 0.3:
        number = document(f"2021/00000{chance.randrange(1, 3)}", "WO")
        other = (*other, Related(relation="pct-publication", document=number))
    own = chance.choice([*KEYS, FILES[0].office + FILES[0].number])
    number_ = {"number": "2021000001"} if own == PCT else {}
    return published(own, *_some(chance), related=other, kind=chance.choice("AB"), **number_)


def _some(chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.sample(KEYS, chance.choice([0, 0, 1, 1, 2])))


def _do(kept: Kept, act: Act, *, follow: bool) -> None:
    if isinstance(act, Publication):
        kept.receive(act, follow=follow)
    elif isinstance(act, tuple):
        kept.record(secret(act[1], *act[2]), follow=follow)
    else:
        kept.follow()
        is_open = any(row[0] == f"c/{act}" for row in kept.rows("family_claim"))
        turn = kept.close_again if is_open else kept.lay_open
        turn(act)


def _is_sound(kept: Kept) -> None:
    """The tables are what a fresh office with the same streams has, but for the names."""
    members = {row[0]: row for row in kept.rows("family_member")}
    spoken = {row[1] for row in kept.rows("family_claim")}
    spoken |= {row[2] for row in kept.rows("family_claim") if row[3] != "is"}
    assert members.keys() == {key for key in spoken if not key.startswith("p/")}
    given = {row[1:3] for row in kept.rows("family_name")}
    for row in members.values():
        for (sort, place), name in zip(SORTS.items(), row[2:], strict=True):
            assert (sort, name) in given
            assert members[name][place] == name
    names = {founder for _, founder in given}
    others = {row[place] for row in kept.rows("family_event") for place in (2, 4)}
    assert names | others <= members.keys()


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """A database with nothing in it, to be copied: making one takes longer than a test."""
    folder = Path(tempfile.mkdtemp())
    kept = Kept(f"sqlite:///{folder / 'empty.sqlite'}")
    kept.follow()
    kept.archive.close()
    yield folder / "empty.sqlite"
    shutil.rmtree(folder)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_any_two_orders_give_the_same_families(empty: Path, chance: random.Random) -> None:
    """Versions of one publication stay in their order, all else comes in any and in any batches."""
    acts = [_publication(chance) for _ in range(14)]
    found = []
    for order in (acts, _mixed(chance, acts)):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(empty, Path(folder) / "a.sqlite")
            kept = Kept(f"sqlite:///{folder}/a.sqlite")
            rest = list(order)
            while rest:
                size = chance.randrange(1, 6)
                kept.receive(*rest[:size])
                rest = rest[size:]
            _is_sound(kept)
            found.append([kept.rows("family_claim"), *map(kept.groups, SORTS)])
            before = kept.all_rows()
            kept.rebuild(CASES, PUBLICATIONS)
            assert kept.all_rows() == before
            kept.archive.close()
    assert found[0] == found[1]


def _mixed(chance: random.Random, acts: list[Publication]) -> list[Publication]:
    waiting: dict[str, list[Publication]] = {}
    for one in acts:
        waiting.setdefault(one.id, []).append(one)
    order = [one.id for one in acts]
    chance.shuffle(order)
    # The same bytes again are no later version.
    return [waiting[id_].pop(0) for id_ in order]


def test_names_are_given_at_an_instant(empty: Path, tmp_path: Path) -> None:
    shutil.copy(empty, tmp_path / "a.sqlite")
    kept = Kept(f"sqlite:///{tmp_path}/a.sqlite")
    with clock.at(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
        kept.receive(published(US, FIRST))
    assert {row[3] for row in kept.rows("family_name")} == {"2026-11-22T12:00:00+00:00"}
    kept.archive.close()
