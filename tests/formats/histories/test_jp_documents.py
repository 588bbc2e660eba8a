import contextlib
import datetime as dt
import html
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document
from madoguchi.formats.histories.jp_lines import blocks
from madoguchi.model import History, Paper, Right, decode_history, encode_history

NOTICE = """<?xml version="1.0" encoding="Shift_JIS"?>
<!DOCTYPE jp:notice-pat-exam-rn PUBLIC "-//JPO//DTD X//EN" "ntc-pt-e-rn.dtd" []>
<jp:notice-pat-exam-rn lang="ja" dtd-version="1.0" xmlns:jp="http://www.jpo.go.jp">
<jp:notice-of-rejection-a131-rn jp:kind-of-law="patent">
<jp:document-name>拒絶理由通知書</jp:document-name>
<jp:bibliog-in-ntc-pat-exam-rn>
<jp:application-reference appl-type="application" jp:kind-of-law="patent">
<jp:document-id><jp:doc-number>2020000001</jp:doc-number></jp:document-id>
</jp:application-reference>
<jp:drafting-date><jp:date>20240220</jp:date></jp:drafting-date>
<jp:draft-person-group><jp:name>茶野　道</jp:name><jp:staff-code>1234</jp:staff-code>
<jp:office-code>5D00</jp:office-code></jp:draft-person-group>
<jp:addressed-to-person-group jp:kind-of-person="applicant" jp:kind-of-agent="representative">
<jp:addressbook><jp:name>代理　太郎</jp:name></jp:addressbook>
<jp:number-of-other-persons>&#160;1</jp:number-of-other-persons>
</jp:addressed-to-person-group>
<jp:article-group><jp:article>第２９条第２項（進歩性）</jp:article></jp:article-group>
</jp:bibliog-in-ntc-pat-exam-rn>
<jp:reconsideration-before-appeal jp:true-or-false="false"/>
<jp:conclusion-part-article>
<p num="">　この出願は、次の理由によって拒絶をすべきものです。これについて意見が<br/>
ありましたら、意見書を提出してください。<br/>
<br/>
　　　　　　　　　　　　　　　　理由<br/>
</p>
</jp:conclusion-part-article>
<jp:drafting-body>
<p num="">１．この茶碗は知られている。<br/><br/>　　　　　記　　　（引用文献等一覧参照）<br/>●理由１について<br/>・請求項　１<br/>　引用文献１に<u>記載</u>されている。<br/>　　　＜引用文献等一覧＞<br/>１．特開２００２－０００００１号公報<br/>－－－－－－－－</p>
</jp:drafting-body>
<jp:footer-article><jp:approval-column-article>
<jp:staff3-group><jp:official-title>審査官　　　</jp:official-title><jp:name>茶野　道</jp:name>
<jp:staff-code>1234</jp:staff-code></jp:staff3-group>
<jp:staff4-group><jp:official-title>審査官補　　</jp:official-title><jp:name>　　　</jp:name>
<jp:staff-code></jp:staff-code></jp:staff4-group>
</jp:approval-column-article></jp:footer-article>
</jp:notice-of-rejection-a131-rn>
</jp:notice-pat-exam-rn>
"""

