"""The views of cases: each position once, the same bytes when built anew, the public wall."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import delete, select, update

from cases.histories import (
    FILED,
    GRANTED,
    JP,
    NOTICE,
    PAPER,
    PUBLISHED,
    history,
    report_of,
)
from engines import OnPostgresql, OnSqlite
from madoguchi.archive import (
    Archive,
    Fact,
    Received,
    Write,
    case_file,
    case_publication,
    digest,
    public_case,
    public_key,
)
from madoguchi.archive.tables import blob, view
from madoguchi.cases import (
    CaseFiles,
    CasePublications,
    Happened,
    OfficeCases,
    PublicCases,
    case_views,
    report,
    verify_cases,
)
from madoguchi.errors import NotFoundError
from madoguchi.law import read_number
from madoguchi.model import Bibliography, CaseId, DocumentId, Publication, Related, Right, encode

TABLES = (case_file, public_case, public_key, case_publication)


def rows(archive: Archive) -> list[list[tuple[object, ...]]]:
    return [sorted(archive.rows(select(table)), key=repr) for table in TABLES]


def publication(serial: int, kind: str = "A") -> Received:
    value = Publication(
        office="JP",
        number=f"2021{serial:06d}",
        kind=kind,
        application=DocumentId(office="JP", number=f"2020{serial:06d}"),
    )
    return Received("gazette", 0, value.id.encode(), value.id, encode(value), "file.xml")


def case(serial: int) -> CaseId:
    return CaseId(office="JP", right=Right.PATENT, number=f"2020{serial:06d}")


class ViewsContract:
    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        opened = Archive(url)
        yield opened
        opened.close()

    def test_a_case_through_both_sides(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED, GRANTED))])
        archive.views.catch_up(case_views(archive))
        for side in (OfficeCases(archive), PublicCases(archive)):
            file = side.case(str(JP))
            assert [str(step.code) for step in file.steps] == [
                "A-0-1-A10-A12-X000",
                "A-1-4-F10-F11-X000",
            ]
            assert side.cases([str(JP), "US-patent-1"]) == {str(JP): file}
            assert side.count() == 1

    def test_a_case_is_found_by_its_numbers(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED))])
        archive.views.catch_up(case_views(archive))
        public = PublicCases(archive)
        for text in ("特願2020-123456", "特開2021-090037", "JP2021090037A"):
            assert public.named([one.number for one in read_number(text)]) == [str(JP)], text
        for text in ("特開2020-123456", "特願2021-090037", "意願2020-123456"):
            assert public.named([read_number(text)[0].number]) == [], text

    def test_publications_know_their_case(self, archive: Archive) -> None:
        archive.append([publication(1), publication(1, "B2"), publication(2)])
        archive.views.catch_up(case_views(archive))
        public = PublicCases(archive)
        assert public.publications([str(case(1)), str(case(3))]) == {
            str(case(1)): ["JP2021000001A", "JP2021000001B2"]
        }
        assert public.of_publications(["JP2021000002A"]) == {"JP2021000002A": str(case(2))}

    def test_followed_in_any_steps_and_built_anew_the_bytes_are_the_same(
        self, archive: Archive
    ) -> None:
        draw = random.Random(7)  # noqa: S311
        views = case_views(archive)
        for step in range(30):
            told = history(*draw.sample([FILED, PUBLISHED, GRANTED], draw.randint(1, 3)))
            one = msgspec.structs.replace(
                told, case=case(draw.randint(1, 6)), laid_open=draw.random() < 0.5
            )
            report(archive, [report_of(one, f"{step}".encode())])
            archive.append([publication(draw.randint(1, 9))])
            if draw.random() < 0.4:
                archive.views.catch_up(views)
        archive.views.catch_up(views)
        followed = rows(archive)
        assert len(followed[0]) == 6
        for followed_by in views:
            archive.views.rebuild(followed_by)
        assert rows(archive) == followed

    def test_a_view_stands_where_its_stream_ends(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED))])
        archive.views.catch_up(case_views(archive))
        assert archive.views.position("cases") == archive.register.position() == 2
        assert archive.views.position("case-publications") == 0

    def test_a_new_layout_is_built_anew(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED))])
        archive.views.catch_up([CaseFiles()])
        before = rows(archive)
        newer = CaseFiles()
        newer.layout = 99
        archive.views.catch_up([newer])
        assert rows(archive) == before
        archive.views.catch_up([newer])
        assert archive.views.position("cases") == 2

    def test_what_an_older_program_built_is_built_anew_before_it_is_read(
        self, archive: Archive
    ) -> None:
        report(archive, [report_of(history(FILED))])
        archive.views.catch_up(case_views(archive))
        with archive.database.writing() as connection:
            connection.execute(update(case_file).values(data=b"{}"))
            connection.execute(update(view).values(layout=0))
        archive.views.renew(case_views(archive))
        assert OfficeCases(archive).case(str(JP)).steps

    def test_a_case_in_very_many_facts_is_played_once(self, archive: Archive) -> None:
        facts = tuple(
            Fact(str(JP), "happened", msgspec.json.encode(Happened(event=FILED, source="office")))
            for _ in range(50)
        )
        archive.register.append(Write(facts=facts, actor="office"))
        report(archive, [report_of(msgspec.structs.replace(history(FILED), case=case(1)))])
        with archive.database.writing() as connection:
            assert CaseFiles().follow(connection, 0, 10) == 50
            assert CaseFiles().follow(connection, 50, 10) == archive.register.position()

    def test_damage_to_register_and_views_is_found(self, archive: Archive) -> None:
        cases = [msgspec.structs.replace(history(FILED, PUBLISHED), case=case(n)) for n in (1, 2)]
        report(archive, [report_of(one, str(one.case).encode()) for one in cases])
        assert not any(verify_cases(archive)), "views that have not followed are not damaged"
        archive.views.catch_up(case_views(archive))
        assert list(verify_cases(archive)) == [None, None]
        first = str(case(1))
        with archive.database.writing() as connection:
            connection.execute(delete(public_key).where(public_key.c["case"] == first))
            connection.execute(delete(blob).where(blob.c.sha256 == digest(str(case(2)).encode())))
        damages = [str(damage) for damage in verify_cases(archive) if damage]
        assert len(damages) == 2
        assert damages[0].startswith(f"{first} is not shown as the register has it")
        assert damages[1].startswith(str(case(2)))
        assert damages[1].endswith("is missing")

    def test_a_step_that_fails_leaves_everything_as_it_was(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED))])
        archive.views.catch_up(case_views(archive))
        before = rows(archive)
        archive.register.append(
            Write(facts=(Fact(str(JP), "happened", b"not a fact"),), actor="office")
        )
        with pytest.raises(msgspec.DecodeError):
            archive.views.catch_up(case_views(archive))
        assert rows(archive) == before
        assert archive.views.position("cases") == 2

    def test_what_is_not_laid_open_is_in_no_public_table(self, archive: Archive) -> None:
        report(archive, [report_of(history(FILED, laid_open=False))])
        archive.views.catch_up(case_views(archive))
        assert OfficeCases(archive).case(str(JP)).steps
        with pytest.raises(NotFoundError):
            PublicCases(archive).case(str(JP))
        assert rows(archive)[1:] == [[], [], []]

    def test_publication_lays_it_open_without_what_stays_closed(self, archive: Archive) -> None:
        closed = msgspec.structs.replace(NOTICE, number="2", open=False)
        told = history(
            FILED, PUBLISHED, documents=(NOTICE, closed), papers=(PAPER,), laid_open=False
        )
        report(archive, [report_of(told, file="/home/clerk/secret.json")])
        archive.views.catch_up(case_views(archive))
        public = PublicCases(archive).case(str(JP))
        assert [held.document.number for held in public.documents] == [NOTICE.number]
        assert b"secret.json" not in PublicCases(archive).stored(str(JP))
        assert len(OfficeCases(archive).case(str(JP)).documents) == 2

    @pytest.mark.parametrize("announced", [False, True])
    def test_a_later_application_is_named_only_where_a_public_source_does(
        self, archive: Archive, announced: bool
    ) -> None:
        parent, child = (
            Related(relation=relation, document=DocumentId(office="JP", number=number))
            for relation, number in (("parent-division", "2019-1"), ("child-division", "2026-7"))
        )
        told = history(
            FILED,
            PUBLISHED,
            bibliography=Bibliography(related=(parent, child)),
            laid_open=announced,
        )
        report(archive, [report_of(told)])
        archive.views.catch_up(case_views(archive))
        public = PublicCases(archive).case(str(JP)).bibliography.related
        assert public == ((parent, child) if announced else (parent,))
        assert OfficeCases(archive).case(str(JP)).bibliography.related == (parent, child)

    def test_damaged_numbers_are_found_nowhere(self, archive: Archive) -> None:
        for name in ("", "x", "JP-patent-", "JP-poem-1", "'; DROP TABLE case_file; --"):
            with pytest.raises(NotFoundError):
                PublicCases(archive).case(name)


class TestSqlite(OnSqlite, ViewsContract):
    pass


class TestPostgresql(OnPostgresql, ViewsContract):
    pass


def test_the_view_of_publications_alone(tmp_path: object) -> None:
    archive = Archive(f"sqlite:///{tmp_path}/archive.sqlite")
    archive.append([publication(n) for n in range(1, 30)])
    view = CasePublications(archive)
    archive.views.rebuild(view)
    assert archive.views.position(view.name) == 29
    archive.close()
