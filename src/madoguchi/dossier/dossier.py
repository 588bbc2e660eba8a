"""What a dossier is, and how it is asked for."""

from madoguchi.dossier.members import Member
from madoguchi.dossier.sources import Answered
from madoguchi.errors import NotFoundError
from madoguchi.families import Claim, Past, case_key, chain
from madoguchi.model import CaseId, Struct


class Asked(Struct, frozen=True):
    """Whose dossier is wanted, and how.

    `outside` says whether sources are asked at all, `fresh` whether what is kept of them may not
    be told, `staff` whether the office's own share of their quotas may be used; `reader` is the
    account or network that may use a share of the rest, "" nobody.
    """

    case: CaseId
    outside: bool = True
    fresh: bool = False
    staff: bool = False
    reader: str = ""


class Dossier(Struct, frozen=True):
    """The members of a family that are known of, what links them, and who told what when.

    `members` begins with the one asked for, then by day of filing. `claims` are all that link
    them; `simple` and `domestic` the groups of applications (keys of `families`) within it.
    `named` are applications that are claimed and of which nothing is known. `answers` has, for
    each source, how it answered to which question.
    """

    asked: CaseId
    id: str
    members: tuple[Member, ...]
    claims: tuple[Claim, ...]
    simple: tuple[tuple[str, ...], ...]
    domestic: tuple[tuple[str, ...], ...]
    named: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()
    answers: tuple[Answered, ...] = ()

    def member(self, case: str) -> Member:
        """Return a member by its identity. Raises NotFoundError."""
        for one in self.members:
            if one.id == case:
                return one
        raise NotFoundError(f"{case[:60]} is not of this family, as far as it is known here")

    @property
    def complete(self) -> bool:
        """Whether every source that was asked has answered, now or within its freshness."""
        return all(one.state in ("answered", "kept", "nothing") and not one.failure
                   for one in self.answers)  # fmt: skip

    def why(self, member: Member) -> list[Claim]:
        """The shortest chain of claims from the application asked for to a member."""
        return chain(self.claims, case_key(self.asked), case_key(member.case))
