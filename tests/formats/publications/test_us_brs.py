from datetime import date
from pathlib import Path

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.us_brs import BOUNDARY, FORMAT, read
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
    Scheme,
)

GRANT = (
    BOUNDARY
    + b"""
WKU 09300111
SIZE 900
DWKU 9300111
APT B2
DID US 9300111 B2
GISD 20160405
APNR 13111222
APP 13/111222
AFD 20110304
IPCG 20060101 A H05K H05K9/00 F I B US H 20160405
IPCC H05K
CPOG Y Y10T Y10T29/49124 20150115 L A 20160405 US
TTL Shield for
      a lamp
URPN 2003/0169838
URGP US 2003/0169838 A1 20030900 Green et al. 375/376 cited by examiner
FRGP CN 1402605 20030312 cited by applicant
ORPL Berg, "Lamps", 2009. cited by applicant
NCL 2
CIFS 361/763
COND continuation-in-part parent-doc US 12857413 20100816 US 8325495 20121204
      child-doc US 13111222
RLPY US
PDID  US 20120130958 A1
PPCC US
PPNR 20120130958
PPKC A1
PPPD 20120516
PRCO KR
PRAN 10-2010-0055402
PRAD 20100609
AANM LAMP INC.
AACI Hsin-Chu
AAST N/A
AACO TW
INNM Yu; Lin
INCI Reno
INST NV
INCO US
LRFW Dale; Ann
ASNM LAMP INC.
ASTC 03
EXP Ray; Jo
ABPR  A shield
      is shown.
BSTX BACKGROUND
BSTX  Lamps are bright.
CLST What is claimed is:
CLPR  1. A shield.
CLPR  2. The shield of claim 1, in tin.
09300112\tB2\t20160405\t13111223\t100
Next title
"""
)


@pytest.fixture(scope="module")
def grant() -> Publication:
    account = Account()
    found = read(GRANT, account)
    assert account.report().unknown == []
    return found


def test_identity_and_history(grant: Publication) -> None:
    assert (grant.id, grant.date) == ("US9300111B2", date(2016, 4, 5))
    assert grant.application == DocumentId(number="13111222", office="US", date=date(2011, 3, 4))
    korean = DocumentId(number="10-2010-0055402", office="KR", date=date(2010, 6, 9))
    assert grant.priorities == (Priority(document=korean, kind="national"),)
    parent = DocumentId(number="12857413", office="US", date=date(2010, 8, 16))
    granted = DocumentId(number="8325495", office="US", date=date(2012, 12, 4))
    prior = DocumentId(number="20120130958", office="US", kind="A1", date=date(2012, 5, 16))
    assert grant.related == (
        Related(relation="continuation-in-part", document=parent),
        Related(relation="continuation-in-part", document=granted),
        Related(relation="related-publication", document=prior),
    )


def test_texts(grant: Publication) -> None:
    assert grant.titles[0].text == "Shield for a lamp"
    assert grant.abstracts[0].text == "A shield is shown."
    assert grant.descriptions[0].blocks == (
        Block(text="BACKGROUND", kind="heading"),
        Block(text="Lamps are bright."),
    )
    assert grant.claims[0].claims == (
        Claim(number=1, text="A shield."),
        Claim(number=2, text="The shield of claim 1, in tin.", depends_on=(1,)),
    )


def test_parties_classes_and_citations(grant: Publication) -> None:
    assert grant.applicants == (
        Party(names=(Name(name="LAMP INC.", address="Hsin-Chu"),), country="TW"),
    )
    assert grant.inventors == (
        Party(names=(Name(name="Lin Yu", address="Reno, NV"),), country="US"),
    )
    assert [party.name for party in (*grant.agents, *grant.owners, *grant.examiners)] == [
        "Ann Dale",
        "LAMP INC.",
        "Jo Ray",
    ]
    assert grant.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="H05K9/00", edition="2006.01", first=True, office="US"
        ),
        Classification(
            scheme=Scheme.CPC,
            symbol="Y10T29/49124",
            edition="2015.01",
            additional=True,
            office="US",
        ),
    )
    chinese = DocumentId(number="1402605", office="CN", date=date(2003, 3, 12))
    assert grant.citations == (
        Citation(
            document=DocumentId(number="2003/0169838", office="US", kind="A1"),
            phase="examination",
        ),
        Citation(document=chinese, phase="applicant"),
        Citation(text='Berg, "Lamps", 2009.', phase="applicant"),
    )


@pytest.mark.parametrize("data", [BOUNDARY, BOUNDARY + b"\nWKU \nTTL X\n"])
def test_one_without_a_number_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        read(data, Account())


def test_a_real_file_is_read_whole(shared_data: Path) -> None:
    file = shared_data / "patent_fulltext/us_uspto_samples/PatentPublicData/css_brs"
    registry, account = Registry((), (FORMAT,)), Account()
    counts = {}
    with (file / "css_brs_sample.txt").open("rb") as stream:
        start = stream.read(4096)
        stream.seek(0)
        for document in registry.split(stream, start):
            assert isinstance(document, Document)
            _, (found,) = registry.read(document, account)
            assert isinstance(found, Publication)
            counts[found.id] = len(found.claims[0].claims)
    assert account.report().unknown == []
    assert counts == {
        "US9204581B2": 20,
        "US9204582B2": 20,
        "US9204583B2": 18,
        "US9204584B2": 17,
        "US9204585B2": 20,
        "US9204586B2": 16,
    }
