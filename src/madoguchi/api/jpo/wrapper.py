"""The list of a file's documents as the JPO's interfaces show it: by number, part by part."""

from collections.abc import Iterator

from madoguchi.api.jpo.spelling import day, era
from madoguchi.cases import CaseFile, HeldDocument
from madoguchi.model import DocumentId, DocumentPart, FileDocument, Right

Row = dict[str, str]
# Code table 03020.
_APPLICATION, _PUBLICATION, _TRANSLATION, _REGISTRATION, _TRIAL = "01", "02", "03", "06", "07"
_COURT = "08"
_TRIALS = {"trial": _TRIAL, "court": _COURT}
_UNNUMBERED = {_REGISTRATION: "99999999999"}
_NOT_TOLD = "BBBBBBBBBBB"
_DIGITS = 11
_SERIES = "jpo"


def groups(file: CaseFile) -> list[dict[str, object]]:
    """The documents of a case, listed under each of its numbers."""
    return [
        {"numberType": kind, "number": number, "documentList": _rows(file, kind, number)}
        for kind, number in _numbers(file)
    ]


def _numbers(file: CaseFile) -> Iterator[tuple[str, str]]:
    told = file.bibliography
    yield _APPLICATION, file.case.number
    if file.case.right is Right.PATENT:
        published, translated = gazettes(file)
        if published:
            yield _PUBLICATION, era(published)
        if translated:
            yield _TRANSLATION, era(translated)
    if told.registration:
        yield _REGISTRATION, told.registration.number
    yield from ((_TRIALS[kind], number) for kind, number in told.references if kind in _TRIALS)


def gazettes(file: CaseFile) -> tuple[DocumentId | None, DocumentId | None]:
    """The unexamined publication of a case and, of an international one, its translation.

    The numbers of translations (公表) begin at 500001 in each year.
    """
    found = [one for one in file.bibliography.publications if one.kind.startswith("A")]
    translated = next((one for one in found if one.number[-6:] >= "500001"), None)
    return next((one for one in found if one is not translated), None), translated


def _rows(file: CaseFile, kind: str, number: str) -> list[Row]:
    listed = (held for held in file.documents if kind in _lists(file, held, number))
    return [row for held in listed for row in _parts(held, kind)]


def _lists(file: CaseFile, held: HeldDocument, number: str) -> tuple[str, ...]:
    """The lists that name a document; one that no list names stands with the application's."""
    document = held.document
    if document.series not in ("", _SERIES) or not document.code or document.date is None:
        return ()
    lists = document.lists or (_APPLICATION,)
    trials = [kind for kind in lists if kind in _TRIALS.values()]
    return lists if not trials or _of_trial(file, document, number) else ()


def _of_trial(file: CaseFile, document: FileDocument, number: str) -> bool:
    told = {
        value
        for step in file.steps
        if step.event.code == document.code and step.event.date == document.date
        for name, value in step.event.detail
        if name == "trial"
    }
    return number in told or not told


def _parts(held: HeldDocument, kind: str) -> Iterator[Row]:
    document = held.document
    whole = DocumentPart(name=document.name, pages=document.pages, size=document.size)
    own = not document.lists or kind == document.lists[0]
    for part in (document.parts if own else ()) or (whole,):
        yield _row(held, part, kind, own=own)


def _row(held: HeldDocument, part: DocumentPart, kind: str, *, own: bool) -> Row:
    """One row; a list that repeats what another has gives neither its number nor its file."""
    document = held.document
    there = own and bool(part.size or held.original)
    return {
        "legalDate": day(document.date),
        "irirFlg": "0" if document.open else "1",
        "availabilityFlag": "1" if there else "0",
        "documentCode": document.code,
        "documentDescription": part.name,
        "documentNumber": _number(document, kind) if own else _UNNUMBERED[_REGISTRATION],
        "versionNumber": (document.version or ("0001" if there else "0000")) if own else "0000",
        "documentSeparator": (part.code or (" " if not there else "S")) if own else " ",
        "numberOfPages": str(part.pages),
        "sizeOfDocument": str(part.size) if own else "0",
    }


def _number(document: FileDocument, kind: str) -> str:
    if document.own:
        return document.own
    if len(document.number) == _DIGITS and document.number.isdecimal():
        return document.number
    return _UNNUMBERED.get(kind, _NOT_TOLD)
