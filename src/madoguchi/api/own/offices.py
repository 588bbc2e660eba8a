"""What the office knows by heart: offices, kind codes, codes of events, fields of the search."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Nothing, Struct
from madoguchi.api.own.searching import Count
from madoguchi.errors import NotFoundError
from madoguchi.law import OfficeProfile, event_rules, event_series
from madoguchi.law import offices as profiles
from madoguchi.model import CaseId, Right
from madoguchi.search import FACETS, FIELDS, SORTS, Language
from madoguchi.wording import messages

TAG = "about"
_HELP = "read:help:laid-open"


class Office(Struct, frozen=True):
    """An office (WIPO ST.3) with what is known of it; `own` where it has rules of its own here."""

    code: str
    name_en: str
    name_ja: str
    languages: tuple[str, ...]
    time_zone: str
    rights: tuple[Right, ...]
    own: bool


class Offices(Struct, frozen=True):
    offices: tuple[Office, ...]


def offices(_call: Call, _asked: Nothing) -> Offices:
    return Offices(offices=tuple(map(_office, profiles().values())))


def _office(profile: OfficeProfile) -> Office:
    rights = {number.right for number in profile.numbers}
    return Office(
        code=profile.code,
        name_en=profile.name.get("en", ""),
        name_ja=profile.name.get("ja", ""),
        languages=profile.languages,
        time_zone=profile.time_zone,
        rights=tuple(right for right in Right if right in rights),
        own=bool(profile.numbers),
    )


class OfficeAsked(Asking, frozen=True):
    """An office by its code (WIPO ST.3)."""

    code: Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["JP"])]


class KindCode(Struct, frozen=True):
    """A kind code of the office (WIPO ST.16)."""

    kind: str
    right: Right
    name_en: str
    name_ja: str


class NumberForm(Struct, frozen=True):
    """One kind of the office's numbers, with an example in its canonical spelling."""

    right: Right
    object: str
    name_en: str
    name_ja: str
    example: str


class OfficeKnown(Struct, frozen=True):
    """An office, its kind codes, its numbers, and the lists that its codes of events are from."""

    office: Office
    kinds: tuple[KindCode, ...]
    numbers: tuple[NumberForm, ...]
    event_lists: tuple[str, ...]


def office(_call: Call, asked: OfficeAsked) -> OfficeKnown:
    profile = _profile(asked.code)
    case = CaseId(office=profile.code, right=Right.PATENT, number="1")
    return OfficeKnown(
        office=_office(profile),
        kinds=tuple(
            KindCode(
                kind=code,
                right=one.right,
                name_en=one.name.get("en", ""),
                name_ja=one.name.get("ja", ""),
            )
            for code, one in profile.kinds.items()
        ),
        numbers=tuple(
            NumberForm(
                right=one.right,
                object=one.object,
                name_en=one.name.get("en", ""),
                name_ja=one.name.get("ja", ""),
                example=one.example,
            )
            for one in profile.numbers
        ),
        event_lists=event_series(case),
    )


def _profile(code: str) -> OfficeProfile:
    profile = profiles().get(code)
    if profile is None:
        raise NotFoundError(f"{code} is the code of no office we know")
    return profile


class CodesAsked(Asking, frozen=True):
    """The codes of events of an office, as they are for a right."""

    code: Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["JP"])]
    right: Right = Right.PATENT


class EventCode(Struct, frozen=True):
    """A code of one of the office's lists, and the event of WIPO ST.27 that it is."""

    series: str
    code: str
    name_en: str
    name_ja: str
    standard: str


class EventCodes(Struct, frozen=True):
    """Every code by which an event of such a case can be recorded."""

    codes: tuple[EventCode, ...]


def event_codes(_call: Call, asked: CodesAsked) -> EventCodes:
    case = CaseId(office=_profile(asked.code).code, right=asked.right, number="1")
    return EventCodes(
        codes=tuple(
            EventCode(
                series=series,
                code=code,
                name_en=rule.name("en"),
                name_ja=rule.name("ja"),
                standard=rule.event,
            )
            for series in event_series(case)
            for code, rule in sorted(event_rules(case, series).items())
        )
    )


# -- what the search has ---------------------------------------------------------------------------


class SearchField(Struct, frozen=True):
    """A field of expressions, written after a value: `lamp/TI`."""

    code: str
    kind: Literal["text", "name", "class", "number", "date", "code", "status", "period"]
    name_en: str
    name_ja: str


class SearchFields(Struct, frozen=True):
    """The fields, facets and orders that the search has, and its languages of expressions."""

    fields: tuple[SearchField, ...]
    facets: tuple[str, ...]
    sorts: tuple[str, ...]
    query_languages: tuple[str, ...]
    most_results: Count


def fields(_call: Call, _asked: Nothing) -> SearchFields:
    return SearchFields(
        fields=tuple(
            SearchField(
                code=one.code,
                kind=one.kind,
                name_en=messages("en")(f"field-{one.code}"),
                name_ja=messages("ja")(f"field-{one.code}"),
            )
            for one in FIELDS.values()
        ),
        facets=tuple(FACETS),
        sorts=tuple(SORTS),
        query_languages=get_args(Language),
        most_results=1_000,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="fields",
        path="/api/v1/fields",
        does=fields,
        tag="search",
        summary="The fields, facets and orders of the search",
        ja="検索の項目・絞り込み・並び順",
        gives=SearchFields,
        needs=_HELP,
    ),
    Endpoint(
        name="offices",
        path="/api/v1/offices",
        does=offices,
        tag=TAG,
        summary="The offices of the world",
        ja="世界の官庁",
        gives=Offices,
        needs=_HELP,
    ),
    Endpoint(
        name="office",
        path="/api/v1/offices/{code}",
        does=office,
        tag=TAG,
        summary="An office: its kind codes, numbers, lists of codes",
        ja="官庁の公報種別コード・番号・コード表",
        asks=OfficeAsked,
        gives=OfficeKnown,
        needs=_HELP,
    ),
    Endpoint(
        name="event-codes",
        path="/api/v1/offices/{code}/events",
        does=event_codes,
        tag=TAG,
        summary="The office's codes of events, with their codes of WIPO ST.27",
        ja="官庁の経過コードとWIPO ST.27のコード",
        asks=CodesAsked,
        gives=EventCodes,
        needs=_HELP,
    ),
)
