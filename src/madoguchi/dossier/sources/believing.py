"""What is believed of what a source tells: the files of its own offices, of others who is related.

A source is asked for what it knows; that it answers more must not let it write another office's
file, nor make every reader of a family wait for more than anybody can read. Nothing that is not
laid open is taken from anybody. What is left out is said.
"""

from collections.abc import Iterable, Iterator

import msgspec

from madoguchi.dossier.sources.source import SourceError, Told
from madoguchi.errors import NotFoundError
from madoguchi.model import Bibliography, CaseId, DocumentId, History, Publication

# The largest families have some hundred members, the longest files some thousand entries.
MOST_TOLD = 1_000
_MOST_LINKS, _MOST_ENTRIES = 200, 20_000
_MOST_BYTES = 16 << 20
_LONGEST_NUMBER = 60
_DECODER = msgspec.json.Decoder(Told)


def believed(told: Told, offices: frozenset[str], asked: CaseId | None = None) -> Told:
    """Return what is believed; of a member only what is told of that member.

    Raises SourceError where it is too much to be kept.
    """
    opened = [one for one in told.histories if one.laid_open]
    sound = [one for one in opened if _is_case(one.case)]
    published = [one for one in told.publications if _is_sound(one)]
    own = [one for one in sound if asked is None or one.case == asked]
    wrong = len(opened) - len(sound) + len(told.publications) - len(published)
    found = Told(
        histories=tuple(_cut(_history(one, offices) for one in own[:MOST_TOLD])),
        publications=tuple(p for p in published[:MOST_TOLD] if _is_of(p, offices)),
        lacking=(*told.lacking, *_left_out(wrong, max(len(own), len(published)), _entries(own))),
    )
    return _bounded(found)


def _left_out(wrong: int, many: int, entries: int) -> Iterator[str]:
    """What is not taken, in words."""
    if wrong:
        yield f"{wrong} applications or publications, whose numbers are none"
    if many > MOST_TOLD:
        yield f"{many - MOST_TOLD} of {many} applications or publications, more than are taken"
    if entries > _MOST_ENTRIES:
        yield f"some of {entries} events and documents, more than are taken ({_MOST_ENTRIES})"


def _entries(histories: Iterable[History]) -> int:
    return sum(len(one.events) + len(one.documents) for one in histories)


def _is_case(case: CaseId) -> bool:
    """Whether a case has a name that an address can have."""
    try:
        return len(case.number) <= _LONGEST_NUMBER and CaseId.parse(str(case)) == case
    except NotFoundError:
        return False


def _is_sound(one: Publication) -> bool:
    document = one.application or DocumentId(number="")
    numbers = (one.office, one.number, one.kind, document.office, document.number, document.kind)
    return all(len(told) <= _LONGEST_NUMBER and (told.isprintable()) for told in numbers)


def _cut(histories: Iterable[History]) -> Iterator[History]:
    """The files, as long as files are; the rest of one that is longer is left out."""
    room = _MOST_ENTRIES
    for one in histories:
        events, documents = one.events[:room], one.documents[: max(0, room - len(one.events))]
        room -= len(events) + len(documents)
        told = one.bibliography
        links = msgspec.structs.replace(
            told, priorities=told.priorities[:_MOST_LINKS], related=told.related[:_MOST_LINKS]
        )
        yield msgspec.structs.replace(one, bibliography=links, events=events, documents=documents)


def _bounded(told: Told) -> Told:
    """What can be kept; a sign that not every database takes is put right."""
    data = msgspec.json.encode(told)
    if len(data) > _MOST_BYTES:
        raise SourceError("unreadable", f"it tells more than {_MOST_BYTES >> 20} MB of one family")
    return _DECODER.decode(data.replace(_NUL, b"\\ufffd")) if _NUL in data else told


_NUL = b"\\u0000"


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
