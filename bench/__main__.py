"""All benchmarks, or those named: `python -m bench reading loading … dossiers`."""

import importlib
import platform
import sys

from bench.measuring import Row, table

ALL = (
    "reading",
    "loading",
    "querying",
    "paging",
    "storing",
    "registering",
    "serving",
    "dossiers",
    "exchange",
)


def main(names: list[str]) -> None:
    """Run benchmarks and print their table."""
    rows: list[Row] = []
    for name in names or ALL:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    print(f"Python {platform.python_version()}, {platform.machine()}, {len_cores()} cores\n")
    print(table(rows))


def len_cores() -> int:
    """The cores that this process may use."""
    import os  # noqa: PLC0415 - only here

    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main(sys.argv[1:])
