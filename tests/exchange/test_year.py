"""A short year of exchange in which everything goes wrong that can."""

from pathlib import Path

import pytest

from exchange.world import Plan, World
from exchange.year import Year
from madoguchi.exchange import CODES
from madoguchi.wording import messages


@pytest.mark.timeout(240)
def test_after_a_year_of_faults_both_hold_what_was_published_and_agreed(tmp_path: Path) -> None:
    world = World(tmp_path, Plan(weeks=19, each=1, big=8))
    proof = Year(world).live()
    world.close()
    assert proof.wrong == []
    assert proof.unsaid == []
    assert proof.packages > 100
    for code in proof.codes:
        assert messages("ja").has(f"exchange-remedy-{code}"), code
    assert sum(CODES[code] == "fault" for code in proof.codes) >= 12
