"""Withdrawing a publication by hand: published in error, or ordered to be taken down."""

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive, Received
from madoguchi.errors import RefusedError
from madoguchi.model import Publication, encode
from madoguchi.search import SearchIndex

_LONGEST_REASON = 2_000


class Notice(msgspec.Struct, frozen=True):
    """What is kept of a withdrawal by hand, for the record; the public is not told the reason."""

    publication: str
    withdrawn: str
    by: str
    reason: str


def checked_reason(reason: str) -> str:
    """Return the reason. Raises RefusedError where there is none, or too long a one."""
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise RefusedError(f"give a reason of at most {_LONGEST_REASON} characters")
    return reason.strip()


def withdraw(archive: Archive, index: SearchIndex, id_: str, by: str, reason: str) -> None:
    """Withdraw a publication, as if its best source had; nothing of it is found when this returns.

    A later document of that source, the same as before too, brings it back. Raises NotFoundError,
    WithdrawnError where it is withdrawn already, RefusedError for a reason that is none.
    """
    notice = Notice(id_, clock.stamp(), by, checked_reason(reason))
    found = archive.publication(id_)
    gone = Publication(
        office=found.office,
        number=found.number,
        kind=found.kind,
        right=found.right,
        withdrawn=True,
    )
    source, authority = archive.withdrawals.source(id_)
    with index.following() as follower:
        archive.append(
            [
                Received(
                    source=source,
                    authority=authority,
                    original=msgspec.json.encode(notice),
                    publication=id_,
                    record=encode(gone),
                    file="withdrawn by hand",
                )
            ]
        )
        follower.catch_up()
