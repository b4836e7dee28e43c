"""Submissions: recorded once for ever under their id, answered the same each time, withdrawn while they may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, assert_never

import msgspec
from fastapi import APIRouter, Header, Path
from starlette.responses import Response

from refundtui.domain.findings import finding
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded, SignInAgain, Stale, TooEarly
from refundtui.server.bodies import JsonBody
from refundtui.server.described import asks, says
from refundtui.server.naming import LARGEST, NAME, is_a_name
from refundtui.server.reception import Asking, Here, Person, Reception
from refundtui.server.refusals import trouble_of, unreadable
from refundtui.server.troubles import ProblemError, as_response, problem
from refundtui.wire.answers import (
    AcceptedBody,
    AnswerBody,
    AnswersBody,
    SubmissionsBody,
    VisibleAt,
    VoidedBody,
)
from refundtui.wire.bodies import NotReadableError, decode, finding_bodies
from refundtui.wire.cases import encode_case
from refundtui.wire.protocol import (
    JSON,
    LEASE_HEADER,
    MOST_DECISIONS,
    OLDEST,
    REPLAYED_HEADER,
    VERSION,
    DocumentProblem,
    ProblemBody,
    Trouble,
)
from refundtui.wire.submissions import SubmissionBody, SubmissionRead, decode_submission

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])

SubmissionId = Annotated[
    str,
    Path(
        pattern=NAME,
        examples=["0192f0c4-7d1e-7c3a-9b42-5f0e6f1b2c3d"],
        description="Made by the desk.",
    ),
]
Lease = Annotated[int | None, Header(alias=LEASE_HEADER, ge=0, le=LARGEST)]

_OUTCOMES: Final = (
    Trouble.LOGIN_REQUIRED,
    Trouble.SIGN_IN_AGAIN,
    Trouble.NOT_ALLOWED,
    Trouble.NO_SUCH_THING,
    Trouble.REFUSED,
    Trouble.CASE_HELD,
    Trouble.CLAIM_LOST,
    Trouble.PREDECESSOR_MISSING,
    Trouble.VOIDED,
    Trouble.CASE_GONE,
    Trouble.CASE_CHANGED,
    Trouble.ID_REUSED,
)
_UNDERSTOOD_AND_WRONG: Final = 422
"""What is torn is 400: the line may have done that, and the next try may be whole."""

_SENT: Final = (Trouble.TOO_LARGE, Trouble.WRONG_CONTENT_TYPE)

_NOT_HERE: Final = (finding("case.unknown"),)
"""The same words for a case of another brand and for none at all."""


@router.put(
    "/{decision_id}",
    status_code=201,
    responses=says(AcceptedBody, *_OUTCOMES, *_SENT, status=201, also={200: AcceptedBody}),
    openapi_extra=asks(SubmissionBody),
)
def record(
    here: Here, asking: Person, decision_id: SubmissionId, body: JsonBody, lease: Lease = None
) -> Response:
    """Record a decision, or hear again what was answered when it was. The body's `id` is the path's."""
    return _told(asking, _recorded(here, asking, decision_id, body, lease))


@router.get("/{decision_id}", responses=says(AcceptedBody, *_OUTCOMES))
def answer(here: Here, asking: Person, decision_id: SubmissionId) -> Response:
    """What was answered to a decision of mine."""
    _must_be_ones_own(here, asking, decision_id)
    outcome = here.store.answer_to(decision_id)
    if outcome is None:
        raise ProblemError(Trouble.NO_SUCH_THING, id=decision_id)
    return _told(asking, outcome)


@router.post("/{decision_id}/void", responses=says(VoidedBody, *_OUTCOMES))
def void(here: Here, asking: Person, decision_id: SubmissionId) -> Response:
    """Withdraw a decision that may be on its way: now nothing can be recorded under its id.

    Too late, and the answer is the one it was given.
    """
    if here.store.maker_of(decision_id) is not None:
        _must_be_ones_own(here, asking, decision_id)
    outcome = here.store.void(decision_id, here.now())
    if outcome is None:
        return Response(msgspec.json.encode(VoidedBody(id=decision_id, result="voided")), media_type=JSON)
    return _told(asking, outcome)


@router.post(
    "",
    responses=says(AnswersBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, *_SENT),
    openapi_extra=asks(SubmissionsBody),
)
def record_many(here: Here, asking: Person, body: JsonBody) -> Response:
    """Record several, each a transaction and an answer of its own, in the order they are given."""
    try:
        batch = decode(SubmissionsBody, body)
    except NotReadableError as wrong:
        raise unreadable(wrong) from wrong
    if len(batch.decisions) > MOST_DECISIONS:
        raise ProblemError(Trouble.TOO_LARGE, detail=f"{MOST_DECISIONS} decisions")
    answers = [_one_of_many(here, asking, bytes(raw)) for raw in batch.decisions]
    return Response(msgspec.json.encode(AnswersBody(answers=tuple(answers))), media_type=JSON)


def _one_of_many(here: Reception, asking: Asking, raw: bytes) -> AnswerBody:
    said = ""
    try:
        submission = _read(raw)
        said = submission.id
        told = _answer(asking, _record(here, asking, submission, None))
    except ProblemError as trouble:
        told = trouble.body
    match told:
        case AcceptedBody():
            return AnswerBody(id=told.id, status=_status(told), accepted=told)
        case ProblemBody():
            return AnswerBody(id=told.id or said, status=told.status, problem=told)


# --- Recording ------------------------------------------------------------------------------------


def _recorded(here: Reception, asking: Asking, under: str, body: bytes, lease: int | None) -> Outcome:
    try:
        submission = _read(body)
    except ProblemError as wrong:
        if wrong.body.status == _UNDERSTOOD_AND_WRONG:
            # A final word names what it ends, or the desk would send the same for ever, and nothing after it.
            wrong.body = msgspec.structs.replace(wrong.body, id=under)
        raise
    if submission.id != under:
        raise ProblemError(Trouble.INVALID, id=under, problems=(_mistake("id", "decision.other_id"),))
    return _record(here, asking, submission, lease)


def _read(body: bytes) -> SubmissionRead:
    try:
        submission = decode_submission(body)
    except NotReadableError as wrong:
        if wrong.newer:
            raise ProblemError(Trouble.UPGRADE_REQUIRED, oldest=OLDEST, newest=VERSION) from wrong
        raise unreadable(wrong) from wrong
    for field, name in (("id", submission.id), ("case_id", submission.case_id), ("after", submission.after)):
        if name is not None and not is_a_name(name):
            raise ProblemError(Trouble.INVALID, id="", problems=(_mistake(field, "field.wrong"),))
    if not 0 <= submission.base_decision_version < LARGEST:
        raise ProblemError(
            Trouble.INVALID, id=submission.id, problems=(_mistake("base_decision_version", "field.wrong"),)
        )
    return submission


def _record(here: Reception, asking: Asking, submission: SubmissionRead, lease: int | None) -> Outcome:
    if submission.actor != asking.actor.id:
        # Nobody decides in another's name, whatever the desk was told.
        raise ProblemError(Trouble.NOT_ALLOWED, id=submission.id, findings=finding_bodies(_ANOTHERS))
    # A practice office has nobody to sign in again: it asks for no newer sign-in.
    session = None if here.practice else asking.session
    return here.store.record(submission, here.now(), lease_epoch=lease, session=session)


_ANOTHERS: Final = (finding("actor.unknown"),)


def _must_be_ones_own(here: Reception, asking: Asking, submission_id: str) -> None:
    """An id that is another's is answered like one that is nobody's."""
    maker = here.store.maker_of(submission_id)
    if maker is None or maker not in {"", asking.actor.id}:
        raise ProblemError(Trouble.NO_SUCH_THING, id=submission_id)


# --- Answers --------------------------------------------------------------------------------------


def _told(asking: Asking, outcome: Outcome) -> Response:
    told = _answer(asking, outcome)
    headers: dict[str, str] = {}
    if isinstance(outcome, SignInAgain):
        headers = {"WWW-Authenticate": _INSUFFICIENT.format(_seconds(outcome.max_age))}
    elif not isinstance(outcome, TooEarly) and outcome.replayed:
        headers = {REPLAYED_HEADER: "true"}
    if isinstance(told, ProblemBody):
        return as_response(told, headers)
    return Response(msgspec.json.encode(told), _status(told), headers, media_type=JSON)


_INSUFFICIENT: Final = 'Bearer error="insufficient_user_authentication", max_age="{}"'
"""RFC 9470 §3."""


def _answer(asking: Asking, outcome: Outcome) -> AcceptedBody | ProblemBody:
    match outcome:
        case Recorded():
            return AcceptedBody(
                id=outcome.submission_id,
                result="accepted",
                version=outcome.version,
                decision_version=outcome.decision_version,
                visible_at=VisibleAt(feed=outcome.feed, seq=outcome.seq),
                replayed=outcome.replayed,
            )
        case Stale(current=current):
            if not asking.actor.may_see(current.brand):
                return _not_here(outcome.submission_id)
            return problem(
                Trouble.CASE_CHANGED,
                id=outcome.submission_id,
                current=msgspec.Raw(encode_case(current)),
                changed=outcome.changed,
                decided_by=outcome.decided_by,
            )
        case NotRecorded():
            return _refusal(outcome)
        case TooEarly():
            return problem(Trouble.PREDECESSOR_MISSING, id=outcome.submission_id, waits_for=outcome.waits_for)
        case SignInAgain():
            return problem(Trouble.SIGN_IN_AGAIN, id=outcome.submission_id, max_age=_seconds(outcome.max_age))
        case _:
            assert_never(outcome)


def _refusal(outcome: NotRecorded) -> ProblemBody:
    trouble = trouble_of(outcome.findings)
    if trouble is Trouble.NO_SUCH_THING:
        return _not_here(outcome.submission_id)
    return problem(trouble, id=outcome.submission_id, findings=finding_bodies(outcome.findings))


def _not_here(submission_id: str) -> ProblemBody:
    return problem(Trouble.NO_SUCH_THING, id=submission_id, findings=finding_bodies(_NOT_HERE))


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _status(told: AcceptedBody) -> int:
    return 200 if told.replayed else 201


# --- What cannot be followed ----------------------------------------------------------------------


def _mistake(path: str, code: str) -> DocumentProblem:
    return DocumentProblem(path=path, code=code)
