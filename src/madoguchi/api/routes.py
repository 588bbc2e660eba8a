"""From a method and a path to the operation that stands there."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from madoguchi.api.operations import Operation


class _Place(msgspec.Struct):
    """A segment of an address and what can follow it."""

    below: dict[str, "_Place"] = {}
    value: "_Place | None" = None
    rest: "_Place | None" = None
    name: str = ""
    here: dict[str, Operation] = {}


class Found(NamedTuple):
    """The operation at an address, with the values of its path; none where only others are."""

    operation: Operation | None
    values: Mapping[str, str]
    methods: tuple[str, ...]


class Routes:
    """All addresses of some operations, as a tree of segments."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Place()
        for operation in operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        place = self._root
        for segment in operation.path.strip("/").split("/"):
            place = _below(place, segment)
        if operation.method in place.here:
            raise ValueError(f"{operation.method} {operation.path} stands twice")
        place.here[operation.method] = operation

    def find(self, method: str, raw_path: str) -> Found | None:
        """Return what stands at a path as it came over the wire; None where nothing does.

        A segment is decoded after the path is cut, so a value may have a slash in it.
        """
        values: dict[str, str] = {}
        place = self._walk([*raw_path.lstrip("/").split("/")], values)
        if place is None or not place.here:
            return None
        methods = _methods(place.here)
        wanted = "GET" if method == "HEAD" else method
        return Found(place.here.get(wanted), values, methods)

    def _walk(self, segments: list[str], values: dict[str, str]) -> _Place | None:
        place = self._root
        for n, segment in enumerate(segments):
            own = place.below.get(segment)
            if own is not None:
                place = own
            elif place.value is not None and segment:
                place = place.value
                values[place.name] = _decoded(segment)
            elif place.rest is not None:
                values[place.rest.name] = unquote("/".join(segments[n:]), errors="replace")
                return place.rest
            else:
                return None
        return place


def _decoded(segment: str) -> str:
    return unquote(segment, errors="replace") if "%" in segment else segment


def _below(place: _Place, segment: str) -> _Place:
    if not segment.startswith("{"):
        return place.below.setdefault(segment, _Place())
    name = segment.strip("{}*")
    if segment.endswith("*}"):
        place.rest = place.rest or _Place(name=name)
        return place.rest
    place.value = place.value or _Place(name=name)
    if place.value.name != name:
        raise ValueError(f"{{{name}}} is called {{{place.value.name}}} elsewhere")
    return place.value


def _methods(here: Mapping[str, Operation]) -> tuple[str, ...]:
    more = ("HEAD",) if "GET" in here else ()
    return (*sorted((*here, *more)), "OPTIONS")
