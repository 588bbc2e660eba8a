"""Numbers of publications in a query: those that only the register knows find their case."""

from madoguchi.law import Number
from madoguchi.model import CaseId, Right
from madoguchi.premises import Premises
from madoguchi.search import FIELDS, And, But, Keys, Or, Query

_RIGHTS = (Right.PATENT, Right.DESIGN)


def with_register(premises: Premises, query: Query) -> Query:
    """The query, with each publication's number also as that of its application.

    An index has the numbers of the publications that are held; a patent may be told of by the
    register alone.
    """
    match query:
        case Keys(keys, field) if field is FIELDS["PN"]:
            return _found(premises, query, keys)
        case And(parts):
            return And(tuple(with_register(premises, part) for part in parts))
        case Or(parts):
            return Or(tuple(with_register(premises, part) for part in parts))
        case But(base, without):
            return But(with_register(premises, base), with_register(premises, without))
    return query


def _found(premises: Premises, query: Query, keys: tuple[str, ...]) -> Query:
    wanted = [
        Number(office="US", right=right, object="publication", number=key.removeprefix("US"))
        for key in keys
        for right in _RIGHTS
    ]
    cases = map(CaseId.parse, premises.cases.named(wanted))
    own = tuple(f"US{case.number}" for case in cases if case.office == "US")
    return Or((query, Keys(own, FIELDS["AN"]))) if own else query
