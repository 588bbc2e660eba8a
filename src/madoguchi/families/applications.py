"""How families name an application: one key, whatever the spelling that it is claimed in.

What cannot be told from others gets no key and links nothing: a number of fewer than six signs,
one of zeros, one whose serial is left empty. Two inventions joined by such a number would be worse
than a link that is missing.
"""

import re

from madoguchi.errors import NotFoundError
from madoguchi.law import application_number, plain_application, publication_number
from madoguchi.model import CaseId, DocumentId, Right

_APART = {Right.DESIGN: "d/", Right.TRADE_MARK: "t/", Right.GEOGRAPHICAL_INDICATION: "g/"}
_ALIAS = "p/"
_SHORTEST = 6
_DIGITS = re.compile(r"\d{3}")
# Whole numbers of these offices are never of fewer digits: what is has lost its year or series.
_WHOLE = {"US": 8, "EP": 8, "JP": 10, "DE": 7, "CN": 8, "KR": 13}
_PCT = re.compile(r"PCT[A-Z]{2}\d{10}")
# All zeros, or a year or series with a serial of zeros. CA 3000000, seven digits, is a number.
_EMPTY = re.compile(r"\D*0+\D*|.*\d\d0{6}")
# Japanese patents and utility models are numbered alike: 特願2000-123456, 実願2000-123456.
_NUMBERED_ALIKE = frozenset({"JP"})
_WRITTEN = {
    "特": Right.PATENT,
    "実": Right.UTILITY_MODEL,
    "意": Right.DESIGN,
    "商": Right.TRADE_MARK,
}
# What DOCDB gives as the kind of an application, and EPODOC after its number.
_LETTERS = {"U": Right.UTILITY_MODEL, "F": Right.DESIGN}


def case_key(case: CaseId) -> str:
    """The key of a case, "" for one whose number is none."""
    return "" if _EMPTY.fullmatch(case.number) else _key(case.office, case.number, case.right)


def application_key(document: DocumentId, own: CaseId) -> str:
    """The key of an application that a case names, "" for what is no number.

    Where the document does not say, it is of the case's own office, and a right of its own sort: a
    design claims the priority of designs.
    """
    plain = plain_application(document)
    office, right = plain.office or own.office, _right(document, own)
    number = plain.number
    if plain is document:
        number = application_number(office, number, plain.date, plain.kind, right)
    return _key(office, number, right) if _tells_apart(number, _WHOLE.get(office, 0)) else ""


def international_publication_key(document: DocumentId) -> str:
    """The key of an international publication, which stands for its application, or ""."""
    number = publication_number("WO", document.number, document.kind, document.date)
    return f"{_ALIAS}WO{number}" if _tells_apart(number) else ""


def stands_for_another(key: str) -> bool:
    """Whether a key is that of a publication, which is no member itself."""
    return key.startswith(_ALIAS)


def office_of(key: str) -> str:
    """The office of an application; WO for an international one."""
    bare = key.rpartition("/")[2]
    return "WO" if bare.startswith("PCT") else bare[:2]


def _right(document: DocumentId, own: CaseId) -> Right:
    number = document.number.strip()
    written = _WRITTEN.get(number[:1])
    if written or own.right in _APART:
        return written or own.right
    return _LETTERS.get(document.kind[:1]) or _LETTERS.get(number[-1:].upper(), Right.PATENT)


def _tells_apart(number: str, whole: int = 0) -> bool:
    cut = _PCT.fullmatch(number) is None if number.startswith("PCT") else len(number) < _SHORTEST
    cut = cut or (number.isdecimal() and len(number) < whole)
    return not cut and _DIGITS.search(number) is not None and _EMPTY.fullmatch(number) is None


def _key(office: str, number: str, right: Right) -> str:
    if number.startswith("PCT"):
        return number
    alike = right is Right.UTILITY_MODEL and office in _NUMBERED_ALIKE
    return f"{_APART.get(right, '')}{office}{number}{':u' if alike else ''}"


def case_of_key(key: str) -> str:
    """The case of an application that is only claimed, as far as its key tells."""
    office, number = ("WO", key) if key.startswith("PCT") else (key[:2], key[2:])
    right = Right.PATENT
    if number.endswith(":u"):
        right, number = Right.UTILITY_MODEL, number.removesuffix(":u")
    if key.startswith(_ALIAS):
        return ""
    try:
        return str(CaseId.parse(f"{office}-{right.value}-{number}"))
    except NotFoundError:
        return ""
