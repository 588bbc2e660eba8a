"""easy-patents and patent-client-agents, unchanged, ask for everything that the JPO answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clients.conftest import Office, Running, Script, copy_of, enrolled, serving
from madoguchi.archive import Archive, public_case
from madoguchi.cases import CaseFile, PublicCases

pytestmark = pytest.mark.xdist_group("clients")

CASES = {
    "patent": "JP-patent-2018062558",
    "design": "JP-design-2012013711",
    "trademark": "JP-trade-mark-2008021421",
}


@pytest.fixture(scope="module")
def asked(office: Office) -> dict[str, Any]:
    """Numbers of cases of the sample office, of each law."""
    archive = Archive.at(office.home)
    cases = PublicCases(archive)
    numbers: dict[str, Any] = {law: _numbers(cases.case(id_)) for law, id_ in CASES.items()}
    numbers["patent"] |= _of_patents(cases, archive)
    numbers["patent"]["docdb"] = f"JP.{numbers['patent']['registration']}.B2"
    archive.close()
    return numbers


def _numbers(file: CaseFile) -> dict[str, str]:
    told = file.bibliography
    party = told.applicants[0]
    return {
        "application": file.case.number,
        "code": party.id,
        "name": party.name,
        "registration": told.registration.number if told.registration else "",
        "publication": told.publications[0].number if told.publications else "",
    }


def _of_patents(cases: PublicCases, archive: Archive) -> dict[str, str]:
    """A case with divisional applications and one that is of an international application."""
    ids = [row for row in _ids(archive) if row.startswith("JP-patent-")]
    files = cases.cases(ids).values()
    divided = next(
        f for f in files if any("division" in r.relation for r in f.bibliography.related)
    )
    wo = next((f.bibliography.international for f in files if f.bibliography.international), None)
    return {
        "divided": divided.case.number,
        "international": wo.number.replace("PCT", "") if wo else "JP2099999999",
    }


def _ids(archive: Archive) -> list[str]:
    return [row[0] for row in archive.rows(select(public_case.c["case"]))]


def _settings(folder: Path, office: Office) -> Path:
    """A copy of easy-patents with the one file of settings that its documentation asks for."""
    place = copy_of("easy_patents", "offices", folder)
    (place / "easy_patents" / "config" / "user.ini").write_text(
        "[AuthInfo]\ntoken_path = https://ip-data.jpo.go.jp/auth/token\n"
        f"username = {office.number}\npassword = {office.key}\n"
    )
    return place


def test_easy_patents(running: Running, run: Script, asked: dict[str, Any], tmp_path: Path) -> None:
    place = _settings(tmp_path / "lib", running.office)
    told = run("offices", "easy_patents_calls", running, json.dumps(asked), PYTHONPATH=str(place))
    for law in CASES:
        numbers = asked[law]
        progress = told[f"{law} app_progress"]["result"]["data"]
        assert progress["applicationNumber"] == numbers["application"]
        assert progress["bibliographyInformation"][0]["documentList"]
        assert told[f"{law} name"]["result"]["data"]["applicantAttorneyName"] == numbers["name"]
        codes = told[f"{law} code"]["result"]["data"]["applicantAttorney"]
        assert {"applicantAttorneyCd": numbers["code"], "name": numbers["name"]} in codes
        by = told[f"{law} by registration"]["result"]["data"]
        assert by["applicationNumber"] == numbers["application"]
        assert told[f"{law} unknown"] == {"error": "NoDocumentError"}
        assert told[f"{law} registration_info"]["result"]["data"]["registrationNumber"]
    by = told["patent by publication"]["result"]["data"]
    assert by["applicationNumber"] == asked["patent"]["application"]
    family = told["divisional_app_info"]["result"]["data"]
    assert len(family["divisionalApplicationInformation"]) > 1
    assert told["cite_doc_info"]["result"]["data"]["patentDoc"]
    assert told["international_publication"] == {"error": "NoDocumentError"}
    families = told["family"]["api-data"]["family-data"]["families"]["family"]
    assert {"JP"} < {one["country"] for one in families}
    assert (
        told["family by publication"]["api-data"]["family-data"]
        == told["family"]["api-data"]["family-data"]
    )
    rows = told["family_list"]["api-data"]["family-list-data"]["family-lists"]["family-list"]
    first = rows[0]["application-number"]["document-number"]
    assert first == f"JP.{asked['patent']['application']}.A"
    assert told["family unknown"] == {"error": "NoDocumentError"}
    cited = told["global_cite_class"]["api-data"]["citation-and-classification-data"]
    assert cited["citation"]["patent-literatures"]["patent-literature"]
    assert cited["classification"]["ipcs"]["ipc"]
    assert Path(told["global_doc_cont"]).read_bytes().startswith(b"%PDF")
    assert [*Path(told["jp_doc_cont"]).iterdir()]
    assert told["token renewed"] is True
    assert told["renewed"]["result"]["statusCode"] == "100"


def test_a_daily_limit_that_is_reached_is_known_to_easy_patents(
    office: Office, run: Script, asked: dict[str, Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    plans = tmp_path / "plans.toml"
    plans.write_text(
        '[public]\nen = "p"\nja = "p"\n[standard]\nen = "s"\nja = "s"\n'
        'day = { "jpo/divisional_app_info" = 3 }\n'
    )
    monkeypatch.setenv("MADOGUCHI_PLANS", str(plans))
    limited = enrolled(office.home, "standard")
    place = _settings(tmp_path / "lib", limited)
    number = asked["patent"]["divided"]
    with serving(limited, tmp_path) as server:
        told = run("offices", "easy_patents_refused", server, number, "4", PYTHONPATH=str(place))
    assert told == ["", "", "", "TooManyAccessError"]
    with serving(limited, tmp_path) as server:
        told = run("offices", "easy_patents_refused", server, number, "1", PYTHONPATH=str(place))
    assert told == ["TooManyAccessError"], "counts survive a new start"


def test_patent_client_agents(running: Running, run: Script, asked: dict[str, Any]) -> None:
    words = asked | {"user": running.office.number, "key": running.office.key}
    told = run("offices", "agents_calls", running, json.dumps(words))
    for law in CASES:
        numbers = asked[law]
        assert told[f"{law} progress"]["application_number"] == numbers["application"]
        assert told[f"{law} applicant_by_code"] == numbers["name"]
        assert told[f"{law} reference"]["application_number"] == numbers["application"]
        assert told[f"{law} unknown"] is None
        assert told[f"{law} jplatpat_url"].startswith("http")
    assert told["again"]["application_number"] == asked["patent"]["application"]
    assert told["cited"]
    assert told["divisional"]
