"""Who works on what, over the line: `casework.ports.Colleagues` in the protocol's words."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

import msgspec

from refundtui.casework.company import HeldElsewhere, Lease, NothingWaits, Presence, Present
from refundtui.casework.submissions import NotAllowed, SubmissionId, Unreachable
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId
from refundtui.domain.findings import finding
from refundtui.remote.line import Heard, Line
from refundtui.wire.bodies import Body, NotReadableError, decode, findings
from refundtui.wire.holding import (
    Doing,
    LeaseBody,
    LeaseWish,
    NextWish,
    PresenceBody,
    PresenceWish,
)
from refundtui.wire.protocol import ProblemBody, Trouble

AnyBody = TypeVar("AnyBody", bound=Body)

_NOTHING = 204


class RemoteColleagues:
    """Safe for threads."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def next_case(
        self, key: str, brand: str = "", language: str = ""
    ) -> Lease | NothingWaits | NotAllowed | Unreachable:
        wish = NextWish(key=key, brand=brand, language=language)
        heard = self._line.ask("POST", "/v1/next", body=msgspec.json.encode(wish))
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return _not_given(heard, heard.problem)
        if heard.status == _NOTHING:
            return NothingWaits()
        body = _read(LeaseBody, heard)
        return body if isinstance(body, Unreachable) else _lease(body)

    def hold(
        self, case_id: CaseId, epoch: int | None = None, *, take_over: bool = False
    ) -> Lease | HeldElsewhere | NotAllowed | Unreachable:
        wish = LeaseWish(epoch=epoch, take_over=take_over)
        heard = self._line.ask("PUT", _lease_of(case_id), body=msgspec.json.encode(wish))
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return _refusal(case_id, heard, heard.problem)
        body = _read(LeaseBody, heard)
        return body if isinstance(body, Unreachable) else _lease(body)

    def give_back(self, case_id: CaseId, epoch: int) -> None:
        self._line.ask("DELETE", _lease_of(case_id), params={"epoch": epoch})

    def leave(self) -> None:
        wish = PresenceWish(availability=Availability.OFFLINE)
        self._line.ask("PUT", "/v1/presence", body=msgspec.json.encode(wish))

    def say_where(
        self, case_id: CaseId | None, *, editing: bool = False, availability: Availability | None = None
    ) -> Unreachable | None:
        doing = Doing.EDITING if editing else Doing.VIEWING
        wish = PresenceWish(case_id=case_id or "", doing=doing, availability=availability)
        heard = self._line.ask("PUT", "/v1/presence", body=msgspec.json.encode(wish))
        if isinstance(heard, Unreachable):
            return heard
        return None if heard.problem is None else heard.unreachable()

    def around(self) -> Presence | Unreachable:
        heard = self._line.ask("GET", "/v1/presence")
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return heard.unreachable()
        body = _read(PresenceBody, heard)
        if isinstance(body, Unreachable):
            return body
        people = tuple(
            Present(one.person, one.name, CaseId(one.case_id), one.doing is Doing.EDITING, one.availability)
            for one in body.people
        )
        return Presence(people, tuple(map(_lease, body.leases)))


def _lease_of(case_id: CaseId) -> str:
    return f"/v1/cases/{quote(case_id, safe=':')}/lease"


def _lease(body: LeaseBody) -> Lease:
    return Lease(CaseId(body.case_id), body.holder, body.epoch, body.until, body.holder_name)


def _refusal(case_id: CaseId, heard: Heard, problem: ProblemBody) -> HeldElsewhere | NotAllowed | Unreachable:
    match problem.trouble:
        case Trouble.CASE_HELD:
            return HeldElsewhere(case_id, problem.holder, problem.holder_name, problem.epoch or 0)
        case Trouble.CLAIM_LOST:
            return HeldElsewhere(case_id, "", "", problem.epoch or 0)
        case Trouble.NO_SUCH_THING:
            return NotAllowed(SubmissionId(""), (finding("case.unknown"),))
        case _:
            return _not_given(heard, problem)


def _not_given(heard: Heard, problem: ProblemBody) -> NotAllowed | Unreachable:
    if problem.trouble not in {Trouble.REFUSED, Trouble.NOT_ALLOWED} or not problem.findings:
        return heard.unreachable()
    try:
        return NotAllowed(SubmissionId(""), findings(problem.findings))
    except (ValueError, LookupError):
        return heard.unreachable()


def _read(kind: type[AnyBody], heard: Heard) -> AnyBody | Unreachable:
    try:
        return decode(kind, heard.body)
    except NotReadableError:
        return Unreachable("line.torn")
