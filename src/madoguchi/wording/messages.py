"""The words that people are told: one Fluent catalogue per language under `locale/`."""

from functools import lru_cache
from importlib import resources

from fluent.runtime import FluentBundle, FluentResource

from madoguchi.errors import QueryError

LANGUAGES = {"ja": "日本語", "en": "English"}
DEFAULT = "en"
_QUOTED = 200


class Messages:
    """The catalogue of one language; `messages("key", name=value)` returns the text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._bundle = FluentBundle([lang], use_isolating=False)
        source = resources.files("madoguchi.wording") / "locale" / f"{lang}.ftl"
        self._bundle.add_resource(FluentResource(source.read_text(encoding="utf-8")))
        self._plain: dict[str, str] = {}

    def __call__(self, key: str, **values: object) -> str:
        """Return a message. Raises KeyError for a key that the catalogue lacks."""
        if not values and key in self._plain:
            return self._plain[key]
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        shown = {name: _short(value) for name, value in values.items()}
        formatted, errors = self._bundle.format_pattern(pattern, shown)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        text = str(formatted)
        if not values:
            self._plain[key] = text
        return text

    def has(self, key: str) -> bool:
        return bool(self._bundle.has_message(key))


def _short(value: object) -> object:
    """What a reader typed may be of any length; a message quotes its beginning."""
    return f"{value[:_QUOTED]}…" if isinstance(value, str) and len(value) > _QUOTED else value


@lru_cache(maxsize=len(LANGUAGES))
def messages(lang: str) -> Messages:
    return Messages(lang if lang in LANGUAGES else DEFAULT)


def query_error(error: QueryError, lang: str) -> str:
    """Say in the reader's language what is wrong with an expression, where, and what to do."""
    return messages(lang)(f"query-{error.code}", position=error.position + 1, detail=error.detail)
