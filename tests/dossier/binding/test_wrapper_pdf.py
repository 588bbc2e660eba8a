import io
import tracemalloc
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from dossier.binding.made_items import given, image, item, locked, pdf, reading
from madoguchi.dossier import (
    Content,
    Item,
    SourceError,
    as_pdf,
    bind_pdf,
    count_pages,
    pages_pdf,
)
from madoguchi.dossier.binding.sheets import sheets_of
from madoguchi.errors import RefusedError
from madoguchi.model import FileDocument


def bound(items: list[Item], **told: Any) -> PdfReader:
    data = b"".join(bind_pdf(items, "特願2020-123456", **told))
    return PdfReader(io.BytesIO(data), strict=True)


def texts(reader: PdfReader) -> list[str]:
    return [page.extract_text().strip() for page in reader.pages]


def bookmarks(reader: PdfReader) -> dict[str, int | None]:
    """The words of all bookmarks, and the page that they lead to."""
    found: dict[str, int | None] = {}
    waiting: list[Any] = list(reader.outline)
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        else:
            found[str(one.title)] = reader.get_destination_page_number(one)
    return found


def test_contents_bookmarks_and_pages() -> None:
    reader = bound(
        [
            item("1", given(pdf("one", "two")), "application"),
            item("2", given(pdf("three"))),
            item("3", given(pdf("four")), "application"),
        ],
        groups={"application": "出願書類", "action": "通知"},
    )
    assert texts(reader)[1:] == ["one", "two", "four", "three"]
    assert bookmarks(reader) == {
        "出願書類": 1,
        "2020-01-02  Notice 1": 1,
        "2020-01-02  Notice 3": 3,
        "通知": 4,
        "2020-01-02  Notice 2": 4,
    }
    contents = texts(reader)[0]
    assert all(words in contents for words in ("目次", "出願書類", "Notice 3\n4", "Notice 2\n5"))
    assert reader.metadata
    assert reader.metadata.title == "特願2020-123456"


def test_several_cases_stand_over_their_groups() -> None:
    reader = bound([item("1", given(pdf("a"))), item("1", given(pdf("b")), office="US")])
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [
        "JP-patent-2020123456",
        "US-patent-2020123456",
    ]


def late() -> Content | None:
    raise SourceError("late", "the JPO did not answer within 20 seconds")


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (late, "did not answer within 20 seconds"),
        (lambda: None, "no source has the content"),
        (given(pdf("x")[:300]), "the PDF is damaged"),
        (given(b"%PDF-1.4 nothing"), "the PDF is damaged"),
        (given(b""), "the PDF is damaged"),
        (given(locked(pdf("x"), "secret")), "encrypted and needs a password"),
        (given(b"II*\0damaged", "image/tiff"), "the image is damaged"),
        (given(b"PK", "application/msword"), "no pages to print"),
    ],
)
def test_what_is_not_available_is_a_sheet_that_says_why(load: Any, reason: str) -> None:
    reader = bound([item("1", load), item("2", given(pdf("after")))], lang="en")
    _, sheet, after = texts(reader)
    assert "This document is not available" in sheet
    assert reason in sheet.replace("\n", "")
    assert after == "after"
    assert bookmarks(reader)["2020-01-02  Notice 2"] == 2


def test_a_pdf_locked_against_changes_only_is_bound() -> None:
    assert texts(bound([item("1", given(locked(pdf("open"), "")))]))[1:] == ["open"]


@pytest.mark.parametrize(
    ("load", "pages"),
    [
        (given(image("TIFF", 3), "image/tiff"), 3),
        (given(image("PNG", mode="RGBA"), "image/png"), 1),
        (given(image("JPEG", mode="L"), "image/jpeg"), 1),
        (given(image("TIFF", mode="P"), "image/tiff"), 1),
        (reading("理由１"), 1),
        (given(b"Plain text.\n\nMore.", "text/plain"), 1),
    ],
)
def test_images_and_readings_become_pages(load: Any, pages: int) -> None:
    reader = bound([item("1", load)], lang="en")
    assert len(reader.pages) == 1 + pages
    assert "not available" not in " ".join(texts(reader))
    assert all(400 < float(page.mediabox.height) < 1300 for page in reader.pages)


