"""Dossiers: the files of all offices of one invention, compared, opened and handed on."""

import datetime as dt
from typing import Annotated

import msgspec
from msgspec import Meta

from madoguchi.api import dossiers
from madoguchi.api.operations import Call
from madoguchi.api.own.cases import NEEDED, Id, today_of
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct
from madoguchi.api.own.papers import DocumentAsked, FileEntry, entry
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.dossier import (
    Answered,
    CitationTable,
    Dossier,
    Member,
    Opened,
    Told,
    citations,
)
from madoguchi.errors import NotFoundError, RefusedError, TranslationError
from madoguchi.families import Claim, Family, case_key
from madoguchi.model import CaseId, Paper, Right
from madoguchi.translation import Translation

TAG = "dossiers"
_MOST_CASES = 500
_Case = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=f"^[A-Z]{{2}}-({'|'.join(Right)})-[A-Z0-9][A-Z0-9.-]*$",
        examples=["JP-patent-2020123456"],
    ),
]


class DossierAsked(Asking, frozen=True):
    """The dossier of a case's family. `outside=false` leaves the sources unasked."""

    id: Id
    outside: bool = True


class SourceState(Struct, frozen=True):
    """How a source answered to a question: in which state, with what was fetched when.

    `failure` says why not: late, unreachable, unreadable, refused, exhausted, resting. `lacking`
    is what the source could not tell though it answered.
    """

    source: str
    question: str
    state: str
    fetched: dt.datetime | None
    tried: dt.datetime | None
    failure: str
    reason: str
    lacking: tuple[str, ...]


class DossierMember(Struct, frozen=True):
    """An application of the family, with the documents of its file.

    `sources` are who told of it, "" this office; `why` is the chain of claims that links it to the
    one asked for; `simple` and `domestic` say whether both are in one such family.
    """

    case: str
    office: str
    filed: dt.date | None
    title: str
    publications: tuple[str, ...]
    status: str
    sources: tuple[str, ...]
    held: bool
    simple: bool
    domestic: bool
    why: tuple[Claim, ...]
    documents: tuple[FileEntry, ...]


class DossierGiven(Struct, frozen=True):
    """The family of a case, this one first; `named` are applications known by claims only."""

    case: str
    family: str
    members: tuple[DossierMember, ...]
    named: tuple[str, ...]
    claims: tuple[Claim, ...]
    sources: tuple[SourceState, ...]
    complete: bool


def dossier(call: Call, asked: DossierAsked) -> DossierGiven:
    found = _found(call, asked.id, outside=asked.outside)
    simple, domestic = (_beside(found, groups) for groups in (found.simple, found.domestic))
    return DossierGiven(
        case=asked.id,
        family=found.id,
        members=tuple(_member(found, one, simple, domestic) for one in found.members),
        named=found.named,
        claims=found.claims,
        sources=tuple(_state(one) for one in found.answers),
        complete=found.complete,
    )


def _found(call: Call, id_: str, *, outside: bool = True) -> Dossier:
    return dossiers.dossier(call, CaseId.parse(id_), outside=outside)


