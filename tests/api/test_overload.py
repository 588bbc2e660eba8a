"""Ten times what the server can do: refused quickly, others served, and well again by itself."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from clients.conftest import Office, Running, enrolled, serving
from madoguchi.archive import Archive
from madoguchi.search import SearchIndex
from web.publications import everything

GREEDY, POLITE = 80, 3
SECONDS = 6.0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("crowd") / "office"
    archive = Archive.at(home)
    archive.append(everything())
    SearchIndex(home, archive).rebuild()
    archive.close()
    return enrolled(home, "unlimited")


@pytest.fixture
def server(office: Office, tmp_path: Path) -> Iterator[Running]:
    with serving(office, tmp_path) as running:
        yield running


class Crowd:
    """Callers that ask without a pause, and what they are answered."""

    def __init__(self, port: int, key: str, count: int) -> None:
        self._address = f"http://127.0.0.1:{port}/api/v1/search?q=&facets=100&limit=200"
        self._headers = {"authorization": f"Bearer {key}", "accept-encoding": "identity"}
        self._count = count
        self._over = threading.Event()
        self.statuses: Counter[int] = Counter()
        self.refused_in: list[float] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(count)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(30)

    def _ask(self) -> None:
        with urllib3.PoolManager(retries=False) as pool:
            while not self._over.is_set():
                begun = time.monotonic()
                answer = pool.request("GET", self._address, headers=self._headers, timeout=30)
                self.statuses[answer.status] += 1
                if answer.status != 200:
                    assert answer.headers["retry-after"]
                    self.refused_in.append(time.monotonic() - begun)


def test_the_greedy_are_refused_and_the_polite_served(server: Running, office: Office) -> None:
    polite = enrolled(office.home, "unlimited")
    told = []
    with Crowd(server.port, office.key, GREEDY) as crowd, urllib3.PoolManager() as pool:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            answer = pool.request(
                "GET",
                f"http://127.0.0.1:{server.port}/api/v1/search?q=&limit=5",
                headers={"authorization": f"Bearer {polite.key}"},
                timeout=30,
                retries=False,
            )
            told.append(answer.status)
            time.sleep(1 / POLITE)
    assert set(told) == {200}
    assert set(crowd.statuses) <= {200, 429, 503}
    assert crowd.statuses[200]
    assert crowd.statuses[429] + crowd.statuses[503]
    assert sorted(crowd.refused_in)[len(crowd.refused_in) // 2] < 5
    answer = urllib3.request(
        "GET",
        f"http://127.0.0.1:{server.port}/api/v1/search?q=",
        headers={"authorization": f"Bearer {office.key}"},
        timeout=5,
    )
    assert answer.status == 200


def test_a_limit_of_a_minute_is_said_with_its_end(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = tmp_path / "plans.toml"
    plans.write_text(
        '[public]\nen = "p"\nja = "p"\nminute = { api = 2 }\n[standard]\nen = "s"\nja = "s"\n'
    )
    monkeypatch.setenv("MADOGUCHI_PLANS", str(plans))
    with serving(office, tmp_path) as running, urllib3.PoolManager() as pool:
        address = f"http://127.0.0.1:{running.port}/api/v1/holdings"
        statuses = [pool.request("GET", address, retries=False).status for _ in range(2)]
        refused = pool.request("GET", address, retries=False)
    assert (statuses, refused.status) == ([200, 200], 429)
    problem = refused.json()
    assert (problem["limit"], problem["limit_calls"]) == ("api", 2)
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert problem["limit_until"]


def test_pages_are_refused_too_where_one_visitor_asks_too_many_at_once(server: Running) -> None:
    statuses: Counter[int] = Counter()

    def ask() -> None:
        with urllib3.PoolManager(retries=False) as pool:
            address = f"http://127.0.0.1:{server.port}/search?q=&limit=100"
            for _ in range(6):
                statuses[pool.request("GET", address, timeout=30).status] += 1

    threads = [threading.Thread(target=ask) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(statuses) == {200, 429}
