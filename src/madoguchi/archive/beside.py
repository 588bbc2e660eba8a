"""Files beside publications: each is its source's, and is shown as long as that source's word is.

What was kept before files had a source belongs to the publication as a whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, insert, select
from sqlalchemy.engine import Connection, Row

from madoguchi.archive.tables import attachment

c = attachment.c


class Beside(NamedTuple):
    """A file beside a publication, and whose it is."""

    publication: str
    source: str
    name: str


def files(
    connection: Connection, id_: str, standing: Sequence[Row[Any]], *, whole: bool = True
) -> dict[str, bytes]:
    """Return the digests of the files of those whose word stands, by name.

    Where several have one of the same name, it is that of the best authority. Those of the
    publication as a `whole` come last.
    """
    ranks = {row.source: rank for rank, row in enumerate(standing)}
    if whole:
        ranks[""] = len(standing)
    held = connection.execute(select(c.name, c.source, c.sha256).where(c.publication == id_))
    shown = sorted((ranks[one.source], one.name, one.sha256) for one in held if one.source in ranks)
    return dict(sorted((name, bytes(sha256)) for _, name, sha256 in reversed(shown)))


def having(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return which publications may have files beside them."""
    query = select(c.publication).where(c.publication.in_(ids)).distinct()
    return set(connection.execute(query).scalars())


def write(connection: Connection, new: Mapping[Beside, bytes]) -> None:
    """Keep files, in place of those of the same source and name."""
    for one, sha256 in new.items():
        where = and_(c.publication == one.publication, c.source == one.source, c.name == one.name)
        connection.execute(attachment.delete().where(where))
        connection.execute(insert(attachment).values(**one._asdict(), sha256=sha256))
