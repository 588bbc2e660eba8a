"""One's own glossaries: put in on a page, and winning in what is read translated."""

import pytest
from starlette.testclient import TestClient

from madoguchi.model import Block
from madoguchi.translation import Wanted
from web.test_counter import accounts_of, post, sign_in
from web.test_examining import EXAMINER, office, window

__all__ = ["office", "window"]
PAGE = "/account/glossaries"


def put(window: TestClient, **more: str) -> int:
    data = {"name": "batteries", "from": "ja", "into": "en", "terms": "電池\taccumulator", **more}
    return post(window, PAGE, PAGE, **data).status_code


def wanted(window: TestClient, owner: str) -> Wanted:
    app = window.app
    found: Wanted = app.state.room.translations.wanted_by(owner, "patent")  # type: ignore[attr-defined]
    return found


def test_a_glossary_is_put_in_and_taken_away(window: TestClient) -> None:
    assert put(window) == 303
    shown = window.get(PAGE).text
    assert "batteries" in shown
    assert wanted(window, EXAMINER).glossaries == ("batteries",)
    assert wanted(window, "").glossaries == ()
    assert post(window, PAGE, PAGE, what="remove", name="batteries").status_code == 303
    assert wanted(window, EXAMINER).glossaries == ()


def test_its_terms_win(window: TestClient) -> None:
    put(window)
    room = window.app.state.room  # type: ignore[attr-defined]
    text = Block(text="電池である。").text
    made = room.translations.translate([text], "ja", "en", wanted(window, EXAMINER))
    assert "accumulator" in made.text
    plain = room.translations.translate([text], "ja", "en", wanted(window, ""))
    assert "accumulator" not in plain.text


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"terms": "電池"},
        {"terms": ""},
        {"from": "x"},
        {"what": "remove", "name": "none"},
    ],
)
def test_what_is_wrong_is_said_and_kept(window: TestClient, more: dict[str, str]) -> None:
    data = {"name": "batteries", "from": "ja", "into": "en", "terms": "電池\taccumulator", **more}
    answer = post(window, PAGE, PAGE, **data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_it_needs_an_account(window: TestClient) -> None:
    window.cookies.clear()
    assert window.get(PAGE).status_code == 303
    sign_in(window, EXAMINER)
    assert accounts_of(window) is not None
