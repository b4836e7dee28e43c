"""An amount as it was seen, within every cap and within the decider's own limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from refundtui.domain.actor import Role
from refundtui.domain.asking import Asked, Facts, quote_version
from refundtui.domain.commands import Approve, GrantApproval, MakeOffer, MakeQuote, RequestApproval
from refundtui.domain.findings import Finding, Outcome, finding
from refundtui.domain.given import above_day, given_by
from refundtui.domain.limits import above_goodwill_limit, limit_of, own_limit, review_reasons
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.reservations import decided_elsewhere, order_with_reservations


def amount_is_possible(asked: Asked) -> Iterator[Finding]:
    found = asked.determination.quote if asked.determination else None
    if isinstance(found, Refused):
        yield from (replace(one, outcome=Outcome.FAIL) for one in found.findings)


def amount_within_caps(asked: Asked) -> Iterator[Finding]:
    quote, order = asked.quote, asked.case.order
    if quote is None or order is None:
        return
    if quote.total.minor < 0 or (not quote.total and quote.charged is None):
        yield finding("amount.nothing")
    most = quote.maximum
    if order.paid is not None:
        left = order.paid - order_with_reservations(asked.case, order).given
        most = left if most is None else min(most, left)
    if most is not None and quote.cash > most:
        yield finding("cap.exceeded", amount=quote.cash, maximum=most)


def as_seen(asked: Asked) -> Iterator[Finding]:
    """What the maker looked at is what is decided: another result asks again."""
    quote, command = asked.quote, asked.command
    if quote is None:
        return
    if isinstance(command, MakeQuote | MakeOffer | Approve | RequestApproval | GrantApproval):
        seen = command.fingerprint
    else:
        version = quote_version(asked.case, asked.case.offer.version) if asked.case.offer else None
        seen = version.quote.fingerprint if version else ""
    facts: Facts = {"now": quote.total}
    if isinstance(command, Approve | RequestApproval):
        facts["seen"] = command.total
    differs = isinstance(command, Approve | RequestApproval) and command.total != quote.total
    if seen != quote.fingerprint or differs:
        yield Finding("quote.changed", facts=tuple(facts.items()))


def within_own_limit(asked: Asked) -> Iterator[Finding]:
    if asked.quote is not None:
        found = own_limit(asked.actor, asked.case, asked.quote, asked.rulebook)
        yield from found or _above_limit_together(asked, asked.quote)
        yield from above_own_day(asked, asked.actor.role)


def above_own_day(asked: Asked, role: Role) -> Iterator[Finding]:
    """More than is left of the day of whoever's limit counts, by what the desk knows or the office wrote down."""
    if asked.quote is not None:
        now = given_by(asked.quote, asked.case.reason, asked.case.order)
        yield from above_day(role, asked.rulebook.policy, now, asked.given)


def _above_limit_together(asked: Asked, quote: Quote) -> Iterator[Finding]:
    """An order split over two cases is no way round a limit."""
    before = decided_elsewhere(asked.case, asked.actor.id, quote.currency)
    limit = limit_of(asked.actor, asked.case, quote, asked.rulebook)
    if before and limit is not None and before + quote.total > limit.amount:
        yield finding("limit.exceeded", amount=before + quote.total, limit=limit.amount)


def within_goodwill_limit(asked: Asked) -> Iterator[Finding]:
    if asked.quote is not None:
        yield from above_goodwill_limit(asked.actor, asked.case, asked.quote, asked.rulebook)


def no_second_look_needed(asked: Asked) -> Iterator[Finding]:
    if asked.determination is not None and asked.actor.role is not Role.LEAD:
        yield from review_reasons(asked.case, asked.determination, asked.rulebook)
