"""The dossier of a family: its members from here and from every source, in a bounded time.

What is held here comes first and always. Then all sources are asked at once which members they
know; then, of the members without a file, those sources that tell of their office. Each round ends
when its patience does; what comes later is kept and there the next time. Only numbers that are
public already, or that the reader gave, are asked with.
"""

import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from madoguchi.archive import Archive
from madoguchi.cases import PublicCases
from madoguchi.dossier.assembling import Assembly
from madoguchi.dossier.dossier import Asked, Dossier
from madoguchi.dossier.gathering import From
from madoguchi.dossier.holding import Holding
from madoguchi.dossier.opening import Documents
from madoguchi.dossier.sources import Answered, Question, Sources, Told
from madoguchi.families import Families

# How long a reader waits for sources, in seconds: in the first round, and in all.
FIRST_PATIENCE, PATIENCE = 0.9, 1.6
_ROUNDS = 4


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
        assembly = Assembly(self.holding, asked)
        assembly.follow()
        if asked.outside and self.sources.all:
            self._ask(assembly)
        return assembly.dossier()

    def _ask(self, assembly: Assembly) -> None:
        """Ask in rounds, since what one source tells is what another may be asked about.

        A source that was slow or failed once is not waited for again.
        """
        begun, left_out = time.monotonic(), set[str]()
        for number in range(_ROUNDS):
            patience = FIRST_PATIENCE if number == 0 else PATIENCE - (time.monotonic() - begun)
            questions = list(self._questions(assembly, left_out))
            if not questions or patience <= 0:
                return
            answers = self.sources.ask_all(
                questions,
                patience_s=patience,
                fresh=assembly.asked.fresh,
                staff=assembly.asked.staff,
                reader=assembly.asked.reader,
            )
            left_out |= {one.source for one in answers if one.state in ("waiting", "failed")}
            self._take(assembly, answers)

    def _questions(self, assembly: Assembly, left_out: AbstractSet[str]) -> Iterator[Question]:
        """Who is of the family, first of all and then of what was heard of; and missing files.

        Of a missing file one source is asked a round, by authority, until one has it.
        """
        first = not assembly.answers
        fresh = tuple(assembly.unasked())
        for source in self.sources.all:
            if fresh and source.name not in left_out and (first or source.kind == "madoguchi"):
                yield Question(
                    source=source.name,
                    verb="family",
                    cases=fresh,
                    publications=tuple(assembly.heads()),
                )
        for case, publications in () if first else assembly.without_file():
            telling = [source.name for source in self.sources.telling(case.office)]
            name = assembly.next_of(case, [one for one in telling if one not in left_out])
            if name:
                yield Question(source=name, verb="member", cases=(case,), publications=publications)

    def _take(self, assembly: Assembly, answers: Sequence[Answered]) -> None:
        ranks = {source.name: rank for rank, source in enumerate(self.sources.all, 1)}
        for answer in answers:
            assembly.take(From(answer.source, ranks[answer.source], answer.told))
        assembly.answers += [_without_files(one) for one in answers]
        assembly.follow()


def _without_files(answer: Answered) -> Answered:
    """An answer without what it told, of which what it lacks is kept."""
    return msgspec.structs.replace(answer, told=Told(lacking=answer.told.lacking))
