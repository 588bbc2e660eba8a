"""The publications that the window's tests look at, in our own words."""

import datetime as dt
import io

from PIL import Image

from madoguchi.archive import Attached, Received
from madoguchi.model import (
    Block,
    Body,
    Citation,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Scheme,
    Text,
    encode,
)

MAIN = "JP2021044377A"
LAST_LAMP = 44

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="400" '
    b'height="200"><rect x="4" y="4" width="32" height="12" fill="none" stroke="#000"/></svg>'
)


def tiff() -> bytes:
    out = io.BytesIO()
    Image.new("1", (60, 40), 1).save(out, "TIFF")
    return out.getvalue()


def _claims(lang: str, *texts: tuple[str, tuple[int, ...]]) -> ClaimSet:
    claims = (Claim(number=i, text=t, depends_on=on) for i, (t, on) in enumerate(texts, 1))
    return ClaimSet(claims=tuple(claims), lang=lang)


_JAPANESE_CLAIMS = _claims(
    "ja",
    ("正極と負極とを備える二次電池。", ()),
    ("前記負極が珪素を含む請求項1に記載の二次電池。", (1,)),
    ("前記正極が鉄を含む請求項2に記載の二次電池。", (2,)),
    ("請求項1から3のいずれかに記載の二次電池。", (1, 2, 3)),
    ("二次電池の製造方法。", ()),
)
_DESCRIPTION = Body(
    lang="ja",
    blocks=(
        Block(text="技術分野", kind="heading"),
        Block(text="本発明は、二次電池に関する。", number="0001"),
        Block(text="【課題】長寿命。【解決手段】珪素。", number="0002"),
        Block(text="第一の例", kind="item"),
        Block(text="番号の重なる段落。", number="0002"),
        Block(text="材料\t容量\n珪素\t3600\n黒鉛\t372", kind="table"),
        Block(kind="formula", image="formula.tif"),
        Block(kind="image", image="lost.tif"),
    ),
)


def main_publication(title: str = "二次電池") -> Publication:
    """A Japanese publication with something in every field."""
    return Publication(
        office="JP",
        number="2021044377",
        kind="A",
        date=dt.date(2021, 3, 18),
        lang="ja",
        application=DocumentId(number="2019165329", office="JP", date=dt.date(2019, 9, 11)),
        titles=(Text(text=title, lang="ja"), Text(text="Secondary battery", lang="en")),
        abstracts=(
            Body(lang="ja", blocks=(Block(text="【課題】長寿命の電池。【解決手段】珪素の負極。"),)),
            Body(lang="en", blocks=(Block(text="A battery of long life."),)),
        ),
        claims=(_JAPANESE_CLAIMS, _claims("en", ("A secondary battery.", ()))),
        descriptions=(_DESCRIPTION,),
        drawings=(
            Drawing(file="fig1.svg", label="1", caption="断面図", representative=True),
            Drawing(file="fig2.tif", label="2"),
            Drawing(file="fig3.tif", label="3"),
        ),
        applicants=(
            Party(
                names=(
                    Name(name="株式会社山川電池", lang="ja", address="東京都港区一丁目"),
                    Name(name="Yamakawa Battery Co., Ltd.", lang="en"),
                ),
                country="JP",
            ),
        ),
        inventors=(Party(names=(Name(name="山川 花子", lang="ja"),)),),
        agents=(Party(names=(Name(name="海野 代理", lang="ja"),)),),
        examiners=(Party(names=(Name(name="審査 太郎", lang="ja"),)),),
        priorities=(
            Priority(
                document=DocumentId(number="2018123456", office="JP", date=dt.date(2018, 7, 2))
            ),
        ),
        related=(
            Related(relation="division", document=DocumentId(number="2017000001", office="JP")),
            Related(relation="strange-word", document=DocumentId(number="77", office="XX")),
        ),
        classifications=(
            Classification(scheme=Scheme.IPC, symbol="H01M10/0525", edition="2010.01", first=True),
            Classification(scheme=Scheme.FI, symbol="H01M10/0525", facet="ZAB"),
            Classification(scheme=Scheme.F_TERM, symbol="5H029AJ05", additional=True),
        ),
        citations=(
            Citation(
                document=DocumentId(number="2020000001", office="JP", kind="A"),
                phase="examination",
                category="X",
                claims="1-3",
            ),
            Citation(document=DocumentId(number="999999", office="DE", kind="C"), phase="search"),
            Citation(text="電池便覧 第3版", phase="applicant", category="A"),
        ),
        designated=("DE", "FR"),
        family="71234567",
    )


