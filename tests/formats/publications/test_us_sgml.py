from datetime import date
from pathlib import Path

import pytest
from fidelity import coverage, load

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.us_sgml import FORMAT, read
from madoguchi.formats.xml import parse
from madoguchi.model import (
    Block,
    Citation,
    Claim,
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
)


def pdat(text: str) -> str:
    return f"<PDAT>{text}</PDAT>"


def doc(number: str, day: str, country: str = "", kind: str = "") -> str:
    fields = {"DNUM": number, "DATE": day, "CTRY": country, "KIND": kind}
    return f"<DOC>{''.join(f'<{k}>{pdat(v)}</{k}>' for k, v in fields.items() if v)}</DOC>"


GRANT = f"""<!-- <!DOCTYPE PATDOC PUBLIC "old" [ -->
<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [
<!ENTITY US06300111-20011009-D00000.TIF SYSTEM "US06300111-20011009-D00000.TIF" NDATA TIF>
]>
<PATDOC DTD="2.5" STATUS="Build 20010515"><SDOBI>
<B100><B110><DNUM>{pdat("06300111")}</DNUM></B110><B130>{pdat("B1")}</B130>
<B140><DATE>{pdat("20011009")}</DATE></B140><B190>{pdat("US")}</B190></B100>
<B200><B210><DNUM>{pdat("09123456")}</DNUM></B210><B211US>{pdat("09")}</B211US>
<B220><DATE>{pdat("19990203")}</DATE></B220></B200>
<B300><B310><DNUM>{pdat("980077")}</DNUM></B310><B320><DATE>{pdat("19980204")}</DATE></B320>
<B330><CTRY>{pdat("NO")}</CTRY></B330></B300>
<B400><B472><B474>{pdat("14")}</B474></B472></B400>
<B500><B510><B511>{pdat("B32B  302")}</B511><B512>{pdat("G06F 1300")}</B512>
<B516>{pdat("7")}</B516></B510><B520><B521>{pdat("428 641")}</B521><B522>{pdat("4304951")}</B522>
</B520><B540><STEXT>{pdat("Layered CO")}<HIL><SB>{pdat("2")}</SB></HIL>{pdat(" filter")}</STEXT>
</B540><B560><B561><PCIT>{doc("4111222", "19780900", kind="A")}<PARTY-US><NAM><SNM>
<STEXT>{pdat("Holt")}</STEXT></SNM></NAM></PARTY-US><PNC>{pdat("428 64")}</PNC></PCIT>
<CITED-BY-EXAMINER/></B561><B562><NCIT><STEXT>{pdat("Berg, ")}<HIL><ITALIC>{
    pdat("Gas")
}</ITALIC></HIL>{pdat(", 1990.")}</STEXT></NCIT><CITED-BY-OTHER/></B562></B560>
<B570><B577>{pdat("2")}</B577></B570></B500>
<B600><B630><B632><PARENT-US><CDOC>{doc("09/123456", "")}</CDOC><PDOC>{
    doc("08/900900", "19970101", "US", "00")
}</PDOC><PSTA>{pdat("03")}</PSTA></PARENT-US></B632></B630>
<B680US>{doc("60/049070", "19960102", kind="00")}</B680US></B600>
<B700><B720><B721><PARTY-US><NAM><FNM>{pdat("Kari")}</FNM><SNM><STEXT>{pdat("Dahl")}</STEXT></SNM>
</NAM><ADR><CITY>{pdat("Bergen")}</CITY><CTRY>{pdat("NO")}</CTRY></ADR></PARTY-US></B721></B720>
<B730><B731><PARTY-US><NAM><ONM><STEXT>{pdat("Filter AS")}</STEXT></ONM></NAM></PARTY-US></B731>
<B732US>{pdat("03")}</B732US></B730><B745><B746><PARTY-US><NAM><FNM>{pdat("A. B.")}</FNM>
<SNM><STEXT>{pdat("Cook")}</STEXT></SNM></NAM></PARTY-US></B746></B745></B700>
<B800><B860><B861>{doc("PCT/NO98/00001", "19980202")}</B861></B860></B800></SDOBI>
<SDOAB><BTEXT><PARA ID="P-1" LVL="0"><PTEXT>{pdat("A filter.")}</PTEXT></PARA></BTEXT></SDOAB>
<SDODE><RELAPP><BTEXT><H LVL="1"><STEXT>{pdat("FIELD")}</STEXT></H></BTEXT></RELAPP>
<DETDESC><BTEXT><PARA ID="P-2" LVL="0"><PTEXT>{pdat("See ")}<FGREF ID="D">{pdat("FIG. 1")}</FGREF>
<CWU><MATH-US ID="M"><EMI FILE="M1.TIF"/></MATH-US></CWU></PTEXT></PARA>
<CWU><TABLE-US><table><tgroup><tbody><row><entry><PTEXT>{pdat("a")}</PTEXT></entry><entry>
<PTEXT>{pdat("b")}</PTEXT></entry></row></tbody></tgroup></table></TABLE-US></CWU></BTEXT>
</DETDESC></SDODE>
<SDOCL><H LVL="1"><STEXT>{pdat("What is claimed is:")}</STEXT></H><CL>
<CLM ID="CLM-00001"><PARA><PTEXT>{pdat("1. A filter, comprising:")}</PTEXT></PARA>
<CLMSTEP LVL="2"><PTEXT>{pdat("a layer.")}</PTEXT></CLMSTEP></CLM>
<CLM ID="CLM-00002"><PARA><PTEXT>{pdat("2. The filter of ")}<CLREF ID="CLM-00001">{
    pdat("claim 1")
}</CLREF>{pdat(", wet.")}</PTEXT></PARA></CLM></CL></SDOCL>
<SDODR ID="DRAWINGS"><EMI ID="EMI-D00000" FILE="US06300111-20011009-D00000.TIF"/>
<EMI ID="EMI-D00001" FILE="US06300111-20011009-D00001.TIF"/></SDODR></PATDOC>"""


