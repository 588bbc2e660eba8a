"""The list of available data: what this office offers to partners, what it holds for everybody.

It says what there is, never who gets it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from madoguchi.exchange.own import OwnOffice
from madoguchi.exchange.partners import Partner, Product
from madoguchi.model import Struct
from madoguchi.search import Holding


class Offer(Struct, frozen=True):
    """A sort of data: an offer of our own publications, or a collection held for everybody.

    `first_year` and `last_year` are years of publication; `open` is whether everybody may search
    and fetch it here.
    """

    category: Literal["offered", "held"]
    office: str
    product: str
    rights: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    form: str = ""
    contents: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    frequency: str = ""
    records: int | None = None
    open: bool = False


def offers(
    own: OwnOffice, partners: Iterable[Partner], held: Sequence[Holding], today: dt.date
) -> list[Offer]:
    """Return what is offered, then what is held, in the order of offices."""
    holdings = {one.office: one for one in held}
    going = [
        _offer(product, holdings.get(product.office))
        for partner in partners
        if partner.agreement.in_force(today)
        for product in partner.going("out")
        if product.office == own.office
    ]
    once = list(dict.fromkeys(going))
    return [*sorted(once, key=lambda one: (one.product, one.form)), *map(_collection, held)]


def _offer(product: Product, held: Holding | None) -> Offer:
    """A product by what it is: the name that a partner knows it by could tell of the partner."""
    years = (held.first, held.last) if held else (None, None)
    return Offer(
        category="offered",
        office=product.office,
        product=product.collection,
        rights=(product.right.value,),
        kinds=product.kinds,
        form=product.form,
        contents=product.contents,
        first_year=product.first_year or (years[0].year if years[0] else None),
        last_year=product.last_year or (years[1].year if years[1] else None),
        frequency=product.frequency,
        open=held is not None,
    )


def _collection(held: Holding) -> Offer:
    contents = ("abstract", "claims", "description", "drawings")
    return Offer(
        category="held",
        office=held.office,
        product=held.office.lower(),
        rights=tuple(right for right, _ in held.rights),
        kinds=tuple(kind for kind, _ in held.kinds),
        contents=("bibliographic", *(one for one in contents if held.contents.get(one))),
        first_year=held.first.year if held.first else None,
        last_year=held.last.year if held.last else None,
        records=held.count,
        open=True,
    )
