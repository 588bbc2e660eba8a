"""Our own form of a case history: {"madoguchi": "history", ...} with the fields of the model.

For offices that have no published form of their own, and for moving cases between offices that
run this software. It is the one form that can say a case is not laid open.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.trees import parse_json
from madoguchi.model import CaseId, History, encode_history

NAME = "madoguchi-history"
_MARK = {"madoguchi": "history"}


def read(_element: Element, document: Document, account: Account) -> Read:
    found = parse_json(document)
    if found.pop("madoguchi", None) != "history":
        raise RefusedError('"madoguchi" must be "history"', document.position)
    try:
        history = msgspec.convert(found, History)
        CaseId.parse(str(history.case))
    except (msgspec.ValidationError, NotFoundError) as error:
        raise RefusedError(f"not a case history: {error}", document.position) from None
    kept = set(_paths(NAME, _whole(history)))
    for path in _paths(NAME, found):
        (account.mapped if path in kept else account.unknown).add(path)
    return (history,)


def write(history: History) -> bytes:
    """Return the form that `read` reads, on one line."""
    value = msgspec.json.decode(encode_history(history))
    return msgspec.json.encode({**_MARK, **value})


def _whole(value: Any) -> Any:
    """A value of the model as plain ones, fields at their defaults included."""
    if isinstance(value, msgspec.Struct):
        return {name: _whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_whole(item) for item in value]
    return value


def _paths(path: str, value: Any) -> Iterator[str]:
    """The paths of all leaves; lists are passed through."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _paths(f"{path}/{name}", member)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _paths(path, item)
    else:
        yield path


FORMAT = HistoryFormat(name=NAME, read=read, keys=(frozenset({"madoguchi", "case"}),))
