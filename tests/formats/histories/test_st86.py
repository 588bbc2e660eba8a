"""Designs in WIPO ST.86 as DPMAregister writes it."""

from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, files, reached

from madoguchi.model import Scheme

DESIGN = """<Design><DesignIdentifier>402020000001-000{n}</DesignIdentifier>
<RegistrationNumber>402020000001</RegistrationNumber>
<RegistrationDate>2020-03-01</RegistrationDate><DesignTitle>Stuhl {n}</DesignTitle>
<de:DE_ST86Extension><de:DesignStatus>{status}</de:DesignStatus>{cancelled}
<de:DesignRecordDetails><de:DesignRecord><DesignBasicRecord>
<RecordFilingDate>2020-03-01</RecordFilingDate><de:LegalStatus>Design Registered</de:LegalStatus>
</DesignBasicRecord></de:DesignRecord></de:DesignRecordDetails></de:DE_ST86Extension>
<IndicationProductDetails><IndicationProduct><ClassDescriptionDetails><ClassDescription>
<ClassNumber>06 - 0{n}</ClassNumber></ClassDescription></ClassDescriptionDetails>
</IndicationProduct></IndicationProductDetails></Design>"""


def design(n: int, status: str = "Design Registered", ended: str = "") -> str:
    cancelled = f"<de:CancellationDate>{ended}</de:CancellationDate>" if ended else ""
    return DESIGN.format(n=n, status=status, cancelled=cancelled)


def application(*designs: str, number: str = "402020000001.5") -> bytes:
    return (
        '<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/designs" xmlns:de="http://de">'
        "<DesignTransactionBody><TransactionContentDetails><TransactionData>"
        "<DesignApplicationDetails><DesignApplication>"
        "<RegistrationOfficeCode>DE</RegistrationOfficeCode>"
        f"<DesignApplicationNumber>{number}</DesignApplicationNumber>"
        "<DesignApplicationDate>2020-01-07</DesignApplicationDate>"
        f"<DesignDetails>{''.join(designs)}</DesignDetails></DesignApplication>"
        "</DesignApplicationDetails></TransactionData></TransactionContentDetails>"
        "</DesignTransactionBody></Transaction>"
    ).encode()


def test_designs_of_one_application_are_one_case() -> None:
    history = Told(application(design(1), design(2))).history
    assert history.case.office == "DE"
    assert [text.text for text in history.bibliography.titles] == ["Stuhl 1", "Stuhl 2"]
    assert [(one.scheme, one.symbol) for one in history.bibliography.classifications] == [
        (Scheme.LOCARNO, "06-01"),
        (Scheme.LOCARNO, "06-02"),
    ]
    assert agrees(history)


@pytest.mark.parametrize(
    ("designs", "expected"),
    [
        ([design(1)], ("A", 4)),
        ([design(1, ended="2025-02-01")], ("N", 6)),
        ([design(1, ended="2025-02-01"), design(2)], ("A", 4)),
        ([design(1, ended="2025-02-01"), design(2, ended="2030-02-01")], ("N", 6)),
        ([], ("A", 1)),
    ],
)
def test_a_case_ends_with_its_last_design(designs: list[str], expected: tuple[str, int]) -> None:
    assert reached(Told(application(*designs)).history) == expected


def test_a_status_that_designs_do_not_share_is_not_told() -> None:
    other = design(2, "Paper File Destroyed")
    assert Told(application(design(1), other)).history.status is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (application(number=""), "gives no application number"),
        (application(design(1))[:500], "cut off"),
        (b"<Transaction><DesignTransactionBody/></Transaction>", "holds no design application"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    assert reason in Told(data).refusals[0]


def test_real_design(shared_data: Path) -> None:
    (path,) = files(shared_data, "trademarks_designs/tm_design_xml/dpma/design_info.xml")
    history = check_reading(path.read_bytes()).history
    assert agrees(history)
    assert history.bibliography.priorities[0].document.number == "141 676"
    assert str(history.bibliography.ended) == "1994-02-01"
