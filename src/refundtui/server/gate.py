"""What every request passes on its way in and out: the version, the crowd, the count and the line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as NoConnectionError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refundtui.office.trouble import OfficeFileError
from refundtui.server.diary import LOGGER, say, where_it_broke
from refundtui.server.doorkeeper import IssuerSilentError
from refundtui.server.figures import Figures
from refundtui.server.troubles import as_response, problem
from refundtui.wire.protocol import OLDEST, VERSION, VERSION_HEADER, ProblemBody, Trouble

CROWD: Final = 256
"""Requests answered at the same time by one process: more would only wait for each other and time out."""

_AWAY: Final = (OperationalError, InterfaceError, NoConnectionError, OfficeFileError, IssuerSilentError)
"""Something the office stands on does not answer: nothing was recorded, and it may be asked again."""

_ON_EVERY_ANSWER: Final = {
    VERSION_HEADER: str(VERSION),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Gate:
    """Around the whole application. Whatever nobody foresaw ends here as a problem and a line without words."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        figures: Figures,
        crowd: int = CROWD,
        elapsed: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._figures = figures
        self._crowd = crowd
        self._elapsed = elapsed
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._elapsed()
        answer = _Answer(send)
        counted = not _may_last(scope)
        self._under_way += counted
        self._figures.under_way.inc()
        try:
            refused = self._refused(scope)
            if refused is not None:
                await as_response(refused)(scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        except ClientDisconnect:
            pass  # a line broke off within its question: no mistake of ours, and nobody is left to hear of it
        except Exception as trouble:  # noqa: BLE001 - the one place where nothing may go further
            await self._tell(trouble, scope, receive, answer)
        finally:
            self._under_way -= counted
            self._figures.under_way.dec()
            self._note(scope, answer, self._elapsed() - began)

    def _refused(self, scope: Scope) -> ProblemBody | None:
        spoken = Headers(scope=scope).get(VERSION_HEADER)
        if spoken is not None and not _is_spoken_here(spoken):
            return problem(Trouble.UPGRADE_REQUIRED, oldest=OLDEST, newest=VERSION)
        if self._under_way > self._crowd and scope["path"] not in _SILENT:
            return problem(Trouble.SLOW_DOWN)
        return None

    async def _tell(self, trouble: Exception, scope: Scope, receive: Receive, answer: _Answer) -> None:
        self._figures.troubles.labels(type(trouble).__name__).inc()
        away = isinstance(trouble, _AWAY)
        say(
            "unavailable" if away else "fault",
            {"route": _route(scope), **where_it_broke(trouble)},
            logging.WARNING if away else logging.ERROR,
        )
        if not answer.status:
            await as_response(problem(Trouble.UNAVAILABLE if away else Trouble.FAULT))(scope, receive, answer)

    def _note(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        route, method, status = _route(scope), scope["method"], str(answer.status or 499)
        if method not in _METHODS:
            method = "other"
        self._figures.requests.labels(route, method, status).inc()
        if not answer.is_stream:
            self._figures.seconds.labels(route).observe(seconds)
        if LOGGER.isEnabledFor(logging.INFO) and route not in _SILENT:
            say(
                "request",
                {
                    "method": method,
                    "route": route,
                    "status": int(status),
                    "ms": round(seconds * 1000, 1),
                    "bytes": answer.length,
                },
            )


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SILENT: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class _Answer:
    """The way out: our headers on every answer, and what was sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.length = 0
        self.is_stream = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _ON_EVERY_ANSWER.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")  # names and amounts stay in no proxy
            self.is_stream = headers.get("content-type", "").startswith("text/event-stream")
        else:
            self.length += len(message.get("body", b""))
        await self._send(message)


def _may_last(scope: Scope) -> bool:
    """A stream or a question left open: thousands of them cost next to nothing."""
    path: str = scope["path"]
    query: bytes = scope["query_string"]
    return path == "/v1/events" or b"wait=" in query


def _is_spoken_here(version: str) -> bool:
    return version.isascii() and version.isdigit() and OLDEST <= int(version[:9]) <= VERSION


def _route(scope: Scope) -> str:
    """The pattern, never the path: paths hold whatever somebody typed."""
    route = scope.get("route")
    return getattr(route, "path", "none")
