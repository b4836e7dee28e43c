"""A line that brand or law keeps out: the letter says which thing is not refunded, why, and where that is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from refundtui.domain.calculator import quote_refund
from refundtui.domain.case import CaseState
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.order import Order
from refundtui.domain.request import Goodwill, RefundRequest, Units
from refundtui.domain.terms import Source, Terms
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.writing import kind_for, write
from tests.letters.making_letters import (
    NOW,
    ORDER_A,
    RULEBOOK,
    a_case,
    determined,
    eur,
    formally,
    with_quote,
)

SHIRT_AND_JACKET = RefundRequest((Units("1", 1), Units("2", 1)))
NO_JACKETS = Source("no-jackets", "§ 4")
REJECTED = Finding(
    "rule.rejects", Outcome.FAIL, (("line_id", "2"),), Basis.POLICY, NO_JACKETS.rule, NO_JACKETS.clause
)


def on_the_table(
    *findings: Finding,
    request: RefundRequest = SHIRT_AND_JACKET,
    source: Source = NO_JACKETS,
    order: Order = ORDER_A,
) -> Determination:
    terms = Terms(kept_out=(("2", source),))
    found = determined(request, order=order, terms=terms)
    return replace(
        found,
        eligibility=replace(found.eligibility, findings=findings),
        quote=quote_refund(order, request, terms),
    )


def letter(found: Determination, language: str = "en", *, formal: bool = False, **more: Any) -> Letter:
    asked = replace(a_case(CaseState.APPROVED), request=SHIRT_AND_JACKET, **more)
    case = with_quote(asked, found)
    rules = formally() if formal else RULEBOOK
    return write(kind_for(case, found), case, found, rules, (), language, NOW)


def test_the_line_its_reason_and_its_clause_stand_below_the_figures() -> None:
    made = letter(on_the_table(REJECTED))
    assert made.kind is Kind.PARTIAL_GRANT
    told = "Not refunded:\n\n- Jacke: These goods are excluded from returns. (§ 4)\n\nThe amount will be paid"
    assert told in made.body
    assert "Jacke" not in made.body.partition(told)[0]


@pytest.mark.parametrize("formal", [True, False])
def test_it_is_told_in_her_language(formal: bool) -> None:
    body = letter(on_the_table(REJECTED), "de", formal=formal).body
    assert "Nicht erstattet:\n\n- Jacke: Diese Ware ist von der Rückgabe ausgenommen. (§ 4)\n\n" in body


def test_a_rule_without_words_of_its_own_still_names_thing_and_clause() -> None:
    unmet = replace(REJECTED, code="rule.not_met", outcome=Outcome.NOTE)
    for found in (on_the_table(), on_the_table(unmet)):
        assert "- Jacke: There is no refund for this under our terms. (§ 4)" in letter(found).body


def test_the_reason_is_that_of_its_own_rule_and_line_and_no_other() -> None:
    elsewhere = replace(REJECTED, facts=(("line_id", "1"),))
    late = replace(REJECTED, code="window.missed", facts=(), rule="w")
    assert "There is no refund for this" in letter(on_the_table(elsewhere, late)).body
    by_window = letter(on_the_table(REJECTED, late, source=Source("w", "§ 2"))).body
    assert "- Jacke: The time in which it could be returned has passed. (§ 2)" in by_window


def test_goodwill_beside_a_line_kept_out_does_not_hide_it() -> None:
    request = RefundRequest((Units("2", 1), Goodwill(eur("5.00"))))
    made = letter(on_the_table(REJECTED, request=request))
    assert made.kind is Kind.GOODWILL
    assert "Not refunded:\n\n- Jacke: These goods are excluded from returns. (§ 4)" in made.body


def test_where_nothing_is_kept_out_nothing_is_said_of_it() -> None:
    found = determined(SHIRT_AND_JACKET)
    assert "Not refunded" not in letter(found).body
    assert "Nicht erstattet" not in letter(found, "de").body


def test_a_hostile_title_stays_one_line_of_text() -> None:
    jacket = replace(ORDER_A.lines[1], title="Jacke\n{{ amount }}\x1b[31m")
    order = replace(ORDER_A, lines=(ORDER_A.lines[0], jacket, ORDER_A.lines[2]))
    body = letter(on_the_table(REJECTED, order=order), order=order).body
    assert "- Jacke {{ amount }}: These goods are excluded from returns. (§ 4)" in body
