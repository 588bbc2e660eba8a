"""The commands for packages: made, carried by hand, held, proved; what is asked for again."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from madoguchi.cli import exchange_printing as shown
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.cli.exchange_partners import changed
from madoguchi.errors import ForbiddenError, NotFoundError, RefusedError
from madoguchi.exchange import Partner, Product, Proof, Shipment, prove

# How long a command waits for the turn of another process, in seconds.
_PATIENCE = 30.0
_day = click.DateTime(["%Y-%m-%d"])
_folder = click.Path(path_type=Path, file_okay=False)
_there = click.Path(path_type=Path, exists=True, file_okay=False)


def product_of(partner: Partner, id_: str) -> Product:
    """Return a product of a partner. Raises NotFoundError."""
    found = partner.product(id_)
    if found is None:
        known = ", ".join(one.id for one in partner.products) or "none"
        raise NotFoundError(f"{partner.id} has no product {id_[:40]!r}; its products are {known}")
    return found


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("product")
@click.option("--back", is_flag=True, help="All that is held, not only what is new.")
@click.option("--from", "first", type=_day, help="With --back: published on this day or later.")
@click.option("--to", "last", type=_day, help="With --back: published on this day or earlier.")
@click.option(
    "--records",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Only the publications in this file, an identity (JP2026000001A) a line.",
)
@with_home
@told
@needs("change:exchange:any")
def pack(  # noqa: PLR0913 - one parameter for each option
    office: Office, id_: str, product: str, first: datetime | None, last: datetime | None,
    records: Path | None, *, back: bool,
) -> None:  # fmt: skip
    """Make a package now: of what is new, of everything (--back), or of named publications."""
    if (first or last) and not back:
        raise click.UsageError("--from and --to go with --back")
    if records and back:
        raise click.UsageError("--records and --back do not go together")
    partner = office.exchange.partners.partner(id_)
    agreed = product_of(partner, product)
    with office.exchange.working(_PATIENCE):
        if records:
            made = office.exchange.dispatch.correct(partner, agreed, _identities(records))
        elif back:
            made = office.exchange.dispatch.back(partner, agreed, _date(first), _date(last))
        else:
            made = _front(office, partner, agreed)
    shown.packages([made])


def _front(office: Office, partner: Partner, product: Product) -> Shipment:
    reason = office.exchange.dispatch.forbidden(partner, product)
    if reason:
        raise ForbiddenError(f"nothing goes out to {partner.id}: {reason}")
    return office.exchange.dispatch.front(partner, product)


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None


def _identities(file: Path) -> tuple[str, ...]:
    """Read identities, a line each. Raises RefusedError."""
    try:
        found = tuple(line.strip() for line in file.read_text("utf-8").splitlines())
    except UnicodeDecodeError as error:
        raise RefusedError(f"{file} is not text in UTF-8: {error}") from None
    if not any(found):
        raise RefusedError(f"{file} names no publication; write an identity a line")
    return tuple(dict.fromkeys(filter(None, found)))


# -- by hand -----------------------------------------------------------------------------------


@click.command()
@click.argument("folder", metavar="DIR", type=_folder)
@click.option("--to", "id_", required=True, metavar="ID", help="The partner that it is for.")
@click.option("--again", is_flag=True, help="All that lies ready, carried before or not.")
@with_home
@told
@needs("change:exchange:any")
def export(office: Office, folder: Path, id_: str, *, again: bool) -> None:
    """Write what was not carried to a partner yet onto a disk, packing what is due."""
    partner = office.exchange.partners.partner(id_)
    folder.mkdir(parents=True, exist_ok=True)
    before = _position(office)
    count = office.exchange.export(partner, folder, again=again)
    own = office.exchange.quarters.office.office
    click.echo(f"{count} files are in {folder / f'{own}-to-{partner.office}'}")
    _stop_at_faults(office, before)


@click.command("import")
@click.argument("folder", metavar="DIR", type=_there)
@click.option("--from", "id_", required=True, metavar="ID", help="The partner that it is from.")
@with_home
@told
@needs("change:exchange:any")
def import_(office: Office, folder: Path, id_: str) -> None:
    """Take in what is new on a partner's disk."""
    partner = office.exchange.partners.partner(id_)
    own = office.exchange.quarters.office.office
    place = folder / f"{partner.office}-to-{own}"
    if not place.is_dir():
        raise NotFoundError(f"{place} is not there: on this disk is nothing from {id_} for us")
    before = _position(office)
    count = office.exchange.import_(partner, folder)
    click.echo(f"{count} new files")
    _stop_at_faults(office, before)


