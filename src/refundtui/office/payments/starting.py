"""What was approved becomes legs: one per tender, under keys made of the decision, and the case waits for them.

One transaction under the lock of the case: there are all of its legs, or none, and never twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.approving import still_holds
from refundtui.domain.case import Case, CaseState
from refundtui.domain.lapsing import VOIDED, has_lapsed, left_for_its_quote
from refundtui.domain.legs.leg import Destination, RefundLeg, held, leg_id
from refundtui.domain.legs.payout import payout_of
from refundtui.domain.legs.sending import brought_back
from refundtui.domain.legs.states import HOLDS_MONEY, LegState
from refundtui.domain.money import total
from refundtui.domain.order import Order
from refundtui.domain.other_way import OtherWay, WayKind
from refundtui.domain.paying_out import OFFICE, PAYMENT, with_payouts
from refundtui.domain.quote import Leg, LegKind
from refundtui.office import cases, granting
from refundtui.office.beneficiaries import BANK_TRANSFER
from refundtui.office.payments import rows
from refundtui.office.payments.rows import LegEvent
from refundtui.office.ports import Routes
from refundtui.office.tables import CaseEventRow, CaseRow, DecisionRow, SeriesRow
from refundtui.rulebooks.library import Library

STORE_CREDIT: Final = "store_credit"
BROUGHT_BACK: Final = "brought_back"  # the second (since 1970, UTC) an office was made of a copy

SAID_AGAIN_WITHIN: Final = timedelta(minutes=10)
"""How long a leg of an office that was brought back waits: so soon its desks have said again what they had been
told was recorded, and one of those words may be that it was taken back.
"""

_GRANTING: Final = ("approve", "grant_approval", "accept_offer")


def approved(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Ids and versions of cases that were approved here and have not begun to be paid, the most urgent first."""
    granted = (
        select(col(CaseEventRow.case_id))
        .where(col(CaseEventRow.case_id) == col(CaseRow.id), col(CaseEventRow.kind).in_(_GRANTING))
        .exists()
    )
    rows_of = connection.execute(
        select(col(CaseRow.id), col(CaseRow.version))
        .where(col(CaseRow.state) == CaseState.APPROVED.value, granted)
        .order_by(col(CaseRow.due_at), col(CaseRow.id))
    )
    return tuple((row.id, row.version) for row in rows_of)


def start(
    connection: Connection, case_id: str, routes: Routes, library: Library, now: datetime
) -> tuple[RefundLeg, ...]:
    """The new legs of an approved case, all of them or none: none where there is nothing to pay here, the
    approval ran out or is of something else than is there now (then it is void, and the case stands on its
    quote), or a tender is not connected to this office.
    """
    kept = cases.load(connection, case_id)
    if kept is None or kept.case.state is not CaseState.APPROVED:
        return ()
    case = kept.case
    if has_lapsed(case, library.for_case(case).policy, now):
        left = cases.Change(kept, left_for_its_quote(case, OFFICE, now), VOIDED, OFFICE)
        granting.take_back(connection, case, left.after, now)
        cases.write(connection, cases.with_relations(connection, left), library, now)
        return ()
    decided = granted_by(connection, case_id)
    if decided is None:
        return ()
    decision_id, decided_at = decided
    earlier = rows.of_case(connection, case.id)  # on another order too, where that was the wrong one
    if any(one.leg.decision_id == decision_id for one in earlier):
        return ()  # its legs were made, and taken back: a decision pays once
    if any(payout.state in HOLDS_MONEY for payout in case.payouts):
        return ()  # part of it is out already: what is missing is paid instead of the leg that failed
    legs = _legs(case, decision_id, routes)
    key = cases.order_key(case)
    before = rows.on_order(connection, case.brand, key) if key else ()
    if not legs or not _fits(case, legs, [one.leg for one in before]):
        return ()
    came_back, due_at = brought_back_at(connection), now
    if came_back is not None and decided_at < came_back:
        legs = tuple(brought_back(leg, decided_at) for leg in legs)
        due_at = now + SAID_AGAIN_WITHIN
    event = LegEvent(
        "approved",
        case.approval.granted_by if case.approval else "",
        {"decision": decision_id, **_why_another_way(case, legs)},
    )
    rows.add(connection, legs, key, event, now, due_at)
    older = tuple(_replaced_by(connection, one, legs[0], now) for one in earlier)
    shown = {payout.id: payout for payout in case.payouts}
    payouts = [payout_of(leg, shown.get(leg.id), now) for leg in (*older, *legs)]
    change = cases.Change(kept, with_payouts(case, payouts, now), PAYMENT, OFFICE, decision_id)
    cases.write(connection, cases.with_relations(connection, change), library, now)
    return legs


