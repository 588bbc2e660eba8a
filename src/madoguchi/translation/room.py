"""The room: what is to be translated comes in, the best engine that may do it is asked."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi import settings
from madoguchi.archive import Archive
from madoguchi.errors import ProfileError, RefusedError, TranslationError
from madoguchi.translation.elsewhere import read_engines
from madoguchi.translation.engines import Engine
from madoguchi.translation.finding_terms import TermFinder
from madoguchi.translation.gloss import glosses
from madoguchi.translation.glossary_shelf import Glossaries
from madoguchi.translation.http_engines import HttpEngine
from madoguchi.translation.memory import Memory
from madoguchi.translation.models import Models
from madoguchi.translation.sentences import trimmed
from madoguchi.translation.values import (
    EngineState,
    Maker,
    Pair,
    Segment,
    Sentence,
    Term,
    Translation,
    Wanted,
)
from madoguchi.translation.work import Done, Work

MOST_CHARACTERS = 200_000
_PATIENCE = 20.0
_LONGEST_DOMAIN = 80
_LONG, _LONG_AT_ONCE = 20_000, 3
# One character for one, so that every offset stays: what no engine, database or answer can carry.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOTHING_TO_SAY = re.compile(r"[\W\d_]*")


_PLAIN = Wanted()


class _Piece(NamedTuple):
    """A sentence in its place."""

    block: int
    start: int
    end: int
    sentence: Sentence


class Translations:
    """Translates by installed models, engines of elsewhere, and glosses where nothing else can."""

    def __init__(self, archive: Archive, home: Path, patience: float = _PATIENCE) -> None:
        self.glossaries = Glossaries(archive.database)
        self.models = Models(home)
        self.memory = Memory(archive.database)
        self._home = home
        self._patience = patience
        self._places = threading.BoundedSemaphore(_LONG_AT_ONCE)
        self._glosses = glosses(home / "translation" / "dictionaries")
        self._elsewhere: tuple[int, tuple[str, ...], tuple[HttpEngine, ...]] = (-1, (), ())

    # -- what there is -------------------------------------------------------------------------

    def engines(self) -> tuple[EngineState, ...]:
        """The engines as they stand, in the order in which they are asked."""
        engines, troubles = self._engines()
        states = [engine.state() for engine in engines]
        said = [EngineState(name="", version="", kind="machine", trouble=t) for t in troubles]
        return (*states, *said)

    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that some engine can do."""
        engines, _ = self._engines()
        return tuple(sorted({pair for engine in engines for pair in engine.pairs()}))

    def wanted_by(self, owner: str, domain: str = "") -> Wanted:
        """How a reader's translations are made: by their own glossaries, then the office's."""
        found = sorted(self.glossaries.all(owner), key=lambda one: (one.owner != owner, one.name))
        names = tuple(dict.fromkeys(one.name for one in found))
        return Wanted(domain=domain, glossaries=names, owner=owner)

    def prepare(self) -> None:
        """Make what the glosses look words up in, so that no reader waits for it.

        Raises TranslationError.
        """
        for gloss in self._glosses:
            gloss.prepare()

    def expansions(
        self, words: Sequence[str], source_lang: str, target_lang: str, most: int = 6
    ) -> dict[str, tuple[str, ...]]:
        """Return what each word can mean in the other language, for finding; none is an answer.

        Raises RefusedError, TranslationError.
        """
        pair = Pair.of(source_lang, target_lang)
        for gloss in self._glosses:
            (own,) = gloss.pairs()
            if own == pair:
                return {word: gloss.expansions(word)[:most] for word in words}
            if own == (pair.target, pair.source):
                return {word: gloss.backwards(word, most)[:most] for word in words}
        raise self._impossible(pair, ())

    # -- translating ---------------------------------------------------------------------------

    def translate(
        self,
        texts: str | Sequence[str],
        source_lang: str,
        target_lang: str,
        wanted: Wanted = _PLAIN,
    ) -> Translation:
        """Translate a text, or its blocks.

        Raises RefusedError, NotFoundError for a glossary, and TranslationError where no engine can.
        """
        blocks = [texts] if isinstance(texts, str) else list(texts)
        size = _judge(blocks, wanted)
        with self._place(size):
            return self._translated(blocks, source_lang, target_lang, wanted)

    @contextmanager
    def _place(self, size: int) -> Iterator[None]:
        """Long texts are work of seconds: so many at once, that everything else goes on."""
        if size <= _LONG:
            yield
            return
        if not self._places.acquire(blocking=False):
            raise TranslationError("many long texts are being translated now; ask in a moment")
        try:
            yield
        finally:
            self._places.release()

    def _translated(
        self, blocks: Sequence[str], source_lang: str, target_lang: str, wanted: Wanted
    ) -> Translation:
        pair = Pair.of(source_lang, target_lang)
        finder = self.glossaries.finder(wanted.glossaries, wanted.owner, pair, wanted.domain)
        pieces = list(_pieces(blocks, pair.source, finder))
        sentences = dict.fromkeys(p.sentence for p in pieces if not _is_verbatim(p.sentence, pair))
        work = Work(self.memory, pair, wanted, self._patience)
        engines, troubles = self._able(pair, wanted)
        work.run(engines, list(sentences))
        if len(work.done) < len(sentences) or not (engines or pair.source == pair.target):
            raise self._impossible(pair, (*troubles, *work.troubles))
        segments = tuple(_segment(piece, work.done.get(piece.sentence)) for piece in pieces)
        return Translation(
            segments=segments,
            source_lang=pair.source,
            target_lang=pair.target,
            domain=wanted.domain,
            glossaries=wanted.glossaries,
            makers=_makers(work.done.values()),
            troubles=(*troubles, *work.troubles),
        )

    def _able(self, pair: Pair, wanted: Wanted) -> tuple[list[Engine], tuple[str, ...]]:
        """Return the engines that can and may do a pair, those of the domain first."""
        engines, troubles = self._engines()
        able = [e for e in engines if (e.in_house or not wanted.secret) and pair in e.pairs()]
        if troubles:  # the reader is told that there are some, the operator (`engines`) which
            troubles = ("some engines are set up wrongly; the operator finds out which",)
        able.sort(key=lambda e: (e.kind == "gloss", e.domain != wanted.domain, e.domain != ""))
        return able, troubles

    def _engines(self) -> tuple[list[Engine], tuple[str, ...]]:
        order, elsewhere, troubles = self._read_elsewhere()
        engines: list[Engine] = [*self.models.all(), *elsewhere]
        places = {name: place for place, name in enumerate(order)}
        engines.sort(key=lambda engine: places.get(engine.name, len(places)))
        return [*engines, *self._glosses], (*troubles, *self.models.troubles)

    def _read_elsewhere(
        self,
    ) -> tuple[tuple[str, ...], tuple[HttpEngine, ...], tuple[str, ...]]:
        """Read the file of engines anew when it was changed."""
        path = settings.translation(self._home)
        changed = path.stat().st_mtime_ns if path.exists() else 0
        try:
            if changed != self._elsewhere[0]:
                order, described = read_engines(path)
                self._elsewhere = changed, order, tuple(map(HttpEngine, described))
        except ProfileError as error:
            return (), (), (str(error),)
        return self._elsewhere[1], self._elsewhere[2], ()

    def _impossible(self, pair: Pair, troubles: Sequence[str]) -> TranslationError:
        pairs = ", ".join(map(str, self.pairs())) or "none"
        said = "; ".join(troubles)
        return TranslationError(
            f"no engine can translate {pair} now{f': {said}' if said else ''}. Pairs: {pairs}. "
            "Install a model (madoguchi translation install) or name an engine of elsewhere "
            "(docs/translation.md)"
        )


