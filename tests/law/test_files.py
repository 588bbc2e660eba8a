import gzip
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi import law


@pytest.mark.parametrize(
    ("office", "number", "kind", "day", "canonical"),
    [
        ("US", "06859910", "B2", None, "6859910"),
        ("US", "D0435854", "S", None, "D435854"),
        ("US", "0D435854", "S1", None, "D435854"),
        ("US", "PP012345", "P2", None, "PP12345"),
        ("US", "20010000044", "A1", None, "20010000044"),
        ("US", "2012057518", "A1", None, "20120057518"),
        ("WO", "1995010324", "A1", None, "1995010324"),
        ("WO", "9510324", "A1", None, "1995010324"),
        ("WO", "95/10324", "A1", None, "1995010324"),
        ("WO", "0158956", "A2", None, "2001058956"),
        ("WO", "03087836", "A1", None, "2003087836"),
        ("EP", "1679948", "A1", None, "1679948"),
        ("EP", "0001234", "A1", None, "1234"),
        ("JP", "2021044377", "A", None, "2021044377"),
        ("JP", "2021-044377", "A", None, "2021044377"),
        ("JP", "H10123456", "A", None, "1998123456"),
        ("JP", "平10-123456", "A", None, "1998123456"),
        ("JP", "10123456", "A", date(1998, 5, 12), "1998123456"),
        ("JP", "6012345", "B2", None, "6012345"),
        ("CN", "104223352", "A", None, "104223352"),
        ("CN", "1149075", "C", None, "1149075"),
        ("KR", "10-2016-0063019", "A", None, "1020160063019"),
        ("KR", "20010043736", "A", None, "1020010043736"),
        ("KR", "20010012345", "U", None, "2020010012345"),
        ("KR", "100484299", "B1", None, "100484299"),
        ("DE", "000010027360", "A1", None, "10027360"),
        ("AT", "E 123456", "T1", None, "E123456"),
        ("QQ", "00-12.3", "", None, "123"),
        ("QQ", "0", "", None, "0"),
    ],
)
def test_publication_number(
    office: str, number: str, kind: str, day: date | None, canonical: str
) -> None:
    assert law.publication_number(office, number, kind, day) == canonical


@pytest.mark.parametrize(
    ("office", "number", "day", "kind", "canonical"),
    [
        ("JP", "2019165329", None, "", "2019165329"),
        ("JP", "特願2019-165329", None, "", "2019165329"),
        ("JP", "JP20190165329", None, "", "2019165329"),
        ("JP", "11158010", date(1999, 6, 4), "", "1999158010"),
        ("JP", "11158010", None, "", "11158010"),
        ("JP", "15801099", None, "A", "1999158010"),
        ("JP", "2018015561", None, "W", "PCTJP2018015561"),
        ("JP", "PCT/JP2018/015561", None, "", "PCTJP2018015561"),
        ("WO", "PCT/JP2018/015561", None, "", "PCTJP2018015561"),
        ("US", "13878453", None, "", "13878453"),
        ("US", "12/134,151", None, "", "12134151"),
        ("US", "US201213878453", None, "", "13878453"),
        ("US", "201213878453", None, "A", "13878453"),
        ("US", "20685698", None, "A", "09206856"),
        ("US", "92132197", None, "A", "08921321"),
        ("US", "17570400", date(2000, 1, 7), "A", "09175704"),
        ("US", "534905", date(2000, 3, 24), "", "09534905"),
        ("US", "175704 P", date(2000, 1, 12), "", "60175704"),
        ("US", "87288306", None, "P", "60872883"),
        ("US", "202163251090P", None, "", "63251090"),
        ("US", "2019056674", None, "", "PCTUS2019056674"),
        ("US", "9816128", None, "W", "PCTUS1998016128"),
        ("US", "WO2008US86599", None, "W", "PCTUS2008086599"),
        ("US", "US2008/086599", None, "W", "PCTUS2008086599"),
        ("WO", "EP2024/063512", None, "", "PCTEP2024063512"),
        ("WO", "WO2003US21714", None, "", "PCTUS2003021714"),
        ("US", "US20020291320", None, "", "10291320"),
        ("US", "US20070964952", None, "", "11964952"),
        ("US", "20050097148", None, "", "20050097148"),
        ("GB", "GB20180000758", None, "", "1800758"),
        ("GB", "201800758", None, "", "1800758"),
        ("EP", "04768329.7", None, "", "04768329"),
        ("EP", "20220790168", None, "", "22790168"),
        ("EP", "4409306", None, "", "04409306"),
        ("CN", "201410408762.5", None, "", "201410408762"),
        ("CN", "2011 1 0151784", None, "", "201110151784"),
        ("CN", "98814060", None, "", "98814060"),
        ("KR", "10-2016-0063019", None, "", "1020160063019"),
        ("KR", "20160063019", None, "A", "1020160063019"),
        ("KR", "2009006271", None, "", "PCTKR2009006271"),
        ("DE", "10 2018 002 630.3", None, "", "102018002630"),
        ("DE", "10027360.2", None, "", "10027360"),
        ("DE", "A0044733", None, "", "A0044733"),
        ("GB", "0204635.6", None, "", "0204635"),
        ("FR", "0001842", None, "", "0001842"),
        ("QQ", "12-34", None, "", "1234"),
    ],
)
def test_application_number(
    office: str, number: str, day: date | None, kind: str, canonical: str
) -> None:
    assert law.application_number(office, number, day, kind) == canonical


@given(st.text(), st.sampled_from(["JP", "US", "WO", "AT", "QQ", ""]), st.text(max_size=2))
def test_any_number_is_made_a_key(number: str, office: str, kind: str) -> None:
    law.publication_number(office, number, kind, date(2000, 1, 1))
    law.application_number(office, number, date(2000, 1, 1), kind)


REFERENCE = re.compile(
    rb"<(?:\w+:)?country[^>]*>(\w\w)</(?:\w+:)?country>\s*"
    rb"<(?:\w+:)?doc-number[^>]*>([^<]{1,60})</(?:\w+:)?doc-number>"
)
KEY = re.compile(r"(?:PCT)?[0-9A-Z]+(?:-\d+)?")


_OPENED = {".xz": lzma.decompress, ".gz": gzip.decompress}


def _references(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = _OPENED.get(file.suffix, bytes)(file.read_bytes())
        for office, number in REFERENCE.findall(data.replace(b"\\n", b" ")):
            yield office.decode(), number.decode("utf-8", "replace").strip()


def test_every_number_of_the_real_files_becomes_a_key(shared_data: Path) -> None:
    folders = ("patent_fulltext", "docdb_ops", "families_citations", "prosecution")
    found = Counter(one for name in folders for one in _references(shared_data / name))
    assert found
    for office, number in found:
        if re.search("[0-9]", number):
            assert KEY.fullmatch(law.publication_number(office, number)), (office, number)
            assert KEY.fullmatch(law.application_number(office, number)), (office, number)
