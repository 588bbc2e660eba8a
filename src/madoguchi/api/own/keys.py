"""Keys of the calling program: it manages its own, within what the key that it shows may do."""

import re
from typing import Annotated

from msgspec import Meta

from madoguchi.accounts import (
    OBJECTS,
    SCOPES,
    VERBS,
    Token,
    end_token,
    make_token,
    permits,
    read_grant,
    rotate_token,
)
from madoguchi.api.operations import Call
from madoguchi.api.own.account import TAG, Key, key, own
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Nothing, Struct, written
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import NotFoundError, RefusedError

_READ, _CHANGE = "read:program:own", "change:program:own"
_GRANT = ":".join(
    f"({'|'.join(map(re.escape, words))})" for words in (("*", *VERBS), ("*", *OBJECTS), SCOPES)
)
_Scope = Annotated[str, Meta(pattern=f"^{_GRANT}$", examples=["read:case:laid-open"])]


class Keys(Struct, frozen=True):
    """The keys of the account that hold, oldest first."""

    keys: tuple[Key, ...]


def keys(call: Call, _asked: Nothing) -> Keys:
    held = call.premises.accounts.tokens.of(call.caller.number)
    return Keys(keys=tuple(key(call, token) for token in held))


class NewKey(Asking, frozen=True):
    """What a new key is for; without scopes it is for what the key shown is for."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    days: Annotated[int, Meta(ge=1, le=3650)] = 365
    scopes: Annotated[tuple[_Scope, ...], Meta(max_length=50)] = ()


class KeyMade(Struct, frozen=True):
    """A new key; `secret` is shown here and never again."""

    secret: str
    key: Key


def make(call: Call, asked: NewKey) -> Given:
    number = call.caller.number
    scopes = asked.scopes or _shown(call)
    for scope in scopes:
        if not permits(call.caller.grants, read_grant(scope)):
            raise Refusal(
                Reason.NOT_PERMITTED,
                f"the key shown is not for {scope}; a key can be for less than that, never more",
            )
    name = "".join(sign if sign.isprintable() else " " for sign in asked.name)
    accounts = call.premises.accounts
    try:
        secret = make_token(accounts, number, name, asked.days, by=number, scopes=scopes)
    except RefusedError as error:
        raise Refusal(Reason.CONFLICT, str(error)) from None
    return _made(call, secret)


def _shown(call: Call) -> tuple[str, ...]:
    """The scopes of the key that is shown; none where it is for everything."""
    token = call.premises.accounts.tokens.by_id(call.caller.key)
    return tuple(token.scopes.split()) if token else ()


def _made(call: Call, secret: str) -> Given:
    token = call.premises.accounts.tokens.look(secret)
    if token is None:
        raise NotFoundError("the new key has ended already")
    return Given(written(KeyMade(secret=secret, key=key(call, token))), status=201)


class RotateAsked(Asking, frozen=True):
    """How many hours the key to be replaced goes on to hold; 0 ends it at once."""

    id: Annotated[str, Meta(min_length=1, max_length=40)]
    hours: Annotated[int, Meta(ge=0, le=2160)] = 24


def rotate(call: Call, asked: RotateAsked) -> Given:
    """A key like another, in its place."""
    number = call.caller.number
    _within_reach(call, asked.id)
    return _made(
        call, rotate_token(call.premises.accounts, number, asked.id, asked.hours, by=number)
    )


class KeyAsked(Asking, frozen=True):
    """A key by the name that the list gives it."""

    id: Annotated[str, Meta(min_length=1, max_length=40)]


def end(call: Call, asked: KeyAsked) -> None:
    number = call.caller.number
    _within_reach(call, asked.id)
    end_token(call.premises.accounts, number, asked.id, by=number)


def _within_reach(call: Call, id_: str) -> None:
    """A key for little neither becomes one for more, nor takes that away from others."""
    accounts, shown = call.premises.accounts, set(_shown(call))
    found = next((one for one in accounts.tokens.of(own(call).number) if one.id == id_), None)
    if found is None:
        raise NotFoundError(f"this account has no key {id_!r}; it may have ended")
    if shown and not _covered(call, found):
        raise Refusal(Reason.NOT_PERMITTED, "that key is for more than the one that is shown")


def _covered(call: Call, found: Token) -> bool:
    scopes = found.scopes.split()
    return bool(scopes) and all(permits(call.caller.grants, read_grant(s)) for s in scopes)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="keys",
        path="/api/v1/account/keys",
        does=keys,
        tag=TAG,
        summary="The keys of the account",
        ja="アカウントのキー",
        gives=Keys,
        needs=_READ,
        known=True,
    ),
    Endpoint(
        name="key-made",
        path="/api/v1/account/keys",
        method="POST",
        does=make,
        tag=TAG,
        summary="Make a key",
        ja="キーを作る",
        detail="The secret is in the answer and is never shown again.",
        asks=NewKey,
        gives=KeyMade,
        status=201,
        needs=_CHANGE,
        known=True,
        problems=(409,),
    ),
    Endpoint(
        name="key-rotated",
        path="/api/v1/account/keys/{id}/rotate",
        method="POST",
        does=rotate,
        tag=TAG,
        summary="Make a key like another, in its place",
        ja="キーを取り替える",
        asks=RotateAsked,
        gives=KeyMade,
        status=201,
        needs=_CHANGE,
        known=True,
    ),
    Endpoint(
        name="key-ended",
        path="/api/v1/account/keys/{id}",
        method="DELETE",
        does=end,
        tag=TAG,
        summary="End a key at once",
        ja="キーを直ちに失効させる",
        asks=KeyAsked,
        status=204,
        needs=_CHANGE,
        known=True,
    ),
)
