"""The USPTO's Open Data Portal: file wrappers of American applications.

Source: the portal's Swagger file and example answers.
"""

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.reading import content_of, guarded, read_answer, segment
from madoguchi.dossier.sources.source import Content, Line, SourceError, Told
from madoguchi.model import CaseId, Publication, Right

_APPLICATIONS = "api/v1/patent/applications"
_RIGHTS = (Right.PATENT, Right.DESIGN)


class UsptoOdpSource:
    """Asks with a key in the header X-API-KEY."""

    kind = "uspto-odp"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        self._shown = {"x-api-key": configured.key} if configured.key else {}

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        """What the wrapper of an American member claims; others are known to it by number only."""
        del publications  # applications are asked for by their own number
        own = next((case for case in cases if _is_held(case)), None)
        return self._read(line, f"{_APPLICATIONS}/{segment(own.number)}") if own else Told()

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        del publications  # as above
        if not _is_held(case):
            return Told()
        place = f"{_APPLICATIONS}/{segment(case.number)}"
        told = self._read(line, place)
        if not told:
            return told
        try:
            return told + self._read(line, f"{place}/documents")
        except SourceError as error:
            return told + Told(lacking=(f"documents: {error}"[:300],))

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        if not _is_held(case):
            return None
        name = segment(f"{number}.pdf")
        place = f"api/v1/download/applications/{segment(case.number)}/{name}"
        reply = line.ask("GET", place, headers=self._shown, counter="download")
        if reply.status == 404:
            return None
        return content_of(reply.body, reply.headers.get("content-type", ""))

    def _read(self, line: Line, path: str) -> Told:
        headers = {**self._shown, "accept": "application/json"}
        reply = line.ask("GET", path, headers=headers)
        return Told() if reply.status == 404 else guarded(lambda: read_answer(reply))


def _is_held(case: CaseId) -> bool:
    return case.office == "US" and case.right in _RIGHTS
