"""Opening a document of a dossier: what is held here, else what a source gives."""

import datetime as dt
import time
from collections.abc import Iterator

from madoguchi.archive import Archive
from madoguchi.cases import HeldDocument, PublicCases
from madoguchi.dossier.sources import Answered, Question, Sources
from madoguchi.dossier.sources.source import Content, SourceError
from madoguchi.errors import NotFoundError
from madoguchi.model import CaseId, Struct

PATIENCE = 20.0


class Opened(Struct, frozen=True):
    """A document's content, and who gave it when; the source "" is this office."""

    case: CaseId
    number: str
    content: Content
    source: str = ""
    at: dt.datetime | None = None


class Documents:
    """Opens documents of laid-open files, of this office and of all that sources tell of."""

    def __init__(self, archive: Archive, cases: PublicCases, sources: Sources) -> None:
        self._archive = archive
        self._cases = cases
        self._sources = sources

    def held(self, case: CaseId, number: str) -> Opened | None:
        """Return a document whose content is held here."""
        found = self._listed(case, number)
        if found is None or not found.original:
            return None
        paper = self._cases.paper(found) if found.paper else None
        data = self._cases.original(found)
        media = found.media_type or "application/octet-stream"
        return Opened(
            case=case, number=number, content=Content(data=data, media_type=media, paper=paper)
        )

    def open(
        self, case: CaseId, number: str, *, staff: bool = False, reader: str = "",
        patience: float = PATIENCE,
    ) -> Opened:  # fmt: skip
        """Return a document's content; `staff` and `reader` as in `Asked`.

        Raises NotFoundError where nobody has it, and SourceError where a source that may have it
        does not answer.
        """
        found = self.held(case, number)
        if found is not None:
            return found
        failed: SourceError | None = None
        for answer in self._answers(case, number, staff=staff, reader=reader, patience=patience):
            if answer.content is not None:
                return Opened(
                    case=case,
                    number=number,
                    content=answer.content,
                    source=answer.source,
                    at=answer.at,
                )
            if answer.state in ("failed", "waiting"):
                failed = failed or SourceError(answer.failure or "late", answer.reason)
        if failed is not None:
            raise failed
        raise NotFoundError(f"the content of document {number[:60]} of {case} is not known here")

    def _listed(self, case: CaseId, number: str) -> HeldDocument | None:
        try:
            return self._cases.document(self._cases.case(str(case)), number)
        except NotFoundError:
            return None

    def _answers(
        self, case: CaseId, number: str, *, staff: bool, reader: str, patience: float
    ) -> Iterator[Answered]:
        """The answers of sources, asked one after the other in the order of their authority."""
        ends = time.monotonic() + patience
        for source in self._sources.telling(case.office):
            question = Question(source=source.name, verb="document", cases=(case,), number=number)
            yield from self._sources.ask_all(
                [question], patience_s=ends - time.monotonic(), staff=staff, reader=reader
            )
