"""The groups of Global Dossier: which a document is in, and which make it an office action."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from madoguchi.api.dossier_files import Listed

UNGROUPED = ("unknown",)
# First action, further action, decision.
_ACTIONS = frozenset({"21", "22", "23"})


class _Table(msgspec.Struct, frozen=True):
    names: dict[str, str]
    shareable: dict[str, tuple[str, ...]]
    groups: dict[str, dict[str, str]]


@cache
def _table() -> _Table:
    text = files(__package__).joinpath("document_groups.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Table)


def groups_of(office: str, one: Listed) -> tuple[str, ...]:
    """The groups of a document: as recorded for its code, else by what kind of paper it is.

    Of an original that stands beside its translation none are told, as recorded.
    """
    if one.version == "original":
        return UNGROUPED
    told = _table().groups.get(office, {}).get(one.held.document.code)
    return tuple(told.split(",")) if told else one.groups or UNGROUPED


def group_name(groups: tuple[str, ...]) -> str:
    """The words for a document's groups, those of the first that has any."""
    names = _table().names
    return next((names[group] for group in groups if group in names), names[UNGROUPED[0]])


def is_action(groups: tuple[str, ...]) -> bool:
    return not _ACTIONS.isdisjoint(groups)


def is_shareable(office: str, code: str) -> bool:
    return code in _table().shareable.get(office, ())
