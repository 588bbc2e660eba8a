"""Who calls: found from what was shown, and remembered for a moment."""

import time

import msgspec

from madoguchi.accounts import Accounts, Token, public_grants
from madoguchi.api.families import Shown
from madoguchi.api.operations import Caller
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import NotFoundError

# So long a suspension, an ended key or a changed plan may stay unnoticed.
_REMEMBERED = 1.0
_MOST = 20_000
# Longer than any key, token or password that there can be; such would only fill the memory.
_LONGEST = 500
_Known = Caller | Refusal


class Callers:
    """Finds callers by their credentials."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[tuple[str, Shown], tuple[float, _Known]] = {}

    def caller(self, shown: Shown | None, address: str, use: str) -> Caller:
        """Return who calls. Raises Refusal; nothing shown is the public."""
        if shown is None:
            return Caller(grants=public_grants(), address=address)
        if len(shown.secret) + len(shown.user) > _LONGEST:
            raise _invalid(shown)
        moment = time.monotonic()
        until, known = self._known.get((use, shown), (0.0, None))
        if known is None or until < moment:
            known = self._look(shown, use)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[use, shown] = (moment + _REMEMBERED, known)
        if isinstance(known, Refusal):
            raise Refusal(known.reason, known.message)
        return known

    def forget(self) -> None:
        """Look everybody up again; an account has changed."""
        self._known.clear()

    def _look(self, shown: Shown, use: str) -> _Known:
        tokens = self._accounts.tokens
        if shown.kind == "key":
            key = tokens.find(shown.secret)
            return self._of(key.actor, key, shown.user) if key else _invalid(shown)
        lent = self._accounts.lending.find(shown.secret, use)
        if lent is None:
            return _invalid(shown)
        return self._of(lent.actor, tokens.by_id(lent.key) if lent.key else None, shown.user)

    def _of(self, number: str, key: Token | None, user: str) -> _Known:
        try:
            actor = self._accounts.actor(number)
        except NotFoundError:
            return Refusal(Reason.BAD_CREDENTIALS, "this account is not known")
        if actor.closed or (user and user not in (actor.number, actor.api_id)):
            return Refusal(Reason.BAD_CREDENTIALS, "this key is not of that account")
        if actor.suspended:
            return Refusal(Reason.SUSPENDED, f"this account is suspended: {actor.suspended}")
        if key is not None:
            actor = msgspec.structs.replace(actor, scopes=tuple(key.scopes.split()))
        return Caller(
            number=number, plan=actor.plan, grants=actor.grants, key=key.id if key else ""
        )


def _invalid(shown: Shown) -> Refusal:
    return Refusal(Reason.BAD_CREDENTIALS, f"this {shown.kind} is not valid, or has ended")
