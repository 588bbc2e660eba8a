"""The dossier of a family: its members from here and from every source, in a bounded time.

What is held here comes first and always. Then all sources are asked at once which members they
know; then, of the members without a file, those sources that tell of their office. Each round ends
when its patience does; what comes later is kept and there the next time. Only numbers that are
public already, or that the reader gave, are asked with.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from madoguchi.archive import Archive
from madoguchi.cases import PublicCases
from madoguchi.dossier.gathering import From, Gathered
from madoguchi.dossier.holding import Holding
from madoguchi.dossier.members import Member
from madoguchi.dossier.opening import Documents
from madoguchi.dossier.sources import Answered, Question, SourceError, Sources, Told
from madoguchi.errors import MadoguchiError, NotFoundError
from madoguchi.families import Claim, Families, Family, Past, case_key, chain, group
from madoguchi.model import CaseId, Publication, Right, Struct

# How long a reader waits for sources, in seconds: in the first round, and in all.
FIRST_PATIENCE, PATIENCE = 0.9, 1.6
_ROUNDS = 4
_MOST_ASKED = 500
# So many applications are read here because a source says that they belong to the family; who
# says so of everything must not make every reader wait for everything.
_MOST_JOINED = 2_000


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


class Dossiers:
    """Puts dossiers together."""

    def __init__(
        self, archive: Archive, cases: PublicCases, families: Families, sources: Sources
    ) -> None:
        self.holding = Holding(archive, cases, families)
        self.sources = sources
        self.documents = Documents(archive, cases, sources)

    def of(self, asked: Asked) -> Dossier:
        """Return the dossier of an application's family.

        Raises NotFoundError where neither this office nor any source knows of it, and SourceError
        where it is not known here and a source that might know did not answer.
        """
        gathering = _Gathering(self.holding, asked)
        gathering.follow()
        if asked.outside and self.sources.all:
            self._ask(gathering)
        return gathering.dossier()

    def _ask(self, gathering: "_Gathering") -> None:
        """Ask in rounds, since what one source tells is what another may be asked about.

        A source that was slow or failed once is not waited for again.
        """
        begun, left_out = time.monotonic(), set[str]()
        for number in range(_ROUNDS):
            patience = FIRST_PATIENCE if number == 0 else PATIENCE - (time.monotonic() - begun)
            questions = list(self._questions(gathering, left_out))
            if not questions or patience <= 0:
                return
            answers = self.sources.ask_all(
                questions,
                patience_s=patience,
                fresh=gathering.asked.fresh,
                staff=gathering.asked.staff,
                reader=gathering.asked.reader,
            )
            left_out |= {one.source for one in answers if one.state in ("waiting", "failed")}
            self._take(gathering, answers)

    def _questions(self, gathering: "_Gathering", left_out: AbstractSet[str]) -> Iterator[Question]:
        """Who is of the family, first of all and then of what was heard of; and missing files.

        Of a missing file one source is asked a round, by authority, until one has it.
        """
        first = not gathering.answers
        fresh = tuple(gathering.unasked())
        for source in self.sources.all:
            if fresh and source.name not in left_out and (first or source.kind == "madoguchi"):
                yield Question(
                    source=source.name,
                    verb="family",
                    cases=fresh,
                    publications=tuple(gathering.heads()),
                )
        for case, publications in () if first else gathering.without_file():
            telling = [source.name for source in self.sources.telling(case.office)]
            name = gathering.next_of(case, [one for one in telling if one not in left_out])
            if name:
                yield Question(source=name, verb="member", cases=(case,), publications=publications)

    def _take(self, gathering: "_Gathering", answers: Sequence[Answered]) -> None:
        ranks = {source.name: rank for rank, source in enumerate(self.sources.all, 1)}
        for answer in answers:
            gathering.take(From(answer.source, ranks[answer.source], answer.told))
        gathering.answers += [_without_files(one) for one in answers]
        gathering.follow()


class _Gathering:
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
        self._gathered.take(told)

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


def _without_files(answer: Answered) -> Answered:
    """An answer without what it told, of which what it lacks is kept."""
    return msgspec.structs.replace(answer, told=Told(lacking=answer.told.lacking))


def _head(one: Publication) -> Publication:
    """As much of a publication as a source is asked with."""
    return Publication(
        office=one.office,
        number=one.number,
        kind=one.kind,
        date=one.date,
        application=one.application,
    )


def case_of_key(key: str) -> str:
    """The case of an application that is only claimed, as far as its key tells."""
    office, number = ("WO", key) if key.startswith("PCT") else (key[:2], key[2:])
    right = Right.PATENT
    if number.endswith(":u"):
        right, number = Right.UTILITY_MODEL, number.removesuffix(":u")
    if key.startswith("p/"):
        return ""
    try:
        return str(CaseId.parse(f"{office}-{right.value}-{number}"))
    except NotFoundError:
        return ""
