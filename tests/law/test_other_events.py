"""Profiles of the offices beside Japan and the United States: codes, statuses, terms."""

import datetime as dt
from collections.abc import Sequence

import pytest

from madoguchi.law import ST27, document_rule, event_rule, offices, replay, status_rule
from madoguchi.model import CaseId, Happening, Right

OFFICES = ("EP", "DE", "KR", "CN", "GB", "FR", "WO", "UY")


def course(case: str, series: str, codes: Sequence[str]) -> tuple[str, int]:
    events = [
        (str(n), Happening(code=code, date=dt.date(2001 + n, 1, 1), series=series))
        for n, code in enumerate(codes)
    ]
    found = replay(CaseId.parse(case), events)
    assert all(step.mapped for step in found.steps)
    return found.state, found.stage


@pytest.mark.parametrize("office", OFFICES)
def test_every_code_has_both_names(office: str) -> None:
    profile = offices()[office]
    events = [rule for table in profile.events.values() for rule in table.values()]
    documents = [rule for table in profile.documents.values() for rule in table.values()]
    assert events
    assert all(rule.en and rule.ja for rule in (*events, *documents))


@pytest.mark.parametrize("office", OFFICES)
def test_indicators_and_statuses_are_of_the_standard(office: str) -> None:
    profile = offices()[office]
    for table in profile.events.values():
        for code, rule in table.items():
            assert rule.indicator in {"", *ST27.indicators}, code
    for statuses in profile.statuses.values():
        assert all(set(rule.stages) <= set(range(7)) for rule in statuses.values())


@pytest.mark.parametrize(
    ("case", "codes", "expected"),
    [
        ("KR-patent-1020200000001", ["PA0109", "PG1501", "PA0201", "PR0701"], ("A", 4)),
        ("KR-patent-1020200000001", ["PA0109", "PA0201", "PE0601"], ("N", 2)),
        ("KR-patent-1020200000001", ["PA0109", "PR0701", "PC1903"], ("N", 6)),
        ("CN-patent-202010000001", ["PB01", "SE01", "GR01"], ("A", 4)),
        ("CN-patent-202010000001", ["PB01", "SE01", "WD01"], ("N", 6)),
        ("CN-patent-202010000001", ["PB01", "GR01", "CF01"], ("N", 6)),
        ("GB-patent-1234567", ["PG", "PE20"], ("T", 6)),
        ("FR-patent-1234567", ["PLFP", "ST"], ("N", 6)),
        ("WO-patent-PCTEP2020000001", ["WWP", "NENP"], ("U", 0)),
        ("CA-patent-2744162", ["FZDE"], ("N", 6)),
    ],
)
def test_inpadoc(case: str, codes: list[str], expected: tuple[str, int]) -> None:
    assert course(case, "inpadoc", codes) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["PRESENTACION", "PUBLICACION"], ("A", 1)),
        (["PRESENTACION", "OPOSICION"], ("A", 3)),
        (["PRESENTACION", "OPOSICION", "OPOSICION-RECHAZADA"], ("A", 2)),
        (["PRESENTACION", "PEDIDO-EXAMEN", "INFORME", "RESOLUCION-CONCESION"], ("A", 4)),
        (["PRESENTACION", "PEDIDO-EXAMEN", "RESOLUCION-DENEGATORIA"], ("N", 2)),
        (["PRESENTACION", "PEDIDO-EXAMEN", "RESOLUCION-DENEGATORIA", "RECURSO"], ("A", 2)),
        (["PRESENTACION", "ABANDONO"], ("N", 6)),
        (["PRESENTACION", "RESOLUCION-CONCESION", "PEDIDO-ANULACION"], ("A", 5)),
        (["PRESENTACION", "RESOLUCION-CONCESION", "PEDIDO-ANULACION", "ANULACION"], ("T", 6)),
        (["PRESENTACION", "RESOLUCION-CONCESION", "CADUCIDAD", "REHABILITACION"], ("A", 4)),
    ],
)
@pytest.mark.parametrize("right", ["patent", "trade-mark"])
def test_uruguay(right: str, codes: list[str], expected: tuple[str, int]) -> None:
    assert course(f"UY-{right}-38456", "dnpi", codes) == expected


def test_uruguay_speaks_spanish() -> None:
    case = CaseId.parse("UY-patent-38456")
    event = event_rule(case, "dnpi", "PRESENTACION")
    document = document_rule(case, "dnpi", "MEMORIA")
    status = status_rule(case, "dnpi", "En trámite")
    assert event
    assert event.native == "Presentación de la solicitud"
    assert document
    assert (document.native, document.direction) == ("Memoria descriptiva", "in")
    assert status
    assert status.state == "A"
    assert all(rule.native for rule in offices()["UY"].events["dnpi"].values())


TERMS = [
    ("EP", Right.PATENT, "2000-01-01", 20, "filed"),
    ("DE", Right.UTILITY_MODEL, "2000-01-01", 10, "filed"),
    ("DE", Right.DESIGN, "2020-01-01", 25, "filed"),
    ("DE", Right.TRADE_MARK, "2010-01-01", 10, "filed"),
    ("DE", Right.TRADE_MARK, "2020-01-01", 10, "filed"),
    ("KR", Right.DESIGN, "2014-07-01", 20, "filed"),
    ("CN", Right.DESIGN, "2021-05-31", 10, "filed"),
    ("CN", Right.DESIGN, "2021-06-01", 15, "filed"),
    ("CN", Right.TRADE_MARK, "2021-06-01", 10, "registered"),
    ("FR", Right.UTILITY_MODEL, "2019-01-01", 6, "filed"),
    ("FR", Right.UTILITY_MODEL, "2021-01-01", 10, "filed"),
    ("GB", Right.DESIGN, "2021-01-01", 25, "filed"),
    ("UY", Right.UTILITY_MODEL, "2021-01-01", 10, "filed"),
    ("UY", Right.TRADE_MARK, "2021-01-01", 10, "registered"),
]


@pytest.mark.parametrize(("office", "right", "filed", "years", "start"), TERMS)
def test_one_term_holds_for_a_day(
    office: str, right: Right, filed: str, years: int, start: str
) -> None:
    day = dt.date.fromisoformat(filed)
    rules = offices()[office].terms
    held = [rule for rule in rules if rule.right is right and rule.since <= day <= rule.until]
    assert [(rule.years, rule.start) for rule in held] == [(years, start)]


def test_old_german_marks_end_with_a_month() -> None:
    rules = [rule for rule in offices()["DE"].terms if rule.right is Right.TRADE_MARK]
    assert [rule.month_end for rule in rules] == [True, False]
    assert all(rule.renewable for rule in rules)
