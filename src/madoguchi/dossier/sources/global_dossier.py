"""The USPTO's Global Dossier: families, and lists of documents of five offices and more.

Source: recorded exchanges of its public page; there is no published description, so that address
and form may change without notice.
"""

from urllib.parse import quote

import msgspec

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.reading import content_of, decoded, guarded, read_answer, segment
from madoguchi.dossier.sources.source import Content, Line, Reply, Told
from madoguchi.dossier.sources.spelling import (
    INVENTIONS,
    application_spelled,
    international,
    inventions,
)
from madoguchi.model import CaseId, Publication

_FAMILY = "patent-family/svc/family/application"
_LIST = "doc-list/svc/doclist"
_CONTENT = "doc-content/svc/doccontent"
_MOST_ASKED = 2
_KIND = "A"


class _Listed(msgspec.Struct, frozen=True):
    docNumber: str = ""  # noqa: N815 - as it is on the wire


class GlobalDossierSource:
    """Asks as the public page does; `key` is the value that it shows, if one is wanted."""

    kind = "global-dossier"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        self._shown = {"authorization": configured.key} if configured.key else {}

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        for case in inventions(cases, _MOST_ASKED):
            told = self._read(line, f"{_FAMILY}/{_in_path(case, publications)}")
            if told:
                return told
        return Told()

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        """The list of documents; nothing else is told of a member alone."""
        if case.right not in INVENTIONS or international(case):
            return Told()
        return self._read(line, _list_of(case, publications))

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        """A document as PDF; the list is asked for first, which spells the application's number."""
        if case.right not in INVENTIONS or international(case):
            return None
        listed = self._ask(line, _list_of(case, ()))
        if listed is None:
            return None
        spelled = guarded(lambda: decoded(listed, _Listed).docNumber)
        if not spelled:
            return None
        place = f"{segment(case.office)}/{segment(spelled)}/{segment(number)}/1/PDF"
        reply = self._ask(line, f"{_CONTENT}/{place}")
        if reply is None:
            return None
        return content_of(reply.body, reply.headers.get("content-type", ""))

    def _read(self, line: Line, path: str) -> Told:
        reply = self._ask(line, path)
        return Told() if reply is None else guarded(lambda: read_answer(reply))

    def _ask(self, line: Line, path: str) -> Reply | None:
        reply = line.ask("GET", path, headers={**self._shown, "accept": "*/*"})
        return None if reply.status == 404 else reply


def _list_of(case: CaseId, publications: tuple[Publication, ...]) -> str:
    spelled = application_spelled(case, publications)
    number = _number(case, publications)
    return f"{_LIST}/{segment(case.office)}/{segment(number)}/{segment(spelled.kind or _KIND)}"


def _in_path(case: CaseId, publications: tuple[Publication, ...]) -> str:
    printed = international(case)
    if printed:
        return f"WIPO/{quote(_shortened(printed))}"
    return f"{segment(case.office)}/{segment(_number(case, publications))}"


def _number(case: CaseId, publications: tuple[Publication, ...]) -> str:
    """American numbers as printed, all others as DOCDB has them."""
    if case.office == "US":
        return case.number
    return application_spelled(case, publications).number


def _shortened(printed: str) -> str:
    """PCT/US2013/032081 as the service writes it: PCT/US13/32081."""
    prefix, year, serial = printed.split("/")
    return f"{prefix}/{year[:2]}{year[-2:]}/{int(serial):05}"
