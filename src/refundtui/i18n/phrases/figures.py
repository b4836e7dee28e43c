"""How each figure of a quote was worked out, so that anybody can do the sum again."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase, counted
from refundtui.i18n.words import N_, NN_

FIGURES: Final[dict[str, Phrase]] = {
    "formula.share_of_units": counted(
        "of_units",
        NN_(
            "{units} of {of_units} unit, for which {paid} was paid",
            "{units} of {of_units} units, for which {paid} was paid",
        ),
    ),
    "formula.share_of_next_units": counted(
        "of_units",
        NN_(
            "{paid} paid for {of_units} unit: {until} for {units_until}, less {until_before} for the {units_before} before",
            "{paid} paid for {of_units} units: {until} for {units_until}, less {until_before} for the {units_before} before",
        ),
    ),
    "formula.share_of_last_units": counted(
        "of_units",
        NN_(
            "the last of {of_units} unit, for which {paid} was paid: {until} less {until_before} for the {units_before} before, and {drift} that rounding left over",
            "the last of {of_units} units, for which {paid} was paid: {until} less {until_before} for the {units_before} before, and {drift} that rounding left over",
        ),
    ),
    "formula.rest_with_last_units": N_(
        "all that is left with the last units: {paid} paid less {before} that went back before"
    ),
    "formula.share_of_net_and_tax": counted(
        "of_units",
        NN_(
            "{units} of {of_units} unit: its share of {net} net, and of each tax, each rounded by itself",
            "{units} of {of_units} units: their share of {net} net, and of each tax, each rounded by itself",
        ),
    ),
    "formula.share_of_net_taxed_by_rate": counted(
        "of_units",
        NN_(
            "{units} of {of_units} unit: its share of {net} net, with tax at its rate on top",
            "{units} of {of_units} units: their share of {net} net, with tax at its rate on top",
        ),
    ),
    "formula.kept_out": N_("{computed} is not granted: a rule keeps this line out"),
    "formula.rest_of_line": N_("all that is left of {paid} paid"),
    "formula.rest_after_earlier": N_("{paid} paid less {before} that went back or was kept back before"),
    "formula.delivery_in_full": N_("all that is left of {paid} paid"),
    "formula.delivery_standard": N_("{paid} paid, of it {surcharge} beyond standard delivery"),
    "formula.delivery_standard_again": N_(
        "{paid} paid, of it {surcharge} beyond standard delivery and {before} refunded before"
    ),
    "formula.delivery_in_proportion": N_("{paid} paid × {back} of goods for {goods}"),
    "formula.typed": N_("typed: {typed}"),
    "formula.typed_with_tax": N_("typed with its tax: {typed}"),
    "formula.unused_days": counted(
        "days",
        NN_(
            "{paid} × {unused_days} of {days} day not used",
            "{paid} × {unused_days} of {days} days not used",
        ),
    ),
    "formula.unused_days_less_credit": counted(
        "days",
        NN_(
            "{paid} × {unused_days} of {days} day not used, less {credited} credited before",
            "{paid} × {unused_days} of {days} days not used, less {credited} credited before",
        ),
    ),
    "formula.unused_units": counted(
        "of_units",
        NN_(
            "{paid} × {units} of {of_units} unit not used",
            "{paid} × {units} of {of_units} units not used",
        ),
    ),
    "formula.reduction_ratio": N_("{paid} paid × (1 − {actual_value} ÷ {conforming_value})"),
    "formula.share_of_reduction": N_("share of a reduction of {reduction}, by {paid} paid"),
    "formula.repriced": N_("{paid} paid, {new_price} due now"),
    "formula.repriced_again": N_("{paid} paid, {new_price} due now, {before} refunded before"),
    "formula.straight_line": counted(
        "age_months",
        NN_(
            "{price} less straight-line depreciation: {age_months} month of {life_months}, floor {floor}",
            "{price} less straight-line depreciation: {age_months} months of {life_months}, floor {floor}",
        ),
    ),
    "formula.declining": counted(
        "age_months",
        NN_(
            "{price} less declining depreciation: {age_months} month at {rate} a year, floor {floor}",
            "{price} less declining depreciation: {age_months} months at {rate} a year, floor {floor}",
        ),
    ),
    "formula.from_payment": N_("from {payment}, which can still give {left}"),
    "formula.grade_percent": N_("{percent} of {value} for condition {grade}"),
    "formula.percent_of_price": N_("{percent} of the price before tax, {base}"),
    "formula.percent_of_paid": N_("{percent} of {base} paid"),
    "formula.fixed_fee": N_("fixed fee of {fee}"),
    "formula.coupon_on_kept_goods": N_(
        "kept goods cost {kept_price}, the discount needs {needed}: {discount_now} of {discount_had} stays"
    ),
    "formula.net_difference": N_("new things for {charged}"),
    "formula.override": N_("typed: {typed}"),
    "formula.even_exchange": N_("an even exchange: nothing goes back"),
    "formula.raised_to_minimum": N_("raised to the statutory {minimum}"),
    "formula.cut_to_maximum": N_("cut to {maximum}"),
    "adjusted.rounded_down": N_("{amount}, for the sum of the goods is rounded down once"),
    "adjusted.rounded_over_note": N_("{amount}, for it is rounded once over the whole note"),
    "adjusted.above_invoiced_tax": N_("{amount}, for the invoice charged no more tax"),
}
