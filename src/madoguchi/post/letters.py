"""Letters: their words in Japanese and English, one Fluent catalogue each under `locale/`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import msgspec
from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ja", "en")
_DEFAULT = "en"
_QUOTED = 1_000


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter; of several with the same `key` only the first is ever put into the outbox."""

    recipient: str
    lang: str
    subject: str
    text: str
    key: str = ""


def letter(
    kind: str, recipient: str, lang: str, *, key: str = "", values: Mapping[str, str | int]
) -> Letter:
    """Write a letter of a kind. Raises KeyError for a kind or value that its words lack."""
    lang = lang if lang in LANGUAGES else _DEFAULT
    bundle = _bundle(lang)
    shown: dict[str, str | int] = {name: _one_line(value) for name, value in values.items()}
    return Letter(
        recipient=recipient,
        lang=lang,
        subject=_words(bundle, f"{kind}-subject", shown),
        text=_words(bundle, kind, shown) + "\n\n" + _words(bundle, "signature", {}) + "\n",
        key=key,
    )


def _one_line(value: str | int) -> str | int:
    """What people wrote stays within its line, so that it cannot pass for the office's words."""
    return " ".join(value[:_QUOTED].split()) if isinstance(value, str) else value


def _words(bundle: FluentBundle, key: str, values: dict[str, str | int]) -> str:
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(text)


@lru_cache(maxsize=len(LANGUAGES))
def _bundle(lang: str) -> FluentBundle:
    bundle = FluentBundle([lang], use_isolating=False)
    source = resources.files("madoguchi.post") / "locale" / f"{lang}.ftl"
    bundle.add_resource(FluentResource(source.read_text(encoding="utf-8")))
    return bundle
