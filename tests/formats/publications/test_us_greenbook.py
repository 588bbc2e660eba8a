from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.us_greenbook import FORMAT, read
from madoguchi.formats.registry import Registry
from madoguchi.model import (
    Block,
    Citation,
    Claim,
    Classification,
    DocumentId,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Scheme,
    encode,
)

GRANT = b"""PATN
WKU  041112229
SRC  5
APN  8765431
APT  1
ART  211
APD  19770310
TTL  Ice scale of CO.sub.2 at 5.degree. C.
ISD  19780905
NCL  2
EXA  Ray; Jo
EXP  Hale, Jr.; Max T.
INVT
NAM  Oda; Ken
CTY  Kyoto
CNT  JPX
INVT
NAM  Lee; Pat
STR  1 Bay Rd.
CTY  Reno
STA  NV
ASSG
NAM  Oda Scales Ltd.
CTY  Kyoto
CNT  JPX
COD  03
PRIR
CNT  JPX
APD  19760710
APN  51-12345
RLAP
COD  72
APN  700111
APD  19750416
PSC  03
CLAS
OCL   62  3
XCL  340172.5
EDF  2
ICL  G01G 1904
ICL  F25C  508
FSC  177
FSS  25;185
UREF
PNO  3000222
ISD  19610900
NAM  Ito et al.
OCL  177 25
FREF
PNO  900111
ISD  19700102
CNT  DEX
OREF
PAL  Snow, "Ice", 1970, pp. 1-2.
LREP
FRM  Hill & Dale
FR2  Dale; Ann
PCTA
PCN  PCT/JP76/00178
PD1  19770310
PD3  19760705
PCP  WO77/00272
PCD  19770221
ABST
PAL  A scale for
      ice.
PARN
PAC  RELATED CASES
PAR  A continuation-in-part.
DETD
PAR  Ice is weighed.
TBL              TABLE 1
     ______
     kg   1
     ______
CLMS
STM  I claim:
NUM  1.
PAR  1. A scale, comprising:
PA1  a pan.
NUM  2.
PAR  2. The scale of claim 1,
      in steel.
"""


def publication(data: bytes) -> tuple[Publication, Account]:
    account = Account()
    return read(data, account), account


@pytest.fixture(scope="module")
def grant() -> Publication:
    found, account = publication(GRANT)
    assert account.report().unknown == []
    return found


def test_identity_and_history(grant: Publication) -> None:
    assert (grant.number, grant.kind, grant.date) == ("4111222", "A", date(1978, 9, 5))
    assert grant.application == DocumentId(number="05876543", office="US", date=date(1977, 3, 10))
    japanese = DocumentId(number="51-12345", office="JP", date=date(1976, 7, 10))
    assert grant.priorities == (Priority(document=japanese, kind="national"),)
    parent = DocumentId(number="700111", office="US", date=date(1975, 4, 16))
    filing = DocumentId(number="PCT/JP76/00178", office="WO", date=date(1976, 7, 5))
    published = DocumentId(number="WO77/00272", office="WO", date=date(1977, 2, 21))
    assert grant.related == (
        Related(relation="continuation-in-part", document=parent),
        Related(relation="pct-filing", document=filing),
        Related(relation="pct-publication", document=published),
    )


def test_texts(grant: Publication) -> None:
    assert grant.titles[0].text == "Ice scale of CO₂ at 5° C."
    assert grant.abstracts[0].text == "A scale for ice."
    assert grant.descriptions[0].blocks == (
        Block(text="RELATED CASES", kind="heading"),
        Block(text="A continuation-in-part."),
        Block(text="Ice is weighed."),
        Block(text="TABLE 1\n______\nkg   1\n______", kind="table"),
    )
    assert grant.claims[0].claims == (
        Claim(number=1, text="A scale, comprising:\na pan."),
        Claim(number=2, text="The scale of claim 1, in steel.", depends_on=(1,)),
    )


def test_parties(grant: Publication) -> None:
    assert grant.inventors == (
        Party(names=(Name(name="Ken Oda", address="Kyoto"),), country="JP"),
        Party(names=(Name(name="Pat Lee", address="1 Bay Rd., Reno, NV"),), country="US"),
    )
    assert grant.owners == (
        Party(names=(Name(name="Oda Scales Ltd.", address="Kyoto"),), country="JP"),
    )
    assert [party.name for party in grant.agents] == ["Hill & Dale", "Ann Dale"]
    assert [party.name for party in grant.examiners] == ["Max T. Hale, Jr.", "Jo Ray"]


def test_classes_and_citations(grant: Publication) -> None:
    assert grant.classifications == (
        Classification(scheme=Scheme.NATIONAL, symbol="62/3", first=True, office="US"),
        Classification(scheme=Scheme.NATIONAL, symbol="340/172.5", office="US"),
        Classification(scheme=Scheme.IPC, symbol="G01G19/04", edition="2", first=True),
        Classification(scheme=Scheme.IPC, symbol="F25C5/08", edition="2"),
    )
    assert grant.citations == (
        Citation(document=DocumentId(number="3000222", office="US")),
        Citation(document=DocumentId(number="900111", office="DE", date=date(1970, 1, 2))),
        Citation(text='Snow, "Ice", 1970, pp. 1-2.'),
    )


def test_a_design_has_one_claim_without_a_number() -> None:
    found, account = publication(
        b"PATN\nWKU  D02499991\nAPT  4\nISD  19781010\nTTL  Lamp\nCLAS\nOCL  D26 24\n"
        b"DCLM\nPAR  The ornamental design for a lamp, as shown.\n"
    )
    assert account.report().unknown == []
    assert (found.kind, found.right) == ("S", Right.DESIGN)
    assert found.claims[0].claims == (
        Claim(number=1, text="The ornamental design for a lamp, as shown."),
    )
    assert found.classifications[0].symbol == "D26/24"


def test_an_unknown_field_is_reported() -> None:
    _, account = publication(GRANT + b"XYZ  what\n")
    assert account.report().unknown == ["us-greenbook:CLMS/XYZ"]


@pytest.mark.parametrize("data", [b"PATN\n", b"PATN\nWKU\nTTL  X\n", b"nothing\n"])
def test_one_without_a_number_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        read(data, Account())


def test_a_tape_of_many_grants_is_cut_at_each() -> None:
    tape = b"HHHHHT  WEEKLY TAPE\n" + GRANT + GRANT.replace(b"041112229", b"041112237")
    registry = Registry((), (FORMAT,))
    pieces = [
        one for one in registry.split(BytesIO(tape), tape[:4096]) if isinstance(one, Document)
    ]
    found = [one for piece in pieces for one in registry.read(piece, Account())[1]]
    assert [one.number for one in found if isinstance(one, Publication)] == ["4111222", "4111223"]


@given(st.binary(max_size=300))
def test_any_bytes_after_the_number_are_read_or_refused(tail: bytes) -> None:
    found = read(b"PATN\nWKU  041112229\nINVT\nNAM  Oda; Ken\nCLMS\nPAR  " + tail, Account())
    assert encode(found)


def test_real_files_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext/us_uspto_samples/PatentPublicData/greenbook"
    found = {}
    for file in sorted(folder.iterdir()):
        record, account = publication(file.read_bytes())
        assert account.report().unknown == [], file.name
        assert len(encode(record)) >= 0.9 * len(b" ".join(file.read_bytes().split())), file.name
        found[record.number] = (len(record.claims[0].claims), len(record.inventors))
    assert found == {"3932709": (17, 2), "3937375": (3, 1), "4347903": (3, 8)}
