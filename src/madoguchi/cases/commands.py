"""What one can do to cases: report what a source tells, record and correct one's own.

Every command looks at what is recorded, decides which facts are new, and appends those.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import select

from madoguchi.archive import Archive, Recorded, RecordedFact, Write, digest, public_key
from madoguchi.cases.facts import (
    CaseFact,
    Corrected,
    Deposited,
    Happened,
    Listed,
    Told,
    Withdrawn,
    read,
    written,
)
from madoguchi.cases.files import Ledger
from madoguchi.cases.identities import published_keys
from madoguchi.errors import ConflictError, MadoguchiError, NotFoundError
from madoguchi.law import STATED
from madoguchi.model import Bibliography, CaseId, FileDocument, Happening, History, Paper

Outcome = Literal["new", "changed", "unchanged"]
LOADER = "loader"
TOLD_OTHERWISE = "told-otherwise"
TOLD_NO_LONGER = "told-no-longer"
_ATTEMPTS = 5
_PAPER = msgspec.json.Encoder()


class Report(msgspec.Struct, frozen=True):
    """What a source tells of a case, with the bytes received that say so (see `facts.Told`)."""

    history: History
    source: str
    original: bytes
    authority: int = 0
    file: str = ""
    offset: int = 0

    @property
    def sha256(self) -> str:
        return digest(self.original).hex()


def resolved(archive: Archive, told: Report) -> Report:
    """Return a report with its case, found by the publications where it names no application.

    Raises NotFoundError with what to do where no laid-open case has them, or several have.
    """
    case = told.history.case
    if case.number:
        return told
    publications = told.history.bibliography.publications
    keys = [key for one in publications for key in published_keys(one, case)]
    query = select(public_key.c["case"]).where(public_key.c.key.in_(keys)).distinct()
    found = [row[0] for row in archive.rows(query)]
    if len(found) != 1:
        raise NotFoundError(
            f"names no application, and {len(found)} cases here have "
            f"{', '.join(one.office + one.number for one in publications)}; "
            "load its bibliographic data first"
        )
    history = msgspec.structs.replace(
        told.history, case=CaseId.parse(found[0]), bibliography=Bibliography()
    )
    return msgspec.structs.replace(told, history=history)


def report(archive: Archive, reports: Sequence[Report]) -> list[Outcome]:
    """Record what is new in each report; durable when it returns.

    Reports of one case are taken in their order. What is recorded already is unchanged. Raises
    ConflictError where others keep changing the same cases.
    """
    outcomes: dict[int, Outcome] = {}
    left = list(enumerate(reports))
    for _ in range(_ATTEMPTS * max(1, _most_of_one_case(reports))):
        if not left:
            return [outcomes[place] for place in range(len(reports))]
        left = _round(archive, left, outcomes)
    raise ConflictError(str(left[0][1].history.case), 0, 0)


def _most_of_one_case(reports: Sequence[Report]) -> int:
    return max(Counter(str(one.history.case) for one in reports).values(), default=0)


def _round(
    archive: Archive, left: list[tuple[int, Report]], outcomes: dict[int, Outcome]
) -> list[tuple[int, Report]]:
    """Record the first report of each case; return the others, and those that met a conflict."""
    first: dict[str, tuple[int, Report]] = {}
    later = [one for one in left if first.setdefault(str(one[1].history.case), one) is not one]
    known = archive.register.facts(list(first))
    writes: list[tuple[int, Report, Write]] = []
    for case, (place, one) in first.items():
        facts = list(news(known.get(case, []), one))
        outcomes[place] = ("changed" if case in known else "new") if facts else "unchanged"
        if facts:
            writes.append((place, one, _write(case, one, facts, len(known.get(case, ())))))
    done = archive.register.append_all([write for _, _, write in writes])
    again = []
    for (place, one, _), result in zip(writes, done, strict=True):
        if isinstance(result, ConflictError):
            again.append((place, one))
        elif isinstance(result, MadoguchiError):
            raise result
    return sorted([*again, *later])


def _write(case: str, one: Report, facts: list[CaseFact], version: int) -> Write:
    papers = [_PAPER.encode(paper) for paper in one.history.papers]
    return Write(
        facts=tuple(written(one.history.case, fact) for fact in facts),
        actor=LOADER,
        expected={case: version},
        blobs=(one.original, *papers),
    )


def news(known: Sequence[RecordedFact], one: Report) -> Iterator[CaseFact]:
    """Yield what a report says that is not recorded yet.

    Bytes that have told before correct nothing: what came after them stands.
    """
    ledger, told = Ledger(), []
    for fact in known:
        ledger.take(fact)
        if fact.kind == "told":
            told.append(read(fact))
    again = any(isinstance(was, Told) and _same_bytes(was, one) for was in told)
    listed = _documents(ledger, one) if not again else _unlisted(ledger, one)
    events = _events(ledger, one) if not again else _never_told(ledger, one)
    news = [*events, *listed, *_unnamed(ledger, one), *_papers(ledger, one)]
    telling = _told(one)
    if telling not in told and (news or not _said(telling, told)):
        yield telling
    yield from news


def _same_bytes(was: Told, one: Report) -> bool:
    return was.source == one.source and was.original == one.sha256


def _told(one: Report) -> Told:
    history = one.history
    return Told(
        source=one.source,
        original=one.sha256,
        file=one.file,
        offset=one.offset,
        authority=one.authority,
        bibliography=history.bibliography,
        status=history.status,
        laid_open=history.laid_open,
    )


def _said(telling: Told, told: Sequence[CaseFact]) -> bool:
    """Whether these bytes have told this before, wherever they lay then."""
    return any(
        isinstance(one, Told)
        and msgspec.structs.replace(one, file=telling.file, offset=telling.offset) == telling
        for one in told
    )


class _Identity(NamedTuple):
    """What makes an event the same when it is told again: the n-th of its code on its day."""

    series: str
    code: str
    date: str
    nth: int


def _identified(events: Iterator[tuple[str, Happening]]) -> dict[_Identity, tuple[str, Happening]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    found = {}
    for id_, event in events:
        key = (event.series, event.code, event.date.isoformat())
        seen[key] += 1
        found[_Identity(*key, seen[key])] = (id_, event)
    return found


def _events(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    known = _identified(iter(ledger.events.items()))
    told = _identified(("", event) for event in one.history.events)
    for identity, (_, event) in told.items():
        if identity not in known:
            yield Happened(event=event, source=one.source)
            continue
        id_, was = known[identity]
        if was != event and ledger.sources[id_] == one.source:
            yield Corrected(id=id_, event=event, reason=TOLD_OTHERWISE, source=one.source)
    if one.history.complete:
        listed = {event.series for event in one.history.events} - {STATED}
        for identity, (id_, _) in known.items():
            own = identity.series in listed and ledger.sources[id_] == one.source
            if own and identity not in told:
                yield Withdrawn(id=id_, reason=TOLD_NO_LONGER, source=one.source)


def _never_told(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    """The events that bytes known already tell and no one recorded, as a better reader finds."""
    ever = _identified(iter(ledger.ever.items()))
    for identity, (_, event) in _identified(("", e) for e in one.history.events).items():
        if identity not in ever:
            yield Happened(event=event, source=one.source)


def _unlisted(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    for document in one.history.documents:
        if document.number not in ledger.listed:
            yield Listed(document=document, source=one.source, authority=one.authority)


def _documents(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    for document in one.history.documents:
        listed = ledger.listed.get(document.number)
        if listed is None or (listed.document != document and listed.authority >= one.authority):
            yield Listed(document=document, source=one.source, authority=one.authority)


def _unnamed(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    """Documents of which only the content is known yet; any list that names them knows better."""
    named = {document.number for document in one.history.documents}
    for paper in one.history.papers:
        if paper.document not in named | ledger.listed.keys():
            document = FileDocument(number=paper.document, name=paper.title, lang=paper.lang)
            yield Listed(document=document, source=one.source, authority=_LEAST)


_LEAST = 9


def _papers(ledger: Ledger, one: Report) -> Iterator[CaseFact]:
    for paper in one.history.papers:
        held = ledger.documents.get(paper.document)
        if held is None or held.original != one.sha256:
            yield Deposited(
                document=paper.document,
                original=one.sha256,
                paper=digest(_PAPER.encode(paper)).hex(),
                media_type=paper.media_type,
                source=one.source,
            )


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of a case on an actor's word.

    `expected` is the version of the case that the actor has seen (0 for a new one), `key` the
    idempotency key. `papers` are documents with their readings; each is listed among the facts.
    """

    case: CaseId
    facts: tuple[CaseFact, ...]
    actor: str
    expected: int
    key: str = ""
    papers: tuple[tuple[bytes, Paper], ...] = ()


def record(archive: Archive, recording: Recording) -> Recorded:
    """Record facts of a case; durable when it returns. Raises ConflictError, KeyReusedError."""
    papers = [(original, paper, _PAPER.encode(paper)) for original, paper in recording.papers]
    deposited = [
        Deposited(
            document=paper.document,
            original=digest(original).hex(),
            paper=digest(reading).hex(),
            media_type=paper.media_type,
            source=recording.actor,
        )
        for original, paper, reading in papers
    ]
    return archive.register.append(
        Write(
            facts=tuple(written(recording.case, f) for f in (*recording.facts, *deposited)),
            actor=recording.actor,
            expected={str(recording.case): recording.expected},
            key=recording.key,
            blobs=tuple(blob for original, _, reading in papers for blob in (original, reading)),
        )
    )
