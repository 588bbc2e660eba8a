"""What the offices' documents have in common: classes, examiners, texts, drawings' names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from madoguchi.law import publication, publication_number
from madoguchi.sample.grammar import full_width
from madoguchi.sample.invention import Invention
from madoguchi.sample.names import agents
from madoguchi.sample.wording import Cited, Wording, write
from madoguchi.sample.world import Document, Family

_SYMBOL = re.compile(r"([A-H])(\d\d)([A-Z]) ?(\d+)/(\d+)")


@dataclass(frozen=True)
class Symbol:
    """An IPC or CPC symbol in its parts, with its version."""

    section: str
    class_: str
    subclass: str
    group: str
    subgroup: str
    edition: str = "20060101"

    @property
    def text(self) -> str:
        return f"{self.section}{self.class_}{self.subclass} {self.group}/{self.subgroup}"

    def st8(self, place: str, office: str, date: str) -> str:
        """Return the 50 characters of WIPO ST.8."""
        symbol = f"{self.section}{self.class_}{self.subclass}{self.group:>4}/{self.subgroup}"
        return f"{symbol:<19}{self.edition}A{place}I{date}BH{office}        "


# Groups that came into the IPC after its reform of 2006.
_EDITIONS = {"H01M 8/0": "20160101", "A23K 50": "20160101", "A23K 40": "20160101", "A23K 30": "20160101",
             "A23K 10": "20160101", "A23K 20": "20160101", "G01C 19/57": "20120101", "H01M 10/05": "20100101", "H01M 50/": "20210101", "H10K": "20230101", "B64U": "20230101",
             "G06F 40/": "20200101", "H10": "20230101", "G06N 3/": "20230101"}  # fmt: skip


def symbols(invention: Invention) -> tuple[Symbol, ...]:
    """Return the classes of an invention: the deciding feature's first, each once."""
    first, second = invention.primary.ipc, invention.secondary.ipc
    texts = dict.fromkeys((invention.subject.ipc[0], first, second, *invention.subject.ipc[1:]))
    return tuple(_symbol(text) for text in texts)


def _symbol(text: str) -> Symbol:
    match = _SYMBOL.fullmatch(text)
    if match is None:
        raise ValueError(f"no symbol of the IPC: {text}")
    edition = next((e for start, e in _EDITIONS.items() if text.startswith(start)), "20060101")
    section, class_, subclass, group, subgroup = match.groups()
    return Symbol(section, class_, subclass, group, subgroup, edition)


def wording(document: Document, lang: str) -> Wording:
    """Return a publication's texts; a utility model is registered with the claims as filed."""
    granted = document.granted and document.kind != "U"
    return _wording(document.family, lang, granted)


@lru_cache(maxsize=64)
def _wording(family: Family, lang: str, granted: bool) -> Wording:
    cited = family.cited
    named = Cited(printed(cited, lang), cited.family.invention) if cited else None
    return write(family.invention, lang, named, granted=granted)


def printed(document: Document, lang: str) -> str:
    """Return a publication's number as its office prints it, the way a text cites it."""
    kind = document.printed_kind
    number = publication_number(document.office, document.number, kind, document.date)
    text = publication(document.office, number, kind).printed(lang)
    if lang != "ja" or document.office != "JP":
        return text
    return full_width(f"{text}号公報" if kind == "A" else text)


def figure_files(document: Document) -> tuple[str, str]:
    return f"{document.family.key}-1.svg", f"{document.family.key}-2.svg"


def agent(document: Document) -> tuple[str, str]:
    """Return the agent before an office: name in its script and in Latin letters."""
    known = agents(document.office)
    return known[document.family.number % len(known)]


def cited_documents(document: Document) -> Iterator[tuple[Document, str]]:
    """Yield what a search report cites: the document and its category."""
    family = document.family
    if family.cited:
        yield family.cited, "Y" if family.also_cited else "X"
    if family.also_cited and family.also_cited is not family.cited:
        yield family.also_cited, Random(family.number).choice(("Y", "A", "A"))
