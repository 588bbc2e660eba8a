"""Every operation of every family: who may not is refused in its own form, whatever is sent.

What is shown wrong, ended, expired, of another, or too narrow is refused with the family's status and
without data; values as no honest caller sends them never make anything fail.
"""

import base64
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx2 as httpx
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.own.office import MAIN, OPEN, Program, Programs, furnish
from cases.histories import NOTICE
from madoguchi.accounts import Accounts, end_token, make_token
from madoguchi.api import FAMILIES
from madoguchi.api.families import Family, Head
from madoguchi.api.operations import Operation
from madoguchi.api.own import ENDPOINTS
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.front import Front, application_at

LASTING = 3_600
# Words of what the office holds, which no refusal may tell.
HELD = ("二次電池", "銘承", "Yamakawa", "Secondary", "立体配線", "A63")
VALUES: Mapping[str, str] = {
    "id": str(OPEN), "number": "2020123456", "document": NOTICE.number, "scheme": "IPC",
    "terms": "provider",
    "symbol": "H01M", "collection": "jp-patent", "delivery": "latest", "code": "JP", "event": "2",
    "kind": "application", "sort": "application", "type": "publication", "format": "docdb",
    "rest": "JP.2021044377.A/biblio", "office": "JP", "country": "JP", "name": "fig2.tif",
}  # fmt: skip
BULK: Mapping[str, str] = {"delivery": "2026-W46", "rest": ""}
# Lending of tokens has refusals of its own, which the families' tests hold.
LENDING = ("/auth/token", "/3.2/auth/accesstoken")
STATUSES: Mapping[str, Mapping[Reason, int]] = {
    "jpo": {Reason.NO_CREDENTIALS: 401, Reason.BAD_CREDENTIALS: 401, Reason.NOT_PERMITTED: 401,
            Reason.SUSPENDED: 401},
    "ops": {Reason.NO_CREDENTIALS: 400, Reason.BAD_CREDENTIALS: 400, Reason.NOT_PERMITTED: 403,
            Reason.SUSPENDED: 403},
    "odp": {Reason.NO_CREDENTIALS: 403, Reason.BAD_CREDENTIALS: 403, Reason.NOT_PERMITTED: 403,
            Reason.SUSPENDED: 403},
}  # fmt: skip
USUAL = {Reason.NO_CREDENTIALS: 401, Reason.BAD_CREDENTIALS: 401, Reason.NOT_PERMITTED: 403,
         Reason.SUSPENDED: 403}  # fmt: skip


class Place(NamedTuple):
    """An operation where it stands."""

    family: Family
    operation: Operation

    def __str__(self) -> str:
        return f"{self.family.name} {self.operation.method} {self.operation.path}"

    def path(self, **changes: str) -> str:
        parts = self.operation.path.split("/")
        return "/".join(self._filled(part, changes) for part in parts)

    def _filled(self, part: str, changes: Mapping[str, str]) -> str:
        if not part.startswith("{"):
            return part
        name = part.strip("{}*")
        if self.family.name == "bulk" and name in BULK:
            return changes.get(name, BULK[name])
        if name == "id" and "publications" in self.operation.path:
            return changes.get(name, MAIN)
        return changes.get(name) or quote(VALUES.get(name, "1"), safe="/" if "*" in part else "")

    @property
    def values(self) -> tuple[str, ...]:
        parts = self.operation.path.split("/")
        return tuple(part.strip("{}*") for part in parts if part.startswith("{"))


PLACES = [Place(family, operation) for family in FAMILIES for operation in family.operations]
GUARDED = [place for place in PLACES if place.operation.path not in LENDING]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded") / "office"


@pytest.fixture(scope="module")
def programs(home: Path) -> Programs:
    return furnish(home)


@pytest.fixture(scope="module")
def front(home: Path, programs: Programs) -> Front:
    assert programs
    return application_at(home)


@pytest.fixture(scope="module")
def desk(front: Front) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch, TestClient(front, follow_redirects=False) as found:
        patch.setattr(front.premises.accounts.limits, "minute", lambda *_: None)
        yield found


