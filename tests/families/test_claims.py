"""What publications and case files claim of other applications."""

import pytest

from families.made import PCT, case, named, priorities, related
from madoguchi.families import IS, Claim, claims_of, published_as, read_relation
from madoguchi.model import DocumentId, Priority, Publication, Related, Right

OWN = case("JP", "2021000001")
KEY, OTHER = "JP2021000001", "JP2020000002"


def told(*of: Priority, relations: tuple[Related, ...] = ()) -> list[tuple[str, str, str]]:
    one = Publication(office="JP", number="2021000001", priorities=of, related=relations)
    found = claims_of("teller", OWN, one)
    assert found[0] == Claim("teller", KEY, str(OWN), IS)
    assert {claim.teller for claim in found} == {"teller"}
    return [(claim.application, claim.claimed, claim.relation) for claim in found[1:]]


def test_a_priority() -> None:
    assert told(*priorities(OTHER, OTHER)) == [(KEY, OTHER, "priority")]


def test_the_case_is_told_of_even_where_it_claims_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("division", "division"),
        ("parent-division", "division"),
        ("division-2", "division"),
        ("continuation", "continuation"),
        ("continuation-3", "continuation"),
        ("continuation-in-part", "continuation-in-part"),
        ("continuation-in-part-2", "continuation-in-part"),
        ("addition", "addition"),
        ("substitution", "substitution"),
        ("reissue", "reissue"),
        ("utility-model-basis", "utility-model-basis"),
        ("change-of-application", "change-of-application"),
        ("pct-filing", "pct-filing"),
        ("pct-application", "pct-filing"),
        ("provisional-application", "provisional-application"),
        ("family", "family"),
        ("family-division", "family"),
        ("principal-design", "family"),
    ],
)
def test_relations_that_link(relation: str, said: str) -> None:
    one = Related(relation=relation, document=named(OTHER))
    assert told(relations=(one,)) == [(KEY, OTHER, said)]


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("child-application", "continuation"),
        ("child-continuation", "continuation"),
        ("child-division", "division"),
        ("child-division-4", "division"),
        ("child-continuation-in-part", "continuation-in-part"),
        ("child-provisional-application", "provisional-application"),
        ("pct-national-phase", "pct-filing"),
    ],
)
def test_what_the_other_claims_is_turned_round(relation: str, said: str) -> None:
    one = Related(relation=relation, document=named(OTHER))
    assert told(relations=(one,)) == [(OTHER, KEY, said)]


@pytest.mark.parametrize(
    "relation", ["", "cited", "previously-published", "correction", "child-", "-2", "child-cited"]
)
def test_what_is_no_relation_of_a_family_links_nothing(relation: str) -> None:
    assert read_relation(relation) == ""
    assert told(relations=(Related(relation=relation, document=named(OTHER)),)) == []


def test_a_priority_that_is_not_active_gives_a_parent() -> None:
    """DOCDB keeps the international and earlier applications so, beside those that count."""
    pct = Priority(document=named(PCT), active=False)
    earlier = Priority(document=named(OTHER), active=False)
    assert told(pct, earlier) == [(KEY, PCT, "pct-filing"), (KEY, OTHER, "earlier")]


@pytest.mark.parametrize("number", ["", "0", "000000", "none", "2020-000000"])
def test_no_number_links_nothing(number: str) -> None:
    garbage = DocumentId(number=number, office="JP")
    assert told(Priority(document=garbage)) == []
    for relation in ("division", "child-division", "pct-publication", "pct-filing"):
        assert told(relations=(Related(relation=relation, document=garbage),)) == []


@pytest.mark.parametrize("relation", ["division", "child-division"])
def test_an_application_does_not_claim_itself(relation: str) -> None:
    again = DocumentId(number="特願2021-1", office="JP")
    assert told(Priority(document=again)) == []
    assert told(relations=(Related(relation=relation, document=again),)) == []


def test_who_has_itself_among_its_priorities_has_content_of_its_own() -> None:
    """As DOCDB gives continuations in part: US 4378729 claims US 32981581 (its own) and 26151181."""
    assert told(*priorities(KEY, OTHER)) == [(KEY, KEY, "priority"), (KEY, OTHER, "priority")]


def test_a_case_without_a_number_tells_nothing() -> None:
    one = Publication(office="US", number="1", priorities=priorities(OTHER))
    nobody = case("US", "00000000")
    assert claims_of("teller", nobody, one) == []
    assert published_as("teller", nobody, DocumentId(number="2021000001", office="WO")) is None


def test_an_international_publication_stands_for_its_application() -> None:
    number = DocumentId(number="2021/123456", office="WO", kind="A1")
    assert told(relations=(Related(relation="pct-publication", document=number),)) == [
        (KEY, "p/WO2021123456", "pct-publication")
    ]
    pct = case("WO", PCT)
    claim = published_as("teller", pct, DocumentId(number="2021123456", office="WO"))
    assert claim == Claim("teller", "p/WO2021123456", PCT, "publication")
    assert published_as("teller", pct, DocumentId(number="0000", office="WO")) is None


def test_relations_of_one_publication_each_once() -> None:
    several = (*related(division=OTHER, continuation=OTHER), *related(parent_division=OTHER))
    assert told(relations=several) == [(KEY, OTHER, "division"), (KEY, OTHER, "continuation")]


def test_a_design_and_its_principal() -> None:
    own = case("JP", "2021019500", Right.DESIGN)
    principal = Related(relation="principal-design", document=named("JP2021019400"))
    one = Publication(office="JP", number="1700001", right=Right.DESIGN, related=(principal,))
    claims = claims_of("teller", own, one)
    assert [(c.application, c.claimed) for c in claims][1:] == [
        ("d/JP2021019500", "d/JP2021019400")
    ]
