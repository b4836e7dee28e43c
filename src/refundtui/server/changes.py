"""The office's word: which feeds are mine, what changed in one, which packs hold, and a poke when there is more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from refundtui.office.feeds import CursorExpired, FeedCursor, FeedHead, NoSuchFeed
from refundtui.office.tables import REF_FEED
from refundtui.server import cursors
from refundtui.server.described import says
from refundtui.server.naming import FEED
from refundtui.server.page_shelf import Packed
from refundtui.server.pokes import PRESENCE
from refundtui.server.reception import Asking, Here, Person, Reception, token_of, who_is
from refundtui.server.troubles import ProblemError
from refundtui.wire.pages import DocumentBody, DocumentsBody, FeedBody, FeedsBody, PageBody, Tier, View
from refundtui.wire.protocol import EVENTS, JSON, LARGEST_PAGE, LONGEST_WAIT, Trouble

router = APIRouter(prefix="/v1", tags=["changes"])

_PAGE: Final = 1_000
_TIERS: Final = {"archive": Tier.COLD, "kept": Tier.COLD}

IfNoneMatch = Annotated[str, Header(alias="If-None-Match", max_length=1000)]
Wait = Annotated[
    int,
    Query(
        ge=0, le=LONGEST_WAIT, description="Seconds to leave the question open until there is something new."
    ),
]


@router.get(
    "/feeds", responses=says(FeedsBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, also={304: None})
)
async def feeds(here: Here, asking: Person, if_none_match: IfNoneMatch = "", wait: Wait = 0) -> Response:
    """Every feed this person may read. Rows of one that is no longer named are to be deleted."""
    mine = await run_in_threadpool(_feeds_of, here, asking)
    if wait and _matches(if_none_match, _tag(_encoded(mine))):
        await here.pokes.beyond({head.feed: head.last_seq for head in mine}, wait)
        mine = await run_in_threadpool(_feeds_of, here, asking)
    return _tagged(_encoded(mine), if_none_match)


@router.get(
    "/feeds/{feed:path}/changes",
    responses=says(
        PageBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, Trouble.NO_SUCH_THING, Trouble.CURSOR_EXPIRED
    ),
)
async def changes(
    request: Request,
    here: Here,
    asking: Person,
    feed: Annotated[str, Path(pattern=FEED, examples=["b:lindenhof/t:refunds"])],
    cursor: Annotated[
        str, Query(max_length=1_000, description="As the page before gave it; left out: from the beginning.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = _PAGE,
    view: View = View.FULL,
    wait: Wait = 0,
) -> Response:
    """One page of what changed, each case once at its latest number; bootstrap and catching up alike."""
    read_to = _cursor(cursor, feed)
    packed = "zstd" in request.headers.get("accept-encoding", "")
    ask = lambda: _page(here, asking, feed, read_to, limit, view, packed)  # noqa: E731 - asked twice below
    page = await run_in_threadpool(ask)
    if wait and page.is_empty and await here.pokes.beyond({feed: page.through}, wait):
        page = await run_in_threadpool(ask)
    packing = {"Content-Encoding": "zstd"} if packed else {}
    return Response(page.body, headers={"Vary": "Accept-Encoding", **packing}, media_type=JSON)


@router.get(
    "/documents", responses=says(DocumentsBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, also={304: None})
)
def documents(here: Here, asking: Person, if_none_match: IfNoneMatch = "") -> Response:
    """The packs in force: the laws, and the promises of the brands this person may see."""
    head = here.store.head(REF_FEED)
    theirs = here.store.library().brand_of
    told = DocumentsBody(
        seq=0 if head is None else head.last_seq,
        documents=tuple(
            DocumentBody(
                name=pack.name,
                version=pack.version,
                digest=pack.digest,
                text=pack.body.decode("utf-8", "replace"),
            )
            for pack in here.store.documents()
            if (brand := theirs(pack.name)) is None or asking.actor.may_see(brand)
        ),
    )
    return _tagged(msgspec.json.encode(told), if_none_match)


@router.get(
    "/events",
    responses=says(None, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, media=EVENTS),
    response_class=StreamingResponse,
)
async def events(request: Request, here: Here, asking: Person) -> StreamingResponse:
    """Pokes for as long as the token holds: `poke`, a comment every 20 seconds, `bye` before the end."""
    token = token_of(request)

    def mine() -> Callable[[str], bool]:
        return _may_know_of(here, who_is(here, token))

    seconds = (asking.until - here.now()) / timedelta(seconds=1)
    return StreamingResponse(
        here.pokes.stream(mine, seconds),
        media_type=EVENTS,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


# --- Pages ----------------------------------------------------------------------------------------


def _page(
    here: Reception,
    asking: Asking,
    feed: str,
    read_to: FeedCursor | None,
    limit: int,
    view: View,
    packed: bool,
) -> Packed:
    head = here.store.head(feed)
    if head is None or not head.brand or not asking.actor.may_see(head.brand):
        raise ProblemError(Trouble.NO_SUCH_THING)
    match here.pages.page(feed, read_to, limit, view, packed=packed):
        case Packed() as page:
            return page
        case CursorExpired(epoch=epoch):
            raise ProblemError(Trouble.CURSOR_EXPIRED, epoch=epoch)
        case NoSuchFeed():
            raise ProblemError(Trouble.NO_SUCH_THING)


def _cursor(text: str, feed: str) -> FeedCursor | None:
    if not text:
        return None
    try:
        return cursors.read(text, feed)
    except cursors.NoCursorError:
        raise ProblemError(Trouble.INVALID, detail="cursor") from None


# --- Feeds ----------------------------------------------------------------------------------------


def _feeds_of(here: Reception, asking: Asking) -> tuple[FeedHead, ...]:
    """The feeds of cases: what belongs to no brand is the office's own."""
    return tuple(head for head in here.store.heads() if head.brand and asking.actor.may_see(head.brand))


def _may_know_of(here: Reception, asking: Asking) -> Callable[[str], bool]:
    theirs = frozenset(head.feed for head in _feeds_of(here, asking)) | {REF_FEED, PRESENCE}
    return theirs.__contains__


def _encoded(heads: tuple[FeedHead, ...]) -> bytes:
    return msgspec.json.encode(
        FeedsBody(
            feeds=tuple(
                FeedBody(
                    id=head.feed,
                    epoch=head.epoch,
                    last_seq=head.last_seq,
                    live_count=head.live_count,
                    tier=_TIERS.get(head.feed.rpartition("/")[2], Tier.HOT),
                )
                for head in heads
            )
        )
    )


def _tagged(body: bytes, known: str) -> Response:
    tag = _tag(body)
    if _matches(known, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, headers={"ETag": tag}, media_type=JSON)


def _tag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _matches(known: str, tag: str) -> bool:
    return tag in (one.strip().removeprefix("W/") for one in known.split(","))
