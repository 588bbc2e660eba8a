"""The views of cases: what the office sees, what the public sees, and which publications are whose.

The public tables hold laid-open cases only and of these only what is open; rooms that serve the
public read nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Table, delete, insert
from sqlalchemy.engine import Connection

from madoguchi.archive import (
    Archive,
    RecordedFact,
    case_file,
    case_publication,
    every_subject,
    facts_after,
    facts_of,
    parts,
    public_case,
    public_key,
    public_party,
)
from madoguchi.cases.files import CaseFile, encode_file, play
from madoguchi.cases.identities import case_keys, case_of
from madoguchi.law import event_rule
from madoguchi.model import CaseId, DocumentId, Happening, Right

ACTOR = "actor:"
_TOGETHER = 500


class CaseFiles:
    """Every case as it stands, and of laid-open ones the public form with its numbers."""

    name = "cases"
    layout = 5

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        facts = facts_after(connection, since, limit)
        subjects = dict.fromkeys(f.subject for f in facts if not f.subject.startswith(ACTOR))
        found = facts_of(connection, list(subjects))
        self._put(connection, found.values(), replace=True)
        return _run_on(facts[-1], found.get(facts[-1].subject, ())) if facts else since

    def rebuild(self, connection: Connection) -> int:
        for table in (case_file, public_case, public_key, public_party):
            connection.execute(delete(table))
        last = 0
        for group in _groups(every_subject(connection)):
            last = max(last, *(facts[-1].position for facts in group))
            cases = [facts for facts in group if not facts[0].subject.startswith(ACTOR)]
            self._put(connection, cases, replace=False)
        return last

    def _put(
        self, connection: Connection, cases: Iterable[list[RecordedFact]], *, replace: bool
    ) -> None:
        told = list(cases)
        files = [(facts[-1].position, play(facts)) for facts in told]
        recorded = {facts[-1].position: facts[-1].recorded for facts in told}
        if replace:
            _remove(connection, [file.id for _, file in files])
        opened = [(last, public_file(file)) for last, file in files if file.laid_open]
        _insert(connection, case_file, [_row(*pair) for pair in files])
        rows = [{**_row(at, file), "changed": recorded[at]} for at, file in opened]
        _insert(connection, public_case, rows)
        keys = [{"key": key, "case": file.id} for _, file in opened for key in case_keys(file)]
        _insert(connection, public_key, keys)
        _insert(connection, public_party, [row for _, file in opened for row in _parties(file)])


def public_file(file: CaseFile) -> CaseFile:
    """Return what of a laid-open case is open.

    No internal events, no closed documents, no later application that is not public itself.
    """
    told, secret = file.bibliography, set(file.unannounced)
    related = tuple(one for one in told.related if one not in secret)
    return msgspec.structs.replace(
        _outside(file),
        documents=tuple(held for held in file.documents if held.document.open),
        bibliography=msgspec.structs.replace(told, related=related),
        unannounced=(),
    )


def party_file(file: CaseFile) -> CaseFile:
    """Return what its parties see of a case, laid open or not: all but the office's own papers."""
    documents = (h for h in file.documents if h.document.open or h.document.direction != "internal")
    return msgspec.structs.replace(_outside(file), documents=tuple(documents))


def _outside(file: CaseFile) -> CaseFile:
    return msgspec.structs.replace(
        file,
        steps=tuple(step for step in file.steps if not step.internal),
        amendments=tuple(one for one in file.amendments if not _internal(file.case, one.was)),
        sources=tuple(msgspec.structs.replace(source, file="") for source in file.sources),
        citing=(),
    )


def _internal(case: CaseId, event: Happening) -> bool:
    rule = event_rule(case, event.series, event.code)
    return rule is not None and rule.internal


class CasePublications:
    """Which case each publication held is of; follows the publication stream."""

    name = "case-publications"
    layout = 3

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        after = self._archive.publications_after(connection, since, limit)
        ids = list(dict.fromkeys(id_ for _, id_ in after))
        for part in parts(ids):
            where = case_publication.c.publication.in_(part)
            connection.execute(delete(case_publication).where(where))
        told = self._archive.current_records(connection, ids)
        heads = {id_: [_DECODER.decode(record) for record in told[id_]] for id_ in told}
        cases = {id_: _case_of(several) for id_, several in heads.items()}
        pairs = [{"publication": id_, "case": str(case)} for id_, case in cases.items() if case]
        _insert(connection, case_publication, pairs)
        return after[-1][0] if after else since

    def rebuild(self, connection: Connection) -> int:
        connection.execute(delete(case_publication))
        position, last = 0, -1
        while position != last:
            last, position = position, self.follow(connection, position, _TOGETHER)
        return position


class PublicationHead(msgspec.Struct, frozen=True):
    """As much of a publication's record as tells its case."""

    office: str
    number: str
    kind: str = ""
    right: Right = Right.PATENT
    application: DocumentId | None = None


_DECODER = msgspec.json.Decoder(PublicationHead)


def _case_of(heads: Iterable[PublicationHead]) -> CaseId | None:
    """The case that the best of the sources tells which tell one."""
    return next((case for head in heads if (case := case_of(head))), None)


def _groups(subjects: Iterator[list[RecordedFact]]) -> Iterator[list[list[RecordedFact]]]:
    group: list[list[RecordedFact]] = []
    for facts in subjects:
        group.append(facts)
        if len(group) >= _TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _run_on(last: RecordedFact, known: Iterable[RecordedFact]) -> int:
    """Where the unbroken run of facts of one case ends that `last` is in: all of it was played.

    A case told in more facts than are followed at a time is thus not played again for each part.
    """
    position = last.position
    for fact in known:
        position += fact.position == position + 1
    return position


def _row(position: int, file: CaseFile) -> dict[str, object]:
    return {"case": file.id, "position": position, "data": encode_file(file)}


def _parties(file: CaseFile) -> list[dict[str, str]]:
    told = file.bibliography
    found = {
        (party.id, name.name)
        for party in (*told.applicants, *told.agents, *told.owners)
        for name in party.names
        if party.id and name.name
    }
    return [{"case": file.id, "party": party, "name": name} for party, name in sorted(found)]


def _remove(connection: Connection, cases: list[str]) -> None:
    for part in parts(cases):
        for table in (case_file, public_case, public_key, public_party):
            connection.execute(delete(table).where(table.c["case"].in_(part)))


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def case_views(archive: Archive) -> tuple[CaseFiles, CasePublications]:
    """The views that this room keeps."""
    return CaseFiles(), CasePublications(archive)
