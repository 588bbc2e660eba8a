"""The commands for accounts and the audit trail."""

import secrets
import sys

import click

from madoguchi import accounts
from madoguchi.accounts import ActorKind, Registration, assignable
from madoguchi.cli import listings, printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.errors import RefusedError
from madoguchi.model import Name

_ADMINISTER = "administer:account:any"
_roles = click.Choice(assignable())
_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
_generate = click.option("--generate", is_flag=True, help="Make a password and print it, once.")


@click.group()
def account() -> None:
    """Accounts of people, organisations and programs."""


@account.command()
@click.argument("name")
@click.option("--kind", type=click.Choice([k.value for k in ActorKind]), default="person")
@click.option("--role", "roles", multiple=True, type=_roles, help="A role; may be repeated.")
@click.option("--name-en", default="", help="The name in English, where NAME is in Japanese.")
@click.option("--contact", default="", help="Mail address or telephone.")
@click.option("--organisation", default="", help="The number of the organisation it belongs to.")
@click.option("--number", default="", help="The identification number that it has already.")
@_from_stdin
@_generate
@with_home
@told
@needs(_ADMINISTER)
def add(  # noqa: PLR0913 - one parameter for each option
    office: Office,
    *,
    name: str,
    kind: str,
    roles: tuple[str, ...],
    name_en: str,
    contact: str,
    organisation: str,
    number: str,
    password_stdin: bool,
    generate: bool,
) -> None:
    """Add an account; prints the identification number."""
    japanese = any(ord(sign) > 0x2E7F for sign in name)
    names = [Name(name=name, lang="ja" if japanese else "en")]
    names += [Name(name=name_en, lang="en")] if name_en else []
    wanted = Registration(
        kind=ActorKind(kind),
        names=tuple(names),
        contact=contact,
        organisation=organisation,
        roles=roles,
        number=number,
    )
    added = accounts.register(office.accounts, wanted, by=office.by)
    click.echo(added.number)
    if password_stdin or generate:
        _set(office, added.number, stdin=password_stdin)


@account.command("list")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@with_home
@told
@needs(_ADMINISTER)
def list_(office: Office, form: str) -> None:
    """List the accounts with their roles."""
    after, found = "", []
    while page := office.accounts.actors(after, 500):
        found += page
        after = page[-1].number
    printing.accounts(found, form)


@account.command()
@click.argument("number")
@click.option("--add", "added", multiple=True, type=_roles, help="Give this role.")
@click.option("--remove", "removed", multiple=True, type=_roles, help="Take this role.")
@with_home
@told
@needs(_ADMINISTER)
def role(office: Office, number: str, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Give and take roles; prints the roles that the account then has."""
    for name in added:
        accounts.grant(office.accounts, number, name, by=office.by)
    for name in removed:
        accounts.revoke(office.accounts, number, name, by=office.by)
    click.echo(" ".join(office.accounts.actor(number).roles))


@account.command()
@click.argument("number")
@_from_stdin
@_generate
@with_home
@told
@needs(_ADMINISTER)
def password(office: Office, number: str, *, password_stdin: bool, generate: bool) -> None:
    """Set an account's password; its sessions end."""
    if password_stdin or generate:
        _set(office, number, stdin=password_stdin)
        return
    text = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    office.accounts.set_password(number, text, by=office.by)


def _set(office: Office, number: str, *, stdin: bool) -> None:
    text = sys.stdin.readline().rstrip("\r\n") if stdin else secrets.token_urlsafe(18)
    office.accounts.set_password(number, text, by=office.by)
    if not stdin:
        click.echo(text)


@account.command("close")
@click.argument("number")
@click.option("--reason", required=True, help="Why; it stays on the register.")
@with_home
@told
@needs(_ADMINISTER)
def close_(office: Office, number: str, reason: str) -> None:
    """Close an account for good: sessions, tokens and password go, the number is never reused."""
    accounts.close(office.accounts, number, reason, by=office.by)


@account.command()
@click.argument("number")
@click.argument("plan")
@with_home
@told
@needs(_ADMINISTER)
def plan(office: Office, number: str, plan: str) -> None:
    """Count a program's calls against another plan; it is told by mail."""
    click.echo(accounts.set_plan(office.accounts, number, plan, by=office.by).plan)


@account.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why; it stays on the register and is told by mail.")
@with_home
@told
@needs(_ADMINISTER)
def suspend(office: Office, number: str, reason: str) -> None:
    """Serve an account, and the programs that it answers for, no more until it is resumed."""
    accounts.suspend(office.accounts, number, reason, by=office.by)


@account.command()
@click.argument("number")
@click.option("--reason", default="", help="Why; it stays on the register.")
@with_home
@told
@needs(_ADMINISTER)
def resume(office: Office, number: str, reason: str) -> None:
    """Serve a suspended account again."""
    accounts.resume(office.accounts, number, reason, by=office.by)


@account.command()
@click.argument("number")
@click.option("--name", default="token", show_default=True, help="What the key is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
@click.option("--scope", "scopes", multiple=True, help="A permission; may be repeated.")
@click.option("--rotate", default="", help="Make it in place of the key of this name.")
@click.option("--hours", type=click.IntRange(0, 2160), default=24, show_default=True)
@click.option("--end", is_flag=True, help="End all keys of the program instead.")
@with_home
@told
@needs(_ADMINISTER)
def token(  # noqa: PLR0913 - one parameter for each option
    office: Office,
    *,
    number: str,
    name: str,
    days: int,
    scopes: tuple[str, ...],
    rotate: str,
    hours: int,
    end: bool,
) -> None:
    """Make a key for a program; it is printed once and kept nowhere."""
    held, by = office.accounts, office.by
    if end:
        click.echo(f"{accounts.end_tokens(held, number, by=by)} ended")
    elif rotate:
        click.echo(accounts.rotate_token(held, number, rotate, hours, by=by))
    else:
        click.echo(accounts.make_token(held, number, name, days, by=by, scopes=scopes))


@account.command()
@click.argument("number")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@with_home
@told
@needs(_ADMINISTER)
def keys(office: Office, number: str, form: str) -> None:
    """List a program's keys: what each is for, how long it holds, when it was last used."""
    listings.keys(office.accounts.tokens.of(office.accounts.actor(number).number), form)


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--before", type=click.IntRange(0), default=0, help="Only before this position.")
@click.option("--actor", default="", help="Only what this account did.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@with_home
@told
@needs("read:audit:any")
def audit(office: Office, limit: int, before: int, actor: str, form: str) -> None:
    """Print the audit trail, the latest first."""
    if actor and not actor.isalnum():
        raise RefusedError(f"{actor[:40]!r} is no account: give an identification number")
    printing.audit(office.accounts.audit.latest(limit, before, actor), form)
