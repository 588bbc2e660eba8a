"""The commands for partner offices: what is written of each, its certificate, its way in."""

import secrets
from datetime import datetime
from pathlib import Path

import click
import msgspec

from madoguchi.accounts import Act
from madoguchi.cli import exchange_printing as shown
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.exchange import Partner, fingerprint, read_partner, write_partner

_LARGEST = 1_000_000
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def partner() -> None:
    """Partner offices: what was agreed with each, and how files are carried."""


def _read(file: Path) -> str:
    """Return a text file. Raises RefusedError."""
    if file.stat().st_size > _LARGEST:
        raise RefusedError(f"{file} has more than {_LARGEST:,} bytes")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{file} is not text in UTF-8: {error}") from None


def changed(office: Office, id_: str, what: str, detail: str = "") -> None:
    """Write into the audit trail what was done with a partner."""
    office.accounts.audit.record(Act.EXCHANGE_CHANGED, office.by, id_, change=what, detail=detail)


def _known(office: Office, id_: str) -> Partner | None:
    try:
        return office.exchange.partners.partner(id_)
    except NotFoundError:
        return None


@partner.command()
@click.argument("file", type=_file)
@with_home
@told
@needs("change:exchange:any")
def put(office: Office, file: Path) -> None:
    """Write a partner down as a TOML file says, or write a known one anew.

    A certificate that is pinned stays where the file has none.
    """
    new = read_partner(_read(file), str(file))
    known = _known(office, new.id)
    if known and known.certificate and not new.certificate:
        new = msgspec.structs.replace(new, certificate=known.certificate)
    version = office.exchange.partners.put(new, office.by)
    changed(office, new.id, "written", f"version {version}")
    click.echo(f"{new.id} is written, version {version}: {len(new.products)} products")
    if not new.certificate and new.going("in"):
        click.echo(
            "Nothing of it is let in before its certificate is pinned: "
            f"madoguchi exchange partner certificate {new.id} FILE.pem"
        )


@partner.command("list")
@with_home
@told
@needs("read:exchange:any")
def list_(office: Office) -> None:
    """List the partners."""
    found = office.exchange.partners.all()
    for one in found:
        ends = one.agreement.ends or ""
        shown.line(
            one.id, one.office, one.name("en"), f"{one.agreement.begins or '-'} to {ends or '-'}",
            " ".join(f"{product.direction}:{product.id}" for product in one.products),
        )  # fmt: skip
    if not found:
        click.echo("There is no partner yet; write one down: madoguchi exchange partner put FILE")


@partner.command()
@click.argument("id_", metavar="ID")
@click.option("--history", is_flag=True, help="List all versions instead: when, by whom.")
@with_home
@told
@needs("read:exchange:any")
def show(office: Office, id_: str, *, history: bool) -> None:
    """Show a partner as TOML that can be edited and put again, and the steps that were taken."""
    partners = office.exchange.partners
    found = partners.version(id_)
    if history:
        for one in partners.versions(id_):
            shown.line(f"version {one.version}", one.at, one.by, f"{_products(one.partner)}")
        return
    click.echo(write_partner(found.partner))
    shown.line(f"# version {found.version} of {found.at} by {found.by}")
    for step in partners.steps(id_):
        papers = ", ".join(one.name for one in step.papers)
        shown.line(f"# step {step.step}: {step.done or 'not done'}", step.note, papers)
    shown.line(f"# password: {'set' if partners.password(id_) else 'none'}")


def _products(found: Partner) -> str:
    return f"{len(found.products)} products, agreement {found.agreement.begins or '-'}"


@partner.command()
@click.argument("id_", metavar="ID")
@click.argument("file", type=_file)
@with_home
@told
@needs("change:exchange:any")
def certificate(office: Office, id_: str, file: Path) -> None:
    """Pin the certificate (PEM) that a partner signs with, in place of any other."""
    pem = _read(file)
    print_ = fingerprint(pem)
    found = office.exchange.partners.version(id_)
    new = msgspec.structs.replace(found.partner, certificate=pem)
    office.exchange.partners.put(new, office.by, found.version)
    changed(office, id_, "certificate", print_)
    click.echo(f"The certificate of {id_} is pinned. Its fingerprint (SHA-256) is\n  {print_}")
    click.echo("Compare it with the partner by telephone, at a number that you know already.")


@partner.command()
@click.argument("id_", metavar="ID")
@with_home
@told
@needs("change:exchange:any")
def password(office: Office, id_: str) -> None:
    """Make a new password with which a partner enters our server, and print it once."""
    found = office.exchange.partners.partner(id_)
    new = secrets.token_urlsafe(18)
    office.exchange.partners.set_password(id_, new, office.by)
    changed(office, id_, "password")
    click.echo(f"name      {id_}\npassword  {new}")
    click.echo("It is shown this once; tell it by another way than the name.")
    if found.transport.where != "ours":
        click.echo('It serves nothing yet: the partner\'s transport is not where = "ours".')


@partner.command()
@click.argument("id_", metavar="ID")
@click.argument("step_", metavar="STEP")
@click.option(
    "--done", type=click.DateTime(["%Y-%m-%d"]), help="The day; without it, it is not done yet."
)
@click.option("--note", default="", help="What there is to say of it.")
@with_home
@told
@needs("change:exchange:any")
def step(office: Office, id_: str, step_: str, done: datetime | None, note: str) -> None:
    """Write that a step towards the exchange was done: contact, conditions, policy or start."""
    day = done.date().isoformat() if done else ""
    office.exchange.partners.take_step(id_, step_, day, note, office.by)
    changed(office, id_, step_, day)
    click.echo(f"{id_}: {step_} {f'was done on {day}' if day else 'is not done yet'}")
