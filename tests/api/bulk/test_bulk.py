"""The addresses of bulk data: files in ranges, terms where the operator set them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import msgspec
import pytest
from starlette.testclient import TestClient

from bulk.offices import Office, case_id, long, publication
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    accepted,
    agreements,
    make_token,
    register,
)
from madoguchi.front import application_at
from madoguchi.model import BulkIndex, CollectionIndex, Manifest, Name, Right

TERMS = """
[[terms]]
id = "provider"
version = "2"
text = "Name the source."
attribution = "Source: the office"
collections = ["jp-patent*"]
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office") / "home")
    office.receive(0, *(long(n, 5_000) for n in range(1, 9)), publication(9, right=Right.DESIGN))
    office.tell(0, case_id(1))
    office.make(7, back=True)
    yield office
    office.archive.close()


@pytest.fixture(scope="module")
def _desk(office: Office) -> Iterator[TestClient]:
    with TestClient(application_at(office.home), follow_redirects=False) as client:
        yield client


@pytest.fixture
def desk(_desk: TestClient, office: Office) -> Iterator[TestClient]:
    _desk.cookies.clear()
    yield _desk
    for name in ("bulk-terms.toml", "mirrors.toml"):
        (office.home / name).unlink(missing_ok=True)


def key_of(office: Office, name: str) -> tuple[str, dict[str, str]]:
    """A program of its own, and the header with its key."""
    accounts = Accounts(office.archive)
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name=name, lang="en"),))
    number = register(accounts, wanted, by="operator").number
    key = make_token(accounts, number, "bulk", 30, by="operator")
    return number, {"authorization": f"Bearer {key}"}


def a_file(desk: TestClient, form: str = "xml") -> tuple[str, bytes, str]:
    """The address, bytes and digest of a file."""
    place = "/bulk/jp-patent/2026-W46"
    manifest = msgspec.json.decode(desk.get(f"{place}/manifest.json").content, type=Manifest)
    file = next(one for one in manifest.files if one.form == form)
    return f"{place}/{file.name}", desk.get(f"{place}/{file.name}").content, file.sha256


@pytest.mark.parametrize("address", ["/bulk/", "/bulk/index.json"])
def test_the_index_leads_to_every_file(desk: TestClient, address: str) -> None:
    index = msgspec.json.decode(desk.get(address).content, type=BulkIndex)
    assert [one.collection for one in index.collections] == [
        "jp-design",
        "jp-patent",
        "jp-patent-cases",
    ]
    fetched = 0
    for one in index.collections:
        for listing in (f"/bulk/{one.collection}/", f"/bulk/{one.collection}/index.json"):
            found = msgspec.json.decode(desk.get(listing).content, type=CollectionIndex)
        assert found.through == one.through
        for delivery in found.deliveries:
            place = f"/bulk/{one.collection}/{delivery.delivery}"
            data = desk.get(f"{place}/manifest.json").content
            assert hashlib.sha256(data).hexdigest() == delivery.sha256
            for file in msgspec.json.decode(data, type=Manifest).files:
                answer = desk.get(f"{place}/{file.name}")
                assert hashlib.sha256(answer.content).hexdigest() == file.sha256
                assert answer.headers["etag"] == f'"{file.sha256}"'
                fetched += 1
    assert fetched == 2 * (7 + 7 + 4)


@pytest.mark.parametrize("form", ["xml", "jsonl", "parquet", "changes", "authority"])
def test_a_file_is_sent_as_it_is(desk: TestClient, form: str) -> None:
    address, data, sha256 = a_file(desk, form)
    answer = desk.get(address, headers={"accept-encoding": "gzip"})
    assert answer.content == data
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    head = desk.head(address)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(data)))
    assert head.headers["etag"] == f'"{sha256}"'
    assert desk.get(address, headers={"if-none-match": f'"{sha256}"'}).status_code == 304


@pytest.mark.parametrize(
    ("wanted", "start", "end"), [("0-99", 0, 100), ("100-", 100, None), ("-50", -50, None)]
)
def test_a_range_is_sent(desk: TestClient, wanted: str, start: int, end: int | None) -> None:
    address, data, sha256 = a_file(desk)
    headers = {"range": f"bytes={wanted}", "if-range": f'"{sha256}"'}
    answer = desk.get(address, headers=headers)
    assert answer.status_code == 206
    assert answer.content == data[start:end]
    first = start % len(data)
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(data)}"


def test_a_range_of_another_file_is_the_whole(desk: TestClient) -> None:
    address, data, _ = a_file(desk)
    answer = desk.get(address, headers={"range": "bytes=5-", "if-range": '"another"'})
    assert (answer.status_code, answer.content) == (200, data)
    far = desk.get(address, headers={"range": f"bytes={len(data)}-"})
    assert far.status_code == 416


def test_the_latest_leads_to_its_manifest(desk: TestClient) -> None:
    answer = desk.get("/bulk/jp-patent/latest")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/bulk/jp-patent/2026-W46/manifest.json"


def test_an_index_is_asked_for_anew_and_said_to_be_the_same(desk: TestClient) -> None:
    first = desk.get("/bulk/index.json")
    again = desk.get("/bulk/index.json", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bulk/jp-sheep/index.json", 404),
        ("/bulk/..%2f..%2fetc/index.json", 404),
        ("/bulk/jp-patent/2026-W01/manifest.json", 404),
        ("/bulk/jp-patent/..%2fjp-design/manifest.json", 404),
        ("/bulk/jp-patent/2026-W46/..%2f..%2f..%2farchive.sqlite", 404),
        ("/bulk/jp-patent/2026-W46/%2e%2e", 404),
        ("/bulk/jp-patent/2026-W46/nothing.zip", 404),
        ("/bulk/jp-patent/2026-W46/a/b/c", 404),
        ("/bulk/.making/x/manifest.json", 404),
        ("/bulk/jp-sheep/latest", 404),
        ("/bulk/%ff%00/", 404),
    ],
)
def test_what_is_not_there_is_said(desk: TestClient, address: str, status: int) -> None:
    answer = desk.get(address)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "message"}


