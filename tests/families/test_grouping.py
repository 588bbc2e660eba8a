"""The three families that follow from claims, and the chain of claims that explains one."""

import os
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.made import PCT
from madoguchi.families import IS, Claim, chain, group
from madoguchi.families.claims import FURTHER, KIN, PARENTS
from madoguchi.families.grouping import Families

FIRST, SECOND, US, EP = "JP2020000001", "JP2020000002", "US17000001", "EP21000001"
DIVISION, GRANDCHILD = "JP2022000003", "JP2023000004"


def claims(*told: str) -> list[Claim]:
    """Claims from lines: `APPLICATION relation CLAIMED`, or `APPLICATION` for one that is held."""
    found = []
    for line in told:
        application, _, rest = line.partition(" ")
        relation, _, claimed = rest.partition(" ")
        found.append(Claim("t", application, claimed or "case", relation or IS))
    return found


def simple(*told: str) -> list[list[str]]:
    return group(claims(*told)).simple


def extended(*told: str) -> list[list[str]]:
    return group(claims(*told)).extended


def domestic(*told: str) -> list[list[str]]:
    return group(claims(*told)).domestic


def test_nothing() -> None:
    assert group([]) == Families([], [], [])


def test_one_alone() -> None:
    assert group(claims(FIRST)) == Families([[FIRST]], [[FIRST]], [[FIRST]])


# -- simple: exactly the same priorities -----------------------------------------------------------


def test_a_first_filing_with_those_that_claim_it_alone() -> None:
    told = (f"{US} priority {FIRST}", f"{EP} priority {FIRST}", FIRST)
    assert simple(*told) == [[EP, FIRST, US]]


def test_another_priority_makes_another_family() -> None:
    told = (f"{US} priority {FIRST}", f"{EP} priority {FIRST}", f"{EP} priority {SECOND}")
    assert simple(*told) == [[EP], [FIRST, US], [SECOND]]
    assert extended(*told) == [[EP, FIRST, SECOND, US]]


def test_who_claims_the_same_two_is_together_and_apart_from_both() -> None:
    both = [f"{one} priority {two}" for one in (US, EP) for two in (FIRST, SECOND)]
    assert simple(*both) == [[EP, US], [FIRST], [SECOND]]


def test_a_priority_that_claims_one_itself_counts_as_what_it_is() -> None:
    assert simple(f"{SECOND} priority {FIRST}", f"{US} priority {SECOND}") == [
        [FIRST, SECOND],
        [US],
    ]


@pytest.mark.parametrize("relation", sorted(PARENTS))
def test_the_parents_priorities_are_inherited(relation: str) -> None:
    assert simple(f"{US} priority {FIRST}", f"{EP} {relation} {US}") == [[EP, FIRST, US]]


@pytest.mark.parametrize("relation", sorted(PARENTS))
def test_what_is_stated_comes_before_what_is_inherited(relation: str) -> None:
    told = (f"{EP} {relation} {US}", f"{EP} priority {SECOND}", f"{US} priority {FIRST}")
    assert simple(*told) == [[EP, SECOND], [FIRST, US]]


@pytest.mark.parametrize("relation", sorted(FURTHER))
def test_what_has_content_of_its_own_is_a_priority_beside_the_parents(relation: str) -> None:
    told = (f"{US} priority {FIRST}", f"{EP} {relation} {US}")
    assert simple(*told) == [[EP], [FIRST, US]]
    assert simple(*told, f"{DIVISION} division {EP}") == [[EP, DIVISION], [FIRST, US]]


def test_itself_among_the_priorities_makes_another_family() -> None:
    told = (f"{US} priority {FIRST}", f"{EP} priority {FIRST}", f"{EP} priority {EP}")
    assert simple(*told) == [[EP], [FIRST, US]]


def test_kin_says_nothing_of_priorities() -> None:
    assert simple(f"{US} {KIN} {FIRST}") == [[FIRST], [US]]
    assert extended(f"{US} {KIN} {FIRST}") == [[FIRST, US]]


def test_a_national_phase_without_a_priority_is_of_the_international_application() -> None:
    told = (f"{US} pct-filing {PCT}", f"{EP} pct-filing {PCT}")
    assert simple(*told) == [[EP, PCT, US]]
    assert simple(*told, f"{PCT} priority {FIRST}") == [[EP, FIRST, PCT, US]]


def test_divisions_of_divisions() -> None:
    told = (
        f"{GRANDCHILD} division {DIVISION}",
        f"{DIVISION} division {SECOND}",
        f"{SECOND} priority {FIRST}",
    )
    assert simple(*told) == [[FIRST, SECOND, DIVISION, GRANDCHILD]]


def test_a_provisional_application_is_a_priority() -> None:
    told = (f"{US} provisional-application US61000001", f"{EP} priority US61000001")
    assert simple(*told) == [[EP, US, "US61000001"]]


def test_very_long_chains_and_circles_of_continuations() -> None:
    told = [f"US{17_000_000 + n} continuation US{17_000_001 + n}" for n in range(3_000)]
    for one in (told, told[::-1], [*told, "US17003000 continuation US17000000"]):
        assert [len(each) for each in simple(*one)] == [3_001]
        assert [len(each) for each in extended(*one)] == [3_001]


# -- circles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", ["division", "continuation", "continuation-in-part"])
def test_those_that_claim_each_other_are_one_family(relation: str) -> None:
    assert simple(f"{FIRST} {relation} {SECOND}", f"{SECOND} {relation} {FIRST}") == [
        [FIRST, SECOND]
    ]


