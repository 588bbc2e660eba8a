"""How families name an application: one key, whatever the spelling that it is claimed in."""

import re

from madoguchi.law import application_number, plain_application, publication_number
from madoguchi.model import CaseId, DocumentId, Right

_APART = {Right.DESIGN: "d/", Right.TRADE_MARK: "t/", Right.GEOGRAPHICAL_INDICATION: "g/"}
_ALIAS = "p/"
_DIGITS = re.compile(r"\d{3}")
# Japanese patents and utility models are numbered alike: 特願2000-123456, 実願2000-123456.
_NUMBERED_ALIKE = frozenset({"JP"})


def case_key(case: CaseId) -> str:
    """The key of a case."""
    return _key(case.office, case.number, case.right)


def application_key(document: DocumentId, own: CaseId) -> str:
    """The key of an application that a case names, "" for what is no number.

    Where the document does not say, it is of the case's own office, and a right of its own sort: a
    design claims the priority of designs.
    """
    plain = plain_application(document)
    office = plain.office or own.office
    number = application_number(office, plain.number, plain.date, plain.kind)
    right = own.right if own.right in _APART else Right.PATENT
    if right is Right.PATENT and plain.kind.startswith("U"):
        right = Right.UTILITY_MODEL
    return _key(office, number, right) if _DIGITS.search(number) else ""


def international_publication_key(document: DocumentId) -> str:
    """The key of an international publication, which stands for its application, or ""."""
    number = publication_number("WO", document.number, document.kind, document.date)
    return f"{_ALIAS}WO{number}" if _DIGITS.search(number) else ""


def stands_for_another(key: str) -> bool:
    """Whether a key is that of a publication, which is no member itself."""
    return key.startswith(_ALIAS)


def office_of(key: str) -> str:
    """The office of an application; WO for an international one."""
    bare = key.rpartition("/")[2]
    return "WO" if bare.startswith("PCT") else bare[:2]


def _key(office: str, number: str, right: Right) -> str:
    if number.startswith("PCT"):
        return number
    alike = right is Right.UTILITY_MODEL and office in _NUMBERED_ALIKE
    return f"{_APART.get(right, '')}{office}{number}{':u' if alike else ''}"
