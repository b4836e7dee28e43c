"""An offer says what it is made of, and what is not refunded and why, as the letter for a decision does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain.case import CaseState, QuoteVersion
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest, Units
from refundtui.domain.terms import Fee, Source, Terms
from refundtui.letters.letter import Kind
from refundtui.letters.writing import write
from tests.letters.making_letters import NOW, RULEBOOK, a_case, determined, eur, formally, offered

BOTH = RefundRequest((Units("1", 1), Units("2", 1)))
NO_JACKETS = Source("no-jackets", "§ 4")
REJECTED = Finding(
    "rule.rejects", Outcome.FAIL, (("line_id", "2"),), Basis.POLICY, NO_JACKETS.rule, NO_JACKETS.clause
)
TERMS = Terms(
    kept_out=(("2", NO_JACKETS),), fees=(Fee("restocking", Source("fee", "§ 6"), amount=eur("5.00")),)
)


def shirt_without_jacket() -> Determination:
    found = determined(BOTH, terms=TERMS)
    return replace(found, eligibility=replace(found.eligibility, findings=(REJECTED,)))


def body(
    found: Determination,
    language: str = "en",
    *,
    formal: bool = True,
    on_the_table: Determination | None = None,
) -> str:
    """The letter for an offer of these figures."""
    quote = found.quote
    assert isinstance(quote, Quote)
    case = offered(replace(a_case(), request=BOTH))
    offer = case.offer
    assert offer is not None
    version = QuoteVersion(1, BOTH, quote, "ana", NOW)
    case = replace(case, quotes=(version,), offer=replace(offer, amount=quote.total))
    rules = formally() if formal else RULEBOOK
    return write(Kind.OFFER, case, on_the_table or found, rules, (), language, NOW).body


@pytest.mark.parametrize(
    ("language", "formal", "says"),
    [
        (
            "en",
            True,
            (
                "offer you 31,08 €. This is how the amount is made up:\n\n- Hemd: 36,08 €\n"
                "- less restocking fee: 5,00 € (§ 6)\n\nTax of 5,76 € is included.\n\n"
                "Not refunded:\n\n- Jacke: These goods are excluded from returns. (§ 4)\n\nIf you agree"
            ),
        ),
        (
            "de",
            True,
            (
                "bieten Ihnen 31,08 € an. Der Betrag setzt sich so zusammen:\n\n- Hemd: 36,08 €\n"
                "- abzüglich Wiedereinlagerungsgebühr: 5,00 € (§ 6)\n\nDarin sind 5,76 € Umsatzsteuer enthalten.\n\n"
                "Nicht erstattet:\n\n- Jacke: Diese Ware ist von der Rückgabe ausgenommen. (§ 4)\n\nWenn Sie einverstanden"
            ),
        ),
        (
            "de",
            False,
            (
                "bieten dir 31,08 € an. Der Betrag setzt sich so zusammen:\n\n- Hemd: 36,08 €\n"
                "- abzüglich Wiedereinlagerungsgebühr: 5,00 € (§ 6)\n\nDarin sind 5,76 € Umsatzsteuer enthalten.\n\n"
                "Nicht erstattet:\n\n- Jacke: Diese Ware ist von der Rückgabe ausgenommen. (§ 4)\n\nWenn du einverstanden"
            ),
        ),
    ],
    ids=["English", "German, formal", "German, informal"],
)
def test_an_offer_lists_its_rows_and_what_is_kept_out(language: str, formal: bool, says: str) -> None:
    assert says in body(shirt_without_jacket(), language, formal=formal).replace("\xa0", " ")


def test_the_rows_are_those_of_the_version_that_was_offered() -> None:
    """Whatever has been worked out since: the amount offered stands, and its rows add up to it."""
    later = determined(RefundRequest((Units("1", 2),)))
    later = replace(later, eligibility=shirt_without_jacket().eligibility)
    assert body(shirt_without_jacket(), on_the_table=later) == body(shirt_without_jacket())


def test_where_the_offered_figures_are_not_at_hand_no_others_are_listed_for_them() -> None:
    case = offered(a_case())
    other = determined(RefundRequest((Units("1", 2),)))
    letter = write(Kind.OFFER, case, other, RULEBOOK, (), "en", NOW).body
    assert "offer you 29,16 €." in letter.replace("\xa0", " ")
    assert "made up" not in letter
    assert "Hemd" not in letter


def test_an_offer_that_was_closed_says_nothing_of_what_is_on_the_table_now() -> None:
    case = offered(replace(a_case(CaseState.ELIGIBILITY), request=BOTH))
    assert case.offer is not None
    case = replace(case, offer=replace(case.offer, closed="expired"))
    found = shirt_without_jacket()
    assert "made up" not in write(Kind.OFFER, case, found, formally(), (), "en", NOW).body
