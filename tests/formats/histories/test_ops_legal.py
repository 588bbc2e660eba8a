"""Families and legal events of EPO OPS."""

import gzip
import json
from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, course, files, reached

from madoguchi.model import Right

MEMBER = """
<ops:family-member family-id="1">
  <publication-reference>
    <document-id document-id-type="docdb">
      <country>EP</country><doc-number>1234567</doc-number><kind>{kind}</kind><date>20200101</date>
    </document-id>
    <document-id document-id-type="epodoc"><doc-number>EP1234567</doc-number></document-id>
  </publication-reference>
  {application}
  <priority-claim sequence="1" kind="national">
    <document-id document-id-type="docdb">
      <country>FI</country><doc-number>20185001</doc-number><kind>A</kind><date>20180601</date>
    </document-id>
    <priority-active-indicator>NO</priority-active-indicator>
  </priority-claim>
  {legal}
</ops:family-member>"""
APPLICATION = """<application-reference doc-id="1"><document-id document-id-type="docdb">
  <country>EP</country><doc-number>19170001</doc-number><kind>A</kind><date>20190501</date>
</document-id></application-reference>"""
LEGAL = """<ops:legal code="{code} " desc="{desc}" infl="+" dateMigr="00010101">
  <ops:pre line="00001">EP</ops:pre>
  <ops:L001EP desc="Country Code">EP</ops:L001EP>
  <ops:L007EP desc="Gazette DATE">{date}</ops:L007EP>
  <ops:L008EP desc="Legal Event Code 1">{code}</ops:L008EP>
  <ops:L500EP>{detail}</ops:L500EP></ops:legal>"""


def legal(code: str, date: str, detail: str = "", desc: str = "what happened") -> str:
    return LEGAL.format(code=code, date=date, detail=detail, desc=desc)


def answer(*members: str) -> bytes:
    inside = "".join(members)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ops:world-patent-data '
        'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
        f'<ops:patent-family legal="true">{inside}</ops:patent-family></ops:world-patent-data>'
    ).encode()


def member(*events: str, kind: str = "A1", application: str = APPLICATION) -> str:
    return MEMBER.format(kind=kind, application=application, legal="".join(events))


def test_one_case_for_each_member() -> None:
    told = Told(answer(member(), member(kind="B1")))
    assert [str(one.case) for one in told.histories] == ["EP-patent-19170001"] * 2
    assert [reached(one) for one in told.histories] == [("A", 1), ("A", 4)]
    first = told.histories[0].bibliography
    assert first.publications[0].number == "1234567"
    assert [(one.document.number, one.active) for one in first.priorities] == [("20185001", False)]


def test_events_with_their_fields() -> None:
    text = '<ops:L510EP desc="Free Format Text">STATUS: THE PATENT HAS BEEN GRANTED</ops:L510EP>'
    date = '<ops:L525EP desc="Effective DATE">20191230</ops:L525EP>'
    told = Told(answer(member(legal("17P", "2020-02-01", date), legal("STAA", "2021-01-01", text))))
    request = next(event for event in told.history.events if event.code == "17P")
    assert request.series == "inpadoc"
    assert str(request.effective) == "2019-12-30"
    assert request.detail == (("Effective DATE", "20191230"),)
    assert told.history.status is not None
    assert told.history.status.text == "THE PATENT HAS BEEN GRANTED"


@pytest.mark.parametrize(
    ("events", "state", "stage"),
    [
        ([("17P", "2020-02-01")], "A", 2),
        ([("17P", "2020-02-01"), ("18D", "2020-09-01")], "N", 6),
        ([("17P", "2020-02-01"), ("18R", "2021-09-01")], "N", 2),
        ([("17P", "2020-02-01"), ("GRAA", "2021-09-01")], "A", 4),
        ([("GRAA", "2021-09-01"), ("26", "2022-06-01")], "A", 5),
        ([("GRAA", "2021-09-01"), ("26", "2022-06-01"), ("27O", "2023-06-01")], "A", 4),
        ([("GRAA", "2021-09-01"), ("26", "2022-06-01"), ("27W", "2023-06-01")], "T", 6),
        ([("GRAA", "2021-09-01"), ("26N", "2022-09-01"), ("PG25", "2023-01-01")], "A", 4),
    ],
)
def test_where_events_lead(events: list[tuple[str, str]], state: str, stage: int) -> None:
    told = Told(answer(member(*(legal(code, date) for code, date in events))))
    assert reached(told.history) == (state, stage)


def test_a_lapse_in_one_state_is_no_end() -> None:
    told = Told(answer(member(legal("GRAA", "2021-09-01"), legal("PG25", "2022-01-01"))))
    last = course(told.history).steps[-1]
    assert str(last.code) == "A-4-4-H10-H13-PG25"
    assert not last.moved


@pytest.mark.parametrize(
    "application",
    ["", "<application-reference/>", APPLICATION.replace("19170001", "ÄÖ"),
     APPLICATION.replace("19170001", "1" * 99), APPLICATION.replace("<country>EP</country>", "")],
)  # fmt: skip
def test_a_member_without_application_is_refused(application: str) -> None:
    told = Told(answer(member(application=application), member()))
    assert len(told.histories) == 1
    assert "application" in told.refusals[0]


def test_impossible_dates_and_codes_are_left_out() -> None:
    odd = [legal("17P", "2020-02-31"), legal("17Q", ""), legal("", "2020-01-01")]
    assert [event.code for event in Told(answer(member(*odd))).history.events] == [
        "FILED",
        "PUBLISHED",
    ]


def test_a_family_without_members_is_named() -> None:
    assert Told(answer()).refusals == [
        "not a publication or case: OPS family answer without members"
    ]


def test_a_cut_off_answer_keeps_whole_members() -> None:
    data = answer(member(), member(kind="B1"))
    told = Told(data[: data.rindex(b"<priority-claim")])
    assert len(told.histories) == 1
    assert "cut off" in told.refusals[0]


def test_a_publication_inside_a_member_comes_too() -> None:
    inside = (
        '<exchange-document country="EP" doc-number="1234567" kind="A1" system="ops">'
        '<bibliographic-data><invention-title lang="en">Pump</invention-title>'
        "</bibliographic-data></exchange-document>"
    )
    told = Told(answer(member(inside)))
    assert [one.id for one in told.publications] == ["EP1234567A1"]
    assert told.history.case.right is Right.PATENT


FAMILIES = "docdb_ops/docdb_and_ops/epo-ops/demo/examples/get_*{}*/response.xml"


def real_answers(shared_data: Path) -> list[bytes]:
    paths = files(
        shared_data,
        FAMILIES.format("legal"),
        FAMILIES.format("family"),
        "docdb_ops/docdb_and_ops/epo-ops/testdata/legal.xml",
        "standards/epo/examples/get_legal.xml",
        "standards/epo/examples/get_family*.xml",
    )
    recorded = shared_data / "api_recordings/epo_ops.jsonl.gz"
    with gzip.open(recorded, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line).get("body") for line in lines]
    found = [body.encode() for body in bodies if isinstance(body, str) and "family-member" in body]
    return [path.read_bytes() for path in paths] + found


def test_real_answers(shared_data: Path) -> None:
    told = [check_reading(data) for data in real_answers(shared_data)]
    histories = [history for one in told for history in one.histories]
    assert len(histories) > 50
    assert not any(one.refusals for one in told)
    stated = [history for history in histories if history.status]
    assert len(stated) >= 4
    assert all(map(agrees, stated))
    assert sum(len(one.publications) for one in told) >= 5
