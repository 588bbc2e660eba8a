"""Documents of JPO files in HTM: designs and trade marks, one page of preformatted Shift_JIS text.

Examiners' letters have a large title and lines of label and value before their text; what parties
file has 【label】value lines. Page numbers, rules and the table of signatures are the page's.
"""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element

from madoguchi.errors import NumberError, RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.jp_lines import blocks, is_heading, tidy
from madoguchi.formats.histories.jp_papers import (
    Content,
    both_calendars,
    history,
    jp_case,
    named_code,
)
from madoguchi.formats.registry import HistoryFormat
from madoguchi.law import offices, read_number
from madoguchi.model import Block, CaseId, History, Pairs, parse_date

_NAME = "jpo-document-htm"
_START = re.compile(rb"\s*<HTML>.{0,400}charset=Shift_JIS", re.IGNORECASE | re.DOTALL)
_TEXT = re.compile(r"<PRE>(.*?)(?:</PRE>|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r'<FONT SIZE="6">([^<]{0,200})</FONT>', re.IGNORECASE)
_RULE = re.compile(r"<HR[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PAGE = re.compile(r"[ \u3000]*\d{1,4}/[ E]?[ ]*")
_SIGNED = re.compile(r"<U>([^<]{0,400})</U>", re.IGNORECASE)
_LABELLED = re.compile(r"[ \u3000]*【([^】]+)】[ \u3000]*(.*)")
_VALUED = re.compile(r"\u3000?([^ \u3000。、]{2,24})[ \u3000]{2,}(\S.*)")
_LABEL_ALONE = re.compile(r"\u3000?([^ \u3000。、（）]{2,40})")
_APPLICATION = re.compile(r"[意商特実]願[^<【\n]{4,20}")
_DEEP = re.compile(r"[ \u3000]{8,}\S")
# Where a filed document's text begins; all labels before are facts.
_CONTENTS = re.compile(r"手続補正[0-9０-９]+|.+の内容|.+の理由|.*説明")
_DATES = ("起案日", "提出日")
_FILED = "書類名"
# Names that several codes share, by the code that parties' and examiners' documents have.
_CODES = {
    "手続補正書": "A523",
    "拒絶理由通知書": "A131",
    "拒絶査定": "A02",
    "登録査定": "A01",
    "補正の却下の決定": "A191",
}


def _accepts(start: bytes) -> bool:
    return _START.match(start) is not None


def _read(_element: Element, document: Document, account: Account) -> tuple[History, ...]:
    account.mapped.add(f"{_NAME}:PRE")
    page = _TEXT.search(_decoded(document))
    if page is None:
        raise RefusedError("JPO document: no preformatted text inside", document.position)
    text = page[1].replace("\r", "")
    found = _APPLICATION.search(text)
    case = _case(found[0] if found else "", document)
    content = (_letter if _TITLE.search(text) else _filed)(text, case, document)
    return history(content, document)


def _decoded(document: Document) -> str:
    try:
        return document.data.decode("cp932")
    except UnicodeDecodeError as error:
        reason = f"JPO document: byte {error.start} is not Shift_JIS, which the document declares"
        raise RefusedError(reason, document.position) from None


def _case(text: str, document: Document) -> CaseId:
    """Read 意願２０２１－　１９５００: the first character tells the law."""
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    try:
        readings = read_number(number, "JP") if number else ()
    except NumberError:
        readings = ()
    for reading in readings:
        if reading.number.object == "application":
            return jp_case(reading.number.number, reading.number.right, document)
    return jp_case("", readings[0].number.right, document) if readings else _no_case(document)


def _no_case(document: Document) -> CaseId:
    raise RefusedError("JPO document: it names no application number", document.position)


def _letter(text: str, case: CaseId, document: Document) -> Content:
    """What an examiner sent: title, facts, text and, at the foot, signatures."""
    title = re.sub(r"\s", "", _plain(_TITLE.findall(text)[0]))
    page = [line for line in text.split("\n") if not _TITLE.search(line)]
    signed = _foot(page)
    facts, rest = _head(_lines(page[: len(page) - len(signed)]))
    found = tuple(blocks(rest, wrapped=True))
    return _content(case, document, title, (*facts, *_signatures(signed)), found)


def _filed(text: str, case: CaseId, document: Document) -> Content:
    """What a party filed: labelled lines, of which those after the first contents are the text."""
    lines = _lines(text.split("\n"))
    start = next((n for n, line in enumerate(lines) if _begins_contents(line)), len(lines))
    facts = _labelled(lines[:start])
    title = dict(facts).get(_FILED, "")
    return _content(case, document, title, facts, tuple(_filed_blocks(lines[start:])))


def _lines(page: list[str]) -> list[str]:
    """The lines without their tags; where a page ends, the text goes on in the next line."""
    kept = (line for line in page if not _RULE.fullmatch(line.strip()))
    return [line for raw in kept if not _PAGE.fullmatch(line := _plain(raw))]


def _foot(page: list[str]) -> list[str]:
    """The last lines, as long as they are underlined: examiners underline what they quote, too."""
    start = len(page)
    while start and (not page[start - 1].strip() or _SIGNED.search(page[start - 1])):
        start -= 1
    return page[start:]


def _plain(line: str) -> str:
    return html.unescape(_TAG.sub("", line)).rstrip()


def _content(
    case: CaseId, document: Document, title: str, facts: Pairs, found: tuple[Block, ...]
) -> Content:
    date = next((_date(value) for label, value in facts if label in _DATES), None)
    code = named_code(document) or _code(title)
    if not code:
        raise RefusedError(
            f"JPO document: {title[:40]!r} is no kind of document that is known", document.position
        )
    told = (
        (label, both_calendars(date) if date and label in _DATES else value)
        for label, value in facts
    )
    return Content(case, code, title, date, tuple(told), found, "text/html")


def _code(title: str) -> str:
    """Return the code whose name this is."""
    documents = offices()["JP"].documents["jpo"]
    named = (code for code, rule in documents.items() if rule.ja == title)
    return _CODES.get(title) or next(named, "")


def _date(text: str) -> dt.date | None:
    """Read 令和　４年　３月１０日. Raises RefusedError where it is no day."""
    date = parse_date(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if date is None:
        raise RefusedError(f"JPO document: {text[:40]!r} is no date")
    return date


def _head(lines: list[str]) -> tuple[Pairs, list[str]]:
    """Take the facts off the head: label and value, a value's further lines, a label alone."""
    facts: list[tuple[str, str]] = []
    alone = False
    for n, line in enumerate(lines):
        valued = _VALUED.fullmatch(line)
        if valued:
            facts.append((valued[1], tidy(valued[2])))
            alone = False
        elif facts and _goes_on(line, alone):
            label, value = facts.pop()
            facts.append((label, value + ("　" if alone and value else "") + tidy(line)))
        elif facts and _LABEL_ALONE.fullmatch(line) and not is_heading(line):
            facts.append((line.strip("\u3000"), ""))
            alone = True
        elif line.strip():
            return _told(facts), lines[n:]
        else:
            alone = False
    return _told(facts), []


def _goes_on(line: str, alone: bool) -> bool:
    """A value's further lines stand under it; below a label alone any indent will do."""
    if is_heading(line):
        return False
    return bool(_DEEP.match(line)) or (alone and line[:1] == "\u3000")


def _told(facts: list[tuple[str, str]]) -> Pairs:
    return tuple((label, value) for label, value in facts if value)


def _signatures(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Titles, names and staff numbers stand under each other, after a line for the stamps."""
    rows = [found for line in lines if (found := _SIGNED.findall(line))]
    for title, *said in zip_longest(*rows[-3:], fillvalue=""):
        value = " ".join(text for one in said if (text := tidy(one)))
        if value and tidy(title):
            yield tidy(title), value


def _begins_contents(line: str) -> bool:
    found = _LABELLED.fullmatch(line)
    return found is not None and _CONTENTS.fullmatch(found[1]) is not None


def _labelled(lines: list[str]) -> Pairs:
    """A label without a value names the group of the further indented ones below it."""
    facts: list[tuple[str, str]] = []
    group, outside = "", 0
    for line in lines:
        found = _LABELLED.fullmatch(line)
        if found:
            inside = bool(group) and found.start(1) > outside
            label = f"{group}・{found[1]}" if inside else found[1]
            facts.append((label, tidy(found[2])))
            if not inside:
                group, outside = ("" if tidy(found[2]) else found[1]), found.start(1)
        elif facts and line.strip():
            label, value = facts.pop()
            facts.append((label, value + tidy(line)))
    return _told(facts)


def _filed_blocks(lines: list[str]) -> Iterator[Block]:
    """Labels alone and those of each amendment are headings, labels with a value items."""
    for line in lines:
        found = _LABELLED.fullmatch(line)
        if found is None:
            yield from blocks([line])
        elif tidy(found[2]):
            yield Block(text=f"【{found[1]}】{tidy(found[2])}", kind="item")
        else:
            yield Block(text=f"【{found[1]}】", kind="heading")


FORMAT = HistoryFormat(name=_NAME, read=_read, accepts=_accepts)
