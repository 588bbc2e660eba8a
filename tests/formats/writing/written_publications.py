"""Publications to write: one with everything, and a strategy for any."""

import datetime as dt
import io

from hypothesis import strategies as st

from madoguchi.formats import FORMATS, PUBLICATION_WRITERS, Account, Document
from madoguchi.law import publication_number, right_of
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
    Scheme,
    Text,
)


def read(data: bytes) -> list[Publication]:
    pieces = FORMATS.split(io.BytesIO(data), data[:4096])
    told = [FORMATS.read(one, Account())[1] for one in pieces if isinstance(one, Document)]
    return [one for each in told for one in each if isinstance(one, Publication)]


def read_back(form: str, publication: Publication) -> Publication:
    [found] = read(PUBLICATION_WRITERS[form].document(publication))
    return found


FULL = Publication(
    office="JP",
    number="2021044377",
    kind="A",
    date=dt.date(2021, 3, 18),
    lang="ja",
    application=DocumentId(number="2019165123", office="JP", date=dt.date(2019, 9, 11)),
    titles=(Text(text="電池 <全固体> & その製造", lang="ja"), Text(text="Battery", lang="en")),
    abstracts=(
        Body(lang="ja", blocks=(Block(text="【課題】容量。", number="1"), Block(text="解決"))),
        Body(lang="en", blocks=(Block(text="Capacity."),)),
    ),
    claims=(
        ClaimSet(
            lang="ja",
            claims=(
                Claim(number=1, text="正極と\n負極とを備える電池。"),
                Claim(number=2, text="請求項1に記載の電池。", depends_on=(1,)),
                Claim(number=3, text="An odd one.", depends_on=(1, 2)),
            ),
        ),
    ),
    descriptions=(
        Body(
            lang="ja",
            blocks=(
                Block(text="技術分野", kind="heading"),
                Block(text="本発明は\n電池に関する。", number="0001"),
                Block(text="一", kind="item"),
                Block(text="二", kind="item"),
                Block(text="例\t容量\n1\t\n\t3.5", kind="table"),
                Block(kind="image", image="f2.tif", number="0002"),
                Block(text="終わり", number="0003"),
                Block(kind="image", image="f3.tif"),
            ),
        ),
    ),
    drawings=(
        Drawing(file="d1.tif", label="1", representative=True),
        Drawing(file="d2.png", label="2"),
    ),
    applicants=(
        Party(
            names=(
                Name(name="甲株式会社", lang="ja", address="東京都千代田区"),
                Name(name="Kou KK", lang="en"),
            ),
            country="JP",
            id="000001",
        ),
    ),
    inventors=(Party(names=(Name(name="発明 太郎", lang="ja"),)),),
    agents=(Party(names=(Name(name="代理 花子", lang="ja"),), id="100001"),),
    owners=(Party(names=(Name(name="乙株式会社", lang="ja"),)),),
    examiners=(Party(names=(Name(name="審査 官", lang="ja"),)),),
    priorities=(
        Priority(
            document=DocumentId(number="62/123456", office="US", date=dt.date(2018, 9, 12)),
            kind="national",
        ),
    ),
    related=(
        Related(relation="division", document=DocumentId(number="2018000001", office="JP")),
        Related(
            relation="correction",
            document=DocumentId(number="2020000002", office="JP", kind="A"),
        ),
        Related(
            relation="pct-application",
            document=DocumentId(number="PCT/JP2019/001234", office="WO"),
        ),
    ),
    classifications=(
        Classification(
            scheme=Scheme.IPC, symbol="H01M10/052", edition="2010.01", first=True, office="JP"
        ),
        Classification(
            scheme=Scheme.IPC, symbol="H01M4/13", edition="2010.01", additional=True, office="JP"
        ),
        Classification(scheme=Scheme.CPC, symbol="Y02E60/10", edition="2013.01", office="EP"),
        Classification(scheme=Scheme.FI, symbol="H01L21/78 M", office="JP", first=True),
        Classification(scheme=Scheme.FI, symbol="H01L21/78 311A", office="JP", facet="ZNM"),
        Classification(scheme=Scheme.F_TERM, symbol="5F063AA04", office="JP"),
        Classification(scheme=Scheme.NATIONAL, symbol="426/435", office="US"),
    ),
    citations=(
        Citation(
            document=DocumentId(number="2001123456", office="JP", kind="A"),
            text="特開2001-123456",
            phase="search",
            category="X, Y",
            claims="1-3; 8",
            passage="全文; 図1",
        ),
        Citation(text="Batteries, 1997, p. 3", phase="applicant"),
    ),
    designated=("DE", "FR"),
    family="12345",
)

_WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=8
)
_TEXT = st.lists(_WORD, min_size=1, max_size=4).map(" ".join).map("a{}".format)
_LANG = st.sampled_from(["ja", "en", "de", "zh"])
_DATE = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1))
_DOCUMENT = st.builds(
    DocumentId,
    number=_WORD.map("9{}".format),
    office=st.sampled_from(["", "JP", "US", "EP"]),
    date=_DATE,
)
_PARTY = st.builds(
    Party,
    names=st.lists(
        st.builds(Name, name=_TEXT, lang=_LANG, address=st.just("") | _TEXT),
        min_size=1,
        max_size=2,
        unique_by=lambda one: one.name,
    ).map(tuple),
    country=st.sampled_from(["", "JP", "DE"]),
    id=st.just("") | _WORD,
)
_PARTIES = st.lists(_PARTY, max_size=2, unique=True).map(tuple)
_NUMBER = st.sampled_from(["", "1", "0012"])
_BLOCK = st.one_of(
    st.builds(
        Block,
        text=st.lists(_TEXT, min_size=1, max_size=2).map("\n".join),
        kind=st.sampled_from(["paragraph", "heading", "item"]),
        number=_NUMBER,
    ),
    st.builds(
        Block,
        text=st.lists(
            st.lists(_TEXT, min_size=1, max_size=3).map("\t".join), min_size=1, max_size=3
        ).map("\n".join),
        kind=st.just("table"),
    ),
    st.builds(Block, image=_WORD, kind=st.just("image"), number=_NUMBER),
)
_BODIES = st.lists(
    st.builds(Body, blocks=st.lists(_BLOCK, min_size=1, max_size=4).map(tuple), lang=_LANG),
    max_size=2,
    unique_by=lambda one: one.lang,
).map(tuple)


@st.composite
def _claims(draw: st.DrawFn) -> tuple[ClaimSet, ...]:
    texts = draw(st.lists(st.lists(_TEXT, min_size=1, max_size=2).map("\n".join), max_size=3))
    claims = tuple(
        Claim(number=at, text=text, depends_on=tuple(range(1, at)))
        for at, text in enumerate(texts, 1)
    )
    return (ClaimSet(claims=claims, lang=draw(_LANG)),) if claims else ()


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """Any publication whose values are such as readers make."""
    office = draw(st.sampled_from(["JP", "US", "EP", "KR", "XX"]))
    kind = draw(st.sampled_from(["", "A", "B2", "Y", "U", "Z9"]))
    date = draw(_DATE)
    number = publication_number(office, str(draw(st.integers(1, 2_021_999_999))), kind, date)
    files = draw(st.lists(_WORD, max_size=3))
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right_of(office, kind, number),
        date=date,
        lang=draw(_LANG),
        application=draw(st.none() | _DOCUMENT),
        titles=tuple(draw(st.lists(st.builds(Text, text=_TEXT, lang=_LANG), max_size=2))),
        abstracts=draw(_BODIES),
        claims=draw(_claims()),
        descriptions=draw(_BODIES),
        drawings=tuple(
            Drawing(file=file, label=str(at), representative=at == 2)
            for at, file in enumerate(files, 1)
        ),
        applicants=draw(_PARTIES),
        inventors=draw(_PARTIES),
        agents=draw(_PARTIES),
        owners=draw(_PARTIES),
        examiners=draw(_PARTIES),
        priorities=tuple(draw(st.lists(st.builds(Priority, document=_DOCUMENT), max_size=2))),
        citations=tuple(
            draw(st.lists(st.builds(Citation, text=_TEXT, phase=st.just("search")), max_size=2))
        ),
    )
