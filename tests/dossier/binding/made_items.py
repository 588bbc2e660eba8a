"""Documents to bind, made for tests."""

import datetime as dt
import io
from collections.abc import Callable

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from dossier.made_members import case
from madoguchi.dossier import Content, Item
from madoguchi.model import Block, Body, FileDocument, Paper

Load = Callable[[], Content | None]


def pdf(*pages: str) -> bytes:
    """A PDF with a page a text; pages share a font, and the first links to the last."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for place, text in enumerate(pages):
        canvas.drawString(72, 700, text)
        canvas.bookmarkPage(f"page{place}")
        if place == 0:
            canvas.linkAbsolute("", f"page{len(pages) - 1}", (72, 690, 200, 710))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def locked(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def image(kind: str, pages: int = 1, mode: str = "1") -> bytes:
    out = io.BytesIO()
    frames = [Image.new(mode, (850, 1100)) for _ in range(pages)]
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(out, kind, **more)
    return out.getvalue()


def given(data: bytes, media_type: str = "application/pdf") -> Load:
    return lambda: Content(data=data, media_type=media_type)


def reading(text: str) -> Load:
    paper = Paper(
        document="1", title="拒絶理由通知書", lang="ja", body=Body(blocks=(Block(text=text),))
    )
    return lambda: Content(data=b"<notice/>", media_type="text/xml", paper=paper)


def item(
    number: str, load: Load, group: str = "action", name: str = "", office: str = "JP"
) -> Item:
    document = FileDocument(
        number=number, code="A131", date=dt.date(2020, 1, 2), name=name or f"Notice {number}",
        direction="out",
    )  # fmt: skip
    return Item(document=document, case=case(office), group=group, load=load, source="test")