@given_by(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("abc")), max_size=8))
@settings(max_examples=15, deadline=None)
def test_every_bookmark_leads_to_its_document(told: list[tuple[int, str]]) -> None:
    items = [
        item(str(n), given(pdf(*(f"document {n} page {p}" for p in range(pages)))), group)
        for n, (pages, group) in enumerate(told)
    ]
    reader = bound(items)
    shown = texts(reader)
    assert len(shown) == 1 + sum(pages for pages, _ in told)
    found = bookmarks(reader)
    for n in range(len(told)):
        page = found[f"2020-01-02  Notice {n}"]
        assert page is not None
        assert shown[page] == f"document {n} page 0"


def test_the_same_items_give_the_same_bytes() -> None:
    items = [
        item("1", given(pdf("one", "two"))),
        item("2", given(image("TIFF", 2), "image/tiff")),
        item("3", reading("理由")),
        item("4", lambda: None),
    ]
    assert b"".join(bind_pdf(items, "x")) == b"".join(bind_pdf(items, "x"))


def test_long_contents_have_several_sheets() -> None:
    items = [item(str(n), given(pdf(f"document {n}")), name="長い書類名" * 30) for n in range(60)]
    reader = bound(items)
    assert len(reader.pages) == 60 + sheets_of(61) == 62
    assert texts(reader)[2] == "document 0"


def test_nothing_to_bind_is_contents_alone() -> None:
    assert len(bound([]).pages) == 1


def test_one_document_is_in_memory_at_a_time() -> None:
    """A hundred documents of a quarter of a megabyte take no more room than a few."""
    out = io.BytesIO()
    Image.effect_noise((500, 500), 90).save(out, "PDF")
    data = out.getvalue()
    items = [
        item(str(n), lambda: Content(data=data + b"\n", media_type="application/pdf"))
        for n in range(100)
    ]
    tracemalloc.start()
    length = sum(map(len, bind_pdf(items, "many")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 100 * 100_000
    assert peak < 14_000_000


@pytest.mark.parametrize(
    ("pages", "shown"), [("2", ["b"]), ("3,1-2", ["c", "a", "b"]), ("1,1", ["a", "a"])]
)
def test_chosen_pages(pages: str, shown: list[str]) -> None:
    content = Content(data=pdf("a", "b", "c"), media_type="application/pdf")
    document = FileDocument(number="1")
    assert count_pages(content, document) == 3
    found = PdfReader(io.BytesIO(pages_pdf(content, document, pages)), strict=True)
    assert texts(found) == shown


def test_pages_of_what_is_damaged_are_refused() -> None:
    content = Content(data=b"%PDF-1.4", media_type="application/pdf")
    with pytest.raises(RefusedError, match="damaged"):
        pages_pdf(content, FileDocument(number="1"), "1")


def test_an_image_that_holds_more_than_can_be_printed_is_said_to() -> None:
    """A file of 200 KB may claim four gigabytes of pages."""
    sheet = Image.new("1", (12000, 14000), 1)
    out = io.BytesIO()
    sheet.save(out, "TIFF", compression="group4", save_all=True, append_images=[sheet] * 4)
    colours = io.BytesIO()
    Image.new("RGB", (9000, 9000)).save(colours, "PNG")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("madoguchi.dossier.binding.pieces._MOST_PIXELS", 400_000_000)
        with pytest.raises(RefusedError, match="more pages"):
            as_pdf(Content(data=out.getvalue(), media_type="image/tiff"), FileDocument(number="1"))
    with pytest.raises(RefusedError, match="more than a page"):
        as_pdf(Content(data=colours.getvalue(), media_type="image/png"), FileDocument(number="1"))
