"""Families as they are read: by a case, by several, by an identifier; and why."""

from collections.abc import Iterator

import pytest

from engines import OnPostgresql, OnSqlite
from families.made import PCT, Kept, case, published, received, related, secret
from madoguchi.errors import NotFoundError
from madoguchi.families import agreement
from madoguchi.model import CaseId

FIRST, US, EP, ALONE = "JP2020000001", "US17000001", "EP21000001", "KR1020210000001"


def of(key: str) -> CaseId:
    return case("WO" if key.startswith("PCT") else key[:2], key if key[0] == "P" else key[2:])


class ReadingContract:
    @pytest.fixture
    def kept(self, url: str) -> Iterator[Kept]:
        opened = Kept(url)
        opened.receive(
            published(PCT, FIRST, number="2021000001", kind="A1"),
            published(US, FIRST, related=related(pct_filing=PCT), family="1"),
            published(EP, related=related(pct_filing=PCT), family="1"),
            published("EP22000002", related=related(division=EP), family="2"),
            published(ALONE, family="3"),
        )
        yield opened
        opened.archive.close()

    def test_members_claims_and_who_tells_them(self, kept: Kept) -> None:
        family = kept.of(of(US))
        assert [kin.application for kin in family.members] == [EP, "EP22000002", FIRST, PCT, US]
        assert next(kin for kin in family.members if kin.application == FIRST).case == ""
        assert f"WO-patent-{PCT}" in family.cases
        told = {(one.application, one.relation, one.claimed) for one in family.claims}
        assert ("EP22000002", "division", EP) in told
        assert {one.teller for one in family.claims if one.application == EP} == {"p/EP21000001A"}

    def test_every_member_leads_to_the_same_family(self, kept: Kept) -> None:
        family = kept.of(of(US))
        for kin in family.members:
            assert kept.of(of(kin.application)) == family
        assert kept.families.of_any([of(kin.application) for kin in family.members]) == [family]

    def test_several_at_once(self, kept: Kept) -> None:
        found = kept.families.of_any([of(US), of(ALONE), of("JP2099000001")])
        assert sorted(len(one.members) for one in found) == [1, 5]
        assert kept.families.of_any([]) == []

    def test_why(self, kept: Kept) -> None:
        chain = kept.of(of(US)).why(of(US), of("EP22000002"))
        assert [one.relation for one in chain] == ["pct-filing", "pct-filing", "division"]
        assert kept.of(of(US)).why(of(US), of(ALONE)) == []

    def test_together_and_the_priorities_that_decide(self, kept: Kept) -> None:
        family = kept.of(of(US))
        assert family.together("simple", of("EP22000002")) == [EP, "EP22000002", FIRST, PCT, US]
        assert family.together("domestic", of(EP)) == [EP, "EP22000002"]
        assert family.together("simple", of(ALONE)) == []
        assert family.priorities("EP22000002") == [FIRST]

    def test_what_nobody_speaks_of(self, kept: Kept) -> None:
        with pytest.raises(NotFoundError, match="no family is known"):
            kept.of(case("US", "17999999"))

    def test_a_family_of_many(self, kept: Kept) -> None:
        """Larger than what a database takes as the parameters of one query."""
        kept.receive(*(published(f"CN2021{n:08}", FIRST) for n in range(1, 1_201)))
        family = kept.of(of(US))
        assert len(family.members) == 1_205
        assert len(family.claims) == 1_206
        assert kept.families.named(family.id) == family

    def test_agreement_with_the_numbers_told(self, kept: Kept) -> None:
        found = agreement(kept.archive)
        assert (found.applications, found.told, found.ours, found.both) == (4, 1, 3, 1)
        assert (found.split, found.joined) == (0, 1)
        (one,) = found.differences
        assert set(one.told) == {"1", "2"}
        assert one.ours[0] == one.ours[1]
        assert one.priorities == ((FIRST,), (FIRST,))
        assert one.claims
        assert agreement(kept.archive, 0).differences == ()

    def test_agreement_of_what_is_split_here(self, kept: Kept) -> None:
        kept.receive(published("KR1020210000002", family="3"))
        kept.archive.append([received(published("KR1020210000003", kind="B", family="3"), "us", 0)])
        kept.follow()
        (one,) = [one for one in agreement(kept.archive).differences if one.told == ("3", "3")]
        assert one.claims == ()
        assert agreement(kept.archive).split == 1

    def test_agreement_says_nothing_of_what_is_not_public(self, kept: Kept) -> None:
        before = agreement(kept.archive)
        kept.record(secret(case("JP", "2020987654"), FIRST))
        assert agreement(kept.archive) == before


class TestSqlite(OnSqlite, ReadingContract):
    pass


class TestPostgresql(OnPostgresql, ReadingContract):
    pass
