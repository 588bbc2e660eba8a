"""A client of OPS at the office of `office.py`, with a token."""

import base64
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from api.ops.office import furnish
from api.ops.schemas import OpsSchema
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    make_token,
    register,
    set_plan,
)
from madoguchi.api import Desk
from madoguchi.api.ops import FAMILY
from madoguchi.model import Name
from madoguchi.premises import Premises

SERVICES = "/3.2/rest-services"
TOKEN = "/3.2/auth/accesstoken"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ops")
    furnish(home)
    return home


@pytest.fixture(scope="session")
def premises(home: Path) -> Premises:
    return Premises(home)


@pytest.fixture(scope="session")
def desk(premises: Premises) -> TestClient:
    return TestClient(Desk(premises, (FAMILY,)).guarded())


@pytest.fixture(scope="session")
def account(premises: Premises) -> tuple[str, str]:
    """The number of a program's account, and a key of it."""
    return new_account(premises.accounts, plan="unlimited")


def new_account(accounts: Accounts, plan: str = "") -> tuple[str, str]:
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name="reader"),), roles=("program",))
    number = register(accounts, wanted, by="operator").number
    if plan:
        set_plan(accounts, number, plan, by="operator")
    return number, make_token(accounts, number, "ops", by="operator")


def basic(number: str, key: str) -> str:
    return base64.b64encode(f"{number}:{key}".encode()).decode()


class Ops:
    """Asks OPS and reads its answers."""

    def __init__(self, desk: TestClient, token: str) -> None:
        self._desk = desk
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> "Told":
        found = self._desk.get(f"{SERVICES}/{path}", headers={**self._headers, **headers})
        return Told(found.status_code, found.content, dict(found.headers))

    def post(self, path: str, text: str, **headers: str) -> "Told":
        all_headers = {**self._headers, "Content-Type": "text/plain", **headers}
        found = self._desk.post(f"{SERVICES}/{path}", content=text, headers=all_headers)
        return Told(found.status_code, found.content, dict(found.headers))


class Told:
    """An answer: its status, and its tree without namespaces."""

    def __init__(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.status = status
        self.content = content
        self.headers = headers

    @property
    def root(self) -> ET.Element:
        root = ET.fromstring(self.content)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    def texts(self, path: str) -> list[str]:
        return [element.text or "" for element in self.root.findall(path)]

    def numbers(self, path: str = ".//exchange-document") -> list[str]:
        """Country, number and kind of the documents at a path."""
        return ["".join(one.get(n, "") for n in ("country", "doc-number", "kind"))
                for one in self.root.findall(path)]  # fmt: skip

    @property
    def fault(self) -> tuple[int, str]:
        return self.status, self.root.findtext("code") or ""


@pytest.fixture(scope="session")
def ops(desk: TestClient, account: tuple[str, str]) -> Ops:
    found = desk.post(
        TOKEN,
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic(*account)}"},
    )
    return Ops(desk, found.json()["access_token"])


@pytest.fixture(scope="session")
def schema(shared_data: Path) -> OpsSchema:
    folder = shared_data / "standards/epo/xsd"
    if not folder.is_dir():
        pytest.skip("the schemas of EPO OPS are not among the real office data")
    return OpsSchema(folder)
