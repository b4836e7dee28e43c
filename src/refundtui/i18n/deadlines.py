"""How a deadline is told: whether it runs at all, by when, and on whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refundtui.domain.deadlines import Deadline
from refundtui.i18n.speech import Speech

if TYPE_CHECKING:
    from refundtui.domain.late_costs import LateCost


def standing_of(deadline: Deadline, speech: Speech) -> str:
    """What has to be said beside its day: that it does not run yet, or that a safer day is earlier."""
    words = speech.words
    if not deadline.is_running:
        earliest = speech.day(deadline.due_on)
        return words.t("not yet due: goods or proof of sending awaited; at the earliest {day}", day=earliest)
    if deadline.safe_on != deadline.due_on:
        return words.t("by law until {day}; the earlier day is the safe one", day=speech.day(deadline.due_on))
    return ""


def resting_on(deadline: Deadline, speech: Speech) -> str:
    """The article, or in words whose promise it is; with the clause where the brand has one."""
    if deadline.minutes is not None:
        return speech.words.t(
            "promised within {time} of our opening hours", time=_length(deadline.minutes, speech)
        )
    if deadline.days is None:
        return deadline.clause
    if deadline.is_without_number:
        said = speech.words.tn(
            "No statutory number of days; the brand's policy: {n} day.",
            "No statutory number of days; the brand's policy: {n} days.",
            deadline.days,
        )
        return f"{said.rstrip('.。')} ({deadline.clause})" if deadline.clause else said
    if deadline.kind == "approval_ends":
        return speech.words.tn(
            "by the brand's rule: good for {n} day", "by the brand's rule: good for {n} days", deadline.days
        )
    said = speech.words.tn(
        "the brand's own promise: {n} day", "the brand's own promise: {n} days", deadline.days
    )
    return f"{said} ({deadline.clause})" if deadline.clause else said


def late_said(cost: LateCost, speech: Speech) -> str:
    """What a delay adds until today, with the article."""
    words, day = speech.words, speech.day(cost.since)
    if cost.least is not None and cost.most is None:
        amount = speech.money_with_code(cost.least)
        said = words.t("late since {day}: by law at least {amount} more", day=day, amount=amount)
    elif cost.least is None or cost.most is None:
        said = words.t("late since {day}: by law interest at the legal rate", day=day)
    elif cost.least == cost.most:
        said = words.t(
            "late since {day}: by law {amount} more", day=day, amount=speech.money_with_code(cost.most)
        )
    else:
        said = words.t(
            "late since {day}: by law up to {amount} more", day=day, amount=speech.money_with_code(cost.most)
        )
    return f"{said} ({cost.clause})"


def _length(minutes: int, speech: Speech) -> str:
    """`4 hours`, `1 hour 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    said = [speech.words.tn("{n} hour", "{n} hours", hours)] if hours else []
    if rest or not hours:
        said.append(speech.words.tn("{n} minute", "{n} minutes", rest))
    return " ".join(said)
