"""Profiles of partners: what is read, and each mistake with its place."""

import datetime as dt
import time
from pathlib import Path

import pytest

from madoguchi.errors import ProfileError
from madoguchi.formats import Profile
from madoguchi.model import Right

WHOLE = r"""
office = "KR"
lang = "ko"
encoding = "euc-kr"
[[encodings]]
pattern = '^KR_(\d{8})'
from = 2015-01-01
encoding = "utf-8"
[kinds]
Y = "B2"
[offices]
KOR = "KR"
[[numbers]]
of = "publication"
pattern = '(\d{4})-(\d+)'
write = '\1\2'
[dates]
pattern = '(\d\d)\.(\d\d)\.(\d{4})'
write = '\3\2\1'
[[rights]]
pattern = '_UM_'
right = "utility-model"
"""


def test_a_whole_profile(tmp_path: Path) -> None:
    path = tmp_path / "kr.toml"
    path.write_text(WHOLE, "utf-8")
    found = Profile.read(path)
    assert found == Profile.of(WHOLE)
    assert (found.office, found.encodings[0].since) == ("KR", dt.date(2015, 1, 1))
    assert found.rights[0].right is Right.UTILITY_MODEL
    assert Profile.of("") == Profile()


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('lang = "ko"', 'langue = "ko"', "", "langue"),
        ('lang = "ko"', "lang = 3", "line 3", "Expected `str`"),
        ('"euc-kr"', '"klingon"', "line 4", "no character encoding is named 'klingon'"),
        ('"euc-kr"', '"rot13"', "line 4", "no character encoding"),
        ('"euc-kr"', '"unicode_escape"', "line 4", "no character encoding"),
        ('office = "KR"', 'office = "Korea"', "line 2", "two capitals"),
        ('Y = "B2"', 'Y = "grant"', "line 10", "ST.16"),
        (r"'(\d{4})-(\d+)'", r"'(\d{4}-\d+'", "line 15", "not a regular expression"),
        (r"'\1\2'", r"'\1\7'", "line 15", "what it can write"),
        (r"'(\d{4})-(\d+)'", r"'(a+)+b'", "line 15", "for ever"),
        (r"'(\d{4})-(\d+)'", f"'{'a' * 201}'", "line 15", "at most 200"),
        ('of = "publication"', 'of = "invention"', "line 14", "invention"),
        ('right = "utility-model"', 'right = "copyright"', "line 22", "copyright"),
        ("lang =", "lang", "line 3", "not TOML"),
    ],
)
def test_each_mistake_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, line: str, reason: str
) -> None:
    path = tmp_path / "kr.toml"
    path.write_text(WHOLE.replace(old, new), "utf-8")
    with pytest.raises(ProfileError) as caught:
        Profile.read(path)
    assert str(path) in str(caught.value)
    assert line in str(caught.value)
    assert reason in str(caught.value)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        Profile.of('office = "korea"\nencoding = "klingon"\n[kinds]\nY = "grant"\n')
    assert len(str(caught.value).splitlines()) == 3


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        Profile.read(tmp_path / "absent.toml")


def test_patterns_are_tried_in_short_time() -> None:
    text = "[[numbers]]\nof = 'publication'\npattern = 'a*a*a*b'\nwrite = 'x'\n"
    began = time.process_time()
    Profile.of(text)
    assert time.process_time() - began < 1
