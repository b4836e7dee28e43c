"""Which of the lines asked for the rules let through, and what keeps each of the others out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refundtui.domain.case import Case
from refundtui.domain.findings import Fact, Finding, Outcome
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
    asked = [line.id for line in asked_lines(case.order, request)]
    not_by_law = [name for name, outcome in _by_law(asked, rights, facts) if outcome not in enough]
    if not not_by_law:
        return ()
    against, excepted = _failing(promise.findings), _failing(rights.findings)
    unmet = _by_line(promise.not_allowing)
    # What fails for the whole request counts where nothing else allows that.
    whole = against.get(None, []) if promise.verdict is Verdict.INELIGIBLE else []
    kept = []
    for name in not_by_law:
        promised = _is_promised(name, promise)
        # A window that closed for this line refuses nothing that something else allows.
        own = [found for found in against.get(name, []) if found.code != "window.missed" or not promised]
        standing = [found for found in (*own, *whole) if not _is_overridden(found, case)]
        if standing or not (own or whole or promised):
            # The brand's rule on this very line says most, then the law's exception from what it grants.
            own_first = [found for found in standing if found in own]
            why = (*own_first, *excepted.get(name, []), *unmet.get(name, []), *standing)
            kept.append((name, _source(why)))
    return tuple(kept)


def _by_law(lines: Iterable[str], rights: Rights, facts: Facts) -> Iterator[tuple[str, Outcome]]:
    withdraws, excepted = facts.get("family") == Family.REMORSE, frozenset(rights.excepted)
    for name in lines:
        if withdraws:
            yield name, Outcome.FAIL if name in excepted else rights.withdrawal.outcome
        elif name in rights.came:
            yield name, Outcome.FAIL
        else:
            yield name, rights.claim(facts).outcome


def _is_promised(line_id: str, promise: Promise) -> bool:
    """What is not decided yet is shown as if it were granted."""
    still_open = promise.verdict is Verdict.INFORMATION_MISSING
    return still_open or not promise.granted_to.isdisjoint({"", line_id})


def _failing(findings: Iterable[Finding]) -> dict[Fact | None, list[Finding]]:
    return _by_line(found for found in findings if found.outcome is Outcome.FAIL)


def _by_line(findings: Iterable[Finding]) -> dict[Fact | None, list[Finding]]:
    """Findings by the line they are about; None = the whole request. An order may have a thousand lines."""
    grouped: dict[Fact | None, list[Finding]] = {}
    for found in findings:
        grouped.setdefault(found.fact("line_id"), []).append(found)
    return grouped


def _is_overridden(found: Finding, case: Case) -> bool:
    return any((found.rule or found.code) in record.rules for record in case.overrides)


def _source(why: Iterable[Finding]) -> Source:
    first = next(iter(why), None)
    return Source() if first is None else Source(first.rule or first.code, first.clause)
