"""Another way than the money came: agreed, proved, to an account that can be, and never by one person alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from refundtui.domain import money_by_law, us_account
from refundtui.domain.asking import Asked, request_of
from refundtui.domain.bank_account import fault_of
from refundtui.domain.case import Case
from refundtui.domain.commands import SettleAnotherWay
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding, finding
from refundtui.domain.guards.verdicts import law_rules
from refundtui.domain.iban import IbanFault, compact
from refundtui.domain.legs.states import CAME_BACK, LegState
from refundtui.domain.money import Money, total
from refundtui.domain.other_way import GIFTS, PROVED_BY, AlternativeReason, Proof, WayKind
from refundtui.domain.quote import LegKind, Quote
from refundtui.domain.request import RefundRequest, Settle
from refundtui.domain.reservations import order_with_reservations
from refundtui.domain.settlement import purse_of

# --- Writing down what was agreed ------------------------------------------------------------------


def consent_is_whole(asked: Asked) -> Iterator[Finding]:
    """The customer said so expressly, and it can be shown: Directive 2011/83/EU Art. 13(1)."""
    command = asked.command
    if not isinstance(command, SettleAnotherWay):
        return
    if not command.consent.note.strip():
        yield finding("consent.missing")
    if command.consent.at > asked.now:
        yield finding("consent.in_the_future", at=command.consent.at)


def reason_is_proved(asked: Asked) -> Iterator[Finding]:
    """The way it came is first: that it cannot be gone again is shown, not said."""
    command = asked.command
    if not isinstance(command, SettleAnotherWay):
        return
    if command.reason is AlternativeReason.WISH and command.kind is not WayKind.CREDIT:
        yield finding("other_way.wish_is_no_reason")
    proofs = PROVED_BY[command.reason]
    if not _is_shown(command.reason, asked.case):
        yield finding(
            "other_way.unproved",
            alternative_reason=command.reason.value,
            proofs=tuple(proof.value for proof in proofs),
        )


def payee_can_be_paid(asked: Asked) -> Iterator[Finding]:
    """An account of the SEPA area, or for dollars one in the United States, whose figures fit, and a name.

    What a bank said of them says when and who.
    """
    command = asked.command
    if not isinstance(command, SettleAnotherWay):
        return
    payee = command.payee
    if (command.kind is WayKind.BANK) != (payee is not None):
        yield finding("payee.missing" if payee is None else "payee.not_wanted")
    if payee is None:
        return
    if not payee.name.strip() or not payee.id:
        yield finding("payee.no_name")
    fault = fault_of(compact(payee.iban))
    order = asked.case.order
    if us_account.is_meant(payee.iban) and order is not None and order.currency.code != "USD":
        fault = IbanFault.COUNTRY  # a NACHA file moves dollars alone
    if fault is not None:
        yield finding("iban.not_valid", fault=fault.value)
    if payee.check.was_asked and (payee.checked_on is None or not payee.checked_by.strip()):
        yield finding("payee.check_undated")
    if payee.checked_on is not None and payee.checked_on > asked.rulebook.day_of(asked.now):
        yield finding("payee.check_undated")


def law_lets_it_be_credit(asked: Asked) -> Iterator[Finding]:
    """What the law gives back in money is not given in credit; nothing else is there to be agreed then."""
    command = asked.command
    if isinstance(command, SettleAnotherWay) and command.kind is WayKind.CREDIT and asked.determination:
        yield from all_owed_in_money(asked.determination)


def reasons_shown(case: Case, kind: WayKind) -> tuple[AlternativeReason, ...]:
    """The reasons for which something stands on the case."""
    mere_wish = () if kind is WayKind.CREDIT else (AlternativeReason.WISH,)
    return tuple(
        reason for reason in AlternativeReason if reason not in mere_wish and _is_shown(reason, case)
    )


def _is_shown(reason: AlternativeReason, case: Case) -> bool:
    return any(_HAS[proof](case) for proof in PROVED_BY[reason])


# --- Deciding to pay that way ----------------------------------------------------------------------


def another_way_is_agreed(asked: Asked) -> Iterator[Finding]:
    """Credit by choice needs what was agreed, or a promise of credit alone; an account is only there agreed."""
    if not _goes_as_credit(asked) or tuple(law_is_paid_in_money(asked)):
        return
    way = asked.case.other_way
    if not _policy_wants_credit(asked) and (way is None or way.kind is not WayKind.CREDIT):
        yield finding("other_way.not_agreed")


def law_is_paid_in_money(asked: Asked) -> Iterator[Finding]:
    """Whatever was asked for: what no payment can take back, and the law wants paid, goes another way, not as credit.

    What was paid with gift cards may come back as credit, what nobody has paid yet is owed in no money.
    """
    quote, determination, order = asked.quote, asked.determination, asked.case.order
    owed = None if determination is None else money_by_law.owed_in_money(determination)
    if owed is None or quote is None or determination is None or order is None:
        return
    tenders = purse_of(order_with_reservations(asked.case, order)).tenders
    in_gifts = Money(0, quote.currency)
    if tenders is not None:
        owed = min(owed, Money(sum(tender.left for tender in tenders), quote.currency))
        gifts = {tender.payment.id: tender.left for tender in tenders if tender.payment.kind in GIFTS}
        to_gifts = [leg.amount.minor for leg in quote.legs if leg.payment_id in gifts]
        in_gifts = Money(max(0, sum(gifts.values()) - sum(to_gifts)), quote.currency)
    if quote.cash + min(in_gifts, quote.legs_of(LegKind.CREDIT)) < owed:
        yield _owed(determination, owed)


def only_money_becomes_money(asked: Asked) -> Iterator[Finding]:
    """What was paid with a gift card is no money for a bank account."""
    quote, order, way = asked.quote, asked.case.order, asked.case.other_way
    if quote is None or order is None or way is None or not order.payments:
        return
    there = _to(way.tender, asked)
    paid = [payment.captured for payment in order.payments if payment.kind not in GIFTS]
    if there > total(paid, there.currency):
        yield finding("other_way.gift_card_stays", amount=there, maximum=total(paid, there.currency))


def another_way_takes_two(asked: Asked) -> Iterator[Finding]:
    """Whatever the amount and whoever decides."""
    if _way(asked) is not None:
        yield finding("other_way.second_person")


def offer_goes_to_no_account(asked: Asked) -> Iterator[Finding]:
    """What is offered may be accepted without a second person: it goes back as it came, or in credit."""
    if _way(asked) is WayKind.BANK:
        yield finding("other_way.second_person")


def checker_wrote_no_account(asked: Asked) -> Iterator[Finding]:
    """Whoever wrote down where the money goes, or changed it, does not let it go there."""
    if _way(asked) is None:
        return
    wrote = {one.by for one in asked.case.events if one.kind == SettleAnotherWay.code}
    way = asked.case.other_way
    if asked.actor.id in wrote | ({way.by} if way is not None else set()):
        yield finding("payee.same_person")


def _way(asked: Asked) -> WayKind | None:
    """Which other way an amount would go by choice; None where it goes as it came, or only what has no other."""
    quote, request, way = asked.quote, request_of(asked.case, asked.command), asked.case.other_way
    if quote is None or request is None:
        return None
    if way is not None and way.tender and _to(way.tender, asked):
        return WayKind.BANK
    return WayKind.CREDIT if _goes_as_credit(asked) and not _policy_wants_credit(asked) else None


def _goes_as_credit(asked: Asked) -> bool:
    """Whether an amount that came as money goes back as credit; goodwill may be either."""
    quote, request, way = asked.quote, request_of(asked.case, asked.command), asked.case.other_way
    if quote is None or request is None or (way is not None and way.tender and _to(way.tender, asked)):
        return False
    return _wants_credit(request) and not quote.is_goodwill and not _came_as_credit(asked.case)


def _to(tender: str, asked: Asked) -> Money:
    quote = asked.quote
    if quote is None:
        raise AssertionError("What goes where is asked of a quote that is there.")
    there = [leg.amount for leg in quote.legs if leg.kind is LegKind.TENDER and leg.payment_id == tender]
    return total(there if tender else [], quote.currency)


def _wants_credit(request: RefundRequest) -> bool:
    return request.settle is Settle.CREDIT or any(
        how is Settle.CREDIT and amount.minor > 0 for how, amount in request.settle_split
    )


def _came_as_credit(case: Case) -> bool:
    payments = case.order.payments if case.order is not None else ()
    return bool(payments) and all(payment.kind in GIFTS for payment in payments)


def _policy_wants_credit(asked: Asked) -> bool:
    """What the brand promises in credit alone has no other way."""
    found = asked.determination.eligibility.findings if asked.determination else ()
    return any(one.code == "outcome.allowed" and ("wanted", "store_credit") in one.facts for one in found)


def all_owed_in_money(determination: Determination) -> Iterator[Finding]:
    """Where nothing of a quote can be credit: what is only goodwill no law gives at all."""
    quote, owed = determination.quote, money_by_law.owed_in_money(determination)
    if isinstance(quote, Quote) and owed is not None and owed == quote.total:
        yield _owed(determination, owed)


def _owed(determination: Determination, least: Money) -> Finding:
    rules = determination.eligibility.only_in_money or law_rules(determination)
    return finding("credit.owed_in_money", rules=rules, amount=least)


_NOT_TAKEN: Final = CAME_BACK | {LegState.REJECTED, LegState.CANCELED}

_HAS: Final[Mapping[Proof, Callable[[Case], bool]]] = {
    Proof.PROVIDER: lambda case: any(payout.state in _NOT_TAKEN for payout in case.payouts),
    Proof.MESSAGE: lambda case: any(message.from_customer for message in case.messages),
    Proof.DOCUMENT: lambda case: bool(case.evidence),
}
