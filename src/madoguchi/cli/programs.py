"""The commands for applications of programs, their keys, and the post."""

import click

from madoguchi import accounts
from madoguchi.accounts import State
from madoguchi.cli import listings
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.post import Outbox, carrier, deliver

_DECIDE = "administer:program:any"
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def program() -> None:
    """Applications for programs."""


@program.command("list")
@click.option("--all", "whole", is_flag=True, help="Those that are decided too.")
@_format
@with_home
@told
@needs(_DECIDE)
def list_(office: Office, form: str, *, whole: bool) -> None:
    """List the applications that wait for the office."""
    found = accounts.applications(office.accounts, None if whole else State.WAITING)
    listings.applications(found, form)


@program.command()
@click.argument("application")
@with_home
@told
@needs(_DECIDE)
def approve(office: Office, application: str) -> None:
    """Approve an application; the applicant is told by mail."""
    decided = accounts.approve(office.accounts, application, by=office.by)
    click.echo(" ".join(filter(None, (decided.state.value, decided.program))))


@program.command()
@click.argument("application")
@click.option("--reason", required=True, help="Why; the applicant is told.")
@with_home
@told
@needs(_DECIDE)
def refuse(office: Office, application: str, reason: str) -> None:
    """Refuse an application; the applicant is told by mail."""
    click.echo(accounts.refuse(office.accounts, application, reason, by=office.by).state.value)


@click.group()
def post() -> None:
    """Letters that wait to be delivered."""


@post.command()
@click.option("--early", is_flag=True, help="Try again at once what failed or was given up.")
@with_home
@told
@needs("maintain:post:any")
def send(office: Office, *, early: bool) -> None:
    """Deliver the letters that are due; ends with status 1 where one could not be."""
    outbox = Outbox(office.archive.database)
    done = deliver(outbox, carrier(office.home), early=early)
    click.echo(f"{done.sent} delivered, {done.failed} not")
    if done.failed:
        raise click.exceptions.Exit(1)


@post.command("list")
@click.option("--all", "whole", is_flag=True, help="Those delivered of late too.")
@_format
@with_home
@told
@needs("maintain:post:any")
def waiting(office: Office, form: str, *, whole: bool) -> None:
    """List the letters that wait, with what went wrong last; never what is in them."""
    listings.letters(Outbox(office.archive.database).letters(sent=whole), form)
