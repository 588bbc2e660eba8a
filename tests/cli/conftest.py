"""The commands run in a folder with a few office files, some already loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.office_files import docdb, green_book, jp
from madoguchi.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command over the test's office and give back what came of it."""

    def run(*arguments: object, home: Path = tmp_path / "office") -> Result:
        given = ["--home", str(home), *map(str, arguments)]
        return CliRunner().invoke(main, given, catch_exceptions=False)

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    claims = '<abstract><p num="0001">珪素の負極。</p></abstract>'
    (folder / "a.xml").write_bytes(jp(44377, "二次電池", claims))
    (folder / "b.xml").write_bytes(jp(44378, "電池の製造方法"))
    (folder / "docdb.xml").write_bytes(docdb(*range(1001, 1008)))
    (folder / "grants.txt").write_bytes(green_book(3900000, "Lamp"))
    (folder / "broken.xml").write_bytes(b'<?xml version="1.0"?>\n<jp-official-gazette><p>')
    return folder


@pytest.fixture
def loaded(run: Run, files: Path) -> Run:
    assert run("load", files).exit_code == 0
    return run
