"""What one office publishes is held by the other, by hand of a disk."""

import datetime as dt

from exchange.conftest import Two
from exchange.offices import MONDAY, PNG, agreement, manifests, partner, product, publication
from madoguchi import clock
from madoguchi.archive import Attached
from madoguchi.exchange import Quarters
from madoguchi.search import Everything

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)


def test_what_is_published_arrives_whole_and_is_acknowledged(two: Two) -> None:
    sent = [publication("XA", serial) for serial in (1, 2, 3)]
    two.a.publish(*sent, files=[Attached("fig1.png", PNG)])
    with clock.at(_NOON):
        two.carry()
    held = two.b.held("XA")
    assert sorted(held) == [one.id for one in sent]
    for one in sent:
        got = held[one.id]
        assert (got.titles, got.claims, got.date) == (one.titles, one.claims, one.date)
        assert got.descriptions[0].blocks[0].text == one.descriptions[0].blocks[0].text
        assert two.b.archive.attachment(one.id, "fig1.png") == PNG
    (manifest,) = manifests(two.a, "xb")
    assert (manifest.kind, manifest.records, manifest.sequence) == ("front", 3, 1)
    shipment = two.a.exchange.shipments.one("out", "xb", "xa-patents", 1)
    assert (shipment.state, shipment.new, shipment.refused) == ("acknowledged", 3, 0)
    assert two.b.exchange.shipments.one("in", "xa", "xa-patents", 1).state == "loaded"


def test_what_the_agreement_closes_only_examiners_see_until_it_opens_it(two: Two) -> None:
    closed, open_ = agreement(public=False), agreement()
    two.b.know(two.a, partner("XA", [product("XA", "in")], agreement=closed))
    two.a.publish(publication("XA", 1), publication("XA", 2), files=[Attached("fig1.png", PNG)])
    with clock.at(_NOON):
        two.carry()
    assert not two.b.held("XA")
    assert two.b.index.engine.search(Everything()).total == 0
    assert two.b.library.index.engine.search(Everything()).total == 2
    for agreed, public, library in ((open_, 2, 0), (closed, 0, 2), (open_, 2, 0)):
        two.b.know(two.a, partner("XA", [product("XA", "in")], agreement=agreed))
        two.b.exchange.turn()
        assert len(two.b.held("XA")) == public
        assert two.b.index.engine.search(Everything()).total == public
        assert two.b.library.index.engine.search(Everything()).total == library
    assert two.b.archive.attachment("XA2026000001A", "fig1.png") == PNG


def test_the_settings_of_an_office_show_what_can_be_set(two: Two) -> None:
    text = two.a.exchange.quarters.settings.read_text()
    for key in ("office", "names", "mail", "lang", "time_zone", "sftp", "ftps", "passive"):
        assert key in text
    assert two.a.exchange.quarters.office == Quarters(two.a.home).office
