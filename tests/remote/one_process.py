"""The served office and the line to it in one process, and everything that can go wrong between them, on purpose."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any, Final
from urllib.parse import unquote

import httpx
from fastapi import FastAPI

FAULTS: Final = (
    "lose_request", "lose_answer", "twice", "torn", "portal", "busy", "redirect", "killed", "killed_after",
)  # fmt: skip


class Killed(BaseException):
    """The desk's process ended here, as `kill -9` ends it."""


class AsgiLine(httpx.BaseTransport):
    """Hands a request to the application as uvicorn would, on a loop in a thread of its own."""

    def __init__(self, app: Callable[[], FastAPI]) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="office", daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result()
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body), request=request)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _answer(self, request: httpx.Request) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        raw = request.url.raw_path
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(raw.partition(b"?")[0].decode()),
            "raw_path": raw.partition(b"?")[0],
            "query_string": raw.partition(b"?")[2],
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        said: list[MutableMapping[str, Any]] = []
        heard = [{"type": "http.request", "body": request.read(), "more_body": False}]

        async def receive() -> MutableMapping[str, Any]:
            return heard.pop() if heard else {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        await self._app()(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in said[1:])
        return said[0]["status"], list(said[0]["headers"]), body


class FaultyLine(httpx.BaseTransport):
    """Each request meets the next of `faults`; none left is a good line."""

    def __init__(self, good: httpx.BaseTransport) -> None:
        self._good = good
        self.faults: deque[str] = deque()
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        fault = self.faults.popleft() if self.faults else "ok"
        match fault:
            case "killed":
                raise Killed
            case "lose_request":
                raise httpx.ReadTimeout("nobody answers", request=request)
            case "portal":
                return httpx.Response(200, html="<h1>Welcome to our hotel</h1>", request=request)
            case "redirect":
                return httpx.Response(302, headers={"Location": "http://portal.example/"}, request=request)
            case "busy":
                return httpx.Response(503, text="upstream", request=request)
            case _:
                pass
        answer = self._good.handle_request(request)
        match fault:
            case "twice":
                answer = self._good.handle_request(request)
            case "lose_answer":
                raise httpx.RemoteProtocolError("cut", request=request)
            case "killed_after":
                raise Killed
            case "torn":
                whole = answer.read()
                answer = httpx.Response(
                    answer.status_code,
                    headers=answer.headers,
                    stream=httpx.ByteStream(whole[: len(whole) // 2]),
                    request=request,
                )
            case _:
                pass
        return answer
