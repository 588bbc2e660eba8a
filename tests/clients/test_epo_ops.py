"""python-epo-ops-client, unchanged, asks for published data, families, events, numbers, images."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.ops.office import PDF, furnish
from clients.conftest import Running, Script, enrolled, interpreter, serving

pytestmark = pytest.mark.xdist_group("clients")

A1 = ["docdb", "1000000", "EP", "A1"]
B1 = ["docdb", "1000000", "EP", "B1"]
WORD = ["epodoc", "EP1000000"]
XML = "application/xml;charset=utf-8"
Ask = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def bricks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of the office of OPS's own tests."""
    interpreter("offices")
    folder = tmp_path_factory.mktemp("bricks")
    furnish(folder / "office")
    with serving(enrolled(folder / "office"), folder) as found:
        yield found


@pytest.fixture
def ask(run: Script, bricks: Running) -> Ask:
    """Make calls: the name of the client's method, its words, what goes by name."""

    def asked(*calls: tuple[str, list[Any], dict[str, Any]]) -> list[Any]:
        office = bricks.office
        words = (office.number, office.key, json.dumps(calls))
        found: list[Any] = run("offices", "epo_ops_calls", bricks, *words)
        return found

    return asked


def published(number: list[Any], **more: Any) -> tuple[str, list[Any], dict[str, Any]]:
    return "published_data", ["publication", number], more


def test_published_data(ask: Ask) -> None:
    answers = ask(
        published(A1),
        published(WORD),
        published(A1, constituents=["full-cycle"]),
        published([A1, B1]),
        published(A1, endpoint="claims"),
        published(A1, endpoint="description"),
        published(A1, endpoint="equivalents"),
        published(A1, endpoint="images"),
    )
    assert [answer[:2] for answer in answers] == [[200, XML]] * 8
    assert [text.count("</exchange-document>") for _, _, text in answers[:4]] == [1, 1, 2, 2]
    assert "1. Apparatus for bricks." in answers[4][2]
    assert "US6093011" in answers[6][2]


def test_search_families_events_and_numbers(ask: Ask) -> None:
    japanese = ["original", "2006-147056", "JP", "A", "20060526"]
    answers = ask(
        ("published_data_search", ['ti all "green bricks"', 1, 10, ["biblio"]], {}),
        ("published_data_search", ["ti=nothing"], {}),
        ("family", ["publication", A1], {}),
        ("family", ["publication", WORD], {"constituents": ["biblio", "legal"]}),
        ("legal", ["publication", A1], {}),
        ("number", ["application", japanese, "docdb"], {}),
        published(["docdb", "9999999", "EP", "A1"]),
    )
    assert [answer[0] for answer in answers] == [200, 404, 200, 200, 200, 200, 404]
    assert 'total-result-count="6"' in answers[0][2]
    assert "<code>SERVER.EntityNotFound</code>" in answers[1][2]
    assert answers[2][2].count("</ops:family-member>") == 6
    assert "<ops:L008EP" in answers[4][2]
    assert "<doc-number>2006147056</doc-number>" in answers[5][2]


def test_images(ask: Ask) -> None:
    path = "published-data/images/EP/1000000/A1"
    answers = ask(
        ("image", [f"{path}/fullimage", 1, "application/pdf"], {}),
        ("image", [f"{path}/thumbnail", 2], {}),
        ("image", [f"{path}/thumbnail", 3], {}),
    )
    assert answers[0] == [200, "application/pdf", PDF.decode()]
    assert answers[1][:2] == [200, "application/tiff"]
    assert answers[2][0] == 404


def test_a_client_whose_token_has_ended_signs_in_again(ask: Ask) -> None:
    answers = ask(published(A1), ("forget the token", [], {}), published(A1))
    assert [answer[0] for answer in answers] == [200, 200]
