"""Permissions: what may be done, with what, and with how much of it.

    permission = verb, ":", object, ":", scope ;
    verb       = "*" | "read" | "record" | "correct" | "load" | "maintain" | "administer"
               | "open" | "end" | "change" ;
    object     = "*" | "publication" | "case" | "event" | "holdings" | "help" | "page" | "desk"
               | "files" | "index" | "session" | "account" | "audit" | "program"
               | "post" | "library" | "exchange" ;
    scope      = "laid-open" | "own" | "any" ;

A grant may have `*`, which stands for every verb or object, and the scope `any`, which covers the
other two; `own` and `laid-open` cover only themselves. What is needed names one verb and object.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from madoguchi.errors import RefusedError

EVERY = "*"
VERBS = (
    "read", "record", "correct", "load", "maintain", "administer", "open", "end", "change",
)  # fmt: skip
OBJECTS = (
    "publication", "case", "event", "holdings", "help", "page", "desk", "files", "index", "session",
    "account", "audit", "program", "post", "library", "exchange",
)  # fmt: skip
SCOPES = ("laid-open", "own", "any")


class Permission(NamedTuple):
    verb: str
    object: str
    scope: str

    def __str__(self) -> str:
        return ":".join(self)

    def within(self, scope: str) -> "Permission":
        """The same with another scope."""
        return self._replace(scope=scope)


def read_grant(text: str) -> Permission:
    """Read what an account or role is granted. Raises RefusedError, which says what to write."""
    parts = text.split(":")
    if len(parts) != 3:
        raise RefusedError(f"{text[:80]!r} is no permission: write verb:object:scope")
    permission = Permission(*parts)
    _check(text, "verb", permission.verb, (EVERY, *VERBS))
    _check(text, "object", permission.object, (EVERY, *OBJECTS))
    _check(text, "scope", permission.scope, SCOPES)
    return permission


@cache
def read_needed(text: str) -> Permission:
    """Read what a page or command needs: a permission without `*`. Raises RefusedError."""
    permission = read_grant(text)
    if EVERY in permission:
        raise RefusedError(f"{text!r} is needed nowhere: name one verb and one object, without *")
    return permission


def _check(text: str, part: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise RefusedError(
            f"{text[:80]!r} is no permission: {word[:40]!r} is no {part}; "
            f"write one of {', '.join(known)}"
        )


def within(scopes: Iterable[str], grants: frozenset[Permission]) -> frozenset[Permission]:
    """Return what scopes name of what is granted; what is granted no longer falls away."""
    return frozenset(one for one in map(read_grant, scopes) if permits(grants, one))


def permits(grants: Iterable[Permission], needed: Permission) -> bool:
    """Whether one of the grants covers what is needed."""
    return any(
        grant.verb in (EVERY, needed.verb)
        and grant.object in (EVERY, needed.object)
        and grant.scope in ("any", needed.scope)
        for grant in grants
    )
