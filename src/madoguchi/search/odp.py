"""The query syntax of the USPTO's Open Data Portal, as far as its fields are searched here.

    query := all ((OR)? all)*                  between two clauses without an operator stands OR
    all   := one (AND one | NOT one)*
    one   := (NOT | ! | -) one | [field:] ( '(' query ')' | range | comparison | value )
    range := '[' from TO to ']' | '{' from TO to '}'     '*' is open, '{' leaves the end itself out
    comparison := ('>' | '>=' | '<' | '<=') value

A value is a word or a phrase in quotation marks; `*` and `?` in a word leave letters open, a
backslash takes a sign for itself. Source: the portal's Swagger file, parameter q of the search, and
the query string syntax of OpenSearch that it names.
"""

import re

from madoguchi.errors import QueryError
from madoguchi.search.expression import MAX_DEPTH, MAX_LENGTH, MAX_TERMS
from madoguchi.search.odp_terms import OdpValue, condition, either, reader
from madoguchi.search.query import But, Everything, Query, both, too_deep, without
from madoguchi.search.tokens import Token, tokens

_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<field>[A-Za-z_*][\w.*]*):(?!\s|$)'
    r"|(?P<range>[\[{]\s*\S+\s+TO\s+\S+?\s*[\]}])|(?P<sign>>=|<=|[<>])|(?P<bracket>[()])"
    r"|(?P<boolean>(?:AND|OR|NOT)(?=[\s(]|$)|&&|\|\||!|-(?=\S))"
    r'|(?P<word>(?:[^\s()"\\<>\[\]{}]|\\.)+)|(?P<stray>\S))'
)
_BOOLEANS = {"&&": "AND", "||": "OR", "!": "NOT", "-": "NOT"}
_WEIGHED = re.compile(r"(?<!\\)[~^]\d*(?:\.\d+)?$|^\+")


def parse_odp(expression: str) -> Query:
    """Read an expression; an empty one finds everything. Raises QueryError."""
    if len(expression) > MAX_LENGTH:
        raise QueryError("too-long", MAX_LENGTH, str(MAX_LENGTH))
    return _Parser(tokens(_TOKEN, expression)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Query:
        if self._here.kind == "end":
            return Everything()
        query = self._query("")
        if self._here.kind != "end":
            raise QueryError("unopened-bracket", self._here.position, self._here.text)
        if too_deep(query):
            raise QueryError("too-deep", 0, str(MAX_DEPTH))
        return query

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _says(self, word: str) -> bool:
        here = self._here
        return here.kind == "boolean" and _BOOLEANS.get(here.text, here.text) == word

    def _ends(self) -> bool:
        return self._here.kind == "end" or self._here.text == ")"

    def _query(self, field: str) -> Query:
        parts = [self._all(field)]
        while not self._ends():
            if self._says("OR"):
                self._take()
            parts.append(self._all(field))
        return either(tuple(parts))

    def _all(self, field: str) -> Query:
        query = self._one(field)
        while self._says("AND") or self._says("NOT"):
            if self._says("AND"):
                self._take()
            if self._says("NOT"):
                self._take()
                query = without(query, self._one(field))
            else:
                query = both(query, self._one(field))
        return query

    def _one(self, field: str) -> Query:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError("too-many-terms", self._here.position, str(MAX_TERMS))
        if self._says("NOT"):
            self._take()
            return But(Everything(), self._deeper(field))
        if self._here.kind == "field":
            named = self._take()
            _known(named)
            return self._deeper(named.text)
        if self._here.text == "(" and self._here.kind == "bracket":
            return self._bracket(field)
        return self._value(field)

    def _deeper(self, field: str) -> Query:
        self._go_in()
        query = self._one(field)
        self._depth -= 1
        return query

    def _go_in(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("too-deep", self._here.position, str(MAX_DEPTH))

    def _bracket(self, field: str) -> Query:
        opened = self._take()
        self._go_in()
        query = self._query(field)
        if self._here.text != ")":
            raise QueryError("unclosed-bracket", opened.position, "(")
        self._take()
        self._depth -= 1
        return query

    def _value(self, field: str) -> Query:
        sign = self._take() if self._here.kind == "sign" else None
        token = self._here
        if token.kind not in ("word", "quoted", "range") or (sign and token.kind == "range"):
            raise QueryError("term-expected", token.position, token.text)
        self._take()
        value = _value(token, sign.text if sign else "")
        return condition(field, value)


def _value(token: Token, sign: str) -> OdpValue:
    if token.kind == "range":
        return _range(token)
    quoted = token.kind == "quoted"
    text = token.text[1:-1] if quoted else token.text
    if not quoted and _WEIGHED.search(text):
        raise QueryError("no-weights", token.position, token.text)
    return OdpValue(re.sub(r"\\(.)", r"\1", text), token.position, quoted=quoted, sign=sign)


def _range(token: Token) -> OdpValue:
    first, _, last = token.text[1:-1].split(maxsplit=2)
    edges = token.text[0] + token.text[-1]
    return OdpValue(first, token.position, sign=edges, until=last.strip())


def _known(token: Token) -> None:
    if token.text != "*" and reader(token.text) is None:
        raise QueryError("unknown-field", token.position, token.text)