@pytest.fixture(scope="module")
def accounts(front: Front) -> Accounts:
    return front.premises.accounts


# -- what is shown ---------------------------------------------------------------------------------


def shown(family: Family, token: str, key: str) -> dict[str, str]:
    """A secret where each family looks for it: a lent token or a key."""
    secret = token if family.name in ("jpo", "ops") else key
    return {"authorization": f"Bearer {secret}", "x-api-key": key}


def right(family: Family, accounts: Accounts, program: Program) -> dict[str, str]:
    key = accounts.tokens.look(program.key)
    token = accounts.lending.lend(program.number, key.id if key else "", family.name, LASTING)
    return shown(family, token, program.key)


def wrong(family: Family, _accounts: Accounts, _programs: Programs) -> dict[str, str]:
    secret = f"mg_{secrets.token_urlsafe(32)}"
    return shown(family, secret, secret)


def ended(family: Family, accounts: Accounts, programs: Programs) -> dict[str, str]:
    program = _another_key(accounts, programs)
    headers = right(family, accounts, program)
    key = accounts.tokens.look(program.key)
    assert key
    end_token(accounts, program.number, key.id, by="operator")
    return _ended_token(family, accounts, headers)


def expired(family: Family, accounts: Accounts, programs: Programs) -> dict[str, str]:
    program = _another_key(accounts, programs)
    headers = right(family, accounts, program)
    key = accounts.tokens.look(program.key)
    assert key
    with accounts.archive.database.writing() as connection:
        told = {"id": key.id}
        connection.execute(text("UPDATE api_token SET expires = 1 WHERE id = :id"), told)
    return _ended_token(family, accounts, headers)


def _another_key(accounts: Accounts, programs: Programs) -> Program:
    number = programs.spare.number
    for one in accounts.tokens.of(number)[10:]:
        end_token(accounts, number, one.id, by="operator")
    return Program(number, make_token(accounts, number, "another", by="operator"))


def _ended_token(family: Family, accounts: Accounts, headers: dict[str, str]) -> dict[str, str]:
    """What was lent for a key that ends does not outlive it; what is lent ends by itself too."""
    if family.name in ("jpo", "ops"):
        token = headers["authorization"].removeprefix("Bearer ")
        assert token.isascii()
        with accounts.archive.database.writing() as connection:
            connection.execute(text("UPDATE lent_token SET expires = 1"))
    return headers


def foreign(family: Family, accounts: Accounts, programs: Programs) -> dict[str, str]:
    """What was lent for another interface."""
    token = accounts.lending.lend(programs.reader.number, "", "elsewhere", LASTING)
    return shown(family, token, token)


SHOWN = {"wrong": wrong, "ended": ended, "expired": expired, "foreign": foreign}


# -- refusals --------------------------------------------------------------------------------------


def ask(desk: TestClient, place: Place, headers: Mapping[str, str]) -> httpx.Response:
    body = b"" if place.operation.method == "GET" else b"{}"
    return desk.request(
        place.operation.method, place.path(), headers=dict(headers), content=body or None
    )


def refused(place: Place, answer: httpx.Response, reason: Reason) -> None:
    head = Head(place.operation.method, place.path(), {}, "http://testserver")
    oracle = place.family.refuse(head, Refusal(reason))
    status = STATUSES.get(place.family.name, USUAL)[reason]
    assert (answer.status_code, status) == (oracle.status, oracle.status), answer.text
    assert answer.headers.get("content-type", "") == oracle.media_type
    assert not any(word in answer.text for word in HELD)


def public(place: Place, headers: Mapping[str, str]) -> bool:
    """Whether the family does not look at what is shown here."""
    return place.family.credentials(headers, ()) is None


