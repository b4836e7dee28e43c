"""What this agent granted today, as far as this machine knows: a foresight, for the office alone keeps the sum.

It is read from the agent's own words, without opening a case: which way an approval is paid is known where it was
asked for as store credit, and what another machine sent is not known at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.case import Case
from refundtui.domain.commands import Approve, GrantApproval
from refundtui.domain.given import Given, has_days
from refundtui.domain.money import Money, UnknownCurrencyError, currency, total
from refundtui.domain.order import TenderKind
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Goodwill, Settle
from refundtui.domain.rulebook import Rulebook

_COUNTS_NO_MORE = frozenset({EntryState.WITHDRAWN, EntryState.WITHDRAWING, EntryState.NEEDS_REVIEW})


def given_today(case: Case, rulebook: Rulebook, ports: Ports, now: datetime) -> tuple[Given, ...]:
    """Beside this case, for its brand, on the brand's day."""
    if not has_days(rulebook.policy):
        return ()
    today = rulebook.day_of(now)
    entries = (
        *ports.outbox.remembered_since(now - timedelta(days=1)),
        *ports.outbox.entries(open_only=False),
    )
    mine = (
        entry
        for entry in entries
        if entry.submission.actor == ports.actor.id
        and entry.submission.case_id != case.id
        and entry.state not in _COUNTS_NO_MORE
        and rulebook.day_of(entry.submission.decided_at) == today
    )
    return tuple(given for entry in mine for given in _given(entry, case, ports))


def _given(entry: Entry, beside: Case, ports: Ports) -> Iterator[Given]:
    command = entry.submission.command
    if not isinstance(command, Approve | GrantApproval):
        return
    row = ports.cache.row(entry.submission.case_id)
    if row is None or row.brand != beside.brand:
        return
    reason = Reason(row.reason)
    if isinstance(command, Approve):
        of = command.total.currency
        goodwill = [one.amount for one in command.request.items if isinstance(one, Goodwill)]
        in_credit = command.request.settle is Settle.CREDIT
        ways = ((TenderKind.STORE_CREDIT.value, command.total),) if in_credit else ()
        known = total([one for one in goodwill if one.currency == of], of)
        yield Given(command.total, min(known, command.total), reason, ways)
    elif row.amount_minor is not None:
        try:
            amount = Money(row.amount_minor, currency(row.currency))
        except UnknownCurrencyError:
            return
        yield Given(amount, amount.zero(), reason)
