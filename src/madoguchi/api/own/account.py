"""The account that a key is of: who it is, what it may do, its limits and what it has used."""

import datetime as dt
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import UNSET, Meta, UnsetType

# The families are known only once all of them are there, this one too.
from madoguchi import api, clock
from madoguchi.accounts import Actor, Plan, Token, plans
from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Nothing, Struct
from madoguchi.api.own.searching import Count
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.model import Name

TAG = "account"
READ = "read:account:own"
_LONGEST = dt.timedelta(days=400)
_DAYS = dt.timedelta(days=29)


class Key(Struct, frozen=True):
    """A key; `scopes` are the permissions that it is for, all of the account's where empty.

    `used` is the last day on which it was shown; `this` says that it is the one shown now.
    """

    id: str
    name: str
    made: dt.datetime
    expires: dt.datetime
    scopes: tuple[str, ...]
    used: dt.date | None
    this: bool


def key(call: Call, token: Token) -> Key:
    return Key(
        id=token.id,
        name=token.name,
        made=_instant(token.made),
        expires=_instant(token.expires),
        scopes=tuple(token.scopes.split()),
        used=dt.date.fromisoformat(token.used) if token.used else None,
        this=token.id == call.caller.key,
    )


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


class PlanNamed(Struct, frozen=True):
    id: str
    name_en: str
    name_ja: str


class Account(Struct, frozen=True):
    """An account; `permissions` are those of the key that was shown."""

    number: str
    kind: str
    names: tuple[Name, ...]
    api_id: str
    owner: str
    plan: PlanNamed
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    key: Key | None
    terms: str
    registered: dt.datetime


def account(call: Call, _asked: Nothing) -> Account:
    actor = own(call)
    shown = call.premises.accounts.tokens.by_id(call.caller.key)
    return Account(
        number=actor.number,
        kind=actor.kind.value,
        names=actor.names,
        api_id=actor.api_id,
        owner=actor.owner,
        plan=_named(actor.plan),
        roles=actor.roles,
        permissions=tuple(sorted(map(str, call.caller.grants))),
        key=key(call, shown) if shown else None,
        terms=actor.terms,
        registered=dt.datetime.fromisoformat(actor.registered),
    )


def own(call: Call) -> Actor:
    """The account of whoever calls."""
    return call.premises.accounts.actor(call.caller.number)


def _named(id_: str) -> PlanNamed:
    plan = plans().get(id_)
    return PlanNamed(id=id_, name_en=plan.en if plan else "", name_ja=plan.ja if plan else "")


# -- limits ----------------------------------------------------------------------------------------


class DayLimit(Struct, frozen=True):
    """What is counted by the day: how many calls the plan has (null: without limit) and are left.

    `resets` is midnight of the office whose interface it is.
    """

    counter: str
    limit: Count | None
    used: Count
    left: Count | None
    resets: dt.datetime


class MinuteLimit(Struct, frozen=True):
    """How many calls of a group there may be in any sixty seconds (null: without limit)."""

    group: str
    limit: Count | None


class AccountLimits(Struct, frozen=True):
    """Every limit of the account's plan, and how far it has come today."""

    plan: PlanNamed
    day: tuple[DayLimit, ...]
    minute: tuple[MinuteLimit, ...]


def limits(call: Call, _asked: Nothing) -> AccountLimits:
    actor = own(call)
    plan = plans().get(actor.plan, Plan(en="", ja=""))
    zones = _zones()
    used = _used_today(call, zones)
    return AccountLimits(
        plan=_named(actor.plan),
        day=tuple(_day(plan, counter, used.get(counter, 0), zones[counter]) for counter in zones),
        minute=tuple(MinuteLimit(group=group, limit=plan.a_minute(group)) for group in _groups()),
    )


def _zones() -> dict[str, str]:
    """Every counter that some operation counts against, with the zone in which its days end."""
    return {
        operation.counter: family.zone
        for family in api.FAMILIES
        for operation in family.operations
        if operation.counter
    }


def _groups() -> tuple[str, ...]:
    groups = (one.group for family in api.FAMILIES for one in family.operations)
    return tuple(sorted({group for group in groups if group}))


def _used_today(call: Call, zones: dict[str, str]) -> dict[str, int]:
    days = {zone: clock.today(zone) for zone in {*zones.values(), "UTC"}}
    found = call.premises.accounts.limits.usage(call.caller.number, min(days.values()))
    return {
        one.counter: one.calls for one in found if one.day == days[zones.get(one.counter, "UTC")]
    }


def _day(plan: Plan, counter: str, used: int, zone: str) -> DayLimit:
    limit = plan.a_day(counter)
    tomorrow = clock.today(zone) + dt.timedelta(days=1)
    midnight = dt.datetime.combine(tomorrow, dt.time(), ZoneInfo(zone))
    return DayLimit(
        counter=counter,
        limit=limit,
        used=used,
        left=None if limit is None else max(0, limit - used),
        resets=midnight.astimezone(dt.UTC),
    )


# -- usage -----------------------------------------------------------------------------------------


class UsageAsked(Asking, frozen=True):
    """From which day on; the last thirty days where left out."""

    since: Annotated[
        dt.date | UnsetType, Meta(description="YYYY-MM-DD, within the last 400 days")
    ] = UNSET


class UsedOfDay(Struct, frozen=True):
    """How often something was called on a day of the office whose interface it is."""

    day: dt.date
    counter: str
    calls: Count


class Usage(Struct, frozen=True):
    """What the account has called, by day and counter; days without calls are left out."""

    since: dt.date
    days: tuple[UsedOfDay, ...]


def usage(call: Call, asked: UsageAsked) -> Usage:
    today = clock.today()
    since = today - _DAYS if asked.since is UNSET else asked.since
    if since < today - _LONGEST:
        raise Refusal(Reason.BAD_REQUEST, f"since lies before {today - _LONGEST}, too far back")
    found = call.premises.accounts.limits.usage(call.caller.number, since)
    days = tuple(UsedOfDay(day=one.day, counter=one.counter, calls=one.calls) for one in found)
    return Usage(since=since, days=days)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="account",
        path="/api/v1/account",
        does=account,
        tag=TAG,
        summary="The account of the key, and what the key may do",
        ja="キーのアカウントと、そのキーでできること",
        gives=Account,
        needs=READ,
        known=True,
    ),
    Endpoint(
        name="account-limits",
        path="/api/v1/account/limits",
        does=limits,
        tag=TAG,
        summary="Every limit: how much, used, left, until when",
        ja="全ての上限：量・使用・残り・期限",
        gives=AccountLimits,
        needs=READ,
        known=True,
    ),
    Endpoint(
        name="account-usage",
        path="/api/v1/account/usage",
        does=usage,
        tag=TAG,
        summary="Calls by day and counter",
        ja="日ごと・種類ごとの呼出し回数",
        asks=UsageAsked,
        gives=Usage,
        needs=READ,
        known=True,
    ),
)
