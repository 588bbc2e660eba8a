"""The words of letters: complete in both languages, and nobody else's words between them."""

import re
from importlib import resources

import pytest

from madoguchi.post import LANGUAGES, letter

VALUES: dict[str, str | int] = {
    "other": "Office of B",
    "sender": "Office of A",
    "product": "xa-patents",
    "due": "2026-01-05",
    "periods": 2,
    "since": "2025-12-29",
    "address": "https://office.example",
    "api_id": "acme-robot",
    "counter": "ops",
    "days": 14,
    "hours": 24,
    "limit": 20_000,
    "link": "https://office.example/x",
    "name": "山田",
    "number": "900000001",
    "percent": 80,
    "plan": "standard",
    "program": "900000002",
    "reason": "too much",
}


def catalogue(lang: str) -> dict[str, str]:
    text = (resources.files("madoguchi.post") / "locale" / f"{lang}.ftl").read_text("utf-8")
    entries = re.findall(r"^([a-z][a-z-]*) =(.*(?:\n(?: .*)?)*)", text, re.MULTILINE)
    assert len(entries) == len(dict(entries))
    return dict(entries)


KINDS = sorted(key for key in catalogue("en") if f"{key}-subject" in catalogue("en"))


def test_both_catalogues_say_the_same() -> None:
    ja, en = catalogue("ja"), catalogue("en")
    assert ja.keys() == en.keys()
    for key, text in en.items():
        used = [set(re.findall(r"\{ \$(\w+)", one)) for one in (text, ja[key])]
        assert used[0] == used[1], key


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_can_be_written(kind: str, lang: str) -> None:
    written = letter(kind, "a@b.example", lang, values=VALUES)
    assert written.lang == lang
    assert written.subject
    assert "\n" not in written.subject
    assert not re.search(r"[{}$]", written.text + written.subject)
    assert written.text.rstrip().endswith(("read.", "できません。"))


def test_a_letter_in_another_language_is_in_english() -> None:
    assert letter("confirm", "a@b.example", "fr", values=VALUES).lang == "en"


def test_what_is_missing_is_said() -> None:
    with pytest.raises((KeyError, LookupError)):
        letter("confirm", "a@b.example", "en", values={})
    with pytest.raises(LookupError):
        letter("love", "a@b.example", "en", values=VALUES)


def test_what_people_wrote_stays_in_its_line() -> None:
    values = {**VALUES, "reason": "x\r\n\r\nPay here: http://evil.example\n" + "y" * 5000}
    text = letter("refused", "a@b.example", "en", values=values).text
    assert "x Pay here: http://evil.example yyy" in text
    assert len(text) < 2000
