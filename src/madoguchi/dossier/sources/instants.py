"""Instants as the tables of sources have them, in an order that texts have too."""

import datetime as dt
from zoneinfo import ZoneInfo

from madoguchi.dossier.sources.configuration import Span


def written(instant: dt.datetime | None) -> str:
    return instant.isoformat(timespec="milliseconds") if instant else ""


def read(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def began(span: Span, instant: dt.datetime, zone: str) -> dt.datetime:
    """When the minute, day or week began that an instant is in; days begin where the source is."""
    local = instant.astimezone(ZoneInfo(zone))
    if span == "minute":
        return local.replace(second=0, microsecond=0)
    day = local.date() - dt.timedelta(days=local.weekday() if span == "week" else 0)
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def over_in(span: Span, instant: dt.datetime, zone: str) -> float:
    """The seconds until the next minute, day or week."""
    start = began(span, instant, zone)
    days = {"day": 1, "week": 7}
    if span == "minute":
        end = start + dt.timedelta(minutes=1)
    else:
        day = start.date() + dt.timedelta(days=days[span])
        end = dt.datetime.combine(day, dt.time(), ZoneInfo(zone))
    return max(0.1, (end.astimezone(dt.UTC) - instant).total_seconds())
