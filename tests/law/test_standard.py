"""The standard's tables, held against the extract from the schema where it is at hand."""

import csv
from pathlib import Path

from madoguchi.law import ST27, offices
from madoguchi.law.profiles import generic
from madoguchi.law.standard import EVENTS


def column(file: Path, name: str) -> set[str]:
    with file.open(encoding="utf-8") as stream:
        return {row[name] for row in csv.DictReader(stream)}


def test_the_tables_are_the_schemas(shared_data: Path) -> None:
    tables = shared_data / "standards/st27"
    assert set(ST27.states) == column(tables / "states.csv", "code")
    assert set(ST27.stages) == column(tables / "stages.csv", "code")
    assert set(ST27.categories) == column(tables / "categories.csv", "category")
    assert set(ST27.indicators) == column(tables / "event_indicators.csv", "code")
    with (tables / "detailed_events.csv").open(encoding="utf-8") as stream:
        detailed = {row[2] for row in csv.reader(stream)} - {"detailed_event_code", "code"}
    real = {code for code in detailed if code[1:].isdecimal() and not code.endswith("00")}
    assert set(ST27.events) == real
    assert len(real) == 158


def test_every_entry_has_a_name_in_both_languages() -> None:
    for table in (ST27.states, ST27.stages, ST27.categories, ST27.events, ST27.indicators):
        assert all(entry.en and entry.ja for entry in table.values())


def test_effects_are_of_known_events_states_and_stages() -> None:
    for code, effect in ST27.effects.items():
        assert code in ST27.events or code in ST27.categories
        assert effect.state in {"", *ST27.states}
        assert effect.stage is None or str(effect.stage) in ST27.stages


def test_every_offices_codes_are_named_and_of_the_standard() -> None:
    for profile in (*offices().values(), generic()):
        for table in profile.events.values():
            for code, rule in table.items():
                assert rule.event in EVENTS, (profile.code, code)
                assert rule.indicator in {"", *ST27.indicators}, (profile.code, code)
                assert rule.name("en"), (profile.code, code)
                assert rule.name("ja"), (profile.code, code)
