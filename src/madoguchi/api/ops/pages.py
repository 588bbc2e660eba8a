"""One page in the form that a caller asks for: PDF, TIFF, PNG or JPEG, made from what is held."""

import io
from collections.abc import Iterator

from PIL import Image, ImageFile, ImageSequence, UnidentifiedImageError

from madoguchi.api.ops.faults import Fault, invalid_query

FORMATS = ("application/pdf", "application/tiff", "image/tiff", "image/png", "image/jpeg")
_SUFFIXES = {
    "pdf": "application/pdf",
    "tif": "application/tiff",
    "tiff": "application/tiff",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_WRITERS = {
    "application/pdf": "PDF",
    "application/tiff": "TIFF",
    "image/tiff": "TIFF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
}
# A page of A0 at 300 dots an inch; what claims to be larger is no page.
_MOST_PIXELS = 150_000_000
_DOTS_PER_INCH = 300.0


def suffix_type(suffix: str) -> str:
    """Return the media type of an ending such as `pdf`. Raises Fault."""
    if suffix.lower() not in _SUFFIXES:
        raise invalid_query(f".{suffix[:10]} is not offered; write one of {', '.join(_SUFFIXES)}")
    return _SUFFIXES[suffix.lower()]


def page_count(data: bytes) -> int:
    """Count what can be fetched of a file one by one; a PDF is handed out whole, as one."""
    if data.startswith(b"%PDF"):
        return 1
    try:
        with Image.open(io.BytesIO(data)) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, Image.DecompressionBombError):
        return 1


def converted(data: bytes, page: int, wanted: str) -> tuple[bytes, str]:
    """Return a page of a file in the form wanted, and its media type. Raises Fault."""
    if data.startswith(b"%PDF"):
        if wanted != FORMATS[0] or page > 1:
            raise Fault(
                404, "SERVER.EntityNotFound", "this is held as one PDF; ask for Range=1 of it"
            )
        return data, FORMATS[0]
    frame = _frame(data, page)
    writer = _WRITERS[wanted]
    out = io.BytesIO()
    plain = _plain(frame, writer)
    if writer == "PDF":
        plain.save(out, writer, resolution=_DOTS_PER_INCH)
    elif writer == "TIFF" and plain.mode == "1":
        plain.save(out, writer, compression="group4")
    else:
        plain.save(out, writer)
    return out.getvalue(), wanted


def _frame(data: bytes, page: int) -> Image.Image:
    """Return a page of an image file. Raises Fault where there is none, or it is damaged."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Fault(404, "SERVER.EntityNotFound", "this image is too large to be shown")
            for number, frame in enumerate(_frames(image), 1):
                if number == page:
                    return frame.copy()
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        raise Fault(404, "SERVER.EntityNotFound", "this image cannot be read") from None
    raise Fault(404, "SERVER.EntityNotFound", f"there is no page {page}")


def _frames(image: ImageFile.ImageFile) -> Iterator[Image.Image]:
    yield from ImageSequence.Iterator(image)


def _plain(frame: Image.Image, writer: str) -> Image.Image:
    """Without what a form cannot hold: transparency, palettes."""
    if writer in ("PDF", "JPEG") and frame.mode not in ("1", "L", "RGB"):
        return frame.convert("RGB")
    return frame
