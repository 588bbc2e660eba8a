"""The model's types as columns of Parquet: nested values stay nested.

Texts that are absent are null, lists that are absent are empty. A pair of texts is a struct of
`name` and `value`.
"""

import datetime as dt
import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa


class Column(NamedTuple):
    """The Arrow type of a type of ours, and how a value is put into it."""

    type: pa.DataType
    put: Callable[[Any], object]


_PAIR = ("name", "value")
_PLAIN: dict[object, Column] = {
    str: Column(pa.string(), lambda text: text or None),
    int: Column(pa.int64(), lambda number: number),
    bool: Column(pa.bool_(), lambda truth: truth),
    dt.date: Column(pa.date32(), lambda day: day),
}


@cache
def schema(kind: type[msgspec.Struct]) -> pa.Schema:
    """The schema of a type: a column for each of its fields."""
    return pa.schema(list(column(kind).type))


@cache
def column(kind: Any) -> Column:
    """Return the column of a type. Raises TypeError for a type that the model does not use."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) is Literal:
        return _PLAIN[str]
    if get_origin(kind) in (types.UnionType, Union):
        return _optional(kind)
    if get_origin(kind) is tuple:
        return _list(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Column(pa.string(), lambda member: member.value)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind)
    raise TypeError(f"no column is known for {kind}")


def _optional(kind: Any) -> Column:
    inner = column(next(one for one in get_args(kind) if one is not types.NoneType))
    return Column(inner.type, lambda value: None if value is None else inner.put(value))


def _list(arguments: tuple[Any, ...]) -> Column:
    if arguments == (str, str):
        pair = pa.struct([pa.field(name, pa.string()) for name in _PAIR])
        return Column(pair, lambda value: dict(zip(_PAIR, value, strict=True)))
    inner = column(arguments[0])
    return Column(pa.list_(inner.type), lambda values: [inner.put(value) for value in values])


def _struct(kind: type[msgspec.Struct]) -> Column:
    hints = get_type_hints(kind)
    columns = {name: column(hints[name]) for name in kind.__struct_fields__}
    type_ = pa.struct([pa.field(name, one.type) for name, one in columns.items()])

    def put(value: object) -> dict[str, object]:
        return {name: one.put(getattr(value, name)) for name, one in columns.items()}

    return Column(type_, put)
