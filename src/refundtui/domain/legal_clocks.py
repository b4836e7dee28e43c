"""The law's clocks on a case: when a refund is due and a complaint answered, what started it and what moved it.

Pure functions of the case's own record: replayed, they give the same days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.findings import Outcome
from refundtui.domain.known_facts import ask_each, nothing_sent
from refundtui.domain.law.dates import GOODS, dated
from refundtui.domain.law.facts import LawFact, LawFacts
from refundtui.domain.law.last_day import LastDay, reckoned
from refundtui.domain.matching import Facts
from refundtui.domain.reasons import Family
from refundtui.domain.right_claims import is_hers
from refundtui.domain.rights import Rights
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.said_facts import SAID_ALONE, day_first_said
from refundtui.domain.statute import Right, Statute

GOODS_AWAITED: Final = "goods_awaited"
DECISION: Final = "decision"  # to pay before they are here

DECIDED: Final = frozenset(
    {
        CaseState.APPROVED,
        CaseState.PAY_QUEUED,
        CaseState.PAY_SUBMITTED,
        CaseState.PAY_UNKNOWN,
        CaseState.PAY_FAILED,
    }
)
"""The money is to go out, whatever has come back."""

_OF_A_BILL: Final = "billing"  # a period of its own in Spain (Ley 10/2025 art. 17(3))
_RECORDED_AS: Final = {"goods_back": "goods_back_on", "evidence_supplied": "sent_proof_on"}

AWAITED: Final = tuple(SAID_ALONE)
"""The days a withdrawal's refund may wait for, as facts that can be said."""


@dataclass(frozen=True, slots=True)
class Clocked:
    """A rule and the last day it gives on a case; `last` tells by the record's own words what started and moved it.

    `owed_by` names the rule that owes the refund, where the one that let it wait gives the day.
    """

    statute: Statute
    last: LastDay
    owed_by: str = ""


def refund_of_withdrawal(
    case: Case, rulebook: Rulebook, rights: Rights, facts: Facts, informed: date
) -> Clocked | None:
    """The day the money of a withdrawal is due; the rule that held it back is named where one did.

    In the Union fourteen days from the notice, or the day goods or proof come where that is later: no fresh
    period runs from there (Directive 2011/83/EU Art. 13). In the United Kingdom the days begin with goods or
    proof. While neither is there the day shown is the earliest it can fall due; who has decided to pay waits for
    neither, nor does who never sent anything.
    """
    statute = rights.first(Right.WITHDRAWAL_REFUND)
    if statute is None or statute.clock is None or statute.clock.period is None:
        return None
    told = law_facts(case, facts, informed, rulebook.policy.timezone)
    laws = {law.id: law for law in rulebook.laws}
    last = dated(statute, told, rulebook.here, laws).first
    if last is None:
        last = reckoned(statute.clock.period, informed, statute.clock, rulebook.here, told)
        if last is None:
            return None
        return Clocked(statute, last if nothing_sent(case, facts) else replace(last, moved_by=GOODS_AWAITED))
    last = replace(last, started_by=_RECORDED_AS.get(last.started_by, ""))  # in the record's own words
    withholding = rights.first(Right.WITHHOLDING)
    begins_with_goods = bool(set(statute.clock.starts) & set(GOODS))
    if withholding is None or begins_with_goods or facts.get("collection_offered") is True:
        return Clocked(statute, last)
    here = _goods_or_proof(case, facts, rulebook.policy.timezone)
    if here is None and nothing_sent(case, facts):
        return Clocked(statute, last)
    if here is None and case.state in DECIDED:
        return Clocked(statute, replace(last, moved_by=DECISION))
    if here is None:
        return Clocked(statute, replace(last, moved_by=GOODS_AWAITED))
    moved = last.not_before(*here)
    if here[0] > last.legal:
        return Clocked(withholding, moved, owed_by=statute.id)
    return Clocked(statute, moved)


def refund_for_a_breach(case: Case, rulebook: Rulebook, facts: Facts, informed: date) -> Clocked | None:
    """Where a law gives days for a price reduction or a termination: from the notice, or from the goods' return where
    it says so (France, Code de la consommation L217-17); where it counts from the payment (Korea), from the order.
    """
    told = law_facts(case, facts, informed, rulebook.policy.timezone)
    for statute in _in_force(rulebook, facts, Right.REFUND_DUE):
        clock = statute.clock
        if clock is None or clock.period is None or not statute.when:
            continue
        if not any(answer.holds for _, answer in ask_each(statute.when, facts, case, case.request)):
            continue
        start, started_by = informed, ""
        here = [(day, name) for name in GOODS if name in clock.starts and isinstance(day := told[name], date)]
        if here:
            start, started_by = min((day, _RECORDED_AS[name]) for day, name in here)
        ordered = _day(facts, "order.ordered_on")
        if "paid_on" in clock.starts and ordered is not None:
            start, started_by = ordered, ""
        last = reckoned(clock.period, start, clock, rulebook.here, {})
        if last is not None:
            return Clocked(statute, replace(last, started_by=started_by))
    return None


def answers_due(case: Case, rulebook: Rulebook, facts: Facts) -> Iterator[Clocked]:
    """By when a complaint must be answered; a withdrawal is none."""
    if facts.get("family") == Family.REMORSE:
        return
    told: LawFacts = {"complaint_received": case.received_at}
    about_a_bill = facts.get("family") == Family.BILLING
    for statute in _in_force(rulebook, facts, Right.ANSWER_DUE):
        for last in dated(statute, told, rulebook.here, {}).days:
            if last.name != _OF_A_BILL or about_a_bill:
                yield Clocked(statute, replace(last, started_by="received_at"))


def law_facts(case: Case, facts: Facts, informed: date, zone: str) -> Mapping[str, LawFact]:
    """What a case tells the law; of goods and proof also that they have not come."""
    collected = facts.get("collection_offered")
    told: dict[str, LawFact] = {
        "informed": informed,
        "goods_back": came(case, facts, "goods_back_on", zone),
        "evidence_supplied": came(case, facts, "sent_proof_on", zone),
    }
    received = _day(facts, "delivered_on")
    if received is not None:
        told["goods_received"] = received
    if isinstance(collected, bool):
        told["collection_offered"] = collected
    return told


def _in_force(rulebook: Rulebook, facts: Facts, right: Right) -> Iterator[Statute]:
    """Rules that count here: verified, or switched on by the brand."""
    for statute in rulebook.laws:
        if statute.right is not right or not (statute.verified or rulebook.policy.unverified_law):
            continue
        if is_hers(statute, facts, rulebook.policy.countries) is Outcome.PASS:
            yield statute


def _goods_or_proof(case: Case, facts: Facts, zone: str) -> tuple[date, str] | None:
    """The earlier of the two, and which it was."""
    known = ((came(case, facts, name, zone), name) for name in AWAITED)
    return min(((day, name) for day, name in known if day is not None), default=None)


def came(case: Case, facts: Facts, name: str, zone: str) -> date | None:
    """The day goods or proof came. Where it was only said that they had, the day it was first said: no later it was."""
    return _day(facts, name) or day_first_said(case, name, zone)


def _day(facts: Facts, name: str) -> date | None:
    found = facts.get(name)
    return found if isinstance(found, date) else None
