"""The real case histories beside the checkout, all of them, from file to legal status."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.conftest import Office
from madoguchi.archive import case_file, case_publication, public_case, public_key
from madoguchi.cases import OfficeCases, PublicCases, case_views, legal_status
from madoguchi.errors import NotFoundError
from madoguchi.intake import Report
from madoguchi.search import Everything, parse

TOLD = (
    "prosecution",
    "docdb_ops",
    "trademarks_designs/tm_design_xml",
    "api_recordings/jpo_api.jsonl.gz",
    "api_recordings/epo_ops.jsonl.gz",
    "api_recordings/uspto_peds.jsonl.gz",
)
GOAL = 0.97
# What states an outcome without telling the event that led to it: the DPMA's lists of hits give a
# status and no dates; the extracts of the USPTO's portal name office actions only.
TELL_NO_OUTCOME = {"dpma-lists", "us-odp-extract"}

pytestmark = pytest.mark.xdist_group("shared histories")


@pytest.fixture(scope="module")
def loaded(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Report]]:
    office = Office(tmp_path_factory.mktemp("histories") / "office")
    yield office, office.load(*(shared_data / name for name in TOLD))
    office.archive.close()


def test_every_field_is_accounted_for(loaded: tuple[Office, Report]) -> None:
    assert loaded[1].fields.unknown == []


def test_every_event_code_is_in_a_table(loaded: tuple[Office, Report]) -> None:
    assert loaded[1].unmapped == []


def test_the_derived_status_agrees_with_the_stated_one(loaded: tuple[Office, Report]) -> None:
    agreements = loaded[1].agreements
    for source, found in agreements.items():
        judged = found.agree + found.disagree
        print(f"{source}: {found.agree} of {judged} agree ({found.share:.1%})")
        assert found.unknown == 0, source
        if source not in TELL_NO_OUTCOME:
            assert found.share >= GOAL, (source, found.disagreeing[:3])
    assert agreements["us-peds"].agree >= 990
    assert set(agreements) >= TELL_NO_OUTCOME | {
        "jpo-api", "us-peds", "us-odp", "ops-legal", "ops-register", "st66", "tmbrand", "us-tsdr"
    }  # fmt: skip


def test_nothing_is_refused_without_saying_what_it_is(loaded: tuple[Office, Report]) -> None:
    known = ("not a publication or case: ", "not well-formed", "no XML element", "the case gives")
    for file in loaded[1].files:
        for refusal in file.refusals:
            assert refusal.reason.startswith(known), (file.path, refusal)


def test_the_register_holds_what_was_told(loaded: tuple[Office, Report]) -> None:
    archive = loaded[0].archive
    cases = PublicCases(archive)
    assert cases.count() == OfficeCases(archive).count() > 1500
    japan = cases.case("JP-patent-2020123456")
    notice = cases.document(japan, "06124084096")
    assert notice.document.date == dt.date(2024, 2, 27)
    assert cases.paper(notice).title == "拒絶理由通知書"
    assert b"notice-of-rejection-a131" in cases.original(notice)
    assert japan.expires is not None
    assert (japan.expires.date, japan.expires.stated) == (dt.date(2040, 7, 20), True)
    europe = cases.case("EP-patent-10167109")
    assert len(europe.steps) > 100


def test_every_case_is_written_as_valid_legal_status(
    loaded: tuple[Office, Report], shared_data: Path
) -> None:
    etree = pytest.importorskip("lxml.etree")
    xsd = shared_data / "standards/st96/xsd/PatentLegalStatusData_V6_0.xsd"
    schema = etree.XMLSchema(etree.parse(str(xsd)))
    cases, last, written = OfficeCases(loaded[0].archive), "", 0
    while ids := cases.after(last, 500):
        last = ids[-1]
        for file in cases.cases(ids).values():
            if file.steps:
                data = legal_status(file, dt.date(2026, 11, 22))
                schema.assertValid(etree.fromstring(data))
                written += 1
            else:
                with pytest.raises(NotFoundError):
                    legal_status(file, dt.date(2026, 11, 22))
    assert written > 1500


def test_views_built_anew_are_the_same_bytes(loaded: tuple[Office, Report]) -> None:
    archive = loaded[0].archive
    tables = (case_file, public_case, public_key, case_publication)
    before = [sorted(archive.rows(select(table)), key=repr) for table in tables]
    for view in case_views(archive):
        archive.views.rebuild(view)
    assert [sorted(archive.rows(select(table)), key=repr) for table in tables] == before


def test_cases_are_found_by_status_events_and_dates(loaded: tuple[Office, Report]) -> None:
    engine = loaded[0].index.engine

    def total(expression: str) -> int:
        return engine.search(parse(expression), limit=0).total

    statuses = [total(f"{name}/ST") for name in ("pending", "in-force", "ended")]
    assert all(statuses)
    everything = engine.search(Everything(), limit=0).total
    assert sum(statuses) <= everything
    assert total("in-force/ST*yes/IF") == total("in-force/ST")
    assert 0 < total("CTNF/EV") <= total("D15/EV") <= total("D/EV")
    assert total("2024:2026/XD") + total("2027:/XD") < everything
    assert total("20170307/ED*14369639/AN") == 1
    assert total("20170307/ED*ended/ST*14369639/AN") == 1


def test_loading_all_again_changes_nothing(
    loaded: tuple[Office, Report], shared_data: Path
) -> None:
    office = loaded[0]
    position = office.archive.register.position()
    report = office.load(*(shared_data / name for name in TOLD[1:]))
    assert (report.total.new, report.total.changed) == (0, 0)
    assert office.archive.register.position() == position