AMENDMENT = """<?xml version="1.0" encoding="Shift_JIS"?>
<jp:pat-amnd lang="ja" dtd-version="1.0" xmlns:jp="http://www.jpo.go.jp">
<jp:amendment-a523 jp:kind-of-law="patent">
<jp:document-code>A1523</jp:document-code>
<jp:addressed-to-person>特許庁長官殿</jp:addressed-to-person>
<jp:indication-of-case-article>
<jp:application-reference appl-type="application" jp:kind-of-law="patent">
<jp:document-id><jp:doc-number>2020000001</jp:doc-number></jp:document-id>
</jp:application-reference>
</jp:indication-of-case-article>
<jp:applicants><jp:applicant><jp:addressbook><jp:name>茶屋</jp:name>
<jp:registered-number>000000001</jp:registered-number></jp:addressbook></jp:applicant></jp:applicants>
<jp:agents><jp:agent jp:kind-of-agent="representative"><jp:addressbook><jp:name>代理　太郎</jp:name>
<jp:registered-number>100000002</jp:registered-number><jp:phone>（省略）</jp:phone></jp:addressbook>
<jp:attorney /></jp:agent></jp:agents>
<jp:dispatch-number>084096</jp:dispatch-number>
<jp:amendment-article>
<jp:amendment-group jp:serial-number="1">
<jp:document-code>A16333</jp:document-code>
<jp:item-of-amendment>全文</jp:item-of-amendment>
<jp:way-of-amendment>3</jp:way-of-amendment>
<jp:contents-of-amendment jp:kind-of-law="patent" jp:kind-of-document="claims">
<claims><claim num="1"><claim-text>
　<u>縁を折る</u>茶碗であって、<br />
　軽い茶碗。
</claim-text></claim></claims>
</jp:contents-of-amendment>
</jp:amendment-group>
<jp:amendment-group jp:serial-number="2">
<jp:document-code>A16330</jp:document-code>
<jp:item-of-amendment>０００６</jp:item-of-amendment>
<jp:way-of-amendment>3</jp:way-of-amendment>
<jp:contents-of-amendment jp:kind-of-law="patent" jp:kind-of-document="description">
<p num="0006">
　軽くする。<img file="JPOXMLDOC01-appb-D000001.tif"/><br />
　薄くする。
</p>
</jp:contents-of-amendment>
</jp:amendment-group>
<jp:amendment-group jp:serial-number="3">
<jp:document-code>A16330</jp:document-code>
<jp:item-of-amendment>０００７</jp:item-of-amendment>
<jp:way-of-amendment>2</jp:way-of-amendment>
</jp:amendment-group>
</jp:amendment-article>
</jp:amendment-a523>
</jp:pat-amnd>
"""

LETTER = """<HTML>
<HEAD>
<META http-equiv="Content-Type" content="text/html; charset=Shift_JIS">
</HEAD>
<BODY STYLE="font-size:12pt">
<PRE>
                                                                             1/
　　　　　　　　　　　<FONT SIZE="6">拒絶査定</FONT>


商標登録出願の番号　　　　　商願２０２４－０００００１
起案日　　　　　　　　　　　令和　８年　１月　８日
特許庁審査官　　　　　　　　茶野　道　　　　　　　　４２６５
指定商品又は指定役務並びに商品及び役務の区分
　第29,35類
　　願書のとおり
適用条文　　　　　　　第３条第１項第３号、第３条
　　　　　　　　　　　第１項第６号

　　　　　　　　　　　　　　　　 結　論

　この商標登録出願については、商標法第１５条の規定に基づき、商標登録をす
ることができません。<U>引用する語</U>は知られており、取扱いにあたってそれはよく

<HR Align="left" Width="640">
                                                                             2/E
＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊　ご注意　＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊
　&lt;不服&gt;があるとき。


　　　　　　　　　　　　　<U>　　　　　　　　　　　　　　　　　　　　　　　</U>
　　　　　　　　　　　　　<U>審査長／代理</U>　　<U>審査官</U>　　　　　<U>審査官補</U>
　　　　　　　　　　　　　<U>長野　茶</U>　　　　<U>茶野　道</U>
　　　　　　　　　　　　　<U>４１１５</U>　　　　<U>４２６５</U>
</PRE>
</BODY>
</HTML>
"""

FILED = """<HTML><HEAD>
<META http-equiv="Content-Type" content="text/html; charset=Shift_JIS">
</HEAD><BODY STYLE="font-size:12pt"><PRE>
                                                                             1/E
【書類名】　　　　　　手続補正書
【整理番号】　　　　　Ｒ０３－０２３
【提出日】　　　　　　令和　４年　３月２４日
【事件の表示】
　　【出願番号】　　　意願２０２１－　００００２
【補正をする者】
　　【氏名又は名称】　茶屋
　　　　　　　　　　　本店
【発送番号】　　　　　０１３７２４
【手続補正1】
　【補正対象書類名】　意匠登録願
　【補正方法】　　　　追加
　【補正の内容】
　　茶碗の正面図
</PRE></BODY></HTML>
"""


def read(text: str, name: str = "", account: Account | None = None) -> History:
    data = text.encode("cp932")
    (piece,) = FORMATS.split(io.BytesIO(data), data[:4096])
    assert isinstance(piece, Document)
    document = Document(piece.data, piece.position, piece.head, name)
    _, (history,) = FORMATS.read(document, account or Account())
    assert isinstance(history, History)
    assert decode_history(encode_history(history)) == history
    return history


