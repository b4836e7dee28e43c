"""A line between a desk and an office that can be pulled out and put back, at the level of TCP."""

from __future__ import annotations

import asyncio
import socket

from tests.support.between import RST, Between


class Cable(Between):
    """Until it is mended again a cut one breaks every connection off, and takes no other."""

    def __init__(self, there: int) -> None:
        super().__init__(there)
        self._is_cut = False
        self._ways: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        self._is_cut = True
        asyncio.run_coroutine_threadsafe(self._break_off(), self._loop).result()

    def mend(self) -> None:
        self._is_cut = False

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
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
        finally:
            self._ways.discard(way)
            writer.close()


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while piece := await source.read(65_536):
        to.write(piece)
        await to.drain()
    to.write_eof()
