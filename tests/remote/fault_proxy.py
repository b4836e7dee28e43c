"""A line between two real processes that is as bad as lines are: slow, cut, reset, silent, or somebody else's."""

from __future__ import annotations

import asyncio
import random
import socket
from collections import Counter
from typing import Final

from tests.support.between import RST, Between

FAULTS: Final = ("slow", "cut_answer", "cut_request", "reset", "portal", "silent", "answer_lost")
_SILENCE: Final = 1.5  # seconds of a line on which nothing arrives: longer teaches nothing, and takes as long
_PORTAL: Final = b"<html><h1>Welcome to our hotel</h1>Room number?</html>"


class FaultProxy(Between):
    """Every connection meets a fault, or none, as the seed has it; `healed` is a good line from then on."""

    def __init__(self, there: int, seed: int) -> None:
        super().__init__(there)
        self.healed = False
        self.met: Counter[str] = Counter()
        self._chance = random.Random(seed)

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
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
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