def shown(paper: Paper) -> list[tuple[str, str, str]]:
    return [(block.kind, block.number, block.text) for block in paper.body.blocks]


def test_notice() -> None:
    account = Account()
    history = read(NOTICE, "x.zip/06124084096-jpntce.xml", account)
    assert str(history.case) == "JP-patent-2020000001"
    (listed,) = history.documents
    assert (listed.number, listed.code, listed.series) == ("06124084096", "A131", "jpo")
    assert (listed.date, listed.direction) == (dt.date(2024, 2, 20), "out")
    assert history.events == ()
    (paper,) = history.papers
    assert (paper.document, paper.title, paper.lang) == ("06124084096", "拒絶理由通知書", "ja")
    assert paper.facts == (
        ("特許出願の番号", "特願2020-000001"),
        ("起案日", "令和6年2月20日 (2024-02-20)"),
        ("特許庁審査官", "茶野 道 1234 5D00"),
        ("特許出願人代理人", "代理 太郎（外1名）"),
        ("適用条文", "第２９条第２項（進歩性）"),
        ("審査官", "茶野 道 1234"),
    )
    assert shown(paper) == [
        ("paragraph", "", "この出願は、次の理由によって拒絶をすべきものです。これについて意見がありましたら、意見書を提出してください。"),
        ("heading", "", "理由"),
        ("item", "", "１．この茶碗は知られている。"),
        ("heading", "", "記（引用文献等一覧参照）"),
        ("heading", "", "●理由１について"),
        ("item", "", "・請求項　１"),
        ("paragraph", "", "引用文献１に記載されている。"),
        ("heading", "", "＜引用文献等一覧＞"),
        ("item", "", "１．特開２００２－０００００１号公報"),
    ]  # fmt: skip
    assert account.report().unknown == []


def test_copy_for_dispatch_has_the_notice_one_deeper() -> None:
    text = NOTICE.replace("notice-pat-exam-rn ", "cpy-notice-pat-exam-rn ", 1)
    text = NOTICE.replace("<jp:notice-pat-exam-rn ", "<jp:cpy-notice-pat-exam-rn ").replace(
        "</jp:notice-pat-exam-rn>", "</jp:inner></jp:cpy-notice-pat-exam-rn>"
    )
    text = text.replace("<jp:notice-of-", "<jp:inner><jp:notice-of-", 1)
    assert read(text).papers[0].title == "拒絶理由通知書"


def test_amendment() -> None:
    account = Account()
    history = read(AMENDMENT, "A523_52400900473/JPOXMLDOC01-jpbibl.xml", account)
    assert history.documents == ()  # it tells no date; the file's list does
    (paper,) = history.papers
    assert (paper.document, paper.title) == ("52400900473", "手続補正書")
    assert paper.facts == (
        ("書類名", "手続補正書"),
        ("あて先", "特許庁長官殿"),
        ("事件の表示", "特願2020-000001"),
        ("補正をする者", "茶屋（識別番号 000000001）"),
        ("代理人", "弁理士 代理 太郎（識別番号 100000002）"),
        ("発送番号", "084096"),
    )
    assert shown(paper) == [
        ("heading", "", "【手続補正１】"),
        ("item", "", "【補正対象書類名】特許請求の範囲"),
        ("item", "", "【補正対象項目名】全文"),
        ("item", "", "【補正方法】変更"),
        ("heading", "", "【補正の内容】"),
        ("heading", "", "【請求項１】"),
        ("paragraph", "", "縁を折る茶碗であって、"),
        ("paragraph", "", "軽い茶碗。"),
        ("heading", "", "【手続補正２】"),
        ("item", "", "【補正対象書類名】明細書"),
        ("item", "", "【補正対象項目名】０００６"),
        ("item", "", "【補正方法】変更"),
        ("heading", "", "【補正の内容】"),
        ("paragraph", "0006", "軽くする。"),
        ("paragraph", "", "薄くする。"),
        ("image", "", ""),
        ("heading", "", "【手続補正３】"),
        ("item", "", "【補正対象書類名】明細書"),
        ("item", "", "【補正対象項目名】０００７"),
        ("item", "", "【補正方法】削除"),
    ]
    assert account.report().unknown == []


