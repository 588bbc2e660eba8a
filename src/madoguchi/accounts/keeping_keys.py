"""What one can do with the keys of programs: make, rotate, end."""

from collections.abc import Iterable

from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import Actor
from madoguchi.accounts.audit import Act
from madoguchi.accounts.keys import TOKEN_DAYS
from madoguchi.accounts.permissions import permits, read_grant
from madoguchi.errors import NotFoundError, RefusedError

MOST_KEYS = 20
LONGEST_DAYS, LONGEST_HOURS = 3650, 24 * 90


def make_token(
    accounts: Accounts,
    number: str,
    name: str,
    days: int = TOKEN_DAYS,
    *,
    by: str,
    scopes: Iterable[str] = (),
) -> str:
    """Make a key for a program; it is shown once.

    Raises RefusedError for people, and for scopes that the program itself is not granted.
    """
    known = accounts.actor(number)
    _open_program(known)
    _within(days, LONGEST_DAYS, "days")
    if len(accounts.tokens.of(number)) >= MOST_KEYS:
        raise RefusedError(f"{number} has {MOST_KEYS} keys already; end one that is not used")
    wanted = " ".join(_checked(known, scopes))
    secret = accounts.tokens.make(number, name.strip() or "key", days, wanted)
    accounts.audit.record(Act.TOKEN_MADE, by, number, name=name[:100], **_named(wanted))
    return secret


def rotate_token(accounts: Accounts, number: str, id_: str, hours: int, *, by: str) -> str:
    """Make a key like another, which holds for so many hours more. Raises NotFoundError."""
    _open_program(accounts.actor(number))
    _within(hours, LONGEST_HOURS, "hours", least=0)
    secret = accounts.tokens.rotate(number, id_, hours)
    accounts.audit.record(Act.TOKEN_MADE, by, number, replaces=id_, hours=str(hours))
    return secret


def end_token(accounts: Accounts, number: str, id_: str, *, by: str) -> None:
    """End one key at once. Raises NotFoundError."""
    if not accounts.tokens.end(number, id_):
        raise NotFoundError(f"{number} has no key {id_[:40]!r}; it may have ended")
    accounts.audit.record(Act.TOKEN_ENDED, by, number, key=id_)


def end_tokens(accounts: Accounts, number: str, *, by: str) -> int:
    """End all keys of a program, and what was lent for them; return how many there were."""
    count = accounts.tokens.end_all(number)
    accounts.lending.end_all(number)
    if count:
        accounts.audit.record(Act.TOKEN_ENDED, by, number)
    return count


def _open_program(known: Actor) -> None:
    if not known.is_program() or known.closed:
        raise RefusedError(f"{known.number} is no open account of a program; people sign in")


def _within(value: int, most: int, what: str, least: int = 1) -> None:
    if not least <= value <= most:
        raise RefusedError(f"{value} {what} cannot be; write {least} to {most}")


def _checked(known: Actor, scopes: Iterable[str]) -> list[str]:
    wanted = [read_grant(text) for text in dict.fromkeys(scopes)]
    for one in wanted:
        if not permits(known.grants, one):
            raise RefusedError(
                f"{known.number} is not granted {one} itself; a key can be for less than its "
                "account may do, never for more"
            )
    return [str(one) for one in wanted]


def _named(scopes: str) -> dict[str, str]:
    return {"scopes": scopes} if scopes else {}
