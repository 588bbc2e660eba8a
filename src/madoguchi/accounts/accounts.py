"""Accounts: who is who, what each may do, and how they show that they are themselves."""

from typing import NamedTuple

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, func, select

from madoguchi.accounts.actors import Actor, is_number
from madoguchi.accounts.attempts import Attempts
from madoguchi.accounts.audit import Act, Audit, put
from madoguchi.accounts.keys import Token, Tokens
from madoguchi.accounts.lending import Lending
from madoguchi.accounts.limits import Limits
from madoguchi.accounts.passwords import Passwords
from madoguchi.accounts.permissions import Permission
from madoguchi.accounts.sessions import Session, Sessions, open_session
from madoguchi.accounts.tables import actor, case_party
from madoguchi.accounts.views import Actors, CaseParties
from madoguchi.archive import Archive, digest
from madoguchi.errors import ForbiddenError, NotFoundError, RefusedError
from madoguchi.post import Outbox

_DECODER = msgspec.json.Decoder(Actor)


class Attempt(NamedTuple):
    """What someone shows to sign in, and where from."""

    number: str
    password: str
    address: str = ""
    agent: str = ""


class SignedIn(NamedTuple):
    """`secret` is for the client alone."""

    actor: Actor
    secret: str


class Refusal(NamedTuple):
    """Not signed in; `wait` seconds until another attempt is looked at, 0 for at once.

    `suspended` is why the account is suspended, told to whoever has its password.
    """

    wait: int = 0
    suspended: str = ""


