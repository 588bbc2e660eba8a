"""A client of an office's own interface, typed: `Client("https://office.example", key)`."""

import datetime as dt
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from madoguchi.client import answers
from madoguchi.client.calling import Asked, Line, decoded
from madoguchi.client.fetching import Patience
from madoguchi.client.saving import Progress, Saving
from madoguchi.model import BulkIndex, CollectionIndex, Manifest, Paper, Publication, Struct

Sort = Literal["relevance", "newest", "oldest", "number"]
_Value = TypeVar("_Value")
_Asked = Mapping[str, str | int]
_ATTEMPTS, _TIMEOUT = 5, 60.0
_PAGE = 100


class _Readings(Struct, frozen=True):
    readings: tuple[answers.NumberReading, ...]


class _Events(Struct, frozen=True):
    events: tuple[answers.Event, ...]


class _Documents(Struct, frozen=True):
    documents: tuple[answers.FileEntry, ...]


class _Family(Struct, frozen=True):
    members: tuple[answers.Found, ...]


class _Changes(Struct, frozen=True):
    changes: tuple[answers.Change, ...]
    next: int


class _CaseChanges(Struct, frozen=True):
    changes: tuple[answers.CaseChange, ...]
    next: str


class _Limits(Struct, frozen=True):
    day: tuple[answers.DayLimit, ...]


