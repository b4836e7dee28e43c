"""The formulas of law in plain words: what is multiplied, added or taken, with the rule's own numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from refundtui.domain import formulas as f
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t

_FIXED: Final[dict[type, str]] = {
    f.Ratio: N_("reduced price = price × actual value ÷ value as agreed; what was paid above it goes back"),
    f.StandardDelivery: N_("price + standard delivery; what a dearer delivery cost above it stays"),
    f.LossOfValue: N_(
        "the loss from more handling than in a shop, off the price alone; 0 without the information"
    ),
    f.ProRata: N_("total price × supplied ÷ whole; 0 without her request or the information"),
    f.UseMade: N_(
        "no deduction for use while the period runs, but for motor vehicles; then in a straight line"
    ),
    f.PartShipped: N_("what was paid, less what the shipped items cost alone"),
    f.AllPayments: N_(
        "everything paid for what goes back; a discount of the order lies on every item in proportion"
    ),
    f.ToldByProvider: N_("the day the provider names; nothing is worked out"),
}


def formula_said(formula: f.Formula, here: Speech) -> str:
    match formula:
        case f.Surcharge():
            return _scale(formula, here)
        case f.Interest(rate=rate, above_base=above):
            if rate is not None:
                return t("{rate} a year, by days ÷ 365", rate=here.percent(rate))
            more = here.percent(above or Fraction(0))
            return t("the state's base rate + {more} a year, by days ÷ 365", more=more)
        case f.Doubling(disputed=disputed):
            return t("the sum once more (disputed)") if disputed else t("the sum once more")
        case f.Bonus(percent=percent):
            return t("at least {percent} of the price on top", percent=here.percent(percent))
        case f.PriceRange(above=above_price, at_most=at_most):
            low, high = here.money_with_code(above_price), here.money_with_code(at_most)
            return t("a cash price above {low} and of {high} at most", low=low, high=high)
        case f.MaskedNumber(first=first, last=last, most_first=most):
            shown = {"first": first, "last": last, "most": most}
            return t(
                "the first {first} and last {last} digits; the first {most} at a documented need", **shown
            )
        case _:
            return t(_FIXED[type(formula)])


def _scale(rule: f.Surcharge, here: Speech) -> str:
    """`up to 10 days late: legal interest; up to 20: 5 %; …`."""
    steps = []
    for one in rule.brackets:
        adds = t("legal interest") if one.percent is None else here.percent(one.percent)
        if one.until is None:
            steps.append(t("later: {adds}", adds=adds))
        else:
            steps.append(t("up to {days} days late: {adds}", days=one.until, adds=adds))
    if rule.further is not None:
        more = here.percent(rule.further)
        steps.append(
            t("{more} more for every further month, up to the price; then legal interest", more=more)
        )
    return "; ".join(steps)
