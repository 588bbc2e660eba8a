"""A case that was laid open by mistake: once that is corrected, nothing here tells of it any more.

What was asked while it was open is asked again, so that whatever is kept in memory is found out.
"""

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.test_canary import Asker, addresses
from canary import NOON, NUMBERS, OPEN, SECRET, WORDS, Office, office_at, secret_case
from cases.histories import day
from madoguchi import clock
from madoguchi.api import FAMILIES, Family
from madoguchi.archive import Archive
from madoguchi.cases import Happened, OfficeCases, Recording, Withdrawn, case_views, record
from madoguchi.front import application_at
from madoguchi.model import CaseId, Happening
from madoguchi.premises import Premises
from madoguchi.search import SearchIndex

MOST = 60
PUBLISHED = Happening(code="PUBLISHED", date=day("2026-07-15"), series="stated")
EXAMINED = Happening(code="EXAMINATION-REQUESTED", date=day("2026-07-16"), series="stated")


def change(home: Path, case: CaseId, fact: Happened | Withdrawn) -> None:
    archive = Archive.at(home)
    version = OfficeCases(archive).case(str(case)).version
    record(archive, Recording(case=case, facts=(fact,), actor="office", expected=version))
    archive.views.catch_up(case_views(archive))
    SearchIndex(home, archive).catch_up()
    archive.close()


def lay_open(home: Path) -> None:
    """Lay the case open; something happens to another, which stays open, after that."""
    change(home, SECRET, Happened(event=PUBLISHED, source="office"))
    change(home, OPEN, Happened(event=EXAMINED, source="office"))


def close(home: Path) -> None:
    archive = Archive.at(home)
    steps = OfficeCases(archive).case(str(SECRET)).steps
    archive.close()
    opening = next(step.id for step in steps if step.opens)
    change(home, SECRET, Withdrawn(id=opening, reason="published by mistake", source="office"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_at(tmp_path / "office", secret_case())


def asked(family: Family) -> list[tuple[str, str, str]]:
    named = (call for call in addresses(family) if any(n in "".join(call) for n in NUMBERS))
    return list(dict.fromkeys(named))[:MOST]


def told(text: str, typed: str) -> list[str]:
    return [word for word in (*WORDS, *NUMBERS) if word in text and quote(word) not in typed]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_case_closed_again_is_gone_from_every_interface(office: Office, family: Family) -> None:
    with (
        clock.at(NOON),
        TestClient(application_at(office.home), follow_redirects=False) as client,
    ):
        asker = Asker(client, office, known=True)
        lay_open(office.home)
        before = [asker.ask(family, *call) for call in asked(family)]
        close(office.home)
        after = [asker.ask(family, *call) for call in asked(family)]
    assert [told(a.text, "".join(c)) for a, c in zip(after, asked(family), strict=True)] == [
        [] for _ in after
    ]
    for was, answer in zip(before, after, strict=True):
        same_tag = was.headers.get("etag", "") == answer.headers.get("etag", "-")
        assert not same_tag or was.content == answer.content


def test_the_interface_of_the_jpo_tells_of_it_only_while_it_is_open(office: Office) -> None:
    family = next(one for one in FAMILIES if one.name == "jpo")
    address = f"/api/patent/v1/app_progress/{SECRET.number}"
    with clock.at(NOON), TestClient(application_at(office.home)) as client:
        asker = Asker(client, office, known=True)
        lay_open(office.home)
        assert WORDS[0] in asker.ask(family, "GET", address).text
        close(office.home)
        assert '"statusCode":"107"' in asker.ask(family, "GET", address).text


def test_what_the_public_sees_has_changed_when_a_case_is_closed(office: Office) -> None:
    lay_open(office.home)
    premises = Premises(office.home)
    before = premises.public_state()
    close(office.home)
    assert premises.public_state() != before
