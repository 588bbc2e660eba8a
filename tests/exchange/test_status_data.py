"""Legal status goes out of laid-open cases alone, and arrives on the other register."""

import datetime as dt

import msgspec

from cases.histories import history, report_of
from exchange.conftest import Two
from exchange.offices import MONDAY, manifests, partner, product
from madoguchi import clock
from madoguchi.cases import OfficeCases, PublicCases, case_views, report
from madoguchi.model import CaseId, Right

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
_TOLD = {"contents": ("status",), "form": "history", "authority": "none"}


def case(number: str) -> CaseId:
    return CaseId(office="XA", right=Right.PATENT, number=number)


def test_what_is_laid_open_goes_and_nothing_else(two: Two) -> None:
    two.a.know(two.b, partner("XB", [product("XA", "out", **_TOLD)]))
    two.b.know(two.a, partner("XA", [product("XA", "in", **_TOLD)]))
    open_, hidden = (
        msgspec.structs.replace(history(), case=case(number), laid_open=laid_open)
        for number, laid_open in (("2026000001", True), ("2026000002", False))
    )
    report(two.a.archive, [report_of(open_), report_of(hidden)])
    two.a.archive.views.catch_up(case_views(two.a.archive))
    with clock.at(_NOON):
        two.carry()
    (manifest,) = manifests(two.a, "xb")
    assert manifest.records == 1
    two.b.archive.views.catch_up(case_views(two.b.archive))
    public = PublicCases(two.b.archive)
    assert public.count() == 1
    assert public.case("XA-patent-2026000001").steps
    assert not OfficeCases(two.b.archive).cases(["XA-patent-2026000002"])
    shipment = two.b.exchange.shipments.one("in", "xa", "xa-patents", 1)
    assert (shipment.state, shipment.new, shipment.refused) == ("loaded", 1, 0)
