"""The command `madoguchi`: the same verbs as the window, for operators and scripts."""

import sys
from itertools import chain
from pathlib import Path
from typing import Any

import click
import msgspec

from madoguchi import __version__, settings
from madoguchi.accounts import account_views
from madoguchi.bulk import BulkPublications
from madoguchi.cases import OfficeCases, PublicCases, verify_cases
from madoguchi.cli import printing, serving
from madoguchi.cli.accounts import account, audit
from madoguchi.cli.bulk import bulk
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.cli.dossier import dossier
from madoguchi.cli.exchange import exchange
from madoguchi.cli.families import families
from madoguchi.cli.programs import post, program
from madoguchi.cli.progress import LoadProgress
from madoguchi.cli.publications import publication
from madoguchi.cli.translation import translation
from madoguchi.errors import MadoguchiError
from madoguchi.families import family_views
from madoguchi.intake import judge_all, total_size
from madoguchi.intake import load as load_files
from madoguchi.law import read_number
from madoguchi.sample import write_sample
from madoguchi.search import SORTS, Asked

_home = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=settings.home,
    show_default="./office",
    help="The data directory.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="madoguchi")
@_home
@click.option("--as", "number", default="", help="Act as this account, with its permissions only.")
@click.pass_context
def main(context: click.Context, home: Path, number: str) -> None:
    """An intellectual-property office in a box."""
    context.obj = Office(home, number)


main.add_command(account)
main.add_command(audit)
main.add_command(program)
main.add_command(post)
main.add_command(bulk)
main.add_command(families)
main.add_command(translation)
main.add_command(dossier)
main.add_command(publication)
main.add_command(exchange)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report here (JSON).",
)
@click.option("--library", is_flag=True, help="Into the examiners' library, which is not public.")
@with_home
@told
@needs("load:files:any")
def load(office: Office, paths: tuple[Path, ...], report: Path | None, *, library: bool) -> None:
    """Load office files and folders, archives and compressed files included."""
    place = office.library if library else office
    with LoadProgress(total_size(paths)) as progress:
        result = load_files(paths, place.archive, place.index, progress.at)
    if report:
        result.write(report)
    printing.load_report(result)


@main.command()
@click.argument("expression")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--limit", type=click.IntRange(0, 1000), default=20, show_default=True, help="Rows a page."
)
@click.option("--cursor", default="", help="Go on where a page ended (its `next`).")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@with_home
@told
@needs("read:publication:laid-open")
def search(office: Office, expression: str, form: str, limit: int, cursor: str, sort: Any) -> None:
    """Search with an expression, such as 電池*[負極+陽極]/CL or H01M/IP*20200101:/PD."""
    results = office.window.search(
        Asked(expression=expression, limit=limit, cursor=cursor, sort=sort)
    )
    printing.results(results, form)


@main.command()
@click.argument("number")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "original"]),
    default="text",
    show_default=True,
)
@with_home
@told
@needs("read:publication:laid-open")
def show(office: Office, number: str, form: str) -> None:
    """Show a publication by its number, in any spelling."""
    id_ = printing.one_publication(office.window, office.archive, number)
    if form == "original":
        sys.stdout.buffer.write(office.archive.original(id_))
    else:
        printing.publication(office.archive.publication(id_), form)


@main.command()
@click.argument("number")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "st96"]),
    default="text",
    show_default=True,
)
@with_home
@told
@needs("read:case:laid-open")
def case(office: Office, number: str, form: str) -> None:
    """Show a laid-open case by any of its numbers: events, legal status, term."""
    printing.case(printing.one_case(PublicCases(office.archive), number), form)


@main.command()
@click.argument("text")
@told
@needs("read:help:laid-open")
def number(text: str) -> None:
    """Print every reading of a number as JSON."""
    readings = [printing.reading(reading) for reading in read_number(text)]
    click.echo(msgspec.json.format(msgspec.json.encode(readings), indent=2).decode())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes."
)
@with_home
@told
@needs("maintain:index:any")
def serve(office: Office, host: str, port: int, workers: int) -> None:
    """Serve the window; brings the index up to the stream first, where it is behind."""
    behind = office.index.behind()
    if behind > 0 or office.index.outdated():
        click.echo(f"Indexing {behind} entries, and the statuses that time has changed …")
        try:
            with LoadProgress(behind, unit="entries") as progress:
                office.index.catch_up(lambda at: progress.at("index", at))
        except MadoguchiError as error:  # a load is under way and will index them itself
            click.echo(f"{error}; serving what is searchable already")
    _catch_up_library(office)
    serving.serve(office.home, office.window.as_of().publications, host, port, workers)


def _catch_up_library(office: Office) -> None:
    """After an upgrade the library's index may be of an older layout, as the window's may."""
    if not office.has_library or office.library.index.behind() <= 0:
        return
    try:
        office.library.index.catch_up()
    except MadoguchiError as error:
        click.echo(f"The library: {error}; serving what is searchable already")


@main.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@with_home
@told
@needs("read:holdings:laid-open")
def status(office: Office, form: str) -> None:
    """Say what is held and how far the index has followed."""
    whole = office.may("read:holdings:any")
    printing.status(office.home, office.archive, office.index, form, whole=whole)


@main.command()
@with_home
@told
@needs("maintain:index:any")
def reindex(office: Office) -> None:
    """Build the search index anew; the old one serves until the new one is complete."""
    archive = office.archive
    total = archive.position() + archive.register.position()
    with LoadProgress(total, unit="entries") as progress:
        reached = office.index.rebuild(lambda at: progress.at("index", at))
    click.echo(
        f"The index holds everything up to position {reached.publications} of the publications "
        f"and {reached.register} of the register."
    )
    if office.has_library:
        own = office.library.index.rebuild()
        click.echo(f"That of the library holds everything up to position {own.publications}.")


@main.command()
@with_home
@told
@needs("maintain:index:any")
def rebuild(office: Office) -> None:
    """Build the views of cases and accounts anew from the streams."""
    archive = office.archive
    for view in (*family_views(archive), *account_views(), BulkPublications(archive)):
        position = archive.views.rebuild(view)
        click.echo(f"{view.name}: built up to position {position}")


@main.command()
@with_home
@told
@needs("read:case:any")
def agreement(office: Office) -> None:
    """Hold every derived status against the stated ones, and list the codes no table knows."""
    judgements = judge_all(OfficeCases(office.archive))
    printing.agreements(judgements.agreements(), judgements.unmapped())


@main.command()
@with_home
@told
@needs("maintain:index:any")
def verify(office: Office) -> None:
    """Check every stored byte against its SHA-256, the streams for gaps, the views of cases."""
    archive = office.archive
    library = office.library.archive.verify() if office.has_library else ()
    checks = chain(archive.verify(), verify_cases(archive), office.accounts.audit.verify(), library)
    damages = printing.verification(checks)
    if damages:
        raise click.ClickException(f"{damages} damaged; restore them from a copy and verify again")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@told
@needs("read:help:laid-open")
def sample(folder: Path) -> None:
    """Write the sample office's files into a folder, ready to be loaded."""
    written = write_sample(folder)
    click.echo(f"{written.publications} publications and {written.cases} cases written to {folder}")
