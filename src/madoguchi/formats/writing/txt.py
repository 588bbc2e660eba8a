"""Labelled text by INID codes (WIPO ST.9) out; `st9_text` says how its lines look."""

import re
from collections.abc import Iterator

from madoguchi.formats.st9_text import BLOCKS, BODIES, BOUNDARY, PARTIES, Field, Part, lines
from madoguchi.formats.writing.contents import CONTENTS
from madoguchi.formats.writing.writers import Change, FileHead, PublicationWriter
from madoguchi.formats.writing.xml_out import legal
from madoguchi.model import (
    Block,
    Citation,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Publication,
    Right,
    Scheme,
)

LOSES = ("control characters", "a block, party or drawing that says nothing")
_BREAK = re.compile("\r\n?")
_BRACKET = re.compile(r"[\[\]{}\r\n]")


def _document(publication: Publication, _change: Change) -> bytes:
    written = "\n".join((BOUNDARY, *lines(map(_clean, _fields(publication)))))
    return legal(_BREAK.sub("\n", written)).encode() + b"\n\n"


def _clean(field: Field) -> Field:
    """A line break other than LF would be read as part of its line, a bracket as the mark's end."""
    parts = tuple(
        part._replace(
            value=_BREAK.sub("\n", part.value),
            mark=_BRACKET.sub(" ", part.mark),
            lang=_BRACKET.sub(" ", part.lang),
        )
        for part in field.parts
    )
    value, lang = _BREAK.sub("\n", field.value), _BRACKET.sub(" ", field.lang)
    return field._replace(value=value, lang=lang, parts=parts)


def _fields(publication: Publication) -> Iterator[Field]:
    yield from _identity(publication)
    yield from _history(publication)
    yield from map(_class, publication.classifications)
    for title in publication.titles:
        yield Field("54", title.text, title.lang)
    yield from map(_citation, publication.citations)
    for code, name in PARTIES.items():
        for party in getattr(publication, name):
            yield _party(code, party)
    if publication.designated:
        yield Field("81", ", ".join(publication.designated))
    for note in publication.notes:
        yield Field("note", note.text, note.lang)
    yield from _texts(publication)
    yield from map(_drawing, publication.drawings)


def _identity(publication: Publication) -> Iterator[Field]:
    yield Field("19", publication.office)
    yield Field("11", publication.number)
    yield Field("12", publication.right)
    if publication.kind:
        yield Field("13", publication.kind)
    if publication.date:
        granted = publication.kind[:1] in ("B", "C")
        yield Field("45" if granted else "43", publication.date.isoformat())
    if publication.lang:
        yield Field("26", publication.lang)
    if publication.family:
        yield Field("family", publication.family)


def _history(publication: Publication) -> Iterator[Field]:
    if publication.application:
        yield _reference("21", publication.application)
    for priority in publication.priorities:
        told = (("claimed", priority.kind), ("active", "" if priority.active else "no"))
        yield _reference("30", priority.document, *told)
    for related in publication.related:
        told = (("relation", related.relation), ("code", related.code))
        yield _reference("60", related.document, *told)


def _reference(code: str, document: DocumentId, *told: tuple[str, str]) -> Field:
    return Field(code, document.number, parts=_told(*_document_id(document), *told))


def _document_id(document: DocumentId) -> tuple[tuple[str, str], ...]:
    return (
        ("office", document.office),
        ("kind", document.kind),
        ("date", document.date.isoformat() if document.date else ""),
        ("scheme", document.scheme),
    )


def _told(*pairs: tuple[str, str]) -> tuple[Part, ...]:
    return tuple(Part(key, value) for key, value in pairs if value)


def _class(one: Classification) -> Field:
    """IPC under (51), all other schemes under (52)."""
    return Field(
        "51" if one.scheme is Scheme.IPC else "52",
        one.symbol,
        parts=_told(
            ("scheme", one.scheme if one.scheme is not Scheme.IPC else ""),
            ("edition", one.edition),
            ("first", "yes" if one.first else ""),
            ("additional", "yes" if one.additional else ""),
            ("office", one.office),
            ("facet", one.facet),
        ),
    )


def _citation(one: Citation) -> Field:
    cited = (("number", one.document.number), *_document_id(one.document)) if one.document else ()
    parts = _told(
        *cited,
        ("phase", one.phase),
        ("category", one.category),
        ("claims", one.claims),
        ("passage", one.passage),
        ("cited", one.date.isoformat() if one.date else ""),
        ("code", one.code),
    )
    named = tuple(Part("told", value, mark=key) for key, value in one.told)
    return Field("56", one.text, parts=(*parts, *named))


def _party(code: str, party: Party) -> Field:
    first, *others = party.names or (Name(name=""),)
    parts = [*_told(("address", first.address), ("country", party.country), ("id", party.id))]
    for name in others:
        parts += [Part("name", name.name, name.lang), *_told(("address", name.address))]
    return Field(code, first.name, first.lang, tuple(parts))


_KEYS = {kind: key for key, kind in BLOCKS.items()}


def _texts(publication: Publication) -> Iterator[Field]:
    for code, name in BODIES.items():
        for body in getattr(publication, name):
            parts = tuple(part for block in body.blocks for part in _block(block))
            yield Field(code, "", body.lang, parts)
    for claims in publication.claims:
        numbered = tuple(
            part
            for claim in claims.claims
            for part in (
                Part("claim", claim.text, mark=str(claim.number)),
                *_told(("depends", ", ".join(map(str, claim.depends_on)))),
            )
        )
        yield Field("claims", "", claims.lang, numbered)


def _block(block: Block) -> Iterator[Part]:
    """A block of text and image has the image's file after it."""
    yield Part(_KEYS[block.kind], block.text, mark=block.number)
    if block.image:
        yield Part("file", block.image)


def _drawing(one: Drawing) -> Field:
    return Field(
        "drawing",
        one.file,
        parts=_told(
            ("label", one.label),
            ("caption", one.caption),
            ("representative", "yes" if one.representative else ""),
        ),
    )


def _head(_head: FileHead) -> bytes:
    """A file of records has no head."""
    return b""


TXT_WRITER = PublicationWriter(
    ending=".txt",
    contents=CONTENTS,
    rights=frozenset(Right),
    loses=LOSES,
    head=_head,
    body=_document,
)
