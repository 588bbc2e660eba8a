"""Trade marks of Israel's office."""

from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, files, reached

BRAND = """<?xml version="1.0" ?><TMBRAND><DETAILS><OFFICENUMBER>{number}</OFFICENUMBER>
<FILINGDATE>20190618</FILINGDATE><EXPIRATIONDATE/><STATUS>{status}</STATUS>
<REGISTRATIONDATE/><BRAND><NAME lang="he">שלום</NAME><NAME lang="en"/></BRAND></DETAILS>
<APPLICANTS><APPLICANT number="7"><NAMES><NAME lang="he" main="1">לשכה</NAME></NAMES>
<ADDRESSES><ADDRESS lang="he">תל אביב</ADDRESS></ADDRESSES></APPLICANT></APPLICANTS>
<NICEGROUP><NICECLASS><TYPE>3</TYPE><LIST lang="he">סבון</LIST><LIST lang="en">Soap</LIST>
</NICECLASS></NICEGROUP><VIENNAGROUP><VIENNATYPE>24.13</VIENNATYPE></VIENNAGROUP>
<EVENTS>{events}</EVENTS></TMBRAND>"""
EVENT = """<EVENT><EventDate>{date}</EventDate><NatureOfEvent lang="he">אירוע</NatureOfEvent>
<NatureOfEvent lang="en">{code}</NatureOfEvent><PublicationDate/></EVENT>"""


def brand(*codes: str, number: str = "317809", status: str = "pending") -> bytes:
    events = "".join(
        EVENT.format(code=code, date=f"{2020 + n}0702") for n, code in enumerate(codes)
    )
    return BRAND.format(number=number, status=status, events=events).encode()


def test_a_mark() -> None:
    history = Told(brand("Accepted")).history
    assert str(history.case) == "IL-trade-mark-317809"
    assert history.bibliography.mark == "שלום"
    assert [(one.nice, one.lang) for one in history.bibliography.goods] == [
        ("3", "he"),
        ("3", "en"),
    ]
    assert history.bibliography.applicants[0].names[0].address == "תל אביב"
    assert history.events[-1].text == "אירוע"
    assert agrees(history)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["Accepted", "Commencement of opposition procedure"], ("A", 3)),
        (["Accepted", "Registered"], ("A", 4)),
        (["Registered", "Non-payment of renewal fee"], ("A", 4)),
        (["Registered", "Cancellation due to non-payment of renewal fee"], ("N", 6)),
        (
            [
                "Registered",
                "Commencement of removal/cancellation/rectification procedure",
                "Cancellation of removal/cancellation/rectification procedure",
            ],
            ("A", 4),
        ),
    ],
)
def test_where_events_lead(codes: list[str], expected: tuple[str, int]) -> None:
    assert reached(Told(brand(*codes)).history) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (brand(number=""), "gives no application number"),
        (brand(number="מספר"), "is no application number"),
        (brand()[:300], "cut off"),
        (b"<TMBRAND/>", "gives no application number"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    assert reason in Told(data).refusals[0]


def test_real_marks(shared_data: Path) -> None:
    paths = files(shared_data, "trademarks_designs/tm_design_xml/gbd_st66/brands/iltm/tests/*.xml")
    histories = [check_reading(path.read_bytes()).history for path in paths]
    assert len(histories) == 4
    assert all(map(agrees, histories))
