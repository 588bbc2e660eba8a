"""Families kept by the views: whatever the order, the same; names that last; nothing not public."""

import datetime as dt
from collections.abc import Iterator

import pytest

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
from madoguchi.model import Publication, Related

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

    def test_names_are_given_at_an_instant(self, kept: Kept) -> None:
        with clock.at(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
            kept.receive(published(US, FIRST))
        assert {row[3] for row in kept.rows("family_name")} == {"2026-11-22T12:00:00+00:00"}

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


class TestSqlite(OnSqlite, KeepingContract):
    pass


class TestPostgresql(OnPostgresql, KeepingContract):
    pass
