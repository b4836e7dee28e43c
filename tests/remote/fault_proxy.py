"""A line between two real processes that is as bad as lines are: slow, cut, reset, silent, or somebody else's."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from typing import Final, Self

FAULTS: Final = ("slow", "cut_answer", "cut_request", "reset", "portal", "silent", "answer_lost")
_SILENCE: Final = 1.5  # seconds of a line on which nothing arrives: longer teaches nothing, and takes as long
_PORTAL: Final = b"<html><h1>Welcome to our hotel</h1>Room number?</html>"
_RST: Final = struct.pack("ii", 1, 0)


class FaultProxy:
    """Every connection meets a fault, or none, as the seed has it; `healed` is a good line from then on."""

    def __init__(self, there: int, seed: int) -> None:
        self.there = there
        self.healed = False
        self.met: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        listening = asyncio.start_server(self._meet, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = "ok" if self.healed or self._chance.random() < 0.4 else self._chance.choice(FAULTS)
        self.met[fault] += 1
        try:
            if fault == "portal":
                await reader.read(1)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(_PORTAL)}\r\n\r\n"
                writer.write(head.encode() + _PORTAL)
                await writer.drain()
            elif fault == "silent":
                await asyncio.sleep(_SILENCE)
            else:
                await self._pass_on(reader, writer, fault)
        except OSError:
            pass  # one of the two is gone: so is the line
        finally:
            if fault == "reset":
                held: socket.socket = writer.get_extra_info("socket")
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: str) -> None:
        there, office = await asyncio.open_connection("127.0.0.1", self.there)
        bytes_asked = self._chance.randint(1, 3_000) if fault == "cut_request" else None
        bytes_told = self._chance.randint(1, 20_000) if fault in {"cut_answer", "reset"} else None
        pause = self._chance.uniform(0.01, 0.1) if fault == "slow" else 0.0
        ways = [
            asyncio.create_task(_carry(reader, office, bytes_asked, pause)),
            asyncio.create_task(
                _swallow(there) if fault == "answer_lost" else _carry(there, writer, bytes_told, pause)
            ),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            office.close()


async def _carry(
    source: asyncio.StreamReader, to: asyncio.StreamWriter, most: int | None, pause: float
) -> None:
    """Until it ends, or so many bytes were carried."""
    while most is None or most > 0:
        piece = await source.read(4096 if most is None else min(4096, most))
        if not piece:
            return
        if pause:
            await asyncio.sleep(pause)
        to.write(piece)
        await to.drain()
        most = None if most is None else most - len(piece)


async def _swallow(source: asyncio.StreamReader) -> None:
    """The office has answered, and nobody ever hears it."""
    await source.read(1)
    await asyncio.sleep(0.1)
