"""The indexes of CQL as EPO OPS names them, and one condition on an index."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Literal

from madoguchi.errors import NumberError, QueryError
from madoguchi.law import (
    application_number,
    publication_number,
    read_epodoc_application,
    read_epodoc_publication,
)
from madoguchi.model import canonical_symbol
from madoguchi.search.analysis import is_cjk, terms
from madoguchi.search.days import read_day
from madoguchi.search.expression import is_number, number_keys
from madoguchi.search.fields import FIELDS, Field
from madoguchi.search.query import And, Days, Keys, Masked, Or, Query, Symbol, Words

Relation = Literal["=", "<", "<=", ">", ">=", "all", "any", "within"]

# Indexes by the codes of our own fields; several are looked into at once. The invention and the
# additional symbols of a classification are searched together, as are its levels.
_CODES: dict[str, tuple[str, ...]] = {
    "": ("TI", "AB", "IN", "AP"),
    "txt": ("TI", "AB", "IN", "AP"),
    "ti": ("TI",),
    "title": ("TI",),
    "ab": ("AB",),
    "abstract": ("AB",),
    "ta": ("TI", "AB"),
    "titleandabstract": ("TI", "AB"),
    "claims": ("CL",),
    "cl": ("CL",),
    "desc": ("DE",),
    "description": ("DE",),
    "ftxt": ("TX",),
    "in": ("IN",),
    "inventor": ("IN",),
    "pa": ("AP",),
    "applicant": ("AP",),
    "ia": ("IN", "AP"),
    "inventorandapplicant": ("IN", "AP"),
    "pn": ("PN",),
    "spn": ("PN",),
    "publicationnumber": ("PN",),
    "ap": ("AN",),
    "sap": ("AN",),
    "applicantnumber": ("AN",),
    "applicationnumber": ("AN",),
    "pr": ("PR",),
    "spr": ("PR",),
    "prioritynumber": ("PR",),
    "num": ("PN", "AN", "PR"),
    "pd": ("PD",),
    "publicationdate": ("PD",),
    "ad": ("AD",),
    "applicationdate": ("AD",),
    "ic": ("IP",),
    "ipc": ("IP",),
    "a": ("IP",),
    "c": ("IP",),
    "cpc": ("CP",),
    "cpci": ("CP",),
    "cpca": ("CP",),
    "fi": ("FI",),
    "ft": ("FT",),
    "kind": ("KD",),
    "cc": ("CC",),
}
INDEXES: dict[str, tuple[Field, ...]] = {
    name: tuple(FIELDS[code] for code in codes) for name, codes in _CODES.items()
}
_CLASSES = ("IP", "CP")
_SPACES = re.compile(r"[\s,;]+")
_SIGNS = re.compile(r"[*?#]")
_FEWEST_LETTERS = 2
_OFFICE = re.compile(r"[A-Za-z]{2}")
_EUROPEAN_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def leaf(index: str, relation: Relation, text: str, position: int, *, quoted: bool) -> Query:
    """Return one condition. Raises QueryError."""
    fields = INDEXES[index]
    if not index and _is_number(text):
        fields = INDEXES["num"]
    elif index == "cl" and _is_symbol(text):
        fields = tuple(FIELDS[code] for code in _CLASSES)
    if relation in ("all", "any") and fields[0].kind != "date":
        values = [value for value in _SPACES.split(text.strip()) if value]
        if not values:
            raise QueryError("term-expected", position, text)
        found = tuple(_of_all(fields, "=", value, position, quoted=False) for value in values)
        return _joined(And if relation == "all" else Or, found)
    return _of_all(fields, relation, text, position, quoted=quoted)


def _of_all(
    fields: tuple[Field, ...], relation: Relation, text: str, position: int, *, quoted: bool
) -> Query:
    return _joined(
        Or, tuple(_of_one(field, relation, text, position, quoted=quoted) for field in fields)
    )


def _joined(kind: type[And] | type[Or], parts: tuple[Query, ...]) -> Query:
    return parts[0] if len(parts) == 1 else kind(parts)


def _of_one(field: Field, relation: Relation, text: str, position: int, *, quoted: bool) -> Query:
    if field.kind == "date":
        return _days(field, relation, text, position)
    if relation != "=":
        raise QueryError("relation-for-dates", position, relation)
    if field.kind in ("text", "name"):
        return _text(field, text, position, quoted=quoted)
    return _READERS[field.kind](field, text, position)


# -- words -------------------------------------------------------------------------------------


def _text(field: Field, text: str, position: int, *, quoted: bool) -> Query:
    """A word or phrase; signs may stand in a single word, at a phrase's end only `*`."""
    if not terms(_SIGNS.sub("", text)):
        raise QueryError("nothing-to-search", position, text)
    bare = text.strip().removesuffix("*")
    if not _SIGNS.search(bare):
        truncated = bare != text.strip()
        if truncated:
            _long_enough(bare, position)
        return Words(bare, field, phrase=quoted and len(terms(bare)) > 1, truncated=truncated)
    single = len(terms(_SIGNS.sub("x", bare))) == 1
    if not single or any(map(is_cjk, bare)):
        raise QueryError("mask-in-phrase", position, text)
    _long_enough(_SIGNS.split(bare)[0], position)
    return Masked(text.strip(), field)


