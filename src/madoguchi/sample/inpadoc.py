"""Korean and Chinese histories as EPO OPS answers them: families with legal events (INPADOC)."""

import datetime as dt
from collections.abc import Iterator

from madoguchi.law import event_rule
from madoguchi.model import Right
from madoguchi.sample.applications import Application, Printed
from madoguchi.sample.histories import Played
from madoguchi.sample.markup import Markup, compact, tagged
from madoguchi.sample.telling import Coded, coded
from madoguchi.sample.world import LAST_PUBLICATION as LAST

_GOOD, _BAD = "+", "-"
_ENDINGS = frozenset(
    {"lapsed", "expired", "refused", "withdrawn", "deemed", "abandoned", "annulled"}
)


def answer(played: list[Played]) -> bytes:
    """Return one answer with a member of a family for each case."""
    body = "\n".join(_member(one) for one in played)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ops:world-patent-data '
        'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
        f'<ops:patent-family legal="true">\n{body}\n</ops:patent-family></ops:world-patent-data>\n'
    ).encode()


def _member(played: Played) -> Markup:
    one = played.application
    printed = _printed(played)
    return tagged(
        "ops:family-member", {"family-id": 40_000_000 + one.seed * 37},
        _reference("publication-reference", one, printed),
        _reference("application-reference", one, Printed(_docdb(one), _kind(one), one.filed)),
        _priority(one),
        *(_legal(one, event) for event in coded(played)),
    )  # fmt: skip


def _printed(played: Played) -> Printed:
    """The publication that the family is told by: of the application, else of the right."""
    one = played.application
    found = one.laid_open or played.registered
    if found is None:  # a utility model that was withdrawn before its registration
        return Printed(one.number.replace(".", ""), "U", one.filed)
    return found


def _kind(one: Application) -> str:
    return "U" if one.right is Right.UTILITY_MODEL else "A"


def _docdb(one: Application) -> str:
    """Return the application number without its check digit."""
    return one.number.partition(".")[0]


def _reference(name: str, one: Application, printed: Printed) -> Markup:
    identity = tagged(
        "document-id", {"document-id-type": "docdb"},
        tagged("country", {}, one.office), tagged("doc-number", {}, printed.number),
        tagged("kind", {}, printed.kind), tagged("date", {}, compact(printed.day)),
    )  # fmt: skip
    return tagged(name, {}, identity)


def _priority(one: Application) -> Markup | str:
    first = one.priority
    if first is None:
        return ""
    identity = tagged(
        "document-id", {"document-id-type": "docdb"},
        tagged("country", {}, first.office), tagged("doc-number", {}, first.number),
        tagged("kind", {}, "A"), tagged("date", {}, compact(first.filed)),
    )  # fmt: skip
    active = tagged("priority-active-indicator", {}, "YES")
    return tagged("priority-claim", {"sequence": "1", "kind": "national"}, identity, active)


def _legal(one: Application, event: Coded) -> Markup:
    rule = event_rule(one.case, "inpadoc", event.code)
    name = rule.name("en").upper() if rule else event.code
    told: dict[str, object] = {
        "code": event.code,
        "desc": name,
        "infl": _BAD if event.step in _ENDINGS else _GOOD,
    }
    return tagged("ops:legal", told, *_fields(one, event))


def _fields(one: Application, event: Coded) -> Iterator[Markup]:
    yield _field("L001EP", "Country Code", one.office)
    yield _field("L003EP", "Document Number", _docdb(one))
    yield _field("L007EP", "Gazette DATE", event.day)
    yield _field("L008EP", "Legal Event Code 1", event.code)
    details = []
    if event.step == "annuity":
        details.append(_field("L520EP", "Year of Fee Payment", str(event.ordinal)))
    if event.step in ("lapsed", "expired"):
        details.append(_field("L525EP", "Effective DATE", min(event.day, LAST)))
    if details:
        yield tagged("ops:L500EP", {}, *details)


def _field(name: str, words: str, value: str | dt.date) -> Markup:
    return tagged(
        f"ops:{name}", {"desc": words}, value if isinstance(value, str) else compact(value)
    )
