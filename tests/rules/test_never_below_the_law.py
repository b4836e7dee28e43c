"""No pack, however it is written, gives less than the verified law of her country gives by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st

from refundtui.domain.case import Case
from refundtui.domain.determination import Determination, determine
from refundtui.domain.money import Money
from refundtui.domain.order import EarlierRefund, LineKind, Order, RefundedPart
from refundtui.domain.policy import Action, ActionKind, FeeRule, Rule, Window
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.reasons import Family, Reason
from refundtui.domain.request import Everything, LineAmount, RefundRequest, TypedDeduction, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Channel, Right
from refundtui.domain.switches import DeliveryOnPart, DeliveryOnWhole, Switches
from refundtui.domain.terms import FeeBase
from refundtui.domain.verdict import WORTH, Verdict
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import TODAY, an_order_a, eur

COUNTRIES = sorted({country for law in library().statutes() for country in law.countries})
WITHDRAWAL = sorted(
    {
        country
        for law in library().statutes()
        if law.right is Right.WITHDRAWAL and law.verified and Channel.DOORSTEP not in law.channels
        for country in law.countries
    }
)
REMORSE = [reason for reason in Reason if reason.family is Family.REMORSE]
FLAGS = (
    "seal_broken", "personalised", "perishable", "sent_back", "collection_offered", "withdrawal_info_given",
    "defect_at_delivery", "defect_by_customer", "defect_serious", "repair_failed", "repair_refused", "not_supplied",
)  # fmt: skip

facts = st.dictionaries(st.sampled_from(FLAGS), st.booleans(), max_size=5).map(
    lambda said: tuple(said.items())
)
items = st.sampled_from([(Everything(),), (Units("shirt", 1),), (Units("shirt", 2), Units("jacket", 1))])
refusals = st.builds(
    Rule,
    id=st.sampled_from(["no-1", "no-2"]),
    clause=st.just("§ 1"),
    action=st.sampled_from(
        [
            Action(ActionKind.REJECT),
            Action(ActionKind.REQUIRE_OUTCOME, "store_credit"),
            Action(ActionKind.EXCLUDE_OUTCOME, "refund"),
            Action(ActionKind.REQUIRE_SHIPMENT),
            Action(ActionKind.REQUIRE_EVIDENCE, "photo"),
            Action(ActionKind.NEEDS_REVIEW),
        ]
    ),
)
fees = st.builds(
    FeeRule,
    id=st.sampled_from(["fee-1", "fee-2"]),
    clause=st.just("§ 2"),
    code=st.sampled_from(["restocking", "handling", "packing"]),
    percent=st.sampled_from([Fraction(1, 10), Fraction(1, 2)]),
    base=st.sampled_from(FeeBase),
)
windows = st.builds(Window, id=st.just("w"), clause=st.just("§ 3"), days=st.integers(0, 400))
switches = st.builds(
    Switches,
    delivery_on_whole=st.sampled_from(DeliveryOnWhole),
    delivery_on_part=st.sampled_from(DeliveryOnPart),
)


LEAST = Switches(delivery_on_whole=DeliveryOnWhole.NOT, delivery_on_part=DeliveryOnPart.NOT)
"""What a brand gives back of the delivery where no law says anything."""


@st.composite
def claims(draw: st.DrawFn, reasons: Sequence[Reason], where: Sequence[str], longest: int) -> Case:
    """Somebody in one of these countries wants an order back, or a part of it, after so many days at most."""
    case = lindenhof(draw(st.sampled_from(reasons)), *draw(items), facts=draw(facts))
    assert case.order is not None
    on = (TODAY - timedelta(days=draw(st.integers(0, longest)))).isoformat()
    country = draw(st.sampled_from(where))
    order = replace(delivered(case.order, on, on), country=country)
    if draw(st.booleans()):
        lines = tuple(
            replace(line, tags=("hygiene",)) if line.id == "jacket" else line for line in order.lines
        )
        order = replace(order, lines=lines)
    return replace(case, order=order, customer=replace(case.customer, country=country))


@st.composite
def packs(draw: st.DrawFn, case: Case) -> tuple[Rulebook, Rulebook]:
    """A brand that promises and takes what it likes, and one that promises and takes nothing."""
    book = library().for_case(case)
    nothing = replace(book.policy, windows=(), rules=(), fees=(), grades=(), switches=LEAST)
    whatever = replace(
        nothing,
        windows=tuple(draw(st.lists(windows, max_size=1))),
        rules=tuple(draw(st.lists(refusals, max_size=2, unique_by=lambda rule: rule.id))),
        fees=tuple(draw(st.lists(fees, max_size=2, unique_by=lambda fee: fee.id))),
        switches=draw(switches),
    )
    return replace(book, policy=whatever), replace(book, policy=nothing)


def found(case: Case, book: Rulebook) -> Determination:
    return determine(case, case.request, book, TODAY)


@given(st.data())
def test_no_pack_has_a_worse_verdict_than_the_law_alone(data: st.DataObject) -> None:
    case = data.draw(claims(list(Reason), COUNTRIES, 800))
    brand, law = data.draw(packs(case))
    alone, with_brand = found(case, law).eligibility, found(case, brand).eligibility
    assert alone.law_verdict is with_brand.law_verdict
    assume(alone.decided_by != "house")
    if with_brand.verdict is Verdict.INFORMATION_MISSING and alone.verdict is Verdict.PARTLY:
        # A promise that could be more than the law's part is asked about first; nothing is refused.
        assert with_brand.missing or with_brand.evidence_missing
    else:
        assert WORTH[with_brand.verdict] >= WORTH[alone.verdict]


@given(st.data())
def test_no_pack_pays_less_of_a_withdrawal_than_the_law_alone(data: st.DataObject) -> None:
    case = data.draw(claims(REMORSE, WITHDRAWAL, 7))
    brand, law = data.draw(packs(case))
    alone, with_brand = found(case, law), found(case, brand)
    assume(alone.eligibility.verdict is Verdict.ELIGIBLE)
    assert isinstance(alone.quote, Quote)
    assert isinstance(with_brand.quote, Quote)
    assert with_brand.quote.entitlement >= alone.quote.entitlement


def a_jacket_given_back_for_less(order: Order) -> Order:
    part = RefundedPart("jacket", eur("29.16"))
    return replace(order, earlier=(EarlierRefund("r-1", (part,)),))


@pytest.mark.parametrize(
    "of", [an_order_a, lambda: a_jacket_given_back_for_less(an_order_a())], ids=["first", "second"]
)
@pytest.mark.parametrize("code", ["use", "condition", "whatever"])
def test_a_refund_of_another_line_takes_nothing_from_what_is_owed_for_this_one(
    of: Callable[[], Order], code: str
) -> None:
    asked = RefundRequest((Units("shirt", 1),), deductions=(TypedDeduction(code, eur("30.00")),))
    case = replace(lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), order=of()), request=asked)
    found = determine(case, asked, library().for_case(case), TODAY).quote
    assert isinstance(found, Quote)
    assert found.total == eur("36.08")


def test_what_was_given_on_the_line_before_is_not_owed_again() -> None:
    """Ten of it are with her already: the law's floor is the rest, and not the whole a second time."""
    before = EarlierRefund("r-1", (RefundedPart("shirt", eur("10.00")),))
    loose = EarlierRefund("r-2", loose=eur("6.00"))
    for earlier, owed in (((before,), "26.08"), ((before, loose), "20.08")):
        order = replace(an_order_a(), earlier=earlier)
        asked = RefundRequest((Units("shirt", 1),), deductions=(TypedDeduction("whatever", eur("30.00")),))
        case = replace(lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), order=order), request=asked)
        found = determine(case, asked, library().for_case(case), TODAY).quote
        assert isinstance(found, Quote)
        assert found.total == eur(owed), earlier


