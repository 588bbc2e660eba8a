from dossier.made_members import member
from madoguchi.dossier import Member, classes, shared
from madoguchi.model import Classification, Publication, Scheme


def given(office: str, *told: Classification) -> Member:
    return member(office, Publication(office=office, number="1", classifications=told))


def symbol(scheme: Scheme, text: str, **told: object) -> Classification:
    return Classification(scheme=scheme, symbol=text, **told)  # type: ignore[arg-type]


def test_symbols_stand_in_the_schemes_order_under_their_groups() -> None:
    ipc = [symbol(Scheme.IPC, one) for one in ("A61K31/415", "A61K9/00", "A61K31/00", "A61K31/4")]
    (table,) = classes([given("EP", *ipc)])
    assert [(group.above, [row.symbol for row in group.rows]) for group in table.groups] == [
        ("A61K9", ["A61K9/00"]),
        ("A61K31", ["A61K31/00", "A61K31/4", "A61K31/415"]),
    ]
    assert table.groups[0].subclass == "A61K"


def test_what_only_one_office_gave_is_told() -> None:
    one, two = symbol(Scheme.IPC, "A61K31/00"), symbol(Scheme.IPC, "A61K31/4")
    (table,) = classes([given("EP", one, two), given("JP", one)])
    assert {row.symbol: row.only for group in table.groups for row in group.rows} == {
        "A61K31/00": "",
        "A61K31/4": "EP",
    }
    assert shared(table) == ("A61K31/00",)


def test_marks_of_several_sources_are_joined() -> None:
    first = symbol(Scheme.CPC, "A61K31/00", first=True, edition="2013.01", office="EP")
    again = symbol(Scheme.CPC, "A61K31/00", additional=True, edition="2020.01", office="US")
    (table,) = classes([given("EP", first, again)])
    cell = table.groups[0].rows[0].cells["EP-patent-1"]
    assert (cell.first, cell.additional, cell.editions, cell.by) == (
        True, False, ("2013.01", "2020.01"), ("EP", "US"),
    )  # fmt: skip


def test_a_table_a_scheme_and_one_for_each_office_of_national_ones() -> None:
    told = (
        symbol(Scheme.NATIONAL, "348/14.01", office="US"),
        symbol(Scheme.NATIONAL, "5H028", office="JP"),
        symbol(Scheme.LOCARNO, "14-02"),
        symbol(Scheme.F_TERM, "5F063AA04"),
        symbol(Scheme.FI, "H01L21/78 M"),
    )
    tables = classes([given("JP", *told)])
    assert [(table.scheme, table.office, table.groups[0].above) for table in tables] == [
        (Scheme.FI, "", "H01L21"),
        (Scheme.F_TERM, "", "5F063"),
        (Scheme.LOCARNO, "", "14"),
        (Scheme.NATIONAL, "JP", "5H028"),
        (Scheme.NATIONAL, "US", "348"),
    ]


def test_no_classifications_are_no_tables() -> None:
    assert classes([given("JP")]) == ()
