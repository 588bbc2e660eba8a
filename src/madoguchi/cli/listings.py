"""Lists that the commands for programs print: applications, keys, letters."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
import msgspec

from madoguchi.accounts import Application, Token
from madoguchi.cli.printing import as_json, one_line
from madoguchi.post import Waiting


def applications(found: Sequence[Application], form: str) -> None:
    if form == "json":
        as_json(found)
        return
    for one in found:
        wanted = one.wanted
        parts = (one.id, one.at, one.state.value, wanted.plan, wanted.api_id, wanted.mail)
        click.echo(one_line("  ".join((*parts, wanted.name, wanted.purpose))))


def keys(found: Sequence[Token], form: str) -> None:
    if form == "json":
        as_json(found)
        return
    for one in found:
        until = datetime.fromtimestamp(one.expires, UTC).isoformat(timespec="minutes")
        scopes = f"[{one.scopes or 'everything'}]"
        click.echo(
            one_line(f"{one.id}  until {until}  used {one.used or 'never'}  {scopes}  {one.name}")
        )


def letters(found: Sequence[Waiting], form: str) -> None:
    """What is in a letter stays out: it may hold the link that it was sent for."""
    if form == "json":
        as_json([msgspec.structs.replace(one, text="") for one in found])
        return
    for one in found:
        parts = (one.queued, one.state, one.recipient, one.subject, one.trouble)
        click.echo(one_line("  ".join(filter(None, parts))))
