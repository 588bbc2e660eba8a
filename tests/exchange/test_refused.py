"""A package that the other side's staff refuse: what it was to do is not forgotten."""

import datetime as dt

import msgspec

from exchange.conftest import Two
from exchange.offices import MONDAY, partner, product, publication
from madoguchi import clock
from madoguchi.exchange import Gate
from madoguchi.model import Publication

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)


def test_a_back_file_deletes_what_a_refused_package_was_to_delete(two: Two) -> None:
    two.a.publish(publication("XA", 1), publication("XA", 2))
    with clock.at(_NOON):
        two.carry()
    gone = publication("XA", 1)
    two.a.publish(
        Publication(
            office="XA", number=gone.number, kind=gone.kind, right=gone.right, withdrawn=True
        )
    )
    strict = product("XA", "in", gate=Gate(least=10))
    two.b.know(two.a, partner("XA", [strict]))
    with clock.at(_NOON + dt.timedelta(weeks=1)):
        two.carry()
        known = two.b.exchange.partners.partner("xa")
        two.b.exchange.arrivals.refuse(known, "xa-patents", 2, "too few")
        two.b.know(two.a, msgspec.structs.replace(known, products=(product("XA", "in"),)))
        two.carry()
        assert len(two.b.held("XA")) == 2
        other = two.a.exchange.partners.partner("xb")
        made = two.a.exchange.dispatch.back(other, other.products[0])
        two.carry()
    assert (made.records, made.deletions) == (1, 1)
    assert list(two.b.held("XA")) == ["XA2026000002A"]
