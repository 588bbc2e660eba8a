from datetime import date
from pathlib import Path

import pytest
from shared_files import STANDARDIZATION, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.jp_gazette import FORMAT, read
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

HEAD = """<jp-official-gazette kind-of-jp="{jp}" kind-of-st16="{st16}" lang="ja" dtd-version="1.0"
 country="JP" xmlns:jp="http://www.jpo.go.jp"><bibliographic-data lang="ja" country="JP">
<publication-reference><document-id><country>JP</country><doc-number>{number}</doc-number>
<kind>{printed}</kind><date>20210401</date></document-id></publication-reference>
"""
GAZETTE = (
    """<?xml version="1.0" encoding="UTF-8"?>"""
    + HEAD.format(jp="A", st16="A", number="2021012345", printed="公開特許公報(A)")
    + """<application-reference><document-id><doc-number>2019111222</doc-number>
<date>20190617</date></document-id></application-reference>
<invention-title>茶の淹れ方</invention-title>
<parties><jp:applicants-agents-article><jp:applicants-agents sequence="1">
<applicant sequence="1"><addressbook lang="ja"><name>茶工業株式会社</name>
<registered-number>000000123</registered-number><address><text>東京都港区１丁目</text></address>
</addressbook><addressbook lang="ja"><address><text>Minato, Tokyo</text></address></addressbook>
</applicant>
<agent sequence="1" jp:kind="representative"><addressbook><name>代理 太郎</name>
<registered-number>100000001</registered-number></addressbook><jp:attorney/></agent>
</jp:applicants-agents></jp:applicants-agents-article>
<inventors><inventor sequence="1"><addressbook><name>発明 花子</name><address>
<text>静岡県</text></address></addressbook></inventor></inventors></parties>
<priority-claims><priority-claim sequence="1" jp:kind="international"><country>US</country>
<doc-number>62/000,001</doc-number><date>20180618</date></priority-claim></priority-claims>
<dates-of-public-availability><printed-with-grant jp:kind="patent"><document-id>
<doc-number>6800001</doc-number><date>20210201</date></document-id></printed-with-grant>
</dates-of-public-availability>
<classification-ipc><edition/><main-clsf>A23F   3/18        20060101AFI20210301BHJP</main-clsf>
<further-clsf>A47J  31/00        20060101ALN20210301BHJP        </further-clsf></classification-ipc>
<classification-national><country>JP</country><main-clsf jp:facet="ZAB">A23F3/18</main-clsf>
<further-clsf>A47J31/00 301</further-clsf></classification-national>
<number-of-claims jp:adopted-law="claim">2</number-of-claims>
<figure-to-publish><fig-number>2</fig-number></figure-to-publish>
<related-documents><division jp:kind="patent"><relation><parent-doc><document-id>
<doc-number>2018000009</doc-number><date>20180104</date></document-id></parent-doc></relation>
</division></related-documents>
<jp:request-for-examination true-or-false="true"/><jp:filing-form>ＯＬ</jp:filing-form>
<jp:total-pages>5</jp:total-pages>
<jp:article-of-lack-of-novelty><lack-of-novelty sequence="1"><dtext>茶会で発表</dtext>
</lack-of-novelty></jp:article-of-lack-of-novelty>
<jp:theme-code-info><jp:theme-code>4B027</jp:theme-code></jp:theme-code-info>
<jp:f-term-info><jp:f-term>4B027FB01</jp:f-term></jp:f-term-info>
</bibliographic-data>
<jp:image-of-chosen-drawing><img id="000002" file="2021012345.tif"/></jp:image-of-chosen-drawing>
<description>
<technical-field><p num="0001">
  本発明は、茶に
  関する。
</p></technical-field>
<citation-list><patent-literature><p num="0002"><patcit num="1"><text>特開２０００－１号公報</text>
</patcit></p></patent-literature></citation-list>
<description-of-drawings><p num="0003"><figref num="1">湯の図である。</figref>
<figref num="2">茶の図である。</figref></p></description-of-drawings>
<reference-signs-list><p num="0004">１　急須<br/>２　湯のみ</p></reference-signs-list>
</description>
<claims><claim num="1"><claim-text>Ｈ<sub>2</sub>Ｏを沸かす、茶の淹れ方。</claim-text></claim>
<claim num="2"><claim-text>急須を用いる請求項１に記載の茶の淹れ方。</claim-text></claim></claims>
<abstract><p num="">【課題】うまい茶。<br/>【解決手段】湯を沸かす。</p></abstract>
<drawings><figure num="1"><img id="000003" file="2021012345.tif"/></figure>
<figure num="2"><img id="000004" file="2021012345.tif"/></figure></drawings>
<jp:written-amendment-group><jp:written-amendment kind="amendment"><date>20200105</date>
<jp:amendment-article><jp:amendment-group jp:serial-number="1">
<jp:document-code>A16333</jp:document-code><jp:item-of-amendment>全文</jp:item-of-amendment>
<jp:way-of-amendment>3</jp:way-of-amendment><jp:contents-of-amendment jp:kind-of-law="patent">
<claims><claim num="1"><claim-text>湯を<u style="single">よく</u>沸かす。</claim-text></claim>
</claims></jp:contents-of-amendment></jp:amendment-group></jp:amendment-article>
</jp:written-amendment></jp:written-amendment-group>
<jp:overflow><p num="">続き</p></jp:overflow></jp-official-gazette>"""
)


