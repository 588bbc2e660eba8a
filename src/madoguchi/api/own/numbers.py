"""Numbers, classification symbols, and what is held."""

from typing import Annotated

from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Nothing, Struct
from madoguchi.api.own.searching import TAG, Count, FacetValue
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import NumberError
from madoguchi.law import read_number
from madoguchi.model import Scheme, canonical_symbol
from madoguchi.search import Asked, Results


class NumberAsked(Asking, frozen=True):
    """A number as a person writes it."""

    text: Annotated[str, Meta(min_length=1, max_length=100, description="In any spelling")]
    office: Annotated[
        str, Meta(pattern="^([A-Z]{2})?$", description="The office (WIPO ST.3) in mind")
    ] = ""


class NumberReading(Struct, frozen=True):
    """One way to read a number, and what is held here under it."""

    office: str
    right: str
    object: str
    number: str
    kind: str
    id: str
    printed: str
    docdb: str
    epodoc: str
    why: str
    publications: tuple[str, ...]
    cases: tuple[str, ...]


class NumberReadings(Struct, frozen=True):
    """All ways to read a number, the likeliest first; none where it is no number we know."""

    readings: tuple[NumberReading, ...]


def numbers(call: Call, asked: NumberAsked) -> NumberReadings:
    try:
        readings = read_number(asked.text, asked.office)
    except NumberError:
        return NumberReadings(readings=())
    window, cases = call.premises.window, call.premises.cases
    return NumberReadings(
        readings=tuple(
            NumberReading(
                office=one.number.office,
                right=one.number.right.value,
                object=one.number.object,
                number=one.number.number,
                kind=one.number.kind,
                id=one.number.id,
                printed=one.number.printed(),
                docdb=one.number.docdb,
                epodoc=one.number.epodoc,
                why=one.reason.get("en", one.reason.get("code", "")),
                publications=tuple(
                    card.id for card in window.by_number([one.number.id]) if not card.is_case
                ),
                cases=tuple(cases.named([one.number])),
            )
            for one in readings
        )
    )


# -- classifications -------------------------------------------------------------------------------


class ClassAsked(Asking, frozen=True):
    """A symbol of a scheme, as written: H01M 10/0525."""

    scheme: Annotated[str, Meta(max_length=20, description="IPC, CPC, FI, F-term")]
    symbol: Annotated[str, Meta(min_length=1, max_length=60)]


class ClassFound(Struct, frozen=True):
    """A symbol in its canonical spelling, and how many publications have it or one below it."""

    scheme: str
    symbol: str
    publications: Count
    search: str


_FIELDS = {Scheme.IPC: "IP", Scheme.CPC: "CP", Scheme.FI: "FI", Scheme.F_TERM: "FT"}


def classification(call: Call, asked: ClassAsked) -> ClassFound:
    scheme = next((one for one in _FIELDS if one.value.lower() == asked.scheme.lower()), None)
    if scheme is None:
        known = ", ".join(one.value for one in _FIELDS)
        raise Refusal(Reason.NOT_FOUND, f"no scheme of that name is searched here; write {known}")
    symbol = canonical_symbol(scheme, asked.symbol)
    if symbol is None:
        raise Refusal(Reason.NOT_FOUND, f"this is no symbol of {scheme.value}")
    expression = f'"{symbol}"/{_FIELDS[scheme]}'
    page = call.premises.window.search(Asked(expression=expression, limit=0))
    return ClassFound(
        scheme=scheme.value,
        symbol=symbol,
        publications=page.total,
        search=f"{call.base}/api/v1/search?q={expression}",
    )


# -- what is held ----------------------------------------------------------------------------------


class Holdings(Struct, frozen=True):
    """What is held and how far everything has come; `position` is on the publication stream."""

    position: Count
    received: str
    publications: Count
    cases: Count
    by_office: tuple[FacetValue, ...]
    by_right: tuple[FacetValue, ...]


def holdings(call: Call, _asked: Nothing) -> Holdings:
    premises = call.premises
    position, received = premises.stamp()
    page = premises.window.search(Asked(expression="", limit=0, facets=100))
    return Holdings(
        position=position,
        received=received,
        publications=page.total,
        cases=premises.cases.count(),
        by_office=_values(page, "office"),
        by_right=_values(page, "right"),
    )


def _values(page: Results, name: str) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value=value, count=count) for value, count in page.facets[name])


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="numbers",
        path="/api/v1/numbers",
        does=numbers,
        summary="Read a number in any spelling",
        ja="どのような書き方の番号も読む",
        detail="A text that is no number of any office we know has no reading; that is no error.",
        tag=TAG,
        asks=NumberAsked,
        gives=NumberReadings,
    ),
    Endpoint(
        name="classification",
        path="/api/v1/classifications/{scheme}/{symbol*}",
        does=classification,
        summary="A classification symbol",
        ja="分類記号",
        tag=TAG,
        asks=ClassAsked,
        gives=ClassFound,
    ),
    Endpoint(
        name="holdings",
        path="/api/v1/holdings",
        does=holdings,
        summary="What is held, and how far everything has come",
        ja="何を保有し、どこまで反映しているか",
        tag=TAG,
        gives=Holdings,
        needs="read:holdings:laid-open",
    ),
)
