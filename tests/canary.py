"""A case that nobody outside may know of, and offices with and without it."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from cases.histories import day, history
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    make_token,
    register,
    set_plan,
)
from madoguchi.archive import Archive
from madoguchi.cases import Happened, Listed, Recording, Told, case_views, record
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    DocumentId,
    FileDocument,
    Happening,
    Name,
    Paper,
    Party,
    Priority,
    Right,
    Text,
)
from madoguchi.search import SearchIndex
from web.publications import everything

CANARY = "quetzalcoatlus"
CANARY_JA = "翼手竜蝙蝠"
WORDS = (CANARY, CANARY_JA, CANARY[:9])
SECRET = CaseId(office="JP", right=Right.PATENT, number="2026987654")
NUMBERS = (str(SECRET), "2026987654", "特願2026-987654", "JP2026987654", "2026-987654", "654321098")
OPEN = CaseId(office="JP", right=Right.PATENT, number="2020123456")
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery staple"
CLOSED = FileDocument(
    number="77777771", code="A523", date=day("2026-02-01"), name=CANARY, open=False
)
PLAIN = FileDocument(
    number="77777772", code="A131", series="jpo", date=day("2026-03-01"), name=CANARY
)


class Office(NamedTuple):
    home: Path
    searcher: str
    registrar: str
    program: str
    key: str


def paper(document: FileDocument) -> tuple[bytes, Paper]:
    body = Body(blocks=(Block(text=f"{CANARY} {CANARY_JA} {document.number}"),))
    original = f"<notice>{CANARY} {document.number}</notice>".encode()
    return original, Paper(document=document.number, title=CANARY, lang="en", body=body)


def secret_case() -> Recording:
    party = Party(names=(Name(name=f"{CANARY} K.K.", address=CANARY),), id="654321098")
    bibliography = Bibliography(
        filed=day("2026-01-15"),
        titles=(Text(text=f"{CANARY} 二次電池", lang="en"), Text(text=CANARY_JA, lang="ja")),
        applicants=(party,),
        inventors=(party,),
        priorities=(Priority(document=DocumentId(office=OPEN.office, number=OPEN.number)),),
    )
    filed = Happening(
        code="FILED", date=day("2026-01-15"), series="stated", text=CANARY, number=CANARY
    )
    told = Told(source="office", original="", file=f"{CANARY}.xml", bibliography=bibliography)
    return Recording(
        case=SECRET,
        facts=(
            told,
            Happened(event=filed, source="office"),
            Listed(document=CLOSED, source="office"),
            Listed(document=PLAIN, source="office"),
        ),
        papers=(paper(CLOSED), paper(PLAIN)),
        actor="office",
        expected=0,
    )


def open_case() -> Recording:
    told = Told(source="office", original="", bibliography=history().bibliography, laid_open=True)
    filed = Happening(code="FILED", date=day("2020-07-20"), series="stated")
    facts = (told, Happened(event=filed, source="office"))
    return Recording(case=OPEN, facts=facts, actor="office", expected=0)


def office_at(home: Path, *more: Recording) -> Office:
    with clock.at(NOON):
        archive = Archive.at(home)
        archive.append(everything())
        record(archive, open_case())
        accounts = Accounts(archive)
        numbers = []
        for role in ("searcher", "registrar"):
            names = (Name(name=role, lang="en"),)
            wanted = Registration(kind=ActorKind.PERSON, names=names, roles=(role,))
            numbers.append(register(accounts, wanted, by="operator").number)
            accounts.set_password(numbers[-1], PASSWORD, by="operator")
        names = (Name(name="program", lang="en"),)
        program = register(
            accounts, Registration(kind=ActorKind.PROGRAM, names=names), by="operator"
        ).number
        set_plan(accounts, program, "unlimited", by="operator")
        key = make_token(accounts, program, "canary", 3650, by="operator")
        for recording in more:
            record(archive, recording)
        archive.views.catch_up(case_views(archive))
        SearchIndex(home, archive).rebuild()
        archive.close()
    searcher, registrar = numbers
    return Office(home, searcher, registrar, program, key)
