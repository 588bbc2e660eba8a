"""A page as a reader meets it: its texts with the language that each is marked with."""

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = {"meta", "link", "input", "br", "img", "hr"}


class Piece(NamedTuple):
    text: str
    lang: str
    inside: tuple[str, ...]


class Page(HTMLParser):
    """Collects texts, links and ids; fails on elements that are closed wrongly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.pieces: list[Piece] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "href" in given:
            self.links.append(given["href"])
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in _VOID:
            above = self._open[-1][1] if self._open else ""
            self._open.append((tag, given.get("lang", above)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        opened, _ = self._open.pop()
        assert opened == tag, f"<{opened}> closed by </{tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        if data.strip():
            inside = tuple(name for name, _ in self._open)
            self.pieces.append(Piece(data.strip(), self._open[-1][1] if self._open else "", inside))

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    def languages_of(self, text: str) -> set[str]:
        """The languages that a text is marked with in the body, wherever it stands."""
        return {p.lang for p in self.pieces if text in p.text and "body" in p.inside}
