"""Notices and decisions of the JPO's examiners in XML, facts and text in the order of the page."""

from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.jp_lines import blocks, tidy
from madoguchi.formats.histories.jp_papers import Content, both_calendars, jp_case, printed_case
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.formats.text import raw_text
from madoguchi.model import Block, CaseId, Right, parse_date

_ATTRIBUTES = Attributes(
    used="kind-of-law kind-of-person kind-of-agent true-or-false adopted-law",
    ignored={"appl-type": "always the application that the notice is of"},
)


def _shape(name: str, rules: dict[str, str | Ignored | Part]) -> Shape:
    return Shape(rules, _ATTRIBUTES, f"jpo-document:{name}")


_PERSON = _shape(
    "addressed-to-person-group",
    {"addressbook/name": "name", "number-of-other-persons": "others"},
)
_STAFF = _shape(
    "staff-group",
    {
        "official-title": "title",
        "name": "name",
        "staff-code": "code",
        "office-code": "office",
    },
)
_BIBLIOGRAPHY: dict[str, str | Ignored | Part] = {
    "application-reference/document-id/doc-number": "number",
    "drafting-date/date": "drafted",
    "draft-person-group": Part("drafter", _STAFF),
    "invention-title": "invention",
    "number-of-claim": "claims",
    "addressed-to-person-group": Part("person", _PERSON),
    "article-group/article": "article",
}
_SIGNATURES: dict[str, str | Ignored | Part] = {
    f"approval-column-article/staff{n}-group": Part("staff", _STAFF) for n in range(1, 7)
}
_MEMO: dict[str, str | Ignored | Part] = {
    "document-name": "title",
    "final-decision-bibliog-rn": Ignored("repeats the application number"),
    "final-decision-body-rn/fi-article/fi": "fi",
    "final-decision-body-rn/field-of-search-article/field-of-search": "searched",
    "final-decision-body-rn/patent-reference-article/patent-reference-group": Part(
        "reference",
        _shape("patent-reference-group", {"document-number": "number", "kind-of-document": "kind"}),
    ),
    "final-decision-body-rn/reference-books-article": "books",
}
_BIBLIOGRAPHIES = (
    "bibliog-in-ntc-pat-exam-rn",
    "bibliog-in-ntc-pat-exam",
    "bibliog-in-ntc-pat-frm",
)
_NOTICE = _shape(
    "notice",
    {
        "document-name": "title",
        **{name: Part("bibliography", _shape(name, _BIBLIOGRAPHY)) for name in _BIBLIOGRAPHIES},
        "reconsideration-before-appeal": "reconsideration",
        "conclusion-part-article": "conclusion",
        "drafting-body": "body",
        "footer-article": Part(
            "footer", _shape("footer-article", {**_SIGNATURES, "devider": Part("staff", _STAFF)})
        ),
        "final-decision-group-rn": Part(
            "decision",
            _shape(
                "final-decision-group-rn",
                {
                    "kind-of-application": "kind",
                    "exist-of-reference-doc": "references",
                    "patent-law-section30": "grace",
                    "change-flag-invention-title": "retitled",
                    "deposit-article": "deposit",
                },
            ),
        ),
        "final-decision-memo-rn": Part("memo", _shape("final-decision-memo-rn", _MEMO)),
    },
)

_APPLICATIONS = {
    Right.PATENT: "特許出願",
    Right.UTILITY_MODEL: "実用新案登録出願",
    Right.DESIGN: "意匠登録出願",
    Right.TRADE_MARK: "商標登録出願",
}
_FLAGS = {
    "grace": "特許法第30条適用",
    "retitled": "発明の名称の変更",
    "references": "参考文献",
}
_YES_NO = {"true": "有", "false": "無"}


