"""The EPO's Open Patent Services 3.2: families, legal events, the European register, full texts.

Source: ops.yaml, the schemas of OPS 3.2 and recorded answers.
"""

import base64
from collections.abc import Iterator

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.reading import guarded, read_answer, segment
from madoguchi.dossier.sources.source import Content, Line, Reply, SourceError, Told
from madoguchi.dossier.sources.spelling import (
    INVENTIONS,
    application_spelled,
    docdb,
    inventions,
    of_case,
    publication_spelled,
)
from madoguchi.dossier.sources.tokens import Tokens
from madoguchi.model import CaseId, Publication, Right

_SERVICES = "3.2/rest-services"
_MOST_ASKED = 2
_MOST_TEXTS = 2
_FORM = "application/x-www-form-urlencoded"
_EXPECTED = (400, 401, 404)
_TOKEN = (b"invalid_access_token", b"access_token", b"Access Token")


class OpsSource:
    """Asks with a token lent for consumer key (`user`) and secret (`password`)."""

    kind = "ops"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        pair = f"{configured.user}:{configured.password}".encode()
        self._basic = f"Basic {base64.b64encode(pair).decode()}"
        self._tokens = Tokens(self._lend)

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        """The extended family (INPADOC) with bibliographic data and legal events of each member."""
        for case in inventions(cases, _MOST_ASKED):
            for reference in _references(case, publications):
                told = self._read(line, f"family/{reference}/biblio,legal")
                if told:
                    return told
        return Told()

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        """The legal events of an application, its texts, and the register's file of a European."""
        if case.right not in INVENTIONS:
            return Told()
        told = Told()
        for reference in _references(case, publications):
            told = self._read(line, f"legal/{reference}")
            if told:
                break
        if case.office == "EP" and case.right is Right.PATENT:
            told += self._registered(line, case)
        return told + self._texts(line, of_case(case, publications)) if told else told

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        """Nothing: OPS has no documents of files."""
        del line, case, number
        return None

    def _registered(self, line: Line, case: CaseId) -> Told:
        number = segment(f"EP{case.number}")
        path = f"register/application/epodoc/{number}/biblio,events,procedural-steps"
        try:
            return self._read(line, path)
        except SourceError as error:
            return Told(lacking=(f"register: {error}"[:300],))

    def _texts(self, line: Line, publications: list[Publication]) -> Told:
        """Claims and description of the latest publications that have none here."""
        told = Told()
        for one in [p for p in publications if not p.claims][:_MOST_TEXTS]:
            number = segment(docdb(publication_spelled(one)))
            for part in ("claims", "description"):
                path = f"published-data/publication/docdb/{number}/{part}"
                try:
                    told += self._read(line, path)
                except SourceError as error:
                    told += Told(lacking=(f"{part}: {error}"[:300],))
        return told

    # -- calls ---------------------------------------------------------------------------------

    def _read(self, line: Line, path: str) -> Told:
        shown = self._tokens.bearer(line)
        reply = self._call(line, path, shown)
        if _is_bad_token(reply):
            self._tokens.forget(shown)
            reply = self._call(line, path, self._tokens.bearer(line))
        if reply.status == 404:
            return Told()
        if reply.status != 200:
            raise _not_taken(reply)
        return guarded(lambda: read_answer(reply))

    def _call(self, line: Line, path: str, shown: dict[str, str]) -> Reply:
        headers = {**shown, "accept": "application/xml"}
        counter = path.partition("/")[0]
        return line.ask(
            "GET", f"{_SERVICES}/{path}", headers=headers, expected=_EXPECTED, counter=counter
        )

    def _lend(self, line: Line, refresh: str) -> Reply:
        del refresh  # OPS lends none
        return line.ask(
            "POST",
            "3.2/auth/accesstoken",
            headers={"authorization": self._basic, "content-type": _FORM},
            body=b"grant_type=client_credentials",
            expected=(),
            counter=None,
        )


def _not_taken(reply: Reply) -> SourceError:
    reason = f"it does not take the call ({reply.status})"
    if reply.status == 401 or _is_bad_token(reply):
        return SourceError("refused", f"{reason}: check consumer key and secret")
    return SourceError("unreadable", reason)


def _is_bad_token(reply: Reply) -> bool:
    """An expired token is answered with 400, as recorded."""
    told = reply.body[:2000]
    return reply.status in (400, 401) and any(words in told for words in _TOKEN)


def _references(case: CaseId, publications: tuple[Publication, ...]) -> Iterator[str]:
    """How a case is asked for: by a publication, which is surest, else by its application."""
    for one in of_case(case, publications)[:1]:
        yield f"publication/docdb/{segment(docdb(publication_spelled(one)))}"
    yield f"application/docdb/{segment(docdb(application_spelled(case, publications)))}"
