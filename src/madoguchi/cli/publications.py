"""The commands for single publications: withdrawing one, and what is kept of it for the record."""

import sys

import click

from madoguchi.accounts import Act
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.errors import NotFoundError
from madoguchi.intake import withdraw as withdraw_publication


@click.group()
def publication() -> None:
    """Single publications: withdrawals, and what is kept for the record."""


@publication.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why; kept for the record, not told to the public.")
@with_home
@told
@needs("load:files:any")
def withdraw(office: Office, number: str, reason: str) -> None:
    """Withdraw a publication: it is given out no more, and its address says so.

    A later document of the same source brings it back.
    """
    id_ = printing.one_publication(office.window, office.archive, number)
    withdraw_publication(office.archive, office.index, id_, office.by, reason)
    office.accounts.audit.record(Act.PUBLICATION_WITHDRAWN, office.by, id_, reason=reason.strip())
    click.echo(f"{id_} is withdrawn. What bulk data told of it is taken back with the next week.")


@publication.command()
@click.argument("id_", metavar="ID")
@click.option("--position", type=click.IntRange(1), help="Write what was received there.")
@with_home
@told
@needs("load:files:any")
def history(office: Office, id_: str, position: int | None) -> None:
    """List everything ever received of a publication, withdrawn or not."""
    kept = office.archive.withdrawals
    if position is not None:
        sys.stdout.buffer.write(kept.original(id_, position))
        return
    entries = kept.versions(id_)
    if not entries:
        raise NotFoundError(f"{id_} is not held here")
    for one in entries:
        what = "withdrawn" if one.withdrawn else f"version {one.version}"
        line = f"{one.position}  {one.received}  {one.source}  {what}  {one.file}"
        click.echo(printing.one_line(line))
