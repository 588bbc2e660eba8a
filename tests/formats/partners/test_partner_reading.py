"""Partners' files in their own encodings, numbers, kind codes and days."""

import datetime as dt
import io
import time

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats import (
    FORMATS,
    Account,
    Document,
    Profile,
    adapted,
    cut_stream,
    prepared,
)
from madoguchi.model import DocumentId, Publication, Right, Text

KOREAN = "본 발명은 전극과 전해질을 갖는 전지에 관한 것이다. 용량이 커진다."
CHINESE = "本发明涉及一种电池，其具有正极、负极和电解质，容量大。"
JAPANESE = "本発明は正極と負極とを備える電池に関し、容量が大きくなる。カタカナも含む。"
RUSSIAN = (
    "Изобретение относится к области электротехники, а именно к аккумуляторам с твёрдым "
    "электролитом, и может быть использовано в производстве батарей."
)


def xml(title: str, number: str = "1020150001234", kind: str = "A", head: str = "") -> str:
    return (
        f'{head}<wo-patent-document country="KR" doc-number="{number}" kind="{kind}"'
        f' date-publ="20150105"><bibliographic-data><application-reference><document-id>'
        f"<country>KR</country><doc-number>P20140000001</doc-number><date>05.01.2014</date>"
        f"</document-id></application-reference><invention-title>{title}</invention-title>"
        "</bibliographic-data></wo-patent-document>\n"
    )


def txt(title: str) -> str:
    return f"===== PUBLICATION =====\n(19) KR\n(11) 1020150001234\n(13) A\n(54) {title}\n\n"


def read(data: bytes, profile: Profile, name: str = "kr.xml") -> list[tuple[Publication, str]]:
    """Publications of a file with what is told of the encoding."""
    stream = cut_stream(profile, io.BytesIO(data), name)
    looked = cut_stream(profile, io.BytesIO(data), name).read(4096)
    found = []
    for piece in FORMATS.split(stream, looked):
        assert isinstance(piece, Document)
        document = Document(piece.data, piece.position, piece.head, name)
        ready = prepared(profile, document)
        for one in FORMATS.read(ready.document, Account())[1]:
            assert isinstance(one, Publication)
            found.append((adapted(profile, one, name), ready.warning))
    return found


def title(data: bytes, profile: Profile, name: str = "kr.xml") -> tuple[str, str]:
    [(found, warning)] = read(data, profile, name)
    return found.titles[0].text, warning