def test_letter_in_htm() -> None:
    history = read(LETTER, "refusal.zip/06426003498P.HTM")
    assert str(history.case) == "JP-trade-mark-2024000001"
    assert history.documents[0].code == "A02"
    (paper,) = history.papers
    assert (paper.document, paper.title, paper.media_type) == (
        "06426003498",
        "拒絶査定",
        "text/html",
    )
    assert paper.facts == (
        ("商標登録出願の番号", "商願２０２４－０００００１"),
        ("起案日", "令和8年1月8日 (2026-01-08)"),
        ("特許庁審査官", "茶野　道　４２６５"),
        ("指定商品又は指定役務並びに商品及び役務の区分", "第29,35類　願書のとおり"),
        ("適用条文", "第３条第１項第３号、第３条第１項第６号"),
        ("審査長／代理", "長野　茶 ４１１５"),
        ("審査官", "茶野　道 ４２６５"),
    )
    assert shown(paper) == [
        ("heading", "", "結論"),
        ("paragraph", "", "この商標登録出願については、商標法第１５条の規定に基づき、商標登録をすることができません。引用する語は知られており、取扱いにあたってそれはよく"),
        ("heading", "", "ご注意"),
        ("paragraph", "", "<不服>があるとき。"),
    ]  # fmt: skip


def test_filed_in_htm() -> None:
    history = read(FILED, "A523_52200813279/JPOSGMLDOC1P.HTM")
    assert str(history.case) == "JP-design-2021000002"
    assert history.documents[0].date == dt.date(2022, 3, 24)
    (paper,) = history.papers
    assert paper.document == "52200813279"
    assert paper.facts == (
        ("書類名", "手続補正書"),
        ("整理番号", "Ｒ０３－０２３"),
        ("提出日", "令和4年3月24日 (2022-03-24)"),
        ("事件の表示・出願番号", "意願２０２１－　００００２"),
        ("補正をする者・氏名又は名称", "茶屋本店"),
        ("発送番号", "０１３７２４"),
    )
    assert shown(paper) == [
        ("heading", "", "【手続補正1】"),
        ("item", "", "【補正対象書類名】意匠登録願"),
        ("item", "", "【補正方法】追加"),
        ("heading", "", "【補正の内容】"),
        ("item", "", "茶碗の正面図"),
    ]


def test_number_is_made_up_where_no_name_tells_it() -> None:
    assert read(NOTICE).papers[0].document == "A131-20240220-1"
    assert read(AMENDMENT).papers[0].document == "A523-undated-1"
    assert read(LETTER).papers[0].document == "A02-20260108-1"


@pytest.mark.parametrize(
    ("text", "good", "wrong", "complaint"),
    [
        (NOTICE, "2020000001", "", "names no application number"),
        (NOTICE, "20240220", "20240231", "the drafting date '20240231' is no date"),
        (NOTICE, 'a131-rn jp:kind-of-law="patent"', 'a131-rn jp:kind-of-law="song"', "'song' is no kind of law"),
        (NOTICE, "bibliog-in-ntc-pat-exam-rn", "something", "no bibliographic part"),
        (NOTICE, "notice-of-rejection-a131-rn", "notice", "no document inside whose code is known"),
        (NOTICE, "</jp:footer-article>", "", "not well-formed"),
        (AMENDMENT, "<jp:doc-number>2020000001</jp:doc-number>", "", "names no application number"),
        (LETTER, "商願２０２４－０００００１", "なし", "names no application number"),
        (LETTER, "商願２０２４－０００００１", "商願ああああああああ", "names no application number"),
        (LETTER, "１月　８日", "１３月　８日", "is no date"),
        (LETTER, "拒絶査定", "茶会への招待", "'茶会への招待' is no kind of document"),
        (LETTER, "<PRE>", "", "no preformatted text inside"),
        (FILED, "手続補正書", "茶会への招待", "is no kind of document"),
    ],
)  # fmt: skip
def test_refused_with_a_reason(text: str, good: str, wrong: str, complaint: str) -> None:
    assert good in text
    with pytest.raises(RefusedError, match=complaint):
        read(text.replace(good, wrong))


def test_bytes_that_are_no_shift_jis_are_refused() -> None:
    data = LETTER.encode("utf-8")
    with pytest.raises(RefusedError, match="is not Shift_JIS"):
        FORMATS.read(Document(data, 0), Account())


