"""Taking in: streamed, in batches, and a second time without effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from refundtui.domain.case import BrandId, Case, CaseState, Customer
from refundtui.domain.commands import AddNote, Take
from refundtui.domain.findings import Fact
from refundtui.domain.order import Order
from refundtui.office.feeds import FeedPage, recount
from refundtui.office.forgetting import Who
from refundtui.office.intake import IntakeReport, case_id_for
from refundtui.office.outcomes import Stale
from refundtui.office.store import OfficeStore
from refundtui.wire.cases import decode_case, read_head
from tests.support.making import gbp
from tests.support.offices import BRAND, NOW, a_case, a_shirt_order, said

FEED = f"b:{BRAND}/t:refunds"


@dataclass(frozen=True, slots=True)
class Sold:
    brand: str
    customer: Customer
    order: Order
    facts: tuple[tuple[str, Fact], ...] = ()


def test_a_case_comes_out_of_the_feed_as_it_came_in(office: OfficeStore) -> None:
    case = a_case(reference="RF-1")
    office.take_in([case])

    page = office.changes(FEED, None, 10)

    assert isinstance(page, FeedPage)
    assert decode_case(page.changes[0].body) == case


def test_an_open_case_carries_its_next_deadline_for_the_queue(office: OfficeStore) -> None:
    office.take_in([a_case()])

    page = office.changes(FEED, None, 10)

    assert isinstance(page, FeedPage)
    due = read_head(page.changes[0].body).due
    assert due is not None
    assert due.at > NOW


def test_taking_in_twice_is_once(office: OfficeStore) -> None:
    came = [a_case(case_id_for(BRAND, f"ticket {number}")) for number in range(5)]

    assert office.take_in(came) == IntakeReport(cases=5)
    assert office.take_in(came, batch=2) == IntakeReport(cases_known=5)
    assert office.take_in([came[0], came[0]]) == IntakeReport(cases_known=2)
    assert office.count() == 5


def test_what_was_decided_since_is_not_overwritten_by_a_second_intake(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    office.record(said(case, AddNote("n", "Rang.")), NOW)

    office.take_in([case])

    there = office.case(case.id)
    assert there is not None
    assert there.version == 2


def test_never_more_than_a_batch_is_read_ahead(office: OfficeStore) -> None:
    read = 0

    def stream() -> Iterator[Case]:
        nonlocal read
        for _ in range(10):
            read += 1
            yield a_case()

    seen: list[tuple[int, int]] = []
    office.take_in(stream(), batch=3, progress=lambda report: seen.append((read, report.cases)))

    assert seen == [(3, 3), (6, 6), (9, 9), (10, 10)]


def test_who_brings_no_reference_is_given_the_next(office: OfficeStore) -> None:
    office.take_in([a_case("a"), a_case("b", reference="shop-77"), a_case("c")])

    assert [case.reference for name in "abc" if (case := office.case(name))] == [
        "RF-0000001",
        "shop-77",
        "RF-0000002",
    ]


def test_references_of_our_form_that_came_from_elsewhere_are_kept_clear_of(office: OfficeStore) -> None:
    office.take_in([a_case("a", reference="RF-0000005"), a_case("b")])

    there = office.case("b")
    assert there is not None
    assert there.reference == "RF-0000006"


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one after the other"])
def test_a_reference_is_never_given_to_two(office: OfficeStore, at_once: bool) -> None:
    came = [a_case("a", reference="same"), a_case("b", reference="same")]
    office.take_in(came, batch=2 if at_once else 1)

    assert [case.reference for name in "ab" if (case := office.case(name))] == ["same", "RF-0000001"]


def test_brands_do_not_share_a_feed(office: OfficeStore) -> None:
    office.take_in([a_case(), a_case(brand="northpeak"), a_case()])

    counts = {feed: recount(office.database, feed)[0] for feed in office.feeds()}
    assert counts == {FEED: 2, "b:northpeak/t:refunds": 1}


def test_hostile_text_is_harmless_before_it_is_on_disk(office: OfficeStore) -> None:
    case = a_case()
    mean = replace(case, customer=replace(case.customer, name="Eve\x1b]0;owned\x07\u202eevE"))
    office.take_in([mean])

    there = office.case(case.id)
    assert there is not None
    assert there.customer.name == "EveevE"


def test_an_order_without_a_case_waits_to_be_found(office: OfficeStore) -> None:
    sold = Sold(BRAND, Customer("Ada", country="DE"), a_shirt_order("O-1"), (("opened", True),))

    assert office.take_in([sold, sold]) == IntakeReport(orders=1, orders_known=1)
    assert office.take_in([sold]) == IntakeReport(orders_known=1)

    found = office.order(BRAND, " O-1 ")
    assert found is not None
    assert (found.order, found.customer, found.facts) == (sold.order, sold.customer, sold.facts)
    assert office.order("northpeak", "O-1") is None
    assert office.count() == 0


def test_claims_on_one_order_know_each_other_whichever_way_they_came(office: OfficeStore) -> None:
    order = a_shirt_order("shared")
    office.take_in([a_case("a", order=order), a_case("b", order=order), a_case("c", order=order)], batch=2)

    for name in "abc":
        there = office.case(name)
        assert there is not None
        assert [claim.case_id for claim in there.related] == [other for other in "abc" if other != name]
    assert office.verify_audit() == ()


def test_cases_and_orders_may_come_mixed(office: OfficeStore) -> None:
    sold = Sold(BrandId("northpeak"), Customer("Ada"), a_shirt_order("O-1"))

    assert office.take_in([a_case(), sold, a_case()]) == IntakeReport(cases=2, orders=1)


class TestOrdersToldAnew:
    """A shop tells an order again when it is delivered, paid or refunded elsewhere."""

    LATER = replace(a_shirt_order("O-1"), status="cancelled", delivered_on=None)

    def test_the_last_word_counts(self, office: OfficeStore) -> None:
        office.take_in([Sold(BRAND, Customer("Ada"), a_shirt_order("O-1"))])
        told = Sold(BRAND, Customer("Ada Lovelace"), self.LATER, (("opened", True),))

        assert office.take_in([told]) == IntakeReport(orders_known=1, orders_changed=1)
        assert office.take_in([told]) == IntakeReport(orders_known=1)

        found = office.order(BRAND, "O-1")
        assert found is not None
        assert (found.order, found.customer.name, found.facts) == (self.LATER, "Ada Lovelace", told.facts)

    def test_a_case_about_which_nothing_is_decided_hears_of_it(self, office: OfficeStore) -> None:
        case = a_case(order=a_shirt_order("O-1"))
        office.take_in([case])

        office.take_in([Sold(BRAND, case.customer, self.LATER)], now=NOW)

        after = office.case(case.id)
        assert after is not None
        assert (after.order, after.version, after.decision_version) == (self.LATER, 2, 2)
        late = office.record(said(case, Take(), base=1), NOW)
        assert isinstance(late, Stale), "who looked at the order of before looks again"
        assert "order" in late.changed
        assert office.verify_audit() == ()

    def test_what_was_decided_stays_as_it_was_decided(self, office: OfficeStore) -> None:
        case = a_case(order=a_shirt_order("O-1"), state=CaseState.CLOSED)
        office.take_in([case])
        office.take_in([Sold(BRAND, case.customer, self.LATER)], now=NOW)
        assert office.case(case.id) == replace(case, reference="RF-0000001")

    def test_an_order_of_another_brand_is_another(self, office: OfficeStore) -> None:
        case = a_case(order=a_shirt_order("O-1"))
        office.take_in([case])
        office.take_in([Sold("northpeak", case.customer, self.LATER)], now=NOW)
        assert (there := office.case(case.id)) is not None
        assert there.version == 1

    def test_two_claims_on_it_both_hear_and_know_each_other(self, office: OfficeStore) -> None:
        order = a_shirt_order("O-1")
        office.take_in([a_case("a", order=order), a_case("b", order=order)])
        office.take_in([Sold(BRAND, Customer("Ada"), self.LATER)], now=NOW)
        for name, other in (("a", "b"), ("b", "a")):
            there = office.case(name)
            assert there is not None
            assert (there.order, [claim.case_id for claim in there.related]) == (self.LATER, [other])
        assert recount(office.database, FEED)[0] == 2
        assert office.verify_audit() == ()


class TestOrdersFound:
    """A customer names an order; whichever came first, case and order find each other."""

    def unmatched(self, **other: object) -> Case:
        return replace(a_case("c"), order=None, order_ref=" O-1 ", **other)  # type: ignore[arg-type] # ditto

    @pytest.mark.parametrize("order_first", [True, False], ids=["the order first", "the case first"])
    def test_they_find_each_other(self, office: OfficeStore, order_first: bool) -> None:
        sold = Sold(BRAND, Customer("Ada"), a_shirt_order("O-1"), (("opened", True),))
        came: list[Case | Sold] = [sold, self.unmatched()] if order_first else [self.unmatched(), sold]
        for one in came:
            office.take_in([one], now=NOW)

        there = office.case("c")
        assert there is not None
        assert there.order == sold.order
        assert office.verify_audit() == ()

    @pytest.mark.parametrize(
        "sold",
        [
            Sold("northpeak", Customer("Ada"), a_shirt_order("O-1")),
            Sold(BRAND, Customer("Ada"), a_shirt_order("O-11")),
        ],
        ids=["another brand's", "another number"],
    )
    def test_no_other_is_found(self, office: OfficeStore, sold: Sold) -> None:
        office.take_in([sold, self.unmatched()])
        office.take_in([sold])
        assert (there := office.case("c")) is not None
        assert there.order is None

    def test_what_is_claimed_in_another_currency_is_of_another_order(self, office: OfficeStore) -> None:
        office.take_in([Sold(BRAND, Customer("Ada"), a_shirt_order("O-1"))])
        office.take_in([self.unmatched(claimed=gbp("5"))])
        assert (there := office.case("c")) is not None
        assert there.order is None


def test_a_forgotten_customer_is_not_brought_back_by_her_order(office: OfficeStore) -> None:
    sold = Sold(BRAND, Customer("Ada", email="ada@example.com"), a_shirt_order("O-1"))
    office.take_in([sold])
    office.forget(Who(BRAND, mail="ada@example.com"), by="operator", now=NOW)

    told = replace(sold, order=replace(sold.order, status="cancelled"))
    assert office.take_in([told]).orders_changed == 1

    found = office.order(BRAND, "O-1")
    assert found is not None
    assert found.order is not None
    assert (found.customer.name, found.customer.email, found.order.status) == ("", "", "cancelled")
    assert office.take_in([told]) == IntakeReport(orders_known=1)
