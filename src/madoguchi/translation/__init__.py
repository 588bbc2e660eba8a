"""Translation: sentences of one language in another, always with where they come from."""

from madoguchi.translation.ctranslate import DESCRIPTION, InstalledModel
from madoguchi.translation.glossaries import Glossary, read_glossary
from madoguchi.translation.glossary_shelf import Glossaries, GlossaryState
from madoguchi.translation.room import MOST_CHARACTERS, Translations
from madoguchi.translation.sentences import cut
from madoguchi.translation.values import (
    EngineState,
    Kind,
    Maker,
    Pair,
    Segment,
    Term,
    Translation,
    Wanted,
)

__all__ = [
    "DESCRIPTION",
    "MOST_CHARACTERS",
    "EngineState",
    "Glossaries",
    "Glossary",
    "GlossaryState",
    "InstalledModel",
    "Kind",
    "Maker",
    "Pair",
    "Segment",
    "Term",
    "Translation",
    "Translations",
    "Wanted",
    "cut",
    "read_glossary",
]
