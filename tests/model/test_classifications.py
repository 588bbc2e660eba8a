import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.model import Classification, Scheme
from madoguchi.model import classifications as symbols


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("H01L21/301", "H01L21/301"),
        ("H01L  21/301       20060101AFI20210219BHJP        ", "H01L21/301"),
        ("A24B   15/18    (2006.01)", "A24B15/18"),
        ("7A 61K   9/16   A", "A61K9/16"),
        ("G06F017/30", "G06F17/30"),
        ("B60R  900", "B60R9/00"),
        ("G01G 1904", "G01G19/04"),
        ("A61K 31505", "A61K31/505"),
        ("H01L 2978", "H01L29/78"),
        ("H01L0021301000", "H01L21/301"),
        ("H01F0001000000", "H01F1/00"),
        ("H04W  72/    04            A I                    ", "H04W72/04"),
        ("B29B 9/ 06 A I", "B29B9/06"),
        ("Ｈ０１Ｌ２１／３０１", "H01L21/301"),
        ("h01l 21/301", "H01L21/301"),
        ("Int. Cl.7 H01L 21/301", "H01L21/301"),
        ("H01L", "H01L"),
    ],
)
def test_ipc(text: str, symbol: str) -> None:
    found = symbols.ipc(text)
    assert found is not None
    assert found.symbol == symbol


@pytest.mark.parametrize("text", ["", "12/34", "Z01L21/00", "H01L21/", "H" * 10_000, "348/14.01"])
def test_not_ipc(text: str) -> None:
    assert symbols.ipc(text) is None


def test_ipc_field_tells_version_place_value_and_office() -> None:
    assert symbols.ipc("H01L  21/301       20060101AFI20210219BHJP        ") == Classification(
        scheme=Scheme.IPC, symbol="H01L21/301", edition="2006.01", first=True, office="JP"
    )
    assert symbols.ipc("C08F   2/38        20060101ALN20051220RMEP        ") == Classification(
        scheme=Scheme.IPC, symbol="C08F2/38", edition="2006.01", additional=True, office="EP"
    )


def test_cpc_value_a_means_additional() -> None:
    assert symbols.cpc("F16B2200/0001 20130101 LA20210219BHEP ") == Classification(
        scheme=Scheme.CPC,
        symbol="F16B2200/0001",
        edition="2013.01",
        additional=True,
        office="EP",
    )
    assert symbols.cpc("Y02E  60/10        20130101 FI20130101BHEP") == Classification(
        scheme=Scheme.CPC, symbol="Y02E60/10", edition="2013.01", first=True, office="EP"
    )


@pytest.mark.parametrize(
    ("text", "symbol", "facet"),
    [
        ("H01L21/78 M", "H01L21/78 M", ""),
        ("H01L  21/78      M", "H01L21/78 M", ""),
        ("A23L17/00 101Z", "A23L17/00 101Z", ""),
        ("A23L17/00,101Z", "A23L17/00 101Z", ""),
        ("B01D53/14 311", "B01D53/14 311", ""),
        ("G06F   3/   048    ", "G06F3/048", ""),
        ("G06F   3/   048310 ", "G06F3/048 310", ""),
        ("H01L21/302 @A", "H01L21/302 A", ""),
        ("H01L21/78 M ZNM", "H01L21/78 M", "ZNM"),
    ],
)
def test_fi(text: str, symbol: str, facet: str) -> None:
    assert symbols.fi(text) == Classification(scheme=Scheme.FI, symbol=symbol, facet=facet)


@pytest.mark.parametrize(
    ("text", "scheme", "symbol"),
    [
        ("4E168AE01", Scheme.F_TERM, "4E168AE01"),
        ("4E168 AE01", Scheme.F_TERM, "4E168AE01"),
        ("3E067BA10C", Scheme.F_TERM, "3E067BA10C"),
        ("５Ｆ０６３ＡＡ０４", Scheme.F_TERM, "5F063AA04"),
        ("5F063", Scheme.THEME, "5F063"),
    ],
)
def test_f_term(text: str, scheme: Scheme, symbol: str) -> None:
    assert symbols.f_term(text) == Classification(scheme=scheme, symbol=symbol)


