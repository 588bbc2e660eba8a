"""Starting the server processes."""

import os
from pathlib import Path

import click
import uvicorn

from madoguchi import settings
from madoguchi.accounts import plans
from madoguchi.post import carrier

HEADS = "madoguchi.cli.heads:BoundedHeads"


def serve(home: Path, position: int, host: str, port: int, workers: int) -> None:
    """Serve the window until interrupted; every worker process opens the data directory itself."""
    carrier(home), settings.programs(), plans()  # a wrong setting is said at the start
    os.environ[settings.HOME] = str(home.resolve())
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    os.environ.setdefault(settings.ADDRESS, f"http://{shown}:{port}")
    click.echo(f"Madoguchi serves {home} (searchable as of position {position})")
    click.echo(f"  open  http://{shown}:{port}/")
    click.echo(
        "  try   電池   |   lithium battery   |   特開2019-173634   |   H01M/IP*20200101:/PD"
    )
    click.echo("  stop  Ctrl-C")
    uvicorn.run(
        "madoguchi.front:application",
        factory=True,
        http=HEADS,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
