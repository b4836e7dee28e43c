"""The office as its operator runs it: a process that starts, says nothing of anybody, and ends quickly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest
from httpx_sse import connect_sse

from refundtui.office.store import OfficeStore
from refundtui.server.own_issuer import OwnIssuer, StoredKeys
from refundtui.server.serving import free_port
from tests.support import postgres
from tests.support.children import start
from tests.support.offices import a_case, a_postgres_office

ENDS_WITHIN = 15  # seconds on a crowded machine; alone it is two


@contextmanager
def an_office_process(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """`refundtui office serve`, its address and the file its log goes to."""
    port = free_port()
    log = home / "log.jsonl"
    with log.open("wb") as to:
        process = _start(home, port, to, *words)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address)
            yield process, address, log
        finally:
            process.kill()
            process.wait()


def _start(home: Path, port: int, log: IO[bytes], *words: str) -> subprocess.Popen[bytes]:
    return start(
        [sys.executable, "-m", "refundtui", "office", "serve", "--port", str(port), *words],
        env={**os.environ, "REFUNDTUI_HOME": str(home), "REFUNDTUI_LANGUAGE": "en"},
        stdout=subprocess.DEVNULL,
        stderr=log,
    )


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    while True:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            if process.poll() is not None:
                raise RuntimeError(f"the office ended with {process.returncode}") from None
            time.sleep(0.05)


def signed_in(place: Path | str, address: str, person: str) -> httpx.Client:
    from refundtui.cli.office_place import AUDIENCE, now

    with OfficeStore(place) as store:
        token = OwnIssuer(store, address, AUDIENCE, now, StoredKeys(store)).access_token(person)
    return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_an_office_told_to_end_ends_its_streams_first(tmp_path: Path) -> None:
    with an_office_process(tmp_path, "--demo", "--cases", "3") as (process, address, _):
        with signed_in(tmp_path / "training" / "served.db", address, "me") as me:
            assert me.get("/v1/me").json()["id"] == "me"
            with connect_sse(me, "GET", "/v1/events") as source:
                process.send_signal(signal.SIGTERM)
                told = [event.event for event in source.iter_sse()]
        assert process.wait(ENDS_WITHIN) in {0, -signal.SIGTERM}
    assert told[-1:] == ["bye"]


def test_the_log_names_nobody(tmp_path: Path) -> None:
    with an_office_process(tmp_path, "--demo", "--cases", "20") as (process, address, log):
        place = tmp_path / "training" / "served.db"
        with signed_in(place, address, "me") as me:
            page = me.get("/v1/feeds/b:lindenhof/t:refunds/changes", params={"cursor": "jana@example.com"})
            assert page.status_code in {400, 422}
            for path in (
                "/v1/cases/jana@example.com",
                "/v1/cases/Łucja",
                "/jana@example.com?q=Łucja",
                "/v1/feeds",
            ):
                me.get(path)
            wish = {"user_code": "BBBB-BBBB", "person": "jana@example.com", "secret": "geheim geheim"}
            me.post("/activate", json=wish)
        process.send_signal(signal.SIGTERM)
        process.wait(ENDS_WITHIN)
        written = log.read_text()
    with OfficeStore(place) as store:
        names = {actor.name for actor in store.people()} | {"jana", "ucja", "geheim", "example.com", "@"}
    lines = [json.loads(line) for line in written.splitlines()]
    assert {"/v1/cases/{case_id}", "/v1/feeds", "/activate"} <= {line.get("route") for line in lines}
    assert [name for name in names if name in written] == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes share a socket only where it can be forked")
def test_several_processes_are_one_office(tmp_path: Path) -> None:
    postgres.or_loudly_without()
    url = a_postgres_office()
    case = a_case()
    with OfficeStore(url) as store:
        store.take_in([case])
    with an_office_process(tmp_path, "--database", url, "--workers", "2") as (process, address, _):
        versions = set()
        for _ in range(8):
            with signed_in(
                url, address, "me"
            ) as me:  # each time another line, so now one process, now the other
                versions.add(me.get(f"/v1/cases/{case.id}").headers["etag"])
                assert me.put(f"/v1/cases/{case.id}/lease", json={}).json()["epoch"] == 1
        assert versions == {'"1"'}
        assert "refundtui_requests_total" in httpx.get(f"{address}/metrics").text
        process.send_signal(signal.SIGTERM)
        process.wait(ENDS_WITHIN)
