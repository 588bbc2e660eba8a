"""The canary asked through every operation: what is not laid open leaves no trace for programs.

Two offices hold the same, but one of them a case more, which nobody outside may know of. Whatever a
program asks, both answer alike, byte for byte.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from canary import CANARY, NOON, NUMBERS, OPEN, SECRET, WORDS, Office, office_at, secret_case
from madoguchi import clock
from madoguchi.accounts import Accounts
from madoguchi.api import FAMILIES, Family
from madoguchi.archive import Archive
from madoguchi.front import application_at
from web.publications import MAIN

YEARS = 10 * 365 * 24 * 3600
ASKED = (
    str(SECRET), str(OPEN), "2026987654", "JP.2026987654.A", "(JP2026987654)", "77777771", "654321098",
    MAIN, CANARY, f"ti={CANARY}", "JP",
)  # fmt: skip
KNOWN: Mapping[str, tuple[str, ...]] = {
    "sort": ("application", "publication"),
    "kind": ("application", "publication", "registration", "A"),
    "format": ("docdb", "epodoc"),
    "office": ("JP",),
    "country": ("JP",),
    "scheme": ("IPC",),
}


@pytest.fixture(scope="module", params=["public", "program"])
def desks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple["Asker", "Asker"]]:
    offices = [
        office_at(tmp_path_factory.mktemp("bare") / "office"),
        office_at(tmp_path_factory.mktemp("knowing") / "office", secret_case()),
    ]
    with (
        clock.at(NOON),
        TestClient(application_at(offices[0].home), follow_redirects=False) as one,
        TestClient(application_at(offices[1].home), follow_redirects=False) as other,
    ):
        known = request.param == "program"
        yield Asker(one, offices[0], known=known), Asker(other, offices[1], known=known)


class Asker:
    """Asks a family of interfaces as the public, or as a program with what that family wants."""

    def __init__(self, client: TestClient, office: Office, *, known: bool) -> None:
        self._client = client
        self._headers: dict[str, dict[str, str]] = {}
        if known:
            archive = Archive.at(office.home)
            lending = Accounts(archive).lending
            for family in FAMILIES:
                token = lending.lend(office.program, "", family.name, YEARS)
                secret = office.key if family.name in ("own", "bulk") else token
                self._headers[family.name] = {
                    "authorization": f"Bearer {secret}",
                    "x-api-key": office.key,
                }
            archive.close()

    def ask(self, family: Family, method: str, address: str, body: str = "") -> httpx.Response:
        headers = self._headers.get(family.name, {})
        return self._client.request(method, address, headers=headers, content=body or None)


def addresses(family: Family) -> Iterator[tuple[str, str, str]]:
    for operation in family.operations:
        for path in filled(operation.path):
            if operation.method == "GET":
                yield "GET", path, ""
        if operation.method == "GET":
            plain = next(filled(operation.path))
            for text in ASKED:
                word = quote(text)
                yield "GET", f"{plain}?q={word}&text={word}&since=0&Range=1-5", ""
                yield "GET", f"{plain}?q={word}", ""
        elif family.name in ("ops", "odp"):
            yield from ((operation.method, next(filled(operation.path)), text) for text in ASKED)


def filled(path: str) -> Iterator[str]:
    found = re.search(r"\{(\w+)\*?\}", path)
    if found is None:
        yield path
        return
    known = KNOWN.get(found[1])
    for value in known if known and "number" in path else (*(known or ()), *ASKED):
        yield from filled(path.replace(found[0], quote(value, safe=""), 1))


def shown(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """An answer without what is new each time: tokens, and when something was recorded."""
    kept = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("content-length", "etag", "retry-after", "last-modified", "ratelimit")
    }
    text = re.sub(
        rb'"(access_token|refresh_token|id_token|session_state|issued_at|requestIdentifier'
        rb'|lastIngestionDateTime|fileCreateDateTime)":"[^"]*"',
        b"",
        answer.content,
    )
    text = re.sub(rb'"id":"[0-9a-f]{16}"', b"", text)  # keys are named by chance
    return answer.status_code, kept, text


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_both_offices_answer_programs_alike(desks: tuple[Asker, Asker], family: Family) -> None:
    one, other = desks
    asked = list(dict.fromkeys(addresses(family)))
    assert asked
    for call in asked[:: 1 + len(asked) // 1200]:
        answer = other.ask(family, *call)
        assert shown(one.ask(family, *call)) == shown(answer), call
        assert answer.status_code < 500, call
        typed = f"{call[1]} {call[2]}"
        secret = [w for w in (*WORDS, *NUMBERS) if w in answer.text and quote(w) not in typed]
        assert not secret, call
