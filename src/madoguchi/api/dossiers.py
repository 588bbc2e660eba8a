"""Dossiers as programs ask for them: by a number in any of its readings."""

from collections.abc import Iterable, Sequence

from madoguchi.api.operations import Call
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.dossier import (
    Asked,
    Content,
    Dossier,
    Member,
    Opened,
    SourceError,
    as_pdf,
    in_other_words,
    machine_languages,
    network,
    translated_paper,
)
from madoguchi.errors import NotFoundError, RefusedError, TranslationError
from madoguchi.law import Number
from madoguchi.model import CaseId, FileDocument, Paper
from madoguchi.premises import Premises

# The relations to an earlier application whose date is claimed as a priority's is.
CLAIMED = frozenset(
    {"continuation", "continuation-in-part", "division", "pct-filing", "provisional-application"}
)


def family(call: Call, numbers: Iterable[Number]) -> tuple[Member, ...]:
    """Return the family of the application or publication of a number, its own case first.

    `numbers` are the ways to read one number. Raises NotFoundError where nothing is known of any.
    """
    return dossier(call, case_of(call.premises, list(numbers))).members


def dossier(call: Call, case: CaseId, *, outside: bool = True) -> Dossier:
    """Return the dossier of a case.

    Raises NotFoundError, and Refusal where it is not held and a source did not answer. What another
    office's program asks for its own dossier is answered from here alone, so that no question goes
    round between offices.
    """
    asks = outside and not is_forwarded(call) and not _is_hidden(call, case)
    asked = Asked(case=case, outside=asks, reader=_reader(call))
    try:
        return call.premises.dossiers.of(asked)
    except SourceError as error:
        told = f"this application is not held here, and a source did not answer: {error}"
        raise Refusal(Reason.BUSY, told) from None


def _is_hidden(call: Call, case: CaseId) -> bool:
    """Whether a case is not laid open and its caller may know that: no source is asked of it."""
    return call.caller.may("read:case:any") and call.premises.hides(case)


def _reader(call: Call) -> str:
    """Who uses a share of the sources' quotas: an account, or a network."""
    return call.caller.number or network(call.caller.address)


def is_forwarded(call: Call) -> bool:
    """Whether a call comes from a program of this sort that puts a dossier together."""
    return "madoguchi" in call.headers.get("via", "").lower()


def case_of(premises: Premises, numbers: Sequence[Number]) -> CaseId:
    """Return the application that a number is of. Raises NotFoundError."""
    found = premises.applications(numbers)
    if not found:
        raise NotFoundError("nothing is held here under this number")
    return CaseId.parse(found[0])


def members_of(premises: Premises, cases: Sequence[str]) -> dict[str, Member]:
    """Return laid-open or published applications by identity; what is not held is left out."""
    return premises.dossiers.holding.members(cases)


def opened(call: Call, case: CaseId, number: str) -> Opened:
    """Return a document of any member's file.

    Raises NotFoundError, and Refusal where the source that has it does not answer. To a program
    that puts a dossier together itself only what is held here is given.
    """
    documents = call.premises.dossiers.documents
    if is_forwarded(call) or _is_hidden(call, case):
        held = documents.held(case, number)
        if held is None:
            raise NotFoundError(f"the content of document {number[:60]} is not held here")
        return held
    try:
        return documents.open(case, number, reader=_reader(call))
    except SourceError as error:
        told = f"the source that has this document did not answer ({error.failure}): {error}"
        raise Refusal(Reason.BUSY, told) from None


def into_english(call: Call) -> frozenset[str]:
    """The languages of which a machine makes English here."""
    return machine_languages(call.premises.translations, "en")


def printed(call: Call, case: CaseId, document: FileDocument, *, translated: bool) -> bytes:
    """Return a document as PDF, on wish in English by a machine.

    Raises NotFoundError where it is not to be had or has no pages, and Refusal.
    """
    content = opened(call, case, document.number).content
    if translated:
        paper = _in_english(call, content)
        content = Content(data=b"", media_type="text/xml", paper=paper)
    try:
        return as_pdf(content, document)
    except RefusedError as error:
        raise NotFoundError(f"document {document.number[:60]} is no PDF: {error}") from None


def _in_english(call: Call, content: Content) -> Paper:
    if content.paper is None:
        raise NotFoundError("this document has no text that can be translated")
    try:
        found = in_other_words(call.premises.translations, content.paper, "en")
    except (RefusedError, TranslationError) as error:
        raise Refusal(Reason.BUSY, str(error)) from None
    if found.kind == "gloss":
        raise Refusal(Reason.BUSY, "the translation engine does not answer; come again")
    return translated_paper(content.paper, found)


__all__ = [
    "CLAIMED",
    "Dossier",
    "Member",
    "case_of",
    "dossier",
    "family",
    "into_english",
    "is_forwarded",
    "members_of",
    "opened",
    "printed",
]
