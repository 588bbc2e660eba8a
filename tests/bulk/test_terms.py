"""What the operator writes: terms and mirrors."""

from pathlib import Path

import pytest

from madoguchi.bulk import all_terms, mirrors, terms_called, terms_of
from madoguchi.errors import NotFoundError, ProfileError

TERMS = """
[[terms]]
id = "provider"
version = "1"
text = "Name the source."
collections = ["jp-patent*", "ep-*"]

[[terms]]
id = "research"
version = "4"
text = "Study."
collections = ["*-cases"]
"""


def test_without_files_everything_is_open(tmp_path: Path) -> None:
    assert all_terms(tmp_path) == ()
    assert terms_of(tmp_path, "jp-patent") is None
    assert mirrors(tmp_path) == ()


@pytest.mark.parametrize(
    ("collection", "id_"),
    [
        ("jp-patent", "provider"),
        ("jp-patent-cases", "provider"),
        ("ep-design", "provider"),
        ("us-patent-cases", "research"),
        ("us-patent", ""),
    ],
)
def test_the_first_that_names_a_collection(tmp_path: Path, collection: str, id_: str) -> None:
    (tmp_path / "bulk-terms.toml").write_text(TERMS)
    found = terms_of(tmp_path, collection)
    assert (found.id if found else "") == id_


def test_terms_by_name(tmp_path: Path) -> None:
    (tmp_path / "bulk-terms.toml").write_text(TERMS)
    assert terms_called(tmp_path, "research").version == "4"
    with pytest.raises(NotFoundError, match="no terms 'other'"):
        terms_called(tmp_path, "other")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[terms]]\nid = 'x'", "missing required field"),
        ("[[terms]]\nid = 'x'\nversion = ''\ntext = 'a'\ncollections = ['*']", "need id, version"),
        ("[[terms]]\nid = 'x'\nversion = '1'\ntext = 'a'", "need id, version"),
        ("[[term]]\n", "unknown field"),
        ("terms = [", "cannot be read"),
    ],
)
def test_a_mistake_in_terms_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bulk-terms.toml").write_text(text)
    with pytest.raises(ProfileError, match=said):
        all_terms(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [("[[mirror]]\nurl = 'ftp://x'", "no address of the web"), ("[[mirrors]]\n", "unknown field")],
)
def test_a_mistake_in_mirrors_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mirrors.toml").write_text(text)
    with pytest.raises(ProfileError, match=said):
        mirrors(tmp_path)
