"""What sources answered, kept for all processes: told again while it is fresh, and in need."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import zstandard
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Row

from madoguchi import clock
from madoguchi.archive import Database, lock_for_append, parts
from madoguchi.dossier.sources.instants import read, written
from madoguchi.dossier.sources.questions import Question
from madoguchi.dossier.sources.source import Content, Failure, SourceError, Told
from madoguchi.dossier.sources.standing import pause, short
from madoguchi.dossier.sources.tables import source_answer as answers

_TOLD, _NOTHING, _FAILED = "told", "nothing", "failed"
_TOLD_DECODER = msgspec.json.Decoder(Told)
_CONTENT_DECODER = msgspec.msgpack.Decoder(Content)
# What a row takes besides its body.
_ROW = 512
_MOST = 1 << 29
_EVICTED_AT_ONCE = 200


class Kept(NamedTuple):
    """What is kept of a question.

    `at` is when it was told, or told to be nothing, None where it never was; `failure` is of the
    last time it was asked, and it is not asked anew before `again`.
    """

    told: Told
    content: Content | None
    at: dt.datetime | None
    tried: dt.datetime | None
    failure: Failure | None = None
    reason: str = ""
    again: dt.datetime | None = None
    lasting: bool = False

    @property
    def nothing(self) -> bool:
        return self.at is not None and not self.told and self.content is None


class Keeping:
    """Keeps answers up to a number of bytes in all; the oldest go first."""

    def __init__(self, database: Database, most_bytes: int) -> None:
        self._database = database
        self._most = most_bytes

    def of(self, questions: Iterable[Question]) -> dict[str, Kept]:
        """Return what is kept, by `Question.asked`."""
        found = {}
        with self._database.reading() as connection:
            for part in parts([question.asked for question in questions]):
                query = select(answers).where(answers.c.asked.in_(part))
                found.update({row.asked: _read(row) for row in connection.execute(query)})
        return found

    def told(self, question: Question, told: Told | Content | None) -> Kept:
        """Keep an answer, in the place of what was told earlier."""
        now = written(clock.now())
        body = _packed(told)
        values = {
            "status": _TOLD if body else _NOTHING,
            "fetched": now,
            "tried": now,
            "failure": "",
            "reason": "",
            "failures": 0,
            "again": "",
            "size": len(body) + _ROW,
            "body": body,
        }
        with self._database.writing() as connection:
            lock_for_append(connection, answers.name)
            _write(connection, question, values)
            self._evict(connection)
        instant = read(now)
        given = told if isinstance(told, Told) else Told()
        content = told if isinstance(told, Content) else None
        return Kept(given, content, instant, instant)

    def failed(self, question: Question, error: SourceError) -> None:
        """Keep that it failed, beside what was told earlier."""
        now = clock.now()
        with self._database.writing() as connection:
            lock_for_append(connection, answers.name)
            query = select(answers.c.failures).where(answers.c.asked == question.asked)
            failures = (connection.execute(query).scalar() or 0) + 1
            values = {
                "tried": written(now),
                "failure": error.failure,
                "reason": short(str(error)),
                "failures": failures,
                "again": written(now + pause(failures, error.retry_after)),
            }
            _write(connection, question, values)

    def _evict(self, connection: Connection) -> None:
        """Let the oldest go until there is room."""
        while (connection.execute(select(func.sum(answers.c.size))).scalar() or 0) > self._most:
            query = select(answers.c.asked).order_by(answers.c.tried, answers.c.asked)
            oldest: Sequence[str] = (
                connection.execute(query.limit(_EVICTED_AT_ONCE)).scalars().all()
            )
            over = connection.execute(select(func.sum(answers.c.size))).scalar() or 0
            for asked in oldest:
                if over <= self._most:
                    break
                one = answers.c.asked == asked
                over -= connection.execute(select(answers.c.size).where(one)).scalar() or 0
                connection.execute(delete(answers).where(one))


def _write(connection: Connection, question: Question, values: dict[str, object]) -> None:
    one = answers.c.asked == question.asked
    if connection.execute(update(answers).where(one).values(values)).rowcount:
        return
    new = {"status": _FAILED, "fetched": "", "size": _ROW, "body": b""}
    own = {"asked": question.asked, "source": question.source, "verb": question.verb}
    connection.execute(insert(answers), {**new, **own, **values})


def _packed(told: Told | Content | None) -> bytes:
    if told is None or (isinstance(told, Told) and not (told or told.lacking)):
        return b""
    as_json = isinstance(told, Told)
    data = msgspec.json.encode(told) if as_json else msgspec.msgpack.encode(told)
    return zstandard.ZstdCompressor().compress(data)


def _read(row: Row[tuple[object, ...]]) -> Kept:
    told, content = Told(), None
    body = bytes(row.body)
    if body:
        data = zstandard.ZstdDecompressor().decompress(body, max_output_size=_MOST)
        if row.verb == "document":
            content = _CONTENT_DECODER.decode(data)
        else:
            told = _TOLD_DECODER.decode(data)
    return Kept(
        told=told,
        content=content,
        at=read(row.fetched),
        tried=read(row.tried),
        failure=row.failure or None,
        reason=row.reason,
        again=read(row.again),
        lasting=content is not None,
    )
