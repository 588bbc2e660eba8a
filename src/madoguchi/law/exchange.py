"""Numbers as the EPO's data write them: DOCDB's parts and EPODOC's one word.

A document that came in DOCDB's own spelling keeps it. Every other is read by its office's rules
and written anew; what those leave open (a year, a series) the date of filing tells.
"""

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from madoguchi.errors import NumberError
from madoguchi.law.files import application_number, publication_number
from madoguchi.law.numbers import Number, publication
from madoguchi.model import DocumentId, Right

DOCDB, EPODOC = "docdb", "epodoc"
_PCT = re.compile(r"PCT([A-Z]{2})(\d{4})(\d{6})")
_UNKNOWN = re.compile(r"(\d+)X")
_EPODOC_PUBLICATION = re.compile(r"([A-Z]{2})([A-Z]{0,3}\d{1,14})([A-Z]\d?)?")
_EPODOC_APPLICATION = re.compile(r"([A-Z]{2})([A-Z]{0,3}\d[A-Z0-9]{0,20})")
_EPODOC_DATED = re.compile(r"((?:18|19|20)\d\d)(\d{7})[A-Z]?")
_EPODOC_LETTERED = re.compile(r"\d{4}([A-Z])(\d{6})")
_EPODOC_UNKNOWN = re.compile(r"X(\d+)")
_LETTERED = re.compile(r"([A-Z])0?(\d{6})")
# Applications at the USPTO of series 13 and later are written with their series.
_US = re.compile(r"(\d\d)(\d{6})")
_FIRST_SERIES_WRITTEN, _FIRST_PROVISIONAL_WRITTEN = 13, 61
_WHOLE_YEARS = 2004
# Where numbers of several kinds would be the same, EPODOC adds the kind's letter, or the whole
# kind. Source: answers of EPO OPS 3.2; Korea and the letters U, Y recalled.
_LETTER_ADDED = {"CN": "BCUY", "JP": "BUY", "NL": "C", "TW": "BU"}
_KIND_ADDED = {"DE": "DTU", "KR": "BUY"}
_ADDED_ELSEWHERE = "TU"


def docdb_publication(document: DocumentId) -> DocumentId:
    """Return a publication's number in DOCDB's spelling."""
    if document.scheme == DOCDB:
        return document
    document = _plain(document, applied=False)
    number = publication_number(document.office, document.number, document.kind, document.date)
    found = publication(document.office, number, document.kind)
    return _respelled(document, _middle(found.docdb, found.number))


def epodoc_publication(document: DocumentId) -> DocumentId:
    """Return a publication's number in EPODOC's spelling, its office within."""
    document = _plain(document, applied=False)
    number = publication_number(document.office, document.number, document.kind, document.date)
    word = publication(document.office, number, document.kind).epodoc
    return _word(document, word + (_mark(document) if word[-1:].isdigit() else ""))


def _mark(document: DocumentId) -> str:
    """What EPODOC adds to the number to tell its kind."""
    letter = document.kind[:1]
    if letter and letter in _KIND_ADDED.get(document.office, ""):
        return document.kind
    added = _LETTER_ADDED.get(document.office, _ADDED_ELSEWHERE)
    return letter if letter and letter in added else ""


def docdb_application(document: DocumentId, right: Right = Right.PATENT) -> DocumentId:
    """Return an application's or priority's number in DOCDB's spelling."""
    if document.scheme == DOCDB:
        kind = document.kind or _kind(document, right)
        return msgspec.structs.replace(document, kind=kind)
    document = _plain(document, applied=True)
    number = _canonical(document)
    pct = _PCT.fullmatch(number)
    if pct:
        office, year, serial = pct.groups()
        spelled = f"{year}{serial}" if int(year) >= _WHOLE_YEARS else f"{year[2:]}{int(serial):05}"
        return msgspec.structs.replace(
            document, office=office, number=spelled, kind="W", scheme=DOCDB
        )
    written = _us_docdb(document, number) if document.office == "US" else ""
    own = _own(document, right, number)
    kind = _kind(document, right, number)
    return _respelled(document, written or _middle(own.docdb, number), kind)


def _kind(document: DocumentId, right: Right, number: str = "") -> str:
    """The kind code of an application: A, of a utility model U, of a provisional one P."""
    if document.office == "US" and _US.fullmatch(number) and number[0] == "6":
        return "P"
    return "U" if right is Right.UTILITY_MODEL else "A"


def epodoc_application(document: DocumentId, right: Right = Right.PATENT) -> DocumentId:
    """Return an application's or priority's number in EPODOC's spelling, its office within."""
    document = _plain(document, applied=True)
    number = _canonical(document)
    pct = _PCT.fullmatch(number)
    if pct:
        office, year, serial = pct.groups()
        return _word(document, f"WO{year}{office}{int(serial):05}")
    unknown = _UNKNOWN.fullmatch(number)
    if unknown:
        return _word(document, f"{document.office}X{unknown[1]}")
    if document.office == "US":
        return _word(document, _us_epodoc(document, number))
    return _word(document, _by_year(document, number) or _own(document, right, number).epodoc)


