"""Which language a customer reads where nobody said it, and how we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refundtui.domain.case import Customer, LanguageFrom
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.i18n.languages import most_read_in


def by_place(customer: Customer, country: str, of_brand: Sequence[str]) -> Customer:
    """The customer with the language of her country, else of the brand."""
    here = most_read_in(country)
    if here:
        return replace(customer, language=here, language_from=LanguageFrom.COUNTRY)
    assumed = of_brand[0] if of_brand else SOURCE_LANGUAGE
    return replace(customer, language=assumed, language_from=LanguageFrom.ASSUMED)
