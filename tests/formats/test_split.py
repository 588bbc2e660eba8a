"""Cutting files into documents: nothing hangs, nothing is lost, whatever the file looks like."""

import io
import time
from collections.abc import Iterator

import pytest

from madoguchi.formats import split
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.split import split_lines, split_xml

DECLARED = b'<?xml version="1.0"?>\n'


class Exchange:
    """One container, `set`, with documents `item` inside."""

    def records(self, root: str) -> frozenset[str]:
        return frozenset({"item"} if root == "set" else ())

    def stranger(self, _root: str) -> str:
        return ""


def cut(data: bytes) -> list[Document | Refusal]:
    return list(split_xml(io.BytesIO(data), Exchange()))


def documents(pieces: list[Document | Refusal]) -> list[bytes]:
    return [piece.data for piece in pieces if isinstance(piece, Document)]


def reasons(pieces: list[Document | Refusal]) -> list[str]:
    return [piece.reason for piece in pieces if isinstance(piece, Refusal)]


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml " * 200_000,
        (DECLARED + b"<!-- ") * 100_000,
        b"<!DOCTYPE a [" * 100_000,
        b'<!DOCTYPE a "' * 100_001,
        b"<!DOCTYPE a <!--" * 100_000,
        DECLARED + b"<set>" + b'<item n="1">' * 100_000 + b"</set>",
        b"<a>" * 100_000,
    ],
    ids=["instructions", "comments", "types", "quotations", "type comments", "items", "roots"],
)
def test_what_never_ends_is_passed_over_in_linear_time(data: bytes) -> None:
    began = time.process_time()
    assert not documents(cut(data))
    assert time.process_time() - began < 15


def test_endless_text_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "MAX_DOCUMENT", 4 << 20)
    endless = Endless(b"<" + b"!" * (1 << 20), 64)
    assert reasons(list(split_xml(endless, Exchange()))) == ["text where a document should begin"]
    assert endless.ended


class Endless(io.BytesIO):
    """The same bytes again and again, as often as said."""

    def __init__(self, data: bytes, times: int) -> None:
        super().__init__()
        self._pieces: Iterator[bytes] = iter([data] * times)
        self.ended = False

    def read(self, _size: int | None = -1) -> bytes:
        data = next(self._pieces, b"")
        self.ended = not data
        return data


def test_a_single_tag_may_lie_over_the_end_of_what_is_held() -> None:
    before = DECLARED + b"<set>" + b" " * ((1 << 20) - len(DECLARED) - 12)
    pieces = cut(before + b'<item n="1"/><item>2</item></set>')
    assert documents(pieces) == [b'<item n="1"/>', b"<item>2</item>"]
    assert not reasons(pieces)


def test_reading_goes_on_at_a_document_type_after_a_document_that_is_cut_off() -> None:
    pieces = cut(b"<a><b></b>\n<!DOCTYPE c []><c/>")
    assert documents(pieces) == [b"<!DOCTYPE c []><c/>"]
    assert reasons(pieces) == ["the document is cut off: </a> is missing"]


def test_comments_and_instructions_before_the_root_belong_to_the_document() -> None:
    data = DECLARED + b"<!-- <?xml-stylesheet a?> --><?a b?><!DOCTYPE a SYSTEM 'x'><!-- ' --><a/>"
    assert documents(cut(data)) == [data]


def test_more_name_spaces_than_any_exchange_has_are_left_out() -> None:
    names = b"".join(b' xmlns:n%d="u"' % n for n in range(10_000))
    found = cut(DECLARED + b"<set" + names + b"><item/></set>")[0]
    assert isinstance(found, Document)
    assert len(found.head) < 10_000


def test_a_document_of_lines_that_is_too_large_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(split, "MAX_DOCUMENT", 2 << 20)
    data = b"PATN\n1\nPATN\n" + b"x" * (5 << 20) + b"\nPATN\n3\nPATN\n4\n"
    pieces = list(split_lines(io.BytesIO(data), b"PATN"))
    assert documents(pieces) == [b"PATN\n1\n", b"PATN\n3\n", b"PATN\n4\n"]
    assert reasons(pieces) == ["the document <PATN> is larger than 2 MB"]
    assert [piece.position for piece in pieces] == [
        0, 7, data.index(b"PATN\n3"), data.index(b"PATN\n4"),
    ]  # fmt: skip
