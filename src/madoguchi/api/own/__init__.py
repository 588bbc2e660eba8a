"""The office's own interface: everything that the window can do, for programs."""

from collections.abc import Mapping
from functools import cache

import msgspec

from madoguchi.api.families import Family, Shown
from madoguchi.api.operations import Call
from madoguchi.api.own import (
    account,
    cases,
    changes,
    deliveries,
    docket,
    dossiers,
    keys,
    numbers,
    office,
    offices,
    papers,
    publications,
    recording,
    searching,
)
from madoguchi.api.own.documentation import Pages
from madoguchi.api.own.endpoints import Endpoint, Given, Nothing
from madoguchi.api.own.finishing import finish
from madoguchi.api.own.problems import refused
from madoguchi.api.own.schema import Tag, document

_TAGS = {
    "search": Tag(
        "Finding: expressions, numbers, classification symbols", "検索：論理式・番号・分類"
    ),
    "publications": Tag("What offices have published", "各官庁が発行したもの"),
    "cases": Tag(
        "Applications and rights: files, events, legal status", "出願と権利：包袋・経過・法的状態"
    ),
    "dossiers": Tag(
        "Dossiers: the files of all offices of one invention",
        "ドシエ：同じ発明の全官庁の包袋",
    ),
    "changes": Tag("What is new since you last asked", "前回から新しくなったもの"),
    "bulk": Tag("Bulk data: what is delivered", "一括データ：配布しているもの"),
    "account": Tag(
        "Your account: permissions, limits, usage, keys", "アカウント：権限・上限・使用状況・キー"
    ),
    "office": Tag(
        "The office's own side: all cases, recording events", "庁内側：全ての案件と経過の記録"
    ),
    "about": Tag("Offices, their codes, and the interface itself", "官庁とコード、この窓口自体"),
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
        ja="この文書（OpenAPI）",
        tag="about",
        needs="read:help:laid-open",
    ),
)
ENDPOINTS: tuple[Endpoint, ...] = (
    *searching.ENDPOINTS,
    *numbers.ENDPOINTS,
    *publications.ENDPOINTS,
    *cases.ENDPOINTS,
    *papers.ENDPOINTS,
    *dossiers.ENDPOINTS,
    *changes.ENDPOINTS,
    *deliveries.ENDPOINTS,
    *account.ENDPOINTS,
    *keys.ENDPOINTS,
    *office.ENDPOINTS,
    *docket.ENDPOINTS,
    *recording.ENDPOINTS,
    *offices.ENDPOINTS,
    *_ABOUT,
    *Pages(openapi).endpoints(),
)

FAMILY = Family(
    name="own",
    prefixes=("/api/v1/",),
    operations=tuple(endpoint.operation() for endpoint in ENDPOINTS),
    credentials=credentials,
    refuse=refused,
    finish=finish,
    headers=(("x-content-type-options", "nosniff"),),
    cors=(
        ("access-control-allow-origin", "*"),
        (
            "access-control-allow-headers",
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range, Range",
        ),
        ("access-control-allow-methods", "GET, HEAD, POST, DELETE, OPTIONS"),
        (
            "access-control-expose-headers",
            "ETag, Accept-Ranges, Content-Range, RateLimit, RateLimit-Policy, Retry-After",
        ),
    ),
)
