"""Bulk data: what is delivered, under which terms; the files themselves lie below /bulk/."""

from typing import Annotated

from msgspec import Meta

from madoguchi.api.bulk import answers
from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Nothing, Struct
from madoguchi.bulk import Offering, mirrors
from madoguchi.errors import NotFoundError
from madoguchi.model import BulkIndex, CollectionIndex, Manifest, Mirror, encode_delivered

TAG = "bulk"
_Collection = Annotated[
    str, Meta(min_length=1, max_length=60, description="Such as jp-patent or jp-patent-cases")
]
_Delivery = Annotated[
    str, Meta(min_length=1, max_length=60, description="2026-W47, back-1234, or latest")
]


class CollectionAsked(Asking, frozen=True):
    """A collection by its name."""

    collection: _Collection


class DeliveryAsked(Asking, frozen=True):
    """A delivery of a collection."""

    collection: _Collection
    delivery: _Delivery


class Mirrors(Struct, frozen=True):
    """The places that keep the same files."""

    mirrors: tuple[Mirror, ...]


def index(call: Call, _asked: Nothing) -> Given:
    return Given(encode_delivered(Offering(call.premises.home).index()))


def collection(call: Call, asked: CollectionAsked) -> Given:
    return Given(encode_delivered(Offering(call.premises.home).collection(asked.collection)))


def manifest(call: Call, asked: DeliveryAsked) -> Given:
    """The bytes are those of the digest that the collection's index gives."""
    offering = Offering(call.premises.home)
    found = offering.collection(asked.collection)
    name = found.latest if asked.delivery == "latest" else asked.delivery
    if not name:
        raise NotFoundError(f"all deliveries of {found.collection} were withdrawn")
    held = offering.shelf.delivery(asked.collection, name)
    answers.admit(call)
    return Given(offering.shelf.manifest(asked.collection, name).read_bytes(), held.sha256)


def mirror_list(call: Call, _asked: Nothing) -> Mirrors:
    return Mirrors(mirrors=mirrors(call.premises.home))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="bulk",
        path="/api/v1/bulk",
        does=index,
        summary="The collections of bulk data",
        ja="一括データの種類",
        detail="The files themselves, and the acceptance of terms, are below /bulk/.",
        tag=TAG,
        gives=BulkIndex,
    ),
    Endpoint(
        name="bulk-mirrors",
        path="/api/v1/bulk/mirrors",
        does=mirror_list,
        summary="Places that keep the same files",
        ja="同じファイルを置くミラー",
        tag=TAG,
        gives=Mirrors,
    ),
    Endpoint(
        name="bulk-collection",
        path="/api/v1/bulk/{collection}",
        does=collection,
        summary="The deliveries of a collection, and its terms",
        ja="配布の一覧と利用条件",
        tag=TAG,
        asks=CollectionAsked,
        gives=CollectionIndex,
    ),
    Endpoint(
        name="bulk-manifest",
        path="/api/v1/bulk/{collection}/{delivery}",
        does=manifest,
        summary="The files of a delivery, with their digests",
        ja="配布のファイルとその要約値",
        tag=TAG,
        asks=DeliveryAsked,
        gives=Manifest,
    ),
)
