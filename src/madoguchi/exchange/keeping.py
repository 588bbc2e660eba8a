"""Keeping partners: every version, the steps towards an exchange, the documents of each step."""

import hashlib
from collections.abc import Sequence

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import delete, func, insert, select, update

from madoguchi import clock
from madoguchi.archive import Archive, lock_for_append
from madoguchi.errors import ConflictError, NotFoundError, RefusedError
from madoguchi.exchange.partners import Partner, checked
from madoguchi.exchange.tables import guest, paper, partner, step
from madoguchi.model import Struct

# The four steps in the order in which offices take them.
STEPS = ("contact", "conditions", "policy", "start")
LARGEST_PAPER = 32_000_000
_DECODER = msgspec.json.Decoder(Partner)


class Version(Struct, frozen=True):
    """A version of what was written of a partner."""

    partner: Partner
    version: int
    at: str
    by: str


class Step(Struct, frozen=True):
    """A step towards an exchange; `done` is the day (YYYY-MM-DD) or ""."""

    step: str
    done: str = ""
    note: str = ""
    at: str = ""
    by: str = ""
    papers: tuple["Paper", ...] = ()


class Paper(Struct, frozen=True):
    """A document of a step: a letter, the agreement signed."""

    ordinal: int
    step: str
    name: str
    media: str
    sha256: str
    at: str
    by: str


class Partners:
    """Reads and writes what is known of partners."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def all(self) -> list[Partner]:
        """Every partner as it stands, by identity."""
        return [one.partner for one in self._current().values()]

    def partner(self, id_: str) -> Partner:
        """Return a partner. Raises NotFoundError."""
        return self.version(id_).partner

    def version(self, id_: str) -> Version:
        found = self._current(id_).get(id_)
        if found is None:
            raise NotFoundError(f"there is no partner {id_[:40]!r}")
        return found

    def versions(self, id_: str) -> list[Version]:
        """Every version of a partner, newest first."""
        query = select(partner).where(partner.c.partner == id_).order_by(partner.c.version.desc())
        return [_version(*row) for row in self._archive.rows(query)]

    def put(self, new: Partner, by: str, expected: int | None = None) -> int:
        """Write a partner and return the version. Raises ProfileError, ConflictError."""
        new = checked(new)
        with self._archive.database.writing() as connection:
            lock_for_append(connection, partner.name)
            query = select(func.max(partner.c.version)).where(partner.c.partner == new.id)
            last = int(connection.execute(query).scalar() or 0)
            if expected is not None and expected != last:
                raise ConflictError(f"partner {new.id}", expected, last)
            row = (new.id, last + 1, msgspec.json.encode(new), clock.stamp(), by)
            connection.execute(insert(partner).values(row))
        return last + 1

    def _current(self, id_: str = "") -> dict[str, Version]:
        latest = select(partner.c.partner, func.max(partner.c.version).label("version"))
        if id_:
            latest = latest.where(partner.c.partner == id_)
        last = latest.group_by(partner.c.partner).subquery()
        query = select(partner).join(
            last,
            (partner.c.partner == last.c.partner) & (partner.c.version == last.c.version),
        )
        rows = self._archive.rows(query.order_by(partner.c.partner))
        return {row[0]: _version(*row) for row in rows}

    # -- the way in ----------------------------------------------------------------------------

    def set_password(self, id_: str, password: str, by: str) -> None:
        """Keep the password with which a partner enters our server; "" lets none in by password."""
        self.partner(id_)
        hashed = PasswordHasher().hash(password) if password else ""
        with self._archive.database.writing() as connection:
            connection.execute(delete(guest).where(guest.c.partner == id_))
            connection.execute(insert(guest).values((id_, hashed, clock.stamp(), by)))

    def password(self, id_: str) -> str:
        """The password's hash, "" for none."""
        rows = self._archive.rows(select(guest.c.password).where(guest.c.partner == id_))
        return str(rows[0][0]) if rows else ""

    # -- steps ---------------------------------------------------------------------------------

    def steps(self, id_: str) -> list[Step]:
        """The four steps of a partner with their documents."""
        rows = self._archive.rows(select(step).where(step.c.partner == id_))
        known = {row[1]: row for row in rows}
        papers = self._papers(id_)
        return [_step(name, known.get(name), papers) for name in STEPS]

    def take_step(self, id_: str, name: str, done: str, note: str, by: str) -> None:
        """Write that a step was done on a day, or that it is not yet."""
        self.partner(id_)
        _check_step(name)
        row = {"partner": id_, "step": name, "done": done, "note": note[:2000],
               "at": clock.stamp(), "by": by}  # fmt: skip
        mine = (step.c.partner == id_) & (step.c.step == name)
        with self._archive.database.writing() as connection:
            if not connection.execute(update(step).where(mine).values(row)).rowcount:
                connection.execute(insert(step).values(row))

    def add_paper(self, id_: str, name: str, file: tuple[str, str, bytes], by: str) -> int:
        """Keep a document (file name, media type, bytes) with a step; return its ordinal."""
        self.partner(id_)
        _check_step(name)
        title, media, data = file
        if not data or len(data) > LARGEST_PAPER:
            raise RefusedError(f"a document has 1 to {LARGEST_PAPER:,} bytes, this {len(data):,}")
        with self._archive.database.writing() as connection:
            lock_for_append(connection, paper.name)
            last = connection.execute(select(func.max(paper.c.ordinal))).scalar() or 0
            row = {
                "ordinal": int(last) + 1, "partner": id_, "step": name, "name": title[:200],
                "media": media[:100], "sha256": hashlib.sha256(data).hexdigest(),
                "at": clock.stamp(), "by": by, "data": data,
            }  # fmt: skip
            connection.execute(insert(paper).values(row))
        return int(last) + 1

    def paper(self, id_: str, ordinal: int) -> tuple[Paper, bytes]:
        """Return a document. Raises NotFoundError."""
        where = (paper.c.partner == id_) & (paper.c.ordinal == ordinal)
        found = [one for one in self._papers(id_) if one.ordinal == ordinal]
        rows = self._archive.rows(select(paper.c.data).where(where))
        if not rows:
            raise NotFoundError(f"{id_[:40]} has no document {ordinal}")
        return found[0], bytes(rows[0][0])

    def _papers(self, id_: str) -> list[Paper]:
        c = paper.c
        query = select(c.ordinal, c.step, c.name, c.media, c.sha256, c.at, c.by)
        rows = self._archive.rows(query.where(c.partner == id_).order_by(c.ordinal))
        return [
            Paper(ordinal=one[0], step=one[1], name=one[2], media=one[3], sha256=one[4],
                  at=one[5], by=one[6])
            for one in rows
        ]  # fmt: skip


def _check_step(name: str) -> None:
    if name not in STEPS:
        raise NotFoundError(f"{name[:40]!r} is no step; the steps are {', '.join(STEPS)}")


def _version(_id: str, version: int, data: bytes, at: str, by: str) -> Version:
    return Version(partner=_DECODER.decode(data), version=version, at=at, by=by)


def _step(name: str, row: Sequence[str] | None, papers: Sequence[Paper]) -> Step:
    own = tuple(one for one in papers if one.step == name)
    if row is None:
        return Step(step=name, papers=own)
    return Step(step=name, done=row[2], note=row[3], at=row[4], by=row[5], papers=own)
