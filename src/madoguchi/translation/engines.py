"""What every engine can do."""

from collections.abc import Sequence
from typing import Protocol

from madoguchi.translation.values import EngineState, Kind, Pair, Rendered, Sentence


class Engine(Protocol):
    """Something that renders sentences of one language in another.

    An engine answers within a bounded time, whatever it stands on; where it cannot, it raises
    TranslationError, and the next one is asked.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def domain(self) -> str:
        """The field that it is made for, "" for all."""

    @property
    def in_house(self) -> bool:
        """Whether nothing of what is given to it leaves the house."""

    def pairs(self) -> tuple[Pair, ...]: ...

    def state(self) -> EngineState: ...

    def translate(self, sentences: Sequence[Sentence], pair: Pair, domain: str) -> list[Rendered]:
        """Render each sentence. Raises TranslationError."""
