"""What would it come to? Previews, what-ifs, and what differs between two versions of a quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.domain.asking import overridden
from refundtui.domain.calculator import what_if
from refundtui.domain.case import Case, CaseState, QuoteVersion
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.guards.verdicts import rules_against
from refundtui.domain.money import Money
from refundtui.domain.order import Order
from refundtui.domain.quote import Quote, QuoteRow, Refused
from refundtui.domain.request import RefundRequest
from refundtui.domain.reservations import order_with_reservations
from refundtui.domain.switches import options, value_spelled
from refundtui.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The total under another value of one switch the quote depends on."""

    switch: str
    value: str
    other: str
    total: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row of two versions side by side; `None` where a version does not have it."""

    before: QuoteRow | None
    after: QuoteRow | None

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def amount(self) -> Money:
        """What the row became more (or less) worth; struck rows are worth nothing."""
        row = self.after or self.before
        if row is None:
            raise AssertionError("A difference has at least one side.")
        zero = row.amount.zero()
        return _worth(self.after, zero) - _worth(self.before, zero)


def preview(case: Case, request: RefundRequest, ports: Ports) -> Determination:
    """Verdict and amount of a request, worked out as the submission will be."""
    rulebook = ports.rulebooks.for_case(case)
    return determine(case, request, rulebook, rulebook.day_of(ports.clock.now()))


_UNDECIDED: Final = frozenset(
    {
        CaseState.INTAKE,
        CaseState.ELIGIBILITY,
        CaseState.INFO_WAIT,
        CaseState.FRAUD_REVIEW,
        CaseState.QUOTE,
        CaseState.ESCALATED,
    }
)


def is_only_if_granted(case: Case, determination: Determination) -> bool:
    """Whether the verdict stands against the sum shown: what a grant would come to, and nobody has granted it."""
    quote, verdict = determination.quote, determination.eligibility.verdict
    return (
        case.state in _UNDECIDED
        and isinstance(quote, Quote)
        and not quote.is_goodwill
        and verdict in {Verdict.INELIGIBLE, Verdict.INFORMATION_MISSING}
        and not overridden(case, rules_against(determination))
    )


def what_ifs(determination: Determination) -> tuple[WhatIf, ...]:
    """The total under every other value of the switches that mattered."""
    quote = determination.quote
    if not isinstance(quote, Quote):
        return ()
    return tuple(
        WhatIf(switch.name, switch.value, other, total, total - quote.total)
        for switch in quote.switches
        for other, total in switch.what_if
    )


def under(
    case: Case, order: Order, request: RefundRequest, terms: Terms, switch: str, value: str
) -> Quote | Refused:
    """The same request with one switch the other way, behind what other cases were granted. Nothing is kept."""
    wanted = next(option for option in options(switch) if value_spelled(option) == value)
    return what_if(order_with_reservations(case, order), request, terms, switch, wanted)


def differences(older: QuoteVersion, newer: QuoteVersion) -> tuple[RowDifference, ...]:
    """Two versions row by row: first the older one's rows, then what is new."""
    return side_by_side(older.quote, newer.quote)


def side_by_side(older: Quote, newer: Quote) -> tuple[RowDifference, ...]:
    """The same of two quotes, whether they were kept or only tried."""
    left = list(newer.rows)
    pairs = []
    for row in older.rows:
        twin = next((other for other in left if _subject(other) == _subject(row)), None)
        if twin is not None:
            left.remove(twin)
        pairs.append(RowDifference(row, twin))
    return (*pairs, *(RowDifference(None, row) for row in left))


def _subject(row: QuoteRow) -> tuple[str, str | None, int | None]:
    return row.code.value, row.line_id, row.unit


def _worth(row: QuoteRow | None, zero: Money) -> Money:
    return zero if row is None or row.struck else row.amount
