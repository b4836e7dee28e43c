"""A denial has its grounds, and denies nothing that the law or the verdict gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.asking import Asked
from refundtui.domain.case import Ground
from refundtui.domain.commands import Deny
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.guards.verdicts import law_rules


def denial_has_grounds(asked: Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, Deny):
        return
    if not command.grounds:
        yield finding("grounds.missing")
    if not any(clause.strip() for clause in command.clauses):
        yield finding("clause.missing")
    if Ground.OTHER in command.grounds and not command.text.strip():
        yield finding("reason.missing", field="text")


def law_permits_denial(asked: Asked) -> Iterator[Finding]:
    """The pack alone may say no where the law says yes; then nobody can send the denial."""
    if asked.determination is None:
        return
    eligibility = asked.determination.eligibility
    if eligibility.law_verdict in {Verdict.ELIGIBLE, Verdict.PARTLY}:
        yield finding(
            "denial.owed_by_law", rules=law_rules(asked.determination), remedies=eligibility.remedies
        )
        return
    owed_by_pack = eligibility.policy_verdict is Verdict.ELIGIBLE and asked.edges[-1].number == 9
    law_untold = eligibility.law_verdict is Verdict.INFORMATION_MISSING and asked.actor.role is Role.AGENT
    if owed_by_pack and not asked.case.overrides and not _is_doubted(asked, _DOUBTS):
        yield finding("denial.against_verdict", decided_by=eligibility.decided_by)
    elif law_untold and not _is_doubted(asked, _DOUBTS | {Ground.NO_PROOF}):
        # Whoever cannot tell what the law says asks for the fact, or hands the case on.
        yield finding("denial.law_unknown", facts=_law_facts_missing(asked.determination))


_DOUBTS: Final = frozenset(
    {Ground.FRAUD, Ground.IDENTITY_FAILED, Ground.NOT_OUR_SALE, Ground.ALREADY_REFUNDED}
)
"""Who is asking, whether it was our sale, whether it was paid back: no question of the verdict."""


def _is_doubted(asked: Asked, doubts: frozenset[Ground]) -> bool:
    return isinstance(asked.command, Deny) and bool(doubts.intersection(asked.command.grounds))


def _law_facts_missing(determination: Determination) -> tuple[str, ...]:
    found = determination.eligibility.findings
    unknown = (one for one in found if one.basis is Basis.LAW and one.outcome is Outcome.UNKNOWN)
    return tuple(dict.fromkeys(one.decided_by for one in unknown if one.decided_by))
