import datetime as dt
import io
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.formats import EXCHANGE, FORMATS, write_abstract, write_exchange_document
from madoguchi.formats.account import Account
from madoguchi.formats.docdb_classes import st8
from madoguchi.formats.documents import Document
from madoguchi.law import docdb_application, docdb_publication
from madoguchi.model import (
    Block,
    Body,
    Citation,
    Classification,
    DocumentId,
    Name,
    Party,
    Priority,
    Publication,
    Scheme,
    Text,
    cpc,
    fi,
    ipc,
)

_NOT_EXCHANGED = (
    "claims",
    "descriptions",
    "drawings",
    "examiners",
    "agents",
    "owners",
    "related",
    "notes",
)


def read(data: bytes) -> list[Publication]:
    pieces = FORMATS.split(io.BytesIO(data), data[:4096])
    found = (FORMATS.read(one, Account())[1] for one in pieces if isinstance(one, Document))
    return [one for told in found for one in told if isinstance(one, Publication)]


def written(publication: Publication) -> bytes:
    root = Element("exchange-documents", {"xmlns": EXCHANGE})
    root.append(write_exchange_document(publication, system="test"))
    data: bytes = tostring(root, encoding="utf-8")
    return data


def read_back(publication: Publication) -> Publication:
    return read(written(publication))[0]


def claimed(priority: Priority) -> str:
    """The schema demands one of three kinds, where DOCDB's own files give none or another."""
    if priority.kind in ("national", "regional", "international"):
        return priority.kind
    international = priority.document.kind == "W"
    return "international" if international else "national"


def exchanged(publication: Publication) -> Publication:
    """A publication as far as an exchange document tells it, its references in DOCDB's spelling."""
    bare = dict.fromkeys(_NOT_EXCHANGED, ())
    office = publication.office
    application = publication.application
    if application:
        of_office = msgspec.structs.replace(application, office=application.office or office)
        application = docdb_application(of_office, publication.right)
    priorities = tuple(
        msgspec.structs.replace(one, document=docdb_application(one.document), kind=claimed(one))
        for one in publication.priorities
    )
    citations = tuple(
        msgspec.structs.replace(one, document=one.document and docdb_publication(one.document))
        for one in publication.citations
    )
    return msgspec.structs.replace(
        publication,
        application=application,
        priorities=priorities,
        citations=citations,
        **bare,
    )


FULL = Publication(
    office="EP",
    number="1000000",
    kind="A1",
    date=dt.date(2000, 5, 17),
    lang="en",
    application=DocumentId(number="99203729.6", office="EP", date=dt.date(1999, 11, 8)),
    titles=(Text(text="Bricks & tiles", lang="en"), Text(text="煉瓦", lang="ja")),
    abstracts=(
        Body(lang="en", blocks=(Block(text="A conveyor < mould."), Block(text="It moves."))),
    ),
    applicants=(
        Party(
            names=(Name(name="De Boer B.V.", address="Nijmegen"), Name(name="BOER BV")),
            country="NL",
        ),
        Party(
            names=(Name(name="甲煉瓦株式会社"), Name(name="Kou Renga"), Name(name="KOU RENGA KK")),
            country="JP",
        ),
        Party(names=(Name(name="Nobody Known"),)),
    ),
    inventors=(Party(names=(Name(name="Kosman, Wilhelmus"),), country="NL"),),
    priorities=(
        Priority(
            document=DocumentId(
                number="1010536", office="NL", kind="A", date=dt.date(1998, 11, 12)
            ),
            kind="national",
        ),
        Priority(
            document=DocumentId(number="PCT/GB02/04635", office="WO", date=dt.date(2002, 10, 11)),
            kind="international",
            active=False,
        ),
    ),
    classifications=(
        Classification(
            scheme=Scheme.IPC, symbol="B28B1/29", edition="2006.01", first=True, office="EP"
        ),
        Classification(scheme=Scheme.IPC, symbol="B28B7/00", edition="2006.01", additional=True),
        Classification(scheme=Scheme.IPC, symbol="B28B5/02", edition="7", first=True),
        Classification(
            scheme=Scheme.CPC, symbol="B28B7/0064", edition="2013.01", first=True, office="US"
        ),
        Classification(scheme=Scheme.CPC, symbol="B28B1/29", additional=True, office="EP"),
        Classification(scheme=Scheme.FI, symbol="B28B1/29 101A", office="JP"),
        Classification(scheme=Scheme.F_TERM, symbol="4G052AA04", office="JP"),
        Classification(scheme=Scheme.THEME, symbol="4G052", office="JP"),
        Classification(scheme=Scheme.ECLA, symbol="B28B1/29A", office="EP"),
        Classification(scheme=Scheme.NATIONAL, symbol="426/435", office="US"),
    ),
    citations=(
        Citation(
            document=DocumentId(number="3546191", office="DE", kind="A1", date=dt.date(1987, 7, 2)),
            phase="search",
            category="X, Y",
            claims="1-3; 8",
            passage="the whole document",
        ),
        Citation(text="Bricks, 1997, p. 3", phase="applicant"),
    ),
    designated=("AT", "DE"),
    family="19768124",
)


