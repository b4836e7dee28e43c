"""How a leg is told to an agent: what the provider said, and never a word more."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import AWAITS_TRACE, NO_TRACE
from refundtui.domain.legs.tracing import AWAITED_FOR, reverses_the_charge
from refundtui.i18n.speech import Speech


def payout_said(payout: Payout, speech: Speech) -> str:
    """The amount, where it goes, and where it is, in one line."""
    words = speech.words
    amount = speech.money_with_code(payout.amount)
    where = payout.label or payout.gateway
    said = words.t(
        "{amount} to {where}: {state}", amount=amount, where=where, state=speech.label(payout.state)
    )
    if payout.refusal is not None:
        said = f"{said} ({speech.label(payout.refusal)})"
    if payout.replaced:
        said = f"{said} · " + words.t("paid another way since")
    return said


def payout_more(payout: Payout, speech: Speech) -> Iterator[str]:
    """What else is known of it, a line each: since when, how often tried, by what a bank finds it, what to do."""
    words = speech.words
    since = speech.moment(payout.since)
    if payout.tries > 1:
        yield words.tn(
            "since {since}, tried {n} time", "since {since}, tried {n} times", payout.tries, since=since
        )
    else:
        yield words.t("since {since}", since=since)
    if payout.expires_at is not None:
        yield words.t("until {moment}", moment=speech.moment(payout.expires_at))
    if payout.expected_on is not None:
        yield words.t("the bank carries it out on {day}", day=speech.day_in_full(payout.expected_on))
    if payout.trace:
        yield words.t("the customer's bank finds it by {number}", number=payout.trace)
    elif payout.state is LegState.SUCCEEDED and payout.sub == AWAITS_TRACE:
        yield words.t(
            "the number a bank finds it by is awaited until {day}; after that the provider's support tells a STAN",
            day=speech.day(speech.day_of(payout.since + AWAITED_FOR)),
        )
    elif payout.state is LegState.SUCCEEDED and payout.sub == NO_TRACE:
        yield words.t("no bank finds it by a number; the provider's support tells a STAN")
    if reverses_the_charge(payout):
        yield words.t("the charge itself goes from the customer's statement: nothing is credited")
    if payout.next_step is not None:
        yield speech.label(payout.next_step)
