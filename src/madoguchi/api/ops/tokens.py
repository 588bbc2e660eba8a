"""Tokens of OPS: lent for twenty minutes to whoever shows an account's number and a key of it."""

import base64
from collections.abc import Mapping

import msgspec

from madoguchi import clock
from madoguchi.api.families import Pairs, Shown
from madoguchi.api.operations import Answer, Call
from madoguchi.api.ops.forms import value

USE = "ops"
LASTING = 1199


def credentials(headers: Mapping[str, str], _query: Pairs) -> Shown | None:
    """What was shown: `Bearer` and a token, or an account and key in Base64.

    Some clients leave out the word `Basic` before the latter.
    """
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    if not scheme:
        return None
    if scheme.lower() == "bearer":
        return Shown("token", rest.strip())
    pair = _decoded(rest if scheme.lower() == "basic" else scheme)
    user, _, secret = pair.partition(":")
    return Shown("key", secret, user)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).decode()
    except ValueError:  # neither Base64 nor the text of one
        return ""


def lend(call: Call) -> Answer:
    """Lend a token (OAuth 2.0, RFC 6749 section 4.4); all values are strings, as OPS has them."""
    if value(call, "grant_type") != "client_credentials":
        return _refused("write grant_type=client_credentials in the body, as a form")
    if not call.caller.key or _is_token(call):
        return _refused("show the number of the account and a key of it, as HTTP Basic")
    lending = call.premises.accounts.lending
    secret = lending.lend(call.caller.number, call.caller.key, USE, LASTING)
    issued = int(clock.now().timestamp() * 1000)
    told = {
        "refresh_token_expires_in": "0",
        "api_product_list": "[ops-prod]",
        "organization_name": "madoguchi",
        "developer.email": "",
        "token_type": "BearerToken",
        "issued_at": str(issued),
        "client_id": call.caller.number,
        "access_token": secret,
        "application_name": call.caller.number,
        "scope": "core",
        "expires_in": str(LASTING),
        "refresh_count": "0",
        "status": "approved",
    }
    return Answer(msgspec.json.encode(told), headers=(("Cache-Control", "no-store"),))


def _is_token(call: Call) -> bool:
    """Whether a lent token was shown; one that lent others would never end."""
    shown = credentials(call.headers, call.query)
    return shown is not None and shown.kind == "token"


def _refused(description: str) -> Answer:
    body = msgspec.json.encode({"ErrorCode": "invalid_request", "Error": description})
    return Answer(body, status=400)
