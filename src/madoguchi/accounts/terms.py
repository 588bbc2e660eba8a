"""The terms of use that a program is registered under: the office's own, or the built-in ones."""

import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec

from madoguchi.errors import ProfileError

FILE = "terms.toml"


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The terms in one language, and how the source is to be named."""

    terms: str
    attribution: str

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.terms.split("\n\n") if part.strip()]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    en: Wording
    ja: Wording

    def in_language(self, lang: str) -> Wording:
        return self.ja if lang == "ja" else self.en


def terms(home: Path) -> Terms:
    """Return the terms in force. Raises ProfileError where the office's own cannot be used."""
    own = home / FILE
    source = own if own.exists() else files("madoguchi.accounts") / FILE
    try:
        return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), Terms)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"{source}: {error}; docs/programs.md shows how to write it") from None
