"""The applications of the sample world: those of its publications, and further ones."""

import datetime as dt
from dataclasses import dataclass

from madoguchi.law import application_number
from madoguchi.model import CaseId, Right
from madoguchi.sample.calendar import months_later
from madoguchi.sample.invention import Invention
from madoguchi.sample.names import Company, Person, agents
from madoguchi.sample.registrable import Design, Indication, Mark
from madoguchi.sample.wording import title
from madoguchi.sample.world import Document, Family, Filing

# Offices that register a right so many weeks before its gazette is published.
GAZETTE_WEEKS = {"JP": 3, "DE": 3}
Matter = Invention | Design | Mark | Indication
PCT = tuple[Filing, str, dt.date]


@dataclass(frozen=True)
class Printed:
    """A document of an application in a gazette, or its registration."""

    number: str
    kind: str
    day: dt.date


@dataclass(frozen=True)
class Application:
    """An application as filed; `number` is spelled as the office's files spell it.

    `laid_open` and `registered` are its publications; of a `held` one the sample has them.
    """

    office: str
    right: Right
    number: str
    filed: dt.date
    matter: Matter
    applicants: tuple[Company, ...]
    inventors: tuple[Person, ...] = ()
    laid_open: Printed | None = None
    registered: Printed | None = None
    priority: Filing | None = None
    pct: PCT | None = None
    parent: Filing | None = None
    family: Family | None = None
    held: bool = False
    secret: bool = False

    @property
    def of(self) -> str:
        return f"{self.office}-{self.right.value}"

    @property
    def case(self) -> CaseId:
        number = application_number(self.office, self.number, self.filed, "", self.right)
        return CaseId(office=self.office, right=self.right, number=number)

    @property
    def invention(self) -> Invention | None:
        return self.matter if isinstance(self.matter, Invention) else None

    @property
    def seed(self) -> int:
        """A number of its own for choices that must stay the same."""
        return sum((place + 7) * ord(char) for place, char in enumerate(self.number))

    @property
    def agent(self) -> tuple[str, str]:
        """The agent's name in the office's script and in Latin letters."""
        known = agents(self.office)
        return known[(self.family.number if self.family else self.seed) % len(known)]

    def title(self, lang: str) -> str:
        """What it is called; a mark and an indication are called what they are."""
        if isinstance(self.matter, Invention):
            text = title(self.matter, lang)
            return _device(text, self.matter) if self.right is Right.UTILITY_MODEL else text
        return self.matter.title(lang)


def _device(text: str, invention: Invention) -> str:
    """A method cannot be registered as a utility model (実用新案法 第3条)."""
    for joined, lang in (("及び", "ja"), ("及", "zh"), ("及其", "zh"), (" 및 ", "ko")):
        text = text.replace(f"{joined}{invention.subject.method[lang]}", "")
    return text.partition(" y ")[0]


def of_families(families: list[Family]) -> list[Application]:
    """Return the applications of all publications of patents and utility models."""
    found: dict[str, list[Document]] = {}
    for family in families:
        for one in family.documents:
            found.setdefault(f"{one.office}{one.filing.number}", []).append(one)
    return [_of_documents(documents) for documents in found.values()]


def _of_documents(documents: list[Document]) -> Application:
    first, family = documents[0], documents[0].family
    model = first.kind == "U"
    grant = next((one for one in documents if one.granted), None)
    laid = None if first.granted else Printed(first.number, first.printed_kind, first.date)
    other = family.first.office != first.office or family.first.number != first.filing.number
    return Application(
        office=first.office,
        right=Right.UTILITY_MODEL if model else Right.PATENT,
        number=first.filing.number,
        filed=first.filing.filed,
        matter=family.invention,
        applicants=family.applicants,
        inventors=family.inventors,
        laid_open=laid,
        registered=_registered(grant) if grant else None,
        priority=family.first if other and first.parent is None else None,
        pct=family.pct if first.filing.pct else None,
        parent=first.parent,
        family=family,
        held=True,
    )


def _registered(grant: Document) -> Printed:
    later = dt.timedelta(weeks=GAZETTE_WEEKS.get(grant.office, 0))
    return Printed(grant.number, grant.printed_kind, grant.date - later)


def entered(application: Application) -> dt.date:
    """The day on which it came before the office: of the national phase, thirty months in."""
    first = application.pct[0].filed if application.pct else application.filed
    priority = application.priority.filed if application.priority else first
    if application.pct is None or application.office == "WO":
        return application.filed
    laid = application.laid_open.day if application.laid_open else dt.date.max
    return min(months_later(priority, 29), laid - dt.timedelta(days=20))
