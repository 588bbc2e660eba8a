"""An office with something of everything: publications, cases open and closed, bulk, programs."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from bulk.offices import MONDAY
from cases.histories import FILED, GRANTED, NOTICE, PAPER, history
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    Wanted,
    grant,
    make_token,
    register,
    register_program,
    set_plan,
    suspend,
)
from madoguchi.archive import Archive
from madoguchi.bulk import Wanted as Deliveries
from madoguchi.bulk import make
from madoguchi.cases import Happened, Listed, Recording, Told, case_views, record
from madoguchi.model import CaseId, DocumentId, Name, Right
from madoguchi.search import SearchIndex
from web.publications import everything

OPEN = CaseId(office="JP", right=Right.PATENT, number="2020123456")
SECRET = CaseId(office="JP", right=Right.PATENT, number="2026000001")
MAIN = "JP2021044377A"
PARTY = "000114400"
TERMS = """
[[terms]]
id = "provider"
version = "2"
text = "Name the source."
attribution = "Source: the office"
collections = ["ep-*"]
"""


class Program(NamedTuple):
    """A program: the number of its account, and a key of it."""

    number: str
    key: str

    @property
    def shown(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}


class Programs(NamedTuple):
    """Programs by what they may do; `narrow` is for one thing only, `former` is suspended;
    the keys of `spare` may be ended."""

    reader: Program
    registrar: Program
    examiner: Program
    operator: Program
    party: Program
    narrow: Program
    former: Program
    spare: Program


def furnish(home: Path) -> Programs:
    """Fill a data directory; return its programs."""
    archive = Archive.at(home)
    with clock.at(MONDAY):
        archive.append(everything())
        record(archive, _told(OPEN, laid_open=True))
        record(archive, _told(SECRET, laid_open=False))
        archive.views.catch_up(case_views(archive))
    with clock.at(MONDAY + dt.timedelta(days=7)):
        make(home, archive, Deliveries(back=True), lambda _held: None)
    (home / "bulk-terms.toml").write_text(TERMS, encoding="utf-8")
    SearchIndex(home, archive).rebuild()
    programs = _programs(Accounts(archive))
    archive.close()
    return programs


def _told(case: CaseId, *, laid_open: bool) -> Recording:
    main = (DocumentId(office="JP", number="2021044377", kind="A"),) if laid_open else ()
    told = history().bibliography
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    bibliography = type(told)(**{**fields, "publications": main})
    return Recording(
        case=case,
        facts=(
            Told(source="office", original="", bibliography=bibliography, laid_open=laid_open),
            Happened(event=FILED, source="office"),
            Happened(event=GRANTED, source="office"),
            Listed(document=NOTICE, source="office"),
        ),
        papers=((b"<notice>" + bytes(range(32, 127)) * 50 + b"</notice>", PAPER),),
        actor="office",
        expected=0,
    )


def _programs(accounts: Accounts) -> Programs:
    owner = Registration(
        kind=ActorKind.ORGANISATION, names=(Name(name="銘承株式会社"),), number=PARTY
    )
    register(accounts, owner, by="operator")
    reader = _program(accounts, "reader")
    former = _program(accounts, "former")
    suspend(accounts, former.number, "a test", by="operator")
    return Programs(
        reader=reader,
        registrar=_program(accounts, "registrar", "registrar"),
        examiner=_program(accounts, "examiner", "examiner"),
        operator=_program(accounts, "operator", "operator"),
        party=_owned(accounts),
        narrow=Program(reader.number, make_token(
            accounts, reader.number, "narrow", by="operator", scopes=["read:help:laid-open"]
        )),
        former=former,
        spare=_program(accounts, "spare"),
    )  # fmt: skip


def _program(accounts: Accounts, name: str, *roles: str) -> Program:
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name=name),), roles=roles)
    number = register(accounts, wanted, by="operator").number
    set_plan(accounts, number, "unlimited", by="operator")
    return Program(number, make_token(accounts, number, name, by="operator"))


def _owned(accounts: Accounts) -> Program:
    """A program that acts for a party of the cases."""
    wanted = Wanted(name="watch", owner=PARTY, purpose="own cases", api_id="mihon-robot1")
    number = register_program(accounts, wanted, by=PARTY).number
    grant(accounts, number, "applicant", by="operator")
    set_plan(accounts, number, "unlimited", by="operator")
    return Program(number, make_token(accounts, number, "watch", by=PARTY))
