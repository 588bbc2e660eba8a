"""Publications: the record, the bytes as received, what lies beside it, its family."""

import datetime as dt
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.cases import today_of
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct
from madoguchi.api.own.records import Records
from madoguchi.api.own.searching import Found, Lang, found
from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError
from madoguchi.formats import bibtex, ris
from madoguchi.model import Publication

TAG = "publications"
_ID = Meta(
    min_length=3, max_length=60, description="The canonical identity: JP2021044377A",
    examples=["JP2021044377A"],
)  # fmt: skip
Id = Annotated[str, _ID]


class PublicationAsked(Asking, frozen=True):
    """A publication by its identity."""

    id: Id


@lru_cache(maxsize=4)
def _records(_archive: Archive) -> Records:
    return Records()


def publication(call: Call, asked: PublicationAsked) -> Given:
    archive = call.premises.archive
    body, last = _records(archive).read(archive, asked.id)
    return Given(body, f"{asked.id}-{last}")


class OriginalAsked(Asking, frozen=True):
    """A version of a publication: its position on the stream, 0 for the current one."""

    id: Id
    position: Annotated[int, Meta(ge=0, le=2**53)] = 0


def original(call: Call, asked: OriginalAsked) -> Given:
    archive = call.premises.archive
    data = archive.original(asked.id, asked.position or None)
    is_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    media = "application/xml" if is_xml else "application/octet-stream"
    name = f"{asked.id}.{'xml' if is_xml else 'txt'}"
    disposition = ("content-disposition", f'attachment; filename="{name}"')
    return Given(data, media_type=media, headers=(disposition,))


class Version(Struct, frozen=True):
    """One version as received; `sha256` names its bytes."""

    position: int
    source: str
    version: int
    received: str
    sha256: str


class Versions(Struct, frozen=True):
    """Everything received of a publication, oldest first, and the files held beside it."""

    versions: tuple[Version, ...]
    files: tuple[str, ...]


def versions(call: Call, asked: PublicationAsked) -> Versions:
    archive = call.premises.archive
    entries = archive.versions(asked.id)
    if not entries:
        raise NotFoundError(f"{asked.id} is not held here")
    return Versions(
        versions=tuple(
            Version(
                position=entry.position,
                source=entry.source,
                version=entry.version,
                received=entry.received,
                sha256=entry.original,
            )
            for entry in entries
        ),
        files=archive.attachments(asked.id),
    )


class FileAsked(Asking, frozen=True):
    """A file held beside a publication: a drawing, a page."""

    id: Id
    name: Annotated[str, Meta(min_length=1, max_length=300)]


def file(call: Call, asked: FileAsked) -> Given:
    """The type is told by the content, and nothing is served that a browser would run."""
    data = call.premises.archive.attachment(asked.id, asked.name)
    media = next((m for magic, m in _MEDIA.items() if data.startswith(magic)), OCTETS)
    return Given(data, media_type=media)


OCTETS = "application/octet-stream"
_MEDIA = {
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF": "application/pdf",
}


class CitationAsked(Asking, frozen=True):
    """A publication as reference managers read it."""

    id: Id
    form: Annotated[
        Literal["ris", "bibtex"], Meta(description="ris: type PAT; bibtex: @patent of biblatex")
    ] = "ris"
    lang: Lang = ""


_FORMS = {"ris": "application/x-research-info-systems", "bibtex": "application/x-bibtex"}


def citation(call: Call, asked: CitationAsked) -> Given:
    found_ = call.premises.archive.publication(asked.id)
    write = ris if asked.form == "ris" else bibtex
    return Given(write(found_, asked.lang or "en"), media_type=_FORMS[asked.form])


class CaseOfPublication(Struct, frozen=True):
    """The case that a publication is of: "" where no file of it is held, its status today."""

    id: str
    case: str
    status: str
    expires: dt.date | None


def case(call: Call, asked: PublicationAsked) -> CaseOfPublication:
    cases = call.premises.cases
    if not call.premises.archive.versions(asked.id):
        raise NotFoundError(f"{asked.id} is not held here")
    named = cases.of_publications([asked.id]).get(asked.id, "")
    held = cases.cases([named]).get(named) if named else None
    if held is None:
        return CaseOfPublication(id=asked.id, case="", status="", expires=None)
    return CaseOfPublication(
        id=asked.id,
        case=held.id,
        status=held.status(today_of(held.case)).standing.value,
        expires=held.expires.date if held.expires else None,
    )


class Family(Struct, frozen=True):
    """The other publications held of the same invention (Paris Convention, Article 4)."""

    id: str
    members: tuple[Found, ...]


def family(call: Call, asked: PublicationAsked) -> Family:
    of = call.premises.archive.publication(asked.id)
    cards = call.premises.family(of)
    return Family(
        id=asked.id,
        members=tuple(found(call, card, _first(card.titles), ("", "")) for card in cards),
    )


def _first(titles: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    lang, text = titles[0] if titles else ("", "")
    return text, lang


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="publication",
        path="/api/v1/publications/{id}",
        does=publication,
        summary="A publication's record",
        ja="公報の書誌と全文",
        tag=TAG,
        asks=PublicationAsked,
        gives=Publication,
        quick=True,
    ),
    Endpoint(
        name="publication-original",
        path="/api/v1/publications/{id}/original",
        does=original,
        summary="A publication's bytes as received",
        ja="受信したままの公報",
        tag=TAG,
        asks=OriginalAsked,
        media=("application/xml", "application/octet-stream"),
        ranges=True,
    ),
    Endpoint(
        name="publication-versions",
        path="/api/v1/publications/{id}/versions",
        does=versions,
        summary="Everything received of a publication",
        ja="公報について受信した全て",
        tag=TAG,
        asks=PublicationAsked,
        gives=Versions,
    ),
    Endpoint(
        name="publication-file",
        path="/api/v1/publications/{id}/files/{name*}",
        does=file,
        summary="A file held beside a publication",
        ja="公報に添えられたファイル",
        tag=TAG,
        asks=FileAsked,
        media=(*dict.fromkeys(_MEDIA.values()), OCTETS),
        ranges=True,
    ),
    Endpoint(
        name="publication-citation",
        path="/api/v1/publications/{id}/citation",
        does=citation,
        summary="A publication as RIS or BibTeX, for reference managers",
        ja="文献管理ソフト用のRIS・BibTeX",
        tag=TAG,
        asks=CitationAsked,
        media=tuple(_FORMS.values()),
    ),
    Endpoint(
        name="publication-case",
        path="/api/v1/publications/{id}/case",
        does=case,
        summary="The case of a publication, and its legal status today",
        ja="公報の案件と本日の法的状態",
        tag=TAG,
        asks=PublicationAsked,
        gives=CaseOfPublication,
        needs="read:case:laid-open",
    ),
    Endpoint(
        name="publication-family",
        path="/api/v1/publications/{id}/family",
        does=family,
        summary="The other publications of the same invention",
        ja="同じ発明の他の公報",
        tag=TAG,
        asks=PublicationAsked,
        gives=Family,
    ),
)
