"""The command that gives the sample office an exchange with partners."""

import click

from madoguchi.cli.counter import Office, needs, told, with_home
from madoguchi.exchange import pretend


@click.command()
@with_home
@told
@needs("change:exchange:any")
def sample(office: Office) -> None:
    """Write an invented year of exchange, for the sample office; only where none has begun."""
    if office.exchange.quarters.begun:
        raise click.ClickException("the exchange of this office has begun; nothing was written")
    pretend(office.archive, office.exchange.quarters)
    click.echo("An invented year of exchange was written: see /office/exchange")
