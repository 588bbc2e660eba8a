"""A hostile partner's tools: packages and letters changed and signed as only it can."""

import datetime as dt
import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from exchange.conftest import Two
from exchange.offices import MONDAY, partner, product, publication
from madoguchi import clock

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
NAME = "XA.xa-patents.000001"


def at(week: int = 0) -> AbstractContextManager[None]:
    return clock.at(_NOON + dt.timedelta(weeks=week))


def made(two: Two, **told: object) -> Path:
    """A package of A for B, as it lies in A's tray."""
    if told:
        two.a.know(two.b, partner("XB", [product("XA", "out", **told)]))
    two.a.publish(publication("XA", 1), publication("XA", 2))
    with at():
        two.a.exchange.turn()
    return two.a.exchange.quarters.tray("xb") / "packages" / NAME


def inbox(two: Two) -> Path:
    return two.b.exchange.quarters.inbox("xa")


def brought(two: Two, tray: Path, name: str = NAME) -> Path:
    """The package in the inbox of B."""
    folder = inbox(two) / "packages" / name
    shutil.copytree(tray, folder)
    return folder


def signed(two: Two, path: Path, value: object) -> None:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(f"{path.name}.p7s").write_bytes(two.a.seal.sign(data))


def told(folder: Path, **changes: Any) -> dict[str, Any]:
    """The manifest of a package, changed."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found | changes


def turned(two: Two, week: int = 0) -> list[str]:
    """B takes a turn; what its log says."""
    with at(week):
        two.b.exchange.turn()
    return two.b.codes()
