"""A run that is killed leaves no office and no database behind: nobody would end them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import postgres

_RUN = """
import sys, time
from pathlib import Path
from refundtui.server.serving import free_port
from tests.soak.office_process import served
from tests.support.offices import a_postgres_office, an_office

home, database = Path(sys.argv[1]), sys.argv[2]
place = a_postgres_office() if database == "postgresql" else home / "office.db"
an_office(place).close()
with served(place, f"http://127.0.0.1:{free_port()}", 2 if database == "postgresql" else 1, home):
    print("up", flush=True)
    time.sleep(600)
"""
_PATIENCE = 60


def below(pid: int) -> set[int]:
    """Its children, and theirs."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    children = {int(child) for child in told.read_text().split()} if told.exists() else set()
    return children.union(*map(below, children))


def is_at_work(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_what_a_killed_run_had_started_ends_with_it(tmp_path: Path, database: str) -> None:
    own = {name: said for name, said in os.environ.items() if name != postgres.NAMED}
    if database == "postgresql":
        postgres.or_loudly_without()
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, str(tmp_path), database], env=own, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "up\n"
        started = below(run.pid)
        run.send_signal(signal.SIGKILL)
    until = time.monotonic() + _PATIENCE
    while (left := {pid for pid in started if is_at_work(pid)}) and time.monotonic() < until:
        time.sleep(0.1)
    for pid in left:
        os.kill(pid, signal.SIGKILL)

    assert len(started) >= (5 if database == "postgresql" else 1)
    assert left == set()