def _judge(blocks: Sequence[str], wanted: Wanted) -> int:
    """How long a text is. Raises RefusedError."""
    size = sum(map(len, blocks))
    if size > MOST_CHARACTERS:
        raise RefusedError(
            f"{size} characters are more than are translated at once ({MOST_CHARACTERS}); "
            "translate part by part"
        )
    if len(wanted.domain) > _LONGEST_DOMAIN or not wanted.domain.isprintable():
        raise RefusedError(f"a field is named by {_LONGEST_DOMAIN} printable characters at most")
    return size


def _pieces(blocks: Sequence[str], lang: str, finder: TermFinder) -> Iterator[_Piece]:
    for number, block in enumerate(blocks):
        text = _UNUSABLE.sub("\ufffd", block)
        for start, end in trimmed(text, lang):
            piece = text[start:end]
            terms: dict[Term, None] = dict.fromkeys(found.term for found in finder.find(piece))
            yield _Piece(number, start, end, Sentence(piece, tuple(terms)))


def _is_verbatim(sentence: Sentence, pair: Pair) -> bool:
    """Whether nothing in a sentence needs a translation: a number, a sign, the same language."""
    return pair.source == pair.target or bool(_NOTHING_TO_SAY.fullmatch(sentence.text))


def _segment(piece: _Piece, done: Done | None) -> Segment:
    source, terms = piece.sentence.text, piece.sentence.terms
    plain = Segment(
        block=piece.block,
        start=piece.start,
        end=piece.end,
        source=source,
        text=source,
        kind="verbatim",
    )
    if done is None:
        return plain
    rendered, made, engine, remembered = done
    return msgspec.structs.replace(
        plain,
        text=rendered.text,
        kind=engine.kind,
        alignment=rendered.alignment,
        engine=engine.name,
        version=engine.version,
        made=made,
        remembered=remembered,
        terms=tuple(term for term in terms if term not in rendered.unapplied),
        unapplied=rendered.unapplied,
    )


def _makers(done: Iterable[Done]) -> tuple[Maker, ...]:
    engines = {(one.engine.name, one.engine.version): one.engine for one in done}
    return tuple(
        Maker(engine.name, engine.version, engine.kind, engine.state().attribution)
        for engine in engines.values()
    )
