"""Which sources are asked, and how: a file of the operator, checked before anything is asked."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from madoguchi.errors import ProfileError
from madoguchi.law import offices

Kind = Literal["madoguchi", "jpo", "ops", "uspto-odp", "global-dossier", "wipo-case"]
Span = Literal["minute", "day", "week"]
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CREDENTIALS = ("user", "password", "key")


class Quota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often a source may be asked; none where nothing is written."""

    minute: int | None = None
    day: int | None = None
    week: int | None = None

    def limits(self) -> tuple[tuple[Span, int], ...]:
        told: tuple[tuple[Span, int | None], ...] = (
            ("minute", self.minute),
            ("day", self.day),
            ("week", self.week),
        )
        return tuple((span, limit) for span, limit in told if limit is not None)


class Paths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a WIPO CASE service answers what; its paths are told to its participants only.

    `{office}`, `{number}`, `{kind}` and `{document}` stand for their values.
    """

    family: str = ""
    member: str = ""
    document: str = ""


class Configured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source as the file has it. `quota` is of all its calls, `quotas` of each by counter.

    Times are in seconds but for `fresh_hours` (how long an answer is told without asking anew) and
    `nothing_hours` (how long it is believed that there is nothing). `reserve` is the share of each
    quota that is the office's own people's.
    """

    name: str
    kind: Kind
    address: str = ""
    offices: tuple[str, ...] = ()
    user: str = ""
    user_file: str = ""
    password: str = ""
    password_file: str = ""
    key: str = ""
    key_file: str = ""
    ca_file: str = ""
    hosts: tuple[str, ...] = ()
    paths: Paths = Paths()
    connect: float = 5
    read: float = 15
    total: float = 30
    attempts: int = 3
    threads: int = 4
    queue: int = 100
    fresh_hours: float = 24
    nothing_hours: float = 1
    reserve: float = 0.2
    zone: str = ""
    quota: Quota | None = None
    quotas: Mapping[str, Quota] | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source: tuple[Configured, ...] = ()
    keep_megabytes: int = 2048


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The sources in order of authority, and how many bytes of answers are kept in all."""

    sources: tuple[Configured, ...] = ()
    keep_bytes: int = 2048 << 20


def configuration(path: Path) -> Configuration:
    """Read a file; where there is none no source is asked. Raises ProfileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Configuration()
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from None
    return read_configuration(text, path)


def read_configuration(text: str, path: Path) -> Configuration:
    """Read and check a file's text. Raises ProfileError with file, key and remedy."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"{path}: {error}; docs/sources.md describes each key") from None
    if not 1 <= found.keep_megabytes <= 1 << 24:
        raise ProfileError(f"{path}: keep_megabytes = {found.keep_megabytes}; write 1 or more")
    names = [one.name for one in found.source]
    for one in found.source:
        if names.count(one.name) > 1:
            raise ProfileError(f"{path}: two sources are named {one.name!r}; rename one")
        _check(one, path)
    return Configuration(
        sources=tuple(_with_secrets(one, path) for one in found.source),
        keep_bytes=found.keep_megabytes << 20,
    )


def _check(one: Configured, path: Path) -> None:
    here = f"{path}: source {one.name[:40]!r}"
    if not _NAME.fullmatch(one.name):
        raise ProfileError(f"{here}: name; write small letters, digits and hyphens")
    for host in (urlsplit(one.address).hostname, *one.hosts):
        if host and not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", host):
            raise ProfileError(f"{here}: {host[:60]!r} is no host")
    if one.address and not _is_address(one.address):
        raise ProfileError(f"{here}: address; write https://host or https://host/path")
    for office in one.offices:
        if not re.fullmatch(r"[A-Z]{2}", office):
            raise ProfileError(f"{here}: offices: {office[:20]!r}; write codes such as JP, US")
    _check_figures(one, here)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    return plain and bare and parts.scheme in ("http", "https") and bool(parts.hostname or port)


_FIGURES: tuple[tuple[str, float, float], ...] = (
    ("connect", 0.01, 120),
    ("read", 0.01, 300),
    ("total", 0.01, 600),
    ("attempts", 1, 10),
    ("threads", 1, 64),
    ("queue", 0, 10_000),
    ("fresh_hours", 0, 24 * 366),
    ("nothing_hours", 0, 24 * 366),
    ("reserve", 0, 1),
)


def _check_figures(one: Configured, here: str) -> None:
    for name, least, most in _FIGURES:
        if not least <= getattr(one, name) <= most:
            raise ProfileError(f"{here}: {name}; write a number from {least:g} to {most:g}")
    for counter, quota in {"quota": one.quota, **(one.quotas or {})}.items():
        for span, limit in quota.limits() if quota else ():
            if limit < 0:
                raise ProfileError(f"{here}: {counter}.{span} = {limit}; write 0 or more")
    if one.zone and one.zone not in _zones():
        raise ProfileError(f"{here}: zone = {one.zone[:40]!r}; write UTC or Asia/Tokyo")


def _zones() -> frozenset[str]:
    return frozenset({"UTC", *(profile.time_zone for profile in offices().values())})


def _with_secrets(one: Configured, path: Path) -> Configured:
    """Read the secrets that lie in files of their own, named from the file's folder."""
    found = {}
    for name in _CREDENTIALS:
        value, file = getattr(one, name), getattr(one, f"{name}_file")
        if value and file:
            raise ProfileError(f"{path}: source {one.name!r}: {name} and {name}_file; keep one")
        found[name] = _secret(path.parent / file, one, name, path) if file else value
        if not found[name].isprintable() or not found[name].isascii():
            raise ProfileError(f"{path}: source {one.name!r}: {name} has signs that cannot be sent")
    return msgspec.structs.replace(one, **found)


def _secret(file: Path, one: Configured, name: str, path: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ProfileError(
            f"{path}: source {one.name!r}: {name}_file {file} cannot be read; make it readable"
        ) from None
