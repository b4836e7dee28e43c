"""What the law gives on its own, whatever the brand promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.counting import plus_months
from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.known_facts import ask_each, asked_lines, is_on_its_way
from refundtui.domain.law.dates import dated
from refundtui.domain.law.last_day import Here, reckoned
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.reasons import Family
from refundtui.domain.request import RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Channel, Right, Statute

_SHAPING: Final = frozenset(
    {Right.WITHDRAWAL_REFUND, Right.WITHHOLDING, Right.DELIVERY, Right.DEDUCTION_LIMIT}
)
"""Rights that say how a withdrawal is settled, and give none by themselves."""

_DECIDING: Final = _SHAPING | {
    Right.WITHDRAWAL,
    Right.PROLONGATION,
    Right.EXCEPTION,
    Right.CONFORMITY,
    Right.FORMULA,
    Right.REMEDY,
}
_RUNNING_OUT: Final = frozenset({Right.WITHDRAWAL, Right.CONFORMITY})

_SECOND_STEP: Final = ("repair_failed", "repair_refused", "defect_serious")
_KNOWN_AS: Final = {
    "goods_received": "delivered_on",
    "delivered": "delivered_on",
    "contract": "order.ordered_on",
    "informed": "asked_on",
}
"""What the facts of the law are called in a case."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One right asked for: does it stand, on which rule, and which fact decided."""

    outcome: Outcome = Outcome.FAIL
    by: Statute | None = None
    decided_by: str = ""

    @property
    def stands(self) -> bool:
        return self.outcome is Outcome.PASS


@dataclass(frozen=True, slots=True)
class Rights:
    """The law's own answer. `remedies` stand in its order; `money_at_once` says that the second step is open."""

    findings: tuple[Finding, ...] = ()
    withdrawal: Claim = Claim()
    conformity: Claim = Claim()
    excepted: tuple[str, ...] = ()  # lines for which there is no withdrawal
    remedies: tuple[str, ...] = ()
    money_at_once: bool = False
    in_force: tuple[Statute, ...] = ()  # those that decide money here and whose conditions hold
    unsigned: tuple[Statute, ...] = ()  # those that would, were they signed

    def first(self, right: Right) -> Statute | None:
        return next((statute for statute in self.in_force if statute.right is right), None)


