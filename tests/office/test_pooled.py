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
from httpx_sse import connect_sse

from refundtui.domain.commands import AddNote
from refundtui.office.database import Database
from refundtui.office.leases import Lease
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.office.trouble import OfficeFileError
from refundtui.server.serving import free_port
from refundtui.wire.bodies import decode
from refundtui.wire.pages import PokeBody
from refundtui.wire.protocol import JSON
from refundtui.wire.submissions import encode_submission
from tests.server.served import serving
from tests.support import postgres
from tests.support.children import start
from tests.support.offices import NOW, a_case, a_postgres_office, an_office, said

NOTHING_PREPARED = "prepare_threshold=none"

_BOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooled(mode: str, *, size: int) -> Iterator[str]:
    """The URL of an office behind a pool that lends so many of the server's connections, by session or by
    transaction.
    """
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
pool_mode = {mode}
default_pool_size = {size}
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
    with pooled("session", size=60) as url:
        works(url)


def test_pooled_by_transaction_an_office_works_that_prepares_nothing() -> None:
    """Three of the server's connections for up to thirty-two of ours: each question may meet another one."""
    with pooled("transaction", size=3) as url:
        works(f"{url}?{NOTHING_PREPARED}")


def test_pooled_by_transaction_decisions_are_accepted_and_desks_are_poked() -> None:
    with pooled("transaction", size=3) as url, an_office(f"{url}?{NOTHING_PREPARED}") as store:
        case = a_case()
        store.take_in([case])
        with serving(store) as office, connect_sse(office.as_("colleague"), "GET", "/v1/events") as source:
            told = said(case, AddNote("n-1", "Rang."))
            answer = office.as_("me").put(
                f"/v1/decisions/{told.id}", content=encode_submission(told), headers={"Content-Type": JSON}
            )
            assert answer.status_code == 201, answer.text
            seen = answer.json()["visible_at"]
            pokes = (
                decode(PokeBody, event.data).feeds for event in source.iter_sse() if event.event == "poke"
            )
            assert any(poke.get(seen["feed"]) == seen["seq"] for poke in pokes)
            given = office.as_("me").post("/v1/next", json={"key": "w-1"})
            assert (given.status_code, given.json()["case_id"]) == (200, case.id)
            page = office.as_("me").get(f"/v1/feeds/{seen['feed']}/changes")
            assert [item["id"] for item in page.json()["items"]] == [case.id]


@pytest.mark.parametrize("said", ["often", "-1", "1.5", "１"])
def test_an_address_that_asks_for_the_impossible_is_refused_in_words(said: str) -> None:
    with pytest.raises(OfficeFileError, match="whole number"):
        Database(f"postgresql+psycopg://office@127.0.0.1:1/office?prepare_threshold={said}")
