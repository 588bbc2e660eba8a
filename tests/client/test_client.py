"""The client, against a served office that is sometimes busy, away, or breaks off."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from api.own.office import MAIN, OPEN, SECRET, Programs
from cases.histories import NOTICE, PAPER
from client.faults import Fault, Faulty
from madoguchi.api.own import openapi
from madoguchi.archive import Archive
from madoguchi.client import Client, Patience, ProblemError, UnreachableError, answers
from madoguchi.client.calling import Asked
from madoguchi.front import Front
from web.publications import main_publication, received

BUSY = Fault(503, (("retry-after", "7"),))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(served: str, waits: list[float]) -> Iterator[Client]:
    with Client(served, patience=Patience(4, waits.append)) as found:
        yield found


@pytest.fixture
def shaken(shaky: Faulty, programs: Programs, waits: list[float]) -> Iterator[Client]:
    patience = Patience(4, waits.append)
    with Client(shaky.url, programs.registrar.key, patience=patience) as found:
        yield found


def test_a_search_goes_through_all_pages(client: Client, front: Front) -> None:
    found = [one.id for one in client.search("", sort="number")]
    assert len(found) == len(set(found)) == client.page("", limit=0).total
    assert found[:7] == [one.id for one in client.page("", sort="number", limit=7).results]
    assert {one.office for one in client.search("", office="EP")} == {"EP"}
    assert list(client.search("zyzzyva")) == []
    assert front.premises.archive.position() == client.holdings().position


def test_publications_are_those_of_the_office(client: Client) -> None:
    assert client.publication(MAIN) == main_publication()
    versions = client.versions(MAIN)
    assert [one.version for one in versions.versions] == [1, 2]
    assert client.original(MAIN) != client.original(MAIN, versions.versions[0].position)
    assert client.citation(MAIN).startswith("TY  - PAT")
    assert client.citation(MAIN, "bibtex", "ja").startswith("@patent")
    assert "JP6543210B2" in {one.id for one in client.family(MAIN)}
    assert client.numbers("特開2021-044377")[0].publications == (MAIN,)
    assert client.numbers("no number") == ()


def test_cases_are_those_of_the_office(client: Client) -> None:
    case = client.case(str(OPEN))
    assert (case.id, case.laid_open) == (str(OPEN), True)
    events = client.events(case.id)
    assert [one.id for one in events] == [step.id for step in case.steps]
    assert client.status(case.id).status == "in-force"
    assert client.status(case.id, dt.date(2021, 1, 1)).status == "pending"
    assert [one.number for one in client.documents(case.id)] == [NOTICE.number]
    assert client.document(case.id, NOTICE.number) == PAPER
    assert client.dossier(case.id).members[0].case == case.id


def test_bulk_data_leads_from_the_index_to_the_files(client: Client) -> None:
    names = [one.collection for one in client.bulk().collections]
    assert "jp-patent" in names
    latest = client.collection("jp-patent").latest
    assert client.manifest("jp-patent") == client.manifest("jp-patent", latest)
    assert client.manifest("jp-patent").files


def test_a_refusal_carries_the_problem(client: Client, waits: list[float]) -> None:
    with pytest.raises(ProblemError, match="is not held here") as refused:
        client.publication("JP1A")
    assert (refused.value.status, refused.value.problem.name) == (404, "not-found")
    with pytest.raises(ProblemError) as mistaken:
        next(client.search("lamp [x"))
    assert mistaken.value.problem.mistake
    assert (mistaken.value.problem.position or 0) >= 5
    with pytest.raises(ProblemError) as unknown:
        client.account()
    assert unknown.value.problem.name == "no-credentials"
    assert waits == []


def test_names_lead_nowhere_else(client: Client) -> None:
    for name in ("../holdings", "a/b?c#d", "%2e%2e", "x y", "電池"):
        with pytest.raises(ProblemError) as refused:
            client.publication(name)
        assert refused.value.status in (400, 404)


# -- what changes ----------------------------------------------------------------------------------


def test_changes_come_once_each_and_can_be_followed(served: str, front: Front) -> None:
    archive: Archive = front.premises.archive
    asked: list[float] = []

    def wait(seconds: float) -> None:
        """While the client waits, something is published."""
        asked.append(seconds)
        news = msgspec.structs.replace(main_publication(), number=f"2099{len(asked):06}")
        archive.append([received(news)])

    with Client(served, patience=Patience(3, wait)) as client:
        before = [one.position for one in client.changes()]
        assert before == list(range(1, archive.position() + 1))
        assert asked == []
        more = client.changes(before[-1], follow=True, every=9.0)
        assert [one.action for one in islice(more, 2)] == ["ADD", "ADD"]
        assert asked == [9.0, 9.0]
        assert [one.case for one in client.case_changes()] == [str(OPEN)]


# -- a line that fails -----------------------------------------------------------------------------


def test_the_client_comes_again_when_it_is_told_to(
    shaky: Faulty, shaken: Client, waits: list[float]
) -> None:
    shaky.faults = [BUSY, Fault(429, (("retry-after", "3"),)), Fault(502)]
    assert shaken.holdings().position > 0
    assert waits[:2] == [7.0, 3.0]
    assert 0 < waits[2] <= 4
    assert len(shaky.asked) == 4


def test_it_gives_up_at_last_with_what_the_office_said(
    shaky: Faulty, shaken: Client, waits: list[float]
) -> None:
    body = b'{"type":"http://office/api/v1/problems#busy","title":"Busy","status":503,"more":1}'
    shaky.faults = [Fault(503, BUSY.headers, body)] * 9
    with pytest.raises(ProblemError) as refused:
        shaken.holdings()
    assert (refused.value.status, refused.value.problem.name) == (503, "busy")
    assert waits == [7.0] * 3


def test_it_does_not_wait_until_tomorrow(shaky: Faulty, shaken: Client, waits: list[float]) -> None:
    shaky.faults = [Fault(429, (("retry-after", "40000"),), b"no problem at all")]
    with pytest.raises(ProblemError) as refused:
        shaken.holdings()
    assert refused.value.status == 429
    assert waits == []


def test_who_is_not_there_is_tried_a_few_times(waits: list[float]) -> None:
    with (
        Client("http://127.0.0.1:9", patience=Patience(3, waits.append)) as client,
        pytest.raises(UnreachableError),
    ):
        client.holdings()
    assert len(waits) == 2


def test_what_is_no_office_is_said_to_be_none(shaky: Faulty, shaken: Client) -> None:
    shaky.faults = [Fault(200, (), b"<html>")]
    with pytest.raises(Exception, match="is it an office"):
        shaken.holdings()


def test_an_event_is_recorded_once_however_often_it_is_sent(
    shaky: Faulty, shaken: Client, waits: list[float]
) -> None:
    version = shaken.office_case(str(SECRET)).version
    # The office records it, but its answer is lost.
    shaky.faults = [Fault(502, after=True)]
    receipt = shaken.record_event(
        str(SECRET), expected=version, code="A63", date=dt.date(2026, 1, 5), text="特許願"
    )
    assert receipt.version == version + 1 == shaken.office_case(str(SECRET)).version
    assert len(waits) == 1
    with pytest.raises(ProblemError) as refused:
        shaken.record_event(str(SECRET), expected=1, code="A63", date=dt.date(2026, 1, 5))
    assert refused.value.problem.version == version + 1


def test_a_download_goes_on_where_it_broke_off(
    shaky: Faulty, shaken: Client, tmp_path: Path
) -> None:
    shaky.faults = [Fault(cut=1_000), Fault(cut=500), BUSY]
    to = shaken.download_document(str(OPEN), NOTICE.number, tmp_path / "notice.xml")
    whole = b"<notice>" + bytes(range(32, 127)) * 50 + b"</notice>"
    assert to.read_bytes() == whole
    assert [one.get("range") for one in shaky.asked] == [
        None, "bytes=1000-", "bytes=1500-", "bytes=1500-",
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["notice.xml"]


def test_a_download_goes_on_in_a_later_run(shaky: Faulty, shaken: Client, tmp_path: Path) -> None:
    to = tmp_path / "notice.xml"
    shaky.faults = [Fault(cut=2_000)] + [Fault(cut=0)] * 4
    with pytest.raises(UnreachableError):
        shaken.download_document(str(OPEN), NOTICE.number, to)
    assert not to.exists()
    shaken.download_document(str(OPEN), NOTICE.number, to)
    assert shaky.asked[-1]["range"] == "bytes=2000-"
    assert to.read_bytes().endswith(b"</notice>")


def test_a_download_of_another_state_begins_anew(
    shaky: Faulty, shaken: Client, tmp_path: Path
) -> None:
    to = tmp_path / "notice.xml"
    (tmp_path / "notice.xml.part").write_bytes(b"of another state")
    (tmp_path / "notice.xml.part-tag").write_text('"another"')
    shaken.download_document(str(OPEN), NOTICE.number, to)
    assert to.read_bytes().startswith(b"<notice>")
    (tmp_path / "notice.xml.part").write_bytes(to.read_bytes())
    with shaken._line.opened(_asked(shaky)) as answer:
        (tmp_path / "notice.xml.part-tag").write_text(answer.headers["etag"])
    shaken.download_document(str(OPEN), NOTICE.number, to)
    assert to.read_bytes().endswith(b"</notice>")


def _asked(shaky: Faulty) -> Asked:
    return Asked("GET", f"{shaky.url}/api/v1/cases/{OPEN}/documents/{NOTICE.number}/original")


def test_progress_is_told(served: str, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    with Client(served, progress=progress) as client:
        count = len(list(client.search("")))
        client.download_file(MAIN, "fig2.tif", tmp_path / "fig2.tif")
    assert told[0] == ("search", count, count)
    assert told[-1][0] == "fig2.tif"
    assert told[-1][1] == told[-1][2] == (tmp_path / "fig2.tif").stat().st_size


def test_the_key_is_shown_and_the_limits_are_told(served: str, programs: Programs) -> None:
    with Client(served, programs.party.key) as client:
        assert client.account().number == programs.party.number
        limits = {one.counter: one for one in client.limits()}
        assert limits["api"].used >= 1
        assert client.office_case(str(SECRET)).laid_open is False


# -- types -----------------------------------------------------------------------------------------

PAIRS = {
    "Found": answers.Found, "SearchResults": answers.SearchPage, "Holdings": answers.Holdings,
    "NumberReading": answers.NumberReading, "Version": answers.Version, "Event": answers.Event,
    "Versions": answers.Versions, "Change": answers.Change, "CaseChange": answers.CaseChange,
    "LegalStatus": answers.LegalStatus, "FileEntry": answers.FileEntry, "DossierMember": answers.Member,
    "DossierGiven": answers.Dossier, "SourceState": answers.SourceState,
    "Problem": answers.Problem, "EventRecorded": answers.EventRecorded,
    "DayLimit": answers.DayLimit,
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_the_types_are_those_of_the_interface(name: str) -> None:
    schemas = msgspec.json.decode(openapi())["components"]["schemas"]
    assert set(schemas[name]["properties"]) == set(PAIRS[name].__struct_fields__)
