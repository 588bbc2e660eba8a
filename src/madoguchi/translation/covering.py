"""Covering a sentence by the words of a lexicon: as few words as possible, the known ones first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from madoguchi.translation.atoms import Atom

_LONGEST = 10
_ASIDE = 0.15  # for a word that begins within a word of the tokenizer's
_OWN, _KNOWN, _SINGLE, _UNKNOWN = 0.9, 1.0, 1.2, 1.6

Glosses = Mapping[str, tuple[str, ...]]


class Piece(NamedTuple):
    """A word of the sentence with its glosses; without any it is unknown."""

    start: int
    end: int
    glosses: tuple[str, ...]
    known: bool = True


def candidates(text: str, atoms: Sequence[Atom]) -> dict[str, None]:
    """Return everything that may be looked up: what neighbouring atoms are together."""
    return dict.fromkeys(key for i, j in _spans(atoms) for key in _keys(text, atoms[i:j]))


def cover(text: str, atoms: Sequence[Atom], own: Glosses, lexicon: Glosses) -> list[Piece]:
    """Return the pieces, from the left; `own` glosses go before those of the lexicon."""
    arriving: list[list[tuple[int, Piece, float]]] = [[] for _ in range(len(atoms) + 1)]
    for i, j in _spans(atoms):
        aside = 0.0 if atoms[i].whole else _ASIDE
        for piece, cost in _pieces(text, atoms[i:j], own, lexicon):
            arriving[j].append((i, piece, cost + aside))
    costs, last = [0.0], list[tuple[int, Piece]]()
    for ways in arriving[1:]:
        total, start, piece = min(
            ((costs[i] + cost, i, piece) for i, piece, cost in ways), key=lambda way: way[:2]
        )
        costs.append(total)
        last.append((start, piece))
    return _walk(last)


def _walk(last: Sequence[tuple[int, Piece]]) -> list[Piece]:
    pieces, at = list[Piece](), len(last)
    while at:
        at, piece = last[at - 1]
        pieces.append(piece)
    return pieces[::-1]


def _spans(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """Give runs of atoms that follow each other without anything fixed in between."""
    for i, first in enumerate(atoms):
        yield i, i + 1
        end = first.end
        for j in range(i + 1, min(i + _LONGEST, len(atoms))):
            if first.fixed is not None or atoms[j].fixed is not None or atoms[j].start != end:
                break
            end = atoms[j].end
            yield i, j + 1


def _keys(text: str, run: Sequence[Atom]) -> Iterator[str]:
    if run[0].fixed is None:
        head = text[run[0].start : run[-1].start]
        for form in (text[run[-1].start : run[-1].end], *run[-1].forms):
            yield head + form


def _pieces(
    text: str, run: Sequence[Atom], own: Glosses, lexicon: Glosses
) -> Iterator[tuple[Piece, float]]:
    start, end = run[0].start, run[-1].end
    if run[0].fixed is not None:
        yield Piece(start, end, (run[0].fixed,)), 0.0
        return
    keys = dict.fromkeys(_keys(text, run))
    ours = next((own[key] for key in keys if key in own), None)
    theirs = None if _is_grammar(run) else next((lexicon[k] for k in keys if k in lexicon), None)
    if ours is not None:
        yield Piece(start, end, ours), _OWN
    elif theirs is not None:
        yield Piece(start, end, theirs), _KNOWN if end - start > 1 else _SINGLE
    elif len(run) == 1:
        yield Piece(start, end, (), known=False), 0.7 if run[0].function else _UNKNOWN


def _is_grammar(run: Sequence[Atom]) -> bool:
    """Whether a run begins or ends with a particle or auxiliary, which no dictionary helps with."""
    return run[0].function or run[-1].function
