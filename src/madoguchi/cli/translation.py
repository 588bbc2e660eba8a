"""The commands for translation: engines, models, glossaries, and trying them."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from madoguchi.cli import printing
from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.translation import (
    EngineState,
    Pair,
    Translation,
    Translations,
    Wanted,
    read_glossary,
)

_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def translation() -> None:
    """Translation: engines, models, glossaries."""


def _room(office: Office) -> Translations:
    return Translations(office.archive, office.home)


@translation.command()
@_format
@with_home
@told
@needs("read:help:laid-open")
def engines(office: Office, form: str) -> None:
    """List the engines in the order in which they are asked, with pairs and versions."""
    states = _room(office).engines()
    if form == "json":
        printing.as_json(states)
        return
    for state in states:
        _print_engine(state)


def _print_engine(state: EngineState) -> None:
    if state.name:
        place = "in the house" if state.in_house else "elsewhere"
        pairs = " ".join(state.pairs) or "no pairs"
        field = f"  {state.domain}" if state.domain else ""
        click.echo(f"{state.name}  {state.kind}  {pairs}{field}  {place}  {state.version}")
        owed = [state.attribution, f"licence: {state.licence}" if state.licence else ""]
        click.echo("".join(f"  {line}\n" for line in owed if line), nl=False)
    if state.trouble:
        click.echo(f"  trouble: {state.trouble}")


@translation.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_home
@told
@needs("maintain:index:any")
def install(office: Office, path: Path) -> None:
    """Install a CTranslate2 model from the folder PATH, if it loads and translates."""
    model = _room(office).models.install(path)
    (pair,) = model.pairs()
    click.echo(f"{model.name} is installed: {pair}, version {model.version}")


@translation.command()
@click.argument("name")
@with_home
@told
@needs("maintain:index:any")
def remove(office: Office, name: str) -> None:
    """Remove an installed model, and what is remembered of it."""
    room = _room(office)
    room.models.remove(name)
    click.echo(f"{name} is removed; {room.memory.forget(name)} sentences are forgotten")


@translation.command()
@click.option("--engine", default="", help="Only what this engine made.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), help="Only what was made before this day."
)
@with_home
@told
@needs("maintain:index:any")
def forget(office: Office, engine: str, before: dt.datetime | None) -> None:
    """Forget what was translated; without options, everything."""
    count = _room(office).memory.forget(engine, f"{before:%Y-%m-%d}" if before else "")
    click.echo(f"{count} sentences are forgotten")


@translation.command("try")
@click.argument("text")
@click.option("--from", "source", required=True, help="The language of the text, such as ja.")
@click.option("--to", "target", required=True, help="The language wanted, such as en.")
@click.option("--domain", default="", help="The field, such as chemistry.")
@click.option("--glossary", "glossaries", multiple=True, help="Its terms win; may be repeated.")
@click.option("--secret", is_flag=True, help="Remember nothing, ask no engine out of the house.")
@_format
@with_home
@told
@needs("read:help:laid-open")
def try_(office: Office, text: str, source: str, target: str, form: str, **wanted: Any) -> None:
    """Translate TEXT and say where each sentence comes from."""
    found = _room(office).translate(text, source, target, Wanted(**wanted))
    if form == "json":
        printing.as_json(found)
    else:
        _print_translation(found)


def _print_translation(found: Translation) -> None:
    for segment in found.segments:
        click.echo(f"[{segment.kind}] {segment.text}")
        if segment.unapplied:
            terms = ", ".join(term.source for term in segment.unapplied)
            click.echo(f"  glossary term not applied: {terms}")
    _print_lines(f"{one.kind}: {one.engine} {one.version}" for one in found.makers)
    _print_lines(one.attribution for one in found.makers if one.attribution)
    _print_lines(f"trouble: {trouble}" for trouble in found.troubles)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(f"  {line}", err=True)


@translation.group()
def glossary() -> None:
    """Glossaries: terms that win over every engine."""


@glossary.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="", help="What it is called (default: the file's name).")
@click.option("--from", "source", default="", help="The language of the terms.")
@click.option("--to", "target", default="", help="The language of their translations.")
@with_home
@told
@needs("maintain:index:any")
def add(office: Office, file: Path, name: str, source: str, target: str) -> None:
    """Add a glossary of the office from a CSV, TSV, TOML or TBX file, in place of one so named."""
    pair = Pair.of(source, target) if source or target else None
    read = read_glossary(name or file.stem, file.name, file.read_bytes(), pair)
    _room(office).glossaries.put(read)
    click.echo(f"{read.name}: {len(read.entries)} terms")


@glossary.command("list")
@_format
@with_home
@told
@needs("read:help:laid-open")
def list_(office: Office, form: str) -> None:
    """List the glossaries of the office."""
    found = _room(office).glossaries.all()
    if form == "json":
        printing.as_json(found)
        return
    for one in found:
        click.echo(f"{one.name}  {' '.join(one.pairs)}  {one.terms} terms  {one.changed}")


@glossary.command("remove")
@click.argument("name")
@with_home
@told
@needs("maintain:index:any")
def remove_glossary(office: Office, name: str) -> None:
    """Remove a glossary of the office."""
    _room(office).glossaries.remove(name)
    click.echo(f"{name} is removed")
