"""The terms in which the counter for programs speaks: a call, its answer, what an operation is."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec
from starlette.responses import Response

from madoguchi.accounts import Permission, permits, read_needed
from madoguchi.premises import Premises

JSON = "application/json"


class Caller(msgspec.Struct, frozen=True):
    """Who calls: an account by its number, or "" for the public at an address of the network.

    `plan` names the limits that count, `key` the key that was shown.
    """

    number: str = ""
    plan: str = "public"
    grants: frozenset[Permission] = frozenset()
    key: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """What its calls are counted under."""
        return self.number or f"address:{self.address}"

    def may(self, permission: str) -> bool:
        return _may(self.grants, permission)


@lru_cache(maxsize=4096)
def _may(grants: frozenset[Permission], permission: str) -> bool:
    return permits(grants, read_needed(permission))


class Call(msgspec.Struct, frozen=True):
    """One call: `path` has the decoded values of the path, `query` every pair as it came.

    Names of headers are in lower case. `remaining` is how many more such calls the caller has
    today, -1 where they are not counted.
    """

    method: str
    address: str
    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    caller: Caller
    premises: Premises
    base: str
    remaining: int = -1

    def asked(self, name: str, default: str = "") -> str:
        """The first value of a name of the query."""
        return next((value for key, value in self.query if key == name), default)


class Answer(NamedTuple):
    """What is sent back."""

    body: bytes
    media_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[Call], Answer | Response]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An operation at an address such as `/api/patent/v1/app_progress/{number}`.

    `{name}` stands for one segment of the path, `{name*}` for all that are left. `needs` is the
    permission; `counter` names the daily limit it counts against and `group` the limit a minute
    ("" counts nothing, see `accounts/plans.toml`). `known` says that only those with an account are
    served. A `quick` one reads a row or two and is done where it is called; others wait their turn.
    """

    method: str
    path: str
    handler: Handler
    needs: str = "read:publication:laid-open"
    counter: str = ""
    group: str = ""
    known: bool = True
    quick: bool = False
    largest: int = 100_000