def grant() -> Publication:
    """The grant of the same application, and with it a member of the family."""
    return Publication(
        office="JP",
        number="6543210",
        kind="B2",
        date=dt.date(2022, 4, 6),
        lang="ja",
        application=DocumentId(number="2019165329", office="JP", date=dt.date(2019, 9, 11)),
        titles=(Text(text="二次電池", lang="ja"),),
        owners=(Party(names=(Name(name="株式会社山川電池", lang="ja"),)),),
        claims=(_claims("ja", ("二次電池。", ())),),
    )


def foreign() -> tuple[Publication, ...]:
    """Publications in Chinese, Korean and English; the American one claims JP priority."""
    return (
        Publication(
            office="CN", number="113781974", kind="A", date=dt.date(2021, 12, 10), lang="zh",
            titles=(Text(text="显示设备", lang="zh"),),
            abstracts=(Body(lang="zh", blocks=(Block(text="一种显示设备，包括电池。"),)),),
            applicants=(Party(names=(Name(name="远山显示有限公司", lang="zh"),)),),
            claims=(_claims("zh", ("一种显示设备。", ())),),
        ),
        Publication(
            office="KR", number="1020210012345", kind="A", date=dt.date(2021, 2, 3), lang="ko",
            titles=(Text(text="이차 전지", lang="ko"),),
            abstracts=(Body(lang="ko", blocks=(Block(text="수명이 긴 전지."),)),),
        ),
        Publication(
            office="US", number="20210049351", kind="A1", date=dt.date(2021, 2, 18), lang="en",
            application=DocumentId(number="16993777", office="US", date=dt.date(2020, 8, 14)),
            titles=(Text(text="Battery <with> & \"signs\"", lang="en"),),
            applicants=(Party(names=(Name(name="Yamakawa Battery Co., Ltd."),)),),
            abstracts=(Body(lang="en", blocks=(Block(text="A battery. " * 60),)),),
            priorities=(
                Priority(
                    document=DocumentId(number="2019165329", office="JP", date=dt.date(2019, 9, 11))
                ),
            ),
        ),
        Publication(office="JP", number="1700001", kind="S", right=Right.DESIGN, lang="ja"),
    )  # fmt: skip


def same_number() -> tuple[Publication, ...]:
    """A Japanese patent application and a translation that share their number."""
    return (
        _lamp("JP", "2020000001", "A", Right.PATENT, Text(text="灯具", lang="ja")),
        _lamp("JP", "2020000001", "U", Right.UTILITY_MODEL, Text(text="簡易灯具", lang="ja")),
    )


def _lamp(office: str, number: str, kind: str, right: Right, title: Text) -> Publication:
    return Publication(office=office, number=number, kind=kind, right=right, titles=(title,))


def lamps() -> tuple[Publication, ...]:
    """Enough for three pages of results."""
    return tuple(
        Publication(
            office="EP",
            number=str(3000000 + i),
            kind="A1",
            date=dt.date(2019, 1, 1) + dt.timedelta(days=i),
            titles=(Text(text=f"Lamp {i}", lang="en"), Text(text=f"Lampe {i}", lang="de")),
            classifications=(Classification(scheme=Scheme.IPC, symbol="F21L4/00"),),
        )
        for i in range(LAST_LAMP + 1)
    )


def chain(length: int) -> Publication:
    """Claims that each depend on the one before: as deep as there are claims."""
    texts = (("Lamp.", ()), *((f"Lamp of claim {i}.", (i,)) for i in range(1, length)))
    return Publication(office="EP", number="1999999", kind="B1", claims=(_claims("en", *texts),))


def original_of(publication: Publication) -> bytes:
    return f"<gazette>\r\n  <no>{publication.id}</no>\r\n</gazette>".encode()


def received(publication: Publication, *files: Attached, original: bytes = b"") -> Received:
    return Received(
        source="gazette",
        authority=0,
        original=original or original_of(publication),
        publication=publication.id,
        record=encode(publication),
        file="office.zip!/gazette.xml",
        attachments=files,
    )


def everything() -> list[Received]:
    """What the tests' office has received; the main publication came twice."""
    first = original_of(main_publication()) + b"<!-- first -->"
    files = (
        Attached("fig1.svg", SVG),
        Attached("fig2.tif", tiff()),
        Attached("formula.tif", tiff()),
    )
    others = (grant(), *foreign(), *same_number(), *lamps(), chain(300))
    return [
        received(main_publication("二次電池(旧)"), original=first),
        received(main_publication(), *files),
        *map(received, others),
    ]
