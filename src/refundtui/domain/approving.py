"""What an approval is for, and who made any of it: one quote version, its amount, each way it goes and to whom."""

from __future__ import annotations

import hashlib
import json
from typing import Final, TypeAlias

from refundtui.domain.case import Approval, Case, QuoteVersion
from refundtui.domain.quote import Leg, LegKind

Destination: TypeAlias = tuple[str, ...]
"""Where a part of the money goes, as data: whatever stands here is part of what is approved."""


def bound_to(case: Case, version: QuoteVersion) -> str:
    """A digest of everything an approval is for; another one means that something else is there now.

    Labels are left out: how a card is written for people changes nothing of where the money goes.
    """
    quote = version.quote
    parts = [
        [leg.kind.value, leg.amount.minor, leg.amount.currency.code, leg.payment_id, *_where(case, leg)]
        for leg in quote.legs
    ]
    said = [
        _FORM,
        case.id,
        version.number,
        quote.fingerprint,
        quote.total.minor,
        quote.currency.code,
        parts,
        beneficiary(case),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def still_holds(case: Case, approval: Approval) -> bool:
    """Whether what was approved, or asked to be, is what is there now."""
    version = next((one for one in case.quotes if one.number == approval.version), None)
    if version is None or approval.amount != version.quote.total:
        return False
    if not approval.bound_to:  # of an older version of the program, or of a customer who was forgotten since
        return approval.fingerprint == version.quote.fingerprint
    return approval.bound_to == bound_to(case, version)


def beneficiary(case: Case) -> Destination:
    """Who is paid where it does not go back as it came; empty where it does."""
    way = case.other_way
    if way is None:
        return ()
    payee = () if way.payee is None else (way.payee.id, way.payee.name, way.payee.iban)
    return (way.kind.value, *payee)


def also_made_by(case: Case) -> frozenset[str]:
    """Whoever wrote down to whom the money goes made a part of what is approved."""
    return frozenset() if case.other_way is None else frozenset({case.other_way.by})


def makers(case: Case, approval: Approval) -> frozenset[str]:
    """Everybody who made any of it since the case was last decided: none of them can be its second person."""
    decided = max((one.number for one in case.events if one.kind in _DECIDED), default=0)
    worked = {one.by for one in case.events if one.number > decided and one.kind in _MAKING}
    made = {one.by for one in case.quotes if one.number == approval.version}
    offered = {case.offer.by} if case.offer and case.offer.version == approval.version else set()
    return frozenset({approval.requested_by, *made, *offered, *worked, *also_made_by(case)} - {""})


_FORM: Final = "approval/1"
_MAKING: Final = frozenset({"quote", "offer", "request_approval"})
_DECIDED: Final = frozenset({"approve", "grant_approval", "deny"})


def _where(case: Case, leg: Leg) -> Destination:
    if leg.kind is LegKind.CREDIT:
        return (case.customer.customer_ref or (case.order.id if case.order else ""),)
    payments = case.order.payments if case.order else ()
    paid = next((one for one in payments if one.id == leg.payment_id), None)
    return () if paid is None else (paid.kind.value, paid.provider, paid.reference, paid.capture)
