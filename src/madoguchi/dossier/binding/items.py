"""What is bound: documents with the way to their content, nothing of which is loaded before."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from madoguchi import clock
from madoguchi.dossier.sources.source import Content
from madoguchi.errors import MadoguchiError
from madoguchi.model import CaseId, FileDocument


class Item(NamedTuple):
    """A document of a file and the way to its content.

    `load` returns None where nobody has the content, and raises a MadoguchiError where a source
    does not answer. `name` is the document's name in the reader's language, `source` who tells of
    it ("" this office), `fetched` when its content was given, if that was before now.
    """

    document: FileDocument
    case: CaseId
    group: str
    load: Callable[[], Content | None]
    name: str = ""
    source: str = ""
    fetched: dt.datetime | None = None

    @property
    def title(self) -> str:
        told = self.name or self.document.name or self.document.code
        return " ".join(told.split()) or self.document.number


class Loaded(NamedTuple):
    """An item with its content, or the reason why there is none."""

    item: Item
    content: Content | None
    reason: str
    fetched: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.data).hexdigest() if self.content else ""


def loaded(item: Item) -> Loaded:
    """Load an item's content; what goes wrong is its reason, since the others must still come."""
    try:
        content = item.load()
    except MadoguchiError as error:
        return Loaded(item, None, str(error), "")
    if content is None:
        return Loaded(item, None, "no source has the content of this document", "")
    instant = item.fetched.isoformat(timespec="seconds") if item.fetched else clock.stamp()
    return Loaded(item, content, "", instant)


def ordered(items: Iterable[Item]) -> list[Item]:
    """Put items by case and then group, both in the order in which they first appear."""
    cases: dict[CaseId, dict[str, list[Item]]] = {}
    for item in items:
        cases.setdefault(item.case, {}).setdefault(item.group, []).append(item)
    return list(_flat(cases))


def _flat(cases: dict[CaseId, dict[str, list[Item]]]) -> Iterator[Item]:
    for groups in cases.values():
        for ones in groups.values():
            yield from ones