def test_priorities_in_a_circle_count_as_what_they_are() -> None:
    told = (f"{FIRST} priority {SECOND}", f"{SECOND} priority {FIRST}")
    assert simple(*told) == [[FIRST], [SECOND]]


def test_what_hangs_on_a_circle_is_of_its_family() -> None:
    circle = [f"{FIRST} division {SECOND}", f"{SECOND} division {FIRST}"]
    assert simple(*circle, f"{DIVISION} division {FIRST}") == [[FIRST, SECOND, DIVISION]]
    assert simple(*circle, f"{FIRST} division {EP}") == [[EP, FIRST, SECOND]]


def test_claiming_itself_changes_nothing() -> None:
    for relation in ("priority", "division", "continuation-in-part", KIN):
        assert simple(f"{FIRST} {relation} {FIRST}", f"{US} priority {FIRST}") == [[FIRST, US]]


# -- extended and domestic -------------------------------------------------------------------------


def test_publications_that_stand_for_applications_are_no_members() -> None:
    told = (f"{US} pct-publication p/WO2021000001", f"p/WO2021000001 publication {PCT}")
    assert extended(*told) == [[PCT, US]]
    assert simple(*told) == [[PCT, US]]
    assert domestic(*told) == [[PCT], [US]]


def test_two_that_name_a_publication_which_is_not_held_are_linked() -> None:
    told = (f"{US} pct-publication p/WO2021000001", f"{EP} pct-publication p/WO2021000001")
    assert extended(*told) == [[EP, US]]


def test_the_domestic_family_goes_through_no_other_office() -> None:
    told = (
        f"{DIVISION} division {SECOND}",
        f"{SECOND} priority {FIRST}",
        f"{US} priority {FIRST}",
        f"{EP} priority {US}",
        f"US17000009 continuation {US}",
        f"US17000009 {KIN} US17000010",
    )
    assert domestic(*told) == [
        [EP],
        [FIRST, SECOND, DIVISION],
        [US, "US17000009"],
        ["US17000010"],
    ]


# -- properties ------------------------------------------------------------------------------------

KEYS = [f"{office}202{n}000001" for office in ("JP", "US", "EP") for n in range(4)] + ["p/WO1"]
_relations = st.sampled_from(["priority", IS, KIN, "division", "pct-filing", *sorted(FURTHER)])
_keys = st.sampled_from(KEYS)
_claims = st.builds(Claim, st.just("t"), _keys, _keys, _relations)


@given(st.lists(_claims, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_claims_says_nothing(told: list[Claim], chance: random.Random) -> None:
    shuffled = told + told[:3]
    chance.shuffle(shuffled)
    assert group(shuffled) == group(told)


@given(st.lists(_claims, max_size=25))
def test_each_is_a_partition_of_the_same_and_lies_within_the_extended(told: list[Claim]) -> None:
    families = group(told)
    for groups in families:
        members = [key for one in groups for key in one]
        assert len(members) == len(set(members))
        assert set(members) == {key for one in families.extended for key in one}
        for one in groups:
            assert one == sorted(one)
            assert sum(set(one) <= set(whole) for whole in families.extended) == 1


@given(st.lists(_claims, max_size=25))
def test_a_family_by_itself_is_grouped_as_among_all(told: list[Claim]) -> None:
    families = group(told)
    for whole in families.extended:
        alone = group([one for one in told if _about(one) & _reached(told, whole)])
        assert alone.extended == [whole]
        for sort in ("simple", "domestic"):
            among = [one for one in getattr(families, sort) if one[0] in whole]
            assert getattr(alone, sort) == among


def _about(claim: Claim) -> set[str]:
    return {claim.application, claim.claimed} if claim.links else {claim.application}


def _reached(told: list[Claim], keys: list[str]) -> set[str]:
    """A family with the publications that stand for its applications."""
    found: set[str] = set(keys)
    for _ in KEYS:
        for one in told:
            if one.links and _about(one) & found:
                found |= _about(one)
    return found


@given(st.lists(_claims, max_size=20), _keys, _keys)
def test_a_chain_links_all_the_way_or_there_is_none(
    told: list[Claim], first: str, last: str
) -> None:
    links = chain(told, first, last)
    key = first
    for link in links:
        key = ({link.application, link.claimed} - {key} or {key}).pop()
    together = any({first, last} <= _reached(told, [key]) for key in (first,))
    assert key == (last if links else first)
    assert bool(links) == (together and first != last)


def test_the_shortest_chain() -> None:
    told = claims(f"{US} priority {FIRST}", f"{EP} priority {US}", f"{EP} priority {FIRST}", FIRST)
    assert chain(told, FIRST, EP) == [told[2]]
    assert chain(told, US, EP) == [told[1]]
    assert chain(told, US, US) == []
    assert chain(told, US, DIVISION) == []


_CIRCLES = """
from madoguchi.families import Claim, group
keys = [f"US1700000{n}" for n in range(9)]
told = [Claim("t", a, b, "division") for a in keys for b in keys if hash(a) or a < b]
told += [Claim("t", f"EP2100000{n}", keys[n], "continuation") for n in range(9)]
told += [Claim("t", keys[3], "JP2020000001", "priority")]
print(group(sorted(told, key=lambda one: one.application + one.claimed)))
"""


def test_another_process_groups_the_same() -> None:
    """Sets are ordered otherwise in every process; families are not."""
    found = {
        subprocess.run(
            [sys.executable, "-c", _CIRCLES],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
