"""EPO Open Patent Services 3.2 as its clients know it: published data, families, events, numbers.

Source: ops.yaml and the schemas of OPS 3.2; recorded answers decide where they differ.
"""

from madoguchi.accounts import plan
from madoguchi.api.families import Family
from madoguchi.api.operations import Answer, Call, Handler, Operation
from madoguchi.api.ops.families import family, legal
from madoguchi.api.ops.faults import TOKEN_PATH, refuse
from madoguchi.api.ops.images import image
from madoguchi.api.ops.numbers import convert
from madoguchi.api.ops.published import published
from madoguchi.api.ops.search import search
from madoguchi.api.ops.tokens import credentials, lend

_SERVICES = "/3.2/rest-services"
_UNLIMITED = 1000
_THROTTLED = ("images", "inpadoc", "other", "retrieval", "search")

# Services by the path below `rest-services`, and the counter that each counts against.
_PATHS: tuple[tuple[str, Handler, str], ...] = (
    ("published-data/search", search, "search"),
    ("published-data/search/{rest*}", search, "search"),
    ("published-data/images", image, "images"),
    ("published-data/images/{rest*}", image, "images"),
    ("published-data/{type}/{format}/{rest*}", published, "retrieval"),
    ("family/{type}/{format}", family, "inpadoc"),
    ("family/{type}/{format}/{rest*}", family, "inpadoc"),
    ("legal/{type}/{format}", legal, "inpadoc"),
    ("legal/{type}/{format}/{rest*}", legal, "inpadoc"),
    ("number-service/{type}/{format}/{rest*}", convert, "other"),
)


def _operations() -> tuple[Operation, ...]:
    token = Operation(method="POST", path=TOKEN_PATH, handler=lend, group="ops")
    services = (
        Operation(
            method=method,
            path=f"{_SERVICES}/{path}",
            handler=handler,
            counter=f"ops/{counter}",
            group="ops",
        )
        for path, handler, counter in _PATHS
        for method in ("GET", "POST")
    )
    return (token, *services)


def finish(call: Call, answer: Answer) -> Answer:
    """Say how many calls a minute are welcome; clients pace themselves by it."""
    limit = plan(call.caller.plan).a_minute("ops") or _UNLIMITED
    told = ", ".join(f"{service}=green:{limit}" for service in _THROTTLED)
    return answer._replace(headers=(*answer.headers, ("X-Throttling-Control", f"idle ({told})")))


FAMILY = Family(
    name="ops",
    prefixes=("/3.2/",),
    operations=_operations(),
    credentials=credentials,
    refuse=refuse,
    finish=finish,
)

__all__ = ["FAMILY"]
