"""The page of bulk data: what is delivered, under which terms, and where mirrors are."""

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.bulk import Offering
from madoguchi.model import FORMS, CollectionIndex, Offered
from madoguchi.web.rendering import page, room

# So many of the latest deliveries are shown; the index has all.
_SHOWN = 5


class _Row(NamedTuple):
    """A delivery and how much there is of it in each form, in MB."""

    offered: Offered
    sizes: list[str]


def deliveries(request: Request) -> Response:
    offering = Offering(room(request).home)
    index = offering.index()
    found = [offering.collection(one.collection) for one in index.collections]
    values = {
        "collections": [(one, _rows(one)) for one in found],
        "forms": FORMS,
        "mirrors": index.mirrors,
        "address": f"{request.url.scheme}://{request.url.netloc}/bulk",
    }
    return page(request, "bulk.html", values)


def _rows(index: CollectionIndex) -> list[_Row]:
    there = [one for one in index.deliveries if not one.withdrawn]
    latest = there[: -_SHOWN - 1 : -1]
    return [_Row(one, [_megabytes(one.bytes.get(form, 0)) for form in FORMS]) for one in latest]


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f}"
