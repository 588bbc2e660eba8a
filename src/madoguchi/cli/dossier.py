"""The commands for dossiers: showing one, taking a file wrapper away, asking the sources."""

from pathlib import Path

import click

from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.dossier import (
    Answered,
    Asked,
    Dossier,
    Member,
    Standing,
    bind_pdf,
    bind_zip,
    wrapper_items,
)
from madoguchi.errors import NotFoundError
from madoguchi.law import Number, read_number
from madoguchi.model import CaseId
from madoguchi.premises import Premises

_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
_number = click.argument("number")
_SHORT = 60


@click.group()
def dossier() -> None:
    """Dossiers: the files of all offices of one invention."""


@dossier.command()
@_number
@_format
@click.option("--fresh", is_flag=True, help="Ask the sources anew, whatever is kept of them.")
@click.option("--held", is_flag=True, help="Only what is held here; ask nobody.")
@with_home
@told
@needs("read:case:laid-open")
def show(office: Office, number: str, form: str, *, fresh: bool, held: bool) -> None:
    """Show the dossier of an application or publication: members, and how each source answered."""
    here = Premises(office.home)
    case = _case(here, number)
    found = here.dossiers.of(
        Asked(case=case, outside=not (held or here.hides(case)), fresh=fresh, staff=True)
    )
    if form == "json":
        printing.as_json(found)
        return
    click.echo(f"family {found.id}, {len(found.members)} members")
    for member in found.members:
        _print_member(member)
    for name in found.named:
        click.echo(f"  {name}  claimed, nothing known")
    _print_answers(found)


def _case(here: Premises, text: str) -> CaseId:
    """The application that a number or identity is of. Raises NotFoundError, NumberError."""
    try:
        return CaseId.parse(text)
    except NotFoundError:
        pass
    numbers = [reading.number for reading in read_number(text)]
    found = here.applications(numbers)
    if not found:
        raise NotFoundError(f"nothing is held under {text[:_SHORT]!r}; give an application number")
    return CaseId.parse(found[0])


def _print_member(member: Member) -> None:
    number = Number(
        office=member.case.office, right=member.case.right, object="application",
        number=member.case.number,
    )  # fmt: skip
    documents = len(member.file.documents) if member.file else 0
    told_by = ", ".join(one or "here" for one in member.sources)
    told = member.file.bibliography.publications if member.file else ()
    named = [f"{one.office or member.case.office}{one.number}{one.kind}" for one in told]
    publications = " ".join([one.id for one in member.publications] or named)
    click.echo(
        f"  {member.id}  {number.printed('en')}  {member.filed or ''}  {documents} documents"
        f"  [{told_by}]  {publications}".rstrip()
    )


def _print_answers(found: Dossier) -> None:
    seen: dict[tuple[str, str], Answered] = {}
    for one in found.answers:
        seen.setdefault((one.source, one.failure or one.state), one)
    for (source, state), one in seen.items():
        at = f", as of {one.at:%Y-%m-%d %H:%M} UTC" if one.at else ""
        reason = f": {one.reason}" if one.reason else ""
        click.echo(f"source {source}: {state}{at}{reason}")


@dossier.command()
@_number
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_home
@told
@needs("read:case:laid-open")
def wrapper(office: Office, number: str, file: Path) -> None:
    """Write a file wrapper into FILE: .pdf with bookmarks, or .zip with a manifest."""
    if file.suffix not in (".pdf", ".zip"):
        raise click.UsageError("name a file that ends in .pdf or .zip")
    here = Premises(office.home)
    case = _case(here, number)
    asked = Asked(case=case, outside=not here.hides(case), staff=True)
    member = here.dossiers.of(asked).member(str(case))
    items = wrapper_items(member, here.dossiers.documents, lang="en", staff=True)
    title = f"{member.id} {member.title}".strip()
    chunks = bind_pdf(items, title, "en") if file.suffix == ".pdf" else bind_zip(items, title)
    with file.open("wb") as out:
        out.writelines(chunks)
    click.echo(f"{len(items)} documents written to {file}")


@dossier.command()
@_format
@with_home
@told
@needs("read:holdings:any")
def sources(office: Office, form: str) -> None:
    """List the sources as they stand: last answer, last failure, how much is used."""
    found = Premises(office.home).dossiers.sources.standing()
    if form == "json":
        printing.as_json(found)
        return
    for one in found:
        _print_source(one)
    if not found:
        click.echo("No source is configured; docs/sources.md says how.")


def _print_source(one: Standing) -> None:
    offices = " ".join(one.offices) or "every office"
    answered = f"answered {one.answered:%Y-%m-%d %H:%M} UTC" if one.answered else "never answered"
    failed = ""
    if one.failed:
        failed = f", failed {one.failed:%Y-%m-%d %H:%M} UTC ({one.failure}: {one.reason})"
    resting = f", left alone until {one.resting_until:%H:%M:%S} UTC" if one.resting_until else ""
    click.echo(f"{one.name}  {one.kind}  {one.address}  {offices}  {answered}{failed}{resting}")


@dossier.command()
@with_home
@told
@needs("maintain:index:any")
def follow(office: Office) -> None:
    """Ask the sources for the families of all cases on dockets, and note what is new there."""
    fresh = Premises(office.home).dockets.refresh()
    click.echo(f"{fresh} new results of other offices")
