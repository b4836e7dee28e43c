"""What a connected agent costs the office: memory for each open stream of pokes, and how soon all hear of a change.

Against the least that could be served: the same server and the same number of streams, each a generator that
waits for one event and knows nobody.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from refundtui.server.serving import free_port
from tests.benchmarks.figures import Figure
from tests.soak.office_process import BRANDS, fill, memory_of, now, served
from tests.support.children import start
from tests.support.offices import a_case, an_office

_AT_ONCE = 100  # connections that are being made
_WARM = 50  # streams that fill what is filled once
_BUDGET = 2.0  # times the least, as for the desk's own memory
_LEAST = """
import asyncio, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
changed = asyncio.Event()
async def stream():
    yield b": hello\\n\\n"
    await changed.wait()
async def events(_):
    return StreamingResponse(stream(), media_type="text/event-stream")
async def ready(_):
    return PlainTextResponse("ok")
uvicorn.run(Starlette(routes=[Route("/v1/events", events), Route("/readyz", ready)]),
            port={port}, log_level="error", timeout_graceful_shutdown=1)
"""


def figures(streams: int = 4_000) -> Iterator[Figure]:
    _may_open(streams + 500)
    with TemporaryDirectory(prefix="refundtui-streams-") as folder:
        office = Path(folder) / "office.db"
        filled = fill(office, streams, 300)
        tokens = list(filled.tokens.values())
        with served(office, filled.address, 1, Path(folder)) as process:
            ours, heard = asyncio.run(_held(filled.address, tokens, process, office))
        with _least() as (address, process):
            least, _ = asyncio.run(_held(address, [""] * streams, process, None))
    yield Figure(f"memory for each of {streams} streams", ours, "KiB")
    yield Figure("the same, of the least server", least, "KiB")
    yield Figure("memory for each stream, against the least", ours / least, "×", _BUDGET)
    for part, name in ((0.5, "p50"), (0.99, "p99"), (1.0, "last")):
        yield Figure(f"a change is heard on {len(heard)} streams, {name}", _at(heard, part), "s")


def _may_open(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), hard))


@contextmanager
def _least() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    process = start([sys.executable, "-c", _LEAST.replace("{port}", str(port))])
    try:
        time.sleep(2)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


async def _held(
    address: str, tokens: Sequence[str], process: subprocess.Popen[bytes], office: Path | None
) -> tuple[float, list[float]]:
    """KiB of each stream while all are open, and after how many seconds each heard of a change."""
    warm = await _open(address, tokens[:_WARM])
    before = memory_of(process)
    rest = await _open(address, tokens[_WARM:])
    await asyncio.sleep(1)
    each = (memory_of(process) - before) * 1024 / len(rest)
    try:
        return each, [] if office is None else await _heard([*warm, *rest], office)
    finally:
        for _, writer in (*warm, *rest):
            writer.close()


_Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _open(address: str, tokens: Sequence[str]) -> list[_Stream]:
    room = asyncio.Semaphore(_AT_ONCE)
    host, port = address.removeprefix("http://").split(":")

    async def one(token: str) -> _Stream:
        async with room:
            reader, writer = await asyncio.open_connection(host, int(port))
            asked = f"GET /v1/events HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n\r\n"
            writer.write(asked.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n")[0]:
                raise ConnectionError(head.decode())
            return reader, writer

    return list(await asyncio.gather(*(one(token) for token in tokens)))


async def _heard(streams: Sequence[_Stream], office: Path) -> list[float]:
    """Every brand gets a case; each stream is read until it is poked about one."""

    def change() -> float:
        with an_office(office) as store:
            began = time.perf_counter()
            for brand in BRANDS:
                store.take_in([a_case(f"poke-{brand}", brand=brand)], now=now())
            return began

    async def until_poked(reader: asyncio.StreamReader) -> float:
        while b"refunds" not in await reader.readuntil(b"\n"):
            pass
        return time.perf_counter()

    waiting = [asyncio.create_task(until_poked(reader)) for reader, _ in streams]
    began = await asyncio.to_thread(change)
    return sorted(at - began for at in await asyncio.gather(*waiting))


def _at(seconds: Sequence[float], part: float) -> float:
    return seconds[min(len(seconds) - 1, int(len(seconds) * part))]
