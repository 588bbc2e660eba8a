"""Documents of JPO files in XML: examiners' notices and decisions, and what parties file.

A root names the kind of document (`jp:notice-pat-exam-rn`), the element inside the document itself
(`jp:notice-of-rejection-a131-rn`): its last part is the code as examination records spell it, not
as electronic filing does (`jp:document-code`), where A101 is a grant decision.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.jp_filed import read_filed
from madoguchi.formats.histories.jp_notices import read_notice
from madoguchi.formats.histories.jp_papers import history
from madoguchi.formats.registry import HistoryFormat
from madoguchi.model import History, Right

_CODE = re.compile(r"[a-z0-9-]+-([acr]\d{2,6})(?:-rn)?")
_NOTICES = (
    "notice-pat-exam",
    "notice-pat-exam-rn",
    "notice-pat-frm",
    "cpy-notice-pat-exam",
    "cpy-notice-pat-exam-rn",
    "cpy-notice-pat-frm",
)
_FILED = ("pat-amnd", "pat-rspns", "pat-etc", "pat-app-doc")
_RIGHTS = {
    "": Right.PATENT,
    "patent": Right.PATENT,
    "utility": Right.UTILITY_MODEL,
    "design": Right.DESIGN,
    "trademark": Right.TRADE_MARK,
}


def _read(root: Element, document: Document, account: Account) -> tuple[History, ...]:
    found = next(_documents(root, 0), None)
    if found is None:
        raise RefusedError("JPO document: no document inside whose code is known")
    element, code = found
    law = next((v for k, v in element.attrib.items() if k.endswith("kind-of-law")), "")
    right = _RIGHTS.get(law)
    if right is None:
        raise RefusedError(f"JPO document: {law[:40]!r} is no kind of law that is known")
    name = root.tag.rpartition("}")[2]
    account.mapped.add(f"jpo-document:{name}")
    read = read_filed if name in _FILED else read_notice
    return history(read(element, code, right, document, account), document)


def _documents(element: Element, depth: int) -> Iterator[tuple[Element, str]]:
    """The document lies in the root, in copies for dispatch one deeper."""
    for child in element:
        code = _CODE.fullmatch(child.tag.rpartition("}")[2])
        if code:
            yield child, code[1].upper()
        elif depth < 1:
            yield from _documents(child, depth + 1)


FORMAT = HistoryFormat(name="jpo-document", read=_read, roots=(*_NOTICES, *_FILED))
