"""The office as an application: its rooms put together, its troubles told in one form, its life from open to close."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from types import FrameType
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from refundtui.office.imports.jsonl import LineOfFile
from refundtui.office.ports import RefundGateway
from refundtui.office.store import OfficeStore
from refundtui.office.tidying import Tidied
from refundtui.server import (
    activation,
    cases,
    changes,
    decisions,
    health,
    holding,
    me,
    payments,
    providers,
    receiving,
    signing_in,
)
from refundtui.server.described import describe
from refundtui.server.diary import say, where_it_broke
from refundtui.server.doorkeeper import Doorkeeper
from refundtui.server.figures import Figures
from refundtui.server.gate import CROWD, Gate
from refundtui.server.own_issuer import OwnIssuer
from refundtui.server.page_shelf import PageShelf
from refundtui.server.pokes import PRESENCE, Heads, Pokes
from refundtui.server.reception import Reception
from refundtui.server.troubles import ProblemError, as_response, problem
from refundtui.wire.protocol import DocumentProblem, Trouble

_ROUTERS: Final = (
    me,
    signing_in,
    activation,
    changes,
    cases,
    decisions,
    holding,
    payments,
    receiving,
    providers,
    health,
)

_LOOK_EVERY: Final = 300.0  # seconds between two looks whether the hour's tidying is still to be done

_BY_STATUS: Final = {404: Trouble.NO_SUCH_THING, 405: Trouble.WRONG_METHOD, 413: Trouble.TOO_LARGE}


def office_app(
    store: OfficeStore,
    doorkeeper: Doorkeeper,
    now: Callable[[], datetime],
    *,
    issuer: OwnIssuer | None = None,
    practice: bool = False,
    crowd: int = CROWD,
    gateways: Mapping[str, RefundGateway] | None = None,
) -> FastAPI:
    """One process's application on an open store; the caller closes the store after it."""
    pokes = Pokes(lambda: heads_of(store))
    figures = Figures()
    app = FastAPI(
        title="refundtui office",
        description="See the README's page on the protocol; every body is defined in `refundtui.wire`.",
        lifespan=lambda _: _open(pokes, lambda: store.tidy(now())),
        docs_url=None,  # it would load scripts from another house
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.figures = figures
    app.state.issuer = issuer
    app.state.reception = Reception(store, now, doorkeeper, PageShelf(store), pokes, practice, gateways or {})
    for room in _ROUTERS:
        app.include_router(room.router)
    app.add_exception_handler(ProblemError, _tell_problem)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_middleware(Gate, figures=figures, crowd=crowd)
    describe(app, (LineOfFile,))
    return app


def heads_of(store: OfficeStore) -> Heads:
    """Where everything stands that a desk may want to hear of."""
    return {head.feed: head.last_seq for head in store.heads()} | {PRESENCE: store.presence_number()}


@asynccontextmanager
async def _open(pokes: Pokes, tidy: Callable[[], Tidied | None]) -> AsyncIterator[None]:
    await pokes.open()
    _say_goodbye_first(pokes)
    tidying = asyncio.create_task(keep_tidy(tidy))
    try:
        yield
    finally:
        tidying.cancel()
        await asyncio.gather(tidying, return_exceptions=True)
        await pokes.close()


async def keep_tidy(tidy: Callable[[], Tidied | None], every: float = _LOOK_EVERY) -> None:
    """Look now and then whether it is this process's turn; a database away for a moment ends nothing."""
    while True:
        await asyncio.sleep(every)
        try:
            done = await run_in_threadpool(tidy)
        except Exception as trouble:  # noqa: BLE001 - told, and tried again
            say("untidied", where_it_broke(trouble), logging.WARNING)
        else:
            if done is not None:
                say("tidied", asdict(done))


def _say_goodbye_first(pokes: Pokes) -> None:
    """On a signal the streams end before the server waits for its connections, or it would wait in vain."""
    if threading.current_thread() is not threading.main_thread():
        return  # a test's server is told to end by its own means
    for kind in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(kind)

        def end(number: int, frame: FrameType | None, before: Any = before) -> None:
            pokes.say_goodbye()
            if callable(before):
                before(number, frame)

        signal.signal(kind, end)


# --- Troubles -------------------------------------------------------------------------------------


async def _tell_problem(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, ProblemError)  # noqa: S101 - it was registered for these
    return as_response(trouble.body, trouble.headers)


async def _tell_invalid(request: Request, trouble: Exception) -> Response:
    """Where each mistake stands and what kind it is; never the value, which may be anything."""
    assert isinstance(trouble, RequestValidationError)  # noqa: S101 - it was registered for these
    problems = tuple(
        DocumentProblem(path=".".join(map(str, wrong["loc"])), code=str(wrong["type"]))
        for wrong in trouble.errors()
    )
    return as_response(problem(Trouble.INVALID, problems=problems))


async def _tell_http(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, HTTPException)  # noqa: S101 - it was registered for these
    kind = _BY_STATUS.get(trouble.status_code, Trouble.INVALID)
    return as_response(problem(kind, status=trouble.status_code), trouble.headers)
