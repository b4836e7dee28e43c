"""Behind PgBouncer, as a larger installation has it: a real one, pooling as the README says."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from refundtui.domain.commands import AddNote
from refundtui.office.leases import Lease
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.server.serving import free_port
from tests.support import postgres
from tests.support.children import start
from tests.support.offices import NOW, a_case, a_postgres_office, said

_BOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooled() -> Iterator[str]:
    """The URL of an office behind a pool, where each connection of ours is one of the server's."""
    postgres.or_loudly_without()
    if _BOUNCER is None:
        if os.environ.get("CI"):
            pytest.fail("PgBouncer is not installed: this test must run where CI is set")
        pytest.skip("PgBouncer is not installed")
    folder = Path(tempfile.mkdtemp(prefix="refundtui-pool-"))
    url = a_postgres_office()
    host = re.search(r"@([\d.]+):(\d+)/(.+)$", url)
    if host is None:
        pytest.skip("the named server is not on an address of its own")
    port = free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"""[databases]
* = host={host[1]} port={host[2]} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = session
default_pool_size = 60
logfile = {folder}/pgbouncer.log
""",
        encoding="utf-8",
    )
    lent: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root
        folder.chmod(0o777)
        lent = {"user": "nobody", "extra_groups": []}
    process = start([_BOUNCER, "-q", settings], **lent)
    try:
        _wait_for(port, process)
        yield url.replace(f":{host[2]}/", f":{port}/")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(folder)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    import socket

    for _ in range(200):
        assert process.poll() is None, "PgBouncer did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("PgBouncer does not listen")


def works(url: str) -> None:
    """What many do at once: notes, the next case, pages; then all is as it should be."""
    with OfficeStore(url) as one, OfficeStore(url) as other:
        known = [a_case(f"c-{number}") for number in range(12)]
        one.take_in(known)
        stores = (one, other)

        def work(number: int) -> bool:
            store, case = stores[number % 2], known[number % 12]
            recorded = store.record(said(case, AddNote(f"n-{number}", "Rang.")), NOW)
            given = store.next_case("me", f"w-{number}", NOW)
            store.changes(f"b:{case.brand}/t:refunds", None, 100)
            return isinstance(recorded, Recorded) and isinstance(given, Lease | object)

        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(work, range(60)))
        notes = [note.id for case in known if (there := one.case(case.id)) for note in there.notes]
        assert sorted(notes) == sorted(f"n-{number}" for number in range(60))
        assert one.verify_audit() == ()


def test_pooled_by_session_an_office_works() -> None:
    with pooled() as url:
        works(url)
