"""What one person may grant in a day, for which reasons and by which ways: more than that is a second person's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as for_all, strategies as st

from refundtui.domain.actor import Limit, Role
from refundtui.domain.case import Case, CaseState, Resolution
from refundtui.domain.commands import AcceptOffer, Approve, Cancel, MakeOffer, MakeQuote, RequestApproval
from refundtui.domain.decision import apply, obstacles
from refundtui.domain.given import Given, above_day, given_by, granted_now, taken_back
from refundtui.domain.limits import limit_of
from refundtui.domain.money import Money
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Goodwill, RefundRequest, Settle
from refundtui.domain.rulebook import Rulebook
from tests.support.making import NOW, a_case, a_rulebook, after, agent, eur, one_shirt, quoted

ANN = agent("ann")


def rules(*rows: Limit) -> Rulebook:
    return a_rulebook(limits=rows)


def row(amount: str = "500.00", **more: object) -> Limit:
    return replace(Limit(Role.AGENT, eur(amount), eur("50.00")), **more)  # type: ignore[arg-type] # by name


def approval(case: Case, rulebook: Rulebook) -> Approve:
    quote = quoted(case, rulebook)
    return Approve(case.request, quote.fingerprint, quote.total)


def before(amount: str, goodwill: str = "0.00", way: str = "card", reason: Reason = Reason.LATE) -> Given:
    return Given(eur(amount), eur(goodwill), reason, ((way, eur(amount)),))


@pytest.mark.parametrize(("given", "codes"), [("63.92", []), ("63.93", ["limit.day_exceeded"])])
def test_a_day_takes_its_last_cent_and_no_more(given: str, codes: list[str]) -> None:
    rulebook = rules(row(per_day=eur("100.00")))  # one shirt is 36.08
    found = obstacles(a_case(), approval(a_case(), rulebook), ANN, rulebook, NOW, given=(before(given),))
    assert [one.code for one in found] == codes


def test_what_is_above_the_day_can_be_asked_for_and_says_why() -> None:
    rulebook = rules(row(per_day=eur("50.00")))
    quote = quoted(a_case(), rulebook)
    ask = RequestApproval(one_shirt(), quote.fingerprint, quote.total)
    asked = apply(a_case(), ask, ANN, rulebook, NOW, given=(before("20.00"),))
    assert asked.state is CaseState.APPROVAL
    assert dict(asked.events[-1].facts)["why"] == ("limit.day_exceeded",)


def test_goodwill_has_a_day_of_its_own() -> None:
    rulebook = rules(row(per_day=eur("1000.00"), goodwill_per_day=eur("30.00")))
    case = a_case(request=RefundRequest((Goodwill(eur("10.01")),)))
    spent = (before("400.00"), before("20.00", "20.00"))
    found = obstacles(case, approval(case, rulebook), ANN, rulebook, NOW, given=spent)
    assert [one.code for one in found] == ["goodwill.day_exceeded"]


def test_a_row_for_one_way_counts_what_went_that_way() -> None:
    rulebook = rules(row(), row(methods=("card",), per_day=eur("50.00")))
    case = a_case()
    command = approval(case, rulebook)
    by_credit = (before("500.00", way="store_credit"),)
    by_card = (before("20.00", way="card"),)
    assert not obstacles(case, command, ANN, rulebook, NOW, given=by_credit)
    found = obstacles(case, command, ANN, rulebook, NOW, given=by_card)
    assert [(one.code, one.fact("tenders")) for one in found] == [("limit.day_exceeded", ("card",))]


@pytest.mark.parametrize(
    ("reason", "amount"),
    [(Reason.NOT_RECEIVED, "10.00"), (Reason.LATE, "20.00"), (Reason.CHANGED_MIND, "500.00")],
)
def test_a_reason_s_own_row_comes_before_its_family_s_and_that_before_the_general_one(
    reason: Reason, amount: str
) -> None:
    rulebook = rules(row(), row("20.00", reasons=("delivery",)), row("10.00", reasons=("not_received",)))
    case = a_case(reason=reason)
    limit = limit_of(ANN, case, quoted(case, rulebook), rulebook)
    assert limit is not None
    assert limit.amount == eur(amount)


def test_a_way_of_its_own_has_a_limit_of_its_own() -> None:
    rulebook = rules(row("20.00"), row("400.00", methods=("store_credit",)))
    by_card, in_credit = a_case(), a_case(request=replace(one_shirt(), settle=Settle.CREDIT))
    limits = [limit_of(ANN, case, quoted(case, rulebook), rulebook) for case in (by_card, in_credit)]
    assert [one and one.amount for one in limits] == [eur("20.00"), eur("400.00")]


def test_an_accepted_offer_is_its_maker_s_grant_and_goes_to_a_second_person_above_the_day() -> None:
    rulebook = rules(row(per_day=eur("50.00")))
    quote = quoted(a_case(), rulebook)
    offered = apply(a_case(), MakeOffer(one_shirt(), quote.fingerprint, after(days=3)), ANN, rulebook, NOW)
    accept = AcceptOffer("on the phone")
    assert apply(offered, accept, ANN, rulebook, NOW).state is CaseState.APPROVED
    late = apply(offered, accept, ANN, rulebook, NOW, given=(before("20.00"),))
    assert late.state is CaseState.APPROVAL


def test_a_grant_that_ends_before_money_moved_counts_against_nobody() -> None:
    rulebook = rules(row())
    approved = apply(a_case(), approval(a_case(), rulebook), ANN, rulebook, NOW)
    quote = quoted(a_case(), rulebook)
    assert granted_now(a_case(), approved) == given_by(quote, Reason.CHANGED_MIND, a_case().order)
    anew = apply(approved, MakeQuote(one_shirt(), quote.fingerprint), ANN, rulebook, NOW)
    assert (taken_back(approved, anew), granted_now(approved, anew)) == (1, None)
    assert taken_back(replace(approved, state=CaseState.CLOSED), anew) is None, "that money is gone"
    assert taken_back(a_case(), approved) is None


@for_all(
    amounts=st.lists(st.integers(1, 200_00), max_size=8),
    goodwill=st.lists(st.integers(0, 100), min_size=8, max_size=8),
    most=st.integers(0, 500_00),
)
def test_whatever_is_let_through_one_after_another_stays_within_the_day(
    amounts: list[int], goodwill: list[int], most: int
) -> None:
    of = eur("0").currency
    limit = row(per_day=Money(most, of), goodwill_per_day=Money(most // 2, of))
    policy = rules(limit).policy
    let_through: list[Given] = []
    for minor, percent in zip(amounts, goodwill, strict=False):
        one = Given(Money(minor, of), Money(minor * percent // 100, of), Reason.LATE)
        if not tuple(above_day(Role.AGENT, policy, one, let_through)):
            let_through.append(one)
    assert sum(one.amount.minor for one in let_through) <= most
    assert sum(one.goodwill.minor for one in let_through) <= most // 2


def test_a_cancelled_case_gives_its_giver_the_day_back() -> None:
    rulebook = rules(row())
    approved = apply(a_case(), approval(a_case(), rulebook), ANN, rulebook, NOW)
    cancelled = apply(approved, Cancel(Resolution.WITHDRAWN, "kept it"), ANN, rulebook, NOW)
    assert taken_back(approved, cancelled) == 1
