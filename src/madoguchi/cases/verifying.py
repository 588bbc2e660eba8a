"""Holding the views of cases against the register that they are built from."""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Table, select

from madoguchi.archive import Archive, RecordedFact, case_file, public_case, public_key
from madoguchi.cases.facts import Deposited, Told, read
from madoguchi.cases.files import CaseFile, encode_file, play
from madoguchi.cases.identities import case_keys
from madoguchi.cases.views import ACTOR, CaseFiles, public_file
from madoguchi.errors import DamagedError, NotFoundError


def verify_cases(archive: Archive) -> Iterator[DamagedError | None]:
    """Check every case: its facts can be read, what proves them is held, the views agree.

    Yields None for a sound case, else each damage. What the views have not followed to yet, or
    what was recorded meanwhile, is not held against them.
    """
    reached = archive.views.position(CaseFiles.name)
    subjects: set[str] = set()
    for facts in archive.register.by_subject():
        subjects.add(facts[0].subject)
        if not facts[0].subject.startswith(ACTOR):
            yield from list(_case(archive, facts, reached)) or (None,)
    for case, position in archive.rows(select(case_file.c["case"], case_file.c.position)):
        if case not in subjects and position <= reached:
            yield DamagedError(f"{case} is in the view of cases but not on the register")


def _case(archive: Archive, facts: list[RecordedFact], reached: int) -> Iterator[DamagedError]:
    subject = facts[0].subject
    try:
        file = play(facts)
        proofs = sorted({name for fact in facts for name in _proofs(fact)})
        lost = archive.missing(proofs)
    except (msgspec.DecodeError, NotFoundError, KeyError, ValueError) as error:
        yield DamagedError(f"{subject} on the register cannot be read: {error}")
        return
    for name in lost:
        yield DamagedError(f"{subject}: {name} is missing")
    if facts[-1].position <= reached and not _as_shown(archive, file, facts[-1].position):
        yield DamagedError(
            f"{subject} is not shown as the register has it; `madoguchi rebuild` where the "
            "register is right"
        )


def _proofs(fact: RecordedFact) -> Sequence[str]:
    """The digests of the bytes that a fact names."""
    match read(fact):
        case Told() as told:
            return [told.original] if told.original else []
        case Deposited() as deposited:
            return [deposited.original, deposited.paper]
        case _:
            return []


def _as_shown(archive: Archive, file: CaseFile, position: int) -> bool:
    """Whether both sides of the counter show a case as it was played."""
    opened = public_file(file) if file.laid_open else None
    inside, outside = _shown(archive, case_file, file.id), _shown(archive, public_case, file.id)
    if inside is not None and inside[0] > position:
        return True
    keys = select(public_key.c.key).where(public_key.c["case"] == file.id)
    return (
        inside == (position, encode_file(file))
        and outside == ((position, encode_file(opened)) if opened else None)
        and {row[0] for row in archive.rows(keys)} == set(case_keys(opened) if opened else ())
    )


def _shown(archive: Archive, table: Table, case: str) -> tuple[int, bytes] | None:
    rows = archive.rows(select(table.c.position, table.c.data).where(table.c["case"] == case))
    return (rows[0][0], bytes(rows[0][1])) if rows else None
