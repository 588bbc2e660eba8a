"""The files beside a document: drawings and page images, as a browser can show them."""

import io
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import Response

from madoguchi.errors import NotFoundError, WithdrawnError
from madoguchi.web.documents import message_page, withdrawn_page
from madoguchi.web.halls import hall

_MAX_PIXELS = 50_000_000


def file(request: Request) -> Response:
    """A file beside a document; TIFF is turned into PNG, which browsers can show."""
    number, name = request.path_params["number"], request.path_params["name"]
    as_png = name.lower().endswith((".tif.png", ".tiff.png"))
    try:
        data = hall(request).archive.attachment(
            number, name.removesuffix(".png") if as_png else name
        )
    except WithdrawnError as error:
        return withdrawn_page(request, error)
    except NotFoundError:
        return message_page(request, 404, "drawing-missing", file=PurePosixPath(name).name[:80])
    media = _media_type(data)
    if media == "image/tiff" and as_png:
        return _png(request, data, name)
    return Response(data, media_type=media, headers={"cache-control": "public, max-age=86400"})


def _png(request: Request, data: bytes, name: str) -> Response:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise UnidentifiedImageError
            out = io.BytesIO()
            image.convert("L" if image.mode in ("1", "L") else "RGB").save(out, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return message_page(request, 404, "drawing-missing", file=name[:80])
    return Response(
        out.getvalue(), media_type="image/png", headers={"cache-control": "public, max-age=86400"}
    )


def _media_type(data: bytes) -> str:
    """The type by content; a drawing is never served as something that a browser would run."""
    if data.startswith(b"<?xml") and b"<svg" in data[:1000]:
        return _MEDIA[b"<svg"]
    found = (media for magic, media in _MEDIA.items() if data.startswith(magic))
    return next(found, "application/octet-stream")


_MEDIA = {
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF": "application/pdf",
    b"<svg": "image/svg+xml",
}
