"""Whatever is asked for, the window answers with a page and never fails."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from madoguchi.search import FACETS, SORTS
from web.publications import MAIN

SIGNS = st.text(alphabet="[]*+-/:?\"' 電池aJP0129.,TIPDé\x00\n\t\u3000%")
ANY = st.one_of(SIGNS, st.text(max_size=80))
often = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def well(window: TestClient, address: str, **params: str) -> None:
    answer = window.get(address, params=params)
    assert answer.status_code < 500
    assert answer.headers["x-content-type-options"] == "nosniff"


@often
@given(q=ANY, lang=st.sampled_from(["ja", "en"]))
@example(q="電" * 5_001, lang="ja")
@example(q="a" * 10_001, lang="ja")
@example(q="[" * 500, lang="en")
@example(q="a " * 3000, lang="en")
@example(q="\x00", lang="ja")
@example(q="9" * 60, lang="ja")
@example(q='"', lang="ja")
@example(q="\U0003134b?", lang="ja")
@example(q="\u0e01\u0e31?", lang="en")
def test_any_expression(window: TestClient, q: str, lang: str) -> None:
    well(window, "/search", q=q, lang=lang)


@often
@given(
    cursor=ANY,
    sort=st.one_of(st.sampled_from(SORTS), ANY),
    name=st.sampled_from([*FACETS, "colour"]),
    value=ANY,
)
@example(cursor="cmVsZXZhbmNlOjEwOTk1MTE2Mjc3NzU", sort="", name="year", value="x")
@example(cursor="", sort="newest", name="year", value="9" * 30)
def test_any_cursor_sort_and_facet(
    window: TestClient, cursor: str, sort: str, name: str, value: str
) -> None:
    well(window, "/search", q="lamp", cursor=cursor, sort=sort, **{name: value})


@often
@given(number=ANY, ending=st.sampled_from(["", ".json", ".xml", ".", "/original", "/files/x.tif"]))
@example(number="A" * 5000, ending="")
@example(number=f"{MAIN}/files/../../x", ending="")
@example(number="\r\nset-cookie: a=b", ending="")
@example(number="JP2021044377\x00", ending="")
def test_any_number(window: TestClient, number: str, ending: str) -> None:
    well(window, f"/p/{quote(number, safe='')}{ending}")
    well(window, "/number", q=number)


@often
@given(name=ANY, position=ANY)
def test_any_file_and_position(window: TestClient, name: str, position: str) -> None:
    well(window, f"/p/{MAIN}/files/{quote(name, safe='')}")
    well(window, f"/p/{MAIN}/original", position=position)


@often
@given(accept=st.text(alphabet=st.characters(max_codepoint=255, exclude_characters="\r\n\x00")))
def test_any_headers(window: TestClient, accept: str) -> None:
    value = accept.encode("latin-1")
    names = (b"accept", b"accept-language", b"cookie", b"if-none-match")
    answer = window.get(f"/p/{MAIN}", headers=dict.fromkeys(names, value))
    assert answer.status_code in (200, 304)


@pytest.mark.parametrize(
    "address",
    ["/static/../application.py", "/static/%2e%2e/application.py", "/static/..%2fpages.py",
     f"/p/{MAIN}/files/../../../etc/passwd"],
)  # fmt: skip
def test_no_file_of_the_house_can_be_had(window: TestClient, address: str) -> None:
    answer = window.get(address)
    assert answer.status_code in (302, 404)
    assert "import" not in answer.text
