"""The office's own interface: everything that the window can do, for programs."""

from collections.abc import Mapping
from functools import cache

import msgspec

from madoguchi.api.families import Family, Shown
from madoguchi.api.operations import Call
from madoguchi.api.own import cases, publications, searching
from madoguchi.api.own.endpoints import Endpoint, Given, Nothing
from madoguchi.api.own.finishing import finish
from madoguchi.api.own.problems import refused
from madoguchi.api.own.schema import document

_TAGS = {
    "search": "Finding: expressions, numbers, classification symbols",
    "publications": "What offices have published",
    "cases": "Applications and rights: files, events, legal status, dossiers",
    "changes": "What is new since you last asked",
    "about": "The interface itself",
}
_TEXT = (
    "Everything that the window shows, for programs. Without a key the public's limits hold; with "
    "one (`Authorization: Bearer ...`) those of the account's plan. Errors are problem details "
    "(RFC 9457); nothing found is an empty answer and no error."
)


def credentials(headers: Mapping[str, str], _query: object) -> Shown | None:
    """A key in `Authorization: Bearer` (RFC 6750)."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    return Shown("key", secret.strip() if scheme.lower() == "bearer" else "")


@cache
def openapi() -> bytes:
    """The OpenAPI document of all endpoints."""
    return msgspec.json.encode(document(ENDPOINTS, _TAGS, _TEXT))


def _openapi(_call: Call, _asked: Nothing) -> Given:
    return Given(openapi())


_ABOUT = (
    Endpoint(
        name="openapi",
        path="/api/v1/openapi.json",
        does=_openapi,
        summary="This document",
        tag="about",
        needs="read:help:laid-open",
    ),
)
ENDPOINTS: tuple[Endpoint, ...] = (
    *searching.ENDPOINTS,
    *publications.ENDPOINTS,
    *cases.ENDPOINTS,
    *_ABOUT,
)

FAMILY = Family(
    name="own",
    prefixes=("/api/v1/",),
    operations=tuple(endpoint.operation() for endpoint in ENDPOINTS),
    credentials=credentials,
    refuse=refused,
    finish=finish,
    headers=(
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "ETag, RateLimit, RateLimit-Policy, Retry-After"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ),
)
