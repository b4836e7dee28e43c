"""Every trouble as a problem document: status, title and whether asking again may help stand in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.responses import Response

from refundtui.wire.protocol import PROBLEM_JSON, PROBLEMS, ProblemBody, Trouble

_WAIT: Final = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a trouble always says; `title` is for whoever reads a log, desks have sentences of their own."""

    status: int
    title: str
    retryable: bool = False


KINDS: Final = {
    Trouble.INVALID: Kind(422, "What was sent cannot be followed."),
    Trouble.LOGIN_REQUIRED: Kind(401, "Sign in first."),
    Trouble.SIGN_IN_AGAIN: Kind(401, "This takes a newer sign-in.", retryable=True),
    Trouble.NOT_ALLOWED: Kind(403, "This is not yours to do."),
    Trouble.NO_SUCH_THING: Kind(404, "There is no such thing here."),
    Trouble.WRONG_METHOD: Kind(405, "That cannot be done with this."),
    Trouble.REFUSED: Kind(409, "Policy, law or the state of the case forbids it."),
    Trouble.CASE_HELD: Kind(409, "Somebody else works on this case."),
    Trouble.CLAIM_LOST: Kind(409, "The case has passed to somebody else."),
    Trouble.PREDECESSOR_MISSING: Kind(409, "What this rests on has not arrived.", retryable=True),
    Trouble.CASE_GONE: Kind(410, "The case was erased."),
    Trouble.CURSOR_EXPIRED: Kind(410, "Read this feed from its beginning."),
    Trouble.VOIDED: Kind(410, "This id was withdrawn."),
    Trouble.CASE_CHANGED: Kind(412, "The case has changed since it was seen."),
    Trouble.TOO_LARGE: Kind(413, "That is more than is taken at once."),
    Trouble.WRONG_CONTENT_TYPE: Kind(415, "Send JSON, and say so."),
    Trouble.ID_REUSED: Kind(422, "This id already stands for something else."),
    Trouble.UPGRADE_REQUIRED: Kind(426, "This version is not spoken here."),
    Trouble.SLOW_DOWN: Kind(429, "Too many requests.", retryable=True),
    Trouble.FAULT: Kind(500, "The office made a mistake; nothing was recorded.", retryable=True),
    Trouble.UNAVAILABLE: Kind(503, "The office cannot answer now.", retryable=True),
}


class ProblemError(Exception):
    """An answer that is a trouble, raised wherever it is noticed and told by the one handler."""

    def __init__(
        self,
        trouble: Trouble,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(trouble.value)
        self.body = problem(trouble, status=status, **members)
        self.headers = headers or {}


def problem(trouble: Trouble, *, status: int | None = None, **members: Any) -> ProblemBody:
    kind = KINDS[trouble]
    return ProblemBody(
        type=f"{PROBLEMS}{trouble}",
        title=kind.title,
        status=status or kind.status,
        retryable=kind.retryable,
        **members,
    )


def as_response(body: ProblemBody, headers: Mapping[str, str] | None = None) -> Response:
    waiting = _WAIT if body.retryable else {}
    return Response(
        msgspec.json.encode(body), body.status, {**waiting, **(headers or {})}, media_type=PROBLEM_JSON
    )