def test_a_lost_file_is_no_missing_one(desk: TestClient, office: Office) -> None:
    address, data, _ = a_file(desk)
    path = office.home / address.lstrip("/")
    path.write_bytes(data[:-1])
    answer = desk.get(address)
    path.write_bytes(data)
    assert answer.status_code == 500
    assert "take it from a mirror" in answer.json()["message"]


def test_other_methods_are_not_taken(desk: TestClient) -> None:
    answer = desk.delete("/bulk/index.json")
    assert (answer.status_code, answer.json()["error"]) == (405, "no-method")


def test_mirrors_are_listed(desk: TestClient, office: Office) -> None:
    assert desk.get("/bulk/mirrors.json").json() == {"mirrors": []}
    text = '[[mirror]]\nurl = "https://mirror.example/bulk"\noperator = "Univ."\ncountry = "JP"\n'
    (office.home / "mirrors.toml").write_text(text)
    wanted = [{"url": "https://mirror.example/bulk", "operator": "Univ.", "country": "JP"}]
    assert desk.get("/bulk/mirrors.json").json()["mirrors"] == wanted
    assert desk.get("/bulk/").json()["mirrors"] == wanted


# -- terms -------------------------------------------------------------------------------------------


def test_a_collection_under_terms_is_for_those_who_accepted_them(
    desk: TestClient, office: Office
) -> None:
    address, data, sha256 = a_file(desk)
    (office.home / "bulk-terms.toml").write_text(TERMS)
    number, headers = key_of(office, "Provider")
    nobody = desk.get(address)
    assert nobody.status_code == 401
    assert "/bulk/terms/provider/accept" in nobody.json()["message"]
    conditional = {"if-none-match": f'"{sha256}"'}
    assert desk.get(address, headers=conditional).status_code == 401
    assert desk.get(address, headers=headers).status_code == 403
    assert desk.get("/bulk/jp-patent/index.json").json()["terms"]["text"] == "Name the source."
    assert desk.get("/bulk/jp-design/index.json").status_code == 200
    accepting = "/bulk/terms/provider/accept"
    assert desk.post(accepting, json={"version": "2"}).status_code == 401
    assert desk.post(accepting, json={"version": "1"}, headers=headers).status_code == 409
    assert desk.post(accepting, content=b"yes", headers=headers).status_code == 400
    assert desk.post("/bulk/terms/x/accept", json={}, headers=headers).status_code == 404
    for _ in range(2):
        assert desk.post(accepting, json={"version": "2"}, headers=headers).status_code == 200
    answer = desk.get(address, headers=headers)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["cache-control"].startswith("private")
    assert desk.get("/bulk/terms.json", headers=headers).json()["accepted"] == {"provider": "2"}
    accounts = Accounts(office.archive)
    (agreed,) = agreements(accounts, number)
    assert (agreed.accepted.version, agreed.by) == ("2", number)
    assert agreed.accepted.attribution == "Source: the office"
    (office.home / "bulk-terms.toml").write_text(TERMS.replace('version = "2"', 'version = "3"'))
    assert desk.get(address, headers=headers).status_code == 403
    assert accepted(accounts, number, "provider") == "2"


@pytest.mark.parametrize(
    "text", ["[[terms]]\nid = 'x'\n", "[[term]]\n", "[[terms]\n", "[[terms]]\nid = 1\n"]
)
def test_terms_that_cannot_be_read_open_nothing(
    desk: TestClient, office: Office, text: str
) -> None:
    address, _, _ = a_file(desk)
    (office.home / "bulk-terms.toml").write_text(text)
    answer = desk.get(address)
    assert answer.status_code == 500
    assert "ask it to mend them" in answer.json()["message"]


def test_a_key_for_publications_opens_no_cases(desk: TestClient, office: Office) -> None:
    accounts = Accounts(office.archive)
    number, _ = key_of(office, "Reader")
    key = make_token(
        accounts, number, "bulk", 30, by="operator", scopes=["read:publication:laid-open"]
    )
    headers = {"x-api-key": key}
    assert desk.get("/bulk/jp-patent/2026-W46/manifest.json", headers=headers).status_code == 200
    answer = desk.get("/bulk/jp-patent-cases/2026-W46/manifest.json", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "not-permitted")


def test_a_wrong_key_is_said_even_where_none_is_needed(desk: TestClient) -> None:
    answer = desk.get("/bulk/index.json", headers={"x-api-key": "wrong"})
    assert (answer.status_code, answer.json()["error"]) == (401, "bad-credentials")


def test_a_withdrawn_delivery_is_said_to_be(tmp_path: Path) -> None:
    own = Office(tmp_path / "office")
    own.receive(0, publication(1))
    own.make(7)
    own.shelf.withdraw(own.shelf.delivery("jp-patent", "2026-W46"), "2026-11-18")
    with TestClient(application_at(own.home), follow_redirects=False) as client:
        place = "/bulk/jp-patent/2026-W46"
        assert client.get(f"{place}/manifest.json").status_code == 200
        answer: httpx.Response = client.get(f"{place}/jp-patent-2026-W46-0001.jsonl.gz")
        assert answer.status_code == 404
        assert "was withdrawn on 2026-11-18" in answer.json()["message"]
        assert client.get("/bulk/jp-patent/latest").status_code == 404
        (one,) = client.get("/bulk/jp-patent/").json()["deliveries"]
        assert one["withdrawn"] == "2026-11-18"
    own.archive.close()
