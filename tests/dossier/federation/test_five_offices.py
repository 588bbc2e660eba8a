"""Five offices on this machine: one dossier of all, with some of them stopped, slow or babbling."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from dossier.federation.offices import OFFICES, Office, case_of, history

# What a reader waits for sources (1.6 s), and what a loaded machine adds.
PATIENCE = 3.0
SECRET = 900


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    folder = tmp_path_factory.mktemp("offices")
    found = {}
    for code in OFFICES:
        cases = [history(code, family) for family in (1, 2, 3, SECRET)]
        if code == "KR":  # filed, and laid open to nobody
            cases[-1] = history(code, SECRET, laid_open=False)
        found[code] = Office(code, folder, cases)
    for one in found.values():
        one.ask(list(found.values()))
        one.start()
    for one in found.values():
        one.wait()
    yield found
    for one in found.values():
        one.close()


def dossier(office: Office, case: str) -> tuple[dict[str, Any], float]:
    """The dossier as an office tells it, and how long that took."""
    begun = time.monotonic()
    answer = httpx.get(f"{office.address}/api/v1/dossiers/{case}", timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json(), time.monotonic() - begun


def offices_of(found: dict[str, Any]) -> set[str]:
    return {member["office"] for member in found["members"] if member["documents"]}


def states(found: dict[str, Any]) -> dict[str, str]:
    return {one["source"]: one["failure"] or one["state"] for one in found["sources"]}


def until_complete(office: Office, case: str, seconds: float = 60) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while True:
        found, _ = dossier(office, case)
        if found["complete"] or time.monotonic() > end:
            return found
        time.sleep(0.5)


@pytest.mark.parametrize("at", ["JP", "KR"])
def test_every_office_has_the_whole_dossier(offices: dict[str, Office], at: str) -> None:
    found = until_complete(offices[at], str(case_of(at, 1)))
    assert offices_of(found) == set(OFFICES)
    assert found["complete"]
    assert all(member["simple"] for member in found["members"])
    own = [member["office"] for member in found["members"] if member["held"]]
    assert own == [at]
    page = httpx.get(f"{offices[at].address}/dossier/{case_of(at, 1)}?lang=en", timeout=30)
    for code in OFFICES:
        assert f"Battery 1 at {code}" in page.text


def test_a_document_of_another_office_is_opened_here(offices: dict[str, Office]) -> None:
    until_complete(offices["JP"], str(case_of("JP", 1)))
    base, case = offices["JP"].address, case_of("EP", 1)
    found = httpx.get(f"{base}/dossier/{case}/documents/EP10001/content", timeout=30)
    assert found.status_code == 200
    assert found.content == str(case).encode()
    wrapper = httpx.get(f"{base}/dossier/{case}/wrapper.zip", timeout=30)
    assert wrapper.content[:2] == b"PK"
    table = httpx.get(f"{base}/api/v1/dossiers/{case}/citations", timeout=30).json()
    assert len(table["rows"]) == 1
    assert len(table["rows"][0]["cells"]) == len(OFFICES)


def test_offices_that_fail_are_labelled_and_come_back(offices: dict[str, Office]) -> None:
    asking, case = offices["JP"], str(case_of("JP", 2))
    offices["US"].stop()
    offices["EP"].line.state = "slow"
    offices["CN"].line.state = "garbage"
    found, seconds = dossier(asking, case)
    assert offices_of(found) == {"JP", "KR"}
    assert seconds < PATIENCE
    assert states(found) == {
        "us": "unreachable", "ep": "waiting", "cn": "unreadable", "kr": "answered",
    }  # fmt: skip
    assert not found["complete"]
    page = httpx.get(f"{asking.address}/dossier/{case}?lang=en", timeout=30)
    assert page.status_code == 200
    assert "Not every source has answered" in page.text
    # What was told before they failed is still told, with its age.
    kept, _ = dossier(asking, str(case_of("JP", 1)))
    assert offices_of(kept) == set(OFFICES)

    offices["US"].start()
    offices["EP"].line.state = offices["CN"].line.state = "up"
    offices["EP"].line.hung_up.set()
    offices["US"].wait()
    found = until_complete(asking, case)
    assert states(found) == dict.fromkeys(("us", "ep", "cn", "kr"), "kept") | {
        name: state for name, state in states(found).items() if state == "answered"
    }
    assert offices_of(found) == set(OFFICES)


def test_what_is_not_laid_open_is_told_to_nobody(offices: dict[str, Office]) -> None:
    hidden, open_ = case_of("KR", SECRET), case_of("JP", SECRET)
    found = until_complete(offices["JP"], str(open_))
    assert offices_of(found) == set(OFFICES) - {"KR"}
    korea = offices["KR"].address
    told = httpx.post(
        f"{korea}/api/v1/dossiers/kin", json={"cases": [str(open_), str(hidden)]}, timeout=30
    )
    assert told.status_code == 200
    for said in (
        told.text,
        str(found),
        httpx.get(f"{korea}/dossier/{open_}", timeout=30).text,
        httpx.get(f"{offices['US'].address}/dossier/{open_}/files", timeout=30).text,
    ):
        assert hidden.number not in said.replace(str(hidden), "")
    for path in ("", "/wrapper", "/files", "/documents/KR10001", "/documents/KR10001/content"):
        answer = httpx.get(f"{korea}/dossier/{hidden}{path}", timeout=30)
        unknown = httpx.get(f"{korea}/dossier/KR-patent-1020210999999{path}", timeout=30)
        assert answer.status_code == unknown.status_code


def test_no_question_goes_round(offices: dict[str, Office]) -> None:
    """An office asked by another asks nobody else."""
    before = len(offices["US"].line.asked)
    told = httpx.post(
        f"{offices['KR'].address}/api/v1/dossiers/kin", json={"cases": [str(case_of("JP", 3))]},
        timeout=30,
    )  # fmt: skip
    assert [one["case"]["office"] for one in told.json()["histories"]] == ["KR"]
    found = httpx.get(
        f"{offices['KR'].address}/api/v1/dossiers/{case_of('JP', 3)}",
        headers={"via": "1.1 madoguchi"}, timeout=30,
    )  # fmt: skip
    assert [one["office"] for one in found.json()["members"]] == ["KR"]
    assert len(offices["US"].line.asked) == before
