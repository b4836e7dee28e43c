"""A quote's history: each version with who, when, why, and its difference from the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from refundtui.casework.quoting import preview, under
from refundtui.casework.versions import versions_of
from refundtui.domain.case import Case, CaseEvent, CaseId, CaseState, QuoteVersion
from refundtui.domain.quote import Quote
from refundtui.domain.request import Goodwill, RefundRequest, Units
from tests.casework.desks import a_bench
from tests.support.making import LAWS, NOW, a_rulebook, eur, one_shirt


def with_versions(*requests: RefundRequest) -> Case:
    bench = a_bench()
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    quotes, events = [], []
    for number, request in enumerate(requests, start=1):
        quote = preview(case, request, bench.ports).quote
        assert isinstance(quote, Quote)
        at = NOW + timedelta(hours=number)
        quotes.append(QuoteVersion(number, request, quote, "ann", at))
        facts = (("quote_version", number), ("note", f"because of {number}"))
        events.append(CaseEvent(number, "quote", "ann", at, CaseState.QUOTE, CaseState.QUOTE, facts))
    return replace(case, quotes=tuple(quotes), events=tuple(events))


def test_each_version_says_who_made_it_when_and_why() -> None:
    case = with_versions(one_shirt(), RefundRequest((Units("shirt", 2),)))
    first, second = versions_of(case)
    assert (second.version.by, second.version.at, second.why) == (
        "ann",
        NOW + timedelta(hours=2),
        "because of 2",
    )
    assert (first.before, second.before) == (None, first.version)


def test_only_what_changed_is_told_and_it_adds_up_to_the_difference() -> None:
    case = with_versions(
        RefundRequest((Units("shirt", 1), Units("jacket", 1))),
        RefundRequest((Units("shirt", 1), Goodwill(eur("7.00")))),
    )
    _, second = versions_of(case)
    assert [(one.before is None, one.after is None) for one in second.changed] == [
        (False, True),
        (True, False),
    ]
    assert sum((one.amount for one in second.changed), eur("0")) == second.difference == eur("-109.64")


def test_a_case_without_a_quote_has_no_versions() -> None:
    assert versions_of(with_versions()) == ()


def test_the_other_value_of_a_switch_is_worked_out_without_changing_anything() -> None:
    bench = a_bench(rulebook=a_rulebook(laws=LAWS))
    case = bench.ports.cache.case(CaseId("1"))
    assert case is not None
    assert case.order is not None
    determination = preview(case, one_shirt(), bench.ports)
    other = under(case, case.order, one_shirt(), determination.terms, "delivery_on_part", "full")
    assert isinstance(other, Quote)
    assert other.total == eur("40.98")
    again = preview(case, one_shirt(), bench.ports)
    assert again == determination
