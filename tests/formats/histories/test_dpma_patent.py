"""Patents of DPMAregister, and its lists of hits."""

from pathlib import Path

import pytest
from register_files import Told, agrees, check_reading, course, files, reached

from madoguchi.model import Right

PATENT = """<dpma-patent-document schema-version="0.10"><bibliographic-data>
<publication-references><publication-reference sequence="1"><document-id><country>DE</country>
<doc-number>000010012345</doc-number><kind>A1</kind></document-id></publication-reference>
</publication-references>
<application-reference><document-id><country>DE</country><doc-number>{number}</doc-number>
<date>2000-06-02</date></document-id></application-reference>
<invention-title lang="DE">Pumpe</invention-title>
<office-specific-bib-data><type-of-ip-right>{right}</type-of-ip-right>
<status>anhaengig-in-kraft</status><date-of-first-publication>2001-12-07</date-of-first-publication>
<abstract>Eine Pumpe.</abstract></office-specific-bib-data></bibliographic-data>
<events>{events}</events></dpma-patent-document>"""
EVENT = """<event-data><type-of-procedure>verfahren</type-of-procedure>
<procedural-status>{code}</procedural-status>
<date-of-procedural-status>{date}</date-of-procedural-status></event-data>"""


def patent(*codes: str, number: str = "10012345.7", right: str = "patent") -> bytes:
    events = "".join(
        EVENT.format(code=code, date=f"{2000 + n}-06-02") for n, code in enumerate(codes)
    )
    return PATENT.format(number=number, right=right, events=events).encode()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["R000"], ("A", 1)),
        (["R000", "R012"], ("A", 2)),
        (["R000", "R012", "R018", "R020"], ("A", 4)),
        (["R000", "R012", "R018", "R026"], ("A", 5)),
        (["R000", "R119"], ("N", 6)),
        (["R000", "R012", "R018", "R119"], ("N", 6)),
        (["R000", "R002"], ("N", 6)),
    ],
)
def test_where_events_lead(codes: list[str], expected: tuple[str, int]) -> None:
    assert reached(Told(patent(*codes)).history) == expected


def test_a_patent() -> None:
    history = Told(patent("R000", "R012")).history
    assert str(history.case) == "DE-patent-10012345"
    assert [text.text for text in history.bibliography.titles] == ["Pumpe"]
    assert [paper.body.text for paper in history.papers] == ["Eine Pumpe."]
    assert agrees(history)
    assert all(step.mapped for step in course(history).steps)


def test_a_utility_model() -> None:
    history = Told(patent(right="gebrauchsmuster")).history
    assert history.case.right is Right.UTILITY_MODEL


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (patent(number=""), "gives no application number"),
        (patent(right="topographie"), "is of 'topographie'"),
        (patent(right=""), "is of 'no right'"),
        (patent("R000")[:400], "cut off"),
        (b"<dpma-patent-document/>", "is of 'no right'"),
        (b"<PatentHitList/>", "found nothing"),
        (b'<HitList HitCount="0"><Counter/></HitList>', "found nothing"),
        (b"<HitList><Entries/></HitList>", "gives no application number"),
        (b"<PatentHitList><PatentHitListRecord/></PatentHitList>", "case of ''"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    told = Told(data)
    assert not told.histories
    assert reason in told.refusals[0]


def test_records_of_one_application_are_one_case() -> None:
    record = (
        "<DesignHitListRecord><DesignApplicationNumber>M9000603.8</DesignApplicationNumber>"
        "<ProductDescription>{}</ProductDescription></DesignHitListRecord>"
    )
    data = f"<DesignHitList>{record.format('Herd')}{record.format('Ofen')}</DesignHitList>"
    history = Told(data.encode()).history
    assert [text.text for text in history.bibliography.titles] == ["Herd", "Ofen"]


REGISTER = "trademarks_designs/tm_design_xml/dpma"


def test_real_patent(shared_data: Path) -> None:
    (path,) = files(shared_data, f"{REGISTER}/patent_info.xml")
    history = check_reading(path.read_bytes()).history
    assert str(history.case) == "DE-patent-10027360"
    assert agrees(history)


@pytest.mark.parametrize(
    ("name", "right", "count"),
    [
        ("patent_search", Right.UTILITY_MODEL, 3),
        ("trademark_search", Right.TRADE_MARK, 3),
        ("design_search", Right.DESIGN, 2),
    ],
)
def test_real_lists(shared_data: Path, name: str, right: Right, count: int) -> None:
    (path,) = files(shared_data, f"{REGISTER}/{name}.xml")
    histories = check_reading(path.read_bytes()).histories
    assert [one.case.right for one in histories] == [right] * count
    # The lists say that these rights are over, but not when or by what: no event tells it.
    assert [reached(one) for one in histories] == [("A", 4)] * count
    assert not any(map(agrees, histories))
