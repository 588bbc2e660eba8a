"""The cases of the sample office: loaded as any office's files, and what they come to."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from madoguchi.archive import Archive, case_publication
from madoguchi.cases import CaseFile, OfficeCases, PublicCases
from madoguchi.errors import NotFoundError
from madoguchi.intake import Report, load
from madoguchi.law import Standing
from madoguchi.model import Right
from madoguchi.sample import Shipped
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.search import SearchIndex

pytestmark = pytest.mark.xdist_group("sample")
OFFICES = ("JP", "US", "EP", "DE", "KR", "CN", "UY", "FR")


@dataclass(frozen=True)
class Loaded:
    report: Report
    public: PublicCases
    files: dict[str, CaseFile]
    publications: dict[str, str]

    def of(self, right: Right) -> Iterator[CaseFile]:
        return (file for file in self.files.values() if file.case.right is right)

    def having(self, *codes: str) -> list[CaseFile]:
        wanted = set(codes)
        return [
            file
            for file in self.files.values()
            if wanted <= {step.event.code for step in file.steps}
        ]


@pytest.fixture(scope="module")
def loaded(shipped: tuple[Path, Shipped], tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    home = tmp_path_factory.mktemp("office")
    archive = Archive.at(home)
    report = load([shipped[0]], archive, SearchIndex(home, archive))
    office, public = OfficeCases(archive), PublicCases(archive)
    files: dict[str, CaseFile] = {}
    last = ""
    while ids := office.after(last, 500):
        last = ids[-1]
        files |= office.cases(ids)
    rows = archive.rows(select(case_publication.c.publication, case_publication.c["case"]))
    return Loaded(report, public, files, {row[0]: row[1] for row in rows})


def test_everything_is_read_and_every_field_and_code_known(
    loaded: Loaded, shipped: tuple[Path, Shipped]
) -> None:
    assert [one for file in loaded.report.files for one in file.refusals] == []
    assert loaded.report.fields.unknown == []
    assert loaded.report.unmapped == []
    assert len(loaded.files) == shipped[1].cases


def test_counts(loaded: Loaded) -> None:
    assert 3500 <= len(loaded.files) <= 4500
    assert {file.case.office for file in loaded.files.values()} == set(OFFICES)
    rights = Counter(file.case.right for file in loaded.files.values())
    assert set(rights) == set(Right)
    assert min(rights.values()) >= 40


def test_stated_statuses_agree_with_the_derived_ones(loaded: Loaded) -> None:
    assert set(loaded.report.agreements) == {
        "jpo-api", "madoguchi-history", "ops-register", "st66", "us-peds"
    }  # fmt: skip
    for source, agreement in loaded.report.agreements.items():
        assert (agreement.disagree, agreement.unknown) == (0, 0), (source, agreement.disagreeing)


@pytest.mark.parametrize("right", Right)
def test_every_standing_of_every_right(loaded: Loaded, right: Right) -> None:
    found = Counter(file.status(LAST).standing for file in loaded.of(right))
    assert set(found) == {Standing.PENDING, Standing.IN_FORCE, Standing.ENDED}
    assert min(found.values()) >= 5


def test_every_publication_has_its_case_and_agrees_with_it(loaded: Loaded) -> None:
    assert len(loaded.publications) > 2000
    known = set(loaded.files)
    assert {case for case in loaded.publications.values() if case not in known} == set()
    for publication, case in loaded.publications.items():
        assert loaded.files[case].laid_open, publication


def test_nothing_happened_after_the_last_day(loaded: Loaded) -> None:
    for file in loaded.files.values():
        days = [step.event.date for step in file.steps]
        days += [day for held in file.documents if (day := held.document.date)]
        assert all(day <= LAST for day in days), file.id


def test_events_begin_with_the_filing(loaded: Loaded) -> None:
    for file in loaded.files.values():
        assert file.steps, file.id
        filed = file.bibliography.filed
        assert filed is not None
        assert filed <= file.steps[0].event.date, file.id
        assert file.state != "U", file.id
        assert all(step.mapped for step in file.steps), file.id


def test_cases_have_names(loaded: Loaded) -> None:
    for file in loaded.files.values():
        told = file.bibliography
        assert told.titles or told.mark, file.id
        assert told.applicants, file.id


def test_what_is_not_laid_open_is_seen_by_the_office_only(loaded: Loaded) -> None:
    secret = [file for file in loaded.files.values() if not file.laid_open]
    assert len(secret) == 60
    assert any(held.paper for file in secret for held in file.documents)
    assert loaded.public.count() == len(loaded.files) - len(secret)
    for file in secret:
        assert file.status(LAST).standing is Standing.PENDING
        assert file.bibliography.filed is not None
        assert (LAST - file.bibliography.filed).days < 549
        with pytest.raises(NotFoundError):
            loaded.public.case(file.id)


@pytest.mark.parametrize(
    ("codes", "least"),
    [
        (("A300",), 30),
        (("C60", "C03"), 20),
        (("C561", "C16"), 20),
        (("A871",), 20),
        (("A632",), 30),
        (("R201",), 50),
        (("PMFG",), 3),
        (("REHABILITACION",), 2),
        (("0009272",), 2),
        (("0009271",), 2),
        (("R313113",), 20),
        (("PE01",), 2),
        (("EXP.",), 10),
    ],
)
def test_kinds_of_histories(loaded: Loaded, codes: tuple[str, ...], least: int) -> None:
    assert len(loaded.having(*codes)) >= least


def test_families_divided_over_three_generations(loaded: Loaded) -> None:
    roots = [
        file
        for file in loaded.files.values()
        if {"child-division-1", "child-division-2"}
        <= {one.relation for one in file.bibliography.related}
    ]
    assert len(roots) >= 10
    for root in roots:
        for one in root.bibliography.related:
            assert f"JP-patent-{one.document.number}" in loaded.files


def test_terms_are_adjusted_in_the_united_states(loaded: Loaded) -> None:
    assert sum(file.bibliography.adjustment > 0 for file in loaded.files.values()) > 30


def test_corrected_events_are_kept(loaded: Loaded) -> None:
    amended = [file for file in loaded.files.values() if file.amendments]
    assert len(amended) >= 8
    assert {one.withdrawn for file in amended for one in file.amendments} == {True, False}


def test_japanese_documents_can_be_read(loaded: Loaded) -> None:
    read: dict[Right, Counter[str]] = defaultdict(Counter)
    for file in loaded.files.values():
        for held in file.documents:
            if held.paper and file.laid_open:
                read[file.case.right][held.document.code] += 1
                assert loaded.public.paper(held).body.blocks, (file.id, held.document.number)
    assert read[Right.PATENT].keys() >= {"A131", "A53", "A523", "A01"}
    assert read[Right.DESIGN].keys() >= {"A131", "A53", "A523"}
    assert read[Right.TRADE_MARK].keys() >= {"A131", "A53", "A523"}
    assert sum(sum(codes.values()) for codes in read.values()) >= 60


def test_documents_read_are_those_that_the_file_lists(loaded: Loaded) -> None:
    for file in loaded.files.values():
        numbers = [held.document.number for held in file.documents]
        assert len(numbers) == len(set(numbers)), file.id
        for held in file.documents:
            if held.paper and held.document.code == "A131":
                listed = [s for s in file.steps if s.event.number == held.document.number]
                assert listed, (file.id, held.document.number)


def test_annuities_stop_where_the_right_ends(loaded: Loaded) -> None:
    for file in loaded.files.values():
        if file.stage == 6:
            ended = file.status(LAST).since
            assert ended is not None
            later = [s for s in file.steps if s.event.code == "R20" and s.event.date > ended]
            assert later == [], file.id


def test_size_of_the_files(shipped: tuple[Path, Shipped]) -> None:
    files = (shipped[0] / "cases").rglob("*")
    assert sum(file.stat().st_size for file in files if file.is_file()) < 15_000_000


def test_own_form_is_one_object_a_line(shipped: tuple[Path, Shipped]) -> None:
    lines = (shipped[0] / "cases" / "jp-not-laid-open.jsonl").read_bytes().splitlines()
    assert all(json.loads(line)["laid_open"] is False for line in lines)
