"""The first query language: logical expressions in the shape that J-PlatPat's users write.

    expression := product ('+' product)*
    product    := unit (('*' | '-' | blank) unit)*        blank is '*'
    unit       := '[' expression ']' ('/' FIELD)? | '"' phrase '"' ('/' FIELD)? | term ('/' FIELD)?

A term goes on until a blank or an operator. A hyphen inside a word of letters and digits belongs
to it (Wi-Fi, JP2020-123456); it is the operator after a blank, a bracket, a quotation, a field or
between CJK characters. `?` at the end of a term stands for any ending. Full-width forms of all
signs are read alike. A field at the end of a row of words holds for the whole row.
"""

import re
import unicodedata

from madoguchi import clock
from madoguchi.errors import NumberError, QueryError
from madoguchi.law import application_number, read_number
from madoguchi.model import Scheme, canonical_symbol
from madoguchi.search.analysis import is_cjk, is_legal_form, terms
from madoguchi.search.days import read_day
from madoguchi.search.fields import FIELDS, Field
from madoguchi.search.query import (
    And,
    But,
    Days,
    Everything,
    Keys,
    Or,
    Period,
    Query,
    Symbol,
    Words,
)

MAX_LENGTH = 10_000
MAX_TERMS = 1_000
MAX_DEPTH = 40

_FULL_WIDTH = str.maketrans("［］＊＋－／？：”“″＂　", '[]*+-/?:"""" ')
_FIELD = re.compile(r"/([A-Za-zＡ-Ｚａ-ｚ]{2})$")
_ROW = re.compile(r"(?:\s+[^\s*+\[\]\"-][^\s*+\[\]\"]*)+")
_SPACED_SYMBOL = re.compile(
    r"([^\s*+\[\]\"]+(?:[ ]+[^\s*+\[\]\"-]{1,12}){1,2})/([A-Za-z]{2})(?![^\s*+\[\]\"-])"
)
_WORD = re.compile(r"\S+")
_FACETED = re.compile(r"(.+?)[\s,@]*([A-Z]{3})")
_FI_FACET = re.compile(r"[A-Z]{3}")


