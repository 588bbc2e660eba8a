"""What every answer has: cursors that go on, tags and conditions, pieces, packing, problems."""

import datetime as dt
import gzip
from itertools import pairwise

import httpx2 as httpx
import pytest
import zstandard
from starlette.testclient import TestClient

from api.own.office import MAIN, OPEN, Programs
from cases.histories import NOTICE
from madoguchi.api.own import ENDPOINTS

PAPER = f"/api/v1/cases/{OPEN}/documents/{NOTICE.number}/original"
PLAIN = (
    "/api/v1/search?q=battery&facets=5",
    "/api/v1/numbers?text=2020-123456",
    "/api/v1/classifications/IPC/H01M%2010/0525",
    "/api/v1/holdings",
    "/api/v1/fields",
    "/api/v1/offices",
    "/api/v1/offices/JP",
    "/api/v1/offices/JP/events?right=design",
    f"/api/v1/publications/{MAIN}",
    f"/api/v1/publications/{MAIN}/original",
    f"/api/v1/publications/{MAIN}/versions",
    f"/api/v1/publications/{MAIN}/family",
    f"/api/v1/publications/{MAIN}/case",
    f"/api/v1/publications/{MAIN}/citation",
    f"/api/v1/publications/{MAIN}/citation?form=bibtex&lang=ja",
    f"/api/v1/publications/{MAIN}/files/fig2.tif",
    f"/api/v1/cases/{OPEN}",
    f"/api/v1/cases/{OPEN}/events",
    f"/api/v1/cases/{OPEN}/status",
    f"/api/v1/cases/{OPEN}/legal-status.xml",
    f"/api/v1/cases/{OPEN}/documents",
    f"/api/v1/cases/{OPEN}/documents/{NOTICE.number}",
    PAPER,
    f"/api/v1/dossiers/{OPEN}",
    f"/api/v1/dossiers/{OPEN}/citations",
    f"/api/v1/dossiers/{OPEN}/documents/{NOTICE.number}",
    f"/api/v1/dossiers/{OPEN}/documents/{NOTICE.number}/content",
    f"/api/v1/families/E-{OPEN.office}{OPEN.number}",
    "/api/v1/changes?since=3",
    "/api/v1/changes/cases",
    "/api/v1/bulk",
    "/api/v1/bulk/mirrors",
    "/api/v1/bulk/jp-patent",
    "/api/v1/bulk/jp-patent/latest",
    "/api/v1/openapi.json",
)


def test_every_public_endpoint_is_asked_for_here() -> None:
    asked = {path.partition("?")[0] for path in PLAIN}
    missing = [
        one.name
        for one in ENDPOINTS
        if not one.known
        and one.gives is not None
        and one.method == "GET"
        and not any(_is(one.path, p) for p in asked)
    ]
    assert missing == []


def _is(template: str, path: str) -> bool:
    parts, wanted = path.split("/"), template.split("/")
    rest = wanted[-1].endswith("*}")
    same = zip(parts, wanted, strict=False)
    fits = all(want.startswith("{") or want == part for part, want in same)
    return fits and (len(parts) == len(wanted) or (rest and len(parts) >= len(wanted)))


@pytest.mark.parametrize("path", PLAIN)
def test_an_answer_is_whole_tagged_and_told_only_once(desk: TestClient, path: str) -> None:
    answer = desk.get(path, headers={"accept-encoding": "identity"})
    assert answer.status_code == 200, answer.text
    head = desk.head(path, headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    tag = answer.headers["etag"]
    assert head.headers["etag"] == tag
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        held = desk.get(path, headers={"if-none-match": known})
        assert (held.status_code, held.content) == (304, b"")
        assert held.headers["etag"] == tag
    assert desk.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("coding", "unpack"),
    [("gzip", gzip.decompress), ("zstd", zstandard.ZstdDecompressor().decompressobj().decompress)],
)
def test_answers_are_packed_as_wished(desk: TestClient, coding: str, unpack: object) -> None:
    plain = desk.get(f"/api/v1/publications/{MAIN}", headers={"accept-encoding": "identity"})
    headers = {"accept-encoding": coding}
    with desk.stream("GET", f"/api/v1/publications/{MAIN}", headers=headers) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == coding
    assert callable(unpack)
    assert unpack(packed) == plain.content
    assert "Accept-Encoding" in answer.headers["vary"]


# -- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "number"])
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_a_cursor_goes_on_exactly(desk: TestClient, sort: str, limit: int) -> None:
    whole = desk.get("/api/v1/search", params={"sort": sort, "limit": 1000}).json()
    assert whole["next"] == ""
    found: list[dict[str, str]] = []
    cursor = ""
    while True:
        asked: dict[str, str | int] = {"sort": sort, "limit": limit, "cursor": cursor}
        page = desk.get("/api/v1/search", params=asked).json()
        assert page["offset"] == len(found)
        found += page["results"]
        cursor = page["next"]
        if not cursor:
            break
    assert [one["id"] for one in found] == [one["id"] for one in whole["results"]]
    assert len(found) == whole["total"]


@pytest.mark.parametrize(
    "change",
    [{"q": "lamp"}, {"sort": "oldest"}, {"office": "JP"}, {"query_language": "cql", "q": "ti=a"}],
)
def test_a_cursor_is_for_its_own_search(desk: TestClient, change: dict[str, str]) -> None:
    cursor = desk.get("/api/v1/search?limit=1").json()["next"]
    answer = desk.get("/api/v1/search", params={"cursor": cursor, **change})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert desk.get("/api/v1/search", params={"cursor": cursor}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "=", "AAAA.000000000000", "..", "%00", "YQ", "'--", "é"])
