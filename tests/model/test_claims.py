import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.model import dependencies

CASES = [
    ("en", "The device of claim 1, wherein the wheel turns.", 2, (1,)),
    ("en", "A device according to any one of claims 1 to 3, wherein", 7, (1, 2, 3)),
    ("en", "A method as claimed in any preceding claim, wherein", 4, (1, 2, 3)),
    ("en", "The device of claims 1, 3 or 5-7, wherein", 9, (1, 3, 5, 6, 7)),
    ("en", "The device of claim 1, 2 or 3, wherein", 9, (1, 2, 3)),
    ("en", "The cart of claim 1, 2 wheels of which are", 3, (1,)),
    ("en", "The device of claim 1 or claim 2, wherein", 3, (1, 2)),
    ("en", "Use of a device as in one of the foregoing claims", 3, (1, 2)),
    ("en", "A device comprising 2 wheels. I claim nothing", 3, ()),
    ("en", "The device of claim 5, wherein", 5, ()),
    ("en", "The device of claims 1 and 9999", 3, (1,)),
    ("ja", "請求項１に記載の装置。", 2, (1,)),
    ("ja", "請求項１乃至３のいずれか一項に記載の装置。", 4, (1, 2, 3)),
    ("ja", "請求項１～４のいずれかに記載の装置。", 5, (1, 2, 3, 4)),
    ("ja", "請求項１〜請求項３のいずれかに記載の装置。", 5, (1, 2, 3)),
    ("ja", "請求項１又は２に記載の装置。", 5, (1, 2)),
    ("ja", "請求項１、２または４記載の装置。", 5, (1, 2, 4)),
    ("ja", "請求項１から３までのいずれか１項に記載の装置", 5, (1, 2, 3)),
    ("ja", "特許請求の範囲第１項記載の装置", 2, (1,)),
    ("ja", "前記いずれかの請求項に記載の装置", 3, (1, 2)),
    ("ja", "車輪２と軸３とを備える装置", 4, ()),
    ("zh", "根据权利要求1所述的装置，其特征在于", 2, (1,)),
    ("zh", "根据权利要求1至3中任一项所述的装置", 4, (1, 2, 3)),
    ("zh", "如权利要求1-3或5任一项所述的装置", 6, (1, 2, 3, 5)),
    ("zh", "如申請專利範圍第1項所述之裝置", 2, (1,)),
    ("zh", "如申請專利範圍第1至3項中任一項所述之裝置", 4, (1, 2, 3)),
    ("zh", "如請求項1或2所述之裝置", 4, (1, 2)),
    ("zh", "根据前述权利要求中任一项所述的装置", 3, (1, 2)),
    ("ko", "제1항에 있어서, 상기 바퀴는", 2, (1,)),
    ("ko", "제1항 내지 제3항 중 어느 한 항에 있어서", 4, (1, 2, 3)),
    ("ko", "청구항 1에 있어서", 2, (1,)),
    ("ko", "청구항 1 또는 청구항 2에 있어서", 3, (1, 2)),
    ("de", "Vorrichtung nach Anspruch 1, dadurch gekennzeichnet", 2, (1,)),
    ("de", "Vorrichtung nach einem der Ansprüche 1 bis 3, dadurch", 4, (1, 2, 3)),
    ("de", "Vorrichtung nach einem der vorhergehenden Ansprüche", 3, (1, 2)),
    ("de", "Vorrichtung nach Patentanspruch 1 oder 2", 3, (1, 2)),
    ("fr", "Dispositif selon la revendication 1, caractérisé", 2, (1,)),
    ("fr", "Dispositif selon l'une quelconque des revendications 1 à 3", 4, (1, 2, 3)),
    ("fr", "Dispositif selon l’une des revendications précédentes", 3, (1, 2)),
    ("es", "Dispositivo según la reivindicación 1, caracterizado", 2, (1,)),
    ("es", "Dispositivo según cualquiera de las reivindicaciones 1 a 3", 4, (1, 2, 3)),
    ("es", "Dispositivo según las reivindicaciones anteriores", 3, (1, 2)),
]


@pytest.mark.parametrize("lang_given", [True, False])
@pytest.mark.parametrize(("lang", "text", "number", "expected"), CASES)
def test_claims_referred_to(
    lang: str, text: str, number: int, expected: tuple[int, ...], lang_given: bool
) -> None:
    assert dependencies(text, lang if lang_given else "", number) == expected


@given(
    st.text(), st.sampled_from(["", "en", "ja", "zh", "ko", "de", "fr", "es"]), st.integers(1, 50)
)
def test_only_lower_claims_sorted_and_distinct(text: str, lang: str, number: int) -> None:
    found = dependencies(f"claim {text} claims 1 to 9999 請求項{text}", lang, number)
    assert list(found) == sorted(set(found))
    assert all(0 < value < number for value in found)


@pytest.mark.parametrize(
    "piece", ["claims 1 to ", "請求項", " ", "1,", "claim ", "a ", "preceding "]
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    began = time.perf_counter()
    dependencies(piece * 200_000, "", 9999)
    assert time.perf_counter() - began < 0.5
