"""Two texts beside each other: of two offices, or an original and its translation."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.dossier import Dossier, Member, SourceError, blocks_beside, document_name
from madoguchi.errors import NotFoundError, RefusedError, TranslationError
from madoguchi.model import Block, Body, ClaimSet, Publication
from madoguchi.translation import Segment, Translation
from madoguchi.web.cases import printed_case
from madoguchi.web.dossiers import held, open_document, shown
from madoguchi.web.glossaries import wanted_by
from madoguchi.web.rendering import labelled, language, room
from madoguchi.wording import messages

_MOST_OFFERED = 100
_LONGEST = 80
_EMPTY = Body(blocks=())
_NO_TEXT = "beside-no-text"


class Side(NamedTuple):
    """A text to be shown: what it is named by in the address, its heading, and its blocks.

    `trouble` is the message that says why a document cannot be shown here.
    """

    name: str
    heading: str
    body: Body
    address: str = ""
    trouble: str = ""

    @property
    def lang(self) -> str:
        return self.body.lang


class TextRow(NamedTuple):
    """A row: blocks that correspond, and the translation of the left one where asked for."""

    left: Block | None
    right: Block | None
    segments: tuple[Segment, ...] = ()


def beside(request: Request) -> Response:
    """Two texts of a family, row by row; with `to`, one text and its translation."""

    def values(found: Dossier) -> dict[str, Any]:
        names = _asked(request, found)
        left, right = (_side(request, found, name) for name in [*names, "", ""][:2])
        offered = choices(found, language(request))
        to = request.query_params.get("to", "")
        translated = _translated(request, left, to)
        return {
            "left": left,
            "right": right,
            "to": to,
            "targets": targets(request, left.lang) if left else [],
            "translation": translated.translation if translated else None,
            "trouble": translated.trouble if translated else "",
            "rows": _rows(left, right, translated),
            "choices": offered,
            "offered": {value for _, many in offered for value, _ in many},
            "more": max(0, len(names) - 2),
        }

    return shown(request, "dossier-beside.html", values)


def _asked(request: Request, found: Dossier) -> list[str]:
    """The names of the texts wanted: those chosen, or those ticked in a list of documents."""
    asked = request.query_params
    ticked = [f"document:{found.asked}/{n}" for n in asked.getlist("document")]
    return ticked or asked.getlist("text") or [asked.get("left", ""), asked.get("right", "")]


# -- what can be read ------------------------------------------------------------------------------


def _side(request: Request, found: Dossier, name: str) -> Side | None:
    """The text of a name: claims:EP1B1/en, description:EP1A1/en, document:JP-patent-1/50800695."""
    if not name:
        return None
    sort, _, rest = name.partition(":")
    case, _, number = rest.partition("/")
    try:
        if sort == "document":
            return _document(request, found, case, number)
        return _published(found, sort, rest, held(request, found.members))
    except NotFoundError:
        return Side(name=name[:_LONGEST], heading=name[:_LONGEST], body=_EMPTY, trouble=_NO_TEXT)


def _published(found: Dossier, sort: str, rest: str, here: frozenset[str]) -> Side:
    """A text of a publication of the family. Raises NotFoundError."""
    id_, _, lang = rest.rpartition("/")
    every = (one for member in found.members for one in member.publications if one.id == id_)
    for publication in every:
        for body in _bodies(publication, sort):
            if body.lang == lang:
                address = f"/p/{publication.id}" if publication.id in here else ""
                return Side(f"{sort}:{rest}", publication.id, body, address)
    raise NotFoundError(f"{rest[:_LONGEST]} is no text of this family")


def _bodies(publication: Publication, sort: str) -> Iterable[Body]:
    if sort == "claims":
        return map(_as_body, publication.claims)
    named = {"description": publication.descriptions, "abstract": publication.abstracts}
    return named.get(sort, ())


def _as_body(claims: ClaimSet) -> Body:
    blocks = tuple(Block(text=one.text, number=str(one.number)) for one in claims.claims)
    return Body(blocks=blocks, lang=claims.lang)


def _document(request: Request, found: Dossier, case: str, number: str) -> Side:
    member = found.member(case)
    side = Side(
        name=f"document:{case}/{number}",
        heading=_heading(member, number, language(request)),
        body=_EMPTY,
        address=f"/dossier/{case}/documents/{quote(number, safe='')}",
    )
    try:
        opened = open_document(request, member.case, number)
    except NotFoundError:
        return side._replace(trouble="beside-unknown")
    except SourceError:
        return side._replace(trouble="beside-unanswered")
    paper = opened.content.paper
    if paper is None:
        return side._replace(trouble="beside-unreadable")
    body = Body(blocks=paper.body.blocks, lang=paper.body.lang or paper.lang)
    return side._replace(body=body)


def _heading(member: Member, number: str, lang: str) -> str:
    """A document as it is called beside another: its application, its name, its day."""
    told = [held.document for held in member.file.documents] if member.file else []
    listed = next((one for one in told if one.number == number), None)
    name = document_name(member.case, listed, lang) if listed else number[:60]
    day_ = listed.date.isoformat() if listed and listed.date else ""
    office = labelled(member.case.office, printed_case(member.case, lang))
    return " ".join(filter(None, (office, name, day_)))


Choices = list[tuple[str, list[tuple[str, str]]]]


def choices(found: Dossier, lang: str) -> Choices:
    """What can be shown, by application: the texts of publications, and documents to be read."""
    every = [
        (labelled(one.case.office, printed_case(one.case, lang)), _offered(one, lang))
        for one in found.members
    ]
    return [(name, many) for name, many in every if many]


def _offered(member: Member, lang: str) -> list[tuple[str, str]]:
    words = messages(lang)
    texts = [
        (
            f"{sort}:{publication.id}/{text.lang}",
            f"{publication.id} {words(f'beside-{sort}')} {text.lang}".strip(),
        )
        for publication in member.publications
        for sort, texts in (
            ("claims", publication.claims),
            ("abstract", publication.abstracts),
            ("description", publication.descriptions),
        )
        for text in texts
    ]
    return [*texts, *_readable(member, lang)]


def _readable(member: Member, lang: str) -> Iterator[tuple[str, str]]:
    """The latest documents that are held here as text; others are ticked in the lists."""
    papers = [one for one in member.file.documents if one.paper] if member.file else []
    for one in papers[:-_MOST_OFFERED:-1]:
        number = one.document.number
        name = document_name(member.case, one.document, lang)
        yield f"document:{member.id}/{number}", f"{name} {one.document.date or ''}".strip()


# -- translation -----------------------------------------------------------------------------------


class Translated(NamedTuple):
    """What became of a wish for a translation: it, or why there is none."""

    translation: Translation | None
    trouble: str = ""


def targets(request: Request, source: str) -> list[str]:
    """The languages into which texts of a language can be put here."""
    pairs = room(request).translations.pairs()
    return sorted({pair.target for pair in pairs if pair.source == source})


def translated(request: Request, blocks: Sequence[Block], source: str, to: str) -> Translated:
    """Translate blocks of a laid-open text; where that cannot be done, why."""
    try:
        texts = [block.text for block in blocks]
        found = room(request).translations.translate(texts, source, to, wanted_by(request))
    except (RefusedError, TranslationError) as error:
        return Translated(None, str(error))
    return Translated(found)


def _translated(request: Request, left: Side | None, to: str) -> Translated | None:
    if left is None or left.trouble or not to:
        return None
    return translated(request, left.body.blocks, left.lang, to)


def _rows(left: Side | None, right: Side | None, found: Translated | None) -> list[TextRow]:
    ours = left.body.blocks if left else ()
    theirs = right.body.blocks if right else ()
    by_block = segments_by_block(found.translation if found else None)
    places = {id(block): place for place, block in enumerate(ours)}
    return [
        TextRow(row.left, row.right, by_block.get(places.get(id(row.left), -1), ()))
        for row in blocks_beside(ours, theirs)
    ]


def segments_by_block(found: Translation | None) -> dict[int, tuple[Segment, ...]]:
    """The segments of a translation by the place of their block."""
    by_block: dict[int, tuple[Segment, ...]] = {}
    for segment in found.segments if found else ():
        by_block[segment.block] = (*by_block.get(segment.block, ()), segment)
    return by_block
