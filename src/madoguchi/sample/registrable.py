"""What is registered other than inventions: designs, marks and geographical indications."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any


@dataclass(frozen=True)
class Design:
    """A design: its Locarno class and Japan's own, the article's name by language."""

    locarno: str
    national: str
    names: dict[str, str]
    variant: int = 0

    def title(self, lang: str) -> str:
        return self.names.get(lang) or self.names["en"]


@dataclass(frozen=True)
class Goods:
    """Goods or services of one Nice class, with Japan's similar-group codes."""

    nice: str
    codes: str
    texts: dict[str, str]

    def text(self, lang: str) -> str:
        return self.texts.get(lang) or self.texts["en"]


@dataclass(frozen=True)
class Mark:
    words: str
    reading: str
    goods: tuple[Goods, ...]
    vienna: str = ""

    def title(self, _lang: str) -> str:
        return self.words


@dataclass(frozen=True)
class Indication:
    name: str
    lang: str
    other: str
    product: str
    region: str
    nice: str
    group: str

    def title(self, lang: str) -> str:
        return self.name if lang == self.lang else self.other


_LANGUAGES = ("ja", "es", "en", "de", "fr")


@cache
def data() -> dict[str, Any]:
    file = resources.files("madoguchi.sample") / "registrable.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _texts(parts: list[str]) -> dict[str, str]:
    return dict(zip(_LANGUAGES, parts, strict=False))


@cache
def designs() -> tuple[Design, ...]:
    rows = (row.split("|") for row in data()["designs"])
    return tuple(Design(locarno, own, _texts(names)) for locarno, own, *names in rows)


@cache
def goods() -> tuple[Goods, ...]:
    rows = (row.split("|") for row in data()["goods"])
    return tuple(Goods(nice, codes, _texts(texts)) for nice, codes, *texts in rows)


def _dealt_in(table: str, key: str, industries: tuple[str, ...]) -> bool:
    return bool(set(data()[table][key]) & set(industries))


def some_design(random: Random, industries: tuple[str, ...]) -> Design:
    """Return a design of an article that these industries make."""
    fitting = [one for one in designs() if _dealt_in("locarno", one.locarno[:2], industries)]
    kind = random.choice(fitting or designs())
    return Design(kind.locarno, kind.national, kind.names, random.randrange(5))


def some_mark(random: Random, office: str, industries: tuple[str, ...]) -> Mark:
    """Make a mark of invented words; in Japan some are written in its own script."""
    words, reading = (
        _japanese(random) if office == "JP" and random.random() < 0.5 else _latin(random)
    )
    own = [one for one in goods() if _dealt_in("nice", one.nice, industries)] or list(goods())
    count = min(len(own), random.choices((1, 2, 3), (6, 3, 1))[0])
    chosen = sorted(random.sample(own, count), key=lambda one: int(one.nice))
    vienna = random.choice(data()["vienna"]) if random.random() < 0.35 else ""
    return Mark(words, reading, tuple(chosen), vienna)


def _latin(random: Random) -> tuple[str, str]:
    begin, first = random.choice(data()["beginnings"]).split("|")
    end, second = random.choice(data()["endings"]).split("|")
    added, third = (
        random.choice(data()["additions"]).split("|") if random.random() < 0.2 else ("", "")
    )
    return f"{begin}{end}{' ' if added else ''}{added}", f"{first}{second}{third}"


def _japanese(random: Random) -> tuple[str, str]:
    begin, first = random.choice(data()["places"]).split("|")
    end, second = random.choice(data()["houses"]).split("|")
    return f"{begin}{end}", f"{first}{second}"


def some_indication(at: int, office: str) -> Indication:
    """Return the office's next product of a region."""
    rows = [row.split("|") for row in data()["indications"] if row.startswith(f"{office}|")]
    _, name, other, product, region, nice, group = rows[at % len(rows)]
    lang = {"JP": "ja", "UY": "es", "FR": "fr"}[office]
    return Indication(name, lang, other, product, region, nice, group)
