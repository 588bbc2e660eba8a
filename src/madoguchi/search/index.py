"""The search index as a view of both streams: follows them by position, can be rebuilt."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.cases import PublicCases, case_of, case_views
from madoguchi.families import family_views
from madoguchi.search.cases import case_alone, with_status
from madoguchi.search.engine import Indexed, Reached
from madoguchi.search.fields import Field
from madoguchi.search.publications import indexed
from madoguchi.search.query import Days
from madoguchi.search.tantivy_engine import TantivyEngine, Writing

COMMIT_EVERY = 5_000
_READ = 500
_TURNS = Field("", "date", ("turns",))

Progress = Callable[[int], None]


class SearchIndex:
    """Keeps the engine abreast of the archive; replaying any part of a stream does no harm."""

    def __init__(self, home: Path, archive: Archive) -> None:
        self.engine = TantivyEngine(home / "index")
        self._archive = archive

    @contextlib.contextmanager
    def following(self) -> "Iterator[Follower]":
        """Open the index for a load: catches up first, commits what was added at the end."""
        turned = self._turned()
        with self.engine.writing() as writing:
            follower = Follower(writing, self._archive, self.engine.reached())
            follower.catch_up()
            follower.put_cases(turned)
            yield follower
            follower.commit()

    def catch_up(self, progress: Progress = lambda _: None) -> Reached:
        """Index what is stored but not yet searchable, as after a crash or a new layout."""
        turned = self._turned()
        with self.engine.writing() as writing:
            follower = Follower(writing, self._archive, self.engine.reached())
            follower.catch_up(progress)
            follower.put_cases(turned)
            follower.commit()
        return follower.reached

    def rebuild(self, progress: Progress = lambda _: None) -> Reached:
        """Build the index anew from the streams and put it in place of the old one."""
        with self.engine.writing(fresh=True) as writing:
            follower = Follower(writing, self._archive, Reached())
            follower.catch_up(progress)
            follower.commit()
        return follower.reached

    def behind(self) -> int:
        """How many positions of both streams are stored but not yet searchable."""
        reached = self.engine.reached()
        stored = self._archive.position() + self._archive.register.position()
        return stored - reached.publications - reached.register

    def outdated(self) -> bool:
        """Whether the statuses are those of an earlier day."""
        day = self.engine.reached().day
        return 0 < day < _number(clock.today())

    def _turned(self) -> list[str]:
        """The cases whose status time alone has changed since the day they were indexed on."""
        since = self.engine.reached().day
        today = clock.today()
        if not since or since >= _number(today):
            return []
        found = self.engine.search(Days(_day(since), today, _TURNS), limit=100_000)
        return [card.case for card in found.cards if card.case]


class Follower:
    """Where the index stands while it is open for writing."""

    def __init__(self, writing: Writing, archive: Archive, reached: Reached) -> None:
        self._writing = writing
        self._archive = archive
        self._cases = PublicCases(archive)
        self._views = family_views(archive)
        self._cases_alone = case_views(archive)
        self._today = clock.today()
        self._pending = 0
        self.reached = reached._replace(day=_number(self._today))

    def catch_up(self, progress: Progress = lambda _: None) -> None:
        """Index everything on the streams that is not yet indexed."""
        self._archive.views.catch_up(self._cases_alone)
        while entries := self._archive.follow(self.reached.publications, _READ):
            ids = list(dict.fromkeys(entry.publication for entry in entries))
            self._put_publications(ids)
            self._advance(len(entries), publications=entries[-1].position)
            progress(self.reached.publications + self.reached.register)
        position, subjects = self.reached.register, dict[str, None]()
        while facts := self._archive.register.follow(position, 4 * _READ):
            position = facts[-1].position
            subjects.update(dict.fromkeys(fact.subject for fact in facts))
            if len(subjects) >= _READ:
                self._put_subjects(subjects, position)
                progress(self.reached.publications + self.reached.register)
        self._put_subjects(subjects, position)

    def _put_subjects(self, subjects: dict[str, None], position: int) -> None:
        """Index the cases gathered up to a position, each once however much was recorded of it."""
        self.put_cases(list(subjects))
        self._advance(len(subjects), register=position)
        subjects.clear()

    def add(self, fresh: list[Indexed], others: list[str]) -> None:
        """Index a batch just put on the stream: `fresh` ones are whole, `others` are looked up."""
        self._archive.views.catch_up(self._cases_alone)
        # Never indexed before: everything up to here was caught up.
        self._put(fresh, replace=False)
        self._put_publications(others)
        self._advance(len(fresh) + len(others), publications=self._archive.position())

    def put_cases(self, ids: list[str]) -> None:
        """Index cases anew: with each publication held of them, alone where there is none."""
        files = self._cases.cases(ids)
        held = self._cases.publications(ids)
        for id_ in ids:
            if id_ in files and id_ not in held:
                self._writing(case_alone(files[id_], self._today))
            else:
                self._writing.remove(id_)
        self._put_publications([publication for each in held.values() for publication in each])

    def commit(self) -> None:
        """Make everything so far searchable; families, which no search needs, come up to it."""
        self._archive.views.catch_up(self._views)
        self._writing.commit(self.reached)
        self._pending = 0

    def _put_publications(self, ids: list[str]) -> None:
        for start in range(0, len(ids), _READ):
            some = ids[start : start + _READ]
            found = self._archive.publications(some)
            self._put([indexed(one) for one in found.values()], replace=True)
            self._take_out({id_ for id_ in some if id_ not in found})

    def _take_out(self, withdrawn: set[str]) -> None:
        """Take out what is withdrawn; a case of which nothing else is held stands for itself."""
        if not withdrawn:
            return
        for id_ in withdrawn:
            self._writing.remove(id_)
        told = self._archive.withdrawals.told_before(list(withdrawn))
        cases = [str(case) for each in told.values() for one in each if (case := case_of(one))]
        files = self._cases.cases(list(dict.fromkeys(cases)))
        held = self._cases.publications(list(files))
        for id_, file in files.items():
            if withdrawn.issuperset(held.get(id_, ())):
                self._writing(case_alone(file, self._today))

    def _put(self, items: list[Indexed], *, replace: bool) -> None:
        named = self._cases.of_publications([item.id for item in items])
        files = self._cases.cases(list(set(named.values())))
        for id_ in files:
            self._writing.remove(id_)  # no longer alone
        for item in items:
            file = files.get(named.get(item.id, ""))
            self._writing(with_status(item, file, self._today) if file else item, replace=replace)

    def _advance(
        self, count: int, *, publications: int | None = None, register: int | None = None
    ) -> None:
        if publications is not None:
            self.reached = self.reached._replace(publications=publications)
        if register is not None:
            self.reached = self.reached._replace(register=register)
        self._pending += count
        if self._pending >= COMMIT_EVERY:
            self.commit()


def _number(day: dt.date) -> int:
    return int(day.strftime("%Y%m%d"))


def _day(number: int) -> dt.date:
    return dt.datetime.strptime(str(number), "%Y%m%d").replace(tzinfo=dt.UTC).date()
