import io
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from shared_files import Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document, Refusal
from madoguchi.formats.publications.docdb import FORMAT, PHASES, read
from madoguchi.formats.publications.ops_fulltext import FORMAT as FULLTEXT
from madoguchi.formats.registry import Registry
from madoguchi.formats.xml import parse
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
)

EXCHANGE = """<exch:exchange-document xmlns:exch="http://www.epo.org/exchange" country="DE"
 doc-number="1250001" kind="B" doc-id="1" date-publ="19680104" family-id="6900001"
 is-representative="YES" date-of-last-exchange="20240218" date-added-docdb="20000406"
 originating-office="EP" status="A"><exch:bibliographic-data>
<exch:publication-reference data-format="docdb"><document-id lang="de"><country>DE</country>
<doc-number>1250001</doc-number><kind>B</kind><date>19680104</date></document-id>
</exch:publication-reference>
<exch:publication-reference data-format="epodoc"><document-id><doc-number>DE1250001</doc-number>
</document-id></exch:publication-reference>
<exch:classification-ipc><edition>7</edition><main-classification>7A 23F   3/18   A
</main-classification></exch:classification-ipc>
<exch:classifications-ipcr><classification-ipcr sequence="1">
<text>A23F   3/18        20060101AFI20051008RMEP        </text></classification-ipcr>
<classification-ipcr sequence="2"><text>A47J  31/00        20060101A N20051008RMEP        </text>
</classification-ipcr></exch:classifications-ipcr>
<exch:patent-classifications><patent-classification sequence="1"><classification-scheme office="EP"
 scheme="CPCI"><date>20130101</date></classification-scheme>
<classification-symbol>A23F   3/166</classification-symbol><symbol-position>F</symbol-position>
<classification-value>I</classification-value><classification-status>B</classification-status>
<classification-data-source>H</classification-data-source><generating-office>EP</generating-office>
<action-date><date>20130101</date></action-date></patent-classification>
<patent-classification sequence="2"><classification-scheme office="US" scheme="UC"/>
<classification-symbol>426/435</classification-symbol></patent-classification>
</exch:patent-classifications>
<exch:application-reference data-format="epodoc"><document-id><doc-number>DE1964B000001</doc-number>
</document-id></exch:application-reference>
<exch:application-reference data-format="docdb" doc-id="2"><document-id><country>DE</country>
<doc-number>B0000001</doc-number><kind>A</kind><date>19640710</date></document-id>
</exch:application-reference>
<exch:language-of-publication>de</exch:language-of-publication>
<exch:priority-claims>
<exch:priority-claim sequence="1" data-format="docdb"><document-id><country>US</country>
<doc-number>35900001</doc-number><kind>A</kind><date>19630701</date></document-id>
<exch:priority-linkage-type>W</exch:priority-linkage-type>
<exch:priority-active-indicator>N</exch:priority-active-indicator></exch:priority-claim>
<exch:priority-claim sequence="1" data-format="epodoc"><document-id>
<doc-number>US19630359001</doc-number></document-id></exch:priority-claim></exch:priority-claims>
<exch:parties><exch:applicants>
<exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>TEE GMBH</name>
</exch:applicant-name><residence><country>DE</country></residence></exch:applicant>
<exch:applicant sequence="1" data-format="docdba"><exch:applicant-name>
<name>Teegesellschaft m.b.H.</name></exch:applicant-name></exch:applicant>
<exch:applicant sequence="2" data-format="docdb"><exch:applicant-name><name>BLATT ADA</name>
</exch:applicant-name></exch:applicant></exch:applicants></exch:parties>
<exch:invention-title lang="de" data-format="docdba">Teekanne</exch:invention-title>
<exch:dates-of-public-availability><examined-printed-without-grant/></exch:dates-of-public-availability>
<exch:references-cited><exch:citation cited-phase="SEA" sequence="1"><patcit num="1"
 dnum="DE814001C" dnum-type="publication number"><document-id doc-id="3"><country>DE</country>
<doc-number>814001</doc-number><kind>C</kind><name>KANNE AG</name><date>19510927</date>
</document-id></patcit><rel-passage><passage>page 1</passage><category>X</category>
<rel-claims>1-4</rel-claims><category>Y</category><rel-claims>5</rel-claims></rel-passage>
<category>XY</category></exch:citation>
<exch:citation cited-phase="APP" sequence="2"><nplcit num="2"><text>OKAKURA: Tea</text><article>
<atl>Tea</atl></article></nplcit></exch:citation></exch:references-cited>
</exch:bibliographic-data>
<exch:abstract lang="en" data-format="docdba"><exch:p>A tea pot.</exch:p></exch:abstract>
<exch:abstract lang="en" data-format="docdb"><exch:p>A tea pot.</exch:p></exch:abstract>
<exch:patent-family><exch:family-member/></exch:patent-family></exch:exchange-document>"""

