"""Technical subjects: what is invented in the sample world, in five languages and seven titles."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("ja", "en", "zh", "ko", "es", "de", "fr")


class Words:
    """One expression in several languages, written in the data as `日本語|English|...`."""

    __slots__ = ("_by_language",)

    def __init__(self, text: str) -> None:
        parts = text.split("|")
        if len(parts) == 1:
            parts *= len(LANGUAGES)
        self._by_language = dict(zip(LANGUAGES, parts, strict=False))

    def __getitem__(self, lang: str) -> str:
        return self._by_language[lang]


@dataclass(frozen=True)
class Part:
    """A component and what it does; the clause follows the component's name or goes before it."""

    name: Words
    does: Words


@dataclass(frozen=True)
class Feature:
    """What an invention turns on: a component, the problem it solves, the quantity that decides."""

    key: int
    name: Words
    does: Words
    problem: Words
    quantity: Words
    unit: Words
    range: tuple[float, float]
    ipc: str


@dataclass(frozen=True)
class Subject:
    """What inventions are made for; `options` are materials of the part named by `options_of`."""

    key: str
    layout: str
    industries: tuple[str, ...]
    background: Words
    object: Words
    method: Words
    measure: Words
    measure_unit: Words
    measure_range: tuple[float, float]
    steps: tuple[Words, ...]
    options: tuple[Words, ...]
    options_of: str
    ipc: tuple[str, ...]
    fi: str
    theme: tuple[str, ...]
    parts: tuple[Part, ...]
    features: tuple[Feature, ...]
    details: tuple[Words, ...] = field(default=())


@cache
def subjects() -> tuple[Subject, ...]:
    """Return all subjects in a fixed order."""
    folder = resources.files("madoguchi.sample") / "subjects"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        _subject(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))
        for file in files
    )


def _subject(key: str, data: dict[str, Any]) -> Subject:
    return Subject(
        key=key,
        layout=data["layout"],
        industries=tuple(data["industries"]),
        background=Words(data["background"]),
        object=Words(data["object"]),
        method=Words(data["method"]),
        measure=Words(data["measure"]),
        measure_unit=Words(data["measure_unit"]),
        measure_range=tuple(data["measure_range"]),
        steps=tuple(map(Words, data["steps"])),
        options=tuple(map(Words, data.get("options", ()))),
        options_of=data.get("options_of", ""),
        ipc=tuple(data["ipc"]),
        fi=data["fi"],
        theme=tuple(data["theme"]),
        parts=tuple(Part(Words(one["name"]), Words(one["does"])) for one in data["parts"]),
        features=tuple(_feature(i, one) for i, one in enumerate(data["features"])),
        details=tuple(map(Words, data.get("details", ()))),
    )


def _feature(key: int, data: dict[str, Any]) -> Feature:
    return Feature(
        key=key,
        name=Words(data["name"]),
        does=Words(data["does"]),
        problem=Words(data["problem"]),
        quantity=Words(data["quantity"]),
        unit=Words(data["unit"]),
        range=tuple(data["range"]),
        ipc=data["ipc"],
    )
