"""Under which terms a quote is worked out: the brand's deductions, and those the law strikes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from refundtui.domain.case import Case
from refundtui.domain.eligibility import Eligibility
from refundtui.domain.fees_in_force import fees_in_force, where_it_holds
from refundtui.domain.formulas import ProRata
from refundtui.domain.known_facts import asked_lines, facts_of
from refundtui.domain.matching import Facts, ask
from refundtui.domain.money import Money, total
from refundtui.domain.order import LineKind, Order, OrderLine
from refundtui.domain.policy import ActionKind, Policy
from refundtui.domain.quote import RowCode
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    Goodwill,
    LineAmount,
    RefundRequest,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.rights import Rights, rights_of
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute
from refundtui.domain.struck_by_law import (
    SELLERS_FAULT,
    cited,
    codes_taken,
    gives_the_price,
    is_at_fault,
    struck_by_law,
    use_made,
    withdraws,
)
from refundtui.domain.terms import (
    Depreciation,
    GradeDeduction,
    Source,
    Terms,
)


def terms_for(
    case: Case,
    request: RefundRequest,
    rulebook: Rulebook,
    eligibility: Eligibility,
    today: date,
) -> Terms:
    """Resolve policy and law for one request, so that the calculator only has to calculate."""
    policy = rulebook.policy
    facts = {**facts_of(case, request, today, policy), **dict(eligibility.counted)}
    rights = rights_of(case, request, rulebook, facts)
    fees = tuple(fees_in_force(case, request, policy, facts))
    grades = tuple(_grades(policy, facts, rights))
    taken = codes_taken(fees, grades, request)
    struck = tuple(struck_by_law(taken, asked_lines(case.order, request), facts, rights, rulebook.here))
    delivery = _delivery(case, request, policy, facts, rights)
    minimum, minimum_source = _minimum(case.order, request, facts, rights)
    return Terms(
        switches=policy.switches,
        fees=fees,
        grades=grades,
        depreciation=_depreciation(policy, facts),
        struck=struck,
        kept_out=eligibility.kept_out,
        deliver_back=delivery is not None,
        delivery_source=delivery or Source(),
        delivery_in_full=is_at_fault(facts),
        minimum=minimum,
        minimum_source=minimum_source,
        non_refundable_tenders=policy.tender_limits,
        other_tenders=_other_tenders(case, policy, facts),
        sources=_sources(case, request, policy, facts, rights, eligibility),
        policy=policy.name,
    )


def _grades(policy: Policy, facts: Facts, rights: Rights) -> Iterator[tuple[Grade, GradeDeduction]]:
    seen: set[Grade] = set()
    for row in policy.grades:
        if row.grade in seen or not ask(row.when, facts).holds:
            continue
        if withdraws(facts, rights) and not row.grade.is_customers_doing:
            # Trying on as in a shop is free: Directive 2011/83/EU Art. 14(2), recital 47.
            continue
        seen.add(row.grade)
        yield row.grade, row.deduction


def _delivery(
    case: Case, request: RefundRequest, policy: Policy, facts: Facts, rights: Rights
) -> Source | None:
    """Why the outbound delivery goes back with the goods; None when it does not."""
    if withdraws(facts, rights) and not gives_the_price(rights):
        wanted = (Right.DELIVERY, Right.WITHDRAWAL_REFUND, Right.WITHDRAWAL)
        return next((cited(s) for right in wanted if (s := rights.first(right))), Source())
    if is_at_fault(facts):
        by_law = rights.first(Right.CONFORMITY) if rights.conformity.stands else None
        return cited(by_law) if by_law is not None else SELLERS_FAULT
    for rule in policy.rules:
        if rule.action.kind is ActionKind.REFUND_OUTBOUND_SHIPPING:
            holds, _ = where_it_holds(rule.when, case, request, facts)
            if holds:
                return Source(rule.id, rule.clause)
    return None


def _minimum(
    order: Order | None, request: RefundRequest, facts: Facts, rights: Rights
) -> tuple[Money | None, Source]:
    """What a withdrawal, or what never came, gives at least, where the paid figures alone tell it.

    Handled goods and payments in dispute are left to the calculator. What was given before is taken off where it may
    have been for the same: the floor is the least that is certainly owed. Goodwill beside it takes nothing from that.
    """
    withdrawn = withdraws(facts, rights)
    if withdrawn:
        statute = rights.withdrawal.by if gives_the_price(rights) else rights.first(Right.WITHDRAWAL_REFUND)
    else:
        statute = rights.supply.by if rights.supply.stands else None
    if order is None or statute is None or request.charges:
        return None, Source()
    if any(payment.disputed for payment in order.payments):
        return None, Source()
    free = _free_of_charge(facts, rights) if withdrawn else None
    parts = _parts_withdrawn(order, request, service_is_free=free is not None)
    if not parts:
        return None, Source()
    not_owed = rights.excepted if withdrawn else rights.came
    owed = [
        _still_owed(line, line.gross.share(parts[line.id]), order)
        for line in order.lines
        if line.id in parts and line.id not in not_owed and line.kind is not LineKind.SHIPPING
    ]
    goods = [line for line in order.lines if line.kind is LineKind.GOODS]
    whole = all(parts.get(line.id) == 1 and line.id not in not_owed for line in goods)
    if whole and withdrawn and rights.first(Right.DELIVERY) is not None:
        # Directive 2011/83/EU Art. 13(2): all of it but what a dearer delivery cost above standard.
        delivery = [line for line in order.lines if line.kind is LineKind.SHIPPING]
        owed += [
            _still_owed(line, line.gross - (line.surcharge or line.gross.zero()), order) for line in delivery
        ]
    nothing = Money(0, order.currency)
    loose = total(
        [past.loose for past in order.earlier if past.holds and past.loose is not None], order.currency
    )
    least = total(owed, order.currency) - max(loose, nothing)
    return (least, cited(free or statute)) if least > nothing else (None, Source())


def _still_owed(line: OrderLine, share: Money, order: Order) -> Money:
    """A share of a line after what earlier refunds gave on it: never more than the line has left."""
    before = [part for past in order.earlier if past.holds for part in past.parts if part.line_id == line.id]
    given = total([part.gross for part in before], order.currency)
    withheld = total([part.withheld for part in before if part.withheld is not None], order.currency)
    for_no_unit = total([part.gross for part in before if not part.units], order.currency)
    back = sum(part.units for part in before)
    with_her = line.gross.share(Fraction(max(0, line.units - back), line.units)) if line.units else line.gross
    return max(min(min(share, with_her) - for_no_unit, line.gross - given - withheld), line.gross.zero())


def _free_of_charge(facts: Facts, rights: Rights) -> Statute | None:
    """The rule by which a service that had begun costs nothing: she did not ask for that, or was not told.

    Directive 2011/83/EU Art. 14(4). Otherwise its used time is paid in proportion, which the quote works out.
    """
    if facts.get("express_request") is not False and facts.get("withdrawal_info_given") is not False:
        return None
    return next((s for s in reversed(rights.in_force) if isinstance(s.formula, ProRata)), None)


def _parts_withdrawn(
    order: Order, request: RefundRequest, *, service_is_free: bool
) -> dict[str, Fraction] | None:
    """Which part of each line she withdraws from; None where the paid figures alone do not tell."""
    parts: dict[str, Fraction] = {}
    for item in request.items:
        match item:
            case Units() if (line := order.line(item.line_id)) is not None and line.units:
                if item.grade is not None and item.grade.is_customers_doing:
                    return None
                parts[line.id] = parts.get(line.id, Fraction(0)) + Fraction(item.units, line.units)
            case LineAmount() if (line := order.line(item.line_id)) is not None and line.units and item.units:
                # What is typed for goods that come back is no other claim: they are owed like any others.
                parts[line.id] = parts.get(line.id, Fraction(0)) + Fraction(item.units, line.units)
            case RestOfLine():
                parts[item.line_id] = Fraction(1)
            case Everything():
                parts |= {line.id: Fraction(1) for line in order.lines}
            case UnusedTime() | UnusedUnits() if service_is_free:
                parts[item.line_id] = Fraction(1)
            case Goodwill() | DepreciatedValue():
                pass
            case _:
                return None
    return parts if all(0 < part <= 1 for part in parts.values()) else None


def _other_tenders(case: Case, policy: Policy, facts: Facts) -> tuple[str, ...]:
    """Gift cards she holds may take the money where the brand says so, and the account she agreed to."""
    held = facts.get("customer.gift_cards")
    cards = held if "held_gift_card" in policy.refund_to and isinstance(held, tuple) else ()
    agreed = "" if case.other_way is None else case.other_way.tender
    return (*cards, agreed) if agreed else cards


def _depreciation(policy: Policy, facts: Facts) -> Depreciation | None:
    return next((row.schedule for row in policy.depreciation if ask(row.when, facts).holds), None)


def _sources(
    case: Case,
    request: RefundRequest,
    policy: Policy,
    facts: Facts,
    rights: Rights,
    eligibility: Eligibility,
) -> tuple[tuple[str, Source], ...]:
    """Where each kind of row is written: the brand's clause, with the article it follows."""
    known: dict[str, Source] = {}
    opened = next(
        (found for found in eligibility.findings if found.code in {"window.open", "window.not_started"}), None
    )
    if withdraws(facts, rights):
        refund = rights.first(Right.WITHDRAWAL_REFUND) or rights.withdrawal.by
        base = cited(refund) if refund is not None else Source()
    elif opened is not None:
        base = Source(opened.rule, opened.clause)
    else:
        base = Source()
    if base.rule:
        known |= dict.fromkeys(("goods", "service", "shipping", "fee"), base)
    returned = next((one for one in rights.in_force if RowCode.RETURN_SHIPPING in one.allows), None)
    if returned is not None and withdraws(facts, rights):
        known[RowCode.RETURN_SHIPPING] = cited(returned)
    for rule in sorted(policy.rules, key=lambda rule: rule.priority):
        if rule.action.kind is ActionKind.ALLOW and rule.action.name:
            holds, _ = where_it_holds(rule.when, case, request, facts)
            if holds:
                known[rule.action.name] = Source(rule.id, rule.clause)
    formula = _formula(rights)
    if formula is not None:
        known["price_reduction_ratio"] = cited(formula)
        ours = known.get("price_reduction")
        known["price_reduction"] = (
            Source(ours.rule, f"{ours.clause}; {formula.clause}") if ours is not None else cited(formula)
        )
    use = use_made(rights)
    if use is not None:
        known["use_made"] = cited(use)
    schedule = _depreciation(policy, facts)
    if schedule is not None:
        known["depreciation"] = schedule.source
    if any(isinstance(item, Goodwill) for item in request.items) and "goodwill" not in known:
        known["goodwill"] = Source("manners.limits")
    return tuple(known.items())


def _formula(rights: Rights) -> Statute | None:
    """The ratio's article: verified ones first, a country's own before the Union's."""
    found = [s for s in (*rights.in_force, *rights.unverified) if s.right is Right.FORMULA]
    return min(found, key=lambda s: (not s.verified, s.jurisdiction == "EU"), default=None)
