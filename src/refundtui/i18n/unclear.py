"""How an unclear payment is told, in lines: the desk's and the plain ones are the same."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from refundtui.domain.money import Money
from refundtui.i18n.speech import Speech


class UnclearMatter(Protocol):
    """What is told; `casework.ports.UnclearPayment` is one."""

    @property
    def about(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def gateway(self) -> str: ...
    @property
    def refund(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def amount(self) -> Money | None: ...
    @property
    def state(self) -> str: ...
    @property
    def is_findable(self) -> bool: ...
    @property
    def own_word(self) -> str: ...
    @property
    def another_spoke(self) -> bool: ...
    @property
    def known(self) -> tuple[tuple[datetime, str, str], ...]: ...


def unclear_said(one: UnclearMatter, speech: Speech) -> str:
    """What it is, in one line."""
    words = speech.words
    amount = "" if one.amount is None else speech.money_with_code(one.amount)
    match one.about:
        case "leg":
            what = words.t("{reference} {amount}: {state}", reference=one.reference, amount=amount, state=speech.name("payout", one.state))  # fmt: skip
        case "delivery":
            what = words.t("a provider told of a refund that is nobody's here")
        case _:
            what = words.t("books differ: {how} {amount}", how=speech.name("apart", one.state), amount=amount)
    return " · ".join(part for part in (what.strip(), one.gateway, one.refund) if part)


def age_said(one: UnclearMatter, now: datetime, speech: Speech) -> str:
    minutes = max(0, int((now - one.since).total_seconds()) // 60)
    words = speech.words
    if minutes < 120:
        return words.t("for {n} min", n=minutes)
    if minutes < 48 * 60:
        return words.t("for {n} h", n=minutes // 60)
    return words.t("for {n} days", n=minutes // (24 * 60))


def known_said(one: UnclearMatter, speech: Speech) -> tuple[str, ...]:
    """What is on record of it, one line each, and whose turn it is."""
    words = speech.words
    lines = [
        f"{speech.moment(at)}  {speech.name('leg_event', code)}" + (f" → {speech.name('payout', state)}" if state else "")
        for at, code, state in one.known
    ]  # fmt: skip
    if one.own_word:
        lines.append(words.t("You said: {state}. A second person has to say the same.", state=speech.name("payout", one.own_word)))  # fmt: skip
    elif one.another_spoke:
        lines.append(words.t("One person has said what they found. Find out yourself, and say it."))
    elif one.is_findable:
        lines.append(words.t("Nobody has said anything yet."))
    elif one.about == "leg":
        lines.append(words.t("The provider is still asked; nothing has to be done."))
    return tuple(lines)