def read_epodoc_publication(word: str, kind: str = "", date: dt.date | None = None) -> DocumentId:
    """Read a publication's number in EPODOC's spelling. Raises NumberError."""
    match = _EPODOC_PUBLICATION.fullmatch(word.strip().upper())
    if match is None:
        raise NumberError(_refusal(word))
    office, number, mark = match.groups()
    return DocumentId(office=office, number=number, kind=kind or mark or "", date=date)


def read_epodoc_application(word: str, date: dt.date | None = None) -> tuple[DocumentId, ...]:
    """Read an application's number in EPODOC's spelling: every reading, the likeliest first.

    Of an office without a rule here the year in front may be the number's own or EPODOC's.
    Raises NumberError.
    """
    match = _EPODOC_APPLICATION.fullmatch(word.strip().upper())
    if match is None:
        raise NumberError(_refusal(word))
    office, rest = match.groups()
    whole = f"{office}{rest}"
    canonical = application_number(office, whole, date)
    spelled = [canonical]
    if canonical in (whole, rest):
        spelled = [*_without_year(rest), canonical.removeprefix(office)]
    return tuple(
        DocumentId(office=office, number=number, date=date) for number in dict.fromkeys(spelled)
    )


def _without_year(rest: str) -> Iterator[str]:
    lettered = _EPODOC_LETTERED.fullmatch(rest)
    if lettered:
        yield f"{lettered[1]}0{lettered[2]}"
    unknown = _EPODOC_UNKNOWN.fullmatch(rest)
    if unknown:
        yield f"{unknown[1]}X"
    dated = _EPODOC_DATED.fullmatch(rest)
    if dated:
        alone = (dated[2].lstrip("0"),)
        with_year = (f"{dated[1]}{dated[2][-6:]}", f"{dated[1]}{int(dated[2]):04}")
        yield from (*with_year, *alone) if dated[2][0] == "0" else (*alone, *with_year)
    if rest.endswith("T"):
        yield rest[:-1]


def _refusal(word: str) -> str:
    return f"{word[:40]!r} is no number in EPODOC's spelling; write for example EP1000000"


def plain_application(document: DocumentId) -> DocumentId:
    """Return an application or priority without EPODOC's spelling, by which it is matched."""
    return _plain(document, applied=True)


def _plain(document: DocumentId, *, applied: bool) -> DocumentId:
    """A document in EPODOC's spelling read; any other as it is."""
    if document.scheme != EPODOC:
        return document
    try:
        if applied:
            found = read_epodoc_application(document.number, document.date)[0]
        else:
            found = read_epodoc_publication(document.number, document.kind, document.date)
    except NumberError:
        return document
    return msgspec.structs.replace(found, kind=document.kind or found.kind)


def _canonical(document: DocumentId) -> str:
    return application_number(document.office, document.number, document.date, document.kind)


def _own(document: DocumentId, right: Right, number: str) -> Number:
    return Number(
        office=document.office,
        right=right if right is Right.UTILITY_MODEL else Right.PATENT,
        object="application",
        number=number,
        kind=document.kind,
    )


def _middle(docdb: str, number: str) -> str:
    """The number alone of CC.NUMBER.KIND."""
    parts = docdb.split(".")
    return parts[1] if len(parts) > 1 else number


def _us_docdb(document: DocumentId, number: str) -> str:
    """A serial with the year of filing after it, or before it with the series."""
    match = _US.fullmatch(number)
    if match is None or document.date is None:
        return ""
    year = document.date.year
    if _series_written(match[1]):
        return f"{year}{number}"
    return f"{match[2]}{year % 100:02}"


def _us_epodoc(document: DocumentId, number: str) -> str:
    match = _US.fullmatch(number)
    if match is None or document.date is None:
        return f"US{number}"
    serial = number if _series_written(match[1]) else f"0{match[2]}"
    mark = "P" if number[0] == "6" else ""
    return f"US{document.date.year}{serial}{mark}"


def _series_written(series: str) -> bool:
    return _FIRST_SERIES_WRITTEN <= int(series) < 60 or int(series) >= _FIRST_PROVISIONAL_WRITTEN


def _by_year(document: DocumentId, number: str) -> str:
    """The year of filing and seven digits, as EPODOC has it for offices without a rule here."""
    own = _own(document, Right.PATENT, number).epodoc
    plain = own in (f"{document.office}{number}", number)
    if not plain or document.date is None:
        return ""
    year = str(document.date.year)
    lettered = _LETTERED.fullmatch(number)
    if lettered:
        return f"{document.office}{year}{lettered[1]}{lettered[2]}"
    if not number.isdecimal() or document.kind == "T":
        return f"{document.office}{number}{document.kind if document.kind == 'T' else ''}"
    serial = number.removeprefix(year) if len(number) > 8 - len(year) + 2 else number
    return f"{document.office}{year}{serial:0>7}"


def _respelled(document: DocumentId, number: str, kind: str = "") -> DocumentId:
    return msgspec.structs.replace(
        document, number=number, kind=document.kind or kind, scheme=DOCDB
    )


def _word(document: DocumentId, number: str) -> DocumentId:
    return msgspec.structs.replace(document, office="", number=number, scheme=EPODOC)
