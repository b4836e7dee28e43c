"""Which of the lines asked for the rules let through, and what keeps each of the others out."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.case import Case
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.known_facts import asked_lines
from refundtui.domain.matching import Facts
from refundtui.domain.promises.promise import Promise
from refundtui.domain.reasons import Family
from refundtui.domain.request import RefundRequest
from refundtui.domain.rights import Rights
from refundtui.domain.terms import Source
from refundtui.domain.verdict import Verdict


def lines_kept_out(
    case: Case, request: RefundRequest, verdict: Verdict, promise: Promise, rights: Rights, facts: Facts
) -> tuple[tuple[str, Source], ...]:
    """Each line that neither the law nor the brand grants, with where that is written.

    What is refused as a whole shows what it would have come to: it is denied, or overridden as a whole.
    An override names rules: a line is kept out only by those that still stand.
    """
    if verdict is Verdict.INELIGIBLE:
        return ()
    enough = {Outcome.PASS, Outcome.UNKNOWN} if verdict is Verdict.INFORMATION_MISSING else {Outcome.PASS}
    return tuple(
        (line.id, _reason(line.id, case, promise, rights))
        for line in asked_lines(case.order, request)
        if not (_by_law(line.id, rights, facts) in enough or _by_promise(line.id, case, promise))
    )


def _by_law(line_id: str, rights: Rights, facts: Facts) -> Outcome:
    if facts.get("family") == Family.REMORSE:
        return Outcome.FAIL if line_id in rights.excepted else rights.withdrawal.outcome
    return rights.conformity.outcome


def _by_promise(line_id: str, case: Case, promise: Promise) -> bool:
    against = tuple(_against(line_id, promise))
    if any(not _is_overridden(found, case) for found in against):
        return False
    still_open = promise.verdict is Verdict.INFORMATION_MISSING
    return bool(against) or still_open or not promise.granted_to.isdisjoint({"", line_id})


def _against(line_id: str, promise: Promise) -> Iterator[Finding]:
    """What fails for this line; what fails for the whole request counts where nothing else allows that."""
    whole = promise.verdict is Verdict.INELIGIBLE
    for found in promise.findings:
        about = found.fact("line_id")
        if found.outcome is Outcome.FAIL and (about == line_id or (whole and about is None)):
            yield found


def _is_overridden(found: Finding, case: Case) -> bool:
    return any((found.rule or found.code) in record.rules for record in case.overrides)


def _reason(line_id: str, case: Case, promise: Promise, rights: Rights) -> Source:
    """The brand's rule on this very line, else the law's exception, else what bars the whole request."""
    standing = [found for found in _against(line_id, promise) if not _is_overridden(found, case)]
    own = [found for found in standing if found.fact("line_id") == line_id]
    excepted = [
        found
        for found in rights.findings
        if found.basis is Basis.LAW and found.outcome is Outcome.FAIL and found.fact("line_id") == line_id
    ]
    unmet = [found for found in promise.not_allowing if found.fact("line_id") == line_id]
    for found in (*own, *excepted, *unmet, *standing):
        return Source(found.rule or found.code, found.clause)
    return Source()