def _read(text: str | bytes, account: Account | None = None) -> Publication:
    data = text.encode() if isinstance(text, str) else text
    return read(parse(Document(data=data, position=0)), account or Account())


@pytest.fixture(scope="module")
def account() -> Account:
    return Account()


@pytest.fixture(scope="module")
def gazette(account: Account) -> Publication:
    return _read(GAZETTE, account)


def test_identity(gazette: Publication) -> None:
    assert gazette.id == "JP2021012345A"
    assert gazette.date == date(2021, 4, 1)
    assert gazette.right is Right.PATENT
    assert gazette.lang == "ja"
    assert gazette.application == DocumentId(
        number="2019111222", office="JP", date=date(2019, 6, 17)
    )
    assert gazette.titles == (Text(text="茶の淹れ方", lang="ja"),)


def test_every_field_has_its_decision(gazette: Publication, account: Account) -> None:
    assert gazette.titles
    assert account.report().unknown == []
    assert "jp-official-gazette/overflow" in account.ignored


def test_parties(gazette: Publication) -> None:
    assert gazette.applicants == (
        Party(
            names=(
                Name(name="茶工業株式会社", lang="ja", address="東京都港区１丁目"),
                Name(name="茶工業株式会社", address="Minato, Tokyo"),
            ),
            id="000000123",
        ),
    )
    assert gazette.agents == (Party(names=(Name(name="代理 太郎", lang="ja"),), id="100000001"),)
    assert [party.name for party in gazette.inventors] == ["発明 花子"]


def test_other_documents(gazette: Publication) -> None:
    american = DocumentId(number="62/000,001", office="US", date=date(2018, 6, 18))
    assert gazette.priorities == (Priority(document=american, kind="international"),)
    parent = DocumentId(number="2018000009", office="JP", date=date(2018, 1, 4))
    grant = DocumentId(number="6800001", office="JP", date=date(2021, 2, 1))
    assert gazette.related == (
        Related(relation="division", document=parent),
        Related(relation="grant", document=grant),
    )
    cited = DocumentId(number="特開２０００－１号", office="JP", kind="A")
    assert gazette.citations == (
        Citation(document=cited, text="特開２０００－１号公報", phase="applicant"),
    )


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("特開2019-123456号公報", ("JP", "特開2019-123456号", "A")),
        ("特開平１０－１２３４５６号公報（第３頁）", ("JP", "特開平１０－１２３４５６号", "A")),
        ("国際公開第2018/123456号", ("WO", "国際公開第2018/123456号", "")),
        ("国際公開第２０１８／１２３４５６号パンフレット", ("WO", "国際公開第２０１８／１２３４５６号", "")),
        ("特許第６１５１５５７号公報", ("JP", "特許第６１５１５５７号", "")),
        ("特開２００５－０１２３４５（ＪＰ，Ａ）", ("JP", "特開２００５－０１２３４５", "A")),
        ("特願2019-123456号", None),
        ("特開2019-123456号公報及び特開2018-1号公報", None),
        ("米国特許第５１２３４５６号明細書", None),
        ("山田太郎、「茶」、2019年", None),
    ],
)  # fmt: skip
def test_a_citation_names_its_document_where_one_reading_is_sure(
    text: str, document: tuple[str, str, str] | None
) -> None:
    xml = GAZETTE.replace("特開２０００－１号公報", text)
    (found,) = read(parse(Document(data=xml.encode(), position=0)), Account()).citations
    assert found.text == text
    assert found.phase == "applicant"
    given = found.document and (found.document.office, found.document.number, found.document.kind)
    assert given == document


def test_classifications(gazette: Publication) -> None:
    assert gazette.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="JP"
        ),
        Classification(
            scheme=Scheme.IPC, symbol="A47J31/00", edition="2006.01", additional=True, office="JP"
        ),
        Classification(scheme=Scheme.FI, symbol="A23F3/18", first=True, office="JP", facet="ZAB"),
        Classification(scheme=Scheme.FI, symbol="A47J31/00 301", office="JP"),
        Classification(scheme=Scheme.THEME, symbol="4B027", office="JP"),
        Classification(scheme=Scheme.F_TERM, symbol="4B027FB01", office="JP"),
    )


def test_description_is_printed_with_its_headings_and_labels(gazette: Publication) -> None:
    assert gazette.descriptions[0].blocks == (
        Block(text="技術分野", kind="heading"),
        Block(text="本発明は、茶に関する。", number="0001"),
        Block(text="先行技術文献", kind="heading"),
        Block(text="特許文献", kind="heading"),
        Block(text="【特許文献1】特開２０００－１号公報", number="0002"),
        Block(text="図面の簡単な説明", kind="heading"),
        Block(text="【図1】湯の図である。【図2】茶の図である。", number="0003"),
        Block(text="符号の説明", kind="heading"),
        Block(text="１ 急須\n２ 湯のみ", number="0004"),
    )


