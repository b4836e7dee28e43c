"""Whether the process lives, whether it can answer, and what it counts: for whoever keeps the office running."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from refundtui.office.tables import REF_FEED
from refundtui.server.described import says
from refundtui.server.figures import CONTENT_TYPE, Figures
from refundtui.server.reception import Here
from refundtui.wire.protocol import Trouble

router = APIRouter(tags=["health"])

_TEXT = "text/plain"


@router.get("/healthz", responses=says(None, media=_TEXT), response_class=PlainTextResponse)
def healthz() -> PlainTextResponse:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


@router.get(
    "/readyz", responses=says(None, Trouble.UNAVAILABLE, media=_TEXT), response_class=PlainTextResponse
)
def readyz(here: Here) -> PlainTextResponse:
    """The database answers too, and the office is not about to close."""
    here.store.head(REF_FEED)  # raises what the gate tells as `unavailable`
    if here.pokes.is_closing:
        return PlainTextResponse("closing\n", 503)
    return PlainTextResponse("ok\n")


@router.get("/metrics", responses=says(None, media=_TEXT), response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Counts for Prometheus: routes, never what was asked of them."""
    figures: Figures = request.app.state.figures
    return Response(figures.told(), media_type=CONTENT_TYPE)
