"""Tokens of the JPO's interfaces: lent against name and password, renewed while they last."""

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec

from madoguchi.accounts import Accounts, Actor, Attempt
from madoguchi.api.families import Shown
from madoguchi.api.operations import Answer, Call
from madoguchi.api.refusals import Reason, Refusal

USE, RENEWING = "jpo", "jpo-renewal"
LASTING, RENEWABLE = 3_600, 28_800


def credentials(headers: Mapping[str, str], _query: object) -> Shown | None:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    return Shown("token", secret.strip() if scheme.lower() == "bearer" else "")


def token(call: Call) -> Answer:
    """Lend tokens for a password or for a token to renew (RFC 6749, 4.3 and 6)."""
    form = _form(call)
    match form.get("grant_type"):
        case "password":
            number, key = _known(call, form.get("username", ""), form.get("password", ""))
        case "refresh_token":
            number, key = _renewing(call.premises.accounts, form.get("refresh_token", ""))
        case _:
            raise Refusal(Reason.BAD_REQUEST, "grant_type is password or refresh_token")
    return _lent(call.premises.accounts, number, key)


def _form(call: Call) -> dict[str, str]:
    try:
        form = dict(parse_qsl(call.body.decode("utf-8"), max_num_fields=20))
    except ValueError:
        raise Refusal(Reason.BAD_REQUEST, "send a form") from None
    if any("\x00" in value for value in form.values()):
        raise Refusal(Reason.BAD_CREDENTIALS)  # no name or password has it, nor takes it a database
    return form


def _known(call: Call, user: str, password: str) -> tuple[str, str]:
    """The account and key of those shown; the password of a person does as well as a key."""
    accounts = call.premises.accounts
    key = accounts.tokens.find(password)
    if key is not None and _named(accounts, key.actor, user):
        return key.actor, key.id
    person = accounts.proven(Attempt(user, password, call.caller.address))
    if not isinstance(person, Actor):
        raise Refusal(Reason.BAD_CREDENTIALS)
    return person.number, ""


def _named(accounts: Accounts, number: str, user: str) -> bool:
    actor = accounts.actor(number)
    return user in (actor.number, actor.api_id) and not actor.closed and not actor.suspended


def _renewing(accounts: Accounts, secret: str) -> tuple[str, str]:
    lent = accounts.lending.find(secret, RENEWING)
    if lent is None:
        raise Refusal(Reason.BAD_CREDENTIALS)
    actor = accounts.actor(lent.actor)
    if actor.closed or actor.suspended:
        raise Refusal(Reason.SUSPENDED)
    return lent.actor, lent.key


def _lent(accounts: Accounts, number: str, key: str) -> Answer:
    body = {
        "access_token": accounts.lending.lend(number, key, USE, LASTING),
        "expires_in": LASTING,
        "refresh_expires_in": RENEWABLE,
        "refresh_token": accounts.lending.lend(number, key, RENEWING, RENEWABLE),
        "token_type": "Bearer",
        "id_token": secrets.token_urlsafe(24),
        "not-before-policy": 0,
        "session_state": secrets.token_urlsafe(24),
        "scope": "openid profile",
    }
    return Answer(msgspec.json.encode(body), headers=(("cache-control", "no-store"),))
