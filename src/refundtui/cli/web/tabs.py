"""The desk of one tab: a process of its own, which goes when the tab goes."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any, Final

from textual_serve.app_service import AppService

_PATIENCE: Final = 5.0  # seconds for a desk to put its books away
_DRIVER: Final = "refundtui.tui.browser:Browser"


class TabDesk(AppService):
    """`refundtui demo` with the browser as its terminal."""

    def __init__(self, words: Sequence[str], **more: Any) -> None:
        super().__init__(" ".join(words), **more)
        self._words = words

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {"TEXTUAL_DRIVER": _DRIVER}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Without a shell in between: the words stay words, and a signal reaches the desk itself."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self._build_environment(width, height)
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            # However it ended, nobody may wait before a desk that is no more.
            await self.remote_close()

    async def stop(self) -> None:
        """Back only when the process has ended: the lock on the books is free then."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await super().stop()
                if self._process is not None:
                    await self._process.wait()
        except TimeoutError:
            if self._process is not None:
                self._process.kill()
                await self._process.wait()
