"""An office with a family of three files of its own, and a source that tells of a fourth."""

import datetime as dt
import io
from pathlib import Path
from urllib.parse import unquote

import msgspec
from reportlab.pdfgen.canvas import Canvas

from dossier.sources.stand_ins import Stand, replied
from madoguchi.archive import Archive
from madoguchi.cases import Report, report
from madoguchi.dossier import Reply, Told
from madoguchi.families import family_views
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    Citation,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Name,
    Paper,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Scheme,
    Text,
)
from madoguchi.search import SearchIndex
from translation.conftest import put_dictionaries
from web.publications import received


def case(office: str, number: str) -> CaseId:
    return CaseId(office=office, right=Right.PATENT, number=number)


JP, US, EP = case("JP", "2020765432"), case("US", "17654321"), case("EP", "21765432")
KR, SECRET = case("KR", "1020210765432"), case("CN", "202110765432")
NOTICE, REPLY, ACTION = "06129999991", "52129999992", "L1ABCDE1RXEAPX0"
PDF, HTML, TEXT, GONE = "KRPDF1", "KRHTML2", "KRTEXT3", "KRGONE4"
SOURCES = """
[[source]]
name = "kipo"
kind = "madoguchi"
address = "https://source.example"
offices = ["KR"]
"""
SCRIPT = b"<html><script>alert(1)</script>notice</html>"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def pdf(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in pages:
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def document(number: str, code: str, when: str, **more: object) -> FileDocument:
    return FileDocument(number=number, code=code, date=day(when), **more)  # type: ignore[arg-type]


def paper(number: str, title: str, lang: str, *blocks: Block) -> Paper:
    return Paper(document=number, title=title, lang=lang, body=Body(blocks=blocks, lang=lang))


def filed(when: str) -> Happening:
    return Happening(code="FILED", date=day(when), series="stated")


def published(when: str) -> Happening:
    return Happening(code="PUBLISHED", date=day(when), series="stated")


FIRST = Priority(document=DocumentId(office="JP", number=JP.number, date=day("2020-04-01")))
PARTY = Party(names=(Name(name="窓口株式会社", lang="ja"), Name(name="Madoguchi K.K.", lang="en")))
CITED = DocumentId(office="US", number="20100123456", kind="A1")


def japanese() -> History:
    return History(
        case=JP,
        bibliography=Bibliography(
            filed=day("2020-04-01"),
            titles=(Text(text="窓口の<b>装置", lang="ja"),),
            applicants=(PARTY,),
            citations=(Citation(document=CITED, phase="examination", category="X", claims="1-2"),),
        ),
        events=(
            filed("2020-04-01"),
            published("2021-10-07"),
            Happening(code="A131", date=day("2022-01-11"), series="jpo"),
        ),
        documents=(
            document(NOTICE, "A131", "2022-01-11", series="jpo", direction="out", lang="ja"),
            document(REPLY, "A53", "2022-03-01", series="jpo", direction="in", lang="ja"),
            document("99129999993", "A01", "2022-06-01", series="jpo", direction="out", pages=3),
        ),
        papers=(
            paper(NOTICE, "拒絶理由通知書", "ja", Block(text="理由", kind="heading"),
                  Block(text="この出願の発明は、電池の正極である。", number="0001"),
                  Block(text="請求項\t理由\n1\t進歩性", kind="table")),
            paper(REPLY, "意見書", "ja", Block(text="正極は新しい。", number="0001")),
        ),
        laid_open=True,
    )  # fmt: skip


def american(*, laid_open: bool = True) -> History:
    return History(
        case=US,
        bibliography=Bibliography(
            filed=day("2021-03-30"),
            titles=(Text(text="Counter device", lang="en"),),
            applicants=(PARTY,),
            priorities=(FIRST,),
            citations=(
                Citation(document=CITED, phase="search", category="Y", claims="3"),
                Citation(text="A paper on counters, 1999"),
            ),
        ),
        events=(filed("2021-03-30"), published("2021-12-02")),
        documents=(document(ACTION, "CTNF", "2022-05-05", series="uspto", direction="out",
                            lang="en"),),
        papers=(
            paper(ACTION, "Non-Final Rejection", "en",
                  Block(text="Reasons", kind="heading"),
                  Block(text="The cathode is known.", number="0001")),
        ),
        laid_open=laid_open,
    )  # fmt: skip


def european() -> History:
    international = DocumentId(office="WO", number="PCTJP2021012345")
    return History(
        case=EP,
        bibliography=Bibliography(
            filed=day("2021-03-29"),
            titles=(Text(text="Counter device", lang="en"),),
            priorities=(FIRST,),
            related=(Related(relation="pct-filing", document=international),),
        ),
        events=(filed("2021-03-29"), published("2021-11-03")),
        laid_open=True,
    )


def korean() -> History:
    return History(
        case=KR,
        bibliography=Bibliography(
            filed=day("2021-03-31"),
            titles=(Text(text="창구 장치", lang="ko"),),
            priorities=(FIRST,),
        ),
        events=(filed("2021-03-31"), published("2021-12-01")),
        documents=(
            document(PDF, "", "2022-02-01", name="Notice of Reasons for Refusal", direction="out"),
            document(HTML, "", "2022-02-02", name="Written Opinion", direction="in"),
            document(TEXT, "", "2022-02-03", name="Amendment", direction="in"),
            document(GONE, "", "2022-02-04", name="Decision to Grant", direction="out"),
        ),
        laid_open=True,
    )


def secret() -> History:
    """An application of the family that is not laid open."""
    return History(
        case=SECRET,
        bibliography=Bibliography(
            filed=day("2021-03-28"),
            titles=(Text(text="quetzalcoatlus", lang="en"),),
            priorities=(FIRST,),
        ),
        events=(filed("2021-03-28"),),
        documents=(document("SECRET1", "X", "2022-01-01", name="quetzalcoatlus"),),
        papers=(paper("SECRET1", "quetzalcoatlus", "en", Block(text="quetzalcoatlus")),),
        laid_open=False,
    )


def claims(lang: str, *texts: str) -> ClaimSet:
    return ClaimSet(
        claims=tuple(Claim(number=n, text=text) for n, text in enumerate(texts, 1)), lang=lang
    )


def publications() -> list[Publication]:
    ipc = Classification(scheme=Scheme.IPC, symbol="H01M10/052")
    cpc = Classification(scheme=Scheme.CPC, symbol="H01M10/0525")
    of_us = DocumentId(office="US", number=US.number, date=day("2021-03-30"))
    of_ep = DocumentId(office="EP", number=EP.number, date=day("2021-03-29"))
    of_jp = DocumentId(office="JP", number=JP.number, date=day("2020-04-01"))
    return [
        Publication(
            office="JP", number="7654321", kind="B2", date=day("2022-07-01"), application=of_jp,
            titles=(Text(text="窓口の<b>装置", lang="ja"),), classifications=(ipc,),
            claims=(claims("ja", "正極を備える電池。", "請求項1の電池を備える窓口。"),),
        ),
        Publication(
            office="US", number="11765432", kind="B2", date=day("2023-02-07"), application=of_us,
            titles=(Text(text="Counter device", lang="en"),), classifications=(ipc, cpc),
            claims=(claims("en", "A battery comprising a cathode.", "A counter of claim 1."),),
        ),
        Publication(
            office="EP", number="4765432", kind="B1", date=day("2023-05-03"), application=of_ep,
            titles=(Text(text="Counter device", lang="en"),), classifications=(ipc,),
            claims=(
                claims("en", "A battery comprising a thick cathode.", "A counter of claim 1."),
            ),
            descriptions=(
                Body(lang="en", blocks=(Block(text="The cathode is thick.", number="0001"),)),
            ),
        ),
    ]  # fmt: skip


def family_office(home: Path, *histories: History, sources: str = SOURCES) -> Path:
    """Make an office that holds these files, by default all that are laid open."""
    told = histories or (japanese(), american(), european())
    put_dictionaries(home)
    archive = Archive.at(home)
    archive.append([received(one) for one in publications()])
    report(archive, [
        Report(history=one, source="own", original=str(one.case).encode()) for one in told
    ])  # fmt: skip
    archive.views.catch_up(family_views(archive))
    SearchIndex(home, archive).rebuild()
    archive.close()
    if sources:
        (home / "sources.toml").write_text(sources, encoding="utf-8")
    return home


def kipo() -> Stand:
    """The source: another office of this sort that holds the Korean file."""
    contents = {
        PDF: (pdf("page one", "page two", "page three"), "application/pdf"),
        HTML: (SCRIPT, "text/html"),
        TEXT: ("보정서\n\n양극".encode(), "text/plain"),
    }

    def opened(url: str) -> Reply:
        number = unquote(url).rpartition("/documents/")[2].removesuffix("/content")
        if number not in contents:
            return Reply(404, {}, b"")
        data, media = contents[number]
        return replied(data, "application/octet-stream", x_document_media_type=media)

    kin = msgspec.json.encode(Told(histories=(korean(),)))
    return Stand({"/dossiers/kin": replied(kin), "/documents/": opened})
