"""The database engines that a contract is run against."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def initdb() -> Path | None:
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
    return next((Path(p) for p in found if p), None)


def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own: its own directory, its own socket, no port."""
    program = initdb()
    if program is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="mg", dir="/tmp"))  # sockets want a short path
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    as_user = as_user if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    server: list[str] = [*as_user, str(program.parent / "pg_ctl"), "-D", str(data), "-w", "-s"]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        subprocess.run(
            [*as_user, str(program), "-D", str(data), "-U", "office", "-A", "trust", "-E", "UTF8"],
            check=True,
            capture_output=True,
            timeout=60,
        )
        subprocess.run(
            [*server, "-l", str(folder / "log"), "-o", options, "start"],
            check=True,
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot be started here: {error}")
    yield f"postgresql+psycopg://office@/{{name}}?host={folder}"
    subprocess.run(
        [*server, "-m", "immediate", "stop"], check=True, capture_output=True, timeout=60
    )
    shutil.rmtree(folder, ignore_errors=True)


class OnSqlite:
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'archive.sqlite'}"


@pytest.mark.xdist_group("postgresql")
class OnPostgresql:
    @pytest.fixture
    def url(self, postgresql: str, request: pytest.FixtureRequest) -> str:
        name = f"t{abs(hash(request.node.nodeid)) % 10**9}"
        engine = create_engine(postgresql.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return postgresql.format(name=name)
