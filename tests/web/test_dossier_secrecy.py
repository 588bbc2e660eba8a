"""A member of a family that is not laid open, or not any more, is in no dossier and nowhere else.

Three offices hold the same family; one of them a member more that is not laid open, another one
that was and is closed again. Whatever the public asks, all three answer alike, byte for byte.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from api.jpo.conftest import enrolled
from api.test_canary import shown
from canary import NOON
from madoguchi import clock
from madoguchi.accounts import Accounts
from madoguchi.archive import Archive
from madoguchi.cases import Happened, OfficeCases, Recording, Withdrawn, record
from madoguchi.families import family_views
from madoguchi.front import application_at
from madoguchi.search import SearchIndex
from web.families import (
    EP,
    JP,
    NOTICE,
    SECRET,
    US,
    american,
    european,
    family_office,
    japanese,
    published,
    secret,
)

WORD = "quetzalcoatlus"
TRACES = (WORD, str(SECRET), SECRET.number)
PARTS = ("", "/wrapper", "/files", "/citations", "/classifications", "/claims", "/correspondence",
         "/beside", "/wrapper.pdf", "/wrapper.zip", "/documents/SECRET1",
         "/documents/SECRET1/content", f"/documents/{NOTICE}")  # fmt: skip
CASES = (str(JP), str(US), str(EP), str(SECRET))
OPD, GD = "/opdapi/patent/v1", ""


class Office(NamedTuple):
    client: TestClient
    headers: dict[str, dict[str, str]]

    def ask(self, address: str, body: str = "") -> tuple[int, dict[str, str], bytes]:
        family = next((name for name, begins in FAMILIES.items() if address.startswith(begins)), "")
        method = "POST" if body else "GET"
        headers = {"accept-language": "ja", **self.headers.get(family, {})}
        return shown(self.client.request(method, address, headers=headers, content=body or None))


FAMILIES = {"jpo": "/opdapi/", "own": "/api/v1/", "ops": "/rest-services/"}


def addresses() -> Iterator[str]:
    for case in CASES:
        yield from (f"/dossier/{case}{part}" for part in PARTS)
        yield from (f"/dossier/{JP}/beside?left=document:{case}/{n}" for n in ("SECRET1", NOTICE))
        yield from (f"/case/{case}", f"/case/{case}.json", f"/dossier/E-{case[:2]}{case[10:]}")
        for part in ("", "/citations", "/documents/SECRET1", "/documents/SECRET1/content"):
            yield f"/api/v1/dossiers/{case}{part}"
        for sort in "ESD":
            yield f"/api/v1/families/{sort}-{case[:2]}{case.rpartition('-')[2]}"
            yield f"/dossier/{sort}-{case[:2]}{case.rpartition('-')[2]}"
    for number in ("JP.2020765432.A", "US.202117654321.A", "CN.202110765432.A"):
        yield from (f"{OPD}/{call}/application/{number}" for call in ("family", "family_list"))
        yield from (f"{OPD}/{call}/{number}" for call in ("global_doc_list", "global_cite_class"))
        yield from (f"{OPD}/{call}/{number}/SECRET1" for call in ("global_doc_cont", "jp_doc_cont"))
    for place in ("JP/2020765432", "US/17654321", "CN/202110765432"):
        yield f"/patent-family/svc/family/application/{place}"
        yield f"/doc-list/svc/doclist/{place}/A"
        yield f"/doc-content/svc/doccontent/{place}.A/SECRET1/1/PDF"
    yield "/patent-family/svc/family/publication/US/11765432"
    for one in ("US11765432B2", "JP7654321B2"):
        yield f"/p/{one}"
        yield f"/api/v1/publications/{one}/family"


KIN = json.dumps({"cases": [str(JP), str(SECRET), str(US)]})


def opened(home: Path) -> TestClient:
    return TestClient(application_at(home), follow_redirects=False)


def keys(home: Path) -> dict[str, dict[str, str]]:
    number, key = enrolled(home, "unlimited")
    archive = Archive.at(home)
    lending = Accounts(archive).lending
    held = {name: f"Bearer {lending.lend(number, '', name, 86_400)}" for name in ("jpo", "ops")}
    archive.close()
    held["own"] = f"Bearer {key}"
    return {name: {"authorization": value} for name, value in held.items()}


def change(home: Path, fact: Happened | Withdrawn) -> None:
    archive = Archive.at(home)
    version = OfficeCases(archive).case(str(SECRET)).version
    record(archive, Recording(case=SECRET, facts=(fact,), actor="office", expected=version))
    archive.views.catch_up(family_views(archive))
    SearchIndex(home, archive).catch_up()
    archive.close()


def lay_open(home: Path) -> None:
    change(home, Happened(event=published("2022-10-01"), source="office"))


def close(home: Path) -> None:
    archive = Archive.at(home)
    opening = next(s.id for s in OfficeCases(archive).case(str(SECRET)).steps if s.opens)
    archive.close()
    change(home, Withdrawn(id=opening, reason="by mistake", source="office"))


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """The offices, and what the third answered while the case was laid open."""
    folder = tmp_path_factory.mktemp("secrecy")
    told = (japanese(), american(), european())
    with clock.at(NOON):
        homes = {
            "bare": family_office(folder / "bare", *told, sources=""),
            "knowing": family_office(folder / "knowing", *told, secret(), sources=""),
            "closed": family_office(folder / "closed", *told, secret(), sources=""),
        }
        held = {name: keys(home) for name, home in homes.items()}
        with (
            opened(homes["bare"]) as one,
            opened(homes["knowing"]) as two,
            opened(homes["closed"]) as three,
        ):
            clients = {"bare": one, "knowing": two, "closed": three}
            found = {name: Office(clients[name], held[name]) for name in homes}
            lay_open(homes["closed"])
            seen = [found["closed"].ask(address)[2] for address in addresses()]
            assert any(WORD.encode() in body for body in seen), "it was open for a while"
            close(homes["closed"])
            yield found


@pytest.mark.parametrize("name", ["knowing", "closed"])
def test_whatever_is_asked_is_answered_as_if_there_were_no_such_case(
    offices: dict[str, Office], name: str
) -> None:
    asked = list(dict.fromkeys(addresses()))
    assert len(asked) > 120
    served = 0
    for address in asked:
        expected = offices["bare"].ask(address)
        assert offices[name].ask(address) == expected, address
        served += expected[0] == 200
    assert served > 50


@pytest.mark.parametrize("name", ["knowing", "closed"])
def test_another_office_is_told_nothing_of_it(offices: dict[str, Office], name: str) -> None:
    address = "/api/v1/dossiers/kin"
    status, _, body = offices["bare"].ask(address, KIN)
    assert status == 200
    assert len(json.loads(body)["histories"]) == 3
    assert offices[name].ask(address, KIN)[::2] == (status, body)


@pytest.mark.parametrize("name", ["knowing", "closed"])
def test_nothing_names_it_that_was_not_asked_for(offices: dict[str, Office], name: str) -> None:
    for address in addresses():
        if any(trace in address for trace in (*TRACES, "SECRET1")):
            continue
        body = offices[name].ask(address)[2].decode("utf-8", "replace")
        assert not [trace for trace in TRACES if trace in body], address
