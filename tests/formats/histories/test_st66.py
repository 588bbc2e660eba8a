"""Trade marks in WIPO ST.66."""

import zipfile
from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, course, files, reached

from madoguchi.model import Right

MARK = """<?xml version="1.0" encoding="UTF-8"?>
<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/trademarks">
<TradeMarkTransactionBody><TransactionContentDetails><TransactionData>
<TradeMarkApplication><TradeMarkDetails><TradeMark>
<RegistrationOfficeCode>{office}</RegistrationOfficeCode>
<ApplicationNumber>{number}</ApplicationNumber>
<ApplicationDate>2015-02-03</ApplicationDate>
<ApplicationLanguageCode>id</ApplicationLanguageCode>
<MarkCurrentStatusCode>{status}</MarkCurrentStatusCode>
<MarkCurrentStatusDate>2017-02-08</MarkCurrentStatusDate>
<WordMarkSpecification><MarkVerbalElementText>KUCING</MarkVerbalElementText>
</WordMarkSpecification>
<GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription>
<ClassNumber>009</ClassNumber>
<GoodsServicesDescription languageCode="id">komputer</GoodsServicesDescription>
</ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>
<PublicationDetails><Publication><PublicationDate>1900-01-01</PublicationDate></Publication>
</PublicationDetails>
<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress>
<Name><FreeFormatName><FreeFormatNameDetails>
<FreeFormatNameLine>Budi</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name>
<Address><AddressCountryCode>ID</AddressCountryCode></Address>
</FormattedNameAddress></ApplicantAddressBook></Applicant></ApplicantDetails>
<MarkEventDetails>{events}</MarkEventDetails>
</TradeMark></TradeMarkDetails></TradeMarkApplication>
</TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>"""
EVENT = """<MarkEvent><MarkEventDate>{date}</MarkEventDate><MarkEventCode>{code}</MarkEventCode>
<OfficeSpecificMarkEventDescription>Pendaftaran</OfficeSpecificMarkEventDescription></MarkEvent>"""


def mark(
    *events: str, office: str = "ID", number: str = "D00/2015.7", status: str = "Registered"
) -> bytes:
    told = "".join(events)
    return MARK.format(office=office, number=number, status=status, events=told).encode()


def event(code: str, date: str) -> str:
    return EVENT.format(code=code, date=date)


def test_a_mark() -> None:
    history = Told(mark(event("Filed", "2015-02-03"), event("Registered", "2017-02-08"))).history
    assert str(history.case) == "ID-trade-mark-D0020157"
    assert history.case.right is Right.TRADE_MARK
    told = history.bibliography
    assert told.mark == "KUCING"
    assert [(one.nice, one.text, one.lang) for one in told.goods] == [("9", "komputer", "id")]
    assert [(one.name, one.country) for one in told.applicants] == [("Budi", "ID")]
    assert agrees(history)
    assert {one.event.series for one in course(history).steps} == {"st66"}


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["Filed", "Examined"], ("A", 2)),
        (["Filed", "Published", "Opposed"], ("A", 3)),
        (["Filed", "Rejected"], ("N", 6)),
        (["Filed", "Withdrawn"], ("N", 6)),
        (["Filed", "Registered", "Renewed"], ("A", 4)),
        (["Filed", "Registered", "Expired"], ("T", 6)),
        (["Filed", "Registered", "Surrendered"], ("T", 6)),
    ],
)
def test_where_events_lead(codes: list[str], expected: tuple[str, int]) -> None:
    events = [event(code, f"20{15 + n}-02-03") for n, code in enumerate(codes)]
    assert reached(Told(mark(*events)).history) == expected


def test_a_mark_without_events_tells_its_status() -> None:
    history = Told(mark(status="Expired")).history
    assert [one.code for one in history.events] == ["FILED", "Expired"]
    assert agrees(history)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (mark(office=""), "names no office"),
        (mark(office="Indonesia"), "names no office"),
        (mark(number=""), "gives no application number"),
        (mark(number="標章"), "is no application number"),
        (mark(number="1" * 200), "is no application number"),
        (mark()[:700], "cut off"),
        (b"<Transaction/>", "holds no trade mark"),
        (b"<Transaction><TradeMarkTransactionBody/></Transaction>", "holds no trade mark"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    told = Told(data)
    assert not told.histories
    assert reason in told.refusals[0]


def test_impossible_dates_are_left_out() -> None:
    history = Told(mark(event("Registered", "2017-02-31"), event("Filed", "soon"))).history
    assert [one.code for one in history.events] == ["FILED"]


MARKS = "trademarks_designs/tm_design_xml"


def test_real_marks_of_many_offices(shared_data: Path) -> None:
    paths = files(shared_data, f"{MARKS}/gbd_st66/brands/*/tests/*.xml")
    told = [check_reading(path.read_bytes()) for path in paths]
    histories = [one.history for one in told if one.sources == {"st66"}]
    assert {one.case.office for one in histories} == {"AL", "ID", "MG", "MY", "PG", "SM", "TO"}
    assert all(map(agrees, histories))


def test_real_mark_of_tsdr(shared_data: Path) -> None:
    (path,) = files(shared_data, f"{MARKS}/us_tsdr_plumage/*.xml")
    history = check_reading(path.read_bytes()).history
    assert str(history.case) == "US-trade-mark-76044902"
    assert history.bibliography.mark == "PYTHON"
    assert agrees(history)
    assert [one.number for one in history.events if one.series == "tsdr" and one.number][:2] == [
        "1",
        "2",
    ]
    with zipfile.ZipFile(path.with_suffix(".zip")) as archive:
        assert check_reading(archive.read("status_st66.xml")).history == history


def test_real_mark_of_the_german_register(shared_data: Path) -> None:
    (path,) = files(shared_data, f"{MARKS}/dpma/trademark_info.xml")
    history = check_reading(path.read_bytes()).history
    # The number of the file, not the old application number E17341, is what lists of hits give.
    assert str(history.case) == "DE-trade-mark-919224"
    assert ("application", "E17341") in history.bibliography.references
    assert agrees(history)
    assert str(history.bibliography.expires) == "2014-01-31"
