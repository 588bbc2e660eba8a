"""Settings from the environment; docs/settings.md describes each."""

import os
from pathlib import Path

HOME = "MADOGUCHI_HOME"
DATABASE = "MADOGUCHI_DATABASE"


def home() -> Path:
    """The data directory where no --home is given."""
    return Path(os.environ.get(HOME) or "office")


def database(home: Path) -> str:
    """The archive's database as an SQLAlchemy URL: SQLite in the data directory by default."""
    return os.environ.get(DATABASE) or f"sqlite:///{home / 'archive.sqlite'}"
