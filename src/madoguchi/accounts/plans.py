"""Plans: how often an account may call what, in a day and in a minute."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import msgspec

from madoguchi import settings
from madoguchi.errors import NotFoundError, ProfileError

PUBLIC, STANDARD = "public", "standard"


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan by name in English and Japanese; `approval` says that the office gives it.

    `day` has limits by counter, `minute` by group; `extends` names the plan whose limits hold
    where this one names none.
    """

    en: str
    ja: str
    extends: str = ""
    approval: bool = False
    day: Mapping[str, int] = {}
    minute: Mapping[str, int] = {}

    def name(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en

    def a_day(self, counter: str) -> int | None:
        """The calls of a counter that a day has; None without limit."""
        name = counter
        while name and self.day:
            if name in self.day:
                return self.day[name]
            name = name.rpartition("/")[0]
        return None

    def a_minute(self, group: str) -> int | None:
        return self.minute.get(group)


@cache
def plans() -> Mapping[str, Plan]:
    """Return every plan: the office's own file where it has one. Raises ProfileError."""
    own = settings.plans()
    if own:
        try:
            return read_plans(Path(own).read_text(encoding="utf-8"))
        except OSError as error:
            raise ProfileError(f"{own}: {error.strerror}; see {settings.PLANS}") from None
    return read_plans((files("madoguchi.accounts") / "plans.toml").read_text(encoding="utf-8"))


def read_plans(text: str) -> Mapping[str, Plan]:
    """Read and check plans. Raises ProfileError with the key and the remedy."""
    try:
        found = msgspec.convert(tomllib.loads(text), dict[str, Plan])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"plans.toml: {error}") from None
    for name in {PUBLIC, STANDARD} - found.keys():
        raise ProfileError(f"plans.toml: the plan [{name}] is missing; add it")
    for name, one in found.items():
        _check(name, one, found)
    return MappingProxyType({name: _extended(one, found) for name, one in found.items()})


def _check(name: str, one: Plan, found: Mapping[str, Plan]) -> None:
    if one.extends and (one.extends not in found or found[one.extends].extends):
        raise ProfileError(
            f"plans.toml: [{name}] extends {one.extends!r}; name a plan that extends none itself"
        )
    for key, limit in (*one.day.items(), *one.minute.items()):
        if limit < 0:
            raise ProfileError(f"plans.toml: [{name}] {key} = {limit}; write 0 or more")


def _extended(one: Plan, found: Mapping[str, Plan]) -> Plan:
    if not one.extends:
        return one
    below = found[one.extends]
    return msgspec.structs.replace(
        one, day={**below.day, **one.day}, minute={**below.minute, **one.minute}
    )


def plan(name: str) -> Plan:
    """Return a plan. Raises NotFoundError where there is none of that name."""
    found = plans().get(name)
    if found is None:
        raise NotFoundError(f"{name[:40]!r} is no plan; the plans are {', '.join(plans())}")
    return found
