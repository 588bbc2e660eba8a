"""The JPO: its API for acquiring IP information of Japanese cases, its OPD-API of all others.

Sources: the office's specification and recorded answers (the API), what clients of it read (the
OPD-API, of which no answer was at hand).
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.jpo_answers import answered, is_bad_token
from madoguchi.dossier.sources.reading import (
    content_of,
    decoded,
    guarded,
    read_answer,
    segment,
    unpacked,
)
from madoguchi.dossier.sources.source import Content, Line, Reply, SourceError, Told
from madoguchi.dossier.sources.spelling import application_spelled, docdb, inventions
from madoguchi.dossier.sources.tokens import Tokens
from madoguchi.model import CaseId, Publication, Right

_LAWS = {Right.PATENT: "patent", Right.DESIGN: "design", Right.TRADE_MARK: "trademark"}
_BUNDLES = ("app_doc_cont_opinion_amendment", "app_doc_cont_refusal_reason_decision")
_OPD = "opdapi/patent/v1"
_MOST_ASKED = 2
_LISTED_BY_OPD = re.compile(r"[A-Za-z][A-Za-z0-9_]*_\d{11}(?:_JP)?")
_JAPANESE = "_JP"
_DOCUMENT = re.compile(r"\d{11}")
_PDF, _XML = "application/pdf", "text/xml"
_MEDIA = {"xml": _XML, "htm": "text/html"}


class JpoSource:
    """Asks with a token lent for user and password; 210 has it ask for another, once."""

    kind = "jpo"

    def __init__(self, configured: Configured) -> None:
        self.name = configured.name
        self.offices = frozenset(configured.offices)
        self._user, self._password = configured.user, configured.password
        self._tokens = Tokens(self._lend)

    # -- families ------------------------------------------------------------------------------

    def family(
        self, line: Line, cases: tuple[CaseId, ...], publications: tuple[Publication, ...]
    ) -> Told:
        """The family by the OPD-API's list; Japanese cases are asked for first."""
        japanese_first = sorted(cases, key=lambda case: case.office != "JP")
        for case in inventions(japanese_first, _MOST_ASKED):
            number = docdb(application_spelled(case, publications))
            told = self._read(line, f"{_OPD}/family_list/application/{segment(number)}")
            if told:
                return told
        return Told()

    # -- files ---------------------------------------------------------------------------------

    def member(self, line: Line, case: CaseId, publications: tuple[Publication, ...]) -> Told:
        if case.office == "JP" and case.right in _LAWS:
            return self._domestic(line, case)
        if case.right not in _LAWS or case.right in (Right.DESIGN, Right.TRADE_MARK):
            return Told()
        number = segment(docdb(application_spelled(case, publications)))
        told = self._read(line, f"{_OPD}/global_doc_list/{number}")
        return self._with(line, told, (f"{_OPD}/global_cite_class/{number}",))

    def _domestic(self, line: Line, case: CaseId) -> Told:
        base = f"api/{_LAWS[case.right]}/v1"
        number = segment(case.number)
        told = self._read(line, f"{base}/app_progress/{number}")
        further = [f"{base}/registration_info/{number}"]
        if case.right is Right.PATENT:
            further.append(f"{base}/cite_doc_info/{number}")
        return self._with(line, told, further)

    def _with(self, line: Line, told: Told, paths: Iterable[str]) -> Told:
        """Add what further calls tell; what they do not is said, not taken for nothing."""
        for path in paths if told else ():
            try:
                told += self._read(line, path)
            except SourceError as error:
                told += Told(lacking=(f"{_counter(path)}: {error}"[:300],))
        return told

    # -- documents -----------------------------------------------------------------------------

    def document(self, line: Line, case: CaseId, number: str) -> Content | None:
        if case.office == "JP" and case.right in _LAWS and _DOCUMENT.fullmatch(number):
            return self._bundled(line, case, number)
        if case.office == "JP" and not _LISTED_BY_OPD.fullmatch(number):
            return None
        japanese = case.office == "JP" and number.endswith(_JAPANESE)
        service = "jp_doc_cont" if japanese else "global_doc_cont"
        asked = segment(docdb(application_spelled(case, ())))
        reply = self._ask(line, f"{_OPD}/{service}/{asked}/{segment(number)}")
        if reply is None:
            return None
        return _first(reply.body) if japanese else _file(reply)

    def _bundled(self, line: Line, case: CaseId, number: str) -> Content | None:
        """A document out of the archives of what parties filed and of what the office sent."""
        for service in _BUNDLES:
            path = f"api/{_LAWS[case.right]}/v1/{service}/{segment(case.number)}"
            reply = self._ask(line, path)
            if reply is None:
                continue
            data = self._linked(line, reply)
            for name, member in unpacked(data).items():
                if number in re.findall(r"\d{11}", name):
                    return _content(name, member)
        return None

    def _linked(self, line: Line, reply: Reply) -> bytes:
        """An archive of over 10 MB lies at an address that the answer gives."""
        if not reply.body.lstrip().startswith(b"{"):
            return reply.body
        address = decoded(reply, dict[str, dict[str, object]])["result"].get("data")
        url = address.get("URL") if isinstance(address, dict) else None
        if not isinstance(url, str) or not url:
            raise SourceError("unreadable", "it gives neither the archive nor its address")
        return line.ask("GET", url, counter=None, expected=()).body

    # -- calls ---------------------------------------------------------------------------------

    def _read(self, line: Line, path: str) -> Told:
        reply = self._ask(line, path)
        return Told() if reply is None else guarded(lambda: read_answer(reply, f"/{path}"))

    def _ask(self, line: Line, path: str) -> Reply | None:
        """An answer with data, None where there are none. Raises SourceError."""
        shown = self._tokens.bearer(line)
        reply = self._call(line, path, shown)
        if is_bad_token(reply):
            self._tokens.forget(shown)
            reply = self._call(line, path, self._tokens.bearer(line))
        return reply if guarded(lambda: answered(reply, line, _counter(path))) else None

    def _call(self, line: Line, path: str, shown: dict[str, str]) -> Reply:
        return line.ask("GET", path, headers=shown, expected=(401,), counter=_counter(path))

    def _lend(self, line: Line, refresh: str) -> Reply:
        form = {"grant_type": "password", "username": self._user, "password": self._password}
        if refresh:
            form = {"grant_type": "refresh_token", "refresh_token": refresh}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        reply = line.ask(
            "POST", "auth/token", headers=headers, body=body, expected=(), counter=None
        )
        if not guarded(lambda: answered(reply, line, "token")):
            raise SourceError("refused", "it lends no token; check user and password")
        return reply


def _counter(path: str) -> str:
    """The quota that counts a call: of each law's calls, and of each call of the OPD-API."""
    parts = path.split("/")
    return f"opd/{parts[3]}" if parts[0] == "opdapi" else f"api/{parts[1]}/{parts[3]}"


def _file(reply: Reply) -> Content:
    return content_of(reply.body, reply.headers.get("content-type", ""))


def _first(data: bytes) -> Content | None:
    """The document of an archive: the one that is read, else the first."""
    found: Iterator[Content] = (_content(name, member) for name, member in unpacked(data).items())
    every = list(found)
    return next((one for one in every if one.paper), every[0] if every else None)


def _content(name: str, data: bytes) -> Content:
    ending = name.rpartition(".")[2].lower()
    return content_of(data, _MEDIA.get(ending, _PDF if ending == "pdf" else ""))
