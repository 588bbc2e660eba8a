"""What the commands print, as text for people and JSON for programs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from madoguchi import clock
from madoguchi.accounts import Actor, Entry
from madoguchi.archive import Archive
from madoguchi.cases import CaseFile, OfficeCases, PublicCases, encode_file, legal_status
from madoguchi.errors import DamagedError, NotFoundError, NumberError
from madoguchi.intake import Agreement, Report, UnmappedCode
from madoguchi.law import ST27, Reading, read_number
from madoguchi.model import Publication, encode
from madoguchi.search import Results, SearchIndex, Window


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


_ASIDE = "not a publication or case: "
_SHOWN = 3


def load_report(report: Report) -> None:
    """Print the totals and every refusal with its place and reason.

    What is merely no publication or case is shown a few times for each reason and then counted, so
    that real refusals do not drown; `--report` has them all.
    """
    aside: Counter[str] = Counter()
    for file in report.files:
        for refusal in file.refusals:
            if refusal.reason.startswith(_ASIDE):
                aside[refusal.reason] += 1
            if aside[refusal.reason] <= _SHOWN:
                line = f"refused  {file.path} at byte {refusal.position}: {refusal.reason}"
                click.echo(one_line(line), err=True)
    for reason, count in aside.items():
        if count > _SHOWN:
            click.echo(one_line(f"refused  {count - _SHOWN} more: {reason}"), err=True)
    for path in report.fields.unknown:
        click.echo(one_line(f"unknown field  {path}"), err=True)
    total = report.total
    click.echo(
        f"{total.read} read: {total.new} new, {total.changed} changed, "
        f"{total.unchanged} unchanged, {total.refused} refused"
    )
    agreements(report.agreements, report.unmapped)


def agreements(found: Mapping[str, Agreement], unmapped: Sequence[UnmappedCode]) -> None:
    """Print how far derived and stated statuses agree by source, and the codes no table knows."""
    for source, one in found.items():
        judged = one.agree + one.disagree
        unknown = f", {one.unknown} stated in words not known" if one.unknown else ""
        click.echo(f"status  {source}: {one.agree} of {judged} agree ({one.share:.1%}){unknown}")
    for code in unmapped:
        line = f"unmapped event code  {code.office} {code.series} {code.code}: {code.count} times"
        click.echo(one_line(line), err=True)


def one_line(text: str) -> str:
    """Show signs of control as such: names in files from outside must not steer a terminal."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)


def results(found: Results, form: str) -> None:
    """Print a page of results."""
    if form == "json":
        as_json(results_value(found))
        return
    click.echo(f"{found.total} found, as of position {found.as_of}")
    today = clock.today()
    for hit in found.hits:
        applicants = "; ".join(hit.card.applicants[:2])
        click.echo(
            f"{hit.card.id:<20} {hit.card.date or ''!s:<11} {hit.card.status_on(today):<9} "
            f"{hit.title.striptags()}  [{applicants}]"
        )
    if found.next:
        click.echo(f"more: --cursor {found.next}")


def results_value(found: Results) -> dict[str, Any]:
    """Return a page of results as the JSON of `search --format json`."""
    return {
        "as_of": found.as_of,
        "total": found.total,
        "hits": [
            {
                "number": hit.card.id,
                "title": hit.title.striptags(),
                "titles": dict(hit.card.titles),
                "date": hit.card.date,
                "office": hit.card.office,
                "kind": hit.card.kind,
                "right": hit.card.right,
                "applicants": hit.card.applicants,
                "classes": hit.card.classes,
                "snippet": str(hit.snippet),
                "case": hit.card.case,
                "status": hit.card.status_on(clock.today()),
            }
            for hit in found.hits
        ],
        "next": found.next,
    }


def one_publication(window: Window, archive: Archive, number: str) -> str:
    """Return the identity of the one publication held under a number. Raises NotFoundError."""
    try:
        ids = [reading.number.id for reading in read_number(number)]
    except NumberError:
        ids = []
    cards = window.named([*ids, number.strip().upper()])
    if not cards:
        for gone in archive.withdrawals.of([*ids, number.strip().upper()]):
            archive.publication(gone)  # says since when it is withdrawn
        read_as = f" (read as {', '.join(ids)})" if ids else ""
        raise NotFoundError(f"no publication with the number {number} is held here{read_as}")
    exact = [card.id for card in cards if card.id in ids]
    if len(cards) > 1 and len(exact) != 1:
        choices = ", ".join(card.id for card in cards)
        raise NotFoundError(f"{number} may be any of {choices}; give one of these")
    return exact[0] if exact else cards[0].id


def publication(found: Publication, form: str) -> None:
    """Print a publication."""
    if form == "json":
        click.echo(msgspec.json.format(encode(found), indent=2).decode())
        return
    for label, value in _lines(found):
        if value:
            click.echo(f"{label:<14} {value}")
    for claims in found.claims:
        click.echo(f"\nClaims [{claims.lang}]")
        for claim in claims.claims:
            click.echo(f"  {claim.number}. {claim.text}")
    for body in found.descriptions:
        click.echo(f"\nDescription [{body.lang}]")
        for block in body.blocks:
            number = f"[{block.number}] " if block.number else ""
            click.echo(f"  {number}{block.text or block.image}")


