"""What goes back over several tenders: which gives how much is the brand's switch, and it always comes to the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.money import allocate
from refundtui.domain.order import TenderKind
from refundtui.domain.request import LineAmount
from refundtui.domain.switches import Switches, TenderOrder
from refundtui.domain.terms import Terms
from tests.domain.small_orders import card, eur, line, order, quoted


@pytest.mark.parametrize(
    ("switch", "parts"),
    [
        (TenderOrder.GIFT_CARD_FIRST, {"gift": 2000, "card": 3000}),
        (TenderOrder.PRO_RATA, {"gift": 1000, "card": 4000}),
    ],
)
def test_scenario_10_fifty_of_a_gift_card_of_20_and_a_card_of_80(
    switch: TenderOrder, parts: dict[str, int]
) -> None:
    bought = order(line("l", 10000), payments=(card(2000, "gift", kind=TenderKind.GIFT_CARD), card(8000)))
    terms = Terms(Switches(tender_order=switch))
    quote = quoted(bought, LineAmount("l", eur(5000)), terms=terms)
    assert {leg.payment_id: leg.amount.minor for leg in quote.legs} == parts
    assert sum(parts.values()) == 5000


def test_scenario_11_a_hundred_over_three_equal_tenders_is_a_hundred() -> None:
    assert allocate(10000, [1, 1, 1]) == (3334, 3333, 3333)
    bought = order(line("l", 30000), payments=tuple(card(10000, name) for name in ("a", "b", "c")))
    terms = Terms(Switches(tender_order=TenderOrder.PRO_RATA))
    quote = quoted(bought, LineAmount("l", eur(10000)), terms=terms)
    assert [(leg.payment_id, leg.amount.minor) for leg in quote.legs] == [
        ("a", 3334),
        ("b", 3333),
        ("c", 3333),
    ]


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    st.data(),
    st.sampled_from(TenderOrder),
)
def test_whatever_the_switch_it_comes_to_the_whole_and_no_tender_gives_more_than_it_has(
    captured: list[int], data: st.DataObject, switch: TenderOrder
) -> None:
    whole = sum(captured)
    wanted = data.draw(st.integers(1, whole))
    payments = tuple(card(minor, f"p{at}") for at, minor in enumerate(captured))
    terms = Terms(Switches(tender_order=switch))
    quote = quoted(order(line("l", whole), payments=payments), LineAmount("l", eur(wanted)), terms=terms)
    given_ = {leg.payment_id: leg.amount.minor for leg in quote.legs}
    assert sum(given_.values()) == wanted
    assert all(given_.get(payment.id, 0) <= payment.captured.minor for payment in payments)
