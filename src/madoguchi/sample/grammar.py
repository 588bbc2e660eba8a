"""How each language prints a component: with or without article, numeral and particle.

A `Term` stands in a template as `{feature:the}`; what may follow the colon is the language's own
(the keys of `_FORMS`). An unknown form is an error, so that a template cannot go wrong silently.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def full_width(text: object) -> str:
    return str(text).translate(_FULL_WIDTH)


@dataclass(frozen=True)
class Term:
    """A component's name in one language, with its reference numeral where it has one."""

    lang: str
    text: str
    numeral: int = 0

    def __format__(self, spec: str) -> str:
        return _FORMS[self.lang](self, spec)

    @property
    def bare(self) -> str:
        return _ARTICLES[self.lang].sub("", self.text)


_ARTICLES = {
    "ja": re.compile(r"(?!)"),
    "zh": re.compile(r"(?!)"),
    "ko": re.compile(r"(?!)"),
    "en": re.compile(r"^(?:an?|the) "),
    "es": re.compile(r"^(?:una?|unos|unas|el|la|los|las) "),
}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _east_asian(term: Term, spec: str) -> str:
    if spec == "n":
        return f"{term.text}{full_width(term.numeral) if term.lang == 'ja' else term.numeral}"
    if spec:
        raise ValueError(f"no such form in {term.lang}: {spec}")
    return term.text


def _english(term: Term, spec: str) -> str:
    forms = {
        "": term.bare,
        "a": term.text,
        "the": f"the {term.bare}",
        "n": f"the {term.bare} {term.numeral}",
        "an": f"{term.text} {term.numeral}",
    }
    form = forms[spec.lower()]
    return capital(form) if spec[:1].isupper() else form


_DEFINITE = {"un": "el", "una": "la", "unos": "los", "unas": "las"}


def _spanish(term: Term, spec: str) -> str:
    article = term.text.partition(" ")[0]
    definite = f"{_DEFINITE.get(article, article)} {term.bare}"
    forms = {
        "": term.bare,
        "a": term.text,
        "the": definite,
        "n": f"{definite} ({term.numeral})",
        "an": f"{term.text} ({term.numeral})",
    }
    form = forms[spec.lower()]
    return capital(form) if spec[:1].isupper() else form


# After a vowel, after a consonant; 으로 counts a final ㄹ as a vowel.
_PARTICLES = {
    "은": ("는", "은"),
    "을": ("를", "을"),
    "이": ("가", "이"),
    "과": ("와", "과"),
    "으로": ("로", "으로"),
}
_FINALS = 28
_RIEUL = 8


def particle(text: str, which: str) -> str:
    """Return the form of a particle that goes with the word before it."""
    letters = [char for char in text if "가" <= char <= "힣"]
    final = (ord(letters[-1]) - ord("가")) % _FINALS if letters else 0
    if which == "으로" and final == _RIEUL:
        final = 0
    return _PARTICLES[which][1 if final else 0]


def _korean(term: Term, spec: str) -> str:
    numbered = spec.startswith("n")
    word = f"{term.text}({term.numeral})" if numbered else term.text
    which = spec.removeprefix("n")
    return word + (particle(term.text, which) if which else "")


_FORMS: dict[str, Callable[[Term, str], str]] = {
    "ja": _east_asian,
    "zh": _east_asian,
    "ko": _korean,
    "en": _english,
    "es": _spanish,
}

_RANGES = {
    "ja": "{lo}{unit}以上{hi}{unit}以下",
    "en": "from {lo}{unit} to {hi}{unit}",
    "zh": "{lo}{unit}至{hi}{unit}",
    "ko": "{lo}{unit} 이상 {hi}{unit} 이하",
    "es": "de {lo}{unit} a {hi}{unit}",
}
_SINGLE = {
    "ja": "{lo}{unit}",
    "zh": "{lo}{unit}",
    "ko": "{lo}{unit}",
    "en": "{lo}{unit}",
    "es": "{lo}{unit}",
}


@dataclass(frozen=True)
class Amount:
    """A range of values with its unit: `{range}`, `{range:lo}` and `{range:hi}` in a template."""

    lang: str
    unit: str
    lo: float
    hi: float

    def __format__(self, spec: str) -> str:
        unit = _spaced(self.unit, self.lang)
        lo, hi = decimal(self.lo, self.lang), decimal(self.hi, self.lang)
        if spec:
            return f"{lo if spec == 'lo' else hi}{unit}"
        return _RANGES[self.lang].format(lo=lo, hi=hi, unit=unit)


def _spaced(unit: str, lang: str) -> str:
    """Return the unit with the blank that goes before it; none before East Asian words and %."""
    if lang == "ja":
        return full_width(unit)
    attached = "" if lang == "es" else "%℃"
    joined = not unit or unit[0] in attached or unicodedata.east_asian_width(unit[0]) == "W"
    return unit if joined else f" {unit}"


def decimal(value: float, lang: str) -> str:
    text = f"{value:g}" if abs(value) < 100_000 else f"{value:.0f}"
    if lang == "ja":
        return full_width(text)
    return text.replace(".", ",") if lang == "es" else text


def finish(text: str, lang: str) -> str:
    """Put right what templates cannot: Spanish contractions, a doubled article, 'a' before a vowel."""
    if lang == "es":
        text = re.sub(r"\b([Dd])e el\b", r"\1el", text)
        text = re.sub(r"\b([Aa]) el\b", r"\1l", text)
    if lang == "en":
        # Not the kind code A behind a number.
        text = re.sub(r"(?<!\d )\b([Aa]) (?=[aeiou](?!ne|ni|se|ti))", r"\1n ", text)
    return text


_NIEUN = 4


def predicate(clause: str, lang: str) -> str:
    """Return a clause that goes before a noun as one that ends a sentence.

    Only Korean has two forms: 하는 and 한다, 갖는 and 갖는다, 있는 and 있다.
    """
    if lang != "ko":
        return clause
    stem = clause[:-1]
    if not clause.endswith("는"):
        return f"{clause} 것이다"
    if stem[-1] in "있없":
        return f"{stem}다"
    final = (ord(stem[-1]) - ord("가")) % _FINALS
    return f"{clause}다" if final else f"{stem[:-1]}{chr(ord(stem[-1]) + _NIEUN)}다"


_REFERRING = {"ja": "前記", "zh": "所述", "ko": "상기 "}


def in_description(text: str, lang: str) -> str:
    """Take off the words with which a claim, but not a description, refers back."""
    return text.replace(_REFERRING[lang], "") if lang in _REFERRING else text
