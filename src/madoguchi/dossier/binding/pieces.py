"""A document's content as PDF: an original as it is, images and readings as pages."""

import contextlib
import io
import re
import time
import warnings
from collections.abc import Iterator

from PIL import Image, ImageSequence, UnidentifiedImageError

from madoguchi.dossier.binding.merging import Merged
from madoguchi.dossier.binding.printing import paper_pdf
from madoguchi.dossier.sources.source import Content
from madoguchi.errors import RefusedError
from madoguchi.model import Block, Body, FileDocument, Paper

# A small file can claim to hold more than a server has room or time for. Pillow refuses images of
# more than 179 million pixels (A1 at 600 dpi has 140); in colours, of four bytes each, an A3 sheet
# at 600 dpi is the most, and all pages together are seven hundred of A4 at 300 dpi.
_MOST_BYTES = 300_000_000
_MOST_PIXELS = 6_000_000_000
_MOST_FRAMES = 2_000
_OF_ONE_BYTE = frozenset({"1", "L", "P"})
_PDF = b"%PDF-"
_EPOCH = time.struct_time((1980, 1, 1, 0, 0, 0, 1, 1, 0))


def is_pdf(content: Content) -> bool:
    return content.media_type.startswith("application/pdf") or _PDF in content.data[:1024]


def as_pdf(content: Content, document: FileDocument) -> bytes:
    """Return a document's pages as PDF. Raises RefusedError where it has no pages that we know."""
    if is_pdf(content):
        return content.data
    if content.media_type.startswith("image/"):
        return _of_images(content.data)
    if content.paper is not None:
        return paper_pdf(content.paper, document.number)
    if content.media_type.startswith("text/plain"):
        return paper_pdf(_plain(content.data, document), document.number)
    raise RefusedError(
        f"documents of the type {content.media_type[:60]} have no pages to print; the original is "
        "in the ZIP file"
    )


def is_rendered(content: Content) -> bool:
    """Tell whether pages are made here from a reading, rather than being the original's."""
    made = content.paper is not None or content.media_type.startswith("text/plain")
    return made and not is_pdf(content) and not content.media_type.startswith("image/")


def _plain(data: bytes, document: FileDocument) -> Paper:
    text = data.decode("utf-8-sig", "replace")
    blocks = tuple(Block(text=part) for part in re.split(r"\n\s*\n", text) if part.strip())
    title = document.name or document.code or document.number
    lang = document.lang or "ja"
    return Paper(document=document.number, title=title, lang=lang, body=Body(blocks=blocks))


def _of_images(data: bytes) -> bytes:
    """Every page of a TIFF, or the one of a PNG or JPEG, at the size at which it was scanned."""
    out = io.BytesIO()
    try:
        # Pillow warns of what it mends and of images between its own bound and twice that; ours is
        # told by size alone.
        with _quiet(), Image.open(io.BytesIO(data)) as image:
            _add_frames(Merged(out), image)
    except (
        UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError,
        EOFError, TypeError, ZeroDivisionError, OverflowError,
    ) as error:  # fmt: skip
        raise RefusedError(f"the image is damaged ({error})") from error
    return out.getvalue()


def _add_frames(merged: Merged, image: Image.Image) -> None:
    """Put pages into a file, of which one is in memory at a time."""
    left = _MOST_PIXELS
    for place, frame in enumerate(ImageSequence.Iterator(image)):
        left -= frame.width * frame.height
        if place >= _MOST_FRAMES or left < 0:
            raise RefusedError("the image has more pages, or larger ones, than can be printed")
        if frame.width * frame.height * (1 if frame.mode in _OF_ONE_BYTE else 4) > _MOST_BYTES:
            raise RefusedError(
                f"the image has {frame.width} by {frame.height} pixels, more than a page"
            )
        page = io.BytesIO()
        _page(frame).save(
            page, "PDF", resolution=_resolution(frame), creationDate=_EPOCH, modDate=_EPOCH
        )
        merged.add(page.getvalue())
    merged.finish("", ())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _resolution(image: Image.Image) -> float:
    """Dots an inch as told; where that is no scanner's, as many as make the page A4 high."""
    told = float(image.info.get("dpi", (0, 0))[0])
    return told if 50 <= told <= 2400 else max(image.height / 11.69, 1.0)


def _page(frame: Image.Image) -> Image.Image:
    """A copy that PDF can hold: black and white stays so, transparency becomes white."""
    if frame.mode in ("1", "L", "RGB", "CMYK"):
        return frame.copy()
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        shown = frame.convert("RGBA")
        white = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(white, shown).convert("RGB")
    return frame.convert("L" if frame.mode.startswith(("I", "F")) else "RGB")
