"""United States design patents (S1): us-patent-grant with Locarno classes, filed first in Japan."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from madoguchi.model import Right
from madoguchi.sample.applications import Application, Printed
from madoguchi.sample.calendar import months_later, publication_day, working_day
from madoguchi.sample.markup import Markup, compact, document, element
from madoguchi.sample.names import Company, Person, agents
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.offices.us import address, identity, person_name
from madoguchi.sample.registrable import designs
from madoguchi.sample.views import view
from madoguchi.sample.world import Filing

GRANTS = 12
_SEED = 20260403
_VIEWS = ("front elevational", "top plan")


@dataclass(frozen=True)
class Filed:
    """A design as it was filed at home; `name` is its English name."""

    variant: int
    number: str
    day: dt.date
    holder: Company
    designer: Person
    locarno: str
    name: str
    us_class: str


@dataclass(frozen=True)
class Grant:
    """A grant's document, and the pictures beside it by file name."""

    text: bytes
    views: dict[str, bytes]
    application: Application


def write_all(filed: list[Filed]) -> list[Grant]:
    """Return the grants for the first designs, in the order of their dates."""
    numbering, random = Numbering(), Random(_SEED)
    days = {one.number: _granted(random, one) for one in filed[:GRANTS]}
    ordered = sorted(filed[:GRANTS], key=lambda one: (days[one.number], one.number))
    return [_grant(numbering, one, days[one.number]) for one in ordered]


def _filed(one: Filed) -> dt.date:
    """Return the day of filing in the United States: within six months (Paris Convention, 4C)."""
    return working_day(months_later(one.day, 5))


def _granted(random: Random, one: Filed) -> dt.date:
    after = months_later(_filed(one), random.randint(11, 20))
    return publication_day(random, "US", after, granted=True)


def _grant(numbering: Numbering, one: Filed, day: dt.date) -> Grant:
    serial = str(numbering.running("US", "design", _filed(one)))
    number = f"D{numbering.running('US', 'S1', day):07}"
    views = {f"U{number}-{n}.svg": view(one.locarno, one.variant, n) for n in (1, 2)}
    name = "us-patent-grant"
    text = element(
        name, "\n", _bibliographic(serial, one, number, day), "\n",
        _drawings(list(views)), "\n", _description(one), "\n",
        element("us-claim-statement", "CLAIM"),
        _claim(one), "\n",
        lang="EN", file=f"US{number}-{compact(day)}.XML", status="PRODUCTION", id=name, country="US",
        **{"dtd-version": "v4.6 2022-02-17", "date-produced": compact(day), "date-publ": compact(day)},
    )  # fmt: skip
    return Grant(
        document(text, doctype=f'<!DOCTYPE {name} SYSTEM "{name}.dtd" [ ]>\n'),
        views,
        _application(one, serial, Printed(number, "S1", day)),
    )


def _application(one: Filed, serial: str, granted: Printed) -> Application:
    kind = next(design for design in designs() if design.locarno == one.locarno)
    return Application(
        "US", Right.DESIGN, serial, _filed(one), replace(kind, variant=one.variant),
        (one.holder,), (one.designer,), registered=granted,
        priority=Filing("JP", one.number, one.day), held=True,
    )  # fmt: skip


def _bibliographic(serial: str, one: Filed, number: str, day: dt.date) -> Markup:
    application = Markup(
        '<application-reference appl-type="design">'
        f"{identity('US', serial, date=_filed(one))}</application-reference>"
    )
    return element(
        "us-bibliographic-data-grant",
        element("publication-reference", identity("US", number, "S1", day)),
        application,
        element("us-application-series-code", "29"),
        element("priority-claims", _priority(one)),
        element("us-term-of-grant", element("length-of-grant", 15)),
        *_classes(one),
        element("invention-title", one.name, id="d2e43"),
        element("number-of-claims", 1),
        *_parties(one),
    )


def _priority(one: Filed) -> Markup:
    return element(
        "priority-claim", element("country", "JP"), element("doc-number", one.number),
        element("date", compact(one.day)), sequence="01", kind="national",
    )  # fmt: skip


def _classes(one: Filed) -> Iterator[Markup]:
    yield element(
        "classification-locarno",
        element("edition", "14"),
        element("main-classification", one.locarno.replace("-", "")),
    )
    yield element(
        "classification-national",
        element("country", "US"),
        element("main-classification", one.us_class),
    )


def _parties(one: Filed) -> Iterator[Markup]:
    inventor = element("addressbook", *person_name(one.designer), address(one.holder))
    company = (element("orgname", one.holder.en), address(one.holder))
    firm = agents("US")[one.variant % len(agents("US"))][1]
    yield element(
        "us-parties",
        element("us-applicants", element(
            "us-applicant", element("addressbook", *company),
            element("residence", element("country", one.holder.country)),
            sequence="001", designation="us-only",
            **{"app-type": "applicant", "applicant-authority-category": "assignee"},
        )),
        element("inventors", element("inventor", inventor, sequence="001", designation="us-only")),
        element("agents", element(
            "agent", element("addressbook", element("orgname", firm),
                             element("address", element("country", "US"))),
            sequence="01", **{"rep-type": "attorney"},
        )),
    )  # fmt: skip
    yield element("assignees", element("assignee", element(
        "addressbook", company[0], element("role", "03"), company[1])))  # fmt: skip
    examiner = (element("last-name", "Castellane"), element("first-name", "Iris M"))
    yield element(
        "examiners", element("primary-examiner", *examiner, element("department", "2900"))
    )


def _drawings(files: list[str]) -> Markup:
    shown = enumerate((files[0], *files))
    return element(
        "drawings",
        *(
            element(
                "figure", element("img", id=f"EMI-D{n:05}", file=file), id=f"Fig-D{n:05}", num=f"{n:05}"
            )
            for n, file in shown
        ),
        id="DRAWINGS",
    )  # fmt: skip


def _an(name: str) -> str:
    name = name[0].lower() + name[1:]
    return f"{'an' if name[0] in 'aeio' or name.startswith('un') else 'a'} {name}"


def _description(one: Filed) -> Markup:
    lines = [
        f"FIG. {n} is a {which} view of {_an(one.name)}, showing our new design"
        for n, which in enumerate(_VIEWS, 1)
    ]
    paragraphs = (
        element("p", text, id=f"p-{n:04}", num=f"{n:04}")
        for n, text in enumerate((f"{lines[0]}; and,", f"{lines[1]}."), 1)
    )
    listed = element("description-of-drawings", *paragraphs)
    return element("description", listed, id="description")


def _claim(one: Filed) -> Markup:
    text = f"The ornamental design for {_an(one.name)}, as shown and described."
    return element(
        "claims",
        element("claim", element("claim-text", text), id="CLM-00001", num="00001"),
        id="claims",
    )
