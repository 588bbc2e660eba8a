"""Files sent with a form, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.web.uploads import base_name, read_multipart

TYPE = "multipart/form-data; boundary=XyZ"


def form(*parts: tuple[str, bytes]) -> bytes:
    lines = (b"--XyZ\r\n%b\r\n\r\n%b\r\n" % (head.encode(), data) for head, data in parts)
    return b"".join(lines) + b"--XyZ--\r\n"


@given(st.binary(max_size=200).filter(lambda data: b"--XyZ" not in data), st.text(max_size=40))
def test_bytes_arrive_as_they_were(data: bytes, field: str) -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="a.bin"'
    told = 'Content-Disposition: form-data; name="note"'
    read = read_multipart(TYPE, form((head, data), (told, field.encode("utf-8", "replace"))))
    assert read is not None
    assert read[1]["file"].data == data
    assert read[0]["note"] == field.encode("utf-8", "replace").decode().replace("\x00", "")


@given(st.binary(max_size=300))
def test_what_is_no_form_is_none(data: bytes) -> None:
    assert read_multipart("text/plain", data) is None
    read_multipart(TYPE, data)
    read_multipart(TYPE, b"--XyZ\r\n" + data + b"\r\n--XyZ--")


@pytest.mark.parametrize("end", [b"", b"\r\n--XyZ", b"\r\n--XyZ\r\n"])
def test_what_came_in_part_is_none(end: bytes) -> None:
    whole = form(('Content-Disposition: form-data; name="a"', b"1"))
    assert read_multipart(TYPE, whole.removesuffix(b"\r\n--XyZ--\r\n") + end) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.pdf", "a.pdf"), ("C:\\temp\\a.pdf", "a.pdf"), ("../../a", "a"), ("", "document"),
     ("覚書.pdf", "覚書.pdf"), ("a\x00\u202eb", "a  b"), ("/", "document")],
)  # fmt: skip
def test_names_lead_nowhere(name: str, shown: str) -> None:
    assert base_name(name) == shown
