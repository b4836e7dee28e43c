"""textual-serve behind our door, with a page of ours: theirs takes its letters from another company's machine."""

from __future__ import annotations

import asyncio
import socket
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Final

import aiohttp_jinja2
from aiohttp import WSCloseCode, web
from textual_serve.server import Server, to_int

from refundtui.cli.telling import say
from refundtui.cli.web.door import Door, Handler
from refundtui.cli.web.tabs import TabDesk
from refundtui.i18n.words import language, t

_PAGE: Final = Path(__file__).parent / "page"
_HEARTBEAT: Final = 15.0  # seconds; a laptop that was shut does not keep the books for long
_LEAVING: Final = 10.0


class DeskServer(Server):
    """Serves `words`, a command that opens a desk, to whoever `door` lets in."""

    def __init__(self, words: Sequence[str], door: Door, *, opening: bool) -> None:
        super().__init__("refundtui", public_url=door.origin, templates_path=_PAGE)
        self._words = words
        self._door = door
        self._opening = opening
        self._tabs: set[web.WebSocketResponse] = set()
        # A page that is loaded again finds the books free: its desk starts when the one before has ended.
        self._changing = asyncio.Lock()

    def serve_at(self, place: socket.socket) -> None:
        """Until Ctrl+C or a signal."""
        web.run_app(
            self._make_app(),
            sock=place,
            print=None,
            access_log=None,  # it would hold the key
            shutdown_timeout=_LEAVING,
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.extend([self._door.guard, _without_lists])
        app.on_response_prepare.append(self._door.close_in)
        app.router.add_get("/page/{name}", _page_file)
        aiohttp_jinja2.get_env(app).globals.update(language=language(), said=_said())
        return app

    async def on_startup(self, app: web.Application) -> None:
        say(t("The practice desk is at {link}", link=self._door.link()))
        say(t("Ctrl+C ends it; what was decided is kept."))
        sys.stdout.flush()  # into a file or a pipe, where somebody may wait for the address
        if self._opening:
            link = self._door.link(once=True)
            Thread(target=webbrowser.open, args=(link,), daemon=True).start()  # some browsers let one wait

    async def on_shutdown(self, app: web.Application) -> None:
        for tab in set(self._tabs):
            await tab.close(code=WSCloseCode.GOING_AWAY)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        tab = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await tab.prepare(request)
        desk = TabDesk(
            self._words,
            write_bytes=tab.send_bytes,
            write_str=tab.send_str,
            close=tab.close,
            download_manager=self.download_manager,
        )
        self._tabs.add(tab)
        try:
            async with self._changing:
                await desk.start(
                    to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24)
                )
            await self._process_messages(tab, desk)
        finally:
            self._tabs.discard(tab)
            async with self._changing:
                await asyncio.shield(desk.stop())
        return tab


def _said() -> dict[str, str]:
    return {
        "opening": t("The desk is being opened …"),
        "closed": t("The desk is closed."),
        "kept": t(
            "What was decided and written is kept. If it was not you, the terminal of “refundtui web” says why."
        ),
        "again": t("Open it again"),
    }


@web.middleware
async def _without_lists(request: web.Request, handler: Handler) -> web.StreamResponse:
    """textual-serve lists its folders to whoever asks; ours are nobody's business."""
    if request.path.endswith("/") and request.path != "/":
        raise web.HTTPNotFound
    return await handler(request)


async def _page_file(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    if name not in {"page.css", "page.js"}:
        raise web.HTTPNotFound
    return web.FileResponse(_PAGE / name)
