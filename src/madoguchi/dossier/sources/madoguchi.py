"""Another Madoguchi: told in the model itself, of what that office holds and nothing further."""

import msgspec

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.reading import content_of, decoded, segment
from madoguchi.dossier.sources.source import Content, Line, Told
from madoguchi.model import CaseId, Publication

_DOSSIERS = "api/v1/dossiers"


class Asked(msgspec.Struct, frozen=True):
    """The question to `kin`: what that office holds of these applications and their families."""

    cases: tuple[str, ...]


class MadoguchiSource:
    """Asks `POST /api/v1/dossiers/kin`, which answers with the JSON of `Told`."""

    kind = "madoguchi"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        self._shown = {"authorization": f"Bearer {configured.key}"} if configured.key else {}

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        del publications  # that office knows its own
        headers = {**self._shown, "content-type": "application/json", "accept": "application/json"}
        body = msgspec.json.encode(Asked(tuple(map(str, cases))))
        reply = line.ask("POST", f"{_DOSSIERS}/kin", headers=headers, body=body)
        return Told() if reply.status == 404 else decoded(reply, Told)

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        told = self.family(line, (case,), publications)
        own = tuple(one for one in told.histories if one.case == case)
        return msgspec.structs.replace(told, histories=own)

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        place = f"{_DOSSIERS}/{segment(str(case))}/documents/{segment(number)}/content"
        reply = line.ask("GET", place, headers=self._shown)
        if reply.status == 404:
            return None
        told = reply.headers.get("x-document-media-type", "application/octet-stream")
        return content_of(reply.body, told)