def _beside(found: Dossier, groups: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    own = case_key(found.asked)
    return frozenset(next((group for group in groups if own in group), ()))


def _member(
    found: Dossier, member: Member, simple: frozenset[str], domestic: frozenset[str]
) -> DossierMember:
    file = member.file
    return DossierMember(
        case=member.id,
        office=member.case.office,
        filed=member.filed,
        title=member.title,
        publications=tuple(one.id for one in member.publications),
        status=file.status(today_of(file.case)).standing.value if file else "unknown",
        sources=member.sources,
        held=member.held,
        simple=case_key(member.case) in simple,
        domestic=case_key(member.case) in domestic,
        why=tuple(found.why(member)),
        documents=tuple(entry(file.case, held) for held in file.documents) if file else (),
    )


def _state(answer: Answered) -> SourceState:
    return SourceState(
        source=answer.source,
        question=answer.question.verb,
        state=answer.state,
        fetched=answer.at,
        tried=answer.tried,
        failure=answer.failure or "",
        reason=answer.reason,
        lacking=answer.told.lacking,
    )


# -- what another office is told -------------------------------------------------------------------


class KinAsked(Asking, frozen=True):
    """Applications of which the families are wanted, by identity."""

    cases: Annotated[tuple[_Case, ...], Meta(min_length=1, max_length=_MOST_CASES)]


def kin(call: Call, asked: KinAsked) -> Given:
    """What this office itself holds of the families of applications; no source is asked."""
    cases = [CaseId.parse(case) for case in asked.cases]
    return Given(msgspec.json.encode(call.premises.dossiers.holding.told(cases)))


# -- documents -------------------------------------------------------------------------------------


class TranslatedAsked(Asking, frozen=True):
    """A document of a case's file, and the language that it is wanted in, "" for its own."""

    id: Id
    number: Annotated[str, Meta(min_length=1, max_length=100)]
    to: Annotated[str, Meta(pattern="^([a-z]{2})?$")] = ""


class DocumentGiven(Struct, frozen=True):
    """A document's reading; `source` gave it at `fetched`, "" is this office.

    `translation` has its blocks in the language asked for, said to be a gloss where it is one.
    """

    case: str
    number: str
    source: str
    fetched: dt.datetime | None
    paper: Paper
    translation: Translation | None


def document(call: Call, asked: TranslatedAsked) -> DocumentGiven:
    found = _opened(call, asked.id, asked.number)
    paper = found.content.paper
    if paper is None:
        raise NotFoundError(f"document {asked.number[:60]} has no text; ask for its content")
    return DocumentGiven(
        case=asked.id,
        number=asked.number,
        source=found.source,
        fetched=found.at,
        paper=paper,
        translation=_translation(call, paper, asked.to) if asked.to else None,
    )


def _translation(call: Call, paper: Paper, to: str) -> Translation:
    texts = [block.text for block in paper.body.blocks]
    lang = paper.body.lang or paper.lang
    wanted = call.premises.translations.wanted_by(call.caller.number, "patent")
    try:
        return call.premises.translations.translate(texts, lang, to, wanted)
    except (RefusedError, TranslationError) as error:
        raise Refusal(Reason.BAD_REQUEST, str(error)) from None


def content(call: Call, asked: DocumentAsked) -> Given:
    """A document's bytes, as its office or a source gave them.

    They are never sent as what they are: an office's HTML is no page of this site.
    """
    found = _opened(call, asked.id, asked.number)
    told = ("x-document-media-type", found.content.media_type)
    return Given(
        found.content.data,
        media_type="application/octet-stream",
        headers=(told, ("content-disposition", "attachment")),
    )


def _opened(call: Call, case: str, number: str) -> Opened:
    return dossiers.opened(call, CaseId.parse(case), number)


# -- compared --------------------------------------------------------------------------------------


class CaseDossierAsked(Asking, frozen=True):
    """The dossier of a case."""

    id: Id


def cited(call: Call, asked: CaseDossierAsked) -> CitationTable:
    return citations(_found(call, asked.id).members)


class FamilyAsked(Asking, frozen=True):
    """A family by its identifier: E- extended, S- simple, D- domestic."""

    id: Annotated[str, Meta(min_length=3, max_length=100, examples=["E-JP2020123456"])]


def family(call: Call, asked: FamilyAsked) -> Family:
    return call.premises.families.named(asked.id)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="dossier",
        path="/api/v1/dossiers/{id}",
        does=dossier,
        summary="The files of all offices of one invention, and how each source answered",
        ja="同じ発明の全官庁の包袋と、各情報源の応答",
        tag=TAG,
        asks=DossierAsked,
        gives=DossierGiven,
        needs=NEEDED,
    ),
    Endpoint(
        name="dossier-kin",
        path="/api/v1/dossiers/kin",
        does=kin,
        summary="What this office itself holds of the families of applications, for other offices",
        ja="各出願のファミリーのうち当庁が保有するもの（他庁向け）",
        tag=TAG,
        method="POST",
        asks=KinAsked,
        gives=Told,
        needs=NEEDED,
    ),
    Endpoint(
        name="dossier-citations",
        path="/api/v1/dossiers/{id}/citations",
        does=cited,
        summary="The citations of all offices in one table",
        ja="全官庁の引用文献の一覧",
        tag=TAG,
        asks=CaseDossierAsked,
        gives=CitationTable,
        needs=NEEDED,
    ),
    Endpoint(
        name="dossier-document",
        path="/api/v1/dossiers/{id}/documents/{number}",
        does=document,
        summary="A document of any member's file, read for reading, translated where asked for",
        ja="ファミリーの書類を読める形で（訳文も）",
        tag=TAG,
        asks=TranslatedAsked,
        gives=DocumentGiven,
        needs=NEEDED,
        problems=(503,),
    ),
    Endpoint(
        name="dossier-content",
        path="/api/v1/dossiers/{id}/documents/{number}/content",
        does=content,
        summary="A document of any member's file in bytes",
        ja="ファミリーの書類そのもの",
        tag=TAG,
        asks=DocumentAsked,
        media=("application/octet-stream",),
        needs=NEEDED,
        ranges=True,
        problems=(503,),
    ),
    Endpoint(
        name="family",
        path="/api/v1/families/{id}",
        does=family,
        summary="A family by its identifier: members, the claims that link them, its past",
        ja="識別子によるファミリー：構成・根拠・沿革",
        tag=TAG,
        asks=FamilyAsked,
        gives=Family,
        needs=NEEDED,
    ),
)
