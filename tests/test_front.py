"""The front door: what comes too slowly, or can be the name of nothing, takes nobody's place."""

import anyio
import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from madoguchi import front
from madoguchi.front import Front, application_at


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Front:
    return application_at(tmp_path_factory.mktemp("front") / "office")


@pytest.fixture
def client(door: Front) -> TestClient:
    return TestClient(door)


@pytest.mark.parametrize("address", ["/p/%00", "/case/JP-patent-%00", "/%00"])
def test_what_is_no_name_is_not_looked_for(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


# The JPO says that something is wrong with what was sent by its own code, with the status 200.
@pytest.mark.parametrize(("path", "status"), [("/programs", 400), ("/auth/token", 200)])
def test_who_sends_too_slowly_has_hung_up(
    door: Front, path: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_PATIENCE", 0.3)

    async def receive() -> Message:
        await anyio.sleep(0.1)
        return {"type": "http.request", "body": b"a", "more_body": True}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        with anyio.fail_after(5):
            await door(scope(path), receive, send)

    anyio.run(call)
    assert sent[0]["status"] == status
    assert not door._turns._under_way


def scope(path: str) -> Scope:
    return {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "headers": [
            (b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"testserver"),
        ],
        "query_string": b"", "client": ("192.0.2.1", 1), "scheme": "http",
        "server": ("testserver", 80), "http_version": "1.1", "app": None,
    }  # fmt: skip


def test_what_comes_after_the_whole_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_PATIENCE", 0.1)

    async def receive() -> Message:
        await anyio.sleep(0.08)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def both() -> list[str]:
        received = front._patient(receive)
        return [str((await received())["type"]) for _ in range(3)]

    assert anyio.run(both) == ["http.request"] * 3
