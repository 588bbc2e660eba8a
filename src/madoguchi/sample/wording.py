"""The texts of an invention in one language: title, abstract, claims, description, table."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from madoguchi.sample.grammar import (
    Amount,
    Term,
    capital,
    decimal,
    finish,
    full_width,
    in_description,
    particle,
    predicate,
)
from madoguchi.sample.invention import Invention
from madoguchi.sample.subjects import Part, Words


@dataclass(frozen=True)
class Section:
    """A part of the description; `key` names it in every language, `heading` is printed."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    lang: str
    title: str
    problem: str
    solution: str
    abstract: str
    claims: tuple[str, ...]
    sections: tuple[Section, ...]
    table_title: str
    table: tuple[tuple[str, ...], ...]
    signs: tuple[tuple[int, str], ...]
    signs_heading: str
    captions: tuple[str, str]


@dataclass(frozen=True)
class Cited:
    """An earlier document as the background names it: its printed number and its invention."""

    number: str
    invention: Invention


@dataclass(frozen=True)
class Phrase:
    """Words that are printed as they are; in Korean a particle may follow."""

    text: str

    def __format__(self, spec: str) -> str:
        return self.text + (particle(self.text, spec) if spec else "")


@cache
def templates(lang: str) -> dict[str, Any]:
    file = resources.files("madoguchi.sample") / "languages" / f"{lang}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def title(invention: Invention, lang: str) -> str:
    """Return the title, in a language with texts or in German or French."""
    if lang in _TITLE_ONLY:
        return _title_only(invention, lang)
    return _Writer(invention, lang).title()


_TITLE_ONLY = {"de": (" mit ", " und "), "fr": (" comprenant ", " et ")}


def _title_only(invention: Invention, lang: str) -> str:
    having, and_ = _TITLE_ONLY[lang]
    name = capital(invention.subject.object[lang])
    if invention.title_form == 1:
        return f"{name}{and_}{invention.subject.method[lang]}"
    return f"{name}{having}{invention.primary.name[lang]}"


def write(
    invention: Invention, lang: str, cited: Cited | None, *, granted: bool = False
) -> Wording:
    return _Writer(invention, lang).wording(cited, granted=granted)


def literature(invention: Invention, lang: str) -> str:
    """Return a work of non-patent literature as the language cites one."""
    return _Writer(invention, lang).literature()


