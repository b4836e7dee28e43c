"""What the office answers to submissions; whatever is no success is a problem of `wire.protocol`."""

from __future__ import annotations

from typing import Literal

import msgspec

from refundtui.wire.bodies import Body
from refundtui.wire.protocol import DocumentProblem, ProblemBody


class VisibleAt(Body):
    """A replica that has read this feed through this number holds what was decided."""

    feed: str
    seq: int


class AcceptedBody(Body):
    """It is true now."""

    id: str
    version: int
    decision_version: int
    visible_at: VisibleAt
    result: Literal["accepted"]
    replayed: bool = False


class VoidedBody(Body):
    """Withdrawn: nothing will ever be recorded under this id."""

    id: str
    result: Literal["voided"]


class AnswerBody(Body):
    """One answer of a batch: the status it would have had alone, and its body."""

    id: str
    status: int
    accepted: AcceptedBody | None = None
    problem: ProblemBody | None = None


class AnswersBody(Body):
    """One for each submission, in the order they were sent; each was a transaction of its own."""

    answers: tuple[AnswerBody, ...]


class SubmissionsBody(Body, forbid_unknown_fields=True):
    """A batch: bodies of `wire.submissions`, at the most `MOST_DECISIONS`."""

    decisions: tuple[msgspec.Raw, ...]


class ReceivedBody(Body):
    """One thing a brand sent in: under which id it stands here, and whether it was new."""

    brand: str
    id: str
    kind: Literal["case", "order"]
    is_new: bool = True
    reference: str = ""


class RefusedBody(Body):
    """One that could not be followed: its place among those sent (from 0) and every mistake."""

    place: int
    problems: tuple[DocumentProblem, ...]


class IntakeBody(Body):
    """What became of everything that was sent in; the same again is known already, never doubled."""

    received: tuple[ReceivedBody, ...] = ()
    refused: tuple[RefusedBody, ...] = ()
