"""How much of a quote the law wants paid in money: store credit does not stand in its place, whoever agrees to it."""

from __future__ import annotations

from refundtui.domain.determination import Determination
from refundtui.domain.money import Money, total
from refundtui.domain.quote import Quote
from refundtui.domain.verdict import Verdict


def owed_in_money(determination: Determination) -> Money | None:
    """The least that has to go back as money; None where no law says so, and for what is only goodwill.

    What the brand gives beyond the law, goodwill and lines without a right of withdrawal, may be credit. A right
    that begins with repair gives no money yet, unless its law names money alone (Australian Consumer Law s. 263(4),
    Consumer Guarantees Act 1993 (NZ) s. 23).
    """
    quote, eligibility = determination.quote, determination.eligibility
    if not isinstance(quote, Quote):
        return None
    if eligibility.law_verdict is Verdict.ELIGIBLE or eligibility.only_in_money:
        least = quote.entitlement
    elif eligibility.beyond_law:
        beyond = [row.amount for row in quote.applied if row.line_id in eligibility.beyond_law]
        least = quote.entitlement - total(beyond, quote.currency)
    else:
        return None
    return min(least, quote.total) if least.minor > 0 else None