def _silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Client:
    """Asks an office. Raises ProblemError where it refuses, UnreachableError where it is not there.

    `progress` is told what is under way, how much of it is done and how much there is.
    """

    def __init__(
        self,
        base: str,
        key: str = "",
        *,
        patience: Patience | None = None,
        timeout: float = _TIMEOUT,
        progress: Progress = _silent,
    ) -> None:
        self._base = f"{base.rstrip('/')}/api/v1"
        self._line = Line(key, patience or Patience(_ATTEMPTS, time.sleep), timeout)
        self._progress = progress

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    # -- searching -----------------------------------------------------------------------------

    def search(self, q: str, *, sort: Sort = "relevance", **chosen: str) -> Iterator[answers.Found]:
        """Yield every result, page by page; `chosen` are facet values: office="JP"."""
        cursor, done = "", 0
        while True:
            page = self.page(q, sort=sort, cursor=cursor, limit=_PAGE, **chosen)
            for found in page.results:
                done += 1
                yield found
            self._progress("search", done, page.total)
            cursor = page.next
            if not cursor:
                return

    def page(self, q: str, **asked: str | int) -> answers.SearchPage:
        """Return one page of results: limit, cursor, facets, sort, lang, and facet values."""
        return self._get("/search", answers.SearchPage, {"q": q, **asked})

    def numbers(self, text: str, office: str = "") -> tuple[answers.NumberReading, ...]:
        """Return the ways to read a number, the likeliest first; none where it is no number."""
        return self._get("/numbers", _Readings, {"text": text, "office": office}).readings

    def holdings(self) -> answers.Holdings:
        return self._get("/holdings", answers.Holdings)

    # -- publications --------------------------------------------------------------------------

    def publication(self, id_: str) -> Publication:
        return self._get(f"/publications/{_part(id_)}", Publication)

    def versions(self, id_: str) -> answers.Versions:
        return self._get(f"/publications/{_part(id_)}/versions", answers.Versions)

    def family(self, id_: str) -> tuple[answers.Found, ...]:
        return self._get(f"/publications/{_part(id_)}/family", _Family).members

    def citation(self, id_: str, form: Literal["ris", "bibtex"] = "ris", lang: str = "") -> str:
        """Return a publication as reference managers read it."""
        asked = {"form": form, "lang": lang}
        return self._bytes(f"/publications/{_part(id_)}/citation", asked).decode()

    def original(self, id_: str, position: int = 0) -> bytes:
        """Return the bytes as received: the current ones, or those of a position."""
        return self._bytes(f"/publications/{_part(id_)}/original", {"position": position})

    def changes(
        self, since: int = 0, *, follow: bool = False, every: float = 60.0
    ) -> Iterator[answers.Change]:
        """Yield what came after a position; with `follow` wait for more, and never end."""
        while True:
            found = self._get("/changes", _Changes, {"since": since, "limit": _PAGE})
            yield from found.changes
            since = found.next
            if not self._goes_on(bool(found.changes), follow, every):
                return

    # -- cases ---------------------------------------------------------------------------------

    def case(self, id_: str) -> answers.Case:
        return self._get(f"/cases/{_part(id_)}", answers.Case)

    def events(self, id_: str) -> tuple[answers.Event, ...]:
        return self._get(f"/cases/{_part(id_)}/events", _Events).events

    def status(self, id_: str, day: dt.date | None = None) -> answers.LegalStatus:
        """Return the legal status on a day; today at the office where none is given."""
        asked = {"day": day.isoformat()} if day else {}
        return self._get(f"/cases/{_part(id_)}/status", answers.LegalStatus, asked)

    def documents(self, id_: str) -> tuple[answers.FileEntry, ...]:
        return self._get(f"/cases/{_part(id_)}/documents", _Documents).documents

    def document(self, id_: str, number: str) -> Paper:
        """Return a document, read for reading."""
        return self._get(f"/cases/{_part(id_)}/documents/{_part(number)}", Paper)

    def dossier(self, id_: str) -> answers.Dossier:
        """The files of all offices of one invention, and how each source answered."""
        return self._get(f"/dossiers/{_part(id_)}", answers.Dossier)

    def case_changes(
        self, since: str = "", *, follow: bool = False, every: float = 60.0
    ) -> Iterator[answers.CaseChange]:
        """Yield cases by when they changed; with `follow` wait for more, and never end."""
        while True:
            found = self._get("/changes/cases", _CaseChanges, {"since": since, "limit": _PAGE})
            yield from found.changes
            since = found.next
            if not self._goes_on(bool(found.changes), follow, every):
                return

    # -- files ---------------------------------------------------------------------------------

    def download_original(self, id_: str, to: Path) -> Path:
        """Save a publication's bytes as received; what broke off goes on."""
        return self._saved(f"/publications/{_part(id_)}/original", to)

    def download_file(self, id_: str, name: str, to: Path) -> Path:
        """Save a file beside a publication: a drawing, a page."""
        return self._saved(f"/publications/{_part(id_)}/files/{_part(name)}", to)

    def download_document(self, case: str, number: str, to: Path) -> Path:
        """Save a document's bytes as received."""
        return self._saved(f"/cases/{_part(case)}/documents/{_part(number)}/original", to)

    # -- bulk data -----------------------------------------------------------------------------

    def bulk(self) -> BulkIndex:
        return self._get("/bulk", BulkIndex)

    def collection(self, name: str) -> CollectionIndex:
        return self._get(f"/bulk/{_part(name)}", CollectionIndex)

    def manifest(self, collection: str, delivery: str = "latest") -> Manifest:
        return self._get(f"/bulk/{_part(collection)}/{_part(delivery)}", Manifest)

    # -- the account, and the office's side ----------------------------------------------------

    def account(self) -> answers.Account:
        return self._get("/account", answers.Account)

    def limits(self) -> tuple[answers.DayLimit, ...]:
        """Return the limits of the day and how far the account has come."""
        return self._get("/account/limits", _Limits).day

    def office_case(self, id_: str) -> answers.Case:
        """Return a case, laid open or not, for those who may see it."""
        return self._get(f"/office/cases/{_part(id_)}", answers.Case)

    def record_event(
        self, case: str, *, expected: int, code: str, date: dt.date, **more: str
    ) -> answers.EventRecorded:
        """Record that an event happened; however often it has to be sent, it is recorded once.

        `expected` is the version of the case as it was read; `more` are series, text, number.
        """
        event = {"expected": expected, "code": code, "date": date.isoformat(), **more}
        url = f"{self._base}/office/cases/{_part(case)}/events"
        headers = {"content-type": "application/json"}
        asked = Asked("POST", url, headers, msgspec.json.encode(event), secrets.token_hex(16))
        return decoded(self._line.answer(asked), answers.EventRecorded, url)

    # -- what they share -----------------------------------------------------------------------

    def _get(self, path: str, kind: type[_Value], asked: _Asked | None = None) -> _Value:
        return decoded(self._bytes(path, asked), kind, f"{self._base}{path}")

    def _bytes(self, path: str, asked: _Asked | None = None) -> bytes:
        return self._line.answer(Asked("GET", self._url(path, asked or {})))

    def _url(self, path: str, asked: _Asked) -> str:
        query = urlencode({name: value for name, value in asked.items() if value != ""})
        return f"{self._base}{path}?{query}" if query else f"{self._base}{path}"

    def _saved(self, path: str, to: Path) -> Path:
        return Saving(self._line, f"{self._base}{path}", to, self._progress).run()

    def _goes_on(self, more: bool, follow: bool, every: float) -> bool:
        if not more and follow:
            self._line.patience.wait(every)
        return more or follow


def _part(text: str) -> str:
    return quote(text, safe="")
