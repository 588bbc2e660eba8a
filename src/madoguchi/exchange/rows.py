"""Rows of the exchange's tables as values."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import Select

from madoguchi.archive import Archive

_Value = TypeVar("_Value", bound=msgspec.Struct)


def mapped(archive: Archive, query: Select[Any]) -> list[dict[str, Any]]:
    """Return rows by the names of their columns."""
    with archive.database.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def values(archive: Archive, query: Select[Any], kind: type[_Value]) -> list[_Value]:
    """Return rows as values whose fields are called as the columns."""
    return [kind(**row) for row in mapped(archive, query)]
