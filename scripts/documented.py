"""Fails when a command, option, setting, address, field, format or error is undocumented."""

import re
import sys
from pathlib import Path

import click
from starlette.routing import Mount, Route

from madoguchi.accounts import OBJECTS, SCOPES, VERBS, roles
from madoguchi.api.own import ENDPOINTS
from madoguchi.cli import main
from madoguchi.formats import FORMATS
from madoguchi.search import FACETS, FIELDS
from madoguchi.web.application import ROUTES
from madoguchi.wording import LANGUAGES, messages

DOCS = Path(__file__).parents[1] / "docs"
SOURCE = Path(__file__).parents[1] / "src"


def commands() -> list[str]:
    """Each command and each of its options, as docs/commands.md must name them."""
    return [line for name, command in main.commands.items() for line in _command(name, command)]


def _command(name: str, command: click.Command) -> list[str]:
    if isinstance(command, click.Group):
        below = command.commands.items()
        return [line for sub, one in below for line in _command(f"{name} {sub}", one)]
    options = (option for option in command.params if isinstance(option, click.Option))
    names = [option.opts[-1] for option in options]
    return [
        f"## madoguchi {name}",
        *(f"`{one}`" for one in names if one not in ("--help", "own_home")),
    ]


def permissions() -> list[str]:
    """Each role, and each word that a permission is made of."""
    return [f"`{word}`" for word in (*roles(), *VERBS, *OBJECTS, *SCOPES)]


def addresses() -> list[str]:
    return [f"`{route.path}`" for route in ROUTES if isinstance(route, (Route, Mount))]


def settings() -> list[str]:
    """Each environment variable that the code reads."""
    text = "\n".join(file.read_text() for file in SOURCE.rglob("*.py"))
    return sorted({f"`{name}`" for name in re.findall(r"\bMADOGUCHI_[A-Z_]+\b", text)})


def query_errors() -> list[str]:
    text = "\n".join(file.read_text() for file in (SOURCE / "madoguchi/search").glob("*.py"))
    return sorted(set(re.findall(r'QueryError\(\s*"([a-z-]+)"', text)))


def missing() -> list[str]:
    """All that is not documented, a line each."""
    wanted = {
        "commands.md": commands(),
        "addresses.md": addresses(),
        "permissions.md": permissions(),
        "settings.md": settings(),
        "searching.md": [f"`{name}`" for name in (*FIELDS, *FACETS)],
        "api.md": [f"`{one.path}`" for one in ENDPOINTS],
        "formats.md": [f"`{name}`" for name in FORMATS.names],
    }
    found = []
    for page, names in wanted.items():
        text = (DOCS / page).read_text()
        found += [f"docs/{page} lacks {name}" for name in names if name not in text]
    for lang in LANGUAGES:
        has = messages(lang).has
        keys = [f"query-{code}" for code in query_errors()]
        found += [f"locale/{lang}.ftl lacks {key}" for key in keys if not has(key)]
    return found


if __name__ == "__main__":
    lines = missing()
    sys.stdout.write("".join(f"{line}\n" for line in lines) or "Everything is documented.\n")
    sys.exit(bool(lines))