def rights_of(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> Rights:
    """Ask every statute of the case's country; only signed ones decide."""
    asked = [
        (statute, _answer(statute, case, request, facts) if here is Outcome.PASS else _SOMEWHERE)
        for statute in rulebook.laws
        if statute.right in _DECIDING
        and (here := is_hers(statute, facts, rulebook.policy.countries)) is not Outcome.FAIL
    ]
    signed = [(s, answer) for s, answer in asked if s.verified or rulebook.policy.unverified_law]
    unsigned = tuple(_unsigned_rights(asked, signed, rulebook, facts))
    findings = [_unsigned(statute) for statute in unsigned]
    withdrawal, excepted = _withdrawal(signed, case, request, rulebook, facts, findings)
    conformity = _conformity(signed, facts, findings)
    in_force = tuple(statute for statute, answer in signed if answer.holds)
    remedies = _remedies(in_force, withdrawal, conformity, facts)
    return Rights(
        tuple(findings),
        withdrawal,
        conformity,
        excepted,
        remedies,
        any(facts.get(name) is True for name in _SECOND_STEP),
        in_force,
        unsigned,
    )


def _unsigned_rights(
    asked: Sequence[tuple[Statute, Answer]],
    signed: Sequence[tuple[Statute, Answer]],
    rulebook: Rulebook,
    facts: Facts,
) -> Iterator[Statute]:
    """Rules that would give something, were they verified: their time has not run out, and no other says the same."""
    stated = {statute.right for statute, answer in signed if answer.holds} & _SHAPING
    decide = {statute.id for statute, _ in signed}
    today = facts.get("asked_on")
    for statute, answer in asked:
        if statute.id in decide or not answer.holds or statute.right in stated:
            continue
        last = window_closes(statute, facts, rulebook.here) if statute.right in _RUNNING_OUT else None
        if last is None or not isinstance(today, date) or today <= last:
            yield statute


def window_closes(statute: Statute, facts: Facts, here: Here) -> date | None:
    """The last day of a right that runs out; None when its start is not known or it has no number."""
    clock = statute.clock
    if clock is None or clock.period is None or not clock.starts:
        return None
    start = facts.get(_KNOWN_AS.get(clock.starts[0], clock.starts[0]))
    if not isinstance(start, date):
        return None
    last = reckoned(clock.period, start, clock, here, {})
    return None if last is None else last.legal


_SOMEWHERE: Final = Answer(Outcome.UNKNOWN, "customer.country")
"""She may live where a statute is in force, or not: nobody knows yet."""


def is_hers(statute: Statute, facts: Facts, sells_to: Sequence[str]) -> Outcome:
    """Whether a rule is part of the law that governs this sale.

    The consumer's own country decides, else where it was delivered (Regulation 593/2008 Art. 6).

    While neither is known, every law of a country the brand sells to may be hers.
    """
    if statute.channels == (Channel.DOORSTEP,) and facts.get("order.channel") != Channel.DOORSTEP:
        return Outcome.FAIL  # a rule for sales at the door is not even mentioned beside any other
    region = facts.get("order.region")
    if statute.region and region and region != statute.region:
        return Outcome.FAIL
    country = facts.get("customer.country") or facts.get("order.country")
    if not statute.countries or country in statute.countries:
        return Outcome.PASS
    if country or (sells_to and not set(sells_to) & set(statute.countries)):
        return Outcome.FAIL
    return Outcome.UNKNOWN


def _answer(statute: Statute, case: Case, request: RefundRequest, facts: Facts) -> Answer:
    """Holds when it holds for any line that is asked for."""
    answers = [answer for _, answer in ask_each(statute.when, facts, case, request)]
    for wanted in (Outcome.PASS, Outcome.UNKNOWN):
        found = next((answer for answer in answers if answer.outcome is wanted), None)
        if found is not None:
            return found
    return answers[0]


def _withdrawal(
    signed: Sequence[tuple[Statute, Answer]],
    case: Case,
    request: RefundRequest,
    rulebook: Rulebook,
    facts: Facts,
    findings: list[Finding],
) -> tuple[Claim, tuple[str, ...]]:
    claim = Claim()
    for statute, answer in signed:
        if statute.right is Right.WITHDRAWAL:
            one = _window(statute, answer, case, rulebook, facts, findings)
        elif statute.right is Right.PROLONGATION and answer.holds:
            one = _longer_window(statute, rulebook, facts, findings)
        else:
            continue
        if _rank(one) > _rank(claim):
            claim = one
    if claim.outcome is Outcome.FAIL:
        return claim, ()
    excepted, unclear = _exceptions(signed, case, request, facts, findings)
    lines = {line.id for line in asked_lines(case.order, request)}
    if lines and lines <= set(excepted):
        return Claim(Outcome.FAIL, claim.by, "line.tags"), excepted
    if unclear and claim.stands:
        return Claim(Outcome.UNKNOWN, claim.by, unclear), excepted
    return claim, excepted


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
            findings.append(_law(statute, code, outcome, answer.decided_by))
        return Claim(answer.outcome, statute, answer.decided_by)
    last, asked = window_closes(statute, facts, rulebook.here), facts.get("asked_on")
    if last is None and case.order is not None and is_on_its_way(case.order):
        findings.append(_law(statute, "law.withdrawal_not_started", Outcome.PASS, "order.status"))
        return Claim(Outcome.PASS, statute, "order.status")
    if last is None or not isinstance(asked, date):
        findings.append(_law(statute, "law.unknown", Outcome.UNKNOWN, "delivered_on"))
        return Claim(Outcome.UNKNOWN, statute, "delivered_on")
    if asked <= last:
        found = _law(statute, "law.withdrawal_open", Outcome.PASS, "delivered_on", last_day=last)
    else:
        found = _law(
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
        _law(statute, "law.withdrawal_open", Outcome.PASS, "withdrawal_info_given", last_day=last.legal)
    )
    return Claim(Outcome.PASS, statute, "withdrawal_info_given")


def _exceptions(
    signed: Sequence[tuple[Statute, Answer]],
    case: Case,
    request: RefundRequest,
    facts: Facts,
    findings: list[Finding],
) -> tuple[tuple[str, ...], str]:
    """Lines without a right of withdrawal, and the fact that would tell of others."""
    excepted: dict[str, None] = {}
    unclear = ""
    for statute, _ in signed:
        if statute.right is not Right.EXCEPTION:
            continue
        for line, answer in ask_each(statute.when, facts, case, request):
            if line is None or answer.outcome is Outcome.FAIL:
                continue
            if answer.holds:
                excepted[line.id] = None
                code, outcome = "law.withdrawal_excluded", Outcome.FAIL
            else:
                unclear = unclear or answer.decided_by
                code, outcome = "law.unknown", Outcome.UNKNOWN
            findings.append(_law(statute, code, outcome, answer.decided_by, line_id=line.id))
    return tuple(excepted), unclear


def _conformity(signed: Sequence[tuple[Statute, Answer]], facts: Facts, findings: list[Finding]) -> Claim:
    """Liability for defects: within its period, and the defect counts as there from the start or is shown."""
    if facts.get("family") != Family.DEFECT:
        return Claim()
    claim = Claim()
    for statute, answer in signed:
        if (
            statute.right is Right.CONFORMITY
            and statute.clock is not None
            and statute.clock.period is not None
        ):
            one = _liability(statute, answer, facts, findings)
            if _rank(one) > _rank(claim):
                claim = one
    if claim.outcome is not Outcome.PASS:
        return claim
    return _burden(claim, signed, facts, findings)


def _liability(statute: Statute, answer: Answer, facts: Facts, findings: list[Finding]) -> Claim:
    if answer.outcome is not Outcome.PASS:
        code = "law.not_met" if answer.outcome is Outcome.FAIL else "law.unknown"
        outcome = Outcome.NOTE if answer.outcome is Outcome.FAIL else Outcome.UNKNOWN
        findings.append(_law(statute, code, outcome, answer.decided_by))
        return Claim(answer.outcome, statute, answer.decided_by)
    last, asked = window_closes(statute, facts, Here()), facts.get("asked_on")
    if last is None or not isinstance(asked, date):
        findings.append(_law(statute, "law.unknown", Outcome.UNKNOWN, "delivered_on"))
        return Claim(Outcome.UNKNOWN, statute, "delivered_on")
    outcome = Outcome.PASS if asked <= last else Outcome.FAIL
    code = "law.conformity_open" if asked <= last else "law.conformity_expired"
    findings.append(_law(statute, code, outcome, "delivered_on", last_day=last))
    return Claim(outcome, statute, "delivered_on")


def _burden(
    claim: Claim, signed: Sequence[tuple[Statute, Answer]], facts: Facts, findings: list[Finding]
) -> Claim:
    statute = max(
        (s for s, answer in signed if answer.holds and s.burden_months),
        key=lambda s: s.burden_months or 0,
        default=None,
    )
    by = statute or claim.by
    if by is None:
        return claim
    if facts.get("defect_by_customer") is True:
        findings.append(_law(by, "law.defect_by_customer", Outcome.FAIL, "defect_by_customer"))
        return Claim(Outcome.FAIL, by, "defect_by_customer")
    delivered = facts.get("delivered_on")
    noticed = facts.get("defect_noticed_on", facts.get("asked_on"))
    if statute is not None and isinstance(delivered, date) and isinstance(noticed, date):
        until = plus_months(delivered, statute.burden_months or 0)
        if noticed <= until:
            findings.append(
                _law(statute, "law.defect_presumed", Outcome.PASS, "delivered_on", last_day=until)
            )
            return claim
    shown = facts.get("defect_at_delivery")
    if shown is None:
        findings.append(_law(by, "law.burden_on_customer", Outcome.UNKNOWN, "defect_at_delivery"))
        return Claim(Outcome.UNKNOWN, by, "defect_at_delivery")
    outcome = Outcome.PASS if shown is True else Outcome.FAIL
    code = "law.defect_shown" if shown is True else "law.defect_not_shown"
    findings.append(_law(by, code, outcome, "defect_at_delivery"))
    return Claim(outcome, claim.by if shown is True else by, "defect_at_delivery")


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


def _rank(claim: Claim) -> tuple[int, bool]:
    order = {Outcome.FAIL: 0, Outcome.NOTE: 0, Outcome.UNKNOWN: 1, Outcome.PASS: 2}
    return order[claim.outcome], claim.by is not None


def _unsigned(statute: Statute) -> Finding:
    return _law(statute, "law.unsigned", Outcome.NOTE, "")


def _law(statute: Statute, code: str, outcome: Outcome, decided_by: str, **facts: Fact) -> Finding:
    return Finding(
        code,
        outcome,
        (("title", statute.title), *facts.items()),
        Basis.LAW,
        statute.id,
        statute.clause,
        decided_by,
    )


def forbidding(rights: Rights, code: str, also: Sequence[Right] = ()) -> Iterator[Statute]:
    """The statutes in force here that forbid a deduction of this code."""
    for statute in rights.in_force:
        if code in statute.forbids and (not also or statute.right in also):
            yield statute
