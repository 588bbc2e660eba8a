"""Measuring: interleaved rounds, CPU time, medians, and a table to print."""

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against what, the ratio and the goal."""

    what: str
    ours: str
    peer: str
    ratio: str
    goal: str


def cpu() -> float:
    """CPU seconds of this process and all its threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def interleaved(
    rounds: int, actions: Mapping[str, Callable[[], object]], clock: Callable[[], float] = cpu
) -> dict[str, float]:
    """Run actions in turn, round by round, after one round unmeasured; return median seconds."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for round_ in range(rounds + 1):
        for name, action in actions.items():
            begun = clock()
            action()
            if round_:
                taken[name].append(clock() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def wall() -> float:
    return time.perf_counter()


def table(rows: list[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| what | ours | peer | ratio | goal |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.ours} | {r.peer} | {r.ratio} | {r.goal} |" for r in rows]
    return "\n".join(lines)
