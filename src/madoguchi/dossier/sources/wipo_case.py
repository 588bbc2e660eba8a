"""WIPO CASE: dossiers shared between its offices.

What is known: the service is REST described in OpenAPI 3.0 at case.wipo.net/case-api/v1, names
components as WIPO ST.96 does, and gives bibliographic data for a list of applications, the
coverage of the data, citations and the documents of dossiers. Its paths, how it is signed in to and
the form of its answers are told to participating offices only. So none of them is guessed here: the
operator writes the paths (`paths`) and a token (`key`), and answers are read by the readers that
there are (ST.96, DOCDB, lists of Global Dossier's form). What none of them reads is unreadable.
"""

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.reading import content_of, guarded, read_answer, segment
from madoguchi.dossier.sources.source import Content, Line, Told
from madoguchi.dossier.sources.spelling import INVENTIONS, application_spelled
from madoguchi.model import CaseId, Publication


class WipoCaseSource:
    """Asks at the paths that its configuration gives; what has no path is not asked."""

    kind = "wipo-case"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        self._paths = configured.paths
        self._shown = {"authorization": f"Bearer {configured.key}"} if configured.key else {}

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        wanted = [case for case in cases if case.right in INVENTIONS]
        return self._read(line, self._paths.family, wanted[0], publications) if wanted else Told()

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        if case.right not in INVENTIONS:
            return Told()
        return self._read(line, self._paths.member, case, publications)

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        if not self._paths.document:
            return None
        path = filled(self._paths.document, case, (), number)
        reply = line.ask("GET", path, headers=self._shown)
        if reply.status == 404:
            return None
        return content_of(reply.body, reply.headers.get("content-type", ""))

    def _read(
        self, line: Line, template: str, case: CaseId, publications: tuple[Publication, ...]
    ) -> Told:
        if not template:
            return Told()
        path = filled(template, case, publications)
        reply = line.ask("GET", path, headers=self._shown)
        return Told() if reply.status == 404 else guarded(lambda: read_answer(reply, f"/{path}"))


def filled(
    template: str, case: CaseId, publications: tuple[Publication, ...], document: str = ""
) -> str:
    """A path with its values, each as one segment."""
    spelled = application_spelled(case, publications)
    values = {"office": case.office, "number": spelled.number, "kind": spelled.kind}
    if document:
        values["document"] = document
    for name, value in values.items():
        if f"{{{name}}}" in template:
            template = template.replace(f"{{{name}}}", segment(value))
    return template
