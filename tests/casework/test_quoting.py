"""Previews are what will be submitted; two versions of a quote are compared row by row."""

from __future__ import annotations

from dataclasses import replace

from refundtui.casework.quoting import differences, preview, what_ifs
from refundtui.domain.case import CaseId, QuoteVersion
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.request import Goodwill, RefundRequest, Units
from tests.casework.desks import Bench, a_bench
from tests.support.making import LAWS, NOW, a_case, a_rulebook, an_order_a, eur, one_shirt


def a_version(bench: Bench, number: int, request: RefundRequest) -> QuoteVersion:
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    quote = preview(case, request, bench.ports).quote
    assert isinstance(quote, Quote)
    return QuoteVersion(number, request, quote, "ann", NOW)


def test_a_preview_is_what_the_office_records() -> None:
    bench = a_bench()
    shown = a_version(bench, 1, one_shirt())
    bench.said("1", bench.approving("1"))
    bench.push()
    (recorded,) = bench.now_at_the_office("1").quotes
    assert recorded.quote == shown.quote


def test_what_if_names_the_other_values_of_the_switches_that_mattered() -> None:
    bench = a_bench(rulebook=a_rulebook(laws=LAWS))
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    found = what_ifs(preview(case, one_shirt(), bench.ports))
    assert [(one.switch, one.value, one.other, str(one.total), str(one.difference)) for one in found] == [
        ("delivery_on_part", "not", "in_proportion", "37.02 EUR", "0.94 EUR"),
        ("delivery_on_part", "not", "full", "40.98 EUR", "4.90 EUR"),
    ]


def test_an_amount_that_is_not_possible_has_no_what_if() -> None:
    bench = a_bench()
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    assert what_ifs(preview(case, RefundRequest(), bench.ports)) == ()


def test_two_versions_differ_in_the_rows_that_changed() -> None:
    bench = a_bench()
    older = a_version(bench, 1, one_shirt())
    newer = a_version(bench, 2, RefundRequest((Units("shirt", 2), Goodwill(eur("5.00")))))
    shirt, goodwill = differences(older, newer)
    assert (shirt.changed, str(shirt.amount)) == (True, "36.08 EUR")
    assert goodwill.before is None
    assert goodwill.after is not None
    assert (goodwill.after.code, str(goodwill.amount)) == (RowCode.GOODWILL, "5.00 EUR")


def test_a_row_that_is_gone_counts_with_its_whole_amount() -> None:
    bench = a_bench()
    older = a_version(bench, 1, RefundRequest((Units("shirt", 1), Units("jacket", 1))))
    newer = a_version(bench, 2, one_shirt())
    shirt, jacket = differences(older, newer)
    assert not shirt.changed
    assert jacket.after is None
    assert jacket.amount == eur("-116.64")


def test_the_differences_add_up_to_the_difference_of_the_totals() -> None:
    bench = a_bench()
    older = a_version(bench, 1, RefundRequest((Units("shirt", 2), Units("jacket", 1))))
    newer = a_version(bench, 2, RefundRequest((Units("shirt", 1), Goodwill(eur("7.00")))))
    found = differences(older, newer)
    assert sum((one.amount for one in found), eur("0")) == newer.quote.total - older.quote.total


def test_an_unmatched_order_is_refused_and_not_guessed() -> None:
    bench = a_bench(a_case("1", order=None, order_ref="A-1001"))
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    refused = preview(case, one_shirt(), bench.ports).quote
    assert [found.code for found in refused.findings] == ["order.unmatched"]
    matched = replace(case, order=an_order_a())
    assert isinstance(preview(matched, one_shirt(), bench.ports).quote, Quote)
