"""What is held of each office."""

import datetime as dt
from pathlib import Path

import pytest

from bulk.offices import publication, received
from cases.histories import history, report_of
from madoguchi import settings
from madoguchi.archive import Archive
from madoguchi.cases import report
from madoguchi.errors import MadoguchiError
from madoguchi.model import Block, Body, Publication
from madoguchi.search import Holding, Library, SearchIndex, Window

ABSTRACT = (Body(lang="en", blocks=(Block(text="A lamp."),)),)


def office(code: str, number: int, **more: object) -> Publication:
    return publication(number, "Lamp", office=code, **more)


def test_holdings(tmp_path: Path) -> None:
    archive = Archive.at(tmp_path)
    index = SearchIndex(tmp_path, archive)
    window = Window(index.engine, archive)
    assert window.holdings() == ()
    some = [office("DE", 1), office("DE", 2, date=dt.date(1999, 1, 2), abstracts=ABSTRACT)]
    some += [office("DE", 3, date=None), office("DE", 4, kind="B", descriptions=ABSTRACT)]
    archive.append([received(one) for one in (*some, office("AT", 1, date=None))])
    report(archive, [report_of(history())])  # of no publication, so in no holding
    index.catch_up()
    austria, germany = window.holdings()
    assert (austria.office, austria.count, austria.first, austria.newest) == ("AT", 1, None, "")
    assert (germany.count, germany.kinds) == (4, (("A", 3), ("B", 1)))
    assert (germany.first, germany.last) == (dt.date(1999, 1, 2), dt.date(2021, 3, 18))
    assert germany.rights == (("patent", 4),)
    assert germany.languages == ("ja",)
    assert germany.contents == {"biblio": 4, "abstract": 1, "description": 1}
    assert [germany.share(one) for one in ("biblio", "abstract", "claims")] == [100, 25, 0]
    assert window.holdings() is window.holdings()
    archive.close()


@pytest.mark.parametrize(("held", "share"), [(0, 0), (1, 1), (999, 99), (1000, 100), (500, 50)])
def test_no_share_is_rounded_to_all_or_nothing(held: int, share: int) -> None:
    one = Holding(
        office="DE", count=1000, rights=(), kinds=(), languages=(), contents={"claims": held},
        first=None, last=None, newest="",
    )  # fmt: skip
    assert one.share("claims") == share


def test_the_library_needs_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Library.is_at(tmp_path)
    same = f"sqlite:///{tmp_path / 'one.sqlite'}"
    monkeypatch.setenv(settings.DATABASE, same)
    monkeypatch.setenv(settings.LIBRARY_DATABASE, same)
    with pytest.raises(MadoguchiError, match="needs one of its own"):
        Library.at(tmp_path)
    monkeypatch.delenv(settings.LIBRARY_DATABASE)
    library = Library.at(tmp_path)
    assert library.stamp() == (0, "")
    library.close()
    assert (tmp_path / "library" / "archive.sqlite").is_file()