@given(st.data())
def test_any_cut_is_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([NOTICE, AMENDMENT, LETTER, FILED]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    put = data.draw(st.text(alphabet="１年月日願意商【】<>&;U/ 　", max_size=6))
    document = Document((text[:start] + put + text[end:]).encode("cp932"), 0)
    with contextlib.suppress(RefusedError):
        FORMATS.read(document, Account())


@pytest.mark.parametrize("full", [34, 36, 37])
def test_full_lines_are_joined_and_others_are_not(full: int) -> None:
    lines = ["　" + "茶" * (full - 1), "続き。", "別の行。"]
    texts = [block.text for block in blocks(lines, wrapped=True)]
    joined = full > 34
    assert texts == ["茶" * (full - 1) + "続き。" * joined, *["続き。"] * (not joined), "別の行。"]


@given(st.lists(st.text(alphabet="理由記結論　 ・１（）＜＞●茶。－", max_size=40)))
def test_blocks_lose_nothing_but_blanks_and_rules(lines: list[str]) -> None:
    def kept(texts: list[str]) -> str:
        rules = re.compile(r"[－]{5,}")
        return "".join(re.sub(r"\s", "", "" if rules.fullmatch(t.strip()) else t) for t in texts)

    assert kept([block.text for block in blocks(lines)]) == kept(lines)


DOCUMENTS = "prosecution/jpo_documents/jpo_documents"


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Path]:
    files = sorted(file for file in (shared_data / DOCUMENTS).rglob("*.*") if file.is_file())
    if not files:
        pytest.skip("the JPO's documents are not among the real data")
    return files


def letters(text: str) -> Counter[str]:
    """The Japanese letters: codes in digits and Latin letters are shown by name."""
    return Counter(re.sub(r"[\W_]|[!-~]", "", unicodedata.normalize("NFKC", text)))


def test_real_documents_are_read_whole(real: list[Path]) -> None:
    """All that is written in them is shown, but for page numbers and what the format says."""
    account = Account()
    assert len(real) == 10
    for file in real:
        text = file.read_bytes().decode("cp932")
        history = read(text, str(file), account)
        (paper,) = history.papers
        assert re.fullmatch(r"\d{11}", paper.document)
        body = text.partition("<BODY")[2] if file.suffix == ".HTM" else text
        source = letters(html.unescape(re.sub(r"<[^<>]*>", "", body)))
        told = letters(" ".join((paper.title, *sum(paper.facts, ()), paper.body.text)))
        missing = (source - told).total()
        assert missing <= max(8, source.total() * 0.003), (file.name, source - told)
    assert account.report().unknown == []


def test_real_documents_name_their_cases_and_codes(real: list[Path]) -> None:
    found = set()
    for file in real:
        history = read(file.read_bytes().decode("cp932"), str(file))
        found |= {(history.case.right, one.code, one.date) for one in history.documents}
    assert found == {
        (Right.DESIGN, "A131", dt.date(2022, 3, 10)),
        (Right.DESIGN, "A523", dt.date(2022, 3, 24)),
        (Right.PATENT, "A01", dt.date(2024, 7, 4)),
        (Right.PATENT, "A131", dt.date(2024, 2, 20)),
        (Right.TRADE_MARK, "A02", dt.date(2026, 1, 8)),
        (Right.TRADE_MARK, "A131", dt.date(2025, 6, 6)),
    }


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "mark", ["<U>", '<FONT SIZE="6">', "＊", "*", "http://", "【", "記（", "<HR "]
)
def test_marks_without_an_end_do_not_hold_up_the_reading(mark: str) -> None:
    """The time to read a page grows with its length, not with the square of it."""
    page = (
        '<HTML>\n<META http-equiv="Content-Type" content="text/html; charset=Shift_JIS">\n<PRE>\n　<FONT SIZE="6">拒絶理由通知書</FONT>\n'
        f"商標登録出願の番号　　商願２０２４－１２３４５６\n{mark * (200_000 // len(mark))}\n</PRE></HTML>"
    )
    name, told = FORMATS.read(Document(page.encode("cp932"), 0, name="x.HTM"), Account())
    assert (name, len(told)) == ("jpo-document-htm", 1)
