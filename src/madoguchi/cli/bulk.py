"""The commands for bulk data: making deliveries, listing them, keeping a mirror of an office."""

import sys
import time
from pathlib import Path

import click

from madoguchi.accounts import Accepted, accept_terms
from madoguchi.bulk import PART_BYTES, Held, Offering, Wanted, Week, all_terms, make, terms_called
from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.client import Fetcher, Folder, Mirroring, Patience, Synced, Wish
from madoguchi.model import FORMS, CollectionIndex, ManifestName, digest_over

_ATTEMPTS = 6
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def bulk() -> None:
    """Bulk data: weekly and whole deliveries of what is public."""


@bulk.command("make")
@click.option("--collection", default="", help="Only this collection, such as jp-patent.")
@click.option("--week", default="", help="Only up to this week, such as 2026-W47.")
@click.option("--back", is_flag=True, help="Make back files too: all that is held.")
@click.option(
    "--part-size",
    type=click.IntRange(1),
    default=PART_BYTES // 1_000_000,
    show_default=True,
    help="Where a part ends, in MB before compression.",
)
@with_home
@told
@needs("maintain:index:any")
def make_(office: Office, collection: str, week: str, part_size: int, *, back: bool) -> None:
    """Make the deliveries that are due; what was delivered before stays as it is."""
    wanted = Wanted(
        collection=collection,
        week=Week.parse(week) if week else None,
        back=back,
        part_bytes=part_size * 1_000_000,
    )
    made: list[Held] = []

    def tell(held: Held) -> None:
        made.append(held)
        name = f"{held.manifest.collection}/{held.manifest.delivery}"
        click.echo(f"{name}: {held.manifest.records} records, {len(held.manifest.files)} files")

    make(office.home, office.archive, wanted, tell)
    if not made:
        click.echo("Nothing is due.")


@bulk.command("list")
@_format
@with_home
@told
@needs("read:holdings:laid-open")
def list_(office: Office, form: str) -> None:
    """List the deliveries, with one digest over all manifests."""
    offering = Offering(office.home)
    found = [offering.collection(one.collection) for one in offering.index().collections]
    digest = digest_over(
        (index.collection, ManifestName(delivery=one.delivery, sha256=one.sha256))
        for index in found
        for one in index.deliveries
    )
    if form == "json":
        printing.as_json({"collections": found, "digest": digest})
        return
    for index in found:
        _list(index)
    click.echo(f"digest over all manifests  {digest}")


def _list(index: CollectionIndex) -> None:
    for one in index.deliveries:
        state = (
            f"withdrawn {one.withdrawn}" if one.withdrawn else f"{sum(one.bytes.values())} bytes"
        )
        click.echo(
            f"{index.collection}/{one.delivery}  positions {one.after + 1}-{one.through}  "
            f"{one.records} records  {state}  {one.sha256}"
        )


@bulk.command()
@click.argument("number", default="")
@click.argument("terms", default="")
@with_home
@told
@needs("administer:account:any")
def accept(office: Office, number: str, terms: str) -> None:
    """Record that an account accepted terms on paper; without arguments, list the terms."""
    if not number:
        for one in all_terms(office.home):
            click.echo(f"{one.id}  version {one.version}  {' '.join(one.collections)}")
        return
    found = terms_called(office.home, terms)
    fact = Accepted(terms=found.id, version=found.version, attribution=found.attribution)
    accept_terms(office.accounts, number, fact, by=office.by)
    click.echo(f"{number} has accepted {found.id}, version {found.version}")


@bulk.command()
@click.argument("url")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--collection", "collections", multiple=True, help="Only this; may be repeated.")
@click.option("--form", type=click.Choice(FORMS), default="jsonl", show_default=True)
@click.option("--key", default="", help="The key of an account that has accepted the terms.")
@click.option("--verify", is_flag=True, help="Read all files again, not only the new ones.")
@told
@needs("read:help:laid-open")
def sync(
    url: str, folder: Path, collections: tuple[str, ...], form: str, key: str, *, verify: bool
) -> None:
    """Keep a mirror of an office's bulk data current and prove that it is complete.

    URL is the office's address of bulk data, such as https://office.example/bulk.
    """
    wish = Wish(
        url=url,
        collections=collections,
        form=next(one for one in FORMS if one == form),
        verify=verify,
    )
    fetcher = Fetcher(url, key, Patience(_ATTEMPTS, time.sleep))
    synced = Mirroring(wish, Folder(folder), fetcher, click.echo).run()
    _prove(synced)
    if not synced.complete:
        sys.exit(1)


def _prove(synced: Synced) -> None:
    for proof in synced.proofs:
        for reason in proof.missing:
            click.echo(f"missing  {reason}", err=True)
        state = "not complete" if proof.missing else f"complete up to position {proof.through}"
        click.echo(
            f"{proof.collection}: {state}; {len(proof.deliveries)} deliveries, "
            f"{proof.records} records, {proof.files} files, {proof.bytes} bytes"
        )
        if proof.withdrawn:
            click.echo(f"{proof.collection}: {proof.withdrawn} withdrawn, see withdrawn.jsonl")
    click.echo(f"digest over all manifests  {synced.digest}")
    if not synced.complete:
        click.echo("The mirror is not complete; run this again.", err=True)
