"""All that one source told of an application as one history: its answers tell it piece by piece."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from madoguchi.model import Bibliography, FileDocument, History

# What answers add to; of everything else the first that tells it has the word.
_ADDED = frozenset({"publications", "priorities", "related", "classifications", "citations"})


def joined(histories: Sequence[History]) -> History:
    """Join what a source told of one application, in the order in which it did."""
    first = histories[0]
    if len(histories) == 1:
        return first
    return msgspec.structs.replace(
        first,
        bibliography=_bibliography([one.bibliography for one in histories]),
        events=_each(one.events for one in histories),
        documents=_documents(histories),
        status=next((one.status for one in histories if one.status), None),
    )


def _documents(histories: Iterable[History]) -> tuple[FileDocument, ...]:
    found: dict[str, FileDocument] = {}
    for one in histories:
        for document in one.documents:
            found.setdefault(document.number, document)
    return tuple(found.values())


def _bibliography(told: Sequence[Bibliography]) -> Bibliography:
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(Bibliography):
        given = [getattr(one, field.name) for one in told]
        if field.name in _ADDED:
            values[field.name] = _each(given)
        else:
            values[field.name] = next((value for value in given if value), given[0])
    return Bibliography(**values)


def _each(several: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for values in several for value in values))
