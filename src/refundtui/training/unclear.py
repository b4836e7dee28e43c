"""Unclear payments of a practice office: `casework.ports.UnclearDesk` on the real one, in this process."""

from __future__ import annotations

from refundtui.casework.ports import Clock
from refundtui.casework.submissions import NotAllowed, SubmissionId, Unreachable
from refundtui.casework.unclear import UnclearPayment, UnclearPayments, WordCounts, WordKept
from refundtui.domain.actor import Act, Actor
from refundtui.domain.findings import finding
from refundtui.domain.legs.states import LegState
from refundtui.office.payments.resolving import FINDABLE, NotTaken, Waits
from refundtui.office.payments.unclear import Unclear
from refundtui.office.store import OfficeStore


class PracticeUnclear:
    """Asked as one person."""

    def __init__(self, store: OfficeStore, clock: Clock, actor: Actor) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def unclear(self) -> UnclearPayments | NotAllowed | Unreachable:
        if not any(grant.act is Act.CHECK for grant in self._actor.grants):
            return NotAllowed(SubmissionId(""), (finding("unclear.not_yours"),))
        found = self._store.unclear(self._actor, self._clock.now())
        return UnclearPayments(tuple(map(_payment, found)), tuple(sorted(state.value for state in FINDABLE)))

    def found(
        self, payment_id: str, state: str, evidence: str
    ) -> WordKept | WordCounts | NotAllowed | Unreachable:
        if state not in FINDABLE:
            return NotAllowed(SubmissionId(""), (finding("leg.no_such_finding", state=state),))
        now = self._clock.now()
        answer = self._store.found(payment_id, self._actor.id, LegState(state), evidence, now)
        if isinstance(answer, NotTaken):
            return NotAllowed(SubmissionId(""), answer.findings)
        return (
            WordKept(bool(answer.instead))
            if isinstance(answer, Waits)
            else WordCounts(answer.leg.state.value)
        )


def _payment(one: Unclear) -> UnclearPayment:
    return UnclearPayment(
        about=one.about.value,
        id=one.id,
        since=one.since,
        gateway=one.gateway,
        refund=one.refund,
        brand=one.brand,
        case_id=one.case_id,
        reference=one.reference,
        amount=one.amount,
        state=one.state,
        is_findable=one.is_findable,
        own_word="" if one.own_word is None else one.own_word.value,
        another_spoke=one.another_spoke,
        known=one.known,
    )
