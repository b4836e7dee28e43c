"""`refundtui web` as a program of its own, and a tab on it without a browser."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from tests.support.children import start

_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class ServedDesk:
    process: subprocess.Popen[str]
    link: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        return urlsplit(self.link).port or 0

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(_PATIENCE)


@contextmanager
def served(home: Path, *words: str) -> Iterator[ServedDesk]:
    """Serve the practice desk of `home` at a port that was free."""
    process = start(
        [sys.executable, "-m", "refundtui", "web", "--port", "0", "--no-open", *words],
        stdout=subprocess.PIPE,
        env=os.environ | {"REFUNDTUI_HOME": str(home), "LANG": "en_US.UTF-8"},
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            told = process.stdout.readline()
            link = re.search(r"http://\S+", told)
            assert link is not None, told
            yield ServedDesk(process, link[0])
        finally:
            process.terminate()


class Socket:
    """What a tab's page does with its socket, without the page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.painted = ""

    async def shows(self, text: str) -> None:
        """Wait until the desk has painted this."""
        async with asyncio.timeout(_PATIENCE):
            while text not in self.painted:
                self.painted += (await self._socket.receive_bytes()).decode("utf-8", "replace")

    async def type(self, keys: str) -> None:
        await self._socket.send_json(["stdin", keys])

    async def say(self, words: str) -> None:
        await self._socket.send_str(words)

    async def ends(self) -> None:
        """Wait until the other side closes it."""
        async with asyncio.timeout(_PATIENCE):
            async for _ in self._socket:
                pass


@asynccontextmanager
async def visitor(desk: ServedDesk) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who has opened the link."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as somebody:
        async with somebody.get(desk.link) as page:
            assert page.status == 200
        yield somebody


@asynccontextmanager
async def tab(desk: ServedDesk, somebody: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    where = f"{desk.origin}/ws?width=120&height=40"
    async with somebody.ws_connect(where, headers={"Origin": desk.origin}) as socket:
        yield Socket(socket)