@pytest.mark.parametrize(
    ("scheme", "text", "symbol"),
    [
        (Scheme.LOCARNO, "14-02", "14-02"),
        (Scheme.LOCARNO, "14.02", "14-02"),
        (Scheme.LOCARNO, "1402", "14-02"),
        (Scheme.LOCARNO, "LOC (13) Cl. 14-02", "14-02"),
        (Scheme.LOCARNO, "9", "09"),
        (Scheme.LOCARNO, "33-01", None),
        (Scheme.NICE, "9", "9"),
        (Scheme.NICE, "第09類", "9"),
        (Scheme.NICE, "46", None),
        (Scheme.NICE, "0", None),
        (Scheme.VIENNA, "26.04.02", "26.04.02"),
        (Scheme.VIENNA, "26.4.2", "26.04.02"),
        (Scheme.VIENNA, "260402", "26.04.02"),
        (Scheme.VIENNA, "30", None),
        (Scheme.ECLA, "H01L21/00D2M4", "H01L21/00D2M4"),
        (Scheme.IPC, "H01L 21", "H01L21"),
        (Scheme.CPC, "Y", "Y"),
        (Scheme.THEME, "5F063AA04", None),
        (Scheme.F_TERM, "5F063", None),
    ],
)
def test_canonical(scheme: Scheme, text: str, symbol: str | None) -> None:
    assert symbols.canonical(scheme, text) == symbol


@pytest.mark.parametrize(
    ("text", "office", "symbol"),
    [
        ("348/14.01", "US", "348/14.01"),
        ("348 1401", "US", "348/14.01"),
        ("  2 69", "US", "2/69"),
        (" 62324", "US", "62/324"),
        ("D14138", "US", "D14/138"),
        ("257 40", "US", "257/40"),
        ("361679033", "US", "361/679.033"),
        ("224 42.03R", "US", "224 42.03R"),
        ("10  d, 1/01", "DE", "10 D, 1/01"),
    ],
)
def test_national(text: str, office: str, symbol: str) -> None:
    assert symbols.national(text, office) == Classification(
        scheme=Scheme.NATIONAL, symbol=symbol, office=office
    )


@pytest.mark.parametrize(
    ("scheme", "symbol", "above"),
    [
        (Scheme.IPC, "H01L21/301", ("H", "H01", "H01L", "H01L21", "H01L21/30")),
        (Scheme.IPC, "H01L21/00", ("H", "H01", "H01L", "H01L21")),
        (Scheme.IPC, "H", ()),
        (Scheme.IPC, "H01L", ("H", "H01")),
        (Scheme.FI, "H01L21/78 M", ("H", "H01", "H01L", "H01L21", "H01L21/78")),
        (
            Scheme.FI,
            "A23L17/00 101Z",
            ("A", "A23", "A23L", "A23L17", "A23L17/00", "A23L17/00 101"),
        ),
        (Scheme.F_TERM, "3E067BA10C", ("3E067", "3E067BA", "3E067BA10")),
        (Scheme.THEME, "3E067", ()),
        (Scheme.LOCARNO, "14-02", ("14",)),
        (Scheme.VIENNA, "26.04.02", ("26", "26.04")),
        (Scheme.NICE, "9", ()),
    ],
)
def test_ancestors(scheme: Scheme, symbol: str, above: tuple[str, ...]) -> None:
    assert symbols.ancestors(scheme, symbol) == above


SYMBOLISH = st.text(st.sampled_from("AHYL0123456789/ -.,:@MZ()FI"), max_size=30) | st.from_regex(
    r"[A-H][0-9]{2}[A-Z] {0,3}[0-9]{1,4}/ {0,3}[0-9]{2,6} {0,3}([0-9]{3})?[A-Z]?", fullmatch=True
)


@given(st.sampled_from(Scheme), SYMBOLISH | st.text())
def test_canonical_is_idempotent(scheme: Scheme, text: str) -> None:
    symbol = symbols.canonical(scheme, text)
    if symbol is not None:
        assert symbols.canonical(scheme, symbol) == symbol
        assert symbols.is_valid(scheme, symbol)
        above = symbols.ancestors(scheme, symbol)
        assert symbol not in above
        assert len(set(above)) == len(above)