class _Writer:
    def __init__(self, invention: Invention, lang: str) -> None:
        self.invention = invention
        self.lang = lang
        self.words = templates(lang)
        self.slots = self._slots()

    def fill(self, key: str, **more: object) -> str:
        template = self.words[key]
        if isinstance(template, list):
            template = template[self.invention.variant % len(template)]
        return finish(template.format_map({**self.slots, **more}), self.lang)

    def _slots(self) -> dict[str, object]:
        one, lang = self.invention, self.lang
        extra = one.subject.parts[-1]
        made = {"material": self._part(one.material)} if one.material else {}
        words: dict[str, object] = {
            "object": self._term(one.subject.object),
            "method": self._term(one.subject.method),
            "measure": Phrase(one.subject.measure[lang]),
            "first_part": self._part(one.subject.parts[0]),
            "second_part": self._part(one.subject.parts[1]),
            "extra": self._part(extra),
            "extra_does": extra.does[lang],
            "result": Amount(lang, one.subject.measure_unit[lang], one.result, 0).__format__("lo"),
            "object_numeral": one.numeral(one.subject.object),
            **made,
            **self._feature_slots("feature", "", 0),
            **self._feature_slots("second", "second_", 1),
        }
        return words

    def _feature_slots(self, name: str, prefix: str, which: int) -> dict[str, object]:
        one, lang = self.invention, self.lang
        feature = (one.primary, one.secondary)[which]
        claimed, narrow = (one.claimed, one.second_claimed)[which], (one.narrow, one.tight)[which]
        unit = feature.unit[lang]
        return {
            name: self._term(feature.name),
            f"{name}_does": feature.does[lang],
            f"{name}_numeral": one.numeral(feature.name),
            f"{prefix}problem": Phrase(feature.problem[lang]),
            f"{prefix}quantity": Phrase(feature.quantity[lang]),
            f"{prefix}range": Amount(lang, unit, *claimed),
            f"{prefix}narrow": Amount(lang, one.primary.unit[lang], *narrow),
        }

    def _term(self, words: Words) -> Term:
        return Term(self.lang, words[self.lang], self.invention.numeral(words))

    def _part(self, part: Part) -> Term:
        return self._term(part.name)

    # -- claims --------------------------------------------------------------------------------

    def _limbs(self, parts: tuple[Part, ...]) -> Phrase:
        written = [
            self.fill("limb", x=self._part(part), does=part.does[self.lang]) for part in parts
        ]
        return Phrase(_listed(written, *self.words["limbs"]))

    def _steps(self) -> Phrase:
        steps = [self.fill("step", step=one[self.lang]) for one in self.invention.subject.steps]
        text = _listed(steps, *self.words["steps"])
        return Phrase(text.removesuffix("、"))

    def claims(self, *, granted: bool) -> tuple[str, ...]:
        one = self.invention
        limbs = self._limbs(one.claimed_parts)
        if granted:
            both = self._limbs((*one.claimed_parts, one.second_part))
            tight = Amount(self.lang, one.primary.unit[self.lang], *one.tight)
            found = [self.fill("both", limbs=both), self.fill("narrow", narrow=tight)]
        else:
            found = [
                self.fill("claim", limbs=limbs),
                self.fill("narrow"),
                self.fill("add", or_two=self.words["or_two"]),
                self.fill("add_quantity", three=self._digits(3)),
            ]
        for key in ("options", "extra", "result"):
            if key != "options" or one.material:
                found.append(self.fill(key, upto=self._digits(len(found)), options=self._options()))
        found.append(self.fill("method_claim", steps=self._steps()))
        found.append(self.fill("method_narrow", method_number=self._digits(len(found))))
        return tuple(capital(text) for text in found)

    def _digits(self, number: int) -> str:
        return full_width(number) if self.lang == "ja" else str(number)

    def _options(self) -> Phrase:
        names = [option[self.lang] for option in self.invention.subject.options]
        return Phrase(_listed(names, *self.words["option_list"]))

    # -- abstract and description ----------------------------------------------------------------

    def title(self) -> str:
        """Return the title, without an article at its beginning."""
        text = self._named(self.invention.title_form)
        return capital(_LEADING.sub("", text)) if self.lang in _INDEFINITE else text

    def inline_title(self) -> str:
        """Return the title as it stands in a sentence."""
        text = self._named(0)
        return text[:1].lower() + text[1:] if self.lang in _INDEFINITE else text

    def _named(self, form: int) -> str:
        return capital(finish(self.words["title"][form].format_map(self.slots), self.lang))

    def wording(self, cited: Cited | None, *, granted: bool) -> Wording:
        claims = self.claims(granted=granted)
        self._describe()
        problem = capital(self.fill("abstract_problem"))
        solution = capital(
            self.fill("abstract_solution", part_names=self._names(numbered=True, claimed=True))
        )
        return Wording(
            lang=self.lang,
            title=self.title(),
            problem=problem,
            solution=solution,
            abstract=self.fill("abstract", abstract_problem=problem, abstract_solution=solution),
            claims=claims,
            sections=tuple(self._sections(cited)),
            table_title=self.words["table_title"],
            table=tuple(self._table()),
            signs=tuple(self._signs()),
            signs_heading=self.words["headings"]["signs"],
            captions=(self.fill("figure_one"), self.fill("figure_two")),
        )

    def _describe(self) -> None:
        """Go over from the language of claims to that of descriptions."""
        for key in ("feature_does", "second_does", "extra_does"):
            self.slots[key] = in_description(str(self.slots[key]), self.lang)
        for name in ("feature", "second"):
            self.slots[f"{name}_says"] = predicate(str(self.slots[f"{name}_does"]), self.lang)
        for key in ("problem", "second_problem"):
            self.slots[key] = Phrase(in_description(f"{self.slots[key]}", self.lang))

    def _names(self, *, numbered: bool, claimed: bool = False) -> Phrase:
        parts = self.invention.claimed_parts[:-1] if claimed else self.invention.claimed_parts
        form = _INDEFINITE.get(self.lang, "n") if numbered else ""
        names = [format(self._part(part), form) for part in parts]
        return Phrase(_listed(names, *self.words["name_list" if claimed else "option_list"]))

    def _sections(self, cited: Cited | None) -> list[Section]:
        one = self.invention
        text = {
            "field": [self.fill("field")],
            "background": [one.subject.background[self.lang], self._cited(cited)],
            "problem": [self.fill("shortcoming"), self.fill("aim")],
            "solution": [self.fill("solution", plain_limbs=self._plain_limbs())],
            "effect": [self.fill("effect"), self.fill("second_effect")],
            "figures": [self.fill("figure_one"), self.fill("figure_two")],
            "embodiment": self._embodiment(),
            "example": [self.fill("example_intro"), self._example_result()],
            "industrial": [self.fill("industrial")],
        }
        headings = self.words["headings"]
        return [
            Section(key, headings[key], tuple(capital(p) for p in paragraphs))
            for key, paragraphs in text.items()
        ]

    def _plain_limbs(self) -> Phrase:
        text = in_description(f"{self._limbs(self.invention.claimed_parts)}", self.lang)
        return Phrase(text.removesuffix("、"))

    def _embodiment(self) -> list[str]:
        one = self.invention
        parts = [
            self.fill("part", x=self._part(part), does=self._says(part))
            for part in one.subject.parts
        ]
        return [
            self.fill("embodiment"),
            self.fill("whole", numbered_names=self._names(numbered=True)),
            *_pairs(parts, "" if self.lang in ("ja", "zh") else " "),
            self.fill("feature"),
            self.fill("quantity"),
            *(detail[self.lang] for detail in one.details),
            self.fill("second"),
            *([self.fill("materials", options=self._options())] if one.material else []),
            self.fill("method", plain_steps=self._plain_steps()),
            self.fill("modification"),
        ]

    def _says(self, part: Part) -> str:
        return predicate(in_description(part.does[self.lang], self.lang), self.lang)

    def _plain_steps(self) -> Phrase:
        steps = [self.fill("step", step=one[self.lang]) for one in self.invention.subject.steps]
        comma, last = self.words["steps"]
        text = _listed(steps, comma, self.words.get("last_step", last))
        return Phrase(in_description(text, self.lang).removesuffix("、"))

    def _cited(self, cited: Cited | None) -> str:
        if cited is None:
            return self.fill("cited_none")
        name = _Writer(cited.invention, self.lang).inline_title()
        number = self.words["cited_number"].format(cited=cited.number)
        return self.fill("cited", cited=number, cited_title=Phrase(name))

    def _example_result(self) -> str:
        one, unit = self.invention, self.invention.subject.measure_unit[self.lang]
        results = [example.result for example in one.examples]
        worst = Amount(self.lang, unit, min(results[:4]), 0)
        best = Amount(self.lang, unit, max(results[4:]), 0)
        return self.fill(
            "example_result", worst=format(worst, "lo"), best_comparative=format(best, "lo")
        )

    def _table(self) -> list[tuple[str, ...]]:
        one = self.invention
        units = (one.primary.unit, one.secondary.unit, one.subject.measure_unit)
        heads = [
            self._head(head, unit[self.lang])
            for head, unit in zip(self.words["table_head"][1:], units, strict=True)
        ]
        rows = [("", *heads)]
        for number, example in enumerate(one.examples, 1):
            key, n = ("example", number) if number <= 4 else ("comparative", number - 4)
            values = (example.first, example.second, example.result)
            rows.append(
                (
                    self.fill(key, n=self._digits(n)),
                    *(decimal(value, self.lang) for value in values),
                )
            )
        return rows

    def _head(self, head: str, unit: str) -> str:
        text = capital(_ARTICLE.get(self.lang, str)(head.format_map(self.slots)))
        if self.lang == "ja":
            return f"{text}（{full_width(unit)}）" if unit else text
        return f"{text} ({unit})" if unit else text

    def _signs(self) -> list[tuple[int, str]]:
        one = self.invention
        named = [one.subject.object, *(part.name for part in one.numbered_parts)]
        return [(one.numeral(words), self._term(words).__format__("")) for words in named]

    def literature(self) -> str:
        one = self.invention
        paper = capital(self.fill("npl_title"))
        found = one.literature
        return self.fill(
            "npl", author=found.author, title=paper, journal=found.journal, year=found.year,
            volume=found.volume, page=found.page,
        )  # fmt: skip


_LEADING = re.compile(r"^(?:An?|Una?|Unos|Unas) ")
_INDEFINITE = {"en": "an", "es": "an"}


def _spanish_head(text: str) -> str:
    return text.removeprefix("el ").removeprefix("la ").removeprefix("los ").removeprefix("las ")


_ARTICLE = {"es": _spanish_head}


def _listed(items: list[str], comma: str, last: str) -> str:
    return last.join(filter(None, (comma.join(items[:-1]), *items[-1:])))


def _pairs(sentences: list[str], blank: str) -> list[str]:
    """Join sentences two by two into paragraphs."""
    capitals = [capital(sentence) for sentence in sentences]
    return [blank.join(capitals[i : i + 2]) for i in range(0, len(capitals), 2)]
