"""What parties file with the JPO in XML: amendments, written opinions, requests.

The labels in 【】 are those that the office prints for the elements.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.jp_lines import blocks, tidy
from madoguchi.formats.histories.jp_notices import lines
from madoguchi.formats.histories.jp_papers import Content, both_calendars, jp_case, printed_case
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import document_rule
from madoguchi.model import Block, CaseId, Right, parse_date

_ATTRIBUTES = Attributes(
    used="kind-of-law serial-number kind-of-agent",
    ignored={
        "appl-type": "always the application that the document is filed for",
        "kind-of-document": "the amended document's code tells it",
    },
)


def _shape(name: str, rules: dict[str, Rule]) -> Shape:
    return Shape(rules, _ATTRIBUTES, f"jpo-document:{name}")


_PERSON: dict[str, Rule] = {
    "addressbook/registered-number": "registered",
    "addressbook/name": "name",
    "addressbook/original-language-of-name": "original",
    "addressbook/kana": "kana",
    "addressbook/address/text": "address",
    "addressbook/text": "address",
    "addressbook/phone": Ignored("the office leaves it out of what it publishes"),
    "addressbook/fax": Ignored("the office leaves it out of what it publishes"),
    "attorney": "attorney",
    "lawyer": "lawyer",
    "representative-group/name": "representative",
    "share-rate": "share",
    "relation-attorney-special-matter": "relation",
}
_CASE = "indication-of-case-article"
_FILED = _shape(
    "filed",
    {
        "document-code": Ignored(
            "spelled as in electronic filing; the element's name has the code"
        ),
        "file-reference-id": "reference",
        "submission-date/date": "submitted",
        "addressed-to-person": "addressee",
        f"{_CASE}/application-reference/document-id/doc-number": "number",
        f"{_CASE}/application-reference/document-id/date": "filed",
        f"{_CASE}/receipt-number": "receipt",
        "applicants/applicant": Part("applicant", _shape("applicant", _PERSON)),
        "inventors/inventor": Part("inventor", _shape("inventor", _PERSON)),
        "agents/agent": Part("agent", _shape("agent", _PERSON)),
        "dispatch-number": "dispatch",
        "dispatch-date/date": "dispatched",
        "number-of-claim": "claims",
        "invention-title": "invention",
        "amendment-article/amendment-group": Part(
            "amendment",
            _shape(
                "amendment-group",
                {
                    "document-code": "document",
                    "item-of-amendment": "item",
                    "way-of-amendment": "way",
                    "contents-of-amendment": "contents",
                },
            ),
        ),
        "opinion-contents-article": "opinion",
        "notice-contents-group": "notice",
        "proof-means": "proof",
        "dtext": "other",
        "charge-article": Ignored("how fees were paid is not part of the file's reading"),
        "submission-object-list-article": "objects",
    },
)

_FILERS = {"A523": "補正をする者", "A524": "訂正をする者", "A621": "請求人"}
_APPLICANTS = {Right.PATENT: "特許出願人", Right.UTILITY_MODEL: "実用新案登録出願人"}
_OPINIONS = {"A53": "意見の内容", "A781": "上申の内容", "A59": "弁明の内容"}
_WAYS = {"1": "追加", "2": "削除", "3": "変更"}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def read_filed(
    element: Element, code: str, right: Right, document: Document, account: Account
) -> Content:
    """Read what a party filed. Raises RefusedError where it names no case."""
    fields = _FILED.read(element, account)
    case = jp_case(fields.text("number"), right, document)
    rule = document_rule(case, "jpo", code)
    title = rule.ja if rule else code
    submitted = fields.text("submitted")
    date = parse_date(submitted)
    if submitted and date is None:
        raise RefusedError(f"JPO document: the day of filing {submitted[:40]!r} is no date")
    facts = [
        ("書類名", title),
        ("整理番号", fields.text("reference")),
        ("提出日", both_calendars(date) if date else ""),
        ("あて先", fields.text("addressee")),
        ("事件の表示", printed_case(case)),
        *_persons(fields, code, right),
        ("発明の名称", fields.text("invention")),
        ("請求項の数", fields.text("claims")),
        ("発送番号", fields.text("dispatch")),
    ]
    return Content(
        case=case,
        code=code,
        title=title,
        date=date,
        facts=tuple((label, value) for label, value in facts if value),
        blocks=tuple(_blocks(fields, code, case)),
    )


def _persons(fields: Fields, code: str, right: Right) -> Iterator[tuple[str, str]]:
    filer = _FILERS.get(code) or _APPLICANTS.get(right, "提出者")
    for key, label in (("inventor", "発明者"), ("applicant", filer), ("agent", "代理人")):
        for person in fields.parts(key):
            yield label, _person(person)


def _person(person: Fields) -> str:
    profession = "弁理士" if "attorney" in person else "弁護士" if "lawyer" in person else ""
    name = " ".join(filter(None, (profession, tidy(person.text("name")))))
    number = person.text("registered")
    parts = (f"{name}（識別番号 {number}）" if number else name, person.text("address"))
    return "、".join(filter(None, parts))


def _blocks(fields: Fields, code: str, case: CaseId) -> Iterator[Block]:
    for n, group in enumerate(fields.parts("amendment"), 1):
        yield from _amendment(group, n, case)
    texts = {
        "opinion": _OPINIONS.get(code, "内容"),
        "notice": "届出の内容",
        "proof": "証拠方法",
        "other": "その他",
        "objects": "提出物件の目録",
    }
    for key, label in texts.items():
        for element in fields.elements(key):
            yield Block(text=f"【{label}】", kind="heading")
            yield from blocks(lines(element))


def _amendment(group: Fields, n: int, case: CaseId) -> Iterator[Block]:
    serials = [v for k, v in group.element.attrib.items() if k.endswith("serial-number")]
    yield Block(text=f"【手続補正{_wide(serials[0] if serials else str(n))}】", kind="heading")
    code, way = group.text("document"), group.text("way")
    rule = document_rule(case, "jpo-efiling", code)
    told = (
        ("補正対象書類名", rule.ja if rule else code),
        ("補正対象項目名", group.text("item")),
        ("補正方法", _WAYS.get(way, way)),
    )
    for label, value in told:
        if value:
            yield Block(text=f"【{label}】{value}", kind="item")
    for element in group.elements("contents"):
        yield Block(text="【補正の内容】", kind="heading")
        yield from _contents(element)


def _contents(element: Element) -> Iterator[Block]:
    """What an amendment puts in, with the labels printed for claims, titles and paragraphs."""
    for child in element:
        name = child.tag.rpartition("}")[2]
        number = child.get("num", "")
        if name == "claim":
            yield Block(text=f"【請求項{_wide(number)}】", kind="heading")
        elif name == "invention-title":
            yield Block(text="【発明の名称】", kind="heading")
        if name in _SECTIONS or child.find(".//p") is not None:
            yield from _contents(child)
        else:
            yield from _numbered(blocks(lines(child)), number if name == "p" else "")
            yield from _images(child)


_SECTIONS = frozenset({"claims", "description", "abstract", "drawings"})


def _numbered(found: Iterator[Block], number: str) -> Iterator[Block]:
    for block in found:
        yield Block(text=block.text, kind=block.kind, number=number)
        number = ""


def _images(element: Element) -> Iterator[Block]:
    for image in element.iter("img"):
        if image.get("file"):
            yield Block(kind="image", image=image.get("file", ""))


def _wide(number: str) -> str:
    return number.translate(_WIDE)