ANSWER = """<?xml version="1.0"?><ops:world-patent-data xmlns="http://www.epo.org/exchange"
 xmlns:ops="http://ops.epo.org"><exchange-documents><exchange-document system="ops.epo.org"
 family-id="43000001" country="EP" doc-number="2400001" kind="A1"><bibliographic-data>
<publication-reference><document-id document-id-type="docdb"><country>EP</country>
<doc-number>2400001</doc-number><kind>A1</kind><date>20111228</date></document-id>
<document-id document-id-type="epodoc"><doc-number>EP2400001</doc-number></document-id>
</publication-reference>
<classifications-ipcr><classification-ipcr sequence="1"><text>H04W  84/    20            A I
</text></classification-ipcr></classifications-ipcr>
<patent-classifications><patent-classification sequence="1"><classification-scheme office="EP"
 scheme="CPCI"/><section>H</section><class>04</class><subclass>W</subclass>
<main-group>88</main-group><subgroup>04</subgroup><classification-value>A</classification-value>
<generating-office>US</generating-office></patent-classification></patent-classifications>
<application-reference doc-id="1"><document-id document-id-type="original">
<doc-number>10160001</doc-number></document-id><document-id document-id-type="docdb">
<country>EP</country><doc-number>10160001</doc-number><kind>A</kind></document-id>
</application-reference>
<priority-claims><priority-claim sequence="1" kind="regional"><document-id
 document-id-type="epodoc"><doc-number>EP20100160001</doc-number><date>20100624</date></document-id>
<document-id document-id-type="original"><doc-number>10160001</doc-number></document-id>
</priority-claim></priority-claims>
<parties><applicants><applicant sequence="1" data-format="epodoc"><applicant-name>
<name>KYLMAE OY\u2002[FI]</name></applicant-name></applicant>
<applicant sequence="1" data-format="original"><applicant-name><name>KYLMAE OY</name>
</applicant-name></applicant><applicant sequence="2" data-format="original"><applicant-name>
<name>Kylmä Oy, </name></applicant-name></applicant></applicants></parties>
<invention-title lang="en">NETWORK</invention-title>
<references-cited><citation cited-phase="national-search-report" cited-by="examiner" sequence="1">
<patcit dnum-type="publication number" num="1"><document-id document-id-type="docdb">
<country>WO</country><doc-number>02050001</doc-number><kind>A2</kind></document-id><document-id
 document-id-type="epodoc"><doc-number>WO0250001</doc-number></document-id></patcit>
<category>A</category><rel-claims>1-15</rel-claims></citation></references-cited>
</bibliographic-data></exchange-document></exchange-documents></ops:world-patent-data>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


def _answer(text: str) -> list[Document | Refusal]:
    data = text.encode()
    return list(Registry((FORMAT, FULLTEXT), ()).split(io.BytesIO(data), data[:4096]))


@pytest.fixture(scope="module")
def exchange() -> Publication:
    account = Account()
    found = _read(EXCHANGE, account)
    assert account.report().unknown == []
    return found


def test_identity(exchange: Publication) -> None:
    assert exchange.id == "DE1250001B"
    assert exchange.date == date(1968, 1, 4)
    assert (exchange.lang, exchange.family) == ("de", "6900001")
    assert exchange.titles == (Text(text="Teekanne", lang="de"),)
    assert exchange.abstracts == (Body(blocks=(Block(text="A tea pot."),), lang="en"),)


def test_docdb_s_spelling_is_the_one_kept(exchange: Publication) -> None:
    assert exchange.application == DocumentId(
        number="B0000001", office="DE", kind="A", date=date(1964, 7, 10), scheme="docdb"
    )
    american = DocumentId(
        number="35900001", office="US", kind="A", date=date(1963, 7, 1), scheme="docdb"
    )
    assert exchange.priorities == (Priority(document=american, kind="W", active=False),)


def test_parties_with_the_original_name_first(exchange: Publication) -> None:
    names = (Name(name="Teegesellschaft m.b.H."), Name(name="TEE GMBH"))
    assert exchange.applicants == (
        Party(names=names, country="DE"),
        Party(names=(Name(name="BLATT ADA"),)),
    )


def test_classifications_once_each(exchange: Publication) -> None:
    assert exchange.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="EP"
        ),
        Classification(
            scheme=Scheme.IPC, symbol="A47J31/00", edition="2006.01", additional=True, office="EP"
        ),
        Classification(
            scheme=Scheme.CPC, symbol="A23F3/166", edition="2013.01", first=True, office="EP"
        ),
        Classification(scheme=Scheme.NATIONAL, symbol="426/435", office="US"),
    )


def test_citations(exchange: Publication) -> None:
    german = DocumentId(
        number="814001", office="DE", kind="C", date=date(1951, 9, 27), scheme="docdb"
    )
    assert exchange.citations == (
        Citation(
            document=german, phase="search", category="X, Y", claims="1-4; 5", passage="page 1"
        ),
        Citation(text="OKAKURA: Tea", phase="applicant"),
    )


def test_ops_answer() -> None:
    (document,) = _answer(ANSWER)
    assert isinstance(document, Document)
    account = Account()
    publication = read(parse(document), account)
    assert account.report().unknown == []
    assert (publication.id, publication.date) == ("EP2400001A1", date(2011, 12, 28))
    assert publication.application == DocumentId(
        number="10160001", office="EP", kind="A", scheme="docdb"
    )
    epodoc = DocumentId(
        number="EP20100160001", office="EP", date=date(2010, 6, 24), scheme="epodoc"
    )
    assert publication.priorities == (Priority(document=epodoc, kind="regional"),)
    names = (Name(name="KYLMAE OY"), Name(name="Kylmä Oy"))
    assert publication.applicants == (Party(names=names, country="FI"),)
    assert [(c.scheme, c.symbol, c.additional) for c in publication.classifications] == [
        (Scheme.IPC, "H04W84/20", False),
        (Scheme.CPC, "H04W88/04", True),
    ]
    cited = DocumentId(number="02050001", office="WO", kind="A2", scheme="docdb")
    assert publication.citations == (
        Citation(document=cited, phase="search", category="A", claims="1-15"),
    )


def test_prefix_declared_only_by_the_lost_container() -> None:
    text = EXCHANGE.replace(' xmlns:exch="http://www.epo.org/exchange"', "")
    assert _read(text).id == "DE1250001B"


def test_lost_numbers() -> None:
    text = EXCHANGE.replace('doc-number="1250001"', "")
    assert _read(text).number == "1250001"
    text = text.replace("<doc-number>1250001</doc-number>", "").replace("DE1250001<", "<")
    with pytest.raises(RefusedError, match="publication number"):
        _read(text)


@pytest.mark.parametrize("status", ["D", "DV"])
def test_a_deletion_is_a_withdrawal_with_nothing_but_the_identity(status: str) -> None:
    whole, deleted = _read(EXCHANGE), _read(EXCHANGE.replace('status="A"', f'status="{status}"'))
    assert deleted == Publication(
        office="DE", number="1250001", kind=whole.kind, right=whole.right, withdrawn=True
    )
    assert deleted.id == whole.id


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<register-search/>", "EPO register answer"),
        ("<patent-family><family-member/></patent-family>", "OPS family answer"),
        ("<meta name='a'/><standardization/>", "spelling of a number"),
        ("<new-thing/>", "<world-patent-data> with <new-thing>"),
    ],
)
def test_other_answers_are_named(inside: str, reason: str) -> None:
    text = f"<world-patent-data xmlns='http://ops.epo.org'>{inside}</world-patent-data>"
    (refusal,) = _answer(text)
    assert isinstance(refusal, Refusal)
    assert "not a publication or case" in refusal.reason
    assert reason in refusal.reason


def test_fault_is_named() -> None:
    (document,) = _answer("<ops:fault xmlns:ops='http://ops.epo.org'><code>404</code></ops:fault>")
    assert isinstance(document, Document)
    with pytest.raises(RefusedError, match="OPS error answer"):
        Registry((FORMAT,), ()).read(document, Account())


def test_phases_of_docdb_and_ops_agree() -> None:
    assert PHASES["ISR"] == PHASES["international-search-report"]
    assert PHASES["SEA"] == PHASES["national-search-report"]


# What is given in several formats and kept in one, and symbols, are checked above.
_IN_SEVERAL_FORMATS = ("document-id", "patent-classification", "applicant", "inventor")


def test_shared_data(shared_data: Path) -> None:
    shelf = Shelf((shared_data / "docdb_ops").rglob("*.xml"), FORMAT, FULLTEXT)
    assert shelf.account.report().unknown == []
    assert len(shelf.publications) == 42
    strange = [
        reason for reason in shelf.reasons if not reason.startswith("not a publication or case: ")
    ]
    assert strange == ["no XML element begins here"]  # an empty answer
    assert not any("<world-patent-data> with" in reason for reason in shelf.reasons)
    for root, _, _ in shelf.read:
        _take_out(root, _IN_SEVERAL_FORMATS)
    shelf.read = [one for one in shelf.read if "".join(one[0].itertext()).strip()]
    assert min(share for _, share in shelf.coverages()) >= 0.97


def _take_out(root: Element, names: tuple[str, ...]) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in names:
                parent.remove(child)
