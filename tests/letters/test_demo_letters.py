"""Every case of the demo gets the letter it calls for, in the customer's language or the brand's next one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.deadlines import Deadline, deadlines_for
from refundtui.domain.determination import Determination, determine
from refundtui.domain.matching import FACTS
from refundtui.letters.facts import CUSTOMERS_KNOW
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.templates import languages_with
from refundtui.letters.writing import kind_for, write
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.clock import BEGINNING
from refundtui.training.seeding.believable import believable

RULES = Library(shipped())

NO_RECORD_HOLDS = {"outside_body"}
"""Who decides outside the house, and whether the brand takes part: a denial after a second look asks for it."""


@cache
def the_day() -> tuple[Case, ...]:
    return tuple(believable(300, 1, library=RULES))


@cache
def known_of(reference: str) -> tuple[Case, Determination, tuple[Deadline, ...]]:
    case = next(one for one in the_day() if one.reference == reference)
    rulebook = RULES.for_case(case)
    found = determine(case, case.request, rulebook, rulebook.day_of(BEGINNING))
    return case, found, deadlines_for(case, rulebook)


def letter_on(reference: str, language: str | None = None, *, formal: bool | None = None) -> Letter:
    case, found, due = known_of(reference)
    rulebook = RULES.for_case(case)
    if formal is not None:
        manners = replace(rulebook.policy.manners, formal=formal)
        rulebook = replace(rulebook, policy=replace(rulebook.policy, manners=manners))
    return write(kind_for(case, found), case, found, rulebook, due, language, BEGINNING)


def spoken_for(case: Case, kind: Kind) -> str:
    """The customer's language where the letter exists in it, else the brand's first that does."""
    have = languages_with(kind.value)
    own = case.customer.language.partition("-")[0]
    fallbacks = RULES.for_case(case).policy.manners.fallback_languages
    return next(name for name in (own, *fallbacks, "en") if name in have)


def test_each_case_has_its_letter_in_the_customers_language_or_the_brands_next() -> None:
    kinds = set()
    for case in the_day():
        letter = letter_on(case.reference)
        kinds.add(letter.kind)
        assert letter.language == spoken_for(case, letter.kind)
        assert case.reference in letter.subject
        assert case.reference in letter.body
    assert kinds >= {
        Kind.ACKNOWLEDGEMENT, Kind.INFORMATION_REQUEST, Kind.OFFER, Kind.FULL_GRANT, Kind.PARTIAL_GRANT,
        Kind.GOODWILL, Kind.DENIAL, Kind.CLOSING,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "formal"),
    [
        ("en", True),
        ("de", False),
        pytest.param("en", False, marks=pytest.mark.proof),
        pytest.param("de", True, marks=pytest.mark.proof),
    ],
)
def test_in_either_language_and_manner_no_letter_has_a_hole_that_a_record_could_fill(
    language: str, formal: bool
) -> None:
    for case in the_day():
        letter = letter_on(case.reference, language, formal=formal)
        assert set(letter.missing) <= NO_RECORD_HOLDS, (case.reference, letter.kind)
        assert ("⟦" in letter.text) == bool(letter.missing)
        assert "  " not in letter.body
        assert "{" not in letter.body


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_customers_are_asked_for_has_words_and_what_they_cannot_know_is_a_hole(language: str) -> None:
    asked = next(case for case in the_day() if case.state is CaseState.INFO_WAIT)
    rulebook = RULES.for_case(asked)
    for name in FACTS:
        case = replace(asked, asked_for=(name,))
        letter = write(Kind.INFORMATION_REQUEST, case, None, rulebook, (), language, BEGINNING)
        assert f"- {name}\n" not in letter.body
        assert letter.missing == (() if name in CUSTOMERS_KNOW else ("asked_for",))