def read_notice(
    element: Element, code: str, right: Right, document: Document, account: Account
) -> Content:
    """Read a notice or decision. Raises RefusedError where it names no case."""
    fields = _NOTICE.read(element, account)
    bibliography = fields.part("bibliography")
    if bibliography is None:
        raise RefusedError("JPO document: the notice has no bibliographic part")
    case = jp_case(bibliography.text("number"), right, document)
    drafted = bibliography.text("drafted")
    date = parse_date(drafted)
    if drafted and date is None:
        raise RefusedError(f"JPO document: the drafting date {drafted[:40]!r} is no date")
    facts = [
        (f"{_APPLICATIONS[right]}の番号", printed_case(case)),
        ("起案日", both_calendars(date) if date else ""),
        *_facts(bibliography, case),
        *_decision(fields),
        *_signatures(fields),
    ]
    return Content(
        case=case,
        code=code,
        title=fields.text("title") or code,
        date=date,
        facts=tuple((label, value) for label, value in facts if value),
        blocks=tuple(_blocks(fields)),
    )


def _facts(fields: Fields, case: CaseId) -> Iterator[tuple[str, str]]:
    for staff in fields.parts("drafter"):
        yield "特許庁審査官", _joined(staff, "name", "code", "office")
    yield "発明の名称", fields.text("invention")
    yield "請求項の数", fields.text("claims")
    for person in fields.parts("person"):
        others = person.text("others")
        value = f"{_joined(person, 'name')}{f'（外{others}名）' if others else ''}"
        yield _addressed(person, case), value
    yield "適用条文", "、".join(fields.texts("article"))


def _addressed(person: Fields, case: CaseId) -> str:
    """Letters go to the applicant, or to the agent who represents it."""
    kinds = {name.rpartition("}")[2]: value for name, value in person.element.attrib.items()}
    if kinds.get("kind-of-person") == "attorney":
        return "代理人"
    applicant = f"{_APPLICATIONS[case.right]}人"
    return f"{applicant}代理人" if kinds.get("kind-of-agent") else applicant


def _decision(fields: Fields) -> Iterator[tuple[str, str]]:
    for part in fields.parts("decision"):
        yield "出願種別", part.text("kind")
        for key, label in _FLAGS.items():
            flag = part.element_of(key)
            values = list(flag.attrib.values()) if flag is not None else []
            yield label, _YES_NO.get(values[0], "") if values else ""
        yield "微生物の寄託", part.text("deposit")


def _signatures(fields: Fields) -> Iterator[tuple[str, str]]:
    for staff in chain.from_iterable(part.parts("staff") for part in fields.parts("footer")):
        if tidy(staff.text("name")):
            yield tidy(staff.text("title")), _joined(staff, "name", "code")


def _joined(fields: Fields, *keys: str) -> str:
    return " ".join(text for key in keys if (text := tidy(fields.text(key))))


def _blocks(fields: Fields) -> Iterator[Block]:
    for element in fields.elements("conclusion"):
        yield from blocks(lines(element), wrapped=True)
    for element in fields.elements("body"):
        yield from blocks(lines(element))
    for memo in fields.parts("memo"):
        yield from _memo(memo)


def lines(element: Element) -> list[str]:
    """Return the text by its lines; a break in the text and one in the file are the same one."""
    return raw_text(element).replace("\r", "").replace("\n\n", "\n").split("\n")


def _memo(memo: Fields) -> Iterator[Block]:
    """What a decision to grant tells for the gazette: classes, fields searched, references."""
    yield Block(text=memo.text("title"), kind="heading")
    references = [_joined(part, "number", "kind") for part in memo.parts("reference")]
    told = {
        "国際特許分類（ＦＩ）": [" ".join(text.rstrip(",").split()) for text in memo.texts("fi")],
        "調査した分野": memo.texts("searched"),
        "参考特許文献": references,
        "参考図書雑誌": memo.texts("books"),
    }
    for label, texts in told.items():
        if texts:
            yield Block(text=label, kind="heading")
            yield from (Block(text=text, kind="item") for text in texts)
