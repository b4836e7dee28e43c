"""Rules of law in plain words: their rights, periods and marks."""

from __future__ import annotations

from typing import Final

from refundtui.domain.clock import Clock, EventDay, Period, Unit
from refundtui.domain.counting import NEXT_WORKING_DAY, UNSPECIFIED
from refundtui.domain.statute import Right, Statute
from refundtui.i18n.words import N_, t, tn

RIGHTS: Final = {
    Right.WITHDRAWAL: N_("window to withdraw"),
    Right.PROLONGATION: N_("longer window, untold"),
    Right.WITHDRAWAL_REFUND: N_("refund of a withdrawal"),
    Right.EXCEPTION: N_("no withdrawal"),
    Right.WITHHOLDING: N_("the refund may wait"),
    Right.DELIVERY: N_("delivery cost"),
    Right.DEDUCTION_LIMIT: N_("limit of deductions"),
    Right.CONFORMITY: N_("liability for defects"),
    Right.FORMULA: N_("price reduction"),
    Right.REMEDY: N_("order of remedies"),
    Right.REJECTION: N_("right to reject"),
    Right.REFUND_DUE: N_("refund due"),
    Right.UNPOSTED_TERMS: N_("return where no terms were shown"),
    Right.ANSWER_DUE: N_("answer due"),
    Right.CHARGEBACK: N_("bank or card"),
    Right.LATE: N_("cost of a delay"),
    Right.RECORDS: N_("records"),
    Right.DUTY: N_("duty"),
    Right.COUNTING: N_("how it is counted"),
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
