"""A year of exchange between offices, everything going wrong that can; what is true at its end.

    cd tests && python -m exchange.year --weeks 52 --big 3000

runs it with each office in a process of its own, killed now and then, and prints what was measured.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exchange.faults import BESIDE, LINE, Fault
from exchange.working import Apart
from exchange.world import Plan, World
from madoguchi.exchange import CODES

_QUIET_WEEKS = 30


class Dealt(NamedTuple):
    """A fault that bites in a week."""

    week: int
    name: str
    fault: Fault


class Proof(NamedTuple):
    """What a year came to: what is wrong, faults that no log has, what was said, weeks until well."""

    wrong: list[str]
    unsaid: list[str]
    codes: Counter[str]
    weeks: int
    packages: int
    records: int
    peaks: tuple[int, ...]
    killed: int


class Year:
    """Deals the faults to the weeks and lives through them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.weeks = world.plan.weeks
        self._dealt = list(self._deal())
        self._going: list[Iterator[None]] = []
        self._unsaid: list[str] = []

    def _deal(self) -> Iterator[Dealt]:
        """Every fault at least once, in an order that the seed gives; two weeks B is away."""
        for faults in (LINE, BESIDE):
            names = [*faults]
            self.world.random.shuffle(names)
            rounds = max(1, (self.weeks - 2) // len(names))
            last = max(1, self.weeks - 2)
            for place, name in enumerate(names * rounds):
                yield Dealt(1 + place * last // (len(names) * rounds), name, faults[name])

    def live(self) -> Proof:
        for _ in range(self.weeks):
            self._week()
        for going in self._going:
            for _ in going:
                pass
        after = self._mend()
        return self._proof(after)

    def _week(self) -> None:
        world, now = self.world, self.world.now
        world.publish()
        if world.plan.big and now == self.weeks // 2:
            world.publish_big(world.plan.big)
        if now % 3 == 0:
            world.drop()
        self._going += [one.fault.bites(world) for one in self._dealt if one.week == now]
        self._on()
        self._killed(now)
        world.turn_a()
        self._on()
        # A short year goes the costly ways only now and then.
        world.turn_b(models=world.plan.apart or now % 5 == 0)
        self._on()
        if world.plan.apart or now % 4 == 3:
            world.turn_a()
            world.carry_disks()
        self._on()
        world.now += 1

    def _on(self) -> None:
        self._going = [one for one in self._going if next(one, self) is not self]

    def _killed(self, now: int) -> None:
        """In a year of its own processes each of them is killed amid a turn every few weeks."""
        if self.world.plan.apart and now % 4 == 1:
            self.world.hand_a.kill_while("turn", self.world.instant)
            self.world.hand_b.kill_while("turn", self.world.instant)

    def _mend(self) -> int:
        """Weeks in which nothing goes wrong, until all is well; return how many it took."""
        for week in range(_QUIET_WEEKS):
            self.world.week()
            if not next(self.world.wrong(), ""):
                return week + 1
        return _QUIET_WEEKS

    def _proof(self, after: int) -> Proof:
        world = self.world
        logs = {office.code: Counter(office.codes()) for office in (world.a, world.b)}
        unsaid = [
            f"{one.name}: none of {one.fault.said}"
            for one in self._dealt
            if one.fault.said and not any(logs[who][code] for who, code in one.fault.said)
        ]
        shipments = [
            one for office in (world.a, world.b) for one in office.exchange.shipments.of("in")
        ]
        hands = (world.hand_a, world.hand_b)
        return Proof(
            wrong=list(world.wrong()), unsaid=unsaid, codes=sum(logs.values(), Counter()),
            weeks=after, packages=len(shipments), records=sum(one.records for one in shipments),
            peaks=tuple(one.peak for one in hands),
            killed=sum(one.killed for one in hands if isinstance(one, Apart)),
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--each", type=int, default=20, help="records of each sort a week")
    parser.add_argument("--big", type=int, default=0, help="a delivery of so many MB")
    parser.add_argument("--seed", type=int, default=20260105)
    parser.add_argument("--here", action="store_true", help="all in this process")
    given = parser.parse_args()
    plan = Plan(given.weeks, given.each, given.big, given.seed, apart=not given.here)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        world = World(Path(root), plan)
        proof = Year(world).live()
        world.close()
    print(f"{time.monotonic() - begun:.0f} s, {plan}")
    print(f"{proof.packages} packages, {proof.records} records, killed {proof.killed} times,")
    peaks = " and ".join(f"{one / 1000:.0f} MB" for one in proof.peaks)
    print(f"peak {peaks}, all well {proof.weeks} weeks after the last fault")
    for level in ("fault", "remark", "done"):
        shown = {code: n for code, n in sorted(proof.codes.items()) if CODES[code] == level}
        print(f"{level}: {shown}")
    print("\n".join([*proof.wrong, *proof.unsaid]) or "Nothing is wrong.")


if __name__ == "__main__":
    main()
