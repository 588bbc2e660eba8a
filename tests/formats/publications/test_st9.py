"""Labelled text by INID codes, ours and other offices'."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications import st9
from madoguchi.model import DocumentId, Publication, Right

OTHERS = """===== PUBLICATION =====
(11) 1-2015-0001234
(12) Patent application
(19) VN
(13) A
(21) 1-2014-04321
(22) 2014.12.25
(43) 2015-04-27
(31) 10-2014-0001
(32) 20140101
(33) KR
(51) H01M 10/052
(51) G06F 17/30
(54) Pin thể rắn
(57) Sáng chế đề cập đến pin.
(71) ABC Co., Ltd.
    address: Hà Nội
(84) DE, FR
(99) something of the office's own
"""


def read(text: str, account: Account | None = None) -> Publication:
    return st9.read(text.encode(), account or Account())


def test_another_office_s_labels() -> None:
    account = Account()
    found = read(OTHERS, account)
    assert (found.office, found.number, found.kind) == ("VN", "120150001234", "A")
    assert (found.right, found.date) == (Right.PATENT, dt.date(2015, 4, 27))
    assert found.application == DocumentId(
        number="1-2014-04321", office="VN", date=dt.date(2014, 12, 25)
    )
    [priority] = found.priorities
    assert (priority.document.office, priority.document.date) == ("KR", dt.date(2014, 1, 1))
    assert [one.symbol for one in found.classifications] == ["H01M10/052", "G06F17/30"]
    assert found.abstracts[0].text == "Sáng chế đề cập đến pin."
    assert found.applicants[0].names[0].address == "Hà Nội"
    assert found.designated == ("DE", "FR")
    assert account.report().unknown == ["st9-text:99"]


def test_lines_that_end_as_on_windows_and_a_mark_at_the_beginning() -> None:
    data = "\ufeff" + OTHERS.replace("\n", "\r\n")
    assert read(data) == read(OTHERS)
    assert st9.accepts(data.encode())
    assert not st9.accepts(b"<xml/>")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (OTHERS.replace("(19) VN\n", ""), "no office"),
        (OTHERS.replace("(11) 1-2015-0001234\n", ""), "no publication number"),
        (OTHERS.replace("(54) Pin", "Title: Pin"), "line 14 of the record"),
        ("===== PUBLICATION =====\n    address: x\n", "line 2 of the record"),
        ("===== PUBLICATION =====\n    | x\n", "line 2 of the record"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        read(text)


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(RefusedError, match="not UTF-8"):
        st9.read(OTHERS.encode("cp1258", "replace") + b"\xff", Account())


def test_claims_of_which_nothing_says_what_they_depend_on() -> None:
    text = OTHERS + "(claims){en}\n    claim: A battery.\n    claim: A battery of claim 1.\n"
    [claims] = read(text).claims
    assert [claim.depends_on for claim in claims.claims] == [(), (1,)]
    assert [claim.number for claim in claims.claims] == [1, 2]


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=12))
def test_no_text_breaks_the_reader(lines: list[str]) -> None:
    data = "\n".join([*OTHERS.splitlines()[:4], *lines]).encode("utf-8", "replace")
    with contextlib.suppress(RefusedError):
        FORMATS.read(Document(data, 0), Account())
