"""What is offered: the index of all collections and of each."""

from pathlib import Path

from madoguchi.bulk.shelf import Held, Shelf
from madoguchi.bulk.terms import mirrors, terms_of
from madoguchi.errors import NotFoundError
from madoguchi.model import (
    BulkIndex,
    CollectionIndex,
    CollectionName,
    CollectionSummary,
    Offered,
)


class Offering:
    """Reads what a data directory has to offer."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.shelf = Shelf(home)

    def index(self) -> BulkIndex:
        """Return all collections and mirrors."""
        names = self.shelf.collections()
        return BulkIndex(
            collections=tuple(self._summary(name) for name in names),
            mirrors=mirrors(self._home),
        )

    def collection(self, text: str) -> CollectionIndex:
        """Return the deliveries of a collection. Raises NotFoundError."""
        name = CollectionName.parse(text)
        held = self.shelf.deliveries(text) if name else []
        if name is None or not held:
            raise NotFoundError(f"nothing was delivered of a collection {text[:40]!r}")
        there = [one for one in held if not one.withdrawn]
        return CollectionIndex(
            collection=text,
            office=name.office,
            right=name.right,
            holds="cases" if name.cases else "publications",
            through=max((one.manifest.through for one in there), default=0),
            deliveries=tuple(map(_offered, held)),
            latest=there[-1].manifest.delivery if there else "",
            terms=terms_of(self._home, text),
        )

    def _summary(self, name: CollectionName) -> CollectionSummary:
        index = self.collection(str(name))
        return CollectionSummary(
            collection=index.collection,
            office=index.office,
            right=index.right,
            holds=index.holds,
            through=index.through,
            deliveries=len(index.deliveries),
            latest=index.latest,
            terms=index.terms.id if index.terms else "",
        )


def _offered(held: Held) -> Offered:
    sizes: dict[str, int] = {}
    for file in held.manifest.files:
        sizes[file.form] = sizes.get(file.form, 0) + file.bytes
    return Offered(
        delivery=held.manifest.delivery,
        kind=held.manifest.kind,
        after=held.manifest.after,
        through=held.manifest.through,
        records=held.manifest.records,
        sha256=held.sha256,
        bytes=sizes,
        withdrawn=held.withdrawn,
    )