def test_an_amount_typed_for_goods_that_come_back_is_raised_to_what_is_owed() -> None:
    asked = RefundRequest((LineAmount("shirt", eur("5.00"), units=1),))
    case = replace(lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)), request=asked)
    found = determine(case, asked, library().for_case(case), TODAY).quote
    assert isinstance(found, Quote)
    assert found.total == eur("36.08")


def test_what_never_came_is_owed_whatever_is_set_by_hand() -> None:
    asked = RefundRequest((Everything(),), override=eur("5.00"))
    case = lindenhof(Reason.NOT_RECEIVED, Everything(), facts=(("not_supplied", True),))
    assert case.order is not None
    case = replace(
        case,
        request=asked,
        order=replace(case.order, country="FR"),
        customer=replace(case.customer, country="FR"),
    )
    book = library().for_case(case)
    by_hand = replace(book.policy, switches=replace(book.policy.switches, amount_may_be_overridden=True))
    found = determine(case, asked, replace(book, policy=by_hand), TODAY).quote
    assert isinstance(found, Quote)
    goods = sum(line.gross.minor for line in an_order_a().lines if line.kind is LineKind.GOODS)
    assert found.total.minor >= goods


@given(
    st.lists(
        st.tuples(st.sampled_from(["shirt", "jacket"]), st.integers(0, 3000), st.integers(0, 1)), max_size=3
    ),
    items,
)
def test_after_whatever_was_given_before_the_floor_alone_adds_nothing(
    before: Sequence[tuple[str, int, int]], asked: tuple[Everything | Units, ...]
) -> None:
    """Where nothing is taken off there is nothing to raise: the floor never gives the same money twice."""
    earlier = tuple(
        EarlierRefund(f"r-{n}", (RefundedPart(line, Money(gross, eur("0.00").currency), units),))
        for n, (line, gross, units) in enumerate(before)
    )
    case = lindenhof(Reason.CHANGED_MIND, *asked, order=replace(an_order_a(), earlier=earlier))
    book = library().for_case(case)
    no_fees = replace(book, policy=replace(book.policy, fees=(), grades=()))
    found = determine(case, case.request, no_fees, TODAY).quote
    if isinstance(found, Quote):
        assert RowCode.STATUTORY_MINIMUM not in {row.code for row in found.rows}
