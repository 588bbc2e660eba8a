"""The standard's tables of legal status events: names, and what each event does."""

import tomllib
from importlib.resources import files

import msgspec

from madoguchi.law.entries import Entry, Named
from madoguchi.model import Right


class Category(Named, frozen=True, kw_only=True):
    """A category of events; `data` is its supplementary element in WIPO ST.96."""

    data: str


class Effect(Entry, frozen=True, rename={"only_from": "from"}):
    """What an event does: the new state and stage, where it has any, from these stages only."""

    state: str = ""
    stage: int | None = None
    back: bool = False
    only_from: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


class StatusStandard(Entry, frozen=True):
    """WIPO ST.27, as `standards/st27.toml` has it."""

    states: dict[str, Named]
    stages: dict[str, Named]
    categories: dict[str, Category]
    events: dict[str, Named]
    indicators: dict[str, Named]
    effects: dict[str, Effect]

    def effect(self, detailed: str) -> Effect:
        return self.effects.get(detailed) or self.effects.get(detailed[0], _NOTHING)

    def event_name(self, detailed: str, lang: str) -> str:
        """Return the name of a detailed event; of its category where it is a key event or 00."""
        named = self.events.get(detailed) or self.categories[detailed[0]]
        return named.name(lang)


_NOTHING = Effect()
ST27 = msgspec.convert(
    tomllib.loads((files("madoguchi.law") / "standards" / "st27.toml").read_text("utf-8")),
    StatusStandard,
)
EVENTS = frozenset(ST27.events) | {f"{c}{n}" for c in ST27.categories for n in ("00", "10")}

# Designs and trade marks: WIPO ST.87 and ST.61 were not to be had, so ST.27's table stands in.
INTERIM = frozenset({Right.DESIGN, Right.TRADE_MARK, Right.GEOGRAPHICAL_INDICATION})