def parse(expression: str) -> Query:
    """Read an expression. Raises QueryError with the position and what is wrong there."""
    if len(expression) > MAX_LENGTH:
        raise QueryError("too-long", MAX_LENGTH, str(MAX_LENGTH))
    parser = _Parser(expression.translate(_FULL_WIDTH))
    return parser.whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Query:
        self._skip()
        if self._at == len(self._text):
            return Everything()
        query = self._sum(TX)
        if self._at < len(self._text):
            raise QueryError("unopened-bracket", self._at, "]")
        return query

    def _sum(self, field: Field) -> Query:
        parts = [self._product(field)]
        while self._next() == "+":
            self._at += 1
            parts.append(self._product(field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _product(self, field: Field) -> Query:
        self._skip()
        query = Everything() if self._next() == "-" else self._unit(field)
        while True:
            sign = self._next()
            if sign in ("", "+", "]"):
                return query
            if sign in ("*", "-"):
                self._at += 1
            unit = self._unit(field)
            query = But(query, unit) if sign == "-" else _and(query, unit)

    def _unit(self, field: Field) -> Query:
        sign = self._next()
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError("too-many-terms", self._at, str(MAX_TERMS))
        if sign in ("", "+", "*", "-", "]"):
            raise QueryError("term-expected", self._at, sign)
        if sign == "[":
            return self._bracket(field)
        return self._quoted(field) if sign == '"' else self._term(field)

    def _bracket(self, field: Field) -> Query:
        opened = self._at
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("too-deep", opened, str(MAX_DEPTH))
        inner = _field_after(self._text, _closing(self._text, opened)) or field
        self._at += 1
        query = self._sum(inner)
        if self._next() != "]":
            raise QueryError("unclosed-bracket", opened, "[")
        self._at += 1
        self._depth -= 1
        self._suffix()
        return query

    def _quoted(self, field: Field) -> Query:
        opened = self._at
        end = self._text.find('"', opened + 1)
        if end < 0:
            raise QueryError("unclosed-quotation", opened, '"')
        phrase = self._text[opened + 1 : end]
        if not phrase.strip():
            raise QueryError("term-expected", opened, '""')
        self._at = end + 1
        return _leaf(phrase, self._suffix() or field, opened, phrase=True)

    def _term(self, field: Field) -> Query:
        begin = self._at
        while self._at < len(self._text) and not self._ends_term(begin):
            self._at += 1
        term = self._text[begin : self._at]
        suffix = _FIELD.search(term)
        if suffix and (named := _named(suffix.group(1), begin + suffix.start() + 1)):
            if not suffix.start():
                raise QueryError("term-expected", begin, term)
            return _leaf(term[: suffix.start()], named, begin)
        shared = self._shared()
        spaced = {"class": self._spaced_symbol, "number": self._spaced_number}
        if shared and shared.kind in spaced and (whole := spaced[shared.kind](begin, shared)):
            return whole
        return _leaf(term, shared or field, begin)

    def _spaced_symbol(self, begin: int, field: Field) -> Query | None:
        """Read a symbol written with blanks: H01M 10/0525/IP, H01L21/78 M/FI, 5H029 AJ03/FT."""
        found = _SPACED_SYMBOL.match(self._text, begin)
        if not found or _named(found.group(2), found.start(2)) is not field:
            return None
        try:
            symbol = _symbol(found.group(1), field, begin)
        except QueryError:
            return None
        self._at = found.end()
        return symbol

    def _spaced_number(self, begin: int, field: Field) -> Query | None:
        """Read a number written with blanks: US 10,123,456 B2/PN."""
        row = _ROW.match(self._text, self._at)
        for word in _WORD.finditer(row.group()) if row else ():
            suffix = _FIELD.search(word.group())
            if suffix:
                end = self._at + word.end()
                text = self._text[begin : end - len(suffix.group())]
                if not is_number(text):
                    return None
                self._at = end
                return Keys(number_keys(text, field.code), field)
        return None

    def _shared(self) -> Field | None:
        """The field at the end of a row of words: in `bright lamp/AP` it holds for both."""
        row = _ROW.match(self._text, self._at)
        for word in row.group().split() if row else ():
            suffix = _FIELD.search(word)
            if suffix and suffix.start():
                return FIELDS.get(unicodedata.normalize("NFKC", suffix.group(1)).upper())
        return None

    def _ends_term(self, begin: int) -> bool:
        character = self._text[self._at]
        if character in '*+[]"' or character.isspace():
            return True
        return character == "-" and self._is_operator(begin)

    def _is_operator(self, begin: int) -> bool:
        """Whether the hyphen here is the operator or a letter of the term (see above)."""
        before, after = self._text[self._at - 1], self._text[self._at + 1 : self._at + 2]
        suffix = _FIELD.search(self._text[begin : self._at])
        if suffix and suffix.group(1).upper() in FIELDS:
            return True
        return after in ("[", '"') or (is_cjk(before) and bool(after) and is_cjk(after))

    def _suffix(self) -> Field | None:
        field = _field_after(self._text, self._at)
        if field:
            self._at += 3
        return field

    def _next(self) -> str:
        self._skip()
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1


TX = FIELDS["TX"]


def _and(left: Query, right: Query) -> Query:
    """Both; a legal form beside a name says nothing: Pfizer Inc/AP."""
    parts = left.parts if isinstance(left, And) else (left,)
    if _is_name(right) and any(map(_is_name, parts)):
        if _is_legal_form(right):
            return left
        if len(parts) == 1 and _is_legal_form(left):
            return right
    return And((*left.parts, right)) if isinstance(left, And) else And((left, right))


def _is_name(query: Query) -> bool:
    return isinstance(query, Words) and query.field.kind == "name"


def _is_legal_form(query: Query) -> bool:
    return isinstance(query, Words) and not query.truncated and is_legal_form(query.text)


def _closing(text: str, opened: int) -> int:
    """Return the place after the bracket that closes the one at `opened` (or the end)."""
    depth, quoted = 0, False
    for place in range(opened, len(text)):
        quoted ^= text[place] == '"'
        if not quoted:
            depth += {"[": 1, "]": -1}.get(text[place], 0)
        if not depth:
            return place + 1
    return len(text)


def _field_after(text: str, place: int) -> Field | None:
    if text[place : place + 1] != "/":
        return None
    code = text[place + 1 : place + 3]
    field = _named(code, place + 1, certain=True)
    following = text[place + 3 : place + 4]
    if field is None or (following and following.isalnum()):
        raise QueryError("unknown-field", place + 1, code)
    return field


def _named(code: str, position: int, *, certain: bool = False) -> Field | None:
    """The field of a code; None where `/or` is likely a word's own ending."""
    folded = unicodedata.normalize("NFKC", code)
    field = FIELDS.get(folded.upper())
    if field is None and (certain or folded.isupper()):
        raise QueryError("unknown-field", position, code)
    return field


# -- leaves ----------------------------------------------------------------------------------------


def _leaf(text: str, field: Field, position: int, *, phrase: bool = False) -> Query:
    if field.kind in ("date", "period"):
        return _days(text, field, position)
    if field.kind == "status":
        return _status(text, field, position)
    if field.kind == "number":
        return Keys(number_keys(text, field.code), field)
    if field.kind == "code":
        return Keys((text.strip().upper(),), field)
    if field.kind == "class":
        return _symbol(text, field, position)
    truncated = not phrase and text.endswith("?")
    text = text.rstrip("?") if truncated else text
    if not terms(text):
        raise QueryError("nothing-to-search", position, text)
    return Words(text, field, phrase, truncated)


def _symbol(text: str, field: Field, position: int) -> Query:
    wanted = text.rstrip("?")
    faceted = _FACETED.fullmatch(wanted.upper()) if field.code == "FI" else None
    if faceted and (symbol := canonical_symbol(Scheme.FI, faceted[1])):
        return And((Symbol(symbol, field), Symbol(faceted[2], field)))
    for scheme in field.schemes:
        symbol = canonical_symbol(scheme, wanted)
        if symbol is not None:
            return Symbol(symbol, field)
    if field.code == "FI" and _FI_FACET.fullmatch(wanted.upper()):
        return Symbol(wanted.upper(), field)
    raise QueryError("not-a-symbol", position, text)


def number_keys(text: str, code: str) -> tuple[str, ...]:
    """The keys that a number in any spelling may be held under; itself where it is none we know."""
    plain = "".join(terms(text)).upper()
    try:
        readings = read_number(text)
    except NumberError:
        return (plain,)
    keys = dict.fromkeys(reading.number.id for reading in readings)
    if code != "PN":
        keys.update(
            dict.fromkeys(
                f"{n.number.office}{application_number(n.number.office, n.number.number)}"
                for n in readings
            )
        )
    return (*keys, plain) if plain not in keys else tuple(keys)


def is_number(text: str) -> bool:
    try:
        return bool(read_number(text))
    except NumberError:
        return False


_STATUSES = {
    "pending": ("PENDING", "係属", "係属中", "審査中"),
    "in-force": ("IN-FORCE", "INFORCE", "ALIVE", "存続", "有効", "権利存続"),
    "ended": ("ENDED", "DEAD", "消滅", "終了"),
    "unknown": ("UNKNOWN", "不明"),
}


def _status(text: str, field: Field, position: int) -> Query:
    wanted = unicodedata.normalize("NFKC", text.strip()).upper().replace(" ", "-")
    for status, words in _STATUSES.items():
        if wanted in words:
            return Keys((status,), field)
    raise QueryError("unknown-status", position, text)


_TODAY = ("YES", "TODAY", "NOW", "有", "現在")


def _days(text: str, field: Field, position: int) -> Query:
    if field.kind == "period" and unicodedata.normalize("NFKC", text.strip()).upper() in _TODAY:
        return Period(clock.today(), clock.today(), field)
    first, colon, last = text.partition(":")
    begin = read_day(first, position, last=False)
    end = (
        read_day(last, position + len(first) + 1, last=True)
        if colon
        else read_day(first, position, last=True)
    )
    if begin is None and end is None:
        raise QueryError("date-expected", position, text)
    if begin and end and end < begin:
        raise QueryError("range-reversed", position, text)
    return Period(begin, end, field) if field.kind == "period" else Days(begin, end, field)
