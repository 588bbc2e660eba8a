"""Engines of elsewhere, asked over HTTP: LibreTranslate's protocol, and any that speaks JSON."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from madoguchi.errors import TranslationError
from madoguchi.translation.asking import Line
from madoguchi.translation.elsewhere import Described
from madoguchi.translation.protecting import translated
from madoguchi.translation.values import EngineState, Kind, Pair, Rendered, Sentence

_REST, _REFRESH = 30.0, 600.0


class _Language(msgspec.Struct):
    """What LibreTranslate says of a language (GET /languages)."""

    code: str
    targets: tuple[str, ...] = ()


class HttpEngine:
    """Asks a server; after a failure it is left alone for a while, so that nobody waits for it."""

    kind: Kind = "machine"

    def __init__(self, described: Described) -> None:
        self._about = described
        self._line = Line(described.name, described.timeout)
        self._lock = threading.Lock()
        self._resting = 0.0
        self._brief = self._trouble = ""
        self._pairs: tuple[Pair, ...] = described.known_pairs()
        self._asked = float("-inf")

    @property
    def name(self) -> str:
        return self._about.name

    @property
    def version(self) -> str:
        return self._about.version or "unknown"

    @property
    def domain(self) -> str:
        return self._about.domain

    @property
    def in_house(self) -> bool:
        return self._about.in_house

    def pairs(self) -> tuple[Pair, ...]:
        """The pairs, as described, else as the server says; none while it cannot be asked."""
        if self._about.pairs:
            return self._pairs
        due = time.monotonic() - self._asked > (_REFRESH if self._pairs else _REST)
        if due and self._lock.acquire(blocking=False):  # one asks, the others do not wait for it
            try:
                self._pairs = self._languages()
                self._trouble = ""
            except TranslationError as error:
                self._trouble = error.whole()
            finally:
                self._asked = time.monotonic()
                self._lock.release()
        return self._pairs

    def state(self) -> EngineState:
        return EngineState(
            name=self.name,
            version=self.version,
            kind=self.kind,
            pairs=tuple(sorted(map(str, self.pairs()))),
            domain=self.domain,
            in_house=self.in_house,
            attribution=self._about.attribution,
            licence=self._about.licence,
            trouble=self._trouble,
        )

    def translate(self, sentences: Sequence[Sentence], pair: Pair, domain: str) -> list[Rendered]:
        """Translate sentences. Raises TranslationError."""
        if time.monotonic() < self._resting:
            raise TranslationError(f"{self._brief} (tried again after {_REST:g} seconds)")
        try:
            rendered = translated(
                sentences, pair.source, lambda texts: self._raw(texts, pair, domain)
            )
        except TranslationError as error:
            self._brief, self._trouble = str(error), error.whole()
            self._resting = time.monotonic() + _REST
            raise
        self._trouble = ""
        return rendered

    def _raw(self, texts: list[str], pair: Pair, domain: str) -> list[str]:
        size = self._about.batch
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        return [text for part in parts for text in self._part(part, pair, domain)]

    def _part(self, texts: list[str], pair: Pair, domain: str) -> list[str]:
        if self._about.protocol == "libretranslate":
            return self._of_libretranslate(texts, pair)
        return self._of_generic(texts, pair, domain)

    # -- LibreTranslate (https://docs.libretranslate.com) ------------------------------------------

    def _languages(self) -> tuple[Pair, ...]:
        url = f"{self._about.url.rstrip('/')}/languages"
        answer = self._line.ask("GET", url, self._about.headers)
        try:
            languages = msgspec.convert(answer, list[_Language])
        except msgspec.ValidationError as error:
            raise self._misunderstood(error) from None
        own = {code: lang for lang, code in self._about.codes.items()}
        named = [(own.get(one.code, one.code), one.targets) for one in languages]
        pairs = ((source, own.get(code, code)) for source, codes in named for code in codes)
        return tuple(Pair(*pair) for pair in pairs if pair[0] != pair[1])

    def _of_libretranslate(self, texts: list[str], pair: Pair) -> list[str]:
        body: dict[str, object] = {
            "q": texts,
            "source": self._code(pair.source),
            "target": self._code(pair.target),
            "format": "text",
        }
        key = self._about.key()
        if key:
            body["api_key"] = key
        url = f"{self._about.url.rstrip('/')}/translate"
        answer = self._line.ask("POST", url, self._about.headers, body)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        return self._texts(found, len(texts))

    # -- any JSON ----------------------------------------------------------------------------------

    def _of_generic(self, texts: list[str], pair: Pair, domain: str) -> list[str]:
        about = self._about
        values: dict[str, Any] = {
            "{source}": self._code(pair.source),
            "{target}": self._code(pair.target),
            "{domain}": domain,
            "{key}": about.key(),
        }
        headers = {
            name: value.replace("{key}", values["{key}"]) for name, value in about.headers.items()
        }
        asked = (
            [{"{texts}": texts}]
            if _holds(about.body, "{texts}")
            else [{"{text}": t} for t in texts]
        )
        found: list[object] = []
        for one in asked:
            body = _filled(about.body, {**values, **one})
            answer = _pointed(self._line.ask("POST", about.url, headers, body), about.answer)
            found += answer if isinstance(answer, list) else [answer]
        return self._texts(found, len(texts))

    def _code(self, lang: str) -> str:
        return self._about.codes.get(lang, lang)

    def _texts(self, found: object, wanted: int) -> list[str]:
        try:
            texts = msgspec.convert(found, list[str])
        except msgspec.ValidationError as error:
            raise self._misunderstood(error) from None
        if len(texts) != wanted:
            raise self._misunderstood(f"{len(texts)} texts for {wanted}")
        return texts

    def _misunderstood(self, reason: object) -> TranslationError:
        return TranslationError(f"the engine {self.name} answered something else: {reason}")


def _holds(template: object, name: str) -> bool:
    if isinstance(template, Mapping):
        return any(_holds(value, name) for value in template.values())
    if isinstance(template, list):
        return any(_holds(value, name) for value in template)
    return template == name


def _filled(template: object, values: Mapping[str, object]) -> object:
    """Put values in the place of the strings that name them; nothing inside other strings."""
    if isinstance(template, Mapping):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    return values.get(template, template) if isinstance(template, str) else template


def _pointed(answer: object, pointer: str) -> object:
    """Follow a JSON pointer (RFC 6901), in which * stands for every item of a list."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for place, step in enumerate(steps):
        if step == "*" and isinstance(answer, list):
            rest = "".join(f"/{one}" for one in pointer.split("/")[place + 2 :])
            return [_pointed(one, rest) for one in answer]
        if isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
            answer = answer[int(step)]
        elif isinstance(answer, dict) and step in answer:
            answer = answer[step]
        else:
            return None
    return answer
