"""The office over a line: `casework.ports.Office` in the protocol's words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, TypeVar
from urllib.parse import quote

import msgspec

from refundtui.casework.feeds import BeginAnew, Change, Cursor, FeedAnswer, FeedHead, NotOurs, Page
from refundtui.casework.submissions import (
    Answer,
    NeverHeard,
    NotAllowed,
    SignInFirst,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.case import CaseId
from refundtui.domain.findings import finding
from refundtui.remote.answers import answer_or_none, answer_to_submission
from refundtui.remote.line import Heard, Line
from refundtui.wire.bodies import Body, NotReadableError, decode
from refundtui.wire.pages import DocumentsBody, FeedsBody, ItemBody, PageBody
from refundtui.wire.protocol import LARGEST_BODY, LARGEST_PAGE, LEASE_HEADER, Trouble
from refundtui.wire.signing_in import MeBody, MetaBody
from refundtui.wire.submissions import encode_submission

AnyBody = TypeVar("AnyBody", bound=Body)

_NOT_CHANGED: Final = 304


class RemoteOffice:
    """Safe for threads; whatever was asked before and has not changed is not sent again."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._one_at_a_time = threading.Lock()
        self._feeds: tuple[str, tuple[FeedHead, ...]] = ("", ())
        self._packs: tuple[str, tuple[tuple[str, str, bytes], ...]] = ("", ())

    # --- Our word ------------------------------------------------------------------------------------

    def submit(self, submission: Submission) -> Answer | SignInFirst:
        body = encode_submission(submission)
        if len(body) > LARGEST_BODY:
            # It never left: no office would take it, and it must not stand before everything else.
            return NotAllowed(submission.id, (finding("decision.too_large"),))
        heard = self.line.ask(
            "PUT",
            f"/v1/decisions/{_spelled(submission.id)}",
            body=body,
            headers=None if submission.lease is None else {LEASE_HEADER: str(submission.lease)},
        )
        return heard if isinstance(heard, Unreachable) else answer_to_submission(submission.id, heard)

    def void(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        heard = self.line.ask("POST", f"/v1/decisions/{_spelled(submission_id)}/void")
        return heard if isinstance(heard, Unreachable) else answer_or_none(submission_id, heard)

    def answer_to(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        heard = self.line.ask("GET", f"/v1/decisions/{_spelled(submission_id)}")
        return heard if isinstance(heard, Unreachable) else answer_or_none(submission_id, heard)

    # --- The office's word -----------------------------------------------------------------------------

    def feeds(self) -> Sequence[FeedHead] | Unreachable:
        return self._listed(wait=0)

    @property
    def known_feeds(self) -> tuple[FeedHead, ...]:
        """As they were told last."""
        with self._one_at_a_time:
            return self._feeds[1]

    def feeds_when_changed(self, wait: int) -> Sequence[FeedHead] | Unreachable:
        """The same, answered when one moved, or after so many seconds: for lines that let no stream through."""
        return self._listed(wait=wait)

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        params: dict[str, str | int] = {"limit": min(limit, LARGEST_PAGE)}
        if cursor is not None and cursor.token:
            params["cursor"] = cursor.token
        heard = self.line.ask("GET", f"/v1/feeds/{_spelled(feed)}/changes", params=params)
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is None:
            return _page(feed, heard)
        match heard.problem.trouble:
            case Trouble.CURSOR_EXPIRED if heard.problem.epoch is not None:
                return BeginAnew(feed, heard.problem.epoch)
            case Trouble.INVALID if cursor is not None and cursor.token:
                return BeginAnew(feed, cursor.epoch)  # a token of another version's: worth nothing any more
            case Trouble.NO_SUCH_THING:
                return NotOurs(feed)
            case _:
                return heard.unreachable()

    def documents(self) -> Sequence[tuple[str, str, bytes]] | Unreachable:
        with self._one_at_a_time:
            tag, packs = self._packs
        heard = self.line.ask("GET", "/v1/documents", headers={"If-None-Match": tag} if tag else None)
        if isinstance(heard, Unreachable):
            return heard
        if heard.status == _NOT_CHANGED:
            return packs
        if heard.problem is not None:
            return heard.unreachable()
        try:
            told = decode(DocumentsBody, heard.body).documents
        except NotReadableError:
            return Unreachable("line.torn")
        packs = tuple((pack.name, pack.digest, pack.text.encode()) for pack in told)
        with self._one_at_a_time:
            self._packs = (heard.headers.get("ETag", ""), packs)
        return packs

    def me(self) -> MeBody | Unreachable:
        """Who the office takes us for."""
        return self._read(MeBody, "/v1/me")

    def meta(self) -> MetaBody | Unreachable:
        """What the office says of itself, to strangers too."""
        return self._read(MetaBody, "/v1/meta")

    def _read(self, kind: type[AnyBody], path: str) -> AnyBody | Unreachable:
        heard = self.line.ask("GET", path)
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return heard.unreachable()
        try:
            return decode(kind, heard.body)
        except NotReadableError:
            return Unreachable("line.torn")

    def close(self) -> None:
        self.line.close()

    def _listed(self, wait: int) -> Sequence[FeedHead] | Unreachable:
        with self._one_at_a_time:
            tag, heads = self._feeds
        heard = self.line.ask(
            "GET",
            "/v1/feeds",
            headers={"If-None-Match": tag} if tag else None,
            params={"wait": wait} if wait else None,
            wait=wait,
        )
        if isinstance(heard, Unreachable):
            return heard
        if heard.status == _NOT_CHANGED:
            return heads
        if heard.problem is not None:
            # Known, and without any right left: nothing of the office's is this desk's any more.
            return () if heard.problem.trouble is Trouble.NOT_ALLOWED else heard.unreachable()
        try:
            told = decode(FeedsBody, heard.body).feeds
        except NotReadableError:
            return Unreachable("line.torn")
        heads = tuple(FeedHead(feed.id, feed.epoch, feed.last_seq, feed.live_count) for feed in told)
        with self._one_at_a_time:
            self._feeds = (heard.headers.get("ETag", ""), heads)
        return heads


def _spelled(name: str) -> str:
    return quote(name, safe=":/")


def _page(feed: str, heard: Heard) -> FeedAnswer:
    try:
        body = decode(PageBody, heard.body)
        live_count, checksum = body.tally()
    except (NotReadableError, ValueError):
        return Unreachable("line.torn")
    if body.feed != feed or not body.cursor:
        return Unreachable("line.foreign")
    changes = tuple(map(_change, body.items))
    if None in changes:
        return Unreachable("line.foreign")
    return Page(
        feed=feed,
        epoch=body.epoch,
        changes=tuple(change for change in changes if change is not None),
        through=body.through,
        more=body.more,
        live_count=live_count,
        checksum=checksum,
        since=body.since,
        token=body.cursor,
    )


def _change(item: ItemBody) -> Change | None:
    """None: neither there nor removed, which no office tells."""
    if item.removed:
        return Change(
            CaseId(item.id), item.seq, item.version, removed=True, body=b"", erased=item.reason == "erased"
        )
    if isinstance(item.case, msgspec.UnsetType):
        return None
    return Change(CaseId(item.id), item.seq, item.version, removed=False, body=bytes(item.case))
