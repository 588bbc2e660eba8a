"""One application of the Open Data Portal: its whole file wrapper, or a part of it."""

from collections.abc import Callable, Mapping

from madoguchi.api.dossiers import Member, members_of
from madoguchi.api.operations import Answer, Call
from madoguchi.api.uspto.portal_envelope import Told, answered
from madoguchi.api.uspto.wrapper_relations import relatives
from madoguchi.api.uspto.wrappers import told_of, wrapper
from madoguchi.cases import CaseFile
from madoguchi.errors import NotFoundError
from madoguchi.law import application_number
from madoguchi.model import CaseId, Right
from madoguchi.premises import Premises

_RIGHTS = (Right.PATENT, Right.DESIGN)
_LONGEST = 40
# The parts of a file wrapper by the last word of their address.
PARTS: Mapping[str, tuple[str, ...]] = {
    "meta-data": ("applicationMetaData",),
    "adjustment": ("patentTermAdjustmentData",),
    "assignment": ("assignmentBag",),
    "attorney": ("recordAttorney",),
    "continuity": ("parentContinuityBag", "childContinuityBag"),
    "foreign-priority": ("foreignPriorityBag",),
    "transactions": ("eventDataBag",),
}


def asked_member(call: Call, number: str = "") -> Member:
    """The application of the number in the address. Raises NotFoundError."""
    text = number or call.path["number"]
    plain = application_number("US", text[:_LONGEST])
    names = [
        str(CaseId(office="US", right=right, number=plain)) for right in _RIGHTS if plain.isdigit()
    ]
    found = members_of(call.premises, names)
    if not found:
        raise NotFoundError(f"no application {text[:_LONGEST]!r} is held here")
    return next(iter(found.values()))


def wrappers(premises: Premises, members: list[Member]) -> list[Told]:
    """The file wrappers, with what is held of the applications that they refer to."""
    names = {name for one in members for name in relatives(told_of(one).related)}
    others: dict[str, CaseFile] = premises.cases.cases(sorted(names)) if names else {}
    return [wrapper(one, others) for one in members]


def part(*names: str) -> Callable[[Call], Answer]:
    """Return the handler that answers with parts of a wrapper."""

    def handler(call: Call) -> Answer:
        member = asked_member(call)
        whole = wrappers(call.premises, [member])[0]
        kept = {name: whole[name] for name in ("applicationNumberText", *names) if name in whole}
        return answered(count=1, patentFileWrapperDataBag=[kept])

    return handler
