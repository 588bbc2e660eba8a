"""What an office answers, as the client has it.

These values take what an office of a later version says besides, and leave it out.
"""

import datetime as dt

from madoguchi.model import (
    Bibliography,
    CaseId,
    FileDocument,
    Happening,
    Mirror,
    Name,
    StandardCode,
    Struct,
)


class Problem(Struct, frozen=True):
    """Why a call was not served (RFC 9457); `type` is the address that explains it."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    limit: str = ""
    limit_calls: int | None = None
    limit_until: dt.datetime | None = None
    mistake: str = ""
    position: int | None = None
    version: int | None = None

    @property
    def name(self) -> str:
        """Its short name: not-found, day-limit, ..."""
        return self.type.partition("#")[2]


# -- searching -------------------------------------------------------------------------------------


class Found(Struct, frozen=True):
    """A publication found, or a case; `title` and `snippet` are HTML with `<mark>` in it."""

    id: str
    office: str = ""
    number: str = ""
    kind: str = ""
    right: str = ""
    date: dt.date | None = None
    title: str = ""
    title_language: str = ""
    snippet: str = ""
    snippet_language: str = ""
    applicants: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    case: str = ""
    status: str = ""
    address: str = ""


class FacetValue(Struct, frozen=True):
    value: str
    count: int


class SearchPage(Struct, frozen=True):
    """A page of results; `next` is the cursor of the page after it, "" at the end."""

    as_of: int
    total: int
    offset: int = 0
    results: tuple[Found, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = {}
    next: str = ""


class NumberReading(Struct, frozen=True):
    """One way to read a number, and what is held under it."""

    office: str
    right: str
    object: str
    number: str
    kind: str = ""
    id: str = ""
    printed: str = ""
    docdb: str = ""
    epodoc: str = ""
    why: str = ""
    publications: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


class Holdings(Struct, frozen=True):
    """What is held and how far everything has come."""

    position: int
    received: str = ""
    publications: int = 0
    cases: int = 0
    by_office: tuple[FacetValue, ...] = ()
    by_right: tuple[FacetValue, ...] = ()


# -- publications ----------------------------------------------------------------------------------


class Version(Struct, frozen=True):
    """One version of a publication as received; `sha256` names its bytes."""

    position: int
    source: str
    version: int
    received: str
    sha256: str


class Versions(Struct, frozen=True):
    """Everything received of a publication, and the files beside it."""

    versions: tuple[Version, ...]
    files: tuple[str, ...] = ()


class Change(Struct, frozen=True):
    """A publication that is new (ADD), came anew (MOD) or was withdrawn (DEL)."""

    position: int
    action: str
    publication: str
    source: str
    received: dt.datetime
    sha256: str


class CaseChange(Struct, frozen=True):
    """A case that is new to the public or has changed."""

    case: str
    changed: dt.datetime


# -- cases -----------------------------------------------------------------------------------------


class CaseStep(Struct, frozen=True):
    """An event with its code of WIPO ST.27; `moved` where it changed state or stage."""

    id: str
    event: Happening
    code: StandardCode
    mapped: bool = True
    moved: bool = False


class CaseDocument(Struct, frozen=True):
    """A document of the file; `original` is the digest of its bytes where they are held."""

    document: FileDocument
    original: str = ""
    media_type: str = ""


class Case(Struct, frozen=True):
    """A case as it stands at a version."""

    case: CaseId
    version: int
    laid_open: bool
    bibliography: Bibliography
    steps: tuple[CaseStep, ...] = ()
    state: str = "U"
    stage: int = 0
    documents: tuple[CaseDocument, ...] = ()

    @property
    def id(self) -> str:
        return str(self.case)


class Event(Struct, frozen=True):
    """An event: the office's code, date and words, and what it is by WIPO ST.27."""

    id: str
    date: dt.date
    series: str
    code: str
    name_en: str = ""
    name_ja: str = ""
    text: str = ""
    number: str = ""
    standard: str = ""
    standard_name: str = ""
    state: str = ""
    stage: int = 0
    moved: bool = False


class LegalStatus(Struct, frozen=True):
    """The legal status on a day: pending, in-force, ended or unknown."""

    case: str
    day: dt.date
    status: str
    reason: str = ""
    since: dt.date | None = None
    event: str = ""
    state: str = ""
    stage: int = 0
    expires: dt.date | None = None
    expires_stated: bool = False


class FileEntry(Struct, frozen=True):
    """A document in the list of a case's file."""

    number: str
    code: str = ""
    date: dt.date | None = None
    name: str = ""
    name_en: str = ""
    direction: str = ""
    pages: int = 0
    size: int = 0
    language: str = ""
    held: bool = False
    media_type: str = ""


class Claim(Struct, frozen=True):
    """An application claims another, as `teller` says."""

    teller: str
    application: str
    claimed: str
    relation: str


class Member(Struct, frozen=True):
    """A case of a family, who told of it, why it belongs, and the documents of its file."""

    case: str
    office: str
    filed: dt.date | None = None
    title: str = ""
    publications: tuple[str, ...] = ()
    status: str = ""
    sources: tuple[str, ...] = ()
    held: bool = False
    simple: bool = False
    domestic: bool = False
    why: tuple[Claim, ...] = ()
    documents: tuple[FileEntry, ...] = ()


class SourceState(Struct, frozen=True):
    """How a source answered to a question of the dossier."""

    source: str
    question: str
    state: str
    fetched: dt.datetime | None = None
    tried: dt.datetime | None = None
    failure: str = ""
    reason: str = ""
    lacking: tuple[str, ...] = ()


class Dossier(Struct, frozen=True):
    """The files of all offices of one invention, the case asked for first."""

    case: str
    family: str
    members: tuple[Member, ...]
    named: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[SourceState, ...] = ()
    complete: bool = True


class EventRecorded(Struct, frozen=True):
    """The receipt of a recording: the event, and the version at which the case stands with it."""

    case: str
    event: str
    version: int
    recorded: dt.datetime


# -- the account -----------------------------------------------------------------------------------


class Account(Struct, frozen=True):
    """The account of the key; `permissions` are those of the key."""

    number: str
    kind: str
    names: tuple[Name, ...] = ()
    api_id: str = ""
    owner: str = ""
    roles: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()


class DayLimit(Struct, frozen=True):
    """A limit of a day; None is without limit."""

    counter: str
    limit: int | None
    used: int
    left: int | None
    resets: dt.datetime


class Mirrors(Struct, frozen=True):
    """The places that keep the same files."""

    mirrors: tuple[Mirror, ...] = ()
