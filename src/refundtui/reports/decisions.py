"""What was decided: each case with its reason, its amount and who decided."""

from __future__ import annotations

from collections.abc import Iterable

from refundtui.domain.case import Case, CaseState
from refundtui.i18n.words import N_
from refundtui.reports.table import Cell, Column, Table

COLUMNS = (
    Column("reference", N_("Reference")),
    Column("brand", N_("Brand")),
    Column("reason", N_("Reason"), "reason"),
    Column("state", N_("State"), "state"),
    Column("amount", N_("Amount")),
    Column("goodwill", N_("Goodwill")),
    Column("agent", N_("Decided by")),
    Column("decided_at", N_("Decided at")),
)
_BACK_IN_WORK = frozenset((CaseState.ELIGIBILITY, CaseState.QUOTE, CaseState.INTAKE, CaseState.INFO_WAIT))


def decisions(cases: Iterable[Case]) -> Table:
    """The decided cases, in the order they come; one whose decision was voided is not decided."""
    rows = (_granted(case) or _denied(case) for case in cases if case.state not in _BACK_IN_WORK)
    return Table("decisions", COLUMNS, tuple(row for row in rows if row is not None))


def _granted(case: Case) -> tuple[Cell, ...] | None:
    approval = case.approval
    if approval is None or approval.status != "granted":
        return None
    quote = next((made.quote for made in case.quotes if made.number == approval.version), None)
    goodwill = quote.goodwill if quote is not None else None
    return (*_what(case), approval.amount, goodwill, approval.granted_by, approval.granted_at)


def _denied(case: Case) -> tuple[Cell, ...] | None:
    if case.denial is None:
        return None
    return (*_what(case), None, None, case.denial.by, case.denial.at)


def _what(case: Case) -> tuple[Cell, ...]:
    return case.reference, str(case.brand), case.reason.value, case.state.value
