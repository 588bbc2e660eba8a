"""An office with cases as the JPO's API tells them, and a program that asks for them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from madoguchi.accounts import Accounts, ActorKind, Registration, make_token, register, set_plan
from madoguchi.archive import Archive
from madoguchi.cli import main
from madoguchi.front import application_at
from madoguchi.model import Name


class Caller:
    """A program of an office, with its key; asks with a token lent for it."""

    def __init__(self, client: TestClient, number: str, key: str) -> None:
        self.client, self.number, self.key = client, number, key
        self.token = ""

    def sign_in(self) -> dict[str, Any]:
        form = {"grant_type": "password", "username": self.number, "password": self.key}
        told: dict[str, Any] = self.client.post("/auth/token", data=form).json()
        self.token = told["access_token"]
        return told

    def ask(self, path: str) -> Any:
        return self.client.get(path, headers={"authorization": f"Bearer {self.token}"})

    def result(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(path).json()["result"]
        return found


def loaded(home: Path, *files: Path) -> None:
    words = ["--home", str(home), "load", *map(str, files)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output


def enrolled(home: Path, plan: str) -> tuple[str, str]:
    archive = Archive.at(home)
    accounts = Accounts(archive)
    names = (Name(name="Client"),)
    number = register(accounts, Registration(kind=ActorKind.PROGRAM, names=names), by="t").number
    set_plan(accounts, number, plan, by="t")
    key = make_token(accounts, number, "t", 30, by="t")
    archive.close()
    return number, key


def calling(home: Path, plan: str = "unlimited") -> Iterator[Caller]:
    number, key = enrolled(home, plan)
    with TestClient(application_at(home)) as client:
        caller = Caller(client, number, key)
        caller.sign_in()
        yield caller


def exchange(path: str, data: dict[str, Any]) -> str:
    body = {"result": {"statusCode": "100", "errorMessage": "", "remainAccessCount": "1",
                       "data": data}}  # fmt: skip
    url = f"https://ip-data.jpo.go.jp/api/{path}"
    return json.dumps({"url": url, "body": json.dumps(body, ensure_ascii=False)})


PATENT: dict[str, Any] = {
    "applicationNumber": "2020123456",
    "inventionTitle": "窓口　装置",
    "applicantAttorney": [
        {"applicantAttorneyCd": "000000001", "repeatNumber": "1", "name": "窓口　株式会社",
         "applicantAttorneyClass": "1"},
        {"applicantAttorneyCd": "100000002", "repeatNumber": "2", "name": "代理　太郎",
         "applicantAttorneyClass": "2"},
    ],
    "filingDate": "20200720",
    "publicationNumber": "503090037",
    "ADPublicationNumber": "2021090037",
    "nationalPublicationNumber": "",
    "ADNationalPublicationNumber": "",
    "publicationDate": "20210610",
    "registrationNumber": "7533889",
    "registrationDate": "20240805",
    "internationalApplicationNumber": "",
    "internationalPublicationNumber": "",
    "internationalPublicationDate": "",
    "erasureIdentifier": "00",
    "expireDate": "20400720",
    "disappearanceDate": "",
    "priorityRightInformation": [],
    "parentApplicationInformation": {},
    "divisionalApplicationInformation": [],
    "bibliographyInformation": [
        {"numberType": "01", "number": "2020123456", "documentList": [
            {"legalDate": "20200720", "irirFlg": "0", "availabilityFlag": "1",
             "documentCode": "A63", "documentDescription": "要約書",
             "documentNumber": "52001475960", "versionNumber": "0001", "documentSeparator": "Y",
             "numberOfPages": "0", "sizeOfDocument": "1208"},
            {"legalDate": "20200720", "irirFlg": "0", "availabilityFlag": "1",
             "documentCode": "A63", "documentDescription": "特許願",
             "documentNumber": "52001475960", "versionNumber": "0001", "documentSeparator": "S",
             "numberOfPages": "0", "sizeOfDocument": "1427"},
            {"legalDate": "20240724", "irirFlg": "0", "availabilityFlag": "0",
             "documentCode": "A61", "documentDescription": "登録料納付",
             "documentNumber": "BBBBBBBBBBB", "versionNumber": "0000", "documentSeparator": " ",
             "numberOfPages": "0", "sizeOfDocument": "0"},
        ]},
        {"numberType": "02", "number": "503090037", "documentList": []},
        {"numberType": "06", "number": "7533889", "documentList": [
            {"legalDate": "20240820", "irirFlg": "0", "availabilityFlag": "0",
             "documentCode": "R150", "documentDescription": "特許証",
             "documentNumber": "99999999999", "versionNumber": "0000", "documentSeparator": " ",
             "numberOfPages": "0", "sizeOfDocument": "0"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jpo")
    recording = folder / "answers.jsonl"
    recording.write_text(exchange("patent/v1/app_progress/2020123456", PATENT) + "\n")
    loaded(folder / "office", recording)
    return folder / "office"


@pytest.fixture(scope="module")
def caller(home: Path) -> Iterator[Caller]:
    yield from calling(home)
