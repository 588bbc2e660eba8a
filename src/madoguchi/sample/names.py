"""The people of the sample world: companies, inventors and agents, all invented."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Company:
    country: str
    industries: tuple[str, ...]
    ja: str
    en: str
    zh: str
    ko: str
    city: str
    city_latin: str

    def name(self, lang: str) -> str:
        return {"ja": self.ja, "zh": self.zh, "ko": self.ko}.get(lang, self.en)

    def place(self, lang: str) -> str:
        native = {"JP": "ja", "CN": "zh", "KR": "ko"}.get(self.country)
        return self.city if native == lang else self.city_latin


@dataclass(frozen=True)
class Person:
    """An inventor; `own` is family and given name in the script of the country."""

    country: str
    own: tuple[str, str]
    latin: tuple[str, str]
    kana: tuple[str, str] = ("", "")

    def name(self, lang: str) -> str:
        if lang == "ja":
            return self._japanese()
        if (lang, self.country) in _OWN:
            return "".join(self.own)
        return " ".join(reversed(self.latin))

    def _japanese(self) -> str:
        if self.country == "JP":
            return "　".join(self.own)
        if self.country == "CN":
            return "".join(self.own)
        family, given = self.kana
        return f"{family}　{given}" if self.country == "KR" else f"{given}・{family}"


_OWN = {("zh", "CN"), ("zh", "JP"), ("ko", "KR")}


@cache
def _names() -> dict[str, Any]:
    file = resources.files("madoguchi.sample") / "names.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def companies() -> tuple[Company, ...]:
    found = []
    for row in _names()["companies"]:
        country, industries, *rest = row.split("|")
        found.append(Company(country, tuple(industries.split(",")), *rest))
    return tuple(found)


@cache
def people(country: str) -> tuple[Person, ...]:
    return tuple(_person(country, *row.split("|")) for row in _names()["people"][country])


def _person(country: str, *parts: str) -> Person:
    own, latin, kana = parts[0:2], parts[2:4], parts[4:6] or ("", "")
    return Person(country, (own[0], own[1]), (latin[0], latin[1]), (kana[0], kana[1]))


@cache
def agents(office: str) -> tuple[tuple[str, str], ...]:
    """Return the agents before an office: name in its script and in Latin letters."""
    rows = (row.split("|") for row in _names()["agents"][office])
    return tuple((own, latin) for own, latin in rows)
