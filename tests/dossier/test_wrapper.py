"""The groups of all document codes that the offices' tables have.

Of the 1,404 codes 472 are "other": 393 of 1,152 of the JPO, 79 of 237 of the USPTO, none of 15 of
the DNPI; `pytest -s` prints all sums. They are fees, parties, agents, copies of files, and papers
inside the office.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from dossier.made_members import case
from madoguchi.dossier import GROUPS, group_of
from madoguchi.law import offices
from madoguchi.model import CaseId, Direction, FileDocument, Right


@pytest.mark.parametrize(
    ("office", "series", "code", "group"),
    [
        ("JP", "jpo", "A63", "application"),
        ("JP", "jpo", "A131", "action"),
        ("JP", "jpo", "A523", "reply"),
        ("JP", "jpo", "A53", "reply"),
        ("JP", "jpo", "A01", "decision"),
        ("JP", "jpo", "A02", "decision"),
        ("JP", "jpo", "C03", "decision"),
        ("JP", "jpo", "A971007", "search"),
        ("JP", "jpo", "A761", "reply"),
        ("JP", "jpo", "A7424", "other"),
        ("JP", "jpo-efiling", "A1631", "application"),
        ("US", "uspto", "CTNF", "action"),
        ("US", "uspto", "CTFR", "action"),
        ("US", "uspto", "NOA", "decision"),
        ("US", "uspto", "A...", "reply"),
        ("US", "uspto", "REM", "reply"),
        ("US", "uspto", "CLM", "application"),
        ("US", "uspto", "SPEC", "application"),
        ("US", "uspto", "892", "search"),
        ("US", "uspto", "SRFW", "search"),
        ("US", "uspto", "IDS", "search"),
        ("US", "uspto", "N417.PYMT", "other"),
        ("UY", "dnpi", "INFORME", "action"),
        ("UY", "dnpi", "RESOLUCION", "decision"),
    ],
)
def test_groups_by_the_offices_tables(office: str, series: str, code: str, group: str) -> None:
    assert group_of(case(office), FileDocument(number="1", series=series, code=code)) == group


@pytest.mark.parametrize(
    ("name", "direction", "group"),
    [
        ("European search report", "out", "search"),
        ("Written opinion of the international searching authority", "", "search"),
        ("Communication from the Examining Division", "out", "action"),
        ("First notification to make rectification", "out", "action"),
        ("Reply to communication from the Examining Division", "in", "reply"),
        ("Amended claims filed after receipt of search report", "in", "search"),
        ("Claims", "in", "application"),
        ("Request for grant of a European patent", "in", "application"),
        ("Decision to grant a European patent", "out", "decision"),
        ("Decision of refusal", "", "decision"),
        ("Notification of reason for refusal", "", "action"),
        ("拒絶理由通知書", "out", "action"),
        ("意見書", "", "reply"),
        ("特許願", "", "application"),
        ("特許査定", "", "decision"),
        ("", "in", "other"),
        ("", "", "other"),
    ],
)
def test_groups_by_words(name: str, direction: Direction, group: str) -> None:
    document = FileDocument(number="1", name=name, direction=direction)
    assert group_of(case("EP"), document) == group


def every_code() -> Iterator[tuple[str, str, str, Right]]:
    ends = {f"-{right.value}": right for right in Right}
    for office, profile in offices().items():
        for name, codes in profile.documents.items():
            end = next((end for end in ends if name.endswith(end)), "")
            for code in codes:
                yield office, name.removesuffix(end), code, ends.get(end, Right.PATENT)


def test_most_codes_of_all_offices_have_a_group() -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for office, series, code, right in every_code():
        document = FileDocument(number="1", series=series, code=code)
        group = group_of(CaseId(office=office, right=right, number="1"), document)
        assert group in GROUPS
        sums[office, group] += 1
    for key, count in sorted(sums.items()):
        print(*key, count)
    for office in {office for office, _ in sums}:
        every = sum(count for (of, _), count in sums.items() if of == office)
        assert sums[office, "other"] <= 0.4 * every
