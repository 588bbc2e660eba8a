"""Addresses: found by their segments, decoded after they are cut."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.api.operations import Answer, Operation
from madoguchi.api.routes import Routes


def operation(method: str, path: str) -> Operation:
    return Operation(method=method, path=path, handler=lambda _call: Answer(b""))


ROUTES = Routes(
    [
        operation("GET", "/api/one/{number}"),
        operation("POST", "/api/one/{number}"),
        operation("GET", "/api/one/{number}/parts/{part}"),
        operation("GET", "/api/one/all"),
        operation("GET", "/files/{name*}"),
    ]
)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/api/one/5", {"number": "5"}),
        ("/api/one/all", {}),
        ("/api/one/%E7%AA%93%E5%8F%A3", {"number": "窓口"}),
        ("/api/one/a%2Fb", {"number": "a/b"}),
        ("/api/one/5/parts/6", {"number": "5", "part": "6"}),
        ("/files/a/b/c.xml", {"name": "a/b/c.xml"}),
        ("/files/a%20b", {"name": "a b"}),
    ],
)
def test_found(path: str, values: dict[str, str]) -> None:
    found = ROUTES.find("GET", path)
    assert found is not None
    assert found.operation is not None
    assert found.values == values


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/one/", "/api/one", "/api/one/5/", "/api/one/5/parts", "/files", "//"],
)
def test_nothing_stands_there(path: str) -> None:
    assert ROUTES.find("GET", path) is None


def test_methods() -> None:
    found = ROUTES.find("DELETE", "/api/one/5")
    assert found is not None
    assert found.operation is None
    assert found.methods == ("GET", "HEAD", "POST", "OPTIONS")
    head = ROUTES.find("HEAD", "/api/one/5")
    assert head is not None
    assert head.operation is not None


@given(st.text(min_size=1).filter(lambda text: text != "all"))
def test_any_text_comes_through_a_segment(text: str) -> None:
    try:
        segment = quote(text, safe="")
    except UnicodeEncodeError:
        return
    found = ROUTES.find("GET", f"/api/one/{segment}")
    assert found is not None
    assert found.values == {"number": text}


def test_one_address_is_one_operation() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Routes([operation("GET", "/a/{x}"), operation("GET", "/a/{x}")])
    with pytest.raises(ValueError, match="called"):
        Routes([operation("GET", "/a/{x}"), operation("GET", "/a/{y}/b")])
