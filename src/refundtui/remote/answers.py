"""What the office's answer to a submission means; what is not surely about it ends nothing."""

from __future__ import annotations

from typing import Final

import msgspec

from refundtui.casework.submissions import (
    Accepted,
    Answer,
    Conflict,
    NeverHeard,
    NotAllowed,
    SignInFirst,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.findings import Finding, finding
from refundtui.remote.line import Heard
from refundtui.wire.answers import AcceptedBody, VoidedBody
from refundtui.wire.bodies import NotReadableError, decode, findings
from refundtui.wire.cases import decode_case
from refundtui.wire.protocol import REPLAYED_HEADER, ProblemBody, Trouble

_FOUND: Final = {
    Trouble.NOT_ALLOWED: "decision.not_yours",
    Trouble.NO_SUCH_THING: "case.unknown",
    Trouble.CASE_HELD: "lease.held",
    Trouble.CLAIM_LOST: "lease.lost",
    Trouble.CASE_GONE: "case.erased",
    Trouble.VOIDED: "decision.voided",
    Trouble.ID_REUSED: "decision.id_reused",
    Trouble.CASE_CHANGED: "case.changed",
    Trouble.TOO_LARGE: "decision.too_large",
}


def answer_to_submission(submission_id: SubmissionId, heard: Heard) -> Answer | SignInFirst:
    """The same where the office may want a newer sign-in first."""
    problem = heard.problem
    if problem is not None and problem.trouble is Trouble.SIGN_IN_AGAIN and problem.id == submission_id:
        return SignInFirst(submission_id, problem.max_age or 0)
    return answer_of(submission_id, heard)


def answer_of(submission_id: SubmissionId, heard: Heard) -> Answer:
    """A success or a final problem that names the submission; everything else leaves it on its way."""
    if heard.problem is not None:
        return _refusal(submission_id, heard, heard.problem)
    try:
        body = decode(AcceptedBody, heard.body)
    except NotReadableError:
        return Unreachable("line.foreign")
    if body.id != submission_id:
        return Unreachable("line.foreign")
    return Accepted(
        submission_id=submission_id,
        version=body.version,
        decision_version=body.decision_version,
        feed=body.visible_at.feed,
        visible_at=body.visible_at.seq,
        replayed=body.replayed or heard.headers.get(REPLAYED_HEADER, "") == "true",
    )


def answer_or_none(submission_id: SubmissionId, heard: Heard) -> Answer | NeverHeard:
    """The same where the office may also say that it knows nothing of it, or that it never will."""
    problem = heard.problem
    if problem is None:
        try:
            if decode(VoidedBody, heard.body).id == submission_id:
                return NeverHeard(submission_id)
        except NotReadableError:
            pass
    elif problem.trouble is Trouble.NO_SUCH_THING and problem.id == submission_id and not problem.findings:
        return NeverHeard(submission_id)
    return answer_of(submission_id, heard)


def _refusal(submission_id: SubmissionId, heard: Heard, problem: ProblemBody) -> Answer:
    if problem.retryable or problem.id != submission_id or problem.trouble is None:
        return heard.unreachable()
    if problem.trouble is Trouble.CASE_CHANGED and not isinstance(problem.current, msgspec.UnsetType):
        try:
            current = decode_case(bytes(problem.current))
        except NotReadableError:
            pass  # a newer office's case: that it changed is said all the same
        else:
            return Conflict(submission_id, current, problem.changed, problem.decided_by)
    return NotAllowed(submission_id, _why(problem, problem.trouble))


def _why(problem: ProblemBody, trouble: Trouble) -> tuple[Finding, ...]:
    try:
        found = findings(problem.findings)
    except (ValueError, LookupError):
        found = ()
    return found or (finding(_FOUND.get(trouble, "decision.not_understood")),)
