"""An office with one invention in four publications, a few others, and their cases."""

import datetime as dt
import io
from pathlib import Path

from PIL import Image

from madoguchi.archive import Archive, Attached, Received
from madoguchi.cases import Report, report
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
    Drawing,
    Happening,
    History,
    Name,
    Party,
    Priority,
    Publication,
    Right,
    Scheme,
    Text,
    encode,
)
from madoguchi.search import SearchIndex

PDF = b"%PDF-1.4\n%%EOF\n"
HIDDEN = "Secret kiln"
_PRIORITY = Priority(
    document=DocumentId(number="1010536", office="NL", kind="A", date=dt.date(1998, 11, 12)),
    kind="national",
)
_LATER = Priority(
    document=DocumentId(number="1012345", office="NL", kind="A", date=dt.date(1999, 6, 1)),
    kind="national",
)
_EP = DocumentId(number="99203729", office="EP", kind="A", date=dt.date(1999, 11, 8))


def tiff(pages: int = 1) -> bytes:
    frames = [Image.new("1", (60 + n, 40), 1) for n in range(pages)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def body(lang: str, *texts: str) -> Body:
    blocks = tuple(Block(text=text, number=f"{n:04}") for n, text in enumerate(texts, 1))
    return Body(blocks=blocks, lang=lang)


def application() -> Publication:
    """EP1000000A1: something in every field that OPS shows."""
    return Publication(
        office="EP",
        number="1000000",
        kind="A1",
        date=dt.date(2000, 5, 17),
        lang="en",
        application=_EP,
        titles=(
            Text(text="Apparatus for green bricks", lang="en"),
            Text(text="Vorrichtung für Steinformlinge", lang="de"),
        ),
        abstracts=(body("en", "A conveyor carries mould containers."),),
        claims=(
            ClaimSet(
                lang="en",
                claims=(
                    Claim(number=1, text="Apparatus for bricks."),
                    Claim(number=2, text="Apparatus of claim 1 with a frame.", depends_on=(1,)),
                ),
            ),
        ),
        descriptions=(body("en", "The invention relates to bricks.", "It shakes & moves."),),
        drawings=(
            Drawing(file="page1.tif"),
            Drawing(file="page2.tif", representative=True),
            Drawing(file="lost.tif"),
        ),
        applicants=(
            Party(names=(Name(name="De Boer Nijmegen B.V."), Name(name="BOER BV")), country="NL"),
        ),
        inventors=(Party(names=(Name(name="Kosman, Wilhelmus"),), country="NL"),),
        priorities=(_PRIORITY,),
        classifications=(
            Classification(scheme=Scheme.IPC, symbol="B28B5/02", edition="7", first=True),
            Classification(scheme=Scheme.IPC, symbol="B28B1/29", edition="2006.01", office="EP"),
            Classification(scheme=Scheme.CPC, symbol="B28B7/0064", office="US"),
        ),
        citations=(
            Citation(
                document=DocumentId(number="3546191", office="DE", kind="A1"),
                phase="search",
                category="A",
                claims="1-3",
                passage="the whole document",
            ),
            Citation(text="Bricks & Tiles, 1997, p. 3", phase="applicant"),
        ),
        designated=("AT", "DE"),
        family="19768124",
    )


def _relative(office: str, number: str, kind: str, day: str, **more: object) -> Publication:
    fields: dict[str, object] = {
        "office": office,
        "number": number,
        "kind": kind,
        "date": dt.date.fromisoformat(day),
        "titles": (Text(text="Apparatus for green bricks", lang="en"),),
        "priorities": (_PRIORITY,),
    }
    return Publication(**{**fields, **more})  # type: ignore[arg-type]


def grant() -> Publication:
    claims = ClaimSet(lang="en", claims=(Claim(number=1, text="Apparatus, granted."),))
    return _relative("EP", "1000000", "B1", "2003-02-12", application=_EP, claims=(claims,))


def equivalent() -> Publication:
    """The same priorities: a member of the simple family."""
    filed = DocumentId(number="09436000", office="US", date=dt.date(1999, 11, 8))
    return _relative("US", "6093011", "A", "2000-07-25", application=filed)


def cousin() -> Publication:
    """One priority more: a member of the extended family alone."""
    filed = DocumentId(number="2001500123", office="JP", date=dt.date(1999, 11, 8))
    both = (_PRIORITY, _LATER)
    return _relative(
        "JP", "2001500123", "A", "2001-01-09", application=filed, priorities=both, lang="ja"
    )


def second_cousin() -> Publication:
    """Linked to the others through the cousin's further priority."""
    filed = DocumentId(number="19954321", office="DE", date=dt.date(1999, 11, 20))
    return _relative("DE", "19954321", "A1", "2000-06-08", application=filed, priorities=(_LATER,))


def lamps() -> list[Publication]:
    return [
        Publication(
            office="EP",
            number=f"{2_000_000 + n}",
            kind="A1",
            date=dt.date(2005, 1, 1) + dt.timedelta(days=n),
            titles=(Text(text=f"Lamp number{n}", lang="en"),),
            classifications=(Classification(scheme=Scheme.CPC, symbol="H01L21/301"),),
        )
        for n in range(30)
    ]


def mark() -> Publication:
    """A publication of a right that OPS does not know."""
    return Publication(
        office="JP",
        number="2024000001",
        right=Right.TRADE_MARK,
        date=dt.date(2024, 1, 5),
        titles=(Text(text="Lamp", lang="en"),),
    )


def publications() -> list[Publication]:
    members = [application(), grant(), equivalent(), cousin(), second_cousin()]
    return [*members, *lamps(), mark()]


def _received(publication: Publication, *files: Attached) -> Received:
    return Received(
        source="gazette",
        authority=0,
        original=publication.id.encode(),
        publication=publication.id,
        record=encode(publication),
        file="gazette.xml",
        attachments=files,
    )


def _happened(code: str, day: str, series: str, text: str = "", **more: object) -> Happening:
    date = dt.date.fromisoformat(day)
    return Happening(code=code, date=date, series=series, text=text, **more)  # type: ignore[arg-type]


EVENTS = (
    _happened("FILED", "1999-11-08", "stated"),
    _happened(
        "17P",
        "2000-12-27",
        "inpadoc",
        "REQUEST FOR EXAMINATION FILED",
        effective=dt.date(2000, 10, 27),
        detail=(("Effective DATE", "20001027"),),
    ),
    _happened("IGRA.DATE_OF_DISPATCH", "2002-05-01", "epo-procedure"),
    _happened("18W", "2004-01-02", "inpadoc", detail=(("Reason", "own wish"),)),
)


def _reports() -> list[Report]:
    european = CaseId(office="EP", right=Right.PATENT, number="99203729")
    told = Bibliography(
        filed=dt.date(1999, 11, 8),
        publications=(DocumentId(office="EP", number="1000000", kind="A1"),),
    )
    dutch = Bibliography(
        publications=(
            DocumentId(office="NL", number="1010536", kind="C2", date=dt.date(2000, 5, 15)),
        ),
        priorities=(_PRIORITY,),
    )
    secret = Bibliography(titles=(Text(text=HIDDEN, lang="en"),), priorities=(_PRIORITY,))
    return [
        _report(History(case=european, bibliography=told, events=EVENTS)),
        _report(
            History(
                case=CaseId(office="NL", right=Right.PATENT, number="1010536"),
                bibliography=dutch,
                events=(_happened("FILED", "1998-11-12", "stated"),),
            )
        ),
        _report(
            History(
                case=CaseId(office="BE", right=Right.PATENT, number="9900001"),
                bibliography=secret,
                events=(_happened("FILED", "1999-11-09", "stated"),),
                laid_open=False,
            )
        ),
    ]


def _report(history: History) -> Report:
    return Report(history=history, source="register", original=str(history.case).encode())


def furnish(home: Path) -> None:
    """Put everything into the archive and index of a data directory."""
    archive = Archive.at(home)
    first, *others = publications()
    files = (
        Attached("page1.tif", tiff()),
        Attached("page2.tif", tiff()),
        Attached("EP1000000A1.pdf", PDF),
    )
    sheets = Attached("drawings.tif", tiff(3))
    archive.append([_received(first, *files), *map(_received, others)])
    archive.append([_received(_scanned(), sheets, Attached("torn.tif", b"II*\x00torn"))])
    report(archive, _reports())
    SearchIndex(home, archive).rebuild()
    archive.close()


def _scanned() -> Publication:
    """Its drawings are the pages of one file; another file of it is damaged."""
    drawings = (Drawing(file="drawings.tif"),)
    return _relative("CH", "690001", "A5", "2000-01-14", priorities=(), drawings=drawings)
