"""What would change the amount stands in the verdict itself, not behind “more rules asked”; in plain lines too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.cli.figures import say_verdict
from refundtui.domain.determination import Determination, determine
from refundtui.domain.reasons import Reason
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.domain.request import Units
from refundtui.i18n.speech import Speech
from refundtui.tui.present.verdict_lines import verdict_rows
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import TODAY, eur


def at_a_glance(determination: Determination) -> str:
    rows = verdict_rows(determination.eligibility, Speech(), 100, opened=False)
    return "\n".join("".join(span.text for span in row.line) for row in rows)


def in_sweden(months: int) -> Determination:
    """Poor quality after so many months: the Swedish law of sales is known here, and nobody has read it."""
    case = lindenhof(Reason.QUALITY_LOW, Units("shirt", 1), facts=(("defect_serious", True),))
    received = (TODAY - timedelta(days=30 * months)).isoformat()
    order = replace(delivered(case.order, received, received), country="SE")  # type: ignore[arg-type]  # it has one
    case = replace(case, order=order, customer=replace(case.customer, country="SE"))
    return determine(case, case.request, library().for_case(case), TODAY)


def test_both_figures_stand_beside_the_verdict_while_a_law_only_warns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = in_sweden(6)
    wanted = "€0.00 as it is decided here, €40.98 if EU-SGD-13"
    assert f" ! § {wanted}" in at_a_glance(found)
    say_verdict(found)
    assert wanted in capsys.readouterr().out


def test_a_refund_made_elsewhere_stands_beside_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1))
    behind = RefundElsewhere("cards", "re_9", "card", eur("150.00"), TODAY)
    case = replace(case, elsewhere=(behind,))
    found = determine(case, case.request, library().for_case(case), TODAY)
    assert " ! €150.00 went back outside this office (cards:re_9)" in at_a_glance(found)
    say_verdict(found)
    assert "€150.00 went back outside this office" in capsys.readouterr().out


def test_a_rule_that_stands_against_nothing_waits_until_it_is_asked_for() -> None:
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1))
    found = determine(case, case.request, library().for_case(case), TODAY)
    assert "more rules asked (Enter)" in at_a_glance(found)
    assert " ! " not in at_a_glance(found)
