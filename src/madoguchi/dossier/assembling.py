"""A dossier while it is put together: what is held, what was told, what is still to be asked."""

from collections.abc import Iterable, Iterator

from madoguchi.dossier.dossier import Asked, Dossier
from madoguchi.dossier.gathering import From, Gathered
from madoguchi.dossier.holding import Holding
from madoguchi.dossier.members import Member
from madoguchi.dossier.sources import Answered, SourceError
from madoguchi.errors import MadoguchiError, NotFoundError
from madoguchi.families import Claim, Family, case_key, case_of_key, group
from madoguchi.model import CaseId, Publication

_ROUNDS = 4
_MOST_ASKED = 500
# So many applications are read here because a source says that they belong to the family; who
# says so of everything must not make every reader wait for everything.
_MOST_JOINED = 2_000


class Assembly:
    """A dossier while it is put together."""

    def __init__(self, holding: Holding, asked: Asked) -> None:
        self.asked = asked
        self.answers: list[Answered] = []
        self._holding = holding
        self._gathered = Gathered()
        self._own: dict[str, Member] = {}
        self._families: dict[str, Family] = {}
        self._looked_up: set[str] = set()
        self._asked: set[str] = set()

    def take(self, told: From) -> None:
        self._gathered.take(told._replace(told=self._holding.believed(told.told)))

    def follow(self) -> None:
        """Read the families held here of all that is known by now, until nothing new is found."""
        for _ in range(_ROUNDS):
            fresh = [case for case in self.known() if str(case) not in self._looked_up]
            if not fresh:
                return
            fresh = fresh[: self._room(len(self._looked_up))]
            self._looked_up.update(map(str, fresh))
            for family in self._holding.families(fresh):
                self._families[family.id] = family
            cases = [case for family in self._families.values() for case in family.cases]
            unread = [case for case in (*cases, str(self.asked.case)) if case not in self._own]
            unread = list(dict.fromkeys(unread))[: self._room(len(self._own))]
            self._own |= self._holding.members(unread)

    def _room(self, taken: int) -> int | None:
        """How many more applications are read because a source links them; of our own, all."""
        return max(0, _MOST_JOINED - taken) if self.answers else None

    def known(self) -> list[CaseId]:
        """The applications known by now, the one asked for first."""
        keys = (kin for family in self._families.values() for kin in family.members)
        named = [kin.case or case_of_key(kin.application) for kin in keys]
        claimed = [case_of_key(key) for key in self._gathered.named()]
        found = dict.fromkeys([str(self.asked.case), *named, *self._gathered.cases, *claimed])
        return [CaseId.parse(case) for case in found if case]

    def unasked(self) -> list[CaseId]:
        """Those that no source was asked for yet, and now is."""
        fresh = [case for case in self.known() if str(case) not in self._asked][:_MOST_ASKED]
        self._asked.update(map(str, fresh))
        return fresh

    def without_file(self) -> Iterator[tuple[CaseId, tuple[Publication, ...]]]:
        """Members of which no file is known, with what names them."""
        for case in dict.fromkeys([str(self.asked.case), *self._linked()]):
            own = self._own.get(case)
            file = own.file if own else None
            if not (file and (file.steps or file.documents)) and not self._gathered.has_file(case):
                held = own.publications if own else ()
                heads = [_head(one) for one in (*held, *self._gathered.publications(case))]
                yield CaseId.parse(case), tuple(dict.fromkeys(heads))

    def next_of(self, case: CaseId, sources: Iterable[str]) -> str:
        """The first of these sources that was not asked for a case's file yet; "" for none."""
        for source in sources:
            key = f"file {case} {source}"
            if key not in self._asked:
                self._asked.add(key)
                return source
        return ""

    def heads(self) -> list[Publication]:
        """What is held of the application asked for, by which some sources are asked."""
        own = self._own.get(str(self.asked.case))
        return [_head(one) for one in own.publications] if own else []

    def _claims(self) -> list[Claim]:
        own = (claim for family in self._families.values() for claim in family.claims)
        return list(dict.fromkeys([*own, *self._gathered.claims()]))

    def _linked(self) -> list[str]:
        """The cases of the family that the one asked for is in, as all claims together have it."""
        component = set(self._component(self._claims()))
        cases = dict.fromkeys([*self._own, *self._gathered.cases])
        return [case for case in cases if case_key(CaseId.parse(case)) in component]

    def _component(self, claims: Iterable[Claim]) -> list[str]:
        own = case_key(self.asked.case)
        return next((one for one in group(claims).extended if own in one), [own])

    def dossier(self) -> Dossier:
        claims = self._claims()
        component = set(self._component(claims))
        cases = self._linked()
        if not cases:
            raise self._nothing()
        linking = tuple(c for c in claims if c.links and {c.application, c.claimed} & component)
        families = group(c for c in claims if {c.application, c.claimed} & component)
        members = [self._gathered.joined(case, self._own.get(case)) for case in cases]
        held = {case_key(member.case) for member in members}
        own = [family for family in self._families.values()
               if component & {kin.application for kin in family.members}]  # fmt: skip
        return Dossier(
            asked=self.asked.case,
            id=min((family.id for family in own), default=f"E-{case_key(self.asked.case)}"),
            members=tuple(sorted(members, key=self._order)),
            claims=linking,
            simple=tuple(map(tuple, families.simple)),
            domestic=tuple(map(tuple, families.domestic)),
            named=tuple(sorted(component - held)),
            past=tuple(past for family in own for past in family.past),
            answers=tuple(self.answers),
        )

    def _nothing(self) -> MadoguchiError:
        """Why there is no dossier: nobody knows of it, or somebody who might did not answer."""
        silent = [one for one in self.answers if one.state in ("failed", "waiting")]
        if silent:
            names = ", ".join(dict.fromkeys(one.source for one in silent))
            return SourceError(silent[0].failure or "late", names)
        return NotFoundError("nothing is known of this application, here or at any source asked")

    def _order(self, member: Member) -> tuple[bool, str, str]:
        filed = member.filed
        return member.case != self.asked.case, filed.isoformat() if filed else "9999", member.id


def _head(one: Publication) -> Publication:
    """As much of a publication as a source is asked with."""
    return Publication(
        office=one.office,
        number=one.number,
        kind=one.kind,
        date=one.date,
        application=one.application,
    )
