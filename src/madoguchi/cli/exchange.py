"""The commands for data exchange between offices: who we are, how it stands, turns, the log."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from madoguchi.cli import exchange_printing as shown
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.cli.exchange_numbers import authority, data, exception, missing
from madoguchi.cli.exchange_packages import (
    export,
    held,
    import_,
    pack,
    refuse,
    release,
    requests,
    verify,
)
from madoguchi.cli.exchange_partners import partner
from madoguchi.cli.exchange_sample import sample
from madoguchi.errors import MadoguchiError
from madoguchi.exchange import Entry, OwnOffice, Serving, fingerprint, own_key_line
from madoguchi.wording import LANGUAGES


@click.group()
def exchange() -> None:
    """Data exchange with partner offices: packages out and in, requests, completeness."""


for _command in (
    partner, pack, export, import_, held, release, refuse, requests, verify,
    missing, exception, authority, data, sample,
):  # fmt: skip
    exchange.add_command(_command)


@exchange.command()
@click.argument("code")
@click.option("--name-ja", default="", help="Our name in Japanese.")
@click.option("--name-en", default="", help="Our name in English.")
@click.option("--mail", default="", help="Our desk's address, told of delays.")
@with_home
@told
@needs("change:exchange:any")
def begin(office: Office, code: str, name_ja: str, name_en: str, mail: str) -> None:
    """Write who we are (CODE of WIPO ST.3) and make our keys; say what partners need of us."""
    quarters = office.exchange.quarters
    known = quarters.begun
    names = {lang: name for lang, name in (("ja", name_ja), ("en", name_en)) if name}
    seal = quarters.begin(OwnOffice(office=code.upper(), names=names, mail=mail))
    if known:
        click.echo(f"{quarters.settings} is there already and stays as it is; edit it there.")
    else:
        click.echo(f"{quarters.settings} is written; names, mail and ports are edited there.")
    shown.what_partners_need(quarters, fingerprint(seal.certificate), own_key_line(quarters))


@exchange.command()
@click.argument("id_", metavar="[ID]", default="")
@shown.formatted
@click.option("--lang", type=click.Choice([*LANGUAGES]), default="en", show_default=True)
@with_home
@told
@needs("read:exchange:any")
def status(office: Office, id_: str, form: str, lang: str) -> None:
    """Show how the exchange stands with one partner, or with all."""
    found = office.exchange.status
    partners = office.exchange.partners
    states = [found.of(partners.partner(id_))] if id_ else found.all()
    if form == "json":
        printing.as_json([shown.state_value(one) for one in states])
        return
    if not states:
        click.echo("There is no partner yet; write one down: madoguchi exchange partner put FILE")
    for one in states:
        shown.state(one, lang)


@exchange.command()
@click.argument("id_", metavar="[ID]", default="")
@click.option("--faults", is_flag=True, help="Only what somebody must mend.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many lines."
)
@click.option("--before", type=click.IntRange(0), default=0, help="Only before this position.")
@shown.formatted
@click.option("--lang", type=click.Choice([*LANGUAGES]), default="en", show_default=True)
@with_home
@told
@needs("read:exchange:any")
def log(  # noqa: PLR0913 - one parameter for each option
    office: Office, id_: str, limit: int, before: int, form: str, lang: str, *, faults: bool
) -> None:
    """Print the log, the latest first: what happened and, of what went wrong, what to do."""
    if id_:
        office.exchange.partners.partner(id_)
    found = list(_entries(office, id_, before, limit, faults=faults))
    if form == "json":
        printing.as_json([shown.entry_value(one, lang) for one in found])
        return
    if not found:
        click.echo("Nothing is in the log." if not faults else "No fault is in the log.")
    for one in found:
        shown.entry(one, lang)


def _entries(office: Office, id_: str, before: int, limit: int, *, faults: bool) -> Iterator[Entry]:
    """Yield so many lines, looking further back where only faults are wanted."""
    left = limit
    while left and (some := office.exchange.log.latest(id_, 1000, before)):
        wanted = [one for one in some if not faults or one.level == "fault"][:left]
        yield from wanted
        left -= len(wanted)
        before = some[-1].position


# -- turns -------------------------------------------------------------------------------------


@exchange.command()
@with_home
@told
@needs("change:exchange:any")
def turn(office: Office) -> None:
    """Do once what is due with every partner; ends with status 1 where something went wrong."""
    faults = _turn(office)
    if faults:
        raise click.ClickException(f"{faults} faults; the lines above say what to do")


def _turn(office: Office) -> int:
    """Do a turn, print what the log says of it; return how many faults there were."""
    office.exchange.quarters.office  # noqa: B018 - says what to do where nothing was begun
    before = next(iter(office.exchange.log.latest(limit=1)), None)
    office.exchange.turn()
    since = before.position if before else 0
    fresh = [one for one in office.exchange.log.latest(limit=1000) if one.position > since]
    for one in reversed(fresh):
        shown.entry(one, "en")
    if not fresh:
        click.echo("Nothing was due.")
    return sum(one.level == "fault" for one in fresh)


@exchange.command()
@click.option(
    "--every",
    type=click.FloatRange(0.01),
    default=10.0,
    show_default=True,
    help="Minutes from one turn to the next.",
)
@with_home
@told
@needs("change:exchange:any")
def serve(office: Office, every: float) -> None:
    """Run the servers of exchange/office.toml and a turn every few minutes, until stopped."""
    serving = Serving(office.archive, office.exchange.quarters)
    with _until_stopped():
        try:
            serving.start(click.echo)
            click.echo(f"A turn every {every:g} minutes; stop with Ctrl-C or SIGTERM.")
            while True:
                _one_of_many(office)
                time.sleep(every * 60)
        finally:
            serving.stop()


def _one_of_many(office: Office) -> None:
    """A turn that fails is told of, and the next one comes."""
    try:
        _turn(office)
    except (MadoguchiError, OSError, DBAPIError) as error:
        click.echo(f"the turn ended early: {error}", err=True)


@contextmanager
def _until_stopped() -> Iterator[None]:
    """SIGTERM ends it as Ctrl-C does; whatever is cut short is taken up at the next turn."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        signal.signal(signal.SIGTERM, before)
