"""Who accepted which terms of bulk data: the version in force for an account, and the record."""

import msgspec

from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import Accepted, subject


class Agreement(msgspec.Struct, frozen=True):
    """Terms as they were accepted: which version, when, and on whose word."""

    accepted: Accepted
    at: str
    by: str


def accepted(accounts: Accounts, number: str, terms: str) -> str:
    """Return the version of terms that an account accepted last, "" where it never did."""
    return dict(accounts.actor(number).accepted).get(terms, "")


def agreements(accounts: Accounts, number: str) -> list[Agreement]:
    """Return all that an account ever accepted, oldest first."""
    name = subject(number)
    facts = accounts.archive.register.facts([name]).get(name, [])
    return [
        Agreement(msgspec.json.decode(fact.data, type=Accepted), fact.recorded, fact.actor)
        for fact in facts
        if fact.kind == "accepted"
    ]