def _legs(case: Case, decision_id: str, routes: Routes) -> tuple[RefundLeg, ...]:
    """Empty where one of them has no way out of this house: a part that goes alone would be a promise half kept."""
    approval = case.approval
    if approval is None or approval.status != "granted" or case.order is None:
        return ()
    granted = next((made.quote for made in case.quotes if made.number == approval.version), None)
    if granted is None or not still_holds(case, approval):
        return ()
    legs = []
    for place, part in enumerate(granted.legs, 1):
        if part.kind is LegKind.OFFSET or not part.amount:
            continue
        to = _destination(case, case.order, part, routes)
        if to is None:
            return ()
        identity = leg_id(decision_id, place)
        legs.append(RefundLeg(identity, case.id, case.brand, decision_id, approval.version, part.amount, to))
    return tuple(legs)


def _destination(case: Case, order: Order, part: Leg, routes: Routes) -> Destination | None:
    if part.kind is LegKind.CREDIT:
        account = routes.account_of(case.brand, "", STORE_CREDIT)
        holder = case.customer.customer_ref or order.id
        return None if account is None else Destination(account, account=holder, method=STORE_CREDIT)
    if case.other_way is not None and part.payment_id and part.payment_id == case.other_way.tender:
        return _to_payee(case, case.other_way, routes)
    payment = next((one for one in order.payments if one.id == part.payment_id), None)
    if payment is None:
        return None
    account = routes.account_of(case.brand, payment.provider, payment.kind.value)
    if account is None:
        return None
    return Destination(
        account,
        payment_id=payment.id,
        reference=order.name_there(payment),
        capture=payment.capture,
        method=payment.kind.value,
        label=part.label or payment.label,
    )


def _to_payee(case: Case, way: OtherWay, routes: Routes) -> Destination | None:
    """By bank transfer to the account that was agreed; its number is asked for by its id when it is sent."""
    account = routes.account_of(case.brand, "", BANK_TRANSFER)
    if account is None:
        return None
    return Destination(account, account=way.tender, method=BANK_TRANSFER, label=way.label)


def _why_another_way(case: Case, legs: tuple[RefundLeg, ...]) -> dict[str, object]:
    """For the legs' history: why it does not go back as it came, and when the customer agreed to that."""
    way = case.other_way
    if way is None:
        return {}
    method = STORE_CREDIT if way.kind is WayKind.CREDIT else BANK_TRANSFER
    if not any(leg.to.method == method for leg in legs):
        return {}
    return {"alternative_reason": way.reason.value, "agreed": way.consent.at.isoformat()}


def _fits(case: Case, legs: tuple[RefundLeg, ...], others: list[RefundLeg]) -> bool:
    """Whether every payment has this much: the last look, under the lock, whoever approved what before."""
    payments = case.order.payments if case.order else ()
    live = (*legs, *others)
    for payment in payments:
        if held(live, payment.id, payment.captured.currency) > payment.captured:
            return False
    # What goes to another account came from these payments all the same.
    elsewhere = [leg.holds for leg in live if leg.to.method == BANK_TRANSFER]
    if not elsewhere or not payments:
        return not elsewhere
    of = payments[0].captured.currency
    paid = total([payment.captured for payment in payments], of)
    return total([*elsewhere, *(held(live, payment.id, of) for payment in payments)], of) <= paid


def _replaced_by(connection: Connection, kept: rows.KeptLeg, new: RefundLeg, now: datetime) -> RefundLeg:
    """What was approved before and did not pay is paid by what is approved now."""
    leg = kept.leg
    if leg.state in HOLDS_MONEY or leg.state is LegState.WITHDRAWN or leg.replaced_by is not None:
        return leg
    leg = replace(leg, replaced_by=new.id)
    rows.save(connection, leg, None, LegEvent("replaced", OFFICE, {"by": new.id}), now)
    return leg


def granted_by(connection: Connection, case_id: str) -> tuple[str, datetime] | None:
    """The decision that granted it, and the earliest it can have been acted on."""
    found = connection.execute(
        select(col(CaseEventRow.decision_id), col(DecisionRow.decided_at), col(DecisionRow.recorded_at))
        .join(DecisionRow, col(DecisionRow.id) == col(CaseEventRow.decision_id))
        .where(col(CaseEventRow.case_id) == case_id, col(CaseEventRow.kind).in_(_GRANTING))
        .order_by(col(CaseEventRow.version).desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    # Said again by a desk after the office was brought back, it was recorded late and may long have been paid.
    return found.decision_id, min(found.decided_at, found.recorded_at)


def brought_back_at(connection: Connection) -> datetime | None:
    """When this office was made of a copy (UTC); None where it never was."""
    found = connection.execute(
        select(col(SeriesRow.last)).where(col(SeriesRow.name) == BROUGHT_BACK)
    ).scalar_one_or_none()
    return None if found is None else datetime.fromtimestamp(found, UTC)