DECLARATIONS = ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>']
ENCODINGS = [
    (KOREAN, "euc-kr"),
    (KOREAN, "cp949"),
    (CHINESE, "gb18030"),
    (CHINESE, "gbk"),
    (JAPANESE, "cp932"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "cp1251"),
    (KOREAN, "utf-16"),
    (RUSSIAN, "utf-16-le"),
    (KOREAN, "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODINGS)
@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_xml_in_an_encoding_that_it_does_not_declare(
    text: str, encoding: str, declaration: str
) -> None:
    data = (xml(text, head=declaration) + xml(text, "1020150009999")).encode(encoding)
    found = read(data, Profile(encoding=encoding))
    assert [(one.titles[0].text, told) for one, told in found] == [(text, "")] * 2


@pytest.mark.parametrize(("text", "encoding"), ENCODINGS)
def test_labelled_text(text: str, encoding: str) -> None:
    data = (txt(text) + txt(text)).encode(encoding)
    found = read(data, Profile(encoding=encoding), "kr.txt")
    assert [(one.titles[0].text, told) for one, told in found] == [(text, "")] * 2


@pytest.mark.parametrize(
    ("text", "expected", "real"),
    [
        (KOREAN, "euc-kr", "utf-8"),
        (CHINESE, "gb18030", "utf-8"),
        (JAPANESE, "cp932", "utf-8"),
        (JAPANESE, "cp932", "euc_jp"),
        (JAPANESE, "euc-jp", "cp932"),
        (RUSSIAN, "koi8-r", "cp1251"),
        (RUSSIAN, "cp1251", "koi8-r"),
        (RUSSIAN, "koi8-r", "utf-8"),
    ],
)
def test_a_partner_that_changes_its_encoding_is_noticed(
    text: str, expected: str, real: str
) -> None:
    found, warning = title(xml(text).encode(real), Profile(encoding=expected))
    assert found == text
    assert "not" in warning
    assert "as expected" in warning


def test_what_the_document_declares_is_heard_where_the_profile_is_wrong() -> None:
    data = xml(KOREAN, head='<?xml version="1.0" encoding="EUC-KR"?>').encode("euc-kr")
    found, warning = title(data, Profile(encoding="utf-8"))
    assert found == KOREAN
    assert "read as cp949" in warning


def test_bytes_that_are_no_character_are_refused_with_their_place() -> None:
    good, bad = xml(KOREAN).encode("euc-kr"), xml("AAA").encode()
    place = bad.index(b"AAA")
    bad = bad.replace(b"AAA", b"A\xff\xffA" + KOREAN.encode("euc-kr"))
    profile = Profile(encoding="euc-kr")
    assert read(good, profile)
    with pytest.raises(RefusedError) as caught:
        prepared(profile, Document(bad, 1000, name="kr.xml"))
    assert caught.value.position == 1000 + place + 1
    assert f"ff at {place + 1}" in caught.value.reason


def test_half_a_character_of_utf16_refuses_its_document() -> None:
    data = xml(KOREAN).encode("utf-16-le").replace("용".encode("utf-16-le"), b"\x00\xd8A\x00")
    with pytest.raises(RefusedError, match="not utf-16-le"):
        read(data, Profile(encoding="utf-16-le"))


def test_encodings_by_file_name_and_day() -> None:
    profile = Profile.of(
        "encoding = \"euc-kr\"\n[[encodings]]\npattern = '^KR_(\\d{8})'\n"
        'from = 2015-01-01\nencoding = "koi8-r"\n'
    )
    assert title(xml(KOREAN).encode("euc-kr"), profile, "a.zip!/KR_20141231.xml")[0] == KOREAN
    assert title(xml(RUSSIAN).encode("koi8-r"), profile, "a.zip!/KR_20150101.xml")[0] == RUSSIAN


def test_numbers_kinds_offices_days_and_rights() -> None:
    profile = Profile.of(
        """
        office = "KR"
        lang = "ko"
        [kinds]
        Q = "Y1"
        [[numbers]]
        of = "publication"
        pattern = 'X(\\d+)'
        write = '\\1'
        [[numbers]]
        of = "application"
        pattern = 'P(\\d{4})(\\d+)'
        write = '10\\1\\2'
        [dates]
        pattern = '(\\d\\d)\\.(\\d\\d)\\.(\\d{4})'
        write = '\\3\\2\\1'
        """
    )
    data = xml("전지", "X2020150001234", "Q").encode()
    [(found, _)] = read(data, profile)
    assert (found.id, found.lang) == ("KR2020150001234Y1", "ko")
    assert found.application == DocumentId(
        number="1020140000001", office="KR", date=dt.date(2014, 1, 5)
    )
    assert found.titles[0] == Text(text="전지", lang="ko")


def test_the_right_by_file_name() -> None:
    profile = Profile.of("[[rights]]\npattern = '_UM_'\nright = 'utility-model'\n")
    publication = Publication(office="XX", number="1")
    assert adapted(profile, publication, "a/XX_UM_1.xml").right is Right.UTILITY_MODEL
    assert adapted(profile, publication, "a/XX_1.xml").right is Right.PATENT


def test_an_office_that_a_file_does_not_give() -> None:
    profile = Profile.of('office = "KR"\n[offices]\nKOR = "KR"\n')
    for given in ("", "KOR"):
        assert adapted(profile, Publication(office=given, number="1"), "a").office == "KR"


def test_no_number_however_long_keeps_a_pattern_busy() -> None:
    profile = Profile.of("[[numbers]]\nof = 'publication'\npattern = 'a*a*a*b'\nwrite = ''\n")
    began = time.process_time()
    adapted(profile, Publication(office="XX", number="a" * 1_000_000), "x")
    assert time.process_time() - began < 2
