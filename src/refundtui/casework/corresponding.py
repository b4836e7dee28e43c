"""Which letter a case wants now, filled from its figures."""

from __future__ import annotations

from collections.abc import Mapping

from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.domain.case import Case, CaseState
from refundtui.domain.quote import Quote
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.writing import write


def letter_for(
    file: CaseFile,
    ports: Ports,
    kind: Kind | None = None,
    *,
    language: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Letter:
    """The letter of a kind (by default the one the case's state wants), in the customer's language.

    `typed` fills inputs that no record holds.
    """
    return write(
        kind or kind_for(file),
        file.case,
        file.determination,
        ports.rulebooks.for_case(file.case),
        file.deadlines,
        language or file.case.customer.language,
        ports.clock.now(),
        typed=typed,
    )


def kind_for(file: CaseFile) -> Kind:
    """What there is to tell the customer now."""
    match file.case.state:
        case CaseState.INTAKE | CaseState.ESCALATED | CaseState.ADR | CaseState.CHARGEBACK:
            return Kind.ACKNOWLEDGEMENT
        case CaseState.FRAUD_REVIEW:
            return Kind.ACKNOWLEDGEMENT  # neutral: a suspicion is told to nobody
        case CaseState.INFO_WAIT:
            return Kind.INFORMATION_REQUEST
        case CaseState.OFFER:
            return Kind.OFFER
        case CaseState.DENIED:
            return Kind.DENIAL
        case CaseState.CANCELLED:
            return Kind.CLOSING
        case CaseState.NOTIFY | CaseState.CLOSED if _ended_in_denial(file.case):
            return Kind.DENIAL
        case _:
            return _grant(file)


def _grant(file: CaseFile) -> Kind:
    quote = file.determination.quote
    if not isinstance(quote, Quote):
        return Kind.ACKNOWLEDGEMENT
    if quote.goodwill and not quote.entitlement:
        return Kind.GOODWILL
    paid = file.case.order.total if file.case.order else None
    claimed = file.case.claimed or paid
    return Kind.PARTIAL_GRANT if claimed is not None and quote.total < claimed else Kind.FULL_GRANT


def _ended_in_denial(case: Case) -> bool:
    return case.resolution is None or case.resolution.value.startswith("denied_")
