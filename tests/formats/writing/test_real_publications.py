"""Real publications of many offices, written and read back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from written_publications import read, read_back

from madoguchi.errors import MadoguchiError
from madoguchi.formats import PUBLICATION_WRITERS
from madoguchi.model import Publication

_LARGEST = 400_000
_MOST = 60


def real(folder: Path) -> Iterator[Publication]:
    for path in sorted(folder.rglob("*.[xXtT][mMxX][lLtT]")):
        if path.stat().st_size < _LARGEST:
            try:
                yield from read(path.read_bytes())[:2]
            except MadoguchiError:
                continue


def test_labelled_text_holds_real_publications_whole(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext"
    if not folder.is_dir():
        pytest.skip("full texts are not among the real office data")
    count = 0
    for count, publication in enumerate(real(folder), 1):
        assert read_back("txt", publication) == publication
        for form in ("st36", "st96"):
            if publication.right in PUBLICATION_WRITERS[form].rights:
                once = read_back(form, publication)
                assert once.id == publication.id
                assert once.claims == publication.claims
                assert read_back(form, once) == once
        if count == _MOST:
            break
    assert count >= 20
