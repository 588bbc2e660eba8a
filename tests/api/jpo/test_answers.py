"""The JPO's interface: envelopes, codes, statuses and headers as on the wire."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.jpo.conftest import PATENT, Caller, calling

JSON_HEADERS = {
    "content-type": "application/json",
    "allow": "GET, HEAD, OPTIONS",
    "vary": "Cookie",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
NOTHING = "該当するデータがありません。"


def test_what_was_read_is_answered_again(caller: Caller) -> None:
    answer = caller.ask("/api/patent/v1/app_progress/2020123456")
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in JSON_HEADERS} == JSON_HEADERS
    assert not {"etag", "last-modified", "cache-control"} & set(answer.headers)
    result = answer.json()["result"]
    assert list(result) == ["statusCode", "errorMessage", "remainAccessCount", "data"]
    assert (result["statusCode"], result["errorMessage"]) == ("100", "")
    assert result["data"] == PATENT
    assert list(result["data"]) == list(PATENT)
    assert "窓口" in answer.text, "not escaped"


def test_the_simple_answer_leaves_priorities_and_divisions_out(caller: Caller) -> None:
    data = caller.result("/api/patent/v1/app_progress_simple/2020123456")["data"]
    left_out = {
        "priorityRightInformation",
        "parentApplicationInformation",
        "divisionalApplicationInformation",
    }
    assert data == {name: value for name, value in PATENT.items() if name not in left_out}


@pytest.mark.parametrize(
    ("path", "code", "status"),
    [
        ("patent/v1/app_progress/9999999999", "107", 200),
        ("patent/v1/app_progress/abc", "107", 200),
        ("design/v1/app_progress/2020123456", "107", 200),
        ("patent/v1/app_progress/2020,123456", "208", 200),
        ("patent/v1/app_progress/2020%09123456", "208", 200),
        ("patent/v1/app_progress/2020%7C123456", "208", 200),
        ("patent/v1/app_progress/2020;123456", "208", 200),
        ("patent/v1/case_number_reference/other/2020123456", "204", 200),
        ("patent/v1/case_number_reference/application/12", "204", 200),
        ("patent/v1/case_number_reference/application/1980123456", "111", 200),
        ("trademark/v1/case_number_reference/publication/2020123456", "204", 200),
        ("patent/v1/case_number_reference/registration/0000001", "107", 200),
        (
            "patent/v1/pct_national_phase_application_number/international_application/JP9",
            "204",
            200,
        ),
        ("patent/v1/pct_national_phase_application_number/other/JP2019011858", "204", 200),
        ("patent/v1/app_doc_cont_refusal_reason/2020123456", "108", 200),
        ("patent/v1/app_doc_cont_refusal_reason/2020999999", "107", 200),
        ("patent/v1/cite_doc_info/2099000001", "107", 200),
        ("patent/v1/applicant_attorney_cd/000000009", "107", 200),
        ("patent/v1/applicant_attorney/nobody", "107", 200),
        ("patent/v1/nothing/2020123456", "301", 404),
        ("patent/v1/app_progress/2020123456/", "301", 404),
        ("trademark/v1/cite_doc_info/2020123456", "301", 404),
    ],
)
def test_codes(caller: Caller, path: str, code: str, status: int) -> None:
    answer = caller.ask(f"/api/{path}")
    result = answer.json()["result"]
    assert (answer.status_code, result["statusCode"]) == (status, code)
    assert answer.headers["content-type"] == "application/json"
    assert result["data"] == {}
    assert bool(result["errorMessage"])
    if code == "107":
        assert result["errorMessage"] == NOTHING


@pytest.mark.parametrize(
    "path",
    [
        "application/2020123456",
        "publication/2021090037",
        "publication/503090037",
        "registration/7533889",
    ],
)
def test_each_number_leads_to_the_others(caller: Caller, path: str) -> None:
    assert caller.result(f"/api/patent/v1/case_number_reference/{path}")["data"] == {
        "applicationNumber": "2020123456",
        "publicationNumber": "2021090037",
        "nationalPublicationNumber": "",
        "registrationNumber": "7533889",
        "internationalPublicationNumber": "",
    }


def test_names_are_matched_as_they_are_written(caller: Caller) -> None:
    rows = [{"applicantAttorneyCd": "000000001", "name": "窓口　株式会社"}]
    path = "/api/patent/v1/applicant_attorney"
    assert caller.result(f"{path}/窓口　株式会社")["data"] == {"applicantAttorney": rows}
    assert caller.result(f"{path}/窓口 株式会社")["statusCode"] == "107"
    named = caller.result("/api/trademark/v1/applicant_attorney_cd/100000002")["data"]
    assert named == {"applicantAttorneyName": "代理　太郎"}


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer nobody"}, {"authorization": "x"}])
def test_without_a_token_nothing_is_answered(caller: Caller, header: dict[str, str]) -> None:
    answer = caller.client.get("/api/patent/v1/app_progress/2020123456", headers=header)
    assert answer.status_code == 401
    assert answer.json()["result"]["statusCode"] == "210"


def test_tokens_are_lent_renewed_and_many_at_once(caller: Caller) -> None:
    told = caller.sign_in()
    assert (told["expires_in"], told["refresh_expires_in"]) == (3600, 28800)
    assert told["token_type"] == "Bearer"
    first = told["access_token"]
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    renewed = caller.client.post("/auth/token", data=form)
    assert renewed.status_code == 200
    assert renewed.headers["cache-control"] == "no-store"
    path = "/api/patent/v1/app_progress_simple/2020123456"
    for token in (first, renewed.json()["access_token"]):
        headers = {"authorization": f"Bearer {token}"}
        assert caller.client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "password", "username": "900000001", "password": "wrong"},
        {"grant_type": "password", "username": "nobody", "password": "wrong"},
        {"grant_type": "refresh_token", "refresh_token": "wrong"},
    ],
)
def test_wrong_credentials(caller: Caller, form: dict[str, str]) -> None:
    answer = caller.client.post("/auth/token", data=form)
    assert answer.status_code == 401
    assert answer.json()["result"]["statusCode"] == "212"


@pytest.mark.parametrize("form", [{}, {"grant_type": "magic"}, {"grant_type": "password" * 9}])
def test_a_form_that_asks_for_nothing(caller: Caller, form: dict[str, str]) -> None:
    answer = caller.client.post("/auth/token", data=form)
    assert answer.json()["result"]["statusCode"] in ("204", "400")
    assert answer.status_code in (200, 400)


@pytest.fixture
def limited(home: Path) -> Iterator[Caller]:
    yield from calling(home, "standard")


def test_limits_of_a_minute_and_the_remaining_count(limited: Caller) -> None:
    path = "/api/patent/v1/app_progress_simple/2020123456"
    told = [limited.result(path)["remainAccessCount"] for _ in range(3)]
    assert told == ["399", "398", "397"]
    assert limited.result(path.replace("2020123456", "9999999999"))["remainAccessCount"] == "396"
    for _ in range(6):
        assert limited.result(path)["statusCode"] == "100"
    answer = limited.ask(path)
    assert answer.status_code == 429
    assert answer.json()["result"] == {
        "statusCode": "303",
        "errorMessage": "アクセスが集中しています。",
        "remainAccessCount": "",
        "data": {},
    }
    assert int(answer.headers["retry-after"]) >= 1