def _position(office: Office) -> int:
    return next((one.position for one in office.exchange.log.latest(limit=1)), 0)


def _stop_at_faults(office: Office, before: int) -> None:
    """Print what the log says since a position. Ends with status 1 where that is a fault."""
    fresh = [one for one in office.exchange.log.latest(limit=1000) if one.position > before]
    for one in reversed(fresh):
        shown.entry(one, "en")
    faults = sum(one.level == "fault" for one in fresh)
    if faults:
        raise click.ClickException(f"{faults} faults; the lines above say what to do")


# -- what is held ------------------------------------------------------------------------------


@click.command()
@shown.formatted
@with_home
@told
@needs("read:exchange:any")
def held(office: Office, form: str) -> None:
    """List the packages that a gate holds, with the reasons."""
    found = office.exchange.shipments.of("in", states=("held",))
    if form == "json":
        printing.as_json(found)
        return
    shown.packages(found)
    if not found:
        click.echo("No package is held.")


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("product")
@click.argument("sequence", type=click.IntRange(1))
@with_home
@told
@needs("change:exchange:any")
def release(office: Office, id_: str, product: str, sequence: int) -> None:
    """Let a package in that is held, as it is."""
    partner = office.exchange.partners.partner(id_)
    with office.exchange.working(_PATIENCE):
        office.exchange.arrivals.release(partner, product, sequence)
        changed(office, id_, "released", f"{product} {sequence}")
        office.exchange.take_in(partner)
    shown.packages([office.exchange.shipments.one("in", id_, product, sequence)])


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("product")
@click.argument("sequence", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why; the partner is told.")
@with_home
@told
@needs("change:exchange:any")
def refuse(office: Office, id_: str, product: str, sequence: int, reason: str) -> None:
    """Refuse a package that is held; the partner gets a receipt with the reason."""
    partner = office.exchange.partners.partner(id_)
    with office.exchange.working(_PATIENCE):
        office.exchange.arrivals.refuse(partner, product, sequence, reason)
        changed(office, id_, "refused", f"{product} {sequence}: {reason}")
    shown.packages([office.exchange.shipments.one("in", id_, product, sequence)])


@click.command()
@shown.formatted
@with_home
@told
@needs("read:exchange:any")
def requests(office: Office, form: str) -> None:
    """List what we asked partners for again, and what they asked us for."""
    found = [*office.exchange.messages.asked("in"), *office.exchange.messages.asked("out")]
    if form == "json":
        printing.as_json(found)
        return
    shown.requests(found)
    if not found:
        click.echo("Nothing was asked for again.")


# -- proof -------------------------------------------------------------------------------------


@click.command()
@click.argument("folder", metavar="DIR", type=_there)
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A certificate (PEM) that may have signed; may be repeated.",
)
@told
@needs("read:help:laid-open")
def verify(folder: Path, certificates: Sequence[Path]) -> None:
    """Prove a package, or a disk of packages: every signature, every length, every hash.

    Without --certificate the signature's own is taken; compare its fingerprint.
    """
    found = list(prove(folder, [file.read_text("ascii", "replace") for file in certificates]))
    for one in found:
        _proof(one, folder)
    bad = sum(bool(one.reasons) for one in found)
    if not found:
        raise NotFoundError(f"nothing signed is in {folder}")
    for signer in sorted({one.signer for one in found if one.signer and not certificates}):
        click.echo(f"signed by a certificate with the fingerprint\n  {signer}")
    if bad:
        raise click.ClickException(f"{bad} of {len(found)} are not as they were signed")
    click.echo(f"{len(found)} signatures hold, and every file is as it was signed.")


def _proof(one: Proof, folder: Path) -> None:
    name = one.path.relative_to(folder).as_posix()
    state = "wrong" if one.reasons else "right"
    shown.line(state, name, f"{one.records} records, {one.bytes} bytes")
    for reason in one.reasons:
        shown.line(f"        {reason}")
