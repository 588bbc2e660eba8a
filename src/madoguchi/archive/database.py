"""Opening the archive's database: SQLite in the data directory, or any SQLAlchemy URL."""

import threading
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, Table, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from madoguchi.errors import MadoguchiError

_REMEDY = (
    "check MADOGUCHI_DATABASE; for PostgreSQL install madoguchi[postgresql] and write "
    "postgresql+psycopg://user@host/name"
)
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Return an engine whose schema is of this version, migrated if it was older."""
    try:
        # Errors go to the log, where what was asked for has no place.
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise MadoguchiError(f"the database {url!r} cannot be used: {error}; {_REMEDY}") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    try:
        _migrate(engine)
    except OperationalError as error:
        raise MadoguchiError(f"the database cannot be opened: {error.orig}; {_REMEDY}") from None
    return engine


class Database:
    """Connections for rooms that keep tables of their own beside the streams."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def reading(self) -> AbstractContextManager[Connection]:
        return self._engine.connect()

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction; what was done is durable when the block has ended without error."""
        return self._writing.begin()


def lock_for_append(connection: Connection, stream: str) -> None:
    """Let one writer at a time number a stream (SQLite: its transaction already does)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {stream} IN EXCLUSIVE MODE"))


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; FULL makes every commit durable."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Take SQLite's write lock at the start of a writing transaction, so none fails midway."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_rows(connection: Connection, table: Table, rows: list[tuple[object, ...]]) -> None:
    """Insert many rows, their values in the order of the columns, as the driver takes them."""
    if rows:
        connection.exec_driver_sql(_insertion(connection.dialect.name, table), rows)


@cache
def _insertion(dialect: str, table: Table) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - own names


class RowReader:
    """Reads rows by one statement, on a connection that each thread keeps.

    The shortest way to a row there is: a statement known to the driver, in no transaction. A `?`
    stands in it for each value.
    """

    def __init__(self, engine: Engine, statement: str) -> None:
        self._engine = engine
        sqlite = engine.dialect.name == "sqlite"
        self._statement = statement if sqlite else statement.replace("?", "%s")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._connections: list[Any] = []

    def __call__(self, *values: object) -> list[tuple[Any, ...]]:
        try:
            rows = self._cursor().execute(self._statement, values).fetchall()
        except self._engine.dialect.loaded_dbapi.OperationalError:
            self._drop()  # the server was started anew meanwhile
            rows = self._cursor().execute(self._statement, values).fetchall()
        return cast("list[tuple[Any, ...]]", rows)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._own = threading.local()

    def _drop(self) -> None:
        """Let go of this thread's connection, so that the next read opens another."""
        cursor = self._own.__dict__.pop("cursor", None)
        if cursor is not None:
            with self._lock:
                self._connections.remove(cursor.connection)
            cursor.connection.close()

    def _cursor(self) -> Any:
        cursor = getattr(self._own, "cursor", None)
        if cursor is None:
            pooled = self._engine.raw_connection()
            connection: Any = pooled.driver_connection
            pooled.detach()
            if self._engine.dialect.name == "postgresql":
                connection.autocommit = True
            with self._lock:
                self._connections.append(connection)
            cursor = self._own.cursor = connection.cursor()
        return cursor


class PointReader:
    """Reads one column of one row by key."""

    def __init__(self, engine: Engine, table: str, key: str, column: str) -> None:
        self._rows = RowReader(engine, f'SELECT "{column}" FROM "{table}" WHERE "{key}" = ?')  # noqa: S608 - own names

    def __call__(self, value: str) -> bytes | None:
        rows = self._rows(value)
        return bytes(rows[0][0]) if rows else None

    def close(self) -> None:
        self._rows.close()
