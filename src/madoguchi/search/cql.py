"""CQL as EPO OPS has it: `ti all "green brick" and pd within "2001 2005" not pa=ibm`.

    query    := clause ((and | or | not) clause | clause)*      from left to right, a blank is `and`
    clause   := '(' query ')' | index relation values | value
    relation := '=' | '==' | '<' | '<=' | '>' | '>=' | all | any | adj | exact | within
    values   := value | '(' query ')'                           the index holds for all inside

A value is a word or stands in quotation marks; `*`, `?` and `#` in a word leave letters open. A
value without an index is looked for in titles, abstracts, inventors and applicants, a number among
numbers. Source: OPS 3.2 and its Contextual Query Language (CQL 1.1), as its clients write it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from madoguchi.errors import QueryError
from madoguchi.search.cql_terms import INDEXES, Relation, leaf
from madoguchi.search.expression import MAX_DEPTH, MAX_LENGTH, MAX_TERMS
from madoguchi.search.query import Query, both, either, too_deep, without
from madoguchi.search.tokens import Token, tokens

_WIDE = str.maketrans("（）＝＜＞“”″＂　", '()=<>"""" ')
_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>==|<=|>=|<>|[=<>])|(?P<bracket>[()])'
    r'|(?P<modifier>/[\w.]+(?:[=<>]+\w+)?)|(?P<word>[^\s()"=<>]+)|(?P<stray>"))'
)
_BOOLEANS = ("and", "or", "not")
_WORD_RELATIONS: dict[str, Relation] = {
    "all": "all",
    "any": "any",
    "adj": "=",
    "exact": "=",
    "within": "within",
}
_SIGNS: dict[str, Relation] = {
    "=": "=", "==": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
# What a symbol finds is all below it, so these say nothing new; others would narrow it.
_IDLE_MODIFIERS = ("/low", "/sub")


class _Default(NamedTuple):
    """The index and relation that hold for values without their own."""

    name: str = ""
    relation: Relation = "="


def parse_cql(expression: str) -> Query:
    """Read an expression. Raises QueryError with the position and what is wrong there."""
    if len(expression) > MAX_LENGTH:
        raise QueryError("too-long", MAX_LENGTH, str(MAX_LENGTH))
    return _Parser(tokens(_TOKEN, expression.translate(_WIDE))).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Query:
        query = self._query(_Default())
        if self._here.kind != "end":
            raise QueryError("unopened-bracket", self._here.position, self._here.text)
        if too_deep(query):
            raise QueryError("too-deep", 0, str(MAX_DEPTH))
        return query

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _after(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _query(self, default: _Default) -> Query:
        query = self._clause(default)
        while self._here.kind != "end" and not self._here.says(")"):
            joined = self._boolean()
            query = _JOINED[joined](query, self._clause(default))
        return query

    def _boolean(self) -> str:
        self._no_proximity()
        if not self._here.says(*_BOOLEANS):
            return "and"
        word = self._take().text.lower()
        self._no_proximity()
        return word

    def _no_proximity(self) -> None:
        here = self._here
        if here.kind == "modifier" or re.match(r"prox(/|$)", here.text.lower()):
            raise QueryError("no-proximity", here.position, here.text)

    def _clause(self, default: _Default) -> Query:
        here = self._here
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError("too-many-terms", here.position, str(MAX_TERMS))
        if here.says("("):
            return self._bracket(default)
        if here.kind in ("end", "sign", "bracket", "modifier") or here.says(*_BOOLEANS):
            raise QueryError("term-expected", here.position, here.text)
        if here.kind == "word" and self._relation_follows():
            return self._indexed()
        return self._value(default)

    def _relation_follows(self) -> bool:
        """Whether the word here is an index; `all`, `any` and the like may be words themselves."""
        after = self._after()
        if after.kind == "sign":
            return True
        return after.says(*_WORD_RELATIONS) and self._here.text.lower() in INDEXES

    def _indexed(self) -> Query:
        index = self._take()
        name = index.text.lower()
        if name not in INDEXES:
            raise QueryError("unknown-field", index.position, index.text)
        relation = self._relation()
        return self._clause_values(_Default(name, relation))

    def _relation(self) -> Relation:
        token = self._take()
        relation = _SIGNS.get(token.text) or _WORD_RELATIONS.get(token.text.lower())
        if relation is None:
            raise QueryError("unknown-relation", token.position, token.text)
        while self._here.kind == "modifier":
            modifier = self._take()
            if modifier.text.lower() not in _IDLE_MODIFIERS:
                raise QueryError("unknown-modifier", modifier.position, modifier.text)
        return relation

    def _clause_values(self, default: _Default) -> Query:
        here = self._here
        if here.says("("):
            return self._bracket(default)
        if here.kind not in ("word", "quoted"):
            raise QueryError("term-expected", here.position, here.text)
        return self._value(default)

    def _value(self, default: _Default) -> Query:
        token = self._take()
        quoted = token.kind == "quoted"
        text = re.sub(r"\\(.)", r"\1", token.text[1:-1]) if quoted else token.text
        return leaf(default.name, default.relation, text, token.position, quoted=quoted)

    def _bracket(self, default: _Default) -> Query:
        opened = self._take()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("too-deep", opened.position, str(MAX_DEPTH))
        query = self._query(default)
        if not self._here.says(")"):
            raise QueryError("unclosed-bracket", opened.position, "(")
        self._take()
        self._depth -= 1
        return query


_JOINED: dict[str, Callable[[Query, Query], Query]] = {
    "and": both,
    "or": either,
    "not": without,
}
