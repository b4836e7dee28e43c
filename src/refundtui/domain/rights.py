"""What the law gives on its own, whatever the brand promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.formulas import UseMade
from refundtui.domain.known_facts import ask_each, asked_lines, is_on_its_way
from refundtui.domain.law.dates import dated
from refundtui.domain.liability import liability_for_defects
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.reasons import Family
from refundtui.domain.request import RefundRequest
from refundtui.domain.right_claims import NO_CLAIM, Claim, found_in_law, is_hers, window_closes, worth
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Cause, Right, Statute
from refundtui.domain.supply_claims import lines_that_came, supply_failed

_SHAPING: Final = frozenset(
    {Right.WITHDRAWAL_REFUND, Right.WITHHOLDING, Right.DELIVERY, Right.DEDUCTION_LIMIT}
)
"""Rights that say how a withdrawal is settled, and give none by themselves."""

_DECIDING: Final = _SHAPING | {
    Right.WITHDRAWAL,
    Right.UNPOSTED_TERMS,
    Right.PROLONGATION,
    Right.EXCEPTION,
    Right.CONFORMITY,
    Right.FORMULA,
    Right.REMEDY,
    Right.REJECTION,
}
_GIVING_BACK: Final = (Right.WITHDRAWAL, Right.UNPOSTED_TERMS)
_RUNNING_OUT: Final = frozenset({*_GIVING_BACK, Right.CONFORMITY, Right.REJECTION})

UNVERIFIED: Final = "law.unverified"
"""The code of a rule that would give something, were its wording read."""

USE: Final = "use"
"""The code of a deduction for the use that was made of what comes back."""

_SECOND_STEP: Final = ("repair_failed", "repair_refused", "defect_serious")


@dataclass(frozen=True, slots=True)
class Rights:
    """The law's own answer. `remedies` stand in its order; `money_at_once` says that the second step is open."""

    findings: tuple[Finding, ...] = ()
    withdrawal: Claim = NO_CLAIM
    conformity: Claim = NO_CLAIM
    supply: Claim = NO_CLAIM  # it never came
    excepted: tuple[str, ...] = ()  # lines for which there is no withdrawal
    unclear: tuple[str, ...] = ()  # lines for which there may be none, while the time for it runs
    came: tuple[str, ...] = ()  # lines that did come, where only a part did not
    remedies: tuple[str, ...] = ()
    money_at_once: bool = False
    in_force: tuple[Statute, ...] = ()  # those that decide money here and whose conditions hold
    unverified: tuple[Statute, ...] = ()  # those that would, were they verified
    only_in_money: tuple[Statute, ...] = ()  # those for which store credit is no refund

    def claim(self, facts: Facts) -> Claim:
        """The right that this reason calls for."""
        match facts.get("family"):
            case Family.REMORSE:
                return self.withdrawal
            case Family.DELIVERY:
                return self.supply
            case _:
                return self.conformity

    def first(self, right: Right) -> Statute | None:
        return next((statute for statute in self.in_force if statute.right is right), None)


