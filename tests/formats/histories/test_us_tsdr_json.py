"""Trade marks of the United States as TSDR's web service answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_files import Told, agrees, check_reading, files


def case(**status: Any) -> dict[str, Any]:
    told = {"serialNumber": 97000001, "filingDate": "2021-11-13", "markElement": "ZEN", **status}
    return {
        "status": told,
        "gsList": [{"description": "mousepads", "primeClassCode": "009"}],
        "prosecutionHistory": [
            {"entryCode": "CNRT", "entryDate": "2022-09-07T04:00:00.000+0000", "entryNumber": 2},
            {"entryCode": "NWAP", "entryDate": "2022-09-07T05:00:00.000+0000", "entryNumber": 1},
        ],
        "parties": {
            "ownerGroups": {
                "10": [{"name": "Combo", "addressStateCountry": {"iso": {"code": "US"}}}],
                "30": [{"name": "Chiru"}],
            }
        },
    }


def answer(*cases: Any) -> bytes:
    return json.dumps({"trademarks": list(cases)}).encode()


def test_a_mark() -> None:
    history = Told(answer(case(status=641))).history
    assert str(history.case) == "US-trade-mark-97000001"
    assert [event.code for event in history.events] == ["FILED", "NWAP", "CNRT"]
    assert [one.name for one in history.bibliography.applicants] == ["Combo"]
    assert [one.name for one in history.bibliography.owners] == ["Chiru"]
    assert [(one.nice, one.text) for one in history.bibliography.goods] == [("9", "mousepads")]
    assert agrees(history)


def test_several_marks() -> None:
    data = {"size": 2, "transactionList": [{"trademarks": [case(), case(serialNumber=97000002)]}]}
    told = Told(json.dumps(data).encode())
    assert [one.case.number for one in told.histories] == ["97000001", "97000002"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (answer(), "holds no trade mark"),
        (answer("a text"), "gives no application number"),
        (answer({"status": []}), "gives no application number"),
        (answer({"status": {"serialNumber": None}}), "gives no application number"),
        (answer(case())[:80], "not JSON"),
        (b'{"trademarks": 5}', "gives no application number"),
        (b"<Document/>", "without a serial number"),
        (b"<DocumentList/>", "holds no trade mark"),
        (
            (
                b"<DocumentList><Document><SerialNumber>1</SerialNumber></Document>"
                b"<Document><SerialNumber>2</SerialNumber></Document></DocumentList>"
            ),
            "several cases",
        ),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    told = Told(data)
    assert not told.histories
    assert reason in told.refusals[0]


def test_impossible_dates_are_left_out() -> None:
    history = Told(answer(case(filingDate="2021-02-31", dateAbandoned=7))).history
    assert history.bibliography.filed is None
    assert [event.series for event in history.events] == ["tsdr", "tsdr"]


def test_documents() -> None:
    data = (
        b"<DocumentList><Document><SerialNumber>97000001</SerialNumber>"
        b"<DocumentTypeCode>NOA</DocumentTypeCode><CategoryTypeCode>O</CategoryTypeCode>"
        b"<MailRoomDate>2023-03-22-04:00</MailRoomDate>"
        b"<ScanDateTime>2023-03-22T20:20:53.000-04:00</ScanDateTime>"
        b"<TotalPageQuantity>1</TotalPageQuantity></Document></DocumentList>"
    )
    (document,) = Told(data).history.documents
    assert document.number == "NOA20230322202053"
    assert (document.direction, document.pages, str(document.date)) == ("out", 1, "2023-03-22")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
names = st.sampled_from(["status", "gsList", "prosecutionHistory", "parties", "divisional"])


@given(st.dictionaries(names, values))
def test_any_json_is_read_or_refused(found: dict[str, Any]) -> None:
    told = Told(answer({**case(), **found}))
    assert len(told.histories) + len(told.refusals) == 1


EXAMPLES = "prosecution/uspto_odp_examples/uspto-odp/demo/examples"


def test_real_status(shared_data: Path) -> None:
    paths = files(
        shared_data,
        f"{EXAMPLES}/get_trademark_status/*.json",
        f"{EXAMPLES}/get_trademark_multi_status/*.json",
    )
    one, other = [check_reading(path.read_bytes()).history for path in paths]
    assert one.case == other.case
    assert one.events == other.events
    assert agrees(one)
    assert agrees(other)


def test_real_documents(shared_data: Path) -> None:
    paths = files(shared_data, f"{EXAMPLES}/get_trademark_document*/*.xml")
    found = [check_reading(path.read_bytes()).history for path in paths]
    assert sorted(len(one.documents) for one in found) == [1, 4]
    numbers = [document.number for one in found for document in one.documents]
    assert len(set(numbers)) == 4
