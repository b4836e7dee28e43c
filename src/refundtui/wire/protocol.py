"""What desk and office agree on before a word is said: versions, headers, limits, and what can go wrong.

A trouble is told as a problem document (RFC 9457), `application/problem+json`. An answer to a submission
counts only when it is a success or a problem with `retryable` false, and names the submission's id: the
page of a hotel's sign-in or a proxy's 404 never ends anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from refundtui.wire.bodies import Body, FindingBody

VERSION: Final = 1
"""Grows when something is removed or changes its meaning; what is only added leaves it alone."""

OLDEST: Final = 1
"""The oldest version an office of this program still speaks."""

VERSION_HEADER: Final = "RefundTUI-Protocol"
"""On every request of a desk and on every answer of an office; an answer without it is not the office's."""

LEASE_HEADER: Final = "RefundTUI-Lease"
"""The epoch of the lease a decision was made under, beside `PUT /v1/decisions/{id}`; left out without one."""

REPLAYED_HEADER: Final = "Idempotent-Replayed"
"""`true` on an answer that was given before."""

JSON: Final = "application/json"
PROBLEM_JSON: Final = "application/problem+json"
LINES: Final = "application/x-ndjson"
EVENTS: Final = "text/event-stream"

LARGEST_BODY: Final = 1_000_000
"""Bytes of a request, unpacked."""

LARGEST_BULK: Final = 16_000_000
"""Bytes of an intake in lines, unpacked."""

LARGEST_PAGE: Final = 5_000
"""Changes in one page at the most; a desk asks for a thousand first, then for as many."""

MOST_DECISIONS: Final = 50
"""Submissions in one batch."""

LONGEST_WAIT: Final = 25
"""Seconds a question may be left open until there is something to tell."""


class Trouble(StrEnum):
    """Every problem type; on the wire `/problems/<name>`."""

    INVALID = "invalid"  # 400 torn or foreign, 422 readable and wrong: a mistake of the program that asks
    LOGIN_REQUIRED = "login-required"  # 401: no token, or one that no longer holds
    SIGN_IN_AGAIN = "sign-in-again"  # 401, retryable: `max_age` says how new a sign-in this takes (RFC 9470)
    NOT_ALLOWED = "not-allowed"  # 403: known, but without this right
    NO_SUCH_THING = "no-such-thing"  # 404: not there, or another brand's; nobody can tell which
    WRONG_METHOD = "wrong-method"  # 405
    REFUSED = "refused"  # 409: the domain's findings, each with its reason
    CASE_HELD = "case-held"  # 409: somebody else's lease
    CLAIM_LOST = "claim-lost"  # 409: the lease a decision was made under is another's now
    PREDECESSOR_MISSING = "predecessor-missing"  # 409, retryable: what it rests on has not come yet
    CASE_GONE = "case-gone"  # 410: erased
    CURSOR_EXPIRED = "cursor-expired"  # 410: begin this feed anew
    VOIDED = "voided"  # 410: withdrawn before it came
    CASE_CHANGED = "case-changed"  # 412: `current`, `changed`, `decided_by`
    TOO_LARGE = "too-large"  # 413
    WRONG_CONTENT_TYPE = "wrong-content-type"  # 415
    ID_REUSED = "id-reused"  # 422: this id has another body
    UPGRADE_REQUIRED = "upgrade-required"  # 426: `oldest` and `newest` say what is spoken here
    SLOW_DOWN = "slow-down"  # 429, retryable, with Retry-After
    FAULT = "fault"  # 500, retryable: nothing was recorded
    UNAVAILABLE = "unavailable"  # 503, retryable, with Retry-After


class DocumentProblem(Body):
    """One mistake in what was sent: where it stands, its code and what makes the sentence."""

    path: str
    code: str
    facts: dict[str, str] = {}  # noqa: RUF012 (msgspec gives every body its own)


class ProblemBody(Body):
    """A problem document; the members beside RFC 9457's own are there where `Trouble` says so."""

    type: str
    title: str
    status: int
    retryable: bool = False
    detail: str = ""
    id: str = ""
    """Of the submission, when one was answered."""
    findings: tuple[FindingBody, ...] = ()
    problems: tuple[DocumentProblem, ...] = ()
    current: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    """The case as the office holds it now: the body of `wire.cases`, unopened."""
    changed: tuple[str, ...] = ()
    decided_by: str = ""
    waits_for: str = ""
    holder: str = ""
    holder_name: str = ""
    until: str = ""
    epoch: int | None = None
    """Of the feed, when a cursor has expired; of the lease, when a case is held."""
    max_age: int | None = None
    """Seconds a sign-in may be old that this takes."""
    oldest: int | None = None
    newest: int | None = None

    @property
    def trouble(self) -> Trouble | None:
        """None: a type this version does not know, or none of ours."""
        name = self.type.removeprefix(PROBLEMS)
        return Trouble(name) if name in _NAMES else None


PROBLEMS: Final = "/problems/"
_NAMES: Final = frozenset(Trouble)
