"""An agent who speaks with a customer sets her language: letters follow, decisions stay as they are."""

from __future__ import annotations

import pytest

from refundtui.domain.case import CaseState, LanguageFrom
from refundtui.domain.commands import Approve, SetLanguage
from refundtui.domain.decision import obstacles
from refundtui.domain.evolving import is_append_only
from refundtui.wire.commands import decode_command, encode_command
from tests.support.making import NOW, a_case, a_rulebook, agent, done, lead, quoted, the_jacket

RULES = a_rulebook()
ANN, LEE = agent("ann"), lead("lee")


def test_the_language_an_agent_sets_is_hers_and_says_who_set_it() -> None:
    case = done(a_case(), (SetLanguage("pt-BR"), ANN), rulebook=RULES)
    assert (case.customer.language, case.customer.language_from) == ("pt-BR", LanguageFrom.AGENT)
    event = case.events[-1]
    assert (event.kind, event.by) == ("set_language", "ann")
    assert dict(event.facts)["language_before"] == "de"


def test_it_takes_nobodys_case_and_voids_no_decision() -> None:
    case = a_case()
    after = done(case, (SetLanguage("de"), ANN), rulebook=RULES)
    assert after.owner == case.owner
    assert after.decision_version == case.decision_version
    assert is_append_only(SetLanguage("de"))


def test_an_approval_stands_when_the_language_is_set_meanwhile() -> None:
    case = a_case(request=the_jacket())
    quote = quoted(case, RULES)
    approved = done(case, (Approve(case.request, quote.fingerprint, quote.total), LEE), rulebook=RULES)
    after = done(approved, (SetLanguage("de"), ANN), rulebook=RULES)
    assert after.approval == approved.approval
    assert after.state is CaseState.APPROVED


@pytest.mark.parametrize("typed", ["", "german!", "d", "de_DE", "de-", "\x1b[31mde", "x" * 30])
def test_what_is_no_language_is_refused_with_what_it_would_look_like(typed: str) -> None:
    found = obstacles(a_case(), SetLanguage(typed), ANN, RULES, NOW)
    assert [one.code for one in found] == ["language.no_tag"]


def test_it_is_spelled_and_read_back() -> None:
    assert decode_command(encode_command(SetLanguage("uk"))) == SetLanguage("uk")