def _lines(found: Publication) -> Iterable[tuple[str, object]]:
    yield "Number", found.id
    yield "Date", found.date
    for title in found.titles:
        yield "Title", f"{title.text} [{title.lang}]"
    if found.application:
        yield "Application", f"{found.application.number} {found.application.date or ''}"
    yield "Applicants", "; ".join(party.name for party in found.applicants)
    yield "Inventors", "; ".join(party.name for party in found.inventors)
    yield (
        "Priorities",
        "; ".join(f"{p.document.office} {p.document.number}" for p in found.priorities),
    )
    yield "Classes", ", ".join(f"{c.scheme} {c.symbol}" for c in found.classifications)
    for body in found.abstracts:
        yield "Abstract", f"{body.text} [{body.lang}]"


def reading(found: Reading) -> dict[str, Any]:
    """Return a reading of a number as the JSON of `number`."""
    number = found.number
    return {
        "id": number.id,
        "office": number.office,
        "right": number.right,
        "object": number.object,
        "number": number.number,
        "kind": number.kind,
        "docdb": number.docdb,
        "epodoc": number.epodoc,
        "printed": {"ja": number.printed("ja"), "en": number.printed("en")},
        "reason": found.reason,
    }


def one_case(cases: PublicCases, number: str) -> CaseFile:
    """Return the one laid-open case of a number, or of its own name. Raises NotFoundError."""
    try:
        numbers = [reading.number for reading in read_number(number)]
    except NumberError:
        numbers = []
    found = cases.named(numbers) if numbers else [number.strip()]
    if len(found) > 1:
        raise NotFoundError(f"{number} may be any of {', '.join(found)}; give one of these")
    if not found:
        raise NotFoundError(f"no laid-open case with the number {number} is held here")
    return cases.case(found[0])


def case(file: CaseFile, form: str) -> None:
    """Print a case: in lines, as its JSON, or as WIPO ST.96 legal status."""
    if form == "st96":
        click.echo(legal_status(file, clock.today()).decode())
        return
    if form == "json":
        click.echo(msgspec.json.format(encode_file(file), indent=2).decode())
        return
    told, status = file.bibliography, file.status(clock.today())
    title = told.titles[0].text if told.titles else told.mark
    click.echo(f"{file.id}  {one_line(title)}")
    since = status.since or "an unknown day"
    click.echo(f"{status.standing.value} ({status.reason}) since {since}")
    if file.expires:
        click.echo(f"term ends {file.expires.date}{' as stated' if file.expires.stated else ''}")
    for step in file.steps:
        text = one_line(step.event.text or ST27.event_name(step.code.detailed, "en"))
        click.echo(f"{step.event.date}  {step.code!s:<32} {text}")


def status(
    home: Path, archive: Archive, index: SearchIndex, form: str, *, whole: bool = True
) -> None:
    """Print what is held and how far the index has followed; `whole` tells of closed cases too."""
    sizes = archive.sizes()
    value: dict[str, Any] = {
        "home": str(home),
        "position": archive.position(),
        "searchable": index.engine.reached().publications,
    }
    if whole:
        value["register"] = archive.register.position()
        value["register_searchable"] = index.engine.reached().register
        value["cases"] = OfficeCases(archive).count()
    shown = sizes if whole else ("documents", "publications")
    value |= {name: sizes[name] for name in shown}
    if form == "json":
        as_json(value)
        return
    for name, number in value.items():
        click.echo(f"{name:<20} {number}")
    if whole and index.behind():
        click.echo("the index is behind; `madoguchi reindex` or the next load brings it up")


def accounts(found: Sequence[Actor], form: str) -> None:
    """Print accounts with their roles."""
    if form == "json":
        as_json(found)
        return
    for one in found:
        state = "suspended " if one.suspended else ""
        closed = "closed" if one.closed else state + " ".join(one.roles)
        click.echo(one_line(f"{one.number}  {one.kind.value:<12}  {one.name()}  [{closed}]"))


def audit(entries: Sequence[Entry], form: str) -> None:
    """Print entries of the audit trail."""
    if form == "json":
        as_json(entries)
        return
    for one in entries:
        detail = " ".join(f"{name}={value}" for name, value in one.detail.items())
        parts = (str(one.position), one.at, one.actor or "-", one.act, one.subject, detail)
        click.echo(one_line("  ".join(filter(None, (*parts, one.address)))))


def verification(checks: Iterable[DamagedError | None]) -> int:
    """Print each damage; return how many there were."""
    sound = damaged = 0
    for damage in checks:
        if damage is None:
            sound += 1
        else:
            damaged += 1
            click.echo(f"damaged  {damage}", err=True)
    click.echo(f"{sound} sound, {damaged} damaged")
    return damaged
