"""What is left of a case when its customer is forgotten: amounts, dates, decisions; no name and no sentence.

GDPR Art. 17(3)(b) and (e): what tax and commercial law want kept for years is kept, and what was decided can
still be defended. Whatever a person typed goes; a fact stays where it is a number, a day or a code.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from refundtui.domain.case import Case, CaseState, Customer, Denial, Message
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.legs.payout import Payout
from refundtui.domain.order import Order
from refundtui.domain.other_way import OtherWay
from refundtui.domain.refunds_elsewhere import RefundElsewhere

FORGOTTEN: Final = "customer_forgotten"
"""The flag of a case, and of an order, whose customer was: what is sent in later brings no name back."""

_FINISHED: Final = frozenset({CaseState.CLOSED, CaseState.CANCELLED})
_MADE_UP: Final = re.compile(r"[A-Za-z0-9._:/-]*\Z")
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:[_.-][a-z0-9]+)*\Z")

Facts = tuple[tuple[str, Fact], ...]


def is_finished(case: Case) -> bool:
    """While a claim is open it is needed for the customer's own sake (Art. 17(3)(e))."""
    return case.state in _FINISHED


def is_kept_by_law(case: Case) -> bool:
    """Something was decided or promised: books and courts may ask for it."""
    return any((case.approval, case.denial, case.offer))


def redacted(case: Case) -> Case:
    return replace(
        case,
        customer=redacted_customer(case.customer),
        order=None if case.order is None else without_payers(case.order),
        order_ref=case.order_ref if case.order is not None else "",
        request=replace(case.request, to_tender=""),
        facts=redacted_facts(case.facts),
        messages=tuple(map(_redacted_message, case.messages)),
        notes=tuple(replace(one, text="") for one in case.notes),
        evidence=tuple(replace(one, title="", digest="") for one in case.evidence),
        quotes=tuple(replace(one, request=replace(one.request, to_tender="")) for one in case.quotes),
        offer=None if case.offer is None else replace(case.offer, acceptance=""),
        approval=None if case.approval is None else replace(case.approval, note="", bound_to=""),
        denial=_redacted_denial(case.denial),
        overrides=tuple(replace(one, reason="") for one in case.overrides),
        asked_for=tuple(one for one in case.asked_for if _CODE.match(one)),
        snooze=None,
        flags=case.flags | {FORGOTTEN},
        tags=frozenset(),
        payouts=tuple(_redacted_payout(one) for one in case.payouts),
        other_way=_redacted_way(case.other_way),
        risk_reasons=tuple(map(_redacted_finding, case.risk_reasons)),
        elsewhere=tuple(one for one in case.elsewhere if _is_named_by_machines(one)),
        events=tuple(replace(one, facts=redacted_facts(one.facts)) for one in case.events),
        version=case.version + 1,
    )


def _redacted_message(message: Message) -> Message:
    """Which letter it was stays, where that is a code of ours."""
    letter = message.letter if _CODE.match(message.letter) else ""
    return replace(message, text="", subject="", letter=letter, language="")


def without_payers(order: Order) -> Order:
    """Whose account paid goes, as far as it was shown."""
    return replace(
        order, payments=tuple(replace(one, payer_name="", payer_iban="") for one in order.payments)
    )


def redacted_customer(customer: Customer) -> Customer:
    """Country and language stay: which law held, and which tax."""
    return Customer("", language=customer.language, country=customer.country, identity=customer.identity)


def redacted_facts(facts: Facts) -> Facts:
    return tuple((name, fact) for name, fact in facts if not _is_words(name) and not _is_words(fact))


def _is_words(fact: Fact) -> bool:
    match fact:
        case str():
            return _CODE.match(fact) is None
        case tuple():
            return any(_CODE.match(one) is None for one in fact)
        case _:
            return False


def _redacted_denial(denial: Denial | None) -> Denial | None:
    return None if denial is None else replace(denial, text="")


def _redacted_payout(payout: Payout) -> Payout:
    """What was paid, when and by which number stays; a provider's own words and the label of her card go."""
    codes = {
        name: word
        for name in ("gateway", "sub", "reason")
        if (word := getattr(payout, name)) and _CODE.match(word)
    }
    return replace(
        payout,
        gateway=codes.get("gateway", ""),
        label="",
        sub=codes.get("sub", ""),
        reason=codes.get("reason", ""),
        trace=payout.trace if payout.trace.isalnum() and payout.trace.isascii() else "",
    )


def _is_named_by_machines(one: RefundElsewhere) -> bool:
    """What a provider's refund and a payment of the order go by is none of her words, as long as it looks like it."""
    return all(_MADE_UP.match(name) for name in (one.gateway, one.refund, one.payment_id))


def _redacted_way(way: OtherWay | None) -> OtherWay | None:
    """That she agreed, when and by what stays; her words and whose account it was go."""
    if way is None:
        return None
    payee = way.payee
    if payee is not None:
        payee = replace(payee, id="", name="", iban="", checked_by="")
    return replace(way, consent=replace(way.consent, note=""), payee=payee)


def _redacted_finding(found: Finding) -> Finding:
    return replace(found, facts=redacted_facts(found.facts))
