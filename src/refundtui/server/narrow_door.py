"""How much a stranger may say before the office looks at it: heads are bounded, as bodies are.

httptools keeps a head until it is whole, however long that takes, and asks nobody. Whoever is not signed in
could fill this machine's memory with one line that never ends.
"""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

LARGEST_HEAD: Final = 64 * 1024
"""Bytes of address, headers, trailers and frames of one request. A desk sends two thousand."""


class NarrowDoor(HttpToolsProtocol):
    """A line on which what is no body may not grow for ever."""

    _beside_bodies = 0

    def data_received(self, data: bytes) -> None:
        self._beside_bodies += len(data)
        super().data_received(data)
        if self._beside_bodies > LARGEST_HEAD and not self.transport.is_closing():
            self._turn_away()

    def on_body(self, body: bytes) -> None:
        self._beside_bodies -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside_bodies = 0
        super().on_message_complete()

    def _turn_away(self) -> None:
        """In words where no answer is under way; after a body that never ends nobody would read them."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self.transport.abort()
        else:
            self.send_400_response("Too much before the body.")
