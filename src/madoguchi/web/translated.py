"""A publication's title, abstract and claims in another language, beside the original."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request

from madoguchi.model import Block, Publication
from madoguchi.web.beside import TextRow, segments_by_block, targets, translated

_LONGEST = 20


def translation_values(request: Request, found: Publication) -> dict[str, Any]:
    """What the document page shows of a translation: which there are, and the one asked for."""
    source = _source(found)
    to = request.query_params.get("to", "")[:_LONGEST]
    blocks = list(_blocks(found, source)) if to else []
    made = translated(request, [block for _, block in blocks], source, to) if blocks else None
    by_block = segments_by_block(made.translation if made else None)
    rows = [
        (part, TextRow(block, None, by_block.get(place, ())))
        for place, (part, block) in enumerate(blocks)
    ]
    return {
        "source": source,
        "targets": targets(request, source) if source else [],
        "to": to,
        "translation": made.translation if made else None,
        "trouble": made.trouble if made else "",
        "translated_rows": rows if made and made.translation else [],
    }


def _source(found: Publication) -> str:
    """The language that most is told in: that of the claims, the abstract or the title."""
    langs = [text.lang for text in found.claims]
    langs += [text.lang for text in found.abstracts]
    langs += [text.lang for text in found.titles]
    return next(filter(None, langs), found.lang)


def _blocks(found: Publication, lang: str) -> Iterator[tuple[str, Block]]:
    yield from (("title", Block(text=one.text)) for one in found.titles if one.lang == lang)
    for body in found.abstracts:
        if body.lang == lang:
            yield from (("abstract", block) for block in body.blocks if block.text)
    for claims in found.claims:
        if claims.lang == lang:
            yield from (("claims", Block(text=c.text, number=str(c.number))) for c in claims.claims)
