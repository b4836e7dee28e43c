"""A line between a desk and an office that can be pulled out and put back, at the level of TCP."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from typing import Final, Self

_RST: Final = struct.pack("ii", 1, 0)


class Cable:
    """Until it is mended again a cut one breaks every connection off, and takes no other."""

    def __init__(self, there: int) -> None:
        self.there = there
        self.port = 0
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self._ways: set[asyncio.Task[None]] = set()

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

    def cut(self) -> None:
        self._is_cut = True
        asyncio.run_coroutine_threadsafe(self._break_off(), self._loop).result()

    def mend(self) -> None:
        self._is_cut = False

    async def _end(self) -> None:
        self._server.close()
        await self._break_off()

    async def _break_off(self) -> None:
        ways = [way for way in self._ways if not way.done()]
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = asyncio.current_task()
        assert way is not None
        self._ways.add(way)
        try:
            if not self._is_cut:
                there, office = await asyncio.open_connection("127.0.0.1", self.there)
                try:
                    both = asyncio.gather(_carry(reader, office), _carry(there, writer))
                    await both
                finally:
                    office.close()
        except (OSError, asyncio.CancelledError):
            held: socket.socket = writer.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
        finally:
            self._ways.discard(way)
            writer.close()


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while piece := await source.read(65_536):
        to.write(piece)
        await to.drain()
    to.write_eof()
