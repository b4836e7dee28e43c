"""What a provider gave back behind our back is no longer there to be given, and is counted once however it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, strategies as st

from refundtui.domain.money import Money, currency
from refundtui.domain.order import EarlierRefund, Order, Payment, RefundStatus
from refundtui.domain.refunds_elsewhere import ELSEWHERE, RefundElsewhere, with_refunds_elsewhere
from tests.support.offices import EUR, a_shirt_order

ON = date(2026, 11, 20)
ORDER = a_shirt_order()  # 79.80 by one card


def euros(cents: int) -> Money:
    return Money(cents, EUR)


def found(cents: int, name: str = "re_1", of: str = "card", on: date | None = ON) -> RefundElsewhere:
    return RefundElsewhere("cards", name, of, euros(cents), on)


def told(cents: int, name: str = "shop-1", of: str = "card", on: date | None = ON) -> EarlierRefund:
    return EarlierRefund(name, loose=euros(cents), tenders=((of, euros(cents)),) if of else (), on=on)


def by_others(order: Order) -> list[tuple[str, int]]:
    """Each refund that only its provider tells of, with its amount in cents."""
    return [(past.id, past.amount(EUR).minor) for past in order.earlier if past.kind == ELSEWHERE]


def test_scenario_5_what_was_given_back_behind_our_back_is_off_what_can_be_given() -> None:
    order = with_refunds_elsewhere(ORDER, [found(4000)])
    assert by_others(order) == [("cards:re_1", 4000)]
    assert order.given == euros(4000)


def test_what_the_shop_tells_as_well_counts_once() -> None:
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(4000),)), [found(4000)])
    assert by_others(order) == []
    assert order.given == euros(4000)


def test_of_what_the_shop_tells_in_part_the_rest_is_counted() -> None:
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(1000),)), [found(1000), found(3000, "re_2")])
    assert by_others(order) == [("cards:re_2", 3000)]


def test_what_the_shop_told_long_before_is_another_refund() -> None:
    before = told(1000, on=ON - timedelta(days=30))
    order = with_refunds_elsewhere(replace(ORDER, earlier=(before,)), [found(4000)])
    assert by_others(order) == [("cards:re_1", 4000)]
    assert order.given == euros(5000)


def test_a_refund_whose_payment_the_shop_does_not_name_may_be_this_one() -> None:
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(4000, of=""),)), [found(4000)])
    assert by_others(order) == []


def test_what_was_paid_here_does_not_explain_what_was_paid_elsewhere() -> None:
    ours = told(3990, "RF-0000001")
    order = with_refunds_elsewhere(replace(ORDER, earlier=(ours,)), [found(3990)], {"RF-0000001"})
    assert order.given == euros(7980)


def test_a_refund_that_failed_there_holds_nothing() -> None:
    card = replace(ORDER.payments[0], refundable=euros(7980))
    order = replace(ORDER, payments=(card,))
    assert with_refunds_elsewhere(order, [replace(found(4000), status=RefundStatus.FAILED)]) == order


def test_a_shop_that_says_what_is_left_of_a_payment_is_not_taken_at_less_than_that() -> None:
    card = replace(ORDER.payments[0], refundable=euros(3980))
    order = with_refunds_elsewhere(replace(ORDER, payments=(card,)), [found(4000)])
    assert order.given == euros(4000)
    assert order.payments == (card,)


def test_what_is_left_by_the_shop_after_a_refund_of_ours_hides_none_made_elsewhere() -> None:
    """Of 79.80 we paid 39.90, which another case holds; somebody else gave back 30.00."""
    card = replace(ORDER.payments[0], refundable=euros(3990))
    order = with_refunds_elsewhere(replace(ORDER, payments=(card,)), [found(3000)])
    assert order.total - order.given - euros(3990) == euros(990)


def test_what_is_listed_late_and_told_by_the_shop_on_its_own_day_counts_once() -> None:
    day = ON - timedelta(days=30)
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(4000, on=day),)), [found(4000, on=day)])
    assert order.given == euros(4000)


def test_of_what_has_no_day_any_refund_of_the_shop_may_be_the_same() -> None:
    day = ON - timedelta(days=30)
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(4000, on=day),)), [found(4000, on=None)])
    assert order.given == euros(4000)


def test_a_word_in_an_import_does_not_hide_what_a_provider_lists() -> None:
    dressed = replace(told(100), kind=ELSEWHERE)
    assert with_refunds_elsewhere(replace(ORDER, earlier=(dressed,)), [found(4000)]).given == euros(4000)


def test_two_refunds_that_a_shop_calls_the_same_are_two() -> None:
    earlier = (told(1000, "same"), told(3000, "same"))
    order = with_refunds_elsewhere(replace(ORDER, earlier=earlier), [found(6000)])
    assert order.given == euros(6000)


def test_a_refund_below_nothing_makes_none_larger() -> None:
    order = with_refunds_elsewhere(replace(ORDER, earlier=(told(-500),)), [found(4000)])
    assert by_others(order) == [("cards:re_1", 4000)]


def test_what_the_shop_said_is_left_is_less_by_what_went_since() -> None:
    card = replace(ORDER.payments[0], refundable=euros(7980))
    order = with_refunds_elsewhere(replace(ORDER, payments=(card,)), [found(4000)])
    assert order.payments[0].refundable == euros(3980)


def test_another_payment_of_the_order_keeps_what_it_has() -> None:
    two = (Payment("card", euros(4000), refundable=euros(4000)), Payment("gift", euros(3980)))
    order = with_refunds_elsewhere(replace(ORDER, payments=two), [found(1000, of="gift")])
    assert order.payments == two
    assert [past.tenders for past in order.earlier] == [(("gift", euros(1000)),)]


def test_in_another_currency_nothing_can_be_counted() -> None:
    dollars = replace(found(4000), amount=Money(4000, currency("USD")))
    assert with_refunds_elsewhere(ORDER, [dollars]) == ORDER


def test_an_order_that_has_them_behind_it_is_left_as_it_is() -> None:
    once = with_refunds_elsewhere(ORDER, [found(4000)])
    assert with_refunds_elsewhere(once, [found(4000)]) == once


amounts = st.lists(st.integers(1, 2000), max_size=4)


@given(listed=amounts, said=amounts, named=st.booleans())
def test_what_is_given_back_is_the_larger_of_both_stories_whatever_each_tells(
    listed: list[int], said: list[int], *, named: bool
) -> None:
    """Where both tell of the same time, neither adds to the other and neither hides anything."""
    earlier = tuple(told(cents, f"shop-{place}", "card" if named else "") for place, cents in enumerate(said))
    elsewhere = [found(cents, f"re_{place}") for place, cents in enumerate(listed)]
    order = with_refunds_elsewhere(replace(ORDER, earlier=earlier), elsewhere)
    assert order.given == euros(max(sum(listed), sum(said)))


@given(st.data())
def test_the_order_in_which_they_were_found_changes_nothing(data: st.DataObject) -> None:
    elsewhere = [found(cents, f"re_{place}") for place, cents in enumerate(data.draw(amounts))]
    turned = data.draw(st.permutations(elsewhere))
    order = replace(ORDER, earlier=(told(1500),))
    assert with_refunds_elsewhere(order, turned) == with_refunds_elsewhere(order, elsewhere)