def _long_enough(begin: str, position: int) -> None:
    """Letters must stand before the first sign; of a script without an alphabet one will do."""
    fewest = 1 if any(map(is_cjk, begin)) else _FEWEST_LETTERS
    if len(begin.strip()) < fewest:
        raise QueryError("mask-too-short", position, str(fewest))


# -- numbers, symbols, codes -------------------------------------------------------------------


def _number(field: Field, text: str, position: int) -> Query:
    """A number in any spelling; two letters alone name an office."""
    wanted = text.strip()
    if field.code == "PN" and _OFFICE.fullmatch(wanted):
        return Keys((wanted.upper(),), FIELDS["CC"])
    if _SIGNS.search(wanted):
        raise QueryError("mask-in-number", position, wanted)
    if not terms(wanted):
        raise QueryError("term-expected", position, text)
    keys = dict.fromkeys((*number_keys(wanted, field.code), *_epodoc_keys(wanted, field.code)))
    return Keys(tuple(keys), field)


def _epodoc_keys(text: str, code: str) -> tuple[str, ...]:
    try:
        if code == "PN":
            read = read_epodoc_publication(text)
            number = publication_number(read.office, read.number, read.kind)
            return (f"{read.office}{number}{read.kind}",)
        return tuple(
            f"{one.office}{application_number(one.office, one.number)}"
            for one in read_epodoc_application(text)
        )
    except NumberError:
        return ()


def _is_number(text: str) -> bool:
    return any(map(str.isdecimal, text)) and text[:2].isalpha() and is_number(text)


def _is_symbol(text: str) -> bool:
    fields = (FIELDS[code] for code in _CLASSES)
    return any(
        canonical_symbol(scheme, text.rstrip("*")) for field in fields for scheme in field.schemes
    )


def _symbol(field: Field, text: str, position: int) -> Query:
    """A symbol with all below it; a sign at its end says the same."""
    wanted = text.strip().rstrip("*/").removesuffix("/low")
    for scheme in field.schemes:
        symbol = canonical_symbol(scheme, wanted)
        if symbol is not None:
            return Symbol(symbol, field)
    raise QueryError("not-a-symbol", position, text)


def _code(field: Field, text: str, position: int) -> Query:
    if not text.strip():
        raise QueryError("term-expected", position, text)
    return Keys((text.strip().upper(),), field)


_READERS: dict[str, Callable[[Field, str, int], Query]] = {
    "number": _number,
    "class": _symbol,
    "code": _code,
}


# -- days --------------------------------------------------------------------------------------


def _days(field: Field, relation: Relation, text: str, position: int) -> Query:
    """A day, month or year, two of them as a range, or all before or after one."""
    parts = [part for part in re.split(r"[\s,:]+", _iso(text).strip()) if part]
    if relation == "any" and parts:
        return _joined(Or, tuple(_range(field, part, part, position) for part in parts))
    if len(parts) == 2 and relation in ("=", "within", "all"):
        return _range(field, parts[0], parts[1], position)
    if len(parts) != 1:
        raise QueryError("date-expected", position, text)
    first = read_day(parts[0], position, last=False)
    last = read_day(parts[0], position, last=True)
    if first is None or last is None:
        raise QueryError("date-expected", position, text)
    return Days(*_side(relation, first, last, position), field)


def _iso(text: str) -> str:
    return _EUROPEAN_DAY.sub(r"\3\2\1", text)


def _range(field: Field, begin: str, end: str, position: int) -> Query:
    first = read_day(begin, position, last=False)
    last = read_day(end, position, last=True)
    if first and last and last < first:
        raise QueryError("range-reversed", position, f"{begin} {end}")
    return Days(first, last, field)


def _side(
    relation: Relation, first: dt.date, last: dt.date, position: int
) -> tuple[dt.date | None, dt.date | None]:
    day = dt.timedelta(days=1)
    try:
        sides: dict[str, tuple[dt.date | None, dt.date | None]] = {
            "<": (None, first - day if relation == "<" else None),
            "<=": (None, last),
            ">": (last + day if relation == ">" else None, None),
            ">=": (first, None),
        }
    except OverflowError:
        raise QueryError("date-expected", position, first.isoformat()) from None
    return sides.get(relation, (first, last))
