"""Views: what follows a stream by position, each position once, and can be built anew.

A view's tables and its position change in one transaction, so that a crash leaves both or neither.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import select, text, update
from sqlalchemy.engine import Connection, Engine

from madoguchi.archive.tables import view

_BATCH = 2000
_ADDED = text(
    f'INSERT INTO "{view.name}" (name, layout, position) VALUES (:name, :layout, 0) '  # noqa: S608 - own name
    "ON CONFLICT DO NOTHING"
)


class View(Protocol):
    """A view's name and layout (a new layout is built anew), and how it follows its stream."""

    name: str
    layout: int

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        """Take in what comes after a position; return the last position taken in, or `since`."""

    def rebuild(self, connection: Connection) -> int:
        """Drop everything and build it from the stream; return the position it stands at."""


class Views:
    """Brings views abreast of their streams."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def position(self, name: str) -> int:
        """How far a view has followed; 0 where it was never built."""
        with self._engine.connect() as connection:
            return view_position(connection, name)

    def catch_up(
        self, views: Sequence[View], progress: Callable[[str, int], None] = lambda _name, _at: None
    ) -> None:
        """Let each view take in everything that its stream has."""
        for one in views:
            while self._step(one):
                progress(one.name, self.position(one.name))

    def renew(self, views: Sequence[View]) -> None:
        """Build what no program has built yet, or an older one in another layout."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(view.c.name, view.c.layout))
            layouts = {row.name: row.layout for row in rows}
        self.catch_up([one for one in views if layouts.get(one.name) != one.layout])

    def rebuild(self, one: View) -> int:
        """Drop a view and build it anew, in one transaction; return where it stands."""
        with self._writing.begin() as connection:
            self._place(connection, one)
            position = one.rebuild(connection)
            self._advance(connection, one, position)
        return position

    def _step(self, one: View) -> bool:
        """Take in a batch; False where there was nothing more."""
        with self._writing.begin() as connection:
            since, layout = self._place(connection, one)
            if layout == one.layout:
                position = one.follow(connection, since, _BATCH)
            else:
                position, since = one.rebuild(connection), -1
            if position != since:
                self._advance(connection, one, position)
        return position != since

    def _place(self, connection: Connection, one: View) -> tuple[int, int]:
        """Where a view stands, its row locked until the transaction ends."""
        query = select(view.c.position, view.c.layout).where(view.c.name == one.name)
        row = connection.execute(query.with_for_update()).first()
        if row is None:
            # Another may be about to add it too; whoever comes second waits for this row alone.
            connection.execute(_ADDED, {"name": one.name, "layout": one.layout})
            row = connection.execute(query.with_for_update()).one()
        return row.position, row.layout

    def _advance(self, connection: Connection, one: View, position: int) -> None:
        where = view.c.name == one.name
        values = {"position": position, "layout": one.layout}
        connection.execute(update(view).where(where).values(values))


def view_position(connection: Connection, name: str) -> int:
    """How far a view has followed, within a transaction; 0 where it was never built."""
    query = select(view.c.position).where(view.c.name == name)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found or 0
