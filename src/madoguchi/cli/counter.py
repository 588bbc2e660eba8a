"""What all commands share: the office, who gives the command, what it needs, how it fails."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from sqlalchemy.exc import DBAPIError

from madoguchi.accounts import EVERYTHING, Accounts, Act, Permission, permits, read_needed
from madoguchi.archive import Archive
from madoguchi.errors import ForbiddenError, MadoguchiError, QueryError
from madoguchi.exchange import Exchange, Provision
from madoguchi.families import family_views
from madoguchi.search import Library, SearchIndex, Window
from madoguchi.wording import query_error

_Command = TypeVar("_Command", bound=Callable[..., None])
OPERATOR = "operator"


class Office:
    """A data directory, opened as far as a command needs it; `number` is whose command it is.

    Without a number it is the built-in operator's, who may do everything: who has the data
    directory has everything.
    """

    def __init__(self, home: Path, number: str = "") -> None:
        self.home = home
        self.number = number
        self._archive: Archive | None = None
        self._accounts: Accounts | None = None
        self._library: Library | None = None
        self._exchange: Exchange | None = None

    @property
    def archive(self) -> Archive:
        if self._archive is None:
            self._archive = Archive.at(self.home)
            self._archive.views.renew(family_views(self._archive))
        return self._archive

    @property
    def accounts(self) -> Accounts:
        if self._accounts is None:
            self._accounts = Accounts(self.archive)
            self._accounts.follow()
        return self._accounts

    @property
    def has_library(self) -> bool:
        return Library.is_at(self.home)

    @property
    def library(self) -> Library:
        """The examiners' library, made if it is not there."""
        if self._library is None:
            self._library = Library.at(self.home)
        return self._library

    @property
    def exchange(self) -> Exchange:
        """The exchange of data with partner offices."""
        if self._exchange is None:
            provision = Provision(self.archive, self.index, lambda: self.library)
            self._exchange = Exchange(self.home, self.archive, provision)
        return self._exchange

    @property
    def index(self) -> SearchIndex:
        return SearchIndex(self.home, self.archive)

    @property
    def window(self) -> Window:
        return Window(self.index.engine, self.archive)

    @property
    def by(self) -> str:
        """Who acts, as the register and the audit trail have it."""
        return self.number or OPERATOR

    def may(self, permission: str) -> bool:
        return permits(self._grants(), read_needed(permission))

    def _grants(self) -> frozenset[Permission]:
        return self.accounts.actor(self.number).grants if self.number else EVERYTHING

    def admit(self, needed: Permission) -> None:
        """Let the command go on. Raises ForbiddenError, NotFoundError."""
        if not self.number:
            return
        allowed = permits(self._grants(), needed)
        command = click.get_current_context().command_path
        if not allowed or needed.scope == "any":
            act = Act.COMMANDED if allowed else Act.REFUSED
            self.accounts.audit.record(act, self.number, str(needed), command=command)
        if not allowed:
            raise ForbiddenError(
                f"{self.number} lacks the permission {needed}; give it a role that has it "
                "(docs/permissions.md)"
            )


def told(command: _Command) -> _Command:
    """Print an error that a user is meant to read, and end with status 1."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except QueryError as error:
            raise click.ClickException(query_error(error, "en")) from None
        except MadoguchiError as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            raise click.ClickException(f"the archive cannot be used: {error.orig}") from None
        except BrokenPipeError:
            raise
        except OSError as error:
            raise click.ClickException(str(error)) from None

    return cast("_Command", told)


def with_home(command: Callable[..., None]) -> Callable[..., None]:
    """Let --home stand after the verb as well as before it."""

    @click.option(
        "--home",
        "own_home",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="The data directory (default: ./office).",
    )
    @wraps(command)
    def with_home(*, own_home: Path | None, **options: Any) -> None:
        office: Office = click.get_current_context().obj
        command(Office(own_home, office.number) if own_home else office, **options)

    return with_home


def needs(permission: str) -> Callable[[_Command], _Command]:
    """Say which permission a command needs, and hold it against whoever gives the command."""
    needed = read_needed(permission)

    def declared(command: _Command) -> _Command:
        @wraps(command)
        def admitted(*args: Any, **options: Any) -> None:
            given = args[0] if args else None
            office = given if isinstance(given, Office) else click.get_current_context().obj
            office.admit(needed)
            command(*args, **options)

        cast("Any", admitted).needs = needed
        return cast("_Command", admitted)

    return declared
