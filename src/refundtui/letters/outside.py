"""Who decides outside the house: the body that whoever refuses, all of it or a part, names; as the brand's pack has it."""

from __future__ import annotations

from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.policy import OutsideBody, Policy

# Directive 2013/11/EU Art. 13(3): once a complaint cannot be settled the trader names the body and says whether he
# takes part. A first refusal names it already: many customers never write a second time.
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


def is_due(case: Case, policy: Policy) -> bool:
    """Whether a refusal has to name a body: in a country whose law says so; the trader's, where hers is not known."""
    return (country_of(case) or policy.trader_country) in _NAME_IT


def body_for(case: Case, policy: Policy) -> OutsideBody | None:
    """That of the customer's country, else of the trader's own (Art. 5: a body is competent for the traders
    of its country); None where the pack names neither.
    """
    named = {body.country: body for body in policy.manners.outside_bodies}
    return named.get(country_of(case)) or named.get(policy.trader_country)


def country_of(case: Case) -> str:
    return case.customer.country or (case.order.country if case.order else "")