def test_claims(gazette: Publication) -> None:
    assert gazette.claims[0].claims == (
        Claim(number=1, text="Ｈ₂Ｏを沸かす、茶の淹れ方。"),
        Claim(number=2, text="急須を用いる請求項１に記載の茶の淹れ方。", depends_on=(1,)),
    )


def test_abstract_keeps_its_lines(gazette: Publication) -> None:
    assert gazette.abstracts[0].text == "【課題】うまい茶。\n【解決手段】湯を沸かす。"


def test_drawings_have_captions_and_the_chosen_one_is_marked(gazette: Publication) -> None:
    assert gazette.drawings == (
        Drawing(file="2021012345.tif", label="図1", caption="湯の図である。"),
        Drawing(file="2021012345.tif", label="図2", caption="茶の図である。", representative=True),
    )


def test_amendments_and_printed_notes(gazette: Publication) -> None:
    assert [note.text for note in gazette.notes] == [
        "茶会で発表",
        "\n".join(
            (
                "【提出日】2020-01-05",
                "【補正対象書類名】特許請求の範囲",
                "【補正対象項目名】全文",
                "【補正方法】変更",
                "【請求項1】",
                "湯をよく沸かす。",
            )
        ),
    ]


@pytest.mark.parametrize("encoding", ["EUC-JP", "Shift_JIS"])
def test_older_encodings(gazette: Publication, encoding: str) -> None:
    text = GAZETTE.replace("UTF-8", encoding).replace("－", "-").replace("\u2014", "-")
    old = _read(text.encode("cp932" if encoding == "Shift_JIS" else "euc_jp"))
    assert old.id == gazette.id
    assert old.titles == gazette.titles
    assert old.claims == gazette.claims


@pytest.mark.parametrize(
    ("jp", "st16", "number", "printed", "expected", "right"),
    [
        ("B", "B2", "6800001", "特許公報(B2)", "JP6800001B2", Right.PATENT),
        ("B", "B1", "6800002", "", "JP6800002B1", Right.PATENT),
        ("T", "A", "2021500001", "公表特許公報(A)", "JP2021500001A", Right.PATENT),
        ("U", "U", "3200001", "登録実用新案公報（Ｕ）", "JP3200001U", Right.UTILITY_MODEL),
    ],
)
def test_other_gazettes(
    jp: str, st16: str, number: str, printed: str, expected: str, right: Right
) -> None:
    head = HEAD.format(jp=jp, st16=st16, number=number, printed=printed)
    publication = _read(head + "</bibliographic-data></jp-official-gazette>")
    assert publication.id == expected
    assert publication.right is right


def test_utility_model_headings() -> None:
    head = HEAD.format(jp="U", st16="U", number="3200001", printed="登録実用新案公報(U)")
    text = (
        head
        + "</bibliographic-data><description><summary-of-invention><tech-problem><p num='0001'>湯"
        + "</p></tech-problem></summary-of-invention></description></jp-official-gazette>"
    )
    texts = [block.text for block in _read(text).descriptions[0].blocks]
    assert texts == ["考案の概要", "考案が解決しようとする課題", "湯"]


def test_chosen_drawing_that_is_no_figure_is_kept() -> None:
    text = GAZETTE.replace("<fig-number>2<", "<fig-number>化１<")
    drawing = _read(text).drawings[-1]
    assert drawing == Drawing(file="2021012345.tif", label="化１", representative=True)


@pytest.mark.parametrize("lost", ["<doc-number>2021012345</doc-number>", "公開特許"])
def test_without_number_it_is_refused(lost: str) -> None:
    text = GAZETTE.replace("<doc-number>2021012345</doc-number>", "")
    if lost == "公開特許":
        text = '<jp-official-gazette kind-of-jp="A"/>'
    with pytest.raises(RefusedError, match="publication number"):
        _read(text)


def test_unknown_elements_are_reported_and_their_text_is_kept() -> None:
    account = Account()
    text = GAZETTE.replace("うまい茶", "<tasty>うまい</tasty>茶").replace(
        "<jp:overflow>", "<jp:new/><jp:overflow>"
    )
    assert "うまい茶" in _read(text, account).abstracts[0].text
    assert account.report().unknown == [
        "jp-official-gazette/new",
        "jp-official-gazette/text//tasty",
    ]


def test_shared_data(shared_data: Path) -> None:
    shelf = Shelf((shared_data / STANDARDIZATION / "examples").glob("jp_*.xml"), FORMAT)
    assert shelf.reasons == []
    assert shelf.account.report().unknown == []
    assert [publication.id for publication in shelf.publications] == [
        "JP2021044377A",
        "JP2021044249A",
        "JP2021041306A",
    ]
    assert min(share for _, share in shelf.coverages()) >= 0.97
