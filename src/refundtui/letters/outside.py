"""Who decides outside the house: the body a final rejection has to name, as the brand's pack has it."""

from __future__ import annotations

from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.policy import OutsideBody, Policy

# Directive 2013/11/EU Art. 13(3): the final rejection names the body and says whether the trader takes part.
_NAME_IT: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


def is_due(case: Case) -> bool:
    """Whether this letter has to name a body: a final rejection, in a country whose law says so."""
    final = case.denial is not None and case.denial.after_second_look
    return final and country_of(case) in _NAME_IT


def body_for(case: Case, policy: Policy) -> OutsideBody | None:
    """That of the customer's country, else of the trader's own (Art. 5: a body is competent for the traders
    of its country); None where the pack names neither.
    """
    named = {body.country: body for body in policy.manners.outside_bodies}
    return named.get(country_of(case)) or named.get(policy.trader_country)


def country_of(case: Case) -> str:
    return case.customer.country or (case.order.country if case.order else "")
