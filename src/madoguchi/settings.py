"""Settings from the environment; docs/settings.md describes each."""

import os
from pathlib import Path

from madoguchi.errors import MadoguchiError

HOME = "MADOGUCHI_HOME"
DATABASE = "MADOGUCHI_DATABASE"
LIBRARY_DATABASE = "MADOGUCHI_LIBRARY_DATABASE"
PLANS = "MADOGUCHI_PLANS"
ADDRESS = "MADOGUCHI_ADDRESS"
SMTP = "MADOGUCHI_SMTP"
MAIL_FROM = "MADOGUCHI_MAIL_FROM"
PROGRAMS = "MADOGUCHI_PROGRAMS"
SOURCES = "MADOGUCHI_SOURCES"
TRANSLATION = "MADOGUCHI_TRANSLATION"


def home() -> Path:
    """The data directory where no --home is given."""
    return Path(os.environ.get(HOME) or "office")


def database(home: Path) -> str:
    """The archive's database as an SQLAlchemy URL: SQLite in the data directory by default."""
    return os.environ.get(DATABASE) or f"sqlite:///{home / 'archive.sqlite'}"


def library_database(folder: Path) -> str:
    """The database of the examiners' library: SQLite in its folder by default.

    Raises MadoguchiError where it is that of the public archive: nothing would part the two.
    """
    url = os.environ.get(LIBRARY_DATABASE) or f"sqlite:///{folder / 'archive.sqlite'}"
    if url == os.environ.get(DATABASE):
        raise MadoguchiError(
            f"{LIBRARY_DATABASE} and {DATABASE} name the same database; the library, which is not "
            "public, needs one of its own"
        )
    return url


def plans() -> str:
    """The file of plans that is used instead of the built-in one, "" for none."""
    return os.environ.get(PLANS, "")


def address() -> str:
    """Where the office is reached, for links in letters, without a slash at the end."""
    return (os.environ.get(ADDRESS) or "http://127.0.0.1:8000").rstrip("/")


def smtp() -> str:
    """The mail server as host:port or a URL; "" puts letters into the data directory."""
    return os.environ.get(SMTP, "")


def mail_from() -> str:
    """Whom letters are from."""
    return os.environ.get(MAIL_FROM) or "Madoguchi <madoguchi@localhost>"


def programs() -> str:
    """How programs are registered: "self-service" or "approval". Raises MadoguchiError."""
    wanted = os.environ.get(PROGRAMS) or "self-service"
    if wanted not in ("self-service", "approval"):
        raise MadoguchiError(f"{PROGRAMS} is {wanted[:40]!r}; write self-service or approval")
    return wanted


def translation(home: Path) -> Path:
    """The file that names the translation engines of elsewhere; it need not be there."""
    return Path(os.environ.get(TRANSLATION) or home / "translation" / "engines.toml")


def sources(home: Path) -> Path:
    """The file that names the sources of dossiers; it need not be there."""
    return Path(os.environ.get(SOURCES) or home / "sources.toml")