class Accounts:
    """The accounts of an archive."""

    def __init__(self, archive: Archive, hasher: PasswordHasher | None = None) -> None:
        self.archive = archive
        self.passwords = Passwords(archive.database, hasher)
        self.sessions = Sessions(archive.database)
        self.tokens = Tokens(archive.database)
        self.attempts = Attempts(archive.database)
        self.audit = Audit(archive.database)
        self.lending = Lending(archive.database)
        self.limits = Limits(archive.database)
        self.outbox = Outbox(archive.database)
        self._point = archive.point_reader(actor.name, "number", "data")

    # -- who -----------------------------------------------------------------------------------

    def actor(self, number: str) -> Actor:
        """Return an actor as it stands. Raises NotFoundError."""
        data = self._point(number)
        if data is None:
            raise NotFoundError(f"no account has the identification number {number[:40]!r}")
        return _DECODER.decode(data)

    def actors(self, after: str = "", limit: int = 100) -> list[Actor]:
        """Return actors by number."""
        query = select(actor.c.data).where(actor.c.number > after).order_by(actor.c.number)
        return [_DECODER.decode(row[0]) for row in self.archive.rows(query.limit(limit))]

    def by_api_id(self, api_id: str) -> Actor | None:
        """Return the program that has this name in the interfaces, also where it is closed."""
        found = self._where(actor.c.api_id == api_id) if api_id else []
        return found[0] if found else None

    def by_contact(self, mail: str) -> Actor | None:
        """Return the open account of a person or organisation that is reached there."""
        people = (one for one in self._where(actor.c.contact == mail.lower()) if mail)
        return next((one for one in people if not one.is_program() and not one.closed), None)

    def programs_of(self, owner: str) -> list[Actor]:
        """Return the programs that an account answers for, by number."""
        return self._where(actor.c.owner == owner) if owner else []

    def _where(self, condition: ColumnElement[bool]) -> list[Actor]:
        query = select(actor.c.data).where(condition).order_by(actor.c.number)
        return [_DECODER.decode(row[0]) for row in self.archive.rows(query)]

    def count(self) -> int:
        return int(self.archive.rows(select(func.count()).select_from(actor))[0][0])

    def next_number(self, first: int) -> str:
        """Return a number above all that were ever given, at least `first`."""
        highest = self.archive.rows(select(func.max(actor.c.number)))[0][0]
        return f"{max(first, int(highest or 0) + 1):09d}"

    def cases_of(self, number: str, after: str = "", limit: int = 100) -> list[str]:
        """Return cases that the number was told a party of, by identity."""
        views = self.archive.views
        if views.position(CaseParties.name) < self.archive.register.position():
            views.catch_up([CaseParties()])
        case = case_party.c["case"]
        query = select(case).where(case_party.c.party == number, case > after).order_by(case)
        return [row[0] for row in self.archive.rows(query.limit(limit))]

    def follow(self) -> None:
        """Bring the view of actors abreast of the register."""
        self.archive.views.catch_up([Actors()])

    # -- signing in ----------------------------------------------------------------------------

    def sign_in(self, attempt: Attempt) -> SignedIn | Refusal:
        """Open a session where number and password are right.

        The answer, and the time it takes, are the same for a wrong password and for a number that
        nobody has.
        """
        known = self.proven(attempt)
        if isinstance(known, Refusal):
            return known
        with self.archive.database.writing() as connection:
            secret = open_session(connection, known.number, attempt.address, attempt.agent)
            put(connection, Act.SIGNED_IN, known.number, address=attempt.address)
        return SignedIn(known, secret)

    def proven(self, attempt: Attempt) -> Actor | Refusal:
        """Return whose number and password these are; failures are counted and recorded."""
        account, address = _counted(attempt.number), f"address:{attempt.address}"
        wait = self.attempts.count((account, address))
        known = self._known(attempt.number)
        if wait:
            self._failed(Act.SIGN_IN_DELAYED, known, attempt)
            return Refusal(wait)
        right = self.passwords.right(attempt.number, attempt.password)
        if known is None or known.closed or not right:
            self._failed(Act.SIGN_IN_FAILED, known, attempt)
            return Refusal()
        self.attempts.succeeded(account, address)
        if known.suspended:
            self._failed(Act.SIGN_IN_FAILED, known, attempt)
            return Refusal(suspended=known.suspended)
        return known

    def _known(self, number: str) -> Actor | None:
        try:
            return self.actor(number)
        except NotFoundError:
            return None

    def _failed(self, act: Act, known: Actor | None, attempt: Attempt) -> None:
        """What was typed as a number may be a password by mistake: only a known one is kept."""
        self.audit.record(act, "", known.number if known else "", address=attempt.address)

    def sign_out(self, session: Session, address: str = "") -> None:
        self.sessions.end(session.actor, session.id)
        self.audit.record(Act.SIGNED_OUT, session.actor, address=address)

    def by_session(self, secret: str) -> tuple[Actor, Session] | None:
        """Return whose session a client holds; None where it or the account's use has ended."""
        session = self.sessions.find(secret)
        known = self._known(session.actor) if session else None
        if session is None or known is None or known.closed or known.suspended:
            return None
        return known, session

    def by_token(self, secret: str) -> Actor | None:
        """Return the program whose key this is; it may do what the key is for."""
        token = self.tokens.find(secret)
        known = self._known(token.actor) if token else None
        return _narrowed(known, token) if known and token and not known.closed else None

    def key_grants(self, id_: str) -> frozenset[Permission]:
        """Return what may be done with a key: nothing where it has ended."""
        token = self.tokens.by_id(id_)
        known = self._known(token.actor) if token else None
        return _narrowed(known, token).grants if known and token else frozenset()

    # -- own things ----------------------------------------------------------------------------

    def change_password(self, attempt: Attempt, new: str) -> str:
        """Change one's own password; all sessions end, the secret of a new one is returned.

        Raises ForbiddenError where the old one is wrong, RefusedError where the new one is weak.
        """
        key = _counted(attempt.number)
        if self.attempts.count((key,)) or not self.passwords.right(*attempt[:2]):
            raise ForbiddenError("the present password is not right; nothing was changed")
        self.attempts.succeeded(key, "")
        self.set_password(attempt.number, new, by=attempt.number)
        with self.archive.database.writing() as connection:
            return open_session(connection, attempt.number, attempt.address, attempt.agent)

    def set_password(self, number: str, new: str, *, by: str) -> None:
        """Set an account's password; its sessions and what was lent to it end.

        Raises RefusedError, NotFoundError.
        """
        if self.actor(number).closed:
            raise RefusedError(f"the account {number} is closed for good; register a new one")
        self.passwords.put(number, new)
        self.sessions.end_all(number)
        self.lending.end_all(number)
        self.audit.record(Act.PASSWORD_CHANGED, by, number)


def _counted(typed: str) -> str:
    """What attempts are counted under; what is no number may be a password, or without end."""
    return f"account:{typed if is_number(typed) else digest(typed.encode()).hex()}"


def _narrowed(known: Actor, token: Token) -> Actor:
    return msgspec.structs.replace(known, scopes=tuple(token.scopes.split()))
