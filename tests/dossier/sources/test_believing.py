"""What a hostile source may do to the readers of a family: nothing that lasts or spreads."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from madoguchi.dossier import SourceError, Told
from madoguchi.dossier.sources.believing import MOST_TOLD, believed
from madoguchi.model import (
    Bibliography,
    CaseId,
    DocumentId,
    Happening,
    History,
    Priority,
    Publication,
    Right,
    Text,
)

EVERYBODY: frozenset[str] = frozenset()


def case(number: str = "1020210000001", office: str = "KR") -> CaseId:
    return CaseId(office=office, right=Right.PATENT, number=number)


def history(id_: CaseId, **told: Any) -> History:
    return History(case=id_, **told)


@pytest.mark.parametrize(
    "id_",
    [
        case("../../etc"), case("2020/123"), case("10\n20210000001"), case("a\x00b"), case(""),
        case("1" * 61), case(office="K\nR"), case(office="kr"), case("特願2020"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_case_that_no_address_can_name_is_left_out_and_said_to_be(id_: CaseId) -> None:
    found = believed(Told(histories=(history(id_), history(case()))), EVERYBODY)
    assert [one.case for one in found.histories] == [case()]
    assert found.lacking == ("1 applications or publications, whose numbers are none",)


@pytest.mark.parametrize("number", ["..\r\nX: y", "1" * 61, "a\x00"])
def test_a_publication_whose_number_is_none_is_left_out(number: str) -> None:
    one = Publication(office="KR", number=number, application=DocumentId(number="1"))
    two = Publication(office="KR", number="1", application=DocumentId(number=number))
    found = believed(Told(publications=(one, two)), EVERYBODY)
    assert not found.publications
    assert found.lacking


def test_more_than_any_family_has_is_cut_and_said_to_be() -> None:
    many = tuple(history(case(f"102021{n:07}")) for n in range(MOST_TOLD + 5))
    found = believed(Told(histories=many), EVERYBODY)
    assert len(found.histories) == MOST_TOLD
    assert found.lacking == ("5 of 1005 applications or publications, more than are taken",)


def test_more_entries_than_any_file_has_are_cut_and_said_to_be() -> None:
    events = tuple(
        Happening(code="X", date=dt.date(2020, 1, 1), number=str(n)) for n in range(30000)
    )
    found = believed(Told(histories=(history(case(), events=events),)), EVERYBODY)
    assert len(found.histories[0].events) == 20_000
    assert found.lacking == ("some of 30000 events and documents, more than are taken (20000)",)


def test_claims_of_everything_are_cut() -> None:
    claims = tuple(Priority(document=DocumentId(office="JP", number=str(n))) for n in range(500))
    told = Bibliography(priorities=claims)
    found = believed(Told(histories=(history(case(), bibliography=told),)), EVERYBODY)
    assert len(found.histories[0].bibliography.priorities) == 200


def test_what_is_too_large_to_be_kept_is_unreadable() -> None:
    title = Bibliography(titles=(Text(text="x" * (17 << 20)),))
    with pytest.raises(SourceError, match="16 MB"):
        believed(Told(histories=(history(case(), bibliography=title),)), EVERYBODY)


def test_signs_that_not_every_database_takes_are_put_right() -> None:
    told = {"histories": [{"case": {"office": "KR", "right": "patent", "number": "1020210000001"},
                           "bibliography": {"titles": [{"text": "a\x00b"}]}}]}  # fmt: skip
    found = believed(msgspec.json.decode(json.dumps(told), type=Told), EVERYBODY)
    assert found.histories[0].bibliography.titles[0].text == "a\ufffdb"
