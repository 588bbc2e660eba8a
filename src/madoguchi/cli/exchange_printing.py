"""How the commands for data exchange print: the state of partners, the log, packages."""

from collections.abc import Sequence
from typing import Any

import click
import msgspec

from madoguchi.cli import printing
from madoguchi.exchange import (
    Asked,
    Entry,
    PartnerState,
    ProductState,
    Quarters,
    Sentence,
    Shipment,
    Week,
)
from madoguchi.wording import messages

formatted = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


def line(*parts: object) -> None:
    """Print parts that are not empty on one line, signs of control as such."""
    click.echo(printing.one_line("  ".join(str(part) for part in parts if part != "")))


def what_partners_need(quarters: Quarters, print_: str, key: str) -> None:
    """Print what a partner has to be sent before an exchange begins."""
    certificate = quarters.root / "keys" / "office.pem"
    click.echo(f"certificate          {certificate}")
    click.echo(f"its fingerprint      {print_}")
    click.echo(f"our SSH public key   {key}")
    click.echo(
        "Send the partner the certificate (not office.key) and, where we enter its server, the "
        "SSH public key;\ncompare the fingerprint by telephone. What it sends of its own goes in "
        "by partner put and partner certificate."
    )


# -- states ------------------------------------------------------------------------------------


def sentence(one: Sentence, lang: str) -> str:
    """Return a sentence about a state in words."""
    return messages(lang)(f"exchange-state-{one.key}", **one.values)


def state(found: PartnerState, lang: str) -> None:
    """Print how the exchange with a partner stands."""
    partner = found.partner
    line(
        partner.id, f"{partner.name(lang)} ({partner.office})",
        f"agreement {found.agreement}", f"exchange {found.exchange}", f"public {found.public}",
    )  # fmt: skip
    for one in found.sentences:
        line(f"    {sentence(one, lang)}")
    for product in found.products:
        _product(product, lang)


def _product(found: ProductState, lang: str) -> None:
    total = found.total
    line(
        f"  {found.mark} {found.direction:<3} {found.product.id}",
        f"last {found.last or '-'}", f"next {found.next or '-'}",
        f"handed over {total.handed} of {total.published}",
    )  # fmt: skip
    for one in found.sentences:
        line(f"        {sentence(one, lang)}")


def state_value(found: PartnerState) -> dict[str, Any]:
    """Return a state as the JSON of `status`."""
    return {
        "partner": found.partner.id,
        "office": found.partner.office,
        "names": found.partner.names,
        "agreement": found.agreement,
        "exchange": found.exchange,
        "public": found.public,
        "sentences": found.sentences,
        "products": [_product_value(one) for one in found.products],
    }


def _product_value(found: ProductState) -> dict[str, Any]:
    return {
        "product": found.product.id,
        "direction": found.direction,
        "mark": found.mark,
        "last": found.last,
        "next": found.next,
        "held": found.held,
        "waiting": found.waiting,
        "total": _week_value(found.total),
        "dues": [one._asdict() for one in found.dues],
        "sentences": found.sentences,
    }


def _week_value(week: Week) -> dict[str, Any]:
    return {name: value for name, value in week._asdict().items() if name != "week"}


# -- the log -----------------------------------------------------------------------------------


def entry(one: Entry, lang: str) -> None:
    """Print a line of the log and, where something is to be done, what."""
    words = messages(lang)
    line(
        one.position, one.at, one.level, one.partner, one.product, one.package,
        words(f"exchange-log-{one.code}", **one.data),
    )  # fmt: skip
    if one.level != "done":
        line(f"        {words(f'exchange-remedy-{one.code}')}")


def entry_value(one: Entry, lang: str) -> dict[str, Any]:
    """Return a line of the log with its words, as the JSON of `log`."""
    words = messages(lang)
    return {
        **msgspec.structs.asdict(one),
        "words": words(f"exchange-log-{one.code}", **one.data),
        "remedy": words(f"exchange-remedy-{one.code}"),
    }


# -- packages and requests ---------------------------------------------------------------------


def packages(found: Sequence[Shipment]) -> None:
    """Print packages, each with the reasons for its state."""
    for one in found:
        line(
            one.name, one.kind, one.state, f"{one.records} records", f"{one.deletions} deletions",
            f"{one.bytes} bytes", one.arrived or one.produced,
        )  # fmt: skip
        for reason in one.reasons.splitlines():
            line(f"        {reason}")


def requests(found: Sequence[Asked]) -> None:
    """Print requests: who asked whom for what."""
    for one in found:
        who = "we ask" if one.direction == "in" else "asks us"
        line(
            one.request, one.partner, who, f"{len(one.things)} {one.wanted}", one.reason,
            one.state, one.at, one.answered if one.answered != one.at else "",
        )  # fmt: skip
