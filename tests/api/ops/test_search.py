from xml.etree import ElementTree as ET

import pytest

from api.ops.conftest import Ops
from api.ops.office import HIDDEN
from api.ops.schemas import OpsSchema

SEARCH = "published-data/search"


def found(ops: Ops, expression: str, **headers: str) -> list[str]:
    told = ops.post(SEARCH, f"q={expression}", **{"Content-Type": FORM, **headers})
    assert told.status in (200, 404), told.content
    documents = told.root.findall(".//search-result/publication-reference/document-id")
    return ["".join(part.text or "" for part in one) for one in documents]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("ti=bricks and pn=EP", "EP1000000B1"),
        ("ti%3D%22green bricks%22 and pd=2000 and pn=US", "US6093011A"),
        ("pa=boer", "EP1000000A1"),
        ("in=kosman", "EP1000000A1"),
        ("pn=EP1000000", "EP1000000B1"),
        ("ap=EP19990203729", "EP1000000B1"),
        ("cl=frame", "EP1000000A1"),
        ("cpc=H01L21/30 and ti=number3", "EP2000003A1"),
        ('pd within "20050105 20050105"', "EP2000004A1"),
        ("ti=lamp and pd>=20050130", "EP2000029A1"),
    ],
)
def test_the_latest_comes_first(ops: Ops, expression: str, first: str) -> None:
    assert found(ops, expression)[0] == first


def test_only_patents_and_the_like_are_found(ops: Ops) -> None:
    assert "JP2024000001" not in found(ops, "ti=lamp", **{"X-OPS-Range": "1-100"})


def test_cases_are_no_publications(ops: Ops) -> None:
    assert not any(number.startswith(("NL", "BE")) for number in found(ops, "pr=NL1010536"))
    assert found(ops, f"ti={HIDDEN}") == []


@pytest.mark.parametrize(
    ("asked", "begin", "end", "count"),
    [
        ({}, "1", "25", 25),
        ({"X-OPS-Range": "1-10"}, "1", "10", 10),
        ({"Range": "11-12"}, "11", "12", 2),
        ({"X-OPS-Range": "21-100"}, "21", "30", 10),
    ],
)
def test_ranges(ops: Ops, asked: dict[str, str], begin: str, end: str, count: int) -> None:
    told = ops.get(f"{SEARCH}?q=ti%3Dlamp", **asked)
    search, shown = told.root.find("biblio-search"), told.root.find(".//range")
    assert search is not None
    assert shown is not None
    assert search.get("total-result-count") == "30"
    assert search.findtext("query") == "ti=lamp"
    assert (shown.get("begin"), shown.get("end")) == (begin, end)
    assert len(told.root.findall(".//search-result/publication-reference")) == count


def test_pages_do_not_overlap(ops: Ops) -> None:
    pages = [
        found(ops, "ti=lamp", **{"X-OPS-Range": f"{begin}-{begin + 9}"}) for begin in (1, 11, 21)
    ]
    assert len({number for page in pages for number in page}) == 30


@pytest.mark.parametrize(
    "asked", ["1-101", "1901-2001", "0-5", "5-1", "a-b", "10", "-", "1-2-3", "９-９"]
)
def test_ranges_that_are_not_answered(ops: Ops, asked: str) -> None:
    told = ops.get(f"{SEARCH}?q=ti%3Dlamp&Range={asked}")
    assert told.fault == (400, "CLIENT.InvalidQuery")


@pytest.mark.parametrize(
    ("parts", "numbers"),
    [
        ("biblio", ["EP1000000B1", "EP1000000A1"]),
        ("abstract", ["EP1000000B1", "EP1000000A1"]),
        ("biblio,full-cycle", ["EP1000000A1", "EP1000000B1"] * 2),
    ],
)
def test_constituents(ops: Ops, parts: str, numbers: list[str]) -> None:
    assert ops.get(f"{SEARCH}/{parts}?q=pn%3DEP1000000").numbers() == numbers


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("?q=ti%3Dqqqq", (404, "SERVER.EntityNotFound")),
        ("?q=ti%3Dlamp&Range=91-100", (404, "SERVER.EntityNotFound")),
        ("?q=", (400, "CLIENT.InvalidQuery")),
        ("", (400, "CLIENT.InvalidQuery")),
        ("?q=famn%3D123", (400, "CLIENT.InvalidIndex")),
        ("?q=pn%3DUS*", (400, "CLIENT.CQL")),
        ("?q=ti%3Da*", (400, "CLIENT.MinimumCharsBeforeTruncation")),
        ("?q=ti%3D%22green", (400, "CLIENT.CQL")),
        ("/claims?q=ti%3Dlamp", (400, "CLIENT.InvalidQuery")),
    ],
)
def test_what_is_not_answered(ops: Ops, asked: str, fault: tuple[int, str]) -> None:
    assert ops.get(f"{SEARCH}{asked}").fault == fault


def test_a_mistake_is_told_with_its_place_and_what_to_write(ops: Ops) -> None:
    told = ops.get(f"{SEARCH}?q=ti%3Dlamp%20and%20ti%3D%22green")
    message = told.root.findtext("message")
    assert message == 'character 16: a quotation is not closed; write another "'


def test_answers_are_valid(ops: Ops, schema: OpsSchema) -> None:
    for parts in ("", "/biblio", "/abstract,full-cycle"):
        told = ops.get(f"{SEARCH}{parts}?q=ti%3Dbricks")
        assert ET.fromstring(told.content) is not None
        assert schema.errors(told.content) == []
