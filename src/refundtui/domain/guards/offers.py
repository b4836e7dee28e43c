"""A compromise: when it may be offered, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.asking import Asked
from refundtui.domain.commands import AcceptOffer, CounterOffer, ExpireOffer, MakeOffer
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Finding, finding
from refundtui.domain.guards.verdicts import law_rules


def law_owes_no_money(asked: Asked) -> Iterator[Finding]:
    """A compromise is for what is negotiable; what the law grants in money is paid, not offered."""
    if asked.determination is not None and asked.determination.eligibility.law_verdict is Verdict.ELIGIBLE:
        yield finding("offer.owed_by_law", rules=law_rules(asked.determination))


def offer_has_time(asked: Asked) -> Iterator[Finding]:
    if isinstance(asked.command, MakeOffer) and asked.command.expires_at <= asked.now:
        yield finding("offer.expired", at=asked.command.expires_at)


def offer_stands(asked: Asked) -> Iterator[Finding]:
    offer, command = asked.case.offer, asked.command
    if offer is None:
        yield finding("offer.none")
        return
    if isinstance(command, AcceptOffer):
        if asked.now >= offer.expires_at:
            yield finding("offer.expired", at=offer.expires_at)
        if not command.acceptance.strip():
            yield finding("acceptance.missing")
    if isinstance(command, ExpireOffer) and asked.now < offer.expires_at:
        yield finding("offer.still_open", until=offer.expires_at)
    if isinstance(command, CounterOffer) and (
        command.amount.minor <= 0 or command.amount.currency != offer.amount.currency
    ):
        yield finding("amount.nothing")
