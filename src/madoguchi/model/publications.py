"""What an office has published, in one small model.

Every reader of an office's format fills these types and every page, index and writer reads them.
They are immutable, compare by value and have one JSON form (`encode`, `decode`): the field names
below, absent where empty, dates as ISO 8601 (YYYY-MM-DD), languages as ISO 639-1 in lower case.
"""

import datetime as dt
from typing import Literal

import msgspec

from madoguchi.model.classifications import Classification
from madoguchi.model.rights import Right


class Struct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the model's values."""


class Text(Struct, frozen=True):
    """A short text in one language."""

    text: str
    lang: str = ""


class Name(Struct, frozen=True):
    """A party's name and address as printed, in one language or script."""

    name: str
    lang: str = ""
    address: str = ""


class Party(Struct, frozen=True):
    """A person or body; `names` holds the same party in several scripts, first is the original."""

    names: tuple[Name, ...]
    country: str = ""
    id: str = ""

    @property
    def name(self) -> str:
        return self.names[0].name if self.names else ""


class DocumentId(Struct, frozen=True):
    """A reference to a document as its source gives it, before any reading of the number.

    `number` is as printed in the source. `scheme` says whose spelling: "" (the office's own),
    "docdb", "epodoc" or "original".
    """

    number: str
    office: str = ""
    kind: str = ""
    date: dt.date | None = None
    scheme: str = ""


class Priority(Struct, frozen=True):
    """A priority claim (Paris Convention Article 4); `kind` as given: national, regional, pct."""

    document: DocumentId
    kind: str = ""
    active: bool = True


class Related(Struct, frozen=True):
    """Another document of the same application's history: division, continuation, PCT, ...

    `code` is the office's own code of the relation, where it has one.
    """

    relation: str
    document: DocumentId
    code: str = ""


class Citation(Struct, frozen=True):
    """A cited document: a patent `document` or non-patent `text`.

    `phase` says who cited it and when (applicant, search, examination, opposition, ...);
    `category` the search report's letters (WIPO ST.14); `claims` which claims it concerns. `date`
    is that of the paper that cites; `told` names the parts of a non-patent text (author, title,
    publication, ...) where its source tells them apart, `code` is the office's code of its sort.
    """

    document: DocumentId | None = None
    text: str = ""
    phase: str = ""
    category: str = ""
    claims: str = ""
    passage: str = ""
    date: dt.date | None = None
    code: str = ""
    told: tuple[tuple[str, str], ...] = ()


class Claim(Struct, frozen=True):
    """One claim; `depends_on` lists the numbers of the claims that it refers to."""

    number: int
    text: str
    depends_on: tuple[int, ...] = ()

    @property
    def independent(self) -> bool:
        return not self.depends_on


class ClaimSet(Struct, frozen=True):
    """The claims in one language."""

    claims: tuple[Claim, ...]
    lang: str = ""


BlockKind = Literal["paragraph", "heading", "table", "formula", "image", "item"]


class Block(Struct, frozen=True):
    """One piece of a text: its number is the printed paragraph number (0012), where there is one.

    A table's text has a line a row and a tab between cells. `image` names the image file.
    """

    text: str = ""
    kind: BlockKind = "paragraph"
    number: str = ""
    image: str = ""


class Body(Struct, frozen=True):
    """A text of many paragraphs in one language: abstract or description."""

    blocks: tuple[Block, ...]
    lang: str = ""

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.text)


class Drawing(Struct, frozen=True):
    """A drawing or page image; `file` is its name beside the document, `label` as printed."""

    file: str
    label: str = ""
    caption: str = ""
    representative: bool = False


class Publication(Struct, frozen=True):
    """One publication of one office: the unit of the publication stream.

    `office` (WIPO ST.3), `number` (canonical, see `madoguchi.law.numbers`) and `kind` (WIPO ST.16)
    identify it. `family` is the simple-family number given by a data provider, if any. One that its
    office has `withdrawn` has nothing but its identity.
    """

    office: str
    number: str
    kind: str = ""
    right: Right = Right.PATENT
    date: dt.date | None = None
    lang: str = ""
    application: DocumentId | None = None
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Body, ...] = ()
    claims: tuple[ClaimSet, ...] = ()
    descriptions: tuple[Body, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    applicants: tuple[Party, ...] = ()
    inventors: tuple[Party, ...] = ()
    agents: tuple[Party, ...] = ()
    owners: tuple[Party, ...] = ()
    examiners: tuple[Party, ...] = ()
    priorities: tuple[Priority, ...] = ()
    related: tuple[Related, ...] = ()
    classifications: tuple[Classification, ...] = ()
    citations: tuple[Citation, ...] = ()
    designated: tuple[str, ...] = ()
    family: str = ""
    notes: tuple[Text, ...] = ()
    withdrawn: bool = False

    @property
    def id(self) -> str:
        """The canonical identity, as in the permanent address: JP2021044377A."""
        return f"{self.office}{self.number}{self.kind}"


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Publication)


def encode(publication: Publication) -> bytes:
    """Return the one JSON form of a publication."""
    return _ENCODER.encode(publication)


def decode(data: bytes) -> Publication:
    """Read the JSON form back. Raises msgspec.ValidationError where it does not fit."""
    return _DECODER.decode(data)


def merge(publications: tuple[Publication, ...]) -> Publication:
    """Join what several sources say of one publication: the first that has a field gives it.

    Texts are joined by language: a translation from a second source is added, never put in place
    of the first source's text. Where the first has withdrawn the publication, so it is; another
    that has is not listened to.
    """
    if publications[0].withdrawn:
        return publications[0]
    publications = tuple(one for one in publications if not one.withdrawn)
    if len(publications) == 1:
        return publications[0]
    merged = {name: _first(publications, name) for name in Publication.__struct_fields__}
    for name in ("titles", "abstracts", "claims", "descriptions"):
        merged[name] = _by_language(publications, name)
    return msgspec.structs.replace(publications[0], **merged)


def _first(publications: tuple[Publication, ...], name: str) -> object:
    values = [getattr(publication, name) for publication in publications]
    return next((value for value in values if value not in ("", (), None)), values[0])


def _by_language(publications: tuple[Publication, ...], name: str) -> tuple[object, ...]:
    kept: dict[str, list[object]] = {}
    for publication in publications:
        given: dict[str, list[object]] = {}
        for text in getattr(publication, name):
            given.setdefault(text.lang, []).append(text)
        for lang, texts in given.items():
            kept.setdefault(lang, texts)
    return tuple(text for texts in kept.values() for text in texts)
