"""How exchanges stand, read in a few queries; ranges of missing numbers; partners as written."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.offices import Office, partner, product
from madoguchi import clock
from madoguchi.errors import ProfileError
from madoguchi.exchange import Exchange, Quarters, pretend, read_partner, write_partner
from madoguchi.exchange.numbers import Told, tell

_NOON = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, "XB")
    yield office
    office.close()


def noted(office: Office, serials: range | tuple[int, ...], *, listed: bool, handed: bool) -> None:
    told = (
        Told(record=f"XA2026{n:06}A", number=f"2026{n:06}", kind="A", date="2026-01-05",
             listed=listed, handed=handed)
        for n in serials
    )  # fmt: skip
    with office.archive.database.writing() as connection:
        tell(connection, ("in", "xa", "xa-patents"), told)


@pytest.mark.parametrize("listed", [True, False])
def test_missing_numbers_are_ranges_of_any_length(office: Office, listed: bool) -> None:
    wanted = product("XA", "in")
    noted(office, (1, 5, 6, 20), listed=listed, handed=True)
    if listed:
        noted(office, (*range(2, 5), *range(7, 20)), listed=True, handed=False)
    found = office.exchange.completeness("in", "xa", wanted)
    assert [str(one) for one in found.missing()] == ["2026000002-000004A", "2026000007-000019A"]
    assert [one.numbers for one in found.missing()] == [3, 13]
    assert [one.inferred for one in found.missing()] == [not listed] * 2
    assert len(found.missing(limit=1)) == 1
    assert len(found.missing("2026-W02", limit=9)) == 2
    assert found.missing("2026-W03") == []


def test_one_kind_of_a_number_that_is_there_twice_breaks_no_range(office: Office) -> None:
    noted(office, (1, 2, 3), listed=True, handed=False)
    again = Told(record="XA2026000002A1", number="2026000002", kind="A1", date="2026-01-05",
                 listed=True, handed=False)  # fmt: skip
    with office.archive.database.writing() as connection:
        tell(connection, ("in", "xa", "xa-patents"), [again])
    found = office.exchange.completeness("in", "xa", product("XA", "in"))
    assert [(one.first, one.last) for one in found.missing()] == [(1, 3)]


def test_the_state_of_one_is_that_among_all(tmp_path: Path) -> None:
    office = Office(tmp_path, "JP")
    with clock.at(_NOON):
        pretend(office.archive, Quarters(tmp_path))
        exchange: Exchange = office.exchange
        every = exchange.status.all()
        assert every == [exchange.status.of(one.partner) for one in every]
        assert [one.exchange for one in every] == ["○", "△", "△", "×"]
        for one in every[:3]:
            for each in one.products:
                found = exchange.completeness(each.direction, one.partner.id, each.product)
                assert each.total == found.total()
                assert exchange.status.weeks(one.partner, each.product) == found.weeks()
    office.close()


@pytest.mark.parametrize(
    ("line", "key"),
    [('[contact]\nemail = "x"', "email"), ('[[products]]\nkind = "A"', "kind"),
     ("[products.gate]\nleats = 1", "leats"), ('[transport]\npasword = "x"', "pasword")],
)  # fmt: skip
def test_a_mistyped_key_does_not_pass_in_silence(line: str, key: str) -> None:
    text = 'id = "xa"\noffice = "XA"\n[names]\nen = "A"\n'
    bare = '[[products]]\nid = "xa-patents"\ndirection = "in"\noffice = "XA"\n'
    given = text + (bare + line.partition("\n")[2] if "[[" in line else bare + line)
    with pytest.raises(ProfileError, match=f"no key '{key}'"):
        read_partner(given)


@pytest.mark.parametrize("name", ["log", "new", "papers", "partners"])
def test_names_of_pages_are_no_names_of_partners(name: str) -> None:
    one = partner("XA", [product("XA", "in")])
    assert read_partner(write_partner(one)) == one
    with pytest.raises(ProfileError, match="name of a page"):
        read_partner(write_partner(partner("XA", [], id=name)))
    with pytest.raises(ProfileError, match="name of a page"):
        read_partner(write_partner(partner("XA", [product("XA", "in", id=name)])))
