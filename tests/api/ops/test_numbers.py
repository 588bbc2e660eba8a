import pytest

from api.ops.conftest import Ops, Told
from api.ops.schemas import OpsSchema


def output(told: Told) -> tuple[str, ...]:
    found = told.root.find("standardization/output/*/document-id")
    assert found is not None, told.content
    return tuple(part.text or "" for part in found)


# The first six are recorded answers of EPO OPS.
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("application/docdb/MD.20050130.A.20050130/epodoc", ("MD20050000130", "A", "20050130")),
        (
            "application/original/JP.(2006-147056).A.20060526/docdb",
            ("JP", "2006147056", "A", "20060526"),
        ),
        (
            "application/original/PCT/GB02/04635.20021011/docdb",
            ("GB", "0204635", "W", "20021011"),
        ),
        (
            "application/original/US.(08/921,321).A.19970829/epodoc",
            ("US19970921321", "A", "19970829"),
        ),
        ("publication/docdb/EP.2400812.A1/epodoc", ("EP2400812", "A1")),
        ("publication/docdb/EP.2400812.A1/original", ("EP", "2400812", "A1")),
        (
            "application/docdb/JP.2006147056.A.20060526/original",
            ("JP", "2006-147056", "A", "20060526"),
        ),
        ("application/epodoc/EP19990203729/docdb", ("EP", "99203729", "A")),
        (
            "application/docdb/US.201113167395.A.20110623/original",
            ("US", "13/167,395", "A", "20110623"),
        ),
        ("publication/epodoc/JPH10123456.A/docdb", ("JP", "H10123456", "A")),
        ("publication/original/US.(10,123,456).B2/docdb", ("US", "10123456", "B2")),
        ("priority/docdb/NL.1010536.A.19981112/epodoc", ("NL19981010536", "A", "19981112")),
        ("application/docdb/MD.20050130/original", ("MD", "20050130")),
    ],
)
def test_a_number_in_another_spelling(ops: Ops, path: str, told: tuple[str, ...]) -> None:
    assert output(ops.get(f"number-service/{path}")) == told


def test_the_number_may_come_in_the_body(ops: Ops) -> None:
    told = ops.post(
        "number-service/application/original/docdb", "(JP).(2006-147056).(A).(20060526)"
    )
    assert output(told) == ("JP", "2006147056", "A", "20060526")
    assert told.root.find("meta[@name='status']") is not None


@pytest.mark.parametrize(
    "path",
    [
        "application/original/bricks/docdb",
        "application/docdb/EP.99203729.A/telex",
        "application/epodoc/1/docdb",
        "publication/docdb/EP.1000000.A1",
        "application/original/EP1679948A1/docdb",
    ],
)
def test_what_is_no_number(ops: Ops, path: str) -> None:
    assert ops.get(f"number-service/{path}").fault == (404, "CLIENT.InvalidReference")


def test_answers_are_valid(ops: Ops, schema: OpsSchema) -> None:
    for path in (
        "application/docdb/MD.20050130.A.20050130/epodoc",
        "priority/docdb/NL.1010536.A.19981112/epodoc",
        "publication/docdb/EP.2400812.A1/original",
    ):
        assert schema.errors(ops.get(f"number-service/{path}").content) == []
