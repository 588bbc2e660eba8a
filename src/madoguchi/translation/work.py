"""The work on one text: engine after engine does what the ones before it could not."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from madoguchi import clock
from madoguchi.errors import TranslationError
from madoguchi.translation.engines import Engine
from madoguchi.translation.memory import Memory
from madoguchi.translation.values import Pair, Rendered, Sentence, Wanted

_BATCH = 16


class Done(NamedTuple):
    """A sentence's rendering and where it comes from."""

    rendered: Rendered
    made: str
    engine: Engine
    remembered: bool


class Work:
    """One text's sentences, done engine by engine until none is left."""

    def __init__(self, memory: Memory, pair: Pair, wanted: Wanted, patience: float) -> None:
        self.done: dict[Sentence, Done] = {}
        self.troubles: list[str] = []
        self._memory = memory
        self._pair, self._domain, self._secret = pair, wanted.domain, wanted.secret
        self._deadline = time.monotonic() + patience

    def run(self, engines: Sequence[Engine], wanted: Sequence[Sentence]) -> None:
        for engine in engines:
            left = [sentence for sentence in wanted if sentence not in self.done]
            try:
                self._by(engine, left)
            except TranslationError as error:
                self.troubles.append(str(error))

    def _by(self, engine: Engine, left: Sequence[Sentence]) -> None:
        if engine.kind == "gloss":  # made more quickly than looked up, and so not remembered
            self._take(engine, left)
            return
        known = self._memory.recall(engine, self._pair, self._domain, left)
        for sentence, (rendered, made) in known.items():
            self.done[sentence] = Done(rendered, made, engine, remembered=True)
        unknown = [sentence for sentence in left if sentence not in known]
        for start in range(0, len(unknown), _BATCH):
            if time.monotonic() > self._deadline:
                raise TranslationError(
                    f"the engine {engine.name} was not done in time; ask again, what it has done "
                    "is remembered"
                )
            batch = unknown[start : start + _BATCH]
            made_now = self._take(engine, batch)
            if not self._secret:
                self._memory.keep(engine, self._pair, self._domain, made_now)

    def _take(self, engine: Engine, sentences: Sequence[Sentence]) -> dict[Sentence, Rendered]:
        rendered = engine.translate(sentences, self._pair, self._domain)
        made = dict(zip(sentences, rendered, strict=True))
        instant = clock.stamp()
        for sentence, one in made.items():
            self.done[sentence] = Done(one, instant, engine, remembered=False)
        return made
