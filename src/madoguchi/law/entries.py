"""What all entries of a profile's files have in common."""

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a profile's file holds; a key that is not below is refused."""


class Named(Entry, frozen=True):
    """An entry with a name in English and Japanese, either of which may be missing.

    `native` is the name in the office's own language, where that is another one.
    """

    en: str = ""
    ja: str = ""
    native: str = ""

    def name(self, lang: str) -> str:
        """Return the name, in the other language where this one has none."""
        return (self.ja or self.en) if lang == "ja" else (self.en or self.ja)
