"""A line to a stand-in on which answers get lost and providers fail, before or after the request was carried out."""

from __future__ import annotations

import asyncio
import socket
from enum import StrEnum, auto

from tests.support.between import RST, Between


class Fate(StrEnum):
    """What becomes of one request."""

    ANSWERED = auto()
    ANSWER_LOST = auto()  # carried out, and the line is reset
    NEVER_ARRIVES = auto()  # the line is reset before
    TOO_MANY = auto()  # 429, not carried out
    BROKEN_BEFORE = auto()  # 500, not carried out
    BROKEN_AFTER = auto()  # 500, and carried out


_SAID = {
    Fate.TOO_MANY: (429, b'{"error":{"type":"rate_limit_error","code":"rate_limit","message":"Slow down."}}'),
    Fate.BROKEN_BEFORE: (500, b'{"error":{"type":"api_error","message":"An unknown error occurred"}}'),
    Fate.BROKEN_AFTER: (500, b'{"error":{"type":"api_error","message":"An unknown error occurred"}}'),
}


class BadLine(Between):
    """One request a connection; POSTs meet the fates in order and are answered from then on, questions always are.

    `posts` counts the POSTs that reached the other end.
    """

    def __init__(self, address: str, *fates: Fate) -> None:
        super().__init__(int(address.rsplit(":", 1)[1]))
        self.posts = 0
        self._fates = list(fates)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode().lower().split("\r\n")
            sizes = [int(line.split(":")[1]) for line in lines if line.startswith("content-length:")]
            body = await reader.readexactly(sizes[0] if sizes else 0)
            fate = self._fates.pop(0) if self._fates and head.startswith(b"POST") else Fate.ANSWERED
            said = await self._said(fate, head, body)
            if said:
                writer.write(said)
                await writer.drain()
            else:
                held: socket.socket = writer.get_extra_info("socket")
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asked is gone
        finally:
            writer.close()

    async def _said(self, fate: Fate, head: bytes, body: bytes) -> bytes:
        if fate in {Fate.ANSWERED, Fate.ANSWER_LOST, Fate.BROKEN_AFTER}:
            answer = await self._carried_out(head, body)
            if fate is Fate.ANSWERED:
                return answer
        if fate not in _SAID:
            return b""
        status, told = _SAID[fate]
        wait = "retry-after: 1\r\n" if fate is Fate.TOO_MANY else ""
        head_said = f"HTTP/1.1 {status} No\r\ncontent-length: {len(told)}\r\n{wait}connection: close\r\n\r\n"
        return head_said.encode() + told

    async def _carried_out(self, head: bytes, body: bytes) -> bytes:
        self.posts += head.startswith(b"POST")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.there)
        kept = [line for line in head.split(b"\r\n")[:-2] if not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join((*kept, b"connection: close", b"", body)))
        answer = await reader.read()
        writer.close()
        return answer
