"""Every letter of every language: whole, with its figures, nothing that a template left over, and locked as ours are."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from refundtui.domain.case import CaseState, Ground, Resolution
from refundtui.domain.order import Payment, TenderKind
from refundtui.domain.quote import Leg, LegKind, Quote, QuoteRow, RowCode
from refundtui.domain.reasons import Reason
from refundtui.domain.rulebook import Rulebook
from refundtui.letters.composed import Composed
from refundtui.letters.coverage import Status, coverage, source_templates, translated_names
from refundtui.letters.facts import CUSTOMERS_KNOW
from refundtui.letters.leaving import why_it_may_not_leave
from refundtui.letters.letter import Kind
from refundtui.letters.locked import MAIN_FIGURE
from refundtui.letters.said_when_paid import claims_of_payment
from refundtui.letters.templates import languages_of_letters
from refundtui.letters.writing import compose, write
from tests.letters.making_letters import (
    NOW,
    ORDER_A,
    REFUND_DUE,
    RULEBOOK,
    TYPED,
    a_case,
    denied,
    determined,
    eur,
    fitting,
    formally,
)

LANGUAGES = languages_of_letters()
MANNERS = {"informal": RULEBOOK, "formal": formally()}
LEFT_OVER = re.compile(r"[{}⟦⟧\[\]|]|None|formal|  |\n\n\n|\bTrue\b|\bFalse\b")


@cache
def made(kind: Kind, language: str, manners: str) -> Composed:
    return compose(
        kind, fitting(kind), determined(), MANNERS[manners], (REFUND_DUE,), language, NOW, typed=TYPED
    )


@pytest.mark.parametrize("manners", MANNERS)
@pytest.mark.parametrize("kind", list(Kind), ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_whole_and_may_leave(language: str, kind: Kind, manners: str) -> None:
    composed = made(kind, language, manners)
    letter = composed.letter
    assert letter.language == language
    assert letter.can_be_sent, letter.findings
    assert not LEFT_OVER.search(letter.text), LEFT_OVER.search(letter.text)
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", letter.text)
    assert "odr" not in letter.text.casefold().split()
    assert why_it_may_not_leave(composed, letter.subject, letter.body) == ()
    figure = composed.facts.get(MAIN_FIGURE.get(kind, ""))
    assert figure is None or str(figure) in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_template_of_ours(language: str) -> None:
    if language != "en":
        assert set(source_templates()) <= set(translated_names(language))
        assert {one.status for one in coverage(language)} <= {Status.OK, Status.DRAFT}


@pytest.mark.parametrize(
    "rules",
    [pytest.param(RULEBOOK, id="informal"), pytest.param(formally(), id="formal", marks=pytest.mark.proof)],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str, rules: Rulebook) -> None:
    said: dict[str, str] = {}
    for reason in Reason:
        letter = write(Kind.ACKNOWLEDGEMENT, replace(a_case(), reason=reason), None, rules, (), language, NOW)
        assert letter.missing == (), reason
        said[reason] = letter.body
    assert len(set(said.values())) >= len(Reason) - 1, "goodwill and other say the same"
    for ground in Ground:
        denial = denied(a_case(), ground, text="…")
        assert write(Kind.DENIAL, denial, None, rules, (), language, NOW).missing == (), ground
    for resolution in Resolution:
        closed = replace(a_case(CaseState.CLOSED), resolution=resolution)
        assert write(Kind.CLOSING, closed, None, rules, (), language, NOW).missing == (), resolution
    for name in CUSTOMERS_KNOW:
        asked = replace(a_case(CaseState.INFO_WAIT), asked_for=(name,))
        body = write(Kind.INFORMATION_REQUEST, asked, None, rules, (), language, NOW).body
        assert f"- {name}\n" not in body, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_and_every_way_has_its_words(language: str) -> None:
    for code in RowCode:
        row = QuoteRow(code, eur("-1.00"), eur("-1.00"), line_id="2")
        quote = Quote(ORDER_A.currency, (row,), (Leg(LegKind.CREDIT, eur("1.00")),))
        found = replace(determined(), quote=quote)
        assert write(Kind.PARTIAL_GRANT, a_case(), found, RULEBOOK, (), language, NOW).missing == (), code
    for tender in TenderKind:
        order = replace(ORDER_A, payments=(Payment("p1", eur("193.70"), tender, "••99"),))
        for state in (CaseState.APPROVED, CaseState.PAY_SUBMITTED, CaseState.PAID):
            case = replace(a_case(state), order=order)
            body = write(Kind.PARTIAL_GRANT, case, determined(order=order), RULEBOOK, (), language, NOW).body
            assert "••99" in body, tender


@pytest.mark.parametrize("manners", MANNERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_paid_is_a_word_of_the_paid_letter_and_of_none_before_it(language: str, manners: str) -> None:
    """What the list of a language watches for is what its own letters say once it is true, and not before."""
    assert set(claims_of_payment(made(Kind.PAID, language, manners).letter.text, language))
    for kind in (Kind.PAYMENT_STARTED, Kind.FULL_GRANT, Kind.PARTIAL_GRANT, Kind.GOODWILL, Kind.OFFER):
        text = made(kind, language, manners).letter.text
        assert not set(claims_of_payment(text, language)), kind


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_no_english_is_left_in_another_language(language: str) -> None:
    english = re.compile(r"\b(the|you|your|refund|order|please|we have)\b", re.IGNORECASE)
    for kind in Kind:
        for manners in MANNERS:
            letter = made(kind, language, manners).letter
            assert not english.search(letter.text.replace(RULEBOOK.policy.manners.signature, "")), kind
