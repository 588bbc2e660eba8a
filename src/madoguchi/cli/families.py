"""The commands for families: what a family is made of, and how far others tell the same."""

from collections.abc import Iterator

import click

from madoguchi.cases import PublicCases, case_of
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.errors import NotFoundError, NumberError
from madoguchi.families import Agreement, Claim, Difference, Families, Family, Kin, agreement
from madoguchi.law import read_number
from madoguchi.model import CaseId

_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
_IDENTIFIERS = ("E-", "S-", "D-")


@click.group()
def families() -> None:
    """Families: which applications of all offices are for one invention."""


@families.command()
@click.argument("number")
@_format
@with_home
@told
@needs("read:holdings:laid-open")
def show(office: Office, number: str, form: str) -> None:
    """Show a family: its members, which claim links which, its identifiers and their past.

    NUMBER is a number of a publication or application in any spelling, a case, or an identifier.
    """
    found = _found(office, number.strip())
    if form == "json":
        printing.as_json(found)
        return
    for line in _lines(found):
        click.echo(printing.one_line(line))


@families.command("agreement")
@click.option("--examples", type=click.IntRange(0), default=20, show_default=True)
@_format
@with_home
@told
@needs("read:holdings:laid-open")
def agreement_(office: Office, examples: int, form: str) -> None:
    """Hold our simple families against the family numbers that the publications held tell."""
    found = agreement(office.archive, examples)
    if form == "json":
        printing.as_json(found)
        return
    for line in _compared(found):
        click.echo(printing.one_line(line))


def _found(office: Office, number: str) -> Family:
    """The one family of what was asked for. Raises NotFoundError."""
    known = Families(office.archive)
    if number.startswith(_IDENTIFIERS):
        return known.named(number)
    several = known.of_any(_cases(office, number))
    if not several:
        raise NotFoundError(f"no family is known of {number[:60]}")
    if len(several) > 1:
        choices = ", ".join(one.id for one in several)
        raise NotFoundError(f"{number[:60]} may be of any of {choices}; give one of these")
    return several[0]


def _cases(office: Office, number: str) -> list[CaseId]:
    """Every case that a number may be of: by itself, by a case file, by a publication."""
    try:
        return [CaseId.parse(number)]
    except NotFoundError:
        pass
    try:
        numbers = [reading.number for reading in read_number(number)]
    except NumberError:
        numbers = []
    applied = [CaseId(office=n.office, right=n.right, number=n.number) for n in numbers]
    files = [CaseId.parse(one) for one in PublicCases(office.archive).named(numbers)]
    cards = office.window.named([*(one.id for one in numbers), number.upper()])
    published = office.archive.publications([card.id for card in cards]).values()
    return [*applied, *files, *(case for one in published if (case := case_of(one)))]


def _lines(family: Family) -> Iterator[str]:
    yield f"{family.id}  extended family of {len(family.members)} applications"
    for simple in sorted({kin.simple for kin in family.members}):
        kin = [one for one in family.members if one.simple == simple]
        yield f"  {simple}  priorities {' '.join(family.priorities(kin[0].application))}"
        yield from (f"    {_member(one)}" for one in kin)
    yield "links"
    yield from _links(family.claims)
    if family.past:
        yield "past of the identifiers"
    for past in family.past:
        yield f"  {past.at}  {past.id} {past.happened} {past.other}".rstrip()


def _member(kin: Kin) -> str:
    return f"{kin.application:<18} {kin.case or '(nothing held)'}  {kin.domestic}"


def _links(claims: tuple[Claim, ...]) -> Iterator[str]:
    tellers: dict[str, list[str]] = {}
    for one in claims:
        link = f"  {one.application} {one.relation} {one.claimed}"
        tellers.setdefault(link, []).append(one.teller)
    for link, several in tellers.items():
        more = f" and {len(several) - 3} more" if len(several) > 3 else ""
        yield f"{link}  told by {', '.join(several[:3])}{more}"


def _compared(found: Agreement) -> Iterator[str]:
    yield f"{found.applications} applications are told the number of a simple family"
    yield f"pairs of one family: {found.both} told and ours, {found.told} told, {found.ours} ours"
    yield f"families told that are several of ours: {found.split}"
    yield f"families of ours that are told to be several: {found.joined}"
    for one in found.differences:
        yield from _explained(one)


def _explained(one: Difference) -> Iterator[str]:
    split = one.told[0] == one.told[1]
    what = f"told as one ({one.told[0]})" if split else f"ours as one ({one.ours[0]})"
    yield f"{' and '.join(one.applications)}: {what}"
    sides = zip(one.applications, one.told, one.ours, one.priorities, strict=True)
    for application, told_, ours, priorities in sides:
        yield f"  {application}  {told_}  {ours}  priorities {' '.join(priorities)}"
    yield from _links(one.claims)
    if not one.claims:
        yield "  nothing held links them"