def rights_of(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> Rights:
    """Ask every statute of the case's country; only verified ones decide."""
    asked = [
        (statute, _answer(statute, case, request, facts) if here is Outcome.PASS else _SOMEWHERE)
        for statute in rulebook.laws
        if (statute.right in _DECIDING or _is_of_supply(statute))
        and (statute.right is not Right.UNPOSTED_TERMS or facts.get("terms_posted") is False)
        and (here := is_hers(statute, facts, rulebook.policy.countries)) is not Outcome.FAIL
    ]
    deciding = [(s, answer) for s, answer in asked if s.verified or rulebook.policy.unverified_law]
    unverified = _worth_a_warning(tuple(_unverified_rights(asked, deciding, rulebook, facts)), request)
    findings = [found_in_law(statute, UNVERIFIED, Outcome.NOTE, "") for statute in unverified]
    withdrawal, excepted, unclear = _withdrawal(deciding, case, request, rulebook, facts, findings)
    conformity = liability_for_defects(deciding, facts, findings)
    supply = supply_failed(deciding, facts, findings)
    in_force = tuple(statute for statute, answer in deciding if answer.holds)
    remedies = _remedies(in_force, withdrawal, conformity, facts)
    return Rights(
        tuple(findings),
        withdrawal,
        conformity,
        supply,
        excepted,
        unclear,
        lines_that_came(case, request, facts),
        remedies,
        any(facts.get(name) is True for name in _SECOND_STEP) or _may_be_rejected(in_force, rulebook, facts),
        in_force,
        unverified,
        tuple(_only_in_money(case, request, rulebook, facts)),
    )


def _is_of_supply(statute: Statute) -> bool:
    """Of refunds that are due for other reasons only these give a right by themselves."""
    return statute.right is Right.REFUND_DUE and statute.cause is Cause.NON_DELIVERY and bool(statute.when)


def _only_in_money(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> Iterator[Statute]:
    """Rules that say how what goes back for such a reason is paid, whatever gives the right to it."""
    for statute in rulebook.laws:
        if (
            statute.money_only
            and (statute.verified or rulebook.policy.unverified_law)
            and is_hers(statute, facts, rulebook.policy.countries) is Outcome.PASS
            and _answer(statute, case, request, facts).holds
        ):
            yield statute


def _may_be_rejected(in_force: Sequence[Statute], rulebook: Rulebook, facts: Facts) -> bool:
    """Where goods that are not in conformity may be handed back at once, no repair has to come first."""
    today = facts.get("asked_on")
    closes = (window_closes(one, facts, rulebook.here) for one in in_force if one.right is Right.REJECTION)
    return isinstance(today, date) and any(last is not None and today <= last for last in closes)


def _unverified_rights(
    asked: Sequence[tuple[Statute, Answer]],
    deciding: Sequence[tuple[Statute, Answer]],
    rulebook: Rulebook,
    facts: Facts,
) -> Iterator[Statute]:
    """Rules that would give something, were they verified: their time has not run out, and no other says the same."""
    stated = {statute.right for statute, answer in deciding if answer.holds} & _SHAPING
    decide = {statute.id for statute, _ in deciding}
    today = facts.get("asked_on")
    for statute, answer in asked:
        if statute.id in decide or not answer.holds or statute.right in stated:
            continue
        last = window_closes(statute, facts, rulebook.here) if statute.right in _RUNNING_OUT else None
        if last is None or not isinstance(today, date) or today <= last:
            yield statute


def _worth_a_warning(unverified: tuple[Statute, ...], request: RefundRequest) -> tuple[Statute, ...]:
    """How a withdrawal would be settled is said beside a withdrawal that might be open, what use takes beside its use."""
    may_withdraw = any(statute.right is Right.WITHDRAWAL for statute in unverified)
    takes_use = any(deduction.code == USE for deduction in request.deductions)
    return tuple(
        statute
        for statute in unverified
        if (
            takes_use
            if isinstance(statute.formula, UseMade)
            else may_withdraw or statute.right not in _SHAPING
        )
    )


_SOMEWHERE: Final = Answer(Outcome.UNKNOWN, "customer.country")
"""She may live where a statute is in force, or not: nobody knows yet."""


def _answer(statute: Statute, case: Case, request: RefundRequest, facts: Facts) -> Answer:
    """Holds when it holds for any line that is asked for."""
    answers = [answer for _, answer in ask_each(statute.when, facts, case, request)]
    for wanted in (Outcome.PASS, Outcome.UNKNOWN):
        found = next((answer for answer in answers if answer.outcome is wanted), None)
        if found is not None:
            return found
    return answers[0]


def _withdrawal(
    deciding: Sequence[tuple[Statute, Answer]],
    case: Case,
    request: RefundRequest,
    rulebook: Rulebook,
    facts: Facts,
    findings: list[Finding],
) -> tuple[Claim, tuple[str, ...], tuple[str, ...]]:
    claim = NO_CLAIM
    for statute, answer in deciding:
        if statute.right in _GIVING_BACK:
            one = _window(statute, answer, case, rulebook, facts, findings)
        elif statute.right is Right.PROLONGATION and answer.holds:
            one = _longer_window(statute, rulebook, facts, findings)
        else:
            continue
        if worth(one) > worth(claim):
            claim = one
    if claim.outcome is Outcome.FAIL:
        return claim, (), ()
    excepted, unclear = _exceptions(deciding, case, request, facts, findings)
    if claim.by is not None and claim.by.right is Right.UNPOSTED_TERMS:
        # Its own words say for which goods it is not; other rules are not asked for that.
        answers = ask_each(claim.by.when, facts, case, request)
        out = (line.id for line, one in answers if line is not None and one.outcome is Outcome.FAIL)
        excepted = tuple(dict.fromkeys((*excepted, *out)))
    lines = {line.id for line in asked_lines(case.order, request)}
    if lines and lines <= set(excepted):
        return Claim(Outcome.FAIL, claim.by, "line.tags"), excepted, ()
    if unclear and claim.stands:
        of_lines = tuple(line for line in unclear if line not in excepted)
        return Claim(Outcome.UNKNOWN, claim.by, next(iter(unclear.values()))), excepted, of_lines
    return claim, excepted, ()


def _window(
    statute: Statute,
    answer: Answer,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
    findings: list[Finding],
) -> Claim:
    if answer.outcome is not Outcome.PASS:
        code = "law.not_met" if answer.outcome is Outcome.FAIL else "law.unknown"
        outcome = Outcome.NOTE if answer.outcome is Outcome.FAIL else Outcome.UNKNOWN
        if answer.decided_by != "line.kind":  # of services nothing need be said where goods are asked for
            findings.append(found_in_law(statute, code, outcome, answer.decided_by))
        return Claim(answer.outcome, statute, answer.decided_by)
    last, asked = window_closes(statute, facts, rulebook.here), facts.get("asked_on")
    if last is None and case.order is not None and is_on_its_way(case.order):
        findings.append(found_in_law(statute, "law.withdrawal_not_started", Outcome.PASS, "order.status"))
        return Claim(Outcome.PASS, statute, "order.status")
    if last is None or not isinstance(asked, date):
        findings.append(found_in_law(statute, "law.unknown", Outcome.UNKNOWN, "delivered_on"))
        return Claim(Outcome.UNKNOWN, statute, "delivered_on")
    if asked <= last:
        found = found_in_law(statute, "law.withdrawal_open", Outcome.PASS, "delivered_on", last_day=last)
    else:
        found = found_in_law(
            statute,
            "law.withdrawal_missed",
            Outcome.FAIL,
            "delivered_on",
            last_day=last,
            days_late=(asked - last).days,
        )
    findings.append(found)
    return Claim(found.outcome, statute, "delivered_on")


def _longer_window(statute: Statute, rulebook: Rulebook, facts: Facts, findings: list[Finding]) -> Claim:
    """She was not told of her right: it runs a year longer (Directive 2011/83/EU Art. 10)."""
    events = {"goods_received": facts.get("delivered_on")}
    known = {name: day for name, day in events.items() if isinstance(day, date)}
    last = dated(statute, known, rulebook.here, {law.id: law for law in rulebook.laws}).first
    asked = facts.get("asked_on")
    if last is None or not isinstance(asked, date) or asked > last.legal:
        return Claim(Outcome.FAIL, statute, "withdrawal_info_given")
    findings.append(
        found_in_law(
            statute, "law.withdrawal_open", Outcome.PASS, "withdrawal_info_given", last_day=last.legal
        )
    )
    return Claim(Outcome.PASS, statute, "withdrawal_info_given")


def _exceptions(
    deciding: Sequence[tuple[Statute, Answer]],
    case: Case,
    request: RefundRequest,
    facts: Facts,
    findings: list[Finding],
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Lines without a right of withdrawal, and each of the others of which a fact would tell, by that fact."""
    excepted: dict[str, None] = {}
    unclear: dict[str, str] = {}
    for statute, _ in deciding:
        if statute.right is not Right.EXCEPTION:
            continue
        for line, answer in ask_each(statute.when, facts, case, request):
            if line is None or answer.outcome is Outcome.FAIL:
                continue
            if answer.holds:
                excepted[line.id] = None
                code, outcome = "law.withdrawal_excluded", Outcome.FAIL
            else:
                unclear.setdefault(line.id, answer.decided_by)
                code, outcome = "law.unknown", Outcome.UNKNOWN
            findings.append(found_in_law(statute, code, outcome, answer.decided_by, line_id=line.id))
    return tuple(excepted), unclear


def _remedies(
    in_force: Sequence[Statute], withdrawal: Claim, conformity: Claim, facts: Facts
) -> tuple[str, ...]:
    """What the customer may insist on, in the law's order; withdrawal where that is what was declared."""
    named: dict[str, None] = {}
    if conformity.stands:
        for statute in in_force:
            if statute.right in {Right.REMEDY, Right.CONFORMITY}:
                named |= dict.fromkeys(statute.remedies)
    if withdrawal.stands and facts.get("family") == Family.REMORSE:
        named["withdrawal"] = None
    return tuple(named)
