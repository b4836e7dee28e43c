"""An approval is for one amount by one way to one payee, and of people none of whom made what they approve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.domain.approving import bound_to, makers, still_holds
from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import GrantApproval, MakeQuote, RequestApproval, ReturnApproval
from refundtui.domain.decision import obstacles
from refundtui.domain.lapsing import VOIDED, has_lapsed, left_for_its_quote
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.domain.order import TenderKind
from tests.support.making import NOW, a_case, a_rulebook, after, agent, done, lead, one_shirt, quoted

RULES = a_rulebook()
ANN, LEE, MAX = agent("ann"), lead("lee"), lead("max")


def asked_for(by: tuple[object, ...] = ()) -> Case:
    quote = quoted(a_case(), RULES)
    return done(a_case(), (RequestApproval(one_shirt(), quote.fingerprint, quote.total), ANN), rulebook=RULES)


def approved() -> Case:
    case = asked_for()
    assert case.approval is not None
    grant = GrantApproval(case.approval.version, case.approval.fingerprint)
    return done(case, (grant, LEE), rulebook=RULES)


def a_cent_more(case: Case) -> Case:
    last = case.quotes[-1]
    row, leg = last.quote.rows[0], last.quote.legs[0]
    cent = Money(1, row.amount.currency)
    rows = (replace(row, amount=row.amount + cent), *last.quote.rows[1:])
    legs = (replace(leg, amount=leg.amount + cent), *last.quote.legs[1:])
    dearer = replace(last.quote, rows=rows, legs=legs)
    return replace(case, quotes=(*case.quotes[:-1], replace(last, quote=dearer)))


def a_cent_more_approved(case: Case) -> Case:
    assert case.approval is not None
    more = Money(case.approval.amount.minor + 1, case.approval.amount.currency)
    return replace(case, approval=replace(case.approval, amount=more))


def another_leg(case: Case) -> Case:
    last = case.quotes[-1]
    legs = tuple(replace(leg, payment_id="other") for leg in last.quote.legs)
    return replace(case, quotes=(*case.quotes[:-1], replace(last, quote=replace(last.quote, legs=legs))))


def payment(**other: object) -> Callable[[Case], Case]:
    def changed(case: Case) -> Case:
        assert case.order is not None
        payments = tuple(replace(one, **other) for one in case.order.payments)  # type: ignore[arg-type] # by name
        return replace(case, order=replace(case.order, payments=payments))

    return changed


@pytest.mark.parametrize(
    "change",
    [
        a_cent_more,
        a_cent_more_approved,
        another_leg,
        payment(reference="pi_another"),
        payment(provider="another"),
        payment(capture="c_2"),
        payment(kind=TenderKind.BANK),
    ],
    ids=["amount", "approved amount", "leg", "reference", "provider", "capture", "kind"],
)
def test_scenario_77_whatever_changes_of_what_was_approved_ends_the_approval(
    change: Callable[[Case], Case],
) -> None:
    case = approved()
    assert case.approval is not None
    assert still_holds(case, case.approval)
    assert not has_lapsed(case, RULES.policy, NOW)
    other = change(case)
    assert other.approval is not None
    assert not still_holds(other, other.approval)
    assert has_lapsed(other, RULES.policy, NOW)


def test_how_a_card_is_written_for_people_ends_nothing() -> None:
    case = payment(label="Visa ending 4242")(approved())
    assert not has_lapsed(case, RULES.policy, NOW)


def test_what_was_asked_for_is_not_granted_once_it_is_something_else() -> None:
    case = payment(reference="pi_another")(asked_for())
    assert case.approval is not None
    grant = GrantApproval(case.approval.version, case.approval.fingerprint)
    assert [one.code for one in obstacles(case, grant, LEE, RULES, NOW)] == ["approval.of_another"]


def test_an_approval_of_before_it_was_bound_holds_by_its_quote() -> None:
    case = approved()
    assert case.approval is not None
    old = replace(case, approval=replace(case.approval, bound_to=""))
    assert old.approval is not None
    assert still_holds(old, old.approval)
    assert not still_holds(a_cent_more(old), old.approval)


def test_an_approval_that_ended_leaves_the_case_on_its_quote_and_says_so() -> None:
    case = approved()
    left = left_for_its_quote(case, "office", after(days=8))
    assert left.approval is not None
    assert (left.state, left.approval.status, left.events[-1].kind) == (CaseState.QUOTE, "void", VOIDED)
    assert left.decision_version == case.decision_version + 1


def test_whoever_quoted_it_before_somebody_else_asked_is_no_second_person() -> None:
    quote = quoted(a_case(), RULES)
    case = done(
        a_case(),
        (MakeQuote(one_shirt(), quote.fingerprint), LEE),
        (RequestApproval(one_shirt(), quote.fingerprint, quote.total), LEE),
        (ReturnApproval("please look again"), MAX),
        rulebook=RULES,
    )
    case = replace(case, owner="")
    case = done(case, (RequestApproval(one_shirt(), quote.fingerprint, quote.total), ANN), rulebook=RULES)
    assert case.approval is not None
    assert makers(case, case.approval) == {"ann", "lee"}
    grant = GrantApproval(case.approval.version, case.approval.fingerprint)
    assert "self.approval" in [one.code for one in obstacles(case, grant, LEE, RULES, NOW)]
    assert not obstacles(case, grant, MAX, RULES, NOW)


def test_whoever_worked_a_case_up_that_was_decided_since_may_check_what_comes_later() -> None:
    case = approved()
    case = replace(case, state=CaseState.QUOTE, payouts=())
    quote = quoted(a_case(), RULES)
    case = done(
        replace(case, owner=""),
        (RequestApproval(one_shirt(), quote.fingerprint, quote.total), MAX),
        rulebook=RULES,
    )
    assert case.approval is not None
    assert makers(case, case.approval) == {"max"}


def test_the_same_version_of_another_case_is_another_approval() -> None:
    case = approved()
    assert bound_to(case, case.quotes[-1]) != bound_to(a_case("2"), case.quotes[-1])
    assert LegState.QUEUED not in {one.state for one in case.payouts}
