"""The examiners' library: the same pages over what is not public, behind a wall."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from canary import CANARY, CANARY_JA
from madoguchi.archive import Archive, Attached
from madoguchi.errors import TranslationError
from madoguchi.front import application_at
from madoguchi.search import Library, SearchIndex
from madoguchi.translation import Wanted
from madoguchi.web.application import ROUTES
from test_withdrawn import ASKED_WITH, FILE, ID, NUMBERS, PUBLICATION, WORDS, filled
from web.publications import SVG, foreign, received
from web.test_counter import sign_in
from web.test_examining import EXAMINER, SEARCHER, office

__all__ = ["office"]
ROOT = "/office/library"
OPEN = "CN113781974A"


@pytest.fixture(scope="module")
def home(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = shutil.copytree(office, tmp_path_factory.mktemp("library") / "office")
    archive = Archive.at(home)
    archive.append([received(one) for one in foreign()])
    SearchIndex(home, archive).catch_up()
    archive.close()
    library = Library.at(home)
    figure = Attached("fig1.svg", SVG)
    library.archive.append([received(PUBLICATION, FILE, figure)])
    library.index.catch_up()
    library.close()
    return home


@pytest.fixture(scope="module", params=["", SEARCHER])
def outsider(request: pytest.FixtureRequest, home: Path) -> Iterator[TestClient]:
    with TestClient(application_at(home), follow_redirects=False) as client:
        if request.param:
            sign_in(client, request.param)
        yield client


@pytest.fixture(scope="module")
def examiner(home: Path) -> Iterator[TestClient]:
    with TestClient(application_at(home), follow_redirects=False) as client:
        sign_in(client, EXAMINER)
        yield client


INSIDE = (
    "", "/search", "/search?q=zebrafinch", "/foreign?q=zebrafinch", f"/p/{ID}", f"/p/{ID}.json",
    f"/p/{ID}/original", f"/p/{ID}/files/canary.png",
)  # fmt: skip


@pytest.mark.parametrize("below", INSIDE)
def test_only_staff_come_in(outsider: TestClient, below: str) -> None:
    answer = outsider.get(f"{ROOT}{below}")
    assert answer.status_code in (302, 303, 401, 403)
    assert not any(word in answer.content for word in WORDS)


def test_nothing_of_it_is_in_any_public_answer(outsider: TestClient) -> None:
    asked = [
        address
        for route in ROUTES
        if isinstance(route, Route) and "GET" in (route.methods or ())
        for address in filled(route.path)
    ]
    asked += [f"/{one}?q={q}" for one in ("search", "number", "foreign") for q in NUMBERS]
    asked += [f"/api/v1/publications/{ID}", "/api/v1/changes?since=0", "/api/v1/holdings"]
    for address in asked:
        answer = outsider.get(address)
        assert answer.status_code != 500, address
        assert not any(word in answer.content for word in WORDS), address


def test_the_public_window_counts_nothing_of_it(examiner: TestClient) -> None:
    """Not even for those who may read it: they go there."""
    assert examiner.get(f"/p/{ID}").status_code == 404
    assert CANARY not in examiner.get(f"/search?q={ASKED_WITH}").text
    assert CANARY not in examiner.get(f"/foreign?q={ASKED_WITH}").text


def test_its_collections(examiner: TestClient) -> None:
    shown = examiner.get(f"{ROOT}?lang=en").text
    assert "Collections" in shown
    assert f'href="{ROOT}/p/{ID}"' in shown
    assert f'href="{ROOT}"' in examiner.get("/office").text


@pytest.mark.parametrize("below", INSIDE)
def test_nothing_is_kept_on_the_way(examiner: TestClient, below: str) -> None:
    answer = examiner.get(f"{ROOT}{below}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("below", [one for one in INSIDE if "." not in one and "/orig" not in one])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_links_stay_inside(examiner: TestClient, below: str, lang: str) -> None:
    sign = "&" if "?" in below else "?"
    text = examiner.get(f"{ROOT}{below}{sign}lang={lang}").text
    for outside in ('href="/p/', 'href="/search', 'action="/search', 'src="/p/', 'href="/case'):
        assert outside not in text, below


def test_searching_and_reading(examiner: TestClient) -> None:
    found = examiner.get(f"{ROOT}/search?q={ASKED_WITH}&words=1&lang=en").text
    assert "<mark>zebrafinch</mark>" in found
    assert f'href="{ROOT}/p/{ID}"' in found
    number = examiner.get(f"{ROOT}/search?q={ID}")
    assert (number.status_code, number.headers["location"]) == (303, f"{ROOT}/p/{ID}")
    document = examiner.get(f"{ROOT}/p/{ID}?lang=en").text
    assert CANARY_JA in document
    assert f'src="{ROOT}/p/{ID}/files/canary.png"' in document
    assert examiner.get(f"{ROOT}/p/{ID}/files/canary.png").content == FILE.data
    assert examiner.get(f"{ROOT}/p/JP9A").status_code == 404
    spelled = examiner.get(f"{ROOT}/search/expanded?q=battery")
    assert spelled.headers["location"].startswith(f"{ROOT}/search?")


@pytest.mark.parametrize(("root", "secret"), [(ROOT, True), ("", False)])
def test_a_translation_stays_in_the_house(
    examiner: TestClient, monkeypatch: pytest.MonkeyPatch, root: str, secret: bool
) -> None:
    """What is secret is given to no engine out of the house, and remembered by none."""
    asked: list[Wanted] = []

    def translate(_texts: object, _source: str, _to: str, wanted: Wanted) -> None:
        asked.append(wanted)
        raise TranslationError("not now")

    translations = examiner.app.state.room.translations  # type: ignore[attr-defined]
    monkeypatch.setattr(translations, "translate", translate)
    shown = examiner.get(f"{root}/p/{ID if root else OPEN}?to=ja&lang=en")
    assert "not now" in shown.text
    assert [wanted.secret for wanted in asked] == [secret]


def test_an_office_without_a_library(office: Path, tmp_path: Path) -> None:
    home = shutil.copytree(office, tmp_path / "office")
    with TestClient(application_at(home), follow_redirects=False) as client:
        sign_in(client, EXAMINER)
        assert "nothing in the library" in client.get(f"{ROOT}?lang=en").text
        for below in INSIDE[1:]:
            assert client.get(f"{ROOT}{below}").status_code == 404
    assert not (home / "library").exists()
