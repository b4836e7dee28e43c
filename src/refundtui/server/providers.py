"""Where providers tell what became of a refund: nobody signs in here, so nothing is believed that is not signed.

What is signed and new is written down before it is answered: a provider that hears 200 says it never again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from refundtui.office.payments import hearing
from refundtui.office.ports import NotAuthentic, NotReadable, RefundGateway
from refundtui.server.described import says
from refundtui.server.diary import say
from refundtui.server.reception import Here, Reception
from refundtui.server.troubles import ProblemError
from refundtui.wire.protocol import Trouble

router = APIRouter(prefix="/v1/providers", tags=["providers"])

LARGEST: Final = 1024 * 1024
"""Bytes of a delivery; an honest one has a few thousand."""

_HEARD: Final = "[accepted]"  # the word that Adyen wants; to the others any answer of 200 says it


@router.post(
    "/{account}/events",
    status_code=200,
    responses=says(None, Trouble.NO_SUCH_THING, Trouble.TOO_LARGE, media="text/plain"),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "As the provider signs it, byte for byte.",
            "content": {"application/json": {"schema": {}}},
        }
    },
)
async def events(request: Request, here: Here, account: Annotated[str, Path(max_length=200)]) -> Response:
    """Hear what a provider says by itself. The same again is heard once; what is not signed is not heard at all."""
    gateway = here.gateways.get(account)
    if gateway is None:
        raise ProblemError(Trouble.NO_SUCH_THING)
    body = await _bytes(request)
    await run_in_threadpool(_hear, here, account, gateway, dict(request.headers), body)
    return PlainTextResponse(_HEARD)


async def _bytes(request: Request) -> bytes:
    """The body as it came: a signature is over bytes, not over what a reader makes of them."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise ProblemError(Trouble.TOO_LARGE)
    return bytes(body)


def _hear(
    here: Reception, account: str, gateway: RefundGateway, headers: Mapping[str, str], body: bytes
) -> None:
    now = here.now()
    try:
        heard = gateway.heard(headers, body, now)
    except NotAuthentic:
        say("not_authentic", {"account": account}, logging.WARNING)
        raise ProblemError(Trouble.INVALID, status=400) from None
    except NotReadable:
        # Signed, and in words we do not know: the provider says it again, and an operator finds it meanwhile.
        say("not_readable", {"account": account}, logging.ERROR)
        raise ProblemError(Trouble.INVALID, status=422) from None
    hearing.hear(here.store.database, account, heard, here.store.library(), now)
