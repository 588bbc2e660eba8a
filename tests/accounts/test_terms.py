"""The terms of use: built in, or the office's own."""

from pathlib import Path

import pytest

from madoguchi.accounts import terms
from madoguchi.errors import ProfileError

OWN = """
version = "2026-04"
[en]
terms = "One.\\n\\nTwo."
attribution = "Source"
[ja]
terms = "一。"
attribution = "出典"
"""


def test_the_built_in_terms_are_in_both_languages(tmp_path: Path) -> None:
    found = terms(tmp_path)
    assert found.version == "1"
    for lang in ("en", "ja"):
        assert len(found.in_language(lang).paragraphs) >= 3
        assert found.in_language(lang).attribution


def test_an_office_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text(OWN, encoding="utf-8")
    found = terms(tmp_path)
    assert found.version == "2026-04"
    assert found.en.paragraphs == ["One.", "Two."]
    assert found.in_language("ja").attribution == "出典"


@pytest.mark.parametrize(
    "text", ["", "version = 1", OWN.replace("[ja]", "[fr]"), OWN + "more = 1", "\udcff[", "[["]
)
def test_terms_that_cannot_be_used_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "terms.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProfileError, match=r"terms\.toml.*docs/programs\.md"):
        terms(tmp_path)
