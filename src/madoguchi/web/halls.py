"""The halls in which publications are read: the public window, and the examiners' library.

The same handlers and pages serve both. Which one a request is in, is said by the wrapper of its
address alone (`library.inside`); everything else is in the public one.
"""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from madoguchi.archive import Archive
from madoguchi.premises import Premises
from madoguchi.search import Library, Window

LIBRARY = "/office/library"


class Hall(NamedTuple):
    """An archive and the window on it; `base` is what its addresses begin with, "" in public."""

    base: str
    archive: Archive
    window: Window
    stamp: Callable[[], tuple[int, str]]

    @property
    def is_public(self) -> bool:
        return not self.base


def hall(request: Request) -> Hall:
    """The hall that a request is in."""
    inside: Hall | None = getattr(request.state, "hall", None)
    if inside is not None:
        return inside
    premises: Premises = request.app.state.room
    return Hall("", premises.archive, premises.window, premises.stamp)


def enter(request: Request, library: Library) -> None:
    """From here on this request is in the library."""
    request.state.hall = Hall(LIBRARY, library.archive, library.window, library.stamp)