def test_a_bad_cursor_is_a_problem(desk: TestClient, cursor: str) -> None:
    for path, name in (("search", "cursor"), ("changes/cases", "since"), ("changes", "since")):
        answer = desk.get(f"/api/v1/{path}", params={name: cursor})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_forged_cursor_is_read_with_care(desk: TestClient) -> None:
    cursor = desk.get("/api/v1/search?limit=1").json()["next"]
    _, _, search = cursor.partition(".")
    for text in ("cmVsZXZhbmNlOjk5OTk5OTk5OTk5", "cmVsZXZhbmNlOi0x", "bm8tc29ydDox"):
        answer = desk.get("/api/v1/search", params={"cursor": f"{text}.{search}"})
        assert answer.status_code in (200, 400)
        if answer.status_code == 200:
            assert answer.json()["results"] == []


def test_changes_are_told_once_each_in_order(desk: TestClient) -> None:
    since, found = 0, []
    while page := desk.get(f"/api/v1/changes?since={since}&limit=9").json()["changes"]:
        found += page
        since = page[-1]["position"]
    assert [one["position"] for one in found] == list(range(1, len(found) + 1))
    assert [one["action"] for one in found if one["publication"] == MAIN] == ["ADD", "MOD"]


def test_changed_cases_go_on_where_the_last_answer_ended(desk: TestClient) -> None:
    first = desk.get("/api/v1/changes/cases").json()
    assert [one["case"] for one in first["changes"]] == [str(OPEN)]
    again = desk.get(f"/api/v1/changes/cases?since={first['next']}")
    assert again.json() == {"changes": [], "next": first["next"]}
    assert all(a["changed"] <= b["changed"] for a, b in pairwise(first["changes"]))
    assert dt.datetime.fromisoformat(first["changes"][0]["changed"]).tzinfo is not None


# -- pieces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "piece"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-20", slice(-20, None)),
        ("bytes=10-99999999", slice(10, None)),
        ("bytes=-99999999", slice(0, None)),
    ],
)
def test_a_piece_can_be_asked_for(desk: TestClient, wanted: str, piece: slice) -> None:
    whole = desk.get(PAPER)
    assert whole.headers["accept-ranges"] == "bytes"
    headers = {"range": wanted, "if-range": whole.headers["etag"], "accept-encoding": "gzip"}
    part = desk.get(PAPER, headers=headers)
    assert part.status_code == 206
    assert part.content == whole.content[piece]
    first = len(whole.content[: piece.start]) if piece.start else 0
    assert part.headers["content-range"] == (
        f"bytes {first}-{first + len(part.content) - 1}/{len(whole.content)}"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=5-1, 7-9"},
        {"range": "lines=1-2"},
        {"range": "bytes=a-b"},
        {"range": "bytes=0-9", "if-range": '"another state"'},
    ],
)
def test_what_is_no_piece_is_the_whole(desk: TestClient, headers: dict[str, str]) -> None:
    assert desk.get(PAPER, headers=headers).status_code == 200


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0", "bytes=9-3"])
def test_a_piece_behind_the_end_is_a_problem(desk: TestClient, wanted: str) -> None:
    answer = desk.get(PAPER, headers={"range": wanted})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")
    assert answer.json()["status"] == 416


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("search?q=(((", 400),
        ("search?no-such=1", 400),
        ("search?q=a&q=b", 400),
        ("search?limit=1001", 400),
        ("search?limit=many", 400),
        ("search?q=a%00b", 400),
        ("search?q=a%0A", 400),
        ("cases/x", 400),
        ("cases/JP-patent-1999000001?id=JP-patent-2", 400),
        ("cases/JP-patent-1999000001", 404),
        ("publications/JP1A", 404),
        ("publications/JP1A/case", 404),
        ("classifications/XYZ/H01M", 404),
        ("offices/QQ", 404),
        ("bulk/no-such", 404),
        ("bulk/jp-patent/2020-W01", 404),
        ("nothing", 404),
        ("", 404),
    ],
)
def test_a_refusal_is_a_problem_that_says_what_to_do(
    desk: TestClient, path: str, status: int
) -> None:
    problem = _problem(desk.get(f"/api/v1/{path}"), status)
    assert problem["detail"]
    assert problem["type"].startswith("http://testserver/api/v1/problems#")


def _problem(answer: httpx.Response, status: int) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, str] = answer.json()
    assert problem["status"] == status  # type: ignore[comparison-overlap]
    return problem


def test_a_mistake_in_an_expression_is_shown_where_it_is(desk: TestClient) -> None:
    problem = _problem(desk.get("/api/v1/search?q=lamp [x"), 400)
    assert problem["mistake"]
    assert int(problem["position"]) >= 5


def test_bulk_data_under_terms_is_for_those_who_accepted(
    desk: TestClient, programs: Programs
) -> None:
    path = "/api/v1/bulk/ep-patent/latest"
    assert "terms" in _problem(desk.get(path), 401)["detail"]
    assert "accept" in _problem(desk.get(path, headers=programs.reader.shown), 403)["detail"]
    accepted = desk.post(
        "/bulk/terms/provider/accept", json={"version": "2"}, headers=programs.reader.shown
    )
    assert accepted.status_code == 200
    assert desk.get(path, headers=programs.reader.shown).json()["files"]


def test_a_page_of_another_site_may_ask(desk: TestClient) -> None:
    asked = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, idempotency-key",
    }
    answer = desk.options("/api/v1/account/keys", headers=asked)
    assert answer.status_code == 204
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert {"authorization", "content-type", "idempotency-key"} <= set(allowed.split(", "))
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
