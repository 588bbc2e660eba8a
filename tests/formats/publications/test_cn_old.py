from datetime import date
from pathlib import Path

import pytest
from shared_files import STANDARDIZATION, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.cn_old import FORMAT, printed_ipc, read
from madoguchi.formats.xml import parse
from madoguchi.model import (
    Block,
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

DOCUMENT = """<?xml version="1.0" encoding="{encoding}"?>
<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data>
<cn-publication-reference><document-id><country>CN</country><doc-number>103456789</doc-number>
<kind>{kind}</kind><date>20140101</date></document-id>
<gazette-reference><gazette-num>30-01</gazette-num><date>20140101</date></gazette-reference>
</cn-publication-reference>
<application-reference appl-type="发明专利"><document-id><country>CN</country>
<doc-number>201310111222.3</doc-number><date>20130404</date></document-id></application-reference>
<priority-claims><priority-claim sequence="1" kind="international"><country>JP</country>
<doc-number>2012-000001</doc-number><date>20120405</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr><text>A23F   3/18    (2006.01)I</text>
</classification-ipcr><classification-ipcr><text>A47J   31/00    (2006.01)N</text>
</classification-ipcr></classifications-ipcr>
<invention-title>一种泡茶方法</invention-title>
<abstract><p num="1">本发明公开了一种泡茶方法。</p></abstract>
<cn-abstract-drawing><figure num="1"><img file="abs.TIF"/></figure></cn-abstract-drawing>
<cn-related-publication/><cn-related-documents><division><relation><parent-doc><document-id>
<country>CN</country><doc-number>201110000001.1</doc-number></document-id></parent-doc></relation>
</division></cn-related-documents>
<cn-parties><cn-applicants cn-representative-is="x"><cn-applicant sequence="1">
<addressbook lang="ZH"><name>茶业公司</name><address><text>100000 北京市</text></address>
</addressbook></cn-applicant></cn-applicants>
<cn-inventors><cn-inventor sequence="1" cn-not-to-be-published-request-by-inventor="no">
<name>王茶</name></cn-inventor></cn-inventors>
<cn-agents><cn-agent sequence="1" rep-type="agent"><cn-agency><name>北京代理事务所 11001</name>
</cn-agency><name>李代</name></cn-agent><cn-agent sequence="2" rep-type="agent"><cn-agency>
<name>北京代理事务所 11001</name></cn-agency><name>张理</name></cn-agent></cn-agents></cn-parties>
<date-pct-article-22-39-fulfilled><date>20131001</date></date-pct-article-22-39-fulfilled>
<pct-or-regional-filing-data><document-id><country>JP</country>
<doc-number>PCT/JP2012/000002</doc-number><date>20120404</date></document-id>
</pct-or-regional-filing-data>
</cn-bibliographic-data>
<application-body lang="CN" country="CN"><description>
<invention-title>一种泡茶方法</invention-title>
<p id="p0001" num="0001">技术领域</p><p id="p0002" num="0002">本发明涉及茶。</p></description>
<claims><claim id="cl0001" num="0001"><claim-text>1.一种泡茶方法，其特征在于：煮水。</claim-text>
</claim><claim id="cl0002" num="0002"><claim-text>2.根据权利要求1所述的方法，其特征在于：
<claim-text>倒茶。</claim-text></claim-text></claim></claims>
<drawings><figure id="f0001" num="0001" figure-labels="图1"><img id="i1" file="H1.TIF"/></figure>
</drawings></application-body></cn-patent-document>"""


def _read(text: str, encoding: str = "utf-8", account: Account | None = None) -> Publication:
    data = text.replace("{encoding}", encoding).replace("{kind}", "A").encode(encoding)
    return read(parse(Document(data=data, position=0)), account or Account())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gb2312"])
def test_every_field(encoding: str) -> None:
    account = Account()
    publication = _read(DOCUMENT, encoding, account)
    assert account.report().unknown == []
    applicant = Name(name="茶业公司", lang="zh", address="100000 北京市")
    assert publication == Publication(
        office="CN",
        number="103456789",
        kind="A",
        right=Right.PATENT,
        date=date(2014, 1, 1),
        lang="zh",
        application=DocumentId(number="201310111222.3", office="CN", date=date(2013, 4, 4)),
        titles=(Text(text="一种泡茶方法", lang="zh"),),
        abstracts=publication.abstracts,
        claims=publication.claims,
        descriptions=publication.descriptions,
        drawings=(
            Drawing(file="abs.TIF", representative=True),
            Drawing(file="H1.TIF", label="图1"),
        ),
        applicants=(Party(names=(applicant,)),),
        inventors=(Party(names=(Name(name="王茶", lang="zh"),)),),
        agents=(
            Party(names=(Name(name="北京代理事务所", lang="zh"),), id="11001"),
            Party(names=(Name(name="李代", lang="zh"),)),
            Party(names=(Name(name="张理", lang="zh"),)),
        ),
        priorities=(
            Priority(
                document=DocumentId(number="2012-000001", office="JP", date=date(2012, 4, 5)),
                kind="international",
            ),
        ),
        related=(
            Related(relation="division", document=DocumentId(number="201110000001.1", office="CN")),
            Related(
                relation="pct-application",
                document=DocumentId(number="PCT/JP2012/000002", office="JP", date=date(2012, 4, 4)),
            ),
        ),
        classifications=(
            Classification(scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True),
            Classification(
                scheme=Scheme.IPC, symbol="A47J31/00", edition="2006.01", additional=True
            ),
        ),
    )


def test_texts() -> None:
    publication = _read(DOCUMENT)
    assert publication.abstracts[0].blocks == (
        Block(text="本发明公开了一种泡茶方法。", number="1"),
    )
    assert publication.descriptions[0].blocks == (
        Block(text="一种泡茶方法", kind="heading"),
        Block(text="技术领域", number="0001"),
        Block(text="本发明涉及茶。", number="0002"),
    )
    assert publication.claims[0].claims == (
        Claim(number=1, text="一种泡茶方法，其特征在于：煮水。"),
        Claim(number=2, text="根据权利要求1所述的方法，其特征在于：\n倒茶。", depends_on=(1,)),
    )


@pytest.mark.parametrize(
    ("text", "symbol", "edition"),
    [
        ("A24B   15/18    (2006.01)", "A24B15/18", "2006.01"),
        ("G09G 3/3208(2016.01)I", "G09G3/3208", "2016.01"),
        ("A24B15/18", "A24B15/18", ""),
    ],
)
def test_printed_ipc(text: str, symbol: str, edition: str) -> None:
    found = printed_ipc(text, first=False)
    assert found
    assert (found.symbol, found.edition) == (symbol, edition)


def test_no_symbol_is_read_from_other_text() -> None:
    assert printed_ipc("", first=True) is None


def test_without_number_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read(DOCUMENT.replace("<doc-number>103456789</doc-number>", ""))


def test_shared_data(shared_data: Path) -> None:
    shelf = Shelf((shared_data / STANDARDIZATION / "examples").glob("cn_old*.xml"), FORMAT)
    assert shelf.reasons == []
    assert shelf.account.report().unknown == []
    assert [publication.id for publication in shelf.publications] == [
        "CN104223352A",
        "CN104245143A",
    ]
    assert min(share for _, share in shelf.coverages()) >= 0.97
