"""Rules of law in plain words: their periods and marks."""

from __future__ import annotations

from typing import Final

from refundtui.domain.clock import Clock, EventDay, Period, Unit
from refundtui.domain.counting import NEXT_WORKING_DAY, SATURDAY_AND_SUNDAY, UNSPECIFIED
from refundtui.domain.law.last_day import WEEKDAYS
from refundtui.domain.statute import Statute
from refundtui.i18n.words import N_, t, tn

EVIDENCE: Final = {
    "statute_text": N_("the article, read"),
    "transposition_text": N_("a national act that copies the article, read"),
    "official_page": N_("an authority's page, read"),
    "auth_secondary": N_("a legal publisher or court report, read"),
    "weak_secondary": N_("a blog, digest or press report, read"),
    "recalled": N_("wording recalled; the text was not opened"),
}
FIGURES: Final = {
    "refund": N_("refund"),
    "reduced_price": N_("reduced price"),
    "kept": N_("kept"),
    "deduction": N_("deduction"),
    "consumer_pays": N_("the customer pays"),
    "days_late": N_("days late"),
    "interest": N_("interest"),
    "surcharge": N_("surcharge"),
    "surcharge_low": N_("surcharge, at least"),
    "surcharge_high": N_("surcharge, at most"),
    "total": N_("total"),
    "claimable": N_("can be claimed"),
    "disputed": N_("disputed, up to"),
    "min_bonus": N_("bonus, at least"),
    "covered": N_("covered"),
    "shown": N_("shown"),
    "utc": N_("in UTC"),
    "local": N_("in local time"),
}


def marked(statute: Statute) -> str:
    """Whether the rule decides money."""
    return t("verified") if statute.verified else t("known")


def period_of(statute: Statute) -> str:
    """How long, or a dash where the law has no number."""
    clock = statute.clock
    if clock is None:
        return "–"
    if clock.periods:
        return "; ".join(f"{name}: {said(period)}" for name, period in clock.periods)
    if clock.period is None:
        return t("at once") if clock.at_once else "–"
    return said(clock.period)


def said(period: Period) -> str:
    n = period.amount
    match period.unit:
        case Unit.CALENDAR_DAYS:
            return tn("{n} day", "{n} days", n)
        case Unit.BUSINESS_DAYS:
            return tn("{n} business day", "{n} business days", n)
        case Unit.WORKING_DAYS:
            return tn("{n} working day", "{n} working days", n)
        case Unit.MONTHS:
            return tn("{n} month", "{n} months", n)
        case Unit.HOURS:
            return tn("{n} hour", "{n} hours", n)
        case Unit.BILLING_CYCLES:
            return tn("{n} billing cycle", "{n} billing cycles", n)


def days_of_rest(clock: Clock) -> str:
    """Which holidays count, and the weekdays of rest where they are not Saturday and Sunday."""
    match clock.calendar:
        case "opening_days":
            days = t("none: the days on which the trader is open count")
        case "" | "performance":
            days = t("those of the place where the trader performs")
        case place:
            days = place
    if clock.weekend == SATURDAY_AND_SUNDAY:
        return days
    rest = ", ".join(WEEKDAYS[day] for day in sorted(clock.weekend))
    return t("{holidays}; days of rest: {days}", holidays=days, days=rest)


def counting_of(clock: Clock) -> list[str]:
    """How days are counted, one sentence each."""
    lines = []
    if clock.event_day is EventDay.COUNTED:
        lines.append(t("The day of the event is day 1."))
    elif clock.event_day is EventDay.NOT_COUNTED:
        lines.append(t("The day of the event is not counted."))
    if clock.rollover == NEXT_WORKING_DAY:
        lines.append(t("A last day on a day of rest moves to the next working day."))
    elif clock.rollover == UNSPECIFIED and clock.extends_if_open:
        lines.append(t("Whether a last day on a day of rest moves is not settled: both days are shown."))
    elif clock.rollover == UNSPECIFIED:
        lines.append(t("Whether a last day on a day of rest moves is not settled: the earlier day counts."))
    else:
        lines.append(t("A last day on a day of rest does not move."))
    return lines
