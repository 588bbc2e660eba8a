"""What of a reader's question leaves the office, and what does not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from madoguchi.dossier import Told
from madoguchi.dossier.sources import Reply
from madoguchi.front import application_over
from madoguchi.premises import Premises
from web.test_counter import post, sign_in
from web.test_examining import EXAMINER, OWN, SECRET
from web.test_examining import office as office  # noqa: PLC0414 - the fixture

_SOURCES = """
[[source]]
name = "kipo"
kind = "madoguchi"
address = "http://kipo.example"
[source.quota]
day = 20
"""
UNKNOWN = "US-patent-180000{:02}"


class Kipo:
    """A source that has nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(
        self, _method: str, url: str, _headers: object, body: bytes | None, *_: object
    ) -> Reply:
        self.asked.append(f"{url} {(body or b'').decode()}")
        return Reply(200, {}, msgspec.json.encode(Told()))


@pytest.fixture
def kipo() -> Kipo:
    return Kipo()


@pytest.fixture
def window(office: Path, tmp_path: Path, kipo: Kipo) -> Iterator[TestClient]:
    home = shutil.copytree(office, tmp_path / "office")
    (home / "sources.toml").write_text(_SOURCES)
    front = application_over(Premises(home, kipo))
    with TestClient(front, follow_redirects=False) as client:
        yield client


ADDRESSES = [
    f"/dossier/{SECRET}{part}"
    for part in (
        "", "?fresh=1", "/files", "/wrapper", "/wrapper.pdf", "/wrapper.zip", "/citations",
        "/claims", "/beside", "/correspondence", "/documents/N1", "/documents/N1/content",
    )
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_of_a_secret_case_the_offices_people_ask_nobody(
    window: TestClient, kipo: Kipo, address: str
) -> None:
    sign_in(window, EXAMINER)
    assert window.get(address).status_code == 404
    assert window.get(f"/dossier/{OWN}").status_code == 200
    assert not [one for one in kipo.asked if SECRET.number in one]
    assert kipo.asked


def test_what_the_public_asks_for_goes_out_whatever_is_held_here(
    window: TestClient, kipo: Kipo
) -> None:
    """Else the answer would tell which numbers are held that nobody may know of."""
    pages = [window.get(f"/dossier/JP-patent-{number}") for number in (SECRET.number, "2026000002")]
    assert [one.status_code for one in pages] == [404, 404]
    asked = [sum(n in one for one in kipo.asked) for n in (SECRET.number, "2026000002")]
    assert asked[0] == asked[1] > 0


def test_one_reader_leaves_something_to_others(window: TestClient, kipo: Kipo) -> None:
    """A fifth of 20 is the office's; a quarter of the other 16 is one reader's."""
    for number in range(10):
        window.get(f"/dossier/{UNKNOWN.format(number)}")
    assert len(kipo.asked) == 4
    page = window.get(f"/dossier/{OWN}?lang=en")
    assert page.status_code == 200
    assert "your network has used its share of our quota" in page.text
    assert len(kipo.asked) == 4


@pytest.mark.parametrize("ordinal", ["9" * 5000, "9" * 30, "-1", "x", "٣"])
def test_what_is_no_ordinal_marks_nothing(window: TestClient, ordinal: str) -> None:
    sign_in(window, EXAMINER)
    answer = post(window, "/office/docket", "/office/docket", what="seen", last=ordinal)
    assert answer.status_code == 303
