"""A document's reading in another language, which says of itself that a machine made it."""

from collections.abc import Iterator

import msgspec

from madoguchi.model import Block, Body, Paper
from madoguchi.translation import Segment, Translation, Translations, Wanted

# Words stand without spaces between sentences.
_UNSPACED = frozenset({"ja", "zh"})
_MARKED = {
    "ja": ("機械翻訳", "原文が優先します"),
    "en": ("Machine translation", "the original prevails"),
}


def machine_languages(room: Translations, target: str) -> frozenset[str]:
    """The languages that an engine puts into another here; a gloss is no translation."""
    pairs = (pair for one in room.engines() if one.kind == "machine" for pair in one.pairs)
    return frozenset(pair.removesuffix(f"-{target}") for pair in pairs
                     if pair.endswith(f"-{target}"))  # fmt: skip


def in_other_words(room: Translations, paper: Paper, target: str) -> Translation:
    """Translate a document's title and text; the title is the block before the others.

    Raises RefusedError and TranslationError.
    """
    texts = [paper.title, *(block.text for block in paper.body.blocks)]
    lang = paper.body.lang or paper.lang
    return room.translate(texts, lang, target, Wanted(domain="patent"))


def translated_paper(paper: Paper, found: Translation) -> Paper:
    """Return a document with its texts as `in_other_words` gave them, and who made them when."""
    lang = found.target_lang
    texts = _texts(found, 1 + len(paper.body.blocks))
    blocks = tuple(
        msgspec.structs.replace(block, text=text)
        for block, text in zip(paper.body.blocks, texts[1:], strict=True)
    )
    return Paper(
        document=paper.document,
        title=texts[0],
        lang=lang,
        body=Body(blocks=(_mark(found), *blocks), lang=lang),
        facts=paper.facts,
    )


def _texts(found: Translation, count: int) -> list[str]:
    by_block: list[list[str]] = [[] for _ in range(count)]
    for segment in found.segments:
        by_block[segment.block].append(segment.text)
    between = "" if found.target_lang in _UNSPACED else " "
    return [between.join(texts) for texts in by_block]


def _mark(found: Translation) -> Block:
    """The line that stands before a translation."""
    kind, warning = _MARKED.get(found.target_lang, _MARKED["en"])
    makers = ", ".join(f"{one.engine} {one.version}" for one in found.makers)
    days = sorted({day[:10] for day in _days(found.segments)})
    told = "; ".join(filter(None, (makers, days[-1] if days else "", warning)))
    return Block(text=f"[{kind}: {told}]")


def _days(segments: tuple[Segment, ...]) -> Iterator[str]:
    return (segment.made for segment in segments if segment.made)
