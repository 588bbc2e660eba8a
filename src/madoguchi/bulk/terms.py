"""What the operator writes beside the shelf: terms of use and the places of mirrors.

    bulk-terms.toml  [[terms]] id, version, text, attribution, collections = ["jp-*"]
    mirrors.toml     [[mirror]] url, operator, country

Without bulk-terms.toml everything is open to everyone.
"""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from madoguchi.errors import NotFoundError, ProfileError
from madoguchi.model import BulkTerms, Mirror

TERMS, MIRRORS = "bulk-terms.toml", "mirrors.toml"
_File = TypeVar("_File", bound=msgspec.Struct)


class _TermsFile(msgspec.Struct, forbid_unknown_fields=True):
    terms: tuple[BulkTerms, ...] = ()


class _MirrorsFile(msgspec.Struct, forbid_unknown_fields=True):
    mirror: tuple[Mirror, ...] = ()


def all_terms(home: Path) -> tuple[BulkTerms, ...]:
    """Return the terms of a data directory. Raises ProfileError, which says what to write."""
    found = _read(home / TERMS, _TermsFile).terms
    for one in found:
        if not (one.id and one.version and one.text and one.collections):
            raise ProfileError(f"{home / TERMS}: terms need id, version, text and collections")
    return found


def terms_of(home: Path, collection: str) -> BulkTerms | None:
    """Return the terms that a collection is under; the first that names it."""
    for one in all_terms(home):
        if any(fnmatchcase(collection, pattern) for pattern in one.collections):
            return one
    return None


def terms_called(home: Path, id_: str) -> BulkTerms:
    """Return terms by name. Raises NotFoundError."""
    for one in all_terms(home):
        if one.id == id_:
            return one
    raise NotFoundError(f"there are no terms {id_[:40]!r}")


def mirrors(home: Path) -> tuple[Mirror, ...]:
    """Return the mirrors of a data directory. Raises ProfileError."""
    found = _read(home / MIRRORS, _MirrorsFile).mirror
    for one in found:
        if urlsplit(one.url).scheme not in ("http", "https"):
            raise ProfileError(f"{home / MIRRORS}: {one.url[:80]!r} is no address of the web")
    return found


def _read(path: Path, kind: type[_File]) -> _File:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except FileNotFoundError:
        return kind()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"{path} cannot be read: {error}; see docs/bulk.md") from None
