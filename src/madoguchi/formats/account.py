"""Accounting for the input: what became of each element or field path."""

from collections.abc import Iterable, Mapping

import msgspec


class Account:
    """The field paths met while reading: mapped to the model, ignored by decision, or unknown.

    A path is `format:element/element/@attribute`; inside running text `format:.../p//element`.
    """

    def __init__(self) -> None:
        self.mapped: set[str] = set()
        self.ignored: set[str] = set()
        self.unknown: set[str] = set()
        self._attributes: set[tuple[str, ...]] = set()

    def attributes(
        self, path: str, names: Iterable[str], used: frozenset[str], ignored: Mapping[str, str]
    ) -> None:
        """Account for the attribute names of one element; repeats cost one look-up."""
        key = (path, *names)
        if key in self._attributes:
            return
        self._attributes.add(key)
        for name in names:
            local = name.rpartition("}")[2]
            kind = self.mapped if local in used else self.unknown
            kind = self.ignored if local in ignored else kind
            kind.add(f"{path}/@{local}")

    def add(self, other: "Account") -> None:
        self.mapped |= other.mapped
        self.ignored |= other.ignored
        self.unknown |= other.unknown

    def report(self) -> "FieldReport":
        """Return the sorted lists of a report; a path mapped anywhere is not called ignored."""
        return FieldReport(
            mapped=sorted(self.mapped),
            ignored=sorted(self.ignored - self.mapped),
            unknown=sorted(self.unknown - self.mapped - self.ignored),
        )


class FieldReport(msgspec.Struct, frozen=True):
    """The `fields` part of a load report."""

    mapped: list[str]
    ignored: list[str]
    unknown: list[str]
