"""Roles and what each is granted: data in roles.toml, checked when first read."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import msgspec

from madoguchi.accounts.permissions import Permission, read_grant
from madoguchi.errors import NotFoundError, ProfileError, RefusedError

PUBLIC, HOLDER = "public", "account"
EVERYTHING = frozenset({Permission("*", "*", "any")})


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role by name in English and Japanese, and its grants as written."""

    en: str
    ja: str
    grants: tuple[str, ...]

    def name(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@cache
def roles() -> Mapping[str, Role]:
    """Return every role. Raises ProfileError where the file is wrong."""
    return read_roles((files("madoguchi.accounts") / "roles.toml").read_text(encoding="utf-8"))


def read_roles(text: str) -> Mapping[str, Role]:
    """Read and check the roles. Raises ProfileError with the key and the remedy."""
    try:
        found = msgspec.convert(tomllib.loads(text), dict[str, Role])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"roles.toml: {error}") from None
    for name in {PUBLIC, HOLDER} - found.keys():
        raise ProfileError(f"roles.toml: the role [{name}] is missing; everyone has it")
    for name, role in found.items():
        try:
            list(map(read_grant, role.grants))
        except RefusedError as error:
            raise ProfileError(f"roles.toml: [{name}] grants: {error}") from None
    return MappingProxyType(found)


def assignable() -> tuple[str, ...]:
    """The roles that an account can be given."""
    return tuple(name for name in roles() if name not in (PUBLIC, HOLDER))


def assignable_role(name: str) -> str:
    """Return the role's name. Raises NotFoundError where there is none that can be given."""
    if name not in assignable():
        raise NotFoundError(f"{name[:40]!r} is no role; the roles are {', '.join(assignable())}")
    return name


@cache
def _grants(names: frozenset[str]) -> frozenset[Permission]:
    held = (roles()[name].grants for name in names if name in roles())
    return frozenset(read_grant(text) for grants in held for text in grants)


def public_grants() -> frozenset[Permission]:
    """What everyone may do, known or not."""
    return _grants(frozenset({PUBLIC}))


def grants_of(names: Iterable[str]) -> frozenset[Permission]:
    """What an account with these roles may do."""
    return _grants(frozenset({PUBLIC, HOLDER, *names}))
