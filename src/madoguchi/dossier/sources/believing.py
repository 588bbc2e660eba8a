"""What is believed of what a source tells: the files of its own offices, of others who is related.

A source is asked for what it knows; that it answers more must not let it write another office's
file. Nothing that is not laid open is taken from anybody.
"""

from madoguchi.dossier.sources.source import Told
from madoguchi.model import Bibliography, CaseId, History, Publication


def believed(told: Told, offices: frozenset[str], asked: CaseId | None = None) -> Told:
    """Return what is believed; of a member only what is told of that member."""
    histories = (one for one in told.histories if one.laid_open)
    own = [one for one in histories if asked is None or one.case == asked]
    return Told(
        histories=tuple(_history(one, offices) for one in own),
        publications=tuple(p for p in told.publications if _is_of(p, offices)),
        lacking=told.lacking,
    )


def _history(history: History, offices: frozenset[str]) -> History:
    """The history; of a foreign application only what makes it a member of the family."""
    if not offices or history.case.office in offices:
        return history
    own = history.bibliography
    return History(
        case=history.case,
        bibliography=Bibliography(
            filed=own.filed,
            publications=own.publications,
            international=own.international,
            international_publication=own.international_publication,
            priorities=own.priorities,
            related=own.related,
        ),
    )


def _is_of(publication: Publication, offices: frozenset[str]) -> bool:
    return not offices or publication.office in offices
