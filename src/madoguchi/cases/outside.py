"""The file of a case as others tell it: played from what they say, and recorded nowhere."""

from collections.abc import Sequence

import msgspec

from madoguchi import clock
from madoguchi.archive import Fact, RecordedFact
from madoguchi.cases.commands import LOADER, Report, news
from madoguchi.cases.facts import written
from madoguchi.cases.files import CaseFile, play
from madoguchi.cases.views import public_file
from madoguchi.model import History


def file_as_told(reports: Sequence[Report]) -> CaseFile | None:
    """Return the public form of the file that reports of one case add up to.

    None where they tell nothing that is laid open. Contents of documents are left out, since
    nothing of them is held here.
    """
    opened = [one for one in reports if one.history.laid_open]
    if not opened:
        return None
    facts: list[RecordedFact] = []
    for one in opened:
        for fact in news(facts, one):
            facts.append(_recorded(written(one.history.case, fact), len(facts) + 1))
    file = public_file(play(facts))
    documents = tuple(
        msgspec.structs.replace(held, original="", paper="") for held in file.documents
    )
    return msgspec.structs.replace(file, documents=documents)


def _recorded(fact: Fact, version: int) -> RecordedFact:
    """A fact as if it stood on the register."""
    return RecordedFact(
        position=0,
        subject=fact.subject,
        version=version,
        kind=fact.kind,
        data=fact.data,
        actor=LOADER,
        recorded=clock.stamp(),
    )


def history_of(file: CaseFile) -> History:
    """Return what a file tells, as one office tells another: what it derives is left out."""
    stated = next((source.status for source in file.sources if source.status), None)
    course = file.course_of_events
    return History(
        case=file.case,
        bibliography=file.bibliography,
        events=tuple(step.event for step in course.steps),
        documents=tuple(held.document for held in file.documents),
        status=stated,
        laid_open=file.laid_open,
    )
