"""The European Patent Register of EPO OPS."""

import re
from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, files, reached

from madoguchi.model import CaseId, DocumentId, History

BIBLIO = """<reg:bibliographic-data id="EP19170001P" lang="en" status="x">
<reg:publication-reference change-gazette-num="2020/01"><reg:document-id lang="en">
<reg:country>EP</reg:country><reg:doc-number>1234567</reg:doc-number><reg:kind>A1</reg:kind>
<reg:date>20200101</reg:date></reg:document-id></reg:publication-reference>
<reg:application-reference><reg:document-id><reg:country>EP</reg:country>
<reg:doc-number>19170001</reg:doc-number><reg:date>20190501</reg:date>
</reg:document-id></reg:application-reference>
<reg:term-of-grant change-date="20230101"><reg:lapsed-in-country><reg:country>HU</reg:country>
<reg:date>20221101</reg:date></reg:lapsed-in-country></reg:term-of-grant>
</reg:bibliographic-data>"""
EVENT = """<reg:events-data><reg:dossier-event id="EVT_1" event-type="new"><reg:event-date>
<reg:date>{date}</reg:date></reg:event-date><reg:event-code>{code}</reg:event-code>
<reg:event-text event-text-type="DESCRIPTION">told</reg:event-text></reg:dossier-event>
</reg:events-data>"""
STEP = """<reg:procedural-data><reg:procedural-step id="S1" procedure-step-phase="examination">
<reg:procedural-step-code>RFEE</reg:procedural-step-code>
<reg:procedural-step-text step-text-type="STEP_DESCRIPTION">Renewal fee</reg:procedural-step-text>
<reg:procedural-step-text step-text-type="YEAR">{year}</reg:procedural-step-text>
<reg:procedural-step-date step-date-type="DATE_OF_PAYMENT"><reg:date>20210501</reg:date>
</reg:procedural-step-date></reg:procedural-step></reg:procedural-data>"""
STATUS = '<reg:ep-patent-status change-date="{}" status-code="1">{}</reg:ep-patent-status>'


def answer(*parts: str, statuses: str = "") -> bytes:
    return (
        '<ops:world-patent-data xmlns:ops="http://ops.epo.org" xmlns:reg="http://reg">'
        '<ops:register-search><ops:query syntax="CQL">publication=EP1234567</ops:query>'
        '<reg:register-documents produced-by="RO"><reg:register-document lang="en">'
        f"<reg:ep-patent-statuses>{statuses}</reg:ep-patent-statuses>{''.join(parts)}"
        "</reg:register-document></reg:register-documents></ops:register-search>"
        "</ops:world-patent-data>"
    ).encode()


def test_a_case_with_events_steps_and_status() -> None:
    statuses = STATUS.format("20200601", "Examination is in progress")
    statuses += STATUS.format("20210601", "The patent has been granted")
    granted = EVENT.format(date="20210601", code="0009210")
    history = Told(answer(BIBLIO, granted, STEP.format(year="03"), statuses=statuses)).history
    assert history.case == CaseId.parse("EP-patent-19170001")
    assert history.status is not None
    assert history.status.text == "The patent has been granted"
    assert agrees(history)
    assert history.bibliography.paid_through == 3
    assert history.bibliography.references == (("lapsed HU", "2022-11-01"),)
    step = next(event for event in history.events if event.series == "epo-procedure")
    assert step.code == "RFEE.DATE_OF_PAYMENT"
    assert step.detail == (("YEAR", "03"),)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["0009171"], ("A", 2)),
        (["0009171", "0009183"], ("N", 6)),
        (["0009210", "0009260"], ("A", 5)),
        (["0009210", "0009260", "0009271"], ("T", 6)),
        (["0009210", "0009261", "0009250"], ("A", 4)),
    ],
)
def test_where_events_lead(codes: list[str], expected: tuple[str, int]) -> None:
    events = [EVENT.format(date=f"202{n}0601", code=code) for n, code in enumerate(codes)]
    assert reached(Told(answer(BIBLIO, *events)).history) == expected


@pytest.mark.parametrize("year", ["9" * 5000, "x", "", "٣"])
def test_odd_years_of_fees(year: str) -> None:
    paid = Told(answer(BIBLIO, STEP.format(year=year))).history.bibliography.paid_through
    assert paid in (0, 3)


def test_events_alone_are_known_by_the_publication_asked_for() -> None:
    told = Told(answer(EVENT.format(date="20210601", code="0009210"))).history
    assert told.case.number == ""
    assert told.bibliography.publications == (DocumentId(office="EP", number="1234567"),)
    assert len(told.events) == 1


def test_a_document_alone_that_names_no_application_is_refused() -> None:
    data = answer(EVENT.format(date="20210601", code="0009210")).decode()
    told = Told(re.sub(r"publication=EP\d+", "ti=battery", data).encode())
    assert told.refusals == [
        "the register's answer names no application; ask for its bibliographic data too"
    ]


def test_an_answer_without_hits_is_named() -> None:
    data = re.sub(rb"(?s)<reg:register-documents.*</reg:register-documents>", b"", answer())
    assert Told(data).refusals == [
        "not a publication or case: EPO register answer that found nothing"
    ]


def test_truncated_and_impossible() -> None:
    assert "cut off" in Told(answer(BIBLIO)[:900]).refusals[0]
    odd = Told(answer(BIBLIO.replace("20190501", "20190231"))).history
    assert odd.bibliography.filed is None


EXAMPLES = "docdb_ops/docdb_and_ops/epo-ops/demo/examples"


def real_histories(shared_data: Path) -> list[History]:
    paths = files(shared_data, f"{EXAMPLES}/*register*/response.xml")
    return [history for path in paths for history in check_reading(path.read_bytes()).histories]


def test_real_answers(shared_data: Path) -> None:
    histories = real_histories(shared_data)
    stated = [history for history in histories if history.status]
    assert len(histories) >= 12
    assert len(stated) >= 7
    assert all(agrees(history) for history in stated if history.case.number)


def test_all_parts_of_a_real_case_together(shared_data: Path) -> None:
    """What comes in three answers is one document where it is asked for together."""
    paths = files(
        shared_data,
        f"{EXAMPLES}/get_register_biblio/response.xml",
        f"{EXAMPLES}/get_register_events/response.xml",
        f"{EXAMPLES}/get_register_procedural_steps/response.xml",
    )
    whole, events, steps = (path.read_text("utf-8") for path in paths)
    parts = re.search(r"<ns\d:events-data>.*</ns\d:events-data>", events, re.DOTALL)
    more = re.search(r"<ns\d:procedural-data>.*</ns\d:procedural-data>", steps, re.DOTALL)
    assert parts
    assert more
    end = "</ns3:register-document>"
    told = check_reading(whole.replace(end, parts[0] + more[0] + end).encode())
    history = told.history
    assert len(history.events) > 70
    assert agrees(history)
    assert history.bibliography.paid_through == 10
    assert len(history.bibliography.references) > 20
