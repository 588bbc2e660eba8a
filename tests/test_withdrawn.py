"""Nothing of a withdrawn publication is found in any answer that the public can get."""

import datetime as dt
import gzip
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from api.test_canary import YEARS
from canary import CANARY, CANARY_JA, NOON, OPEN, Office, office_at
from madoguchi import clock
from madoguchi.accounts import Accounts
from madoguchi.api import FAMILIES, Family
from madoguchi.archive import Archive, Attached
from madoguchi.bulk import Wanted, make
from madoguchi.front import application_at
from madoguchi.intake import withdraw
from madoguchi.model import (
    Block,
    Body,
    Claim,
    ClaimSet,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Text,
)
from madoguchi.search import SearchIndex
from madoguchi.web.application import ROUTES
from web.publications import received

ASKED_WITH = "zebrafinch"  # a word of it that is none of those looked for: pages repeat it
REASON = f"by order: {CANARY}"
_TEXT = f"{ASKED_WITH} {CANARY} {CANARY_JA}"
PUBLICATION = Publication(
    office="JP", number="2021077777", kind="A", date=dt.date(2021, 5, 6), lang="en",
    application=DocumentId(office="JP", number="2020123456", date=dt.date(2020, 7, 20)),
    titles=(Text(text=_TEXT, lang="en"),),
    abstracts=(Body(lang="en", blocks=(Block(text=_TEXT),)),),
    descriptions=(Body(lang="en", blocks=(Block(text=_TEXT),)),),
    claims=(ClaimSet(claims=(Claim(number=1, text=_TEXT),), lang="en"),),
    applicants=(Party(names=(Name(name=f"{ASKED_WITH} {CANARY} K.K."),)),),
    drawings=(Drawing(file="canary.png", representative=True),),
    priorities=(Priority(document=DocumentId(office="US", number="16993777")),),
)  # fmt: skip
ID = PUBLICATION.id
FILE = Attached("canary.png", b"\x89PNG " + CANARY.encode())
NUMBERS = (ID, "2021077777", "JP.2021077777.A", "JP.2021077777", "2021-077777", str(OPEN), "JP",
           "2020123456", f"pn={ID}", ASKED_WITH, f"ti={ASKED_WITH}")  # fmt: skip
WORDS = (CANARY.encode(), CANARY_JA.encode(), CANARY[:9].encode())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("withdrawn") / "office"
    found = office_at(home)
    with clock.at(NOON):
        archive = Archive.at(home)
        index = SearchIndex(home, archive)
        archive.append([received(PUBLICATION, FILE, original=f"<p>{_TEXT}</p>".encode())])
        index.catch_up()
        withdraw(archive, index, ID, "operator", REASON)
    archive.close()
    return found


@pytest.fixture(scope="module")
def client(office: Office) -> Iterator[TestClient]:
    with (
        clock.at(NOON),
        pytest.MonkeyPatch.context() as patch,
        TestClient(front := application_at(office.home), follow_redirects=False) as client,
    ):
        patch.setattr(front.premises.accounts.limits, "minute", lambda *_: None)
        yield client


def filled(path: str) -> Iterator[str]:
    """The address with each number in the place of what names a document; a name of its file."""
    path = re.sub(r"\{(name|file)(:path|\*)?\}", "canary.png", path)
    for number in NUMBERS if "{" in path else ("",):
        yield re.sub(r"\{\w+(:path|\*)?\}", quote(number, safe=""), path)


def test_no_page_has_it(client: TestClient) -> None:
    asked = [
        address
        for route in ROUTES
        if isinstance(route, Route) and "GET" in (route.methods or ())
        for address in filled(route.path)
    ]
    asked += [f"/p/{ID}{ending}" for ending in (".json", ".xml", ".ris", ".bib")]
    asked += [f"/p/{ID}/original?position={n}" for n in range(1, 60)]
    asked += [f"/{page}?q={quote(q)}" for page in ("search", "number") for q in ("", *NUMBERS)]
    for address in asked:
        answer = client.get(address)
        assert answer.status_code != 500, address
        assert not any(word in answer.content for word in WORDS), address


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_no_interface_has_it(family: Family, client: TestClient, office: Office) -> None:
    archive = Archive.at(office.home)
    token = Accounts(archive).lending.lend(office.program, "", family.name, YEARS)
    archive.close()
    secret = office.key if family.name in ("own", "bulk") else token
    headers = {"authorization": f"Bearer {secret}", "x-api-key": office.key}
    for operation in family.operations:
        if operation.method != "GET":
            continue
        for address in filled(operation.path):
            for query in ("", f"?q={ASKED_WITH}", f"?id={ID}&text={ID}&number={ID}&since=0"):
                answer = client.get(f"{address}{query}", headers=headers)
                assert answer.status_code < 500, address
                assert not any(word in answer.content for word in WORDS), address + query


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "address",
    [f"/p/{ID}", f"/p/{ID}.json", f"/p/{ID}.xml", f"/p/{ID}/original", f"/p/{ID}/files/canary.png"],
)
def test_its_address_says_that_it_is_gone(client: TestClient, address: str, lang: str) -> None:
    answer = client.get(address, headers={"accept-language": lang})
    assert answer.status_code == 410
    assert answer.headers["cache-control"] == "no-store"
    assert ID in answer.text
    assert {"ja": "2026年11月22日", "en": "22 November 2026"}[lang] in answer.text


def test_other_spellings_lead_there(client: TestClient) -> None:
    answer = client.get(f"/p/{ID.lower()}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/p/{ID}")


def test_programs_are_told_so(client: TestClient, office: Office) -> None:
    headers = {"authorization": f"Bearer {office.key}"}
    for below in ("", "/original", "/versions", "/files/canary.png", "/citation", "/case"):
        answer = client.get(f"/api/v1/publications/{ID}{below}", headers=headers)
        assert answer.status_code == 404, below
        assert "withdrawn by its office on 2026-11-22" in answer.json()["detail"]
    feed = client.get("/api/v1/changes?limit=1000", headers=headers).json()["changes"]
    assert [one["action"] for one in feed if one["publication"] == ID] == ["ADD", "DEL"]
    assert "DEL" not in {one["action"] for one in feed if one["publication"] != ID}


def test_no_delivery_made_later_has_it(office: Office) -> None:
    archive = Archive.at(office.home)
    with clock.at(NOON + dt.timedelta(days=10)):
        make(office.home, archive, Wanted(collection="jp-patent", back=True))
    archive.close()
    files = [path for path in (office.home / "bulk").rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        for data in _contents(path):
            assert not any(word in data for word in WORDS), path


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield gzip.decompress(data) if path.suffix == ".gz" else data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())
