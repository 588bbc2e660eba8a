"""A family of interfaces: addresses that share a way to show who calls and a form for refusals."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import msgspec

from madoguchi.api.operations import Answer, Call, Operation
from madoguchi.api.refusals import Refusal


class Shown(NamedTuple):
    """What a caller showed: a lent token, or a key, alone or with the name of its account."""

    kind: Literal["token", "key"]
    secret: str
    user: str = ""


class Head(NamedTuple):
    """As much of a call as is known when it is refused; `base` is scheme and host."""

    method: str
    path: str
    headers: Mapping[str, str]
    base: str


Pairs = tuple[tuple[str, str], ...]
Credentials = Callable[[Mapping[str, str], Pairs], Shown | None]
Finish = Callable[[Call, Answer], Answer]
Refuse = Callable[[Head, Refusal], Answer]


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """A family: everything below one of its prefixes is its own, also what has no operation.

    `finish` is done to every answer of an operation, `headers` stand on each answer and refusal,
    `cors` too where a browser asks for a page of another site;
    days are counted in the time `zone` of the office whose interface it is.
    """

    name: str
    prefixes: tuple[str, ...]
    operations: tuple[Operation, ...]
    credentials: Credentials
    refuse: Refuse
    finish: Finish = lambda _call, answer: answer
    headers: Pairs = ()
    cors: Pairs = ()
    zone: str = "UTC"
