import re

import pytest

from madoguchi.formats.publications.us_lines import Line, decode, fields, party, person, readable
from madoguchi.model import Name, Party

START = re.compile(r"([A-Z]{3})  (.*)$")


def test_lines_that_begin_with_blanks_go_on() -> None:
    data = b"AAA  one\n     two\n\nstray\nBBB  three"
    assert list(fields(data, START)) == [
        Line("AAA", "one two", ("one", "     two", "")),
        Line("", "stray", ("stray",)),
        Line("BBB", "three", ("three",)),
    ]


def test_bytes_that_are_no_utf8_are_latin() -> None:
    assert decode(b"M\xfcller") == decode("Müller".encode()) == "Müller"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("CO.sub.2", "CO₂"),
        ("10.sup.-3 m", "10⁻³ m"),
        ("5.degree. C.", "5° C."),
        (".alpha.-ray of 3.mu.m", "α-ray of 3μm"),
        ("e.g. a. b", "e.g. a. b"),
    ],
)
def test_ascii_marks_become_characters(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    ("listed", "spoken"),
    [
        ("Hoff; Don G.", "Don G. Hoff"),
        ("Hale, Jr.; Max T.", "Max T. Hale, Jr."),
        ("Hill & Dale", "Hill & Dale"),
        ("Plato;", "Plato"),
    ],
)
def test_persons_are_named_in_spoken_order(listed: str, spoken: str) -> None:
    assert person(listed) == spoken


def test_a_party_without_country_but_with_state_is_american() -> None:
    assert party("A", ["Reno", "", "NV"], "", states=True) == Party(
        names=(Name(name="A", address="Reno, NV"),), country="US"
    )
    assert party("A", [], "GB2", states=False) == Party(names=(Name(name="A"),), country="GB")
    assert party("", ["Reno"], "US", states=True) is None
