"""Whatever is asked, the answer is one of OPS's, and XML."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from api.ops.conftest import Ops

_NUMBERS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="EPUSJA019.()/-,PCT%X", max_size=20),
    st.lists(
        st.sampled_from(["EP", "1000000", "A1", "(", ")", "20000517", "..", ""]), max_size=5
    ).map(".".join),
)
_SERVICES = st.sampled_from(
    [
        "published-data/{type}/{format}/{number}/biblio",
        "published-data/{type}/{format}/{number}/claims",
        "published-data/{type}/{format}/{number}/images",
        "published-data/{type}/{format}/{number}/equivalents",
        "family/{type}/{format}/{number}/legal",
        "legal/{type}/{format}/{number}",
        "number-service/{type}/{format}/{number}/docdb",
        "number-service/{type}/{format}/{number}/epodoc",
        "number-service/{type}/{format}/{number}/original",
        "published-data/images/{number}",
    ]
)
_ANSWERED = {200, 400, 404, 413}


@settings(max_examples=150)
@given(
    _SERVICES,
    st.sampled_from(["publication", "application", "priority"]),
    st.sampled_from(["docdb", "epodoc", "original"]),
    _NUMBERS,
)
def test_any_number(ops: Ops, service: str, sort: str, format_: str, number: str) -> None:
    try:
        quoted = quote(number, safe="/(),")
    except UnicodeEncodeError:
        return
    told = ops.get(service.format(type=sort, format=format_, number=quoted))
    assert told.status in _ANSWERED
    assert ET.fromstring(told.content) is not None


@settings(max_examples=100)
@given(st.text(max_size=40), st.text(max_size=12))
def test_any_body_and_range(ops: Ops, body: str, range_: str) -> None:
    try:
        asked = f"q={quote(body)}"
        path = f"published-data/search?Range={quote(range_)}"
    except UnicodeEncodeError:
        return
    found = ops.post(path, asked, **{"Content-Type": "application/x-www-form-urlencoded"})
    told = ops.post("published-data/publication/docdb/biblio", quote(body))
    for one in (found, told):
        assert one.status in _ANSWERED
        assert ET.fromstring(one.content) is not None


def test_characters_that_xml_cannot_hold(ops: Ops) -> None:
    told = ops.get("published-data/search?q=ti%3Dlamp%00%0B")
    assert told.status in (200, 400)
    assert ET.fromstring(told.content) is not None


def test_a_body_with_too_many_fields_is_no_form(ops: Ops) -> None:
    told = ops.post("published-data/search", "q=lamp&" + "a=1&" * 50)
    assert told.fault == (400, "CLIENT.InvalidQuery")
