"""Unclear payments over the line: `casework.ports.UnclearDesk` in the protocol's words."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from refundtui.casework.submissions import NotAllowed, SubmissionId, Unreachable
from refundtui.casework.unclear import UnclearPayment, UnclearPayments, WordCounts, WordKept
from refundtui.domain.findings import finding
from refundtui.domain.money import UnknownCurrencyError
from refundtui.remote.line import Heard, Line
from refundtui.wire.bodies import NotReadableError, decode, findings, maybe_money
from refundtui.wire.protocol import Trouble
from refundtui.wire.unclear import FoundBody, FoundWish, UnclearBody, UnclearListBody


class RemoteUnclear:
    """Safe for threads."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def unclear(self) -> UnclearPayments | NotAllowed | Unreachable:
        heard = self._line.ask("GET", "/v1/payments/unclear")
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return _refusal(heard)
        try:
            body = decode(UnclearListBody, heard.body)
            return UnclearPayments(tuple(map(_payment, body.unclear)), body.findable)
        except (NotReadableError, UnknownCurrencyError):
            return Unreachable("line.torn")

    def found(
        self, payment_id: str, state: str, evidence: str
    ) -> WordKept | WordCounts | NotAllowed | Unreachable:
        wish = FoundWish(state=state, evidence=evidence)
        path = f"/v1/payments/{quote(payment_id, safe='')}/findings"
        heard = self._line.ask("POST", path, body=msgspec.json.encode(wish))
        if isinstance(heard, Unreachable):
            return heard
        if heard.problem is not None:
            return _refusal(heard)
        try:
            body = decode(FoundBody, heard.body)
        except NotReadableError:
            return Unreachable("line.torn")
        return WordCounts(body.state) if body.result == "resolved" else WordKept(body.differs)


def _payment(body: UnclearBody) -> UnclearPayment:
    return UnclearPayment(
        about=body.about,
        id=body.id,
        since=body.since,
        gateway=body.gateway,
        refund=body.refund,
        brand=body.brand,
        case_id=body.case_id,
        reference=body.reference,
        amount=maybe_money(body.amount),
        state=body.state,
        is_findable=body.findable,
        own_word=body.own_word,
        another_spoke=body.another_spoke,
        known=tuple((one.at, one.code, one.state) for one in body.known),
    )


def _refusal(heard: Heard) -> NotAllowed | Unreachable:
    problem = heard.problem
    trouble = problem.trouble if problem is not None else None
    if problem is None or problem.retryable or trouble is None:
        return heard.unreachable()
    try:
        found = findings(problem.findings)
    except (ValueError, LookupError):
        found = ()
    if found:
        return NotAllowed(SubmissionId(""), found)
    if trouble is Trouble.NOT_ALLOWED:
        return NotAllowed(SubmissionId(""), (finding("unclear.not_yours"),))
    if trouble is Trouble.NO_SUCH_THING:
        return NotAllowed(SubmissionId(""), (finding("leg.unknown"),))
    return heard.unreachable()
