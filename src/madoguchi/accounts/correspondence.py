"""Letters about accounts: whom they go to, in which language, and where their links lead."""

from typing import Protocol

from madoguchi import settings
from madoguchi.accounts.actors import Actor
from madoguchi.accounts.plans import plans
from madoguchi.errors import NotFoundError
from madoguchi.post import LANGUAGES, Letter, letter


class _Known(Protocol):
    def actor(self, number: str) -> Actor: ...


def reader_of(accounts: _Known, actor: Actor) -> Actor:
    """Who reads the letters about an account: its owner where it has one."""
    try:
        return accounts.actor(actor.owner) if actor.owner else actor
    except NotFoundError:
        return actor


def about(
    accounts: _Known, actor: Actor, kind: str, *, key: str = "", **values: str | int
) -> list[Letter]:
    """Return the letter about an account, none where no mail address is known of its reader."""
    reader = reader_of(accounts, actor)
    if "@" not in reader.contact or (reader.closed and not actor.closed):
        return []
    lang = language_of(reader)
    told = {
        "program": actor.number,
        "name": actor.name(lang),
        "plan": plan_name(actor.plan, lang),
        "link": link(f"/account/programs/{actor.number}", lang),
        **values,
    }
    return [letter(kind, reader.contact, lang, key=key, values=told)]


def language_of(actor: Actor) -> str:
    """The language of an account's letters: that of its name."""
    return next((name.lang for name in actor.names if name.lang in LANGUAGES), "en")


def plan_name(name: str, lang: str) -> str:
    return plans()[name].name(lang) if name in plans() else name


def link(path: str, lang: str) -> str:
    """The whole address of a page of the office."""
    separator = "&" if "?" in path else "?"
    return f"{settings.address()}{path}{separator}lang={lang}"