@pytest.fixture(scope="module")
def grant() -> Publication:
    account = Account()
    found = read(parse(Document(data=GRANT.encode(), position=0)), account)
    assert account.report().unknown == []
    return found


def test_identity_and_history(grant: Publication) -> None:
    assert (grant.id, grant.date) == ("US6300111B1", date(2001, 10, 9))
    assert grant.application == DocumentId(number="09123456", office="US", date=date(1999, 2, 3))
    norwegian = DocumentId(number="980077", office="NO", date=date(1998, 2, 4))
    assert grant.priorities == (Priority(document=norwegian, kind="national"),)
    parent = DocumentId(number="08/900900", office="US", date=date(1997, 1, 1))
    provisional = DocumentId(number="60/049070", office="US", date=date(1996, 1, 2))
    assert set(grant.related) == {
        Related(relation="continuation-in-part", document=parent),
        Related(relation="provisional-application", document=provisional),
        Related(
            relation="pct-filing",
            document=DocumentId(number="PCT/NO98/00001", date=date(1998, 2, 2)),
        ),
    }


def test_texts(grant: Publication) -> None:
    assert grant.titles == (Text(text="Layered CO₂ filter", lang="en"),)
    assert grant.abstracts[0].text == "A filter."
    assert grant.descriptions[0].blocks == (
        Block(text="FIELD", kind="heading"),
        Block(text="See FIG. 1"),
        Block(kind="formula", image="M1.TIF"),
        Block(text="a\tb", kind="table"),
    )
    assert grant.claims[0].claims == (
        Claim(number=1, text="A filter, comprising:\na layer."),
        Claim(number=2, text="The filter of claim 1, wet.", depends_on=(1,)),
    )


def test_parties_classes_citations_and_drawings(grant: Publication) -> None:
    assert grant.inventors == (
        Party(names=(Name(name="Kari Dahl", address="Bergen"),), country="NO"),
    )
    assert grant.owners == (Party(names=(Name(name="Filter AS"),)),)
    assert grant.examiners == (Party(names=(Name(name="A. B. Cook"),)),)
    assert grant.classifications == (
        Classification(scheme=Scheme.IPC, symbol="B32B3/02", edition="7", first=True),
        Classification(scheme=Scheme.IPC, symbol="G06F13/00", edition="7"),
        Classification(scheme=Scheme.NATIONAL, symbol="428/64.1", first=True, office="US"),
        Classification(scheme=Scheme.NATIONAL, symbol="430/495.1", office="US"),
    )
    assert grant.citations == (
        Citation(document=DocumentId(number="4111222", office="US", kind="A"), phase="examination"),
        Citation(text="Berg, Gas, 1990.", phase="other"),
    )
    assert grant.drawings == (
        Drawing(file="US06300111-20011009-D00000.TIF", representative=True),
        Drawing(file="US06300111-20011009-D00001.TIF"),
    )


@pytest.mark.parametrize("xml", ["<PATDOC/>", GRANT.replace(pdat("06300111"), "")])
def test_one_without_a_number_is_refused(xml: str) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        read(parse(Document(data=xml.encode(), position=0)), Account())


def test_real_files_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext/us_uspto_samples/PatentPublicData/sgml"
    counts = {}
    for file in sorted(folder.iterdir()):
        root, account, found = load(FORMAT, file)
        assert account.report().unknown == [], file.name
        assert coverage(root, account, found) >= 0.97, file.name
        assert len(found.claims[0].claims) == len(root.findall(".//CLM")), file.name
        counts[file.stem] = (found.right, len(found.drawings), len(found.citations))
    assert counts == {
        "US06336130": (Right.PATENT, 4, 9),
        "US06337117": (Right.PATENT, 40, 2),
        "USD435854S1": (Right.DESIGN, 5, 10),
    }


def test_a_real_design_has_its_locarno_class(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext/us_uspto_samples/PatentPublicData/sgml"
    _, _, found = load(FORMAT, folder / "USD435854S1.xml")
    assert [(one.scheme, one.symbol) for one in found.classifications] == [
        (Scheme.LOCARNO, "14-02"),
        (Scheme.NATIONAL, "D14/480"),
    ]
