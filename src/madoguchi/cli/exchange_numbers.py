"""The commands for numbers: what is missing, numbers without a document, lists, available data."""

import csv
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from madoguchi import clock
from madoguchi.cli import exchange_printing as shown
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.cli.exchange_packages import product_of
from madoguchi.errors import RefusedError
from madoguchi.exchange import NumberException, NumberExceptions, Offer, offers, write_list
from madoguchi.exchange import Range as Numbers
from madoguchi.model import Right

_FORMS = click.Choice(["text", "json", "csv"])
_right = click.option(
    "--right",
    type=click.Choice([one.value for one in Right]),
    default=Right.PATENT.value,
    show_default=True,
)
_HEAD = ("numbers", "series", "first", "last", "count", "week", "inferred")


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("product")
@click.option("--week", default="", help="Only this week of publication, such as 2026-W47.")
@click.option("--direction", type=click.Choice(["in", "out"]), help="Must be the product's.")
@click.option("--format", "form", type=_FORMS, default="text", show_default=True)
@with_home
@told
@needs("read:exchange:any")
def missing(
    office: Office, id_: str, product: str, week: str, direction: str | None, form: str
) -> None:
    """List the numbers of a product that were not handed over, in ranges."""
    agreed = product_of(office.exchange.partners.partner(id_), product)
    if direction and direction != agreed.direction:
        raise RefusedError(f"{product} goes {agreed.direction}, not {direction}")
    found = office.exchange.completeness(agreed.direction, id_, agreed).missing(week)
    rows = [_range(one) for one in found]
    if form == "json":
        printing.as_json(rows)
    elif form == "csv":
        _csv(_HEAD, rows)
    else:
        _missing(found)


def _missing(found: Sequence[Numbers]) -> None:
    for one in found:
        how = "inferred from a gap" if one.inferred else "on the office's list"
        shown.line(one, f"{one.numbers} numbers", one.week, how)
    count = sum(one.numbers for one in found)
    click.echo(f"{count} numbers are missing" if found else "Nothing is missing.")


def _range(one: Numbers) -> dict[str, Any]:
    return {
        "numbers": str(one), "series": one.series.replace("|", " ").strip(), "first": one.first,
        "last": one.last, "count": one.numbers, "week": one.week, "inferred": one.inferred,
    }  # fmt: skip


def _csv(head: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    out = csv.DictWriter(sys.stdout, head, lineterminator="\r\n")
    out.writeheader()
    out.writerows(rows)


# -- numbers without a document ----------------------------------------------------------------


@click.group()
def exception() -> None:
    """Numbers of an office without a document, and why (exception codes of WIPO ST.37)."""


@exception.command("put")
@click.argument("office_code", metavar="OFFICE")
@click.argument("number")
@click.argument("kind")
@click.argument("code")
@_right
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day concerned.")
@click.option("--note", default="", help="What there is to say of it.")
@with_home
@told
@needs("change:exchange:any")
def put_(  # noqa: PLR0913, PLR0917 - one parameter for each option
    office: Office, office_code: str, number: str, kind: str, code: str, right: str,
    day: datetime | None, note: str,
) -> None:  # fmt: skip
    """Note that a number has no document, such as: put JP 2026012345 A N."""
    one = NumberException(
        office=office_code.upper(), right=right, number=number, kind=kind,
        date=day.date().isoformat() if day else "", code=code, note=note[:500], at="",
        by=office.by,
    )  # fmt: skip
    NumberExceptions(office.archive).put(one)
    click.echo(f"{one.office} {number} {kind} is noted with {code}; the next lists say so.")


@exception.command("list")
@click.argument("office_code", metavar="[OFFICE]", default="")
@shown.formatted
@with_home
@told
@needs("read:exchange:any")
def list_(office: Office, office_code: str, form: str) -> None:
    """List the numbers without a document, of one office or of all."""
    found = NumberExceptions(office.archive).all(office_code.upper())
    if form == "json":
        printing.as_json(found)
        return
    for one in found:
        shown.line(*(value for name, value in msgspec.structs.asdict(one).items() if name != "at"))
    if not found:
        click.echo("No number is noted.")


@exception.command()
@click.argument("office_code", metavar="OFFICE")
@click.argument("number")
@click.argument("kind")
@_right
@with_home
@told
@needs("change:exchange:any")
def remove(office: Office, office_code: str, number: str, kind: str, right: str) -> None:
    """Take back what was noted of a number."""
    NumberExceptions(office.archive).remove(office_code.upper(), right, number, kind)
    click.echo(f"Nothing is noted of {office_code.upper()} {number} {kind} any longer.")


# -- lists -------------------------------------------------------------------------------------


@click.command()
@click.argument("office_code", metavar="OFFICE")
@_right
@click.option(
    "--to",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write it.",
)
@with_home
@told
@needs("read:exchange:any")
def authority(office: Office, office_code: str, right: str, folder: Path) -> None:
    """Write the list of all numbers of an office (WIPO ST.37) as text, as XML, its definition."""
    for one in write_list(office.archive, office_code.upper(), Right(right), folder):
        shown.line(folder / one.name, f"{one.bytes} bytes", one.sha256)


@click.command()
@click.option("--format", "form", type=_FORMS, default="text", show_default=True)
@with_home
@told
@needs("read:exchange:any")
def data(office: Office, form: str) -> None:
    """List the available data: what we offer to partners, and what is held for everybody."""
    exchange, today = office.exchange, clock.today()
    own, partners = exchange.quarters.office, exchange.partners.all()
    found = offers(own, partners, office.window.holdings(), today)
    rows = [_flat(one) for one in found]
    if form == "json":
        printing.as_json(found)
    elif form == "csv":
        _csv(Offer.__struct_fields__, rows)
    else:
        for row in rows:
            shown.line(*row.values())
        if not rows:
            click.echo("There is no data yet.")


def _flat(one: Offer) -> dict[str, Any]:
    row = msgspec.structs.asdict(one)
    told = {name: "" if value is None else value for name, value in row.items()}
    lists = {name: " ".join(told[name]) for name in ("rights", "kinds", "contents")}
    return {**told, **lists}
