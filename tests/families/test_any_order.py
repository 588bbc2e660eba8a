"""Whatever the order in which publications and cases come, the same families."""

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
from families.made import PCT, Kept, case, document, published, related, secret
from madoguchi.model import CaseId, Publication, Related

PUBLICATIONS, CASES = "publication-families", "case-families"
SORTS = {"extended": 2, "simple": 3, "domestic": 4}
Act = Publication | CaseId | tuple[str, CaseId, tuple[str, ...]]
KEYS = [f"{office}2{n}000001" for office in ("US", "EP") for n in range(3)] + [PCT]
KEYS += [f"JP202{n}000001" for n in range(4)]
FILES = [case("JP", f"202{n}000009") for n in range(3)]


class AnyOrderContract:
    @pytest.fixture
    def kept(self, url: str) -> Iterator[Kept]:
        opened = Kept(url)
        yield opened
        opened.archive.close()

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


class TestSqlite(OnSqlite, AnyOrderContract):
    pass


class TestPostgresql(OnPostgresql, AnyOrderContract):
    pass


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