@pytest.mark.parametrize("place", GUARDED, ids=str)
def test_nobody_known_is_refused(desk: TestClient, place: Place) -> None:
    answer = ask(desk, place, {})
    if place.operation.known:
        refused(place, answer, Reason.NO_CREDENTIALS)
    else:
        assert answer.status_code not in (401, 500)


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_what_does_not_hold_is_refused_everywhere(
    desk: TestClient, accounts: Accounts, programs: Programs, family: Family, kind: str
) -> None:
    headers = SHOWN[kind](family, accounts, programs)
    for place in (one for one in GUARDED if one.family is family):
        if public(place, headers):
            continue
        refused(place, ask(desk, place, headers), Reason.BAD_CREDENTIALS)


@pytest.mark.parametrize("place", GUARDED, ids=str)
def test_a_key_for_something_else_is_not_enough(
    desk: TestClient, accounts: Accounts, narrow: Program, place: Place
) -> None:
    headers = right(place.family, accounts, narrow)
    if not public(place, headers):
        refused(place, ask(desk, place, headers), Reason.NOT_PERMITTED)


@pytest.fixture(scope="module")
def narrow(accounts: Accounts, programs: Programs) -> Program:
    """A key for what no operation needs."""
    scopes = ["end:session:own"]
    number = programs.reader.number
    return Program(number, make_token(accounts, number, "less", by="operator", scopes=scopes))


@pytest.mark.parametrize("place", GUARDED, ids=str)
def test_a_suspended_account_is_refused(
    desk: TestClient, accounts: Accounts, programs: Programs, place: Place
) -> None:
    headers = right(place.family, accounts, programs.former)
    if not public(place, headers):
        refused(place, ask(desk, place, headers), Reason.SUSPENDED)


