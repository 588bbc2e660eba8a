"""Tokens of the query languages that others have made: words, marks and where they stand."""

import re
from typing import NamedTuple

from madoguchi.errors import QueryError


class Token(NamedTuple):
    """A piece of an expression; the last one has the kind "end"."""

    kind: str
    text: str
    position: int

    def says(self, *words: str) -> bool:
        return self.kind in ("word", "bracket") and self.text.lower() in words


def tokens(pattern: re.Pattern[str], text: str) -> list[Token]:
    """Cut an expression by a pattern whose groups name the kinds. Raises QueryError.

    What the pattern calls stray is a quotation mark or bracket that nothing closes.
    """
    found: list[Token] = []
    place = 0
    while match := pattern.match(text, place):
        kind = match.lastgroup or ""
        token = Token(kind, match[kind], match.start(kind))
        if kind == "stray":
            code = "unclosed-quotation" if token.text == '"' else "unclosed-bracket"
            raise QueryError(code, token.position, token.text)
        found.append(token)
        place = match.end()
    found.append(Token("end", "", len(text)))
    return found
