"""pyUSPTO, patent_client and patent-client-agents, unchanged, ask what the USPTO answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clients.conftest import Office, Running, Script
from madoguchi.archive import Archive, public_case
from madoguchi.cases import CaseFile, PublicCases

pytestmark = pytest.mark.xdist_group("clients")

JAPANESE = "2018062558"


@pytest.fixture(scope="module")
def asked(office: Office) -> dict[str, str]:
    """Numbers of American cases of the sample office."""
    archive = Archive.at(office.home)
    cases = PublicCases(archive)
    ids = [row[0] for row in archive.rows(select(public_case.c["case"]))]
    files = list(cases.cases([one for one in ids if one.startswith("US-patent-")]).values())
    archive.close()
    own = next(file for file in files if _has_everything(file))
    child = next(file for file in files if file.bibliography.related)
    adjusted = next(file for file in files if file.bibliography.adjustment)
    registration = own.bibliography.registration
    assert registration is not None
    return {
        "application": own.case.number,
        "patent": registration.number,
        "publication": own.bibliography.publications[0].number[2:13],
        "child": child.case.number,
        "adjusted": adjusted.case.number,
        "japanese": JAPANESE,
    }


def _has_everything(file: CaseFile) -> bool:
    told = file.bibliography
    return bool(told.registration and told.publications and told.priorities and told.agents)


def test_pyuspto(running: Running, run: Script, asked: dict[str, str], tmp_path: Path) -> None:
    words = json.dumps(asked | {"key": running.office.key})
    told = run("offices", "pyuspto_calls", running, words, str(tmp_path))
    number = asked["application"]
    assert told["application"]["applicationNumberText"] == number
    data = told["metadata"]
    assert data["patentNumber"] == asked["patent"]
    assert data["applicationStatusCode"]
    assert data["inventorBag"][0]["inventorNameText"]
    assert told["adjustment"]["adjustmentTotalQuantity"] > 0
    assert told["assignment"][0]["assigneeBag"][0]["assigneeNameText"]
    assert told["attorney"]["attorneyBag"]
    assert told["continuity"]["parentContinuityBag"][0]["parentApplicationNumberText"]
    assert told["priority"][0]["applicationNumberText"]
    days = [one["eventDate"] for one in told["transactions"]]
    assert days == sorted(days, reverse=True)
    assert told["documents"]
    assert told["some documents"] < len(told["documents"])
    assert b"<us-patent-grant" in Path(told["printed"]).read_bytes()[:4096]
    assert len(told["statuses"]["statusCodeBag"]) == 5
    assert told["status"]["count"] == 1
    assert not [one for one in told["warnings"] if "'INTERNAL'" not in one], (
        "the portal has this direction, and the client does not know it"
    )
    _check_searches(told, asked)


def _check_searches(told: dict[str, Any], asked: dict[str, str]) -> None:
    number = asked["application"]
    assert told["by number"] == [number]
    assert told["by patent"] == told["by publication"] == number
    count, shown = told["by days"]
    assert (len(told["every"]), shown) == (count, 3)
    assert len(set(told["every"])) == count
    sent = told["sent"]["patentFileWrapperDataBag"]
    assert all("LAMP" in one["applicationMetaData"]["inventionTitle"] for one in sent)
    assert all("LAMP" in title for title in told["results"])
    assert told["wrapper"] == [number, len(told["documents"])]
    assert told["unknown"][:2] == told["nothing"][:2] == ["USPTOApiNotFoundError", "Not Found"]
    assert told["unsearched"][0] == "USPTOApiBadRequestError"
    assert "customerNumber" in told["unsearched"][2]
    assert told["wrong key"][:2] == ["USPTOApiAuthError", "Forbidden"]


def test_patent_client(
    running: Running, run: Script, asked: dict[str, str], tmp_path: Path
) -> None:
    words = json.dumps(asked | {"address": f"http://127.0.0.1:{running.port}"})
    more = {"PATENT_CLIENT_BASE_DIR": str(tmp_path / "cache")}
    told = run("dossier", "patent_client_dossier", running, words, str(tmp_path), **more)
    family = told["family"]
    assert (family["id"], family["type"]) == (asked["application"], "application")
    assert asked["application"] in [one["app_num"] for one in family["applications"]]
    own = told["one"]
    assert asked["patent"] in [one["pub_num"] for one in own["pub_list"]]
    assert own["priority_claim_list"]
    assert own["title"]
    assert told["documents"]
    assert all(one["date"] and one["doc_id"] for one in told["documents"])
    assert "NOA" in told["actions"]
    assert asked["application"] in told["by patent"]
    assert {one["country_code"] for one in told["japanese"]["applications"]} > {"JP"}
    assert Path(told["document"]).read_bytes().startswith(b"%PDF")
    assert "404" in told["unknown"]


def test_patent_client_agents(running: Running, run: Script, asked: dict[str, str]) -> None:
    number = asked["application"]
    told = run("offices", "agents_odp_calls", running, number, running.office.key)
    assert told["search"]["count"] > 3
    assert len(told["search"]["patentBag"]) == 3
    (one,) = told["application"]["patentBag"]
    assert one["applicationNumberText"] == number
    assert told["documents"]["documents"]
    assert told["nothing"]["count"] == 0