def test_what_is_written_reads_back_the_same() -> None:
    found = read_back(FULL)
    ecla = [one for one in found.classifications if one.scheme is Scheme.ECLA]
    assert ecla
    assert found == exchanged(FULL)
    assert read_back(found) == found


@pytest.mark.parametrize(
    "more",
    [
        {"office": "JP", "number": "1998123456", "kind": "A", "date": dt.date(1998, 5, 12)},
        {"office": "WO", "number": "2001012345", "kind": "A1", "date": dt.date(2001, 3, 1)},
        {"office": "US", "number": "20050004437", "kind": "A1", "designated": ()},
        {"applicants": (), "owners": FULL.applicants},
        {"kind": "", "date": None, "application": None, "family": "", "lang": ""},
    ],
)
def test_other_offices_and_gaps(more: dict[str, object]) -> None:
    publication = msgspec.structs.replace(FULL, **more)
    found = read_back(publication)
    assert found.id == publication.id
    assert found.applicants == FULL.applicants
    assert read_back(found) == found


def test_an_abstract_alone() -> None:
    found = write_abstract(FULL)
    assert [one.tag for one in found] == ["bibliographic-data", "abstract"]
    assert [p.text for p in found.iter("p")] == ["A conveyor < mould.", "It moves."]


def test_a_document_of_a_publication_with_nothing_but_a_number() -> None:
    bare = Publication(office="XX", number="1")
    assert read_back(bare).id == "XX1"


@pytest.mark.parametrize(
    ("one", "ordered", "text"),
    [
        (ipc("H01L 21/301"), False, "H01L  21/   301            A I                    "),
        (
            Classification(
                scheme=Scheme.IPC, symbol="A61K9/16", edition="2006.01", first=True, office="EP"
            ),
            True,
            "A61K   9/    16    20060101AFI          EP        ",
        ),
        (ipc("A61K"), True, "A61K"),
    ],
)
def test_the_columns_of_st8(one: Classification, ordered: bool, text: str) -> None:
    assert st8(one, ordered=ordered) == text
    assert len(text) in (4, 50)


def test_every_real_exchange_document_reads_back_the_same(shared_data: Path) -> None:
    folder = shared_data / "docdb_ops"
    if not folder.is_dir():
        pytest.skip("DOCDB exchange documents are not among the real office data")
    count = 0
    for path in sorted(folder.rglob("*.xml")):
        data = path.read_bytes()
        if b"exchange-document " not in data:
            continue
        for publication in read(data):
            found = read_back(publication)
            assert found == exchanged(publication), path
            assert read_back(found) == found
            count += 1
    assert count >= 20


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
_SYMBOLS = st.sampled_from(
    [
        ipc("H01L 21/301"),
        cpc("H01L21/67092"),
        fi("H01L21/78 M"),
        fi("H01L21/78,311A"),
        cpc("Y02E 60/10"),
    ]
)


@given(
    st.lists(_WORDS, max_size=3),
    st.lists(st.tuples(_WORDS, st.sampled_from(["", "JP", "US"])), max_size=3),
    st.lists(_SYMBOLS, max_size=4),
    st.none() | st.dates(dt.date(1970, 1, 1), dt.date(2030, 1, 1)),
)
def test_a_second_writing_changes_nothing(
    titles: list[str],
    applicants: list[tuple[str, str]],
    symbols: list[Classification],
    date: dt.date | None,
) -> None:
    publication = Publication(
        office="EP",
        number="1234567",
        kind="A1",
        date=date,
        titles=tuple(Text(text=text, lang="en") for text in titles),
        applicants=tuple(
            Party(names=(Name(name=name),), country=country) for name, country in applicants
        ),
        classifications=tuple(symbols),
    )
    found = read_back(publication)
    assert found.date == date
    assert len(found.classifications) == len({(s.scheme, s.symbol) for s in symbols})
    assert read_back(found) == found
