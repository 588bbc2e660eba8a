"""What every face of the office shares: the archive, the search window, cases, accounts."""

import threading
from collections.abc import Sequence
from pathlib import Path

from madoguchi.accounts import Accounts
from madoguchi.archive import Archive
from madoguchi.cases import OfficeCases, PublicCases, case_of
from madoguchi.dossier import Dockets, Dossiers, Sources, Transport
from madoguchi.exchange import Exchange, Provision
from madoguchi.families import Families, family_views
from madoguchi.law import Number
from madoguchi.model import CaseId, Publication
from madoguchi.search import Card, Indexing, Library, SearchIndex, Window
from madoguchi.translation import Translations


class Premises:
    """The rooms behind the counter, opened once a process.

    `transport` takes the place of the network between the office and its sources, in tests.
    """

    def __init__(self, home: Path, transport: Transport | None = None) -> None:
        self.home = home
        self.archive = Archive.at(home)
        self.archive.views.renew(family_views(self.archive))
        self.index = SearchIndex(home, self.archive)
        self.engine = self.index.engine
        self.window = Window(self.engine, self.archive)
        self._library: Library | None = None
        self._exchange: Exchange | None = None
        self._opening = threading.Lock()
        self.indexing = Indexing(self.index)
        self.accounts = Accounts(self.archive)
        self.cases = PublicCases(self.archive)
        self.families = Families(self.archive)
        self.translations = Translations(self.archive, home)
        self.dossiers = Dossiers(
            self.archive, self.cases, self.families, Sources.at(self.archive, home, transport)
        )
        self.dockets = Dockets(self.archive, self.dossiers)
        self._stamp: tuple[int, str] = (0, "")
        self._open: tuple[int, int, int] = (-1, 0, 0)
        self.accounts.follow()

    @property
    def library(self) -> Library | None:
        """The examiners' library, opened when it is first asked for; None where there is none."""
        with self._opening:
            if self._library is None and Library.is_at(self.home):
                self._library = Library.at(self.home)
            return self._library

    @property
    def exchange(self) -> Exchange:
        """The exchange with other offices, opened when it is first asked for."""
        with self._opening:
            if self._exchange is None:
                provision = Provision(self.archive, self.index, self._new_library)
                self._exchange = Exchange(self.home, self.archive, provision)
            return self._exchange

    def _new_library(self) -> Library:
        """The library, made where there is none: something is to lie in it."""
        with self._opening:
            if self._library is None:
                self._library = Library.at(self.home)
            return self._library

    def family(self, publication: Publication) -> tuple[Card, ...]:
        """Return the other publications of the extended family that are held, oldest first.

        A laid-open case of which no publication is held stands for itself.
        """
        case = case_of(publication)
        family = self.families.of_any([case]) if case else []
        cases = [one for each in family for one in each.cases]
        published = self.cases.publications(cases)
        ids = [id_ for ids in published.values() for id_ in ids]
        alone = [CaseId.parse(one) for one in cases if one not in published]
        numbers = [f"{one.office}{one.number}" for one in alone]
        found = self.window.kin([id_ for id_ in ids if id_ != publication.id], numbers)
        return tuple(card for card in found if not card.is_case or card.case in cases)

    def applications(self, numbers: Sequence[Number]) -> list[str]:
        """Return the applications that a number may be of, by all ways to read it.

        Of nothing held the number of an application stands for itself: a source may know it.
        """
        cases = self.cases.named(numbers)
        cards = self.window.named([number.id for number in numbers])
        published = self.cases.of_publications([card.id for card in cards if not card.is_case])
        found = sorted({*cases, *published.values()})
        applied = (one for one in numbers if one.object in ("application", "pct-application"))
        return found or [
            str(CaseId(office=one.office, right=one.right, number=one.number)) for one in applied
        ]

    def hides(self, case: CaseId) -> bool:
        """Whether a case is not laid open, so that the office's people ask no source of it.

        Only for those who may know it: the public's questions go out whatever is held here.
        """
        return OfficeCases(self.archive).hides(str(case))

    def stamp(self) -> tuple[int, str]:
        """How far everything is searchable: the position and when it was received."""
        position = self.window.as_of().publications
        if position and position != self._stamp[0]:
            entries = self.archive.follow(position - 1, 1)
            self._stamp = (position, entries[0].received if entries else "")
        return self._stamp if position else (0, "")

    def public_state(self) -> tuple[int, int, int]:
        """How far all that the public sees has come, on both streams.

        On the register that is the last fact of a laid-open case, since any other position would
        tell that something happened to a case which is not; and how many cases are laid open, since
        one that is closed again leaves that position as it was.
        """
        reached = self.window.as_of()
        if reached.register != self._open[0]:
            self._open = (reached.register, self.cases.position(), self.cases.count())
        return reached.publications, *self._open[1:]
