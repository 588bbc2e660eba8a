import io

import pytest
from PIL import Image

from api.ops.conftest import Ops
from api.ops.office import PDF, tiff
from api.ops.pages_asked import PAGES
from madoguchi.api.ops.faults import Fault
from madoguchi.api.ops.pages import converted, page_count

IMAGES = "published-data/images"


def test_which_images_there_are(ops: Ops) -> None:
    told = ops.get("published-data/publication/docdb/EP.1000000.A1/images")
    found = told.root.findall(".//document-instance")
    assert [(one.get("desc"), one.get("number-of-pages"), one.get("link")) for one in found] == [
        ("FullDocument", "1", f"{IMAGES}/EP/1000000/A1/fullimage"),
        ("Drawing", "2", f"{IMAGES}/EP/1000000/A1/thumbnail"),
        ("FirstPageClipping", "1", f"{IMAGES}/EP/1000000/PA/firstpage"),
    ]


def test_the_pages_of_one_file_are_counted(ops: Ops) -> None:
    told = ops.get("published-data/publication/docdb/CH.690001.A5/images")
    found = told.root.find(".//document-instance")
    assert found is not None
    assert found.get("number-of-pages") == "3"


@pytest.mark.parametrize(("path", "accept", "media_type", "begin"), PAGES)
def test_a_page(ops: Ops, path: str, accept: str, media_type: str, begin: bytes) -> None:
    told = ops.get(f"{IMAGES}/{path}", Accept=accept)
    assert (told.status, told.headers["content-type"]) == (200, media_type)
    assert told.content.startswith(begin)


def test_the_path_may_come_in_the_body(ops: Ops) -> None:
    told = ops.post(f"{IMAGES}?Range=2", "EP/1000000/A1/thumbnail", Accept="application/tiff")
    assert told.headers["content-type"] == "application/tiff"


def test_each_page_is_its_own(ops: Ops) -> None:
    widths = []
    for page in (1, 2, 3):
        told = ops.get(f"{IMAGES}/CH/690001/A5/thumbnail?Range={page}", Accept="image/png")
        with Image.open(io.BytesIO(told.content)) as image:
            widths.append(image.width)
    assert widths == [60, 61, 62]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("EP/1000000/A1/thumbnail?Range=3", (404, "SERVER.EntityNotFound")),
        ("CH/690001/A5/thumbnail?Range=4", (404, "SERVER.EntityNotFound")),
        ("EP/1000000/A1/fullimage?Range=2", (404, "SERVER.EntityNotFound")),
        ("EP/1000000/A1/fullimage.png", (404, "SERVER.EntityNotFound")),
        ("EP/1000000/B1/thumbnail", (404, "SERVER.EntityNotFound")),
        ("EP/9999999/A1/thumbnail", (404, "SERVER.EntityNotFound")),
        ("EP/1000000/A1/thumbnail?Range=0", (400, "CLIENT.InvalidQuery")),
        ("EP/1000000/A1/thumbnail?Range=1-2", (400, "CLIENT.InvalidQuery")),
        ("EP/1000000/A1/poster", (400, "CLIENT.InvalidQuery")),
        ("EP/1000000/A1/thumbnail.exe", (400, "CLIENT.InvalidQuery")),
        ("EP/1000000", (400, "CLIENT.InvalidQuery")),
    ],
)
def test_what_is_not_answered(ops: Ops, path: str, fault: tuple[int, str]) -> None:
    assert ops.get(f"{IMAGES}/{path}").fault == fault


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("data", [b"", b"II*\x00torn", b"<svg/>", tiff()[:40]])
def test_a_damaged_image_is_told(data: bytes) -> None:
    assert page_count(data) == 1
    with pytest.raises(Fault, match="cannot be read"):
        converted(data, 1, "application/pdf")


def test_colours_and_transparency_are_written_as_the_form_allows() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 128)).save(out, "PNG")
    for wanted in ("application/pdf", "application/tiff", "image/png", "image/jpeg"):
        assert converted(out.getvalue(), 1, wanted)[1] == wanted


def test_a_pdf_is_handed_out_as_it_is() -> None:
    assert converted(PDF, 1, "application/pdf") == (PDF, "application/pdf")
    assert page_count(PDF) == 1
