"""One's docket: what other offices did in the families of the cases that one follows."""

from typing import Annotated

from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.cases import Id
from madoguchi.api.own.endpoints import Asking, Endpoint, Struct
from madoguchi.api.own.searching import Count
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.dossier import Followed, Result
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.model import CaseId

TAG = "office"
_READ, _CHANGE = "read:case:any", "change:desk:own"


class DocketAsked(Asking, frozen=True):
    """Results that came after an ordinal; 0 for all since each case was followed."""

    after: Annotated[int, Meta(ge=0, le=2**53)] = 0


class Docket(Struct, frozen=True):
    """The cases followed, and what other offices did in their families, the latest first.

    `last` is the ordinal to ask after the next time.
    """

    followed: tuple[Followed, ...]
    results: tuple[Result, ...]
    last: Count


def docket(call: Call, asked: DocketAsked) -> Docket:
    dockets, who = call.premises.dockets, call.caller.number
    results = tuple(dockets.results(who, asked.after))
    return Docket(
        followed=tuple(dockets.followed(who)),
        results=results,
        last=max((one.ordinal for one in results), default=asked.after),
    )


class FollowAsked(Asking, frozen=True):
    """A laid-open case to be followed; others are followed on the page of the docket."""

    case: Id


def follow(call: Call, asked: FollowAsked) -> None:
    try:
        case = CaseId.parse(asked.case)
        call.premises.families.of(case)
        call.premises.dockets.follow(call.caller.number, case)
    except (NotFoundError, RefusedError) as error:
        raise Refusal(Reason.NOT_FOUND, str(error)) from None


class UnfollowAsked(Asking, frozen=True):
    id: Id


def unfollow(call: Call, asked: UnfollowAsked) -> None:
    call.premises.dockets.unfollow(call.caller.number, CaseId.parse(asked.id))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="docket",
        path="/api/v1/office/docket",
        does=docket,
        tag=TAG,
        summary="What other offices did in the families of the cases that you follow",
        ja="追跡中の案件のファミリーにおける他庁の審査結果",
        asks=DocketAsked,
        gives=Docket,
        needs=_READ,
        known=True,
    ),
    Endpoint(
        name="docket-follow",
        path="/api/v1/office/docket",
        does=follow,
        tag=TAG,
        method="POST",
        summary="Follow a case",
        ja="案件を追跡する",
        asks=FollowAsked,
        status=204,
        needs=_CHANGE,
        problems=(404,),
        known=True,
    ),
    Endpoint(
        name="docket-unfollow",
        path="/api/v1/office/docket/{id}",
        does=unfollow,
        tag=TAG,
        method="DELETE",
        summary="Follow a case no longer",
        ja="追跡をやめる",
        asks=UnfollowAsked,
        status=204,
        needs=_CHANGE,
        known=True,
    ),
)
