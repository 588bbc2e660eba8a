from pathlib import Path

import pytest

from madoguchi import law
from madoguchi.errors import ProfileError
from madoguchi.law import profiles

OWN = ["JP", "US", "EP", "WO", "CN", "KR", "DE", "FR", "GB", "UY"]


def test_offices_with_rules_come_first_and_all_codes_are_there() -> None:
    offices = law.offices()
    assert list(offices)[: len(OWN)] == OWN
    assert len(offices) > 240
    assert all(profile.code == code for code, profile in offices.items())
    assert all(profile.name["en"] for profile in offices.values())


@pytest.mark.parametrize("code", OWN)
def test_profile_is_named_in_both_languages(code: str) -> None:
    profile = law.offices()[code]
    assert {"ja", "en"} <= set(profile.name)
    assert profile.languages
    for number in profile.numbers:
        assert {"ja", "en"} <= set(number.name)
    for kind in profile.kinds.values():
        assert {"ja", "en"} <= set(kind.name)


def test_office_name() -> None:
    assert law.office_name("JP", "ja") == "日本国特許庁"
    assert law.office_name("US", "en") == "United States Patent and Trademark Office"
    assert law.office_name("BR", "ja") == "ブラジル"
    assert law.office_name("ZW", "ja") == "Zimbabwe"
    assert law.office_name("QQ", "en") == ""


def test_kind_name() -> None:
    assert law.kind_name("JP", "A", "ja") == "公開特許公報(A)"
    assert law.kind_name("JP", "A", "en") == "unexamined patent application publication"
    assert law.kind_name("JP", "A", "fr") == "unexamined patent application publication"
    assert law.kind_name("JP", "Q9", "en") == ""
    assert law.kind_name("QQ", "A", "en") == ""


GOOD = """
code = "XX"
time_zone = "UTC"
[name]
en = "Somewhere"
[sources]
act = { text = "Patent Act", evidence = "own" }
[[numbers]]
key = "patent"
right = "patent"
object = "grant"
name = { en = "patent" }
canonical = "{serial:07}"
example = "0000001"
forms = ["{serial:07}"]
source = "act"
[numbers.printed]
en = "XX {serial}"
"""


def test_good_profile(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(GOOD, "utf-8")
    assert profiles.load(tmp_path).code == "XX"


@pytest.mark.parametrize(
    ("good", "wrong", "complaint"),
    [
        ('code = "XX"', "code = ", "not TOML"),
        ('code = "XX"', "", r"/office\.toml: say the office's code"),
        ('code = "XX"', 'code = "XX"\ncolour = "red"', "colour"),
        ('time_zone = "UTC"', 'time_zone = "Mars/Olympus"', "time_zone"),
        ('object = "grant"', 'object = "poem"', r"numbers\[0\].object"),
        ('source = "act"', 'source = "rumour"', "rumour"),
        ('example = "0000001"', 'example = "1"', "does not fit"),
        ('forms = ["{serial:07}"]', 'forms = ["{colour}"]', "colour"),
        ('en = "XX {serial}"', 'en = "XX {year}"', "year"),
        ('canonical = "{serial:07}"', 'canonical = "{serial"', "numbers.patent"),
    ],
)
def test_wrong_profile_is_refused_with_file_key_and_remedy(
    tmp_path: Path, good: str, wrong: str, complaint: str
) -> None:
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "office.toml").write_text(GOOD.replace(good, wrong), "utf-8")
    with pytest.raises(ProfileError, match=rf"^xx.*{complaint}"):
        profiles.load(folder)


def test_missing_profile_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"^zz: .*add the folder"):
        profiles.load(tmp_path / "zz")
