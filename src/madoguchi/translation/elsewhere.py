"""The file of engines that run elsewhere and are asked over HTTP: translation/engines.toml."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from madoguchi.errors import ProfileError, TranslationError
from madoguchi.translation.values import Pair

_GENERIC = "generic"
_PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")


class Described(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An engine of elsewhere, as its operator describes it; docs/translation.md explains each."""

    name: str
    protocol: Literal["libretranslate", "generic"]
    url: str
    version: str = ""
    pairs: tuple[str, ...] = ()
    domain: str = ""
    attribution: str = ""
    licence: str = ""
    key_file: str = ""
    in_house: bool = False
    timeout: float = 10.0
    batch: int = 16
    codes: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    answer: str = ""

    def key(self) -> str:
        """Return the secret. Raises TranslationError."""
        try:
            return Path(self.key_file).read_text("utf-8").strip() if self.key_file else ""
        except (OSError, UnicodeDecodeError) as error:
            reason = f"the key of the engine {self.name} cannot be read"
            raise TranslationError(reason, str(error)) from None

    def known_pairs(self) -> tuple[Pair, ...]:
        return tuple(map(Pair.parse, self.pairs))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    order: tuple[str, ...] = ()
    engine: tuple[Described, ...] = ()


def read_engines(path: Path) -> tuple[tuple[str, ...], tuple[Described, ...]]:
    """Return the order of engines and those of elsewhere. Raises ProfileError."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except FileNotFoundError:
        return (), ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, OSError) as error:
        raise ProfileError(f"{path} cannot be read: {error}; see docs/translation.md") from None
    names = [one.name for one in file.engine]
    for one in file.engine:
        reason = _wrong(one) or ("has a name twice" if names.count(one.name) > 1 else "")
        if reason:
            raise ProfileError(f"{path}: the engine {one.name[:80]!r} {reason}")
    return file.order, file.engine


def _wrong(one: Described) -> str:
    """Say what is wrong with an engine's description, "" for nothing."""
    place = urlsplit(one.url)
    checks = (
        (not one.name.strip() or one.name == "gloss", "needs a name of its own"),
        (place.scheme not in ("http", "https") or not place.hostname, "needs an http or https url"),
        (not 0.1 <= one.timeout <= 120, "needs a timeout of 0.1 to 120 seconds"),
        (not 1 <= one.batch <= 256, "needs a batch of 1 to 256"),
        (one.protocol == _GENERIC and not one.pairs, 'needs pairs, such as ["ja-en"]'),
        (one.protocol == _GENERIC and not one.body, "needs a body with {text} or {texts} in it"),
        (one.protocol == _GENERIC and not one.answer.startswith("/"), "needs an answer, /like/0"),
    )
    return next((reason for wrong, reason in checks if wrong), "") or _wrong_pair(one)


def _wrong_pair(one: Described) -> str:
    bad = [pair for pair in one.pairs if not _PAIR.fullmatch(pair)]
    return f"has pairs such as {bad[0][:20]!r}; write ja-en" if bad else ""