def test_a_key_of_another_account_opens_nothing(desk: TestClient, programs: Programs) -> None:
    """Where a name is shown with the key, it has to be that of its account."""
    pair = f"{programs.registrar.number}:{programs.reader.key}".encode()
    basic = {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
    lent = desk.post(
        "/3.2/auth/accesstoken", headers=basic, data={"grant_type": "client_credentials"}
    )
    assert lent.status_code == 401
    form = {"grant_type": "password", "username": programs.registrar.number,
            "password": programs.reader.key}  # fmt: skip
    assert desk.post("/auth/token", data=form).status_code == 401


def test_who_may_is_served(desk: TestClient, accounts: Accounts, programs: Programs) -> None:
    """So that the refusals above refuse something."""
    served = 0
    for place in GUARDED:
        answer = ask(desk, place, right(place.family, accounts, programs.registrar))
        assert answer.status_code not in (401, 500), place
        served += any(word in answer.text for word in HELD)
    assert served >= 19


# -- whatever is sent ------------------------------------------------------------------------------

HOSTILE = {
    "long": "x" * 10_000,
    "nul": "%00",
    "up": quote("../../../etc/passwd", safe=""),
    "quotes": quote("'\"`\\"),
    "percent": "%25",
    "half a percent": "%25zz%",
    "emoji": quote("😀👩‍🔬"),
    "a surrogate": "%ED%A0%80",
    "no utf-8": "%FF%FE%80",
    "sql": quote("' OR 1=1; DROP TABLE stream; --"),
    "xml": quote("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", safe=""),
    "a header": quote("a\r\nSet-Cookie: b=c"),
    "many digits": "9" * 400,
    "a negative": "-1",
    "an infinity": "1e999",
    "a template": quote("${7*7}{{7*7}}"),
    "backwards": quote("\u202egnitirw"),
    "many brackets": "(" * 3_000,
    "spaces": "%20%20",
}
NAMES = ("q", "Range", "sort", "offset", "limit", "fields", "facets", "filters", "rangeFilters",
         "since", "day", "lang", "format", "documentCodes", "nothing")  # fmt: skip


def queries(place: Place) -> tuple[str, ...]:
    """The names of the values that an operation takes; of others than our own, the likely ones."""
    own = next((one for one in ENDPOINTS if one.path == place.operation.path), None)
    if own is None:
        return NAMES
    return tuple(name for name in own.asks.__struct_fields__ if name not in own.path_values)


# A family may have a form for who calls and another for what is asked.
FORMS = (Reason.BAD_REQUEST, Reason.BAD_CREDENTIALS)
LENT_FORMS: Mapping[str, tuple[str, ...]] = {"/3.2/auth/accesstoken": ("application/json",)}


def sound(place: Place, answer: httpx.Response) -> None:
    assert answer.status_code < 500, (str(place), answer.status_code, answer.text[:300])
    assert "root:" not in answer.text
    assert "set-cookie" not in answer.headers
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        head = Head(place.operation.method, place.path(), {}, "http://testserver")
        forms = [place.family.refuse(head, Refusal(reason)).media_type for reason in FORMS]
        forms += LENT_FORMS.get(place.operation.path, ())
        assert answer.headers.get("content-type", "") in forms, (str(place), answer.text[:300])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_makes_anything_fail(
    desk: TestClient, accounts: Accounts, programs: Programs, family: Family, value: str
) -> None:
    headers = right(family, accounts, programs.registrar)
    hostile = HOSTILE[value]
    for place in (one for one in PLACES if one.family is family):
        method = place.operation.method
        for name in place.values:
            sound(place, desk.request(method, place.path(**{name: hostile}), headers=headers))
        asked = [f"{name}={hostile}" for name in queries(place)]
        size = 1 if family.name == "own" or len(hostile) > 1_000 else len(asked)
        for start in range(0, len(asked), size or 1):
            address = f"{place.path()}?{'&'.join(asked[start : start + size])}"
            sound(place, desk.request(method, address, headers=headers))


BODIES = (
    b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 50_000,
    b'{"x":' + b"[" * 50_000, b'{"a":' * 9_000, b'"\\ud800"', b"1e999",
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", b"a=b&a=c", b"%",
    b"grant_type=password&username=%00&password=%FF", b"x" * 90_000, b'{"expected":1e400}',
)  # fmt: skip


@pytest.mark.parametrize(
    "place", [one for one in PLACES if one.operation.method == "POST"], ids=str
)
def test_no_body_makes_anything_fail(
    desk: TestClient, accounts: Accounts, programs: Programs, place: Place
) -> None:
    headers = right(place.family, accounts, programs.registrar)
    for body in BODIES:
        for media in ("application/json", "application/x-www-form-urlencoded", "text/plain", "x"):
            sent = {**headers, "content-type": media}
            sound(place, desk.post(place.path(), content=body, headers=sent))


@pytest.mark.parametrize(
    "place", [one for one in PLACES if one.operation.method == "POST"], ids=str
)
def test_what_is_too_large_is_refused(
    desk: TestClient, accounts: Accounts, programs: Programs, place: Place
) -> None:
    headers = right(place.family, accounts, programs.registrar)
    answer = desk.post(place.path(), content=b" " * 2_000_000, headers=headers)
    head = Head("POST", place.path(), {}, "http://testserver")
    oracle = place.family.refuse(head, Refusal(Reason.TOO_LARGE))
    assert answer.status_code == oracle.status
    assert answer.headers["content-type"] == oracle.media_type


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_no_header_makes_anything_fail(
    desk: TestClient, accounts: Accounts, programs: Programs, family: Family
) -> None:
    place = next(one for one in GUARDED if one.family is family)
    headers = right(family, accounts, programs.registrar)
    names = ("range", "if-range", "if-none-match", "accept", "accept-encoding", "accept-language",
             "cookie", "host", "origin", "x-ops-range", "idempotency-key", "x-api-key",
             "authorization")  # fmt: skip
    values = ("", "*", '"', "bytes=-", "bytes=0-,1-", "\xff\xe9", "a" * 5_000, ";;q=x,", "Bearer",
              "Basic %%%", "Basic YQ==", "Bearer \xff", "Negotiate a")  # fmt: skip
    for name in names:
        for value in values:
            sent = [(n.encode(), v.encode()) for n, v in headers.items() if n != name]
            sent.append((name.encode(), value.encode("latin-1")))
            sound(place, desk.request(place.operation.method, place.path(), headers=sent))
