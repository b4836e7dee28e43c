"""The verdict in lines: what it is, who decided it, and what every rule found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.determination import is_said_at_once
from refundtui.domain.eligibility import Eligibility, Verdict
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t, tn
from refundtui.tui.safe_text import Span, Tone, spread, wrap
from refundtui.tui.widgets.lines import Row

_SIGNS: Final = {Outcome.PASS: "+", Outcome.FAIL: "x", Outcome.UNKNOWN: "?", Outcome.NOTE: "·"}
_OUTCOME_TONES: Final = {
    Outcome.PASS: Tone.GOOD,
    Outcome.FAIL: Tone.BAD,
    Outcome.UNKNOWN: Tone.WARN,
    Outcome.NOTE: Tone.MUTED,
}
_VERDICT_TONES: Final = {
    Verdict.ELIGIBLE: Tone.GOOD,
    Verdict.PARTLY: Tone.WARN,
    Verdict.INELIGIBLE: Tone.BAD,
    Verdict.INFORMATION_MISSING: Tone.WARN,
}
_VERDICT_NAMES: Final = {
    Verdict.ELIGIBLE: N_("eligible"),
    Verdict.PARTLY: N_("partly eligible"),
    Verdict.INELIGIBLE: N_("not eligible"),
    Verdict.INFORMATION_MISSING: N_("information missing"),
}
_VERDICT_SIGNS: Final = {
    Verdict.ELIGIBLE: "+",
    Verdict.PARTLY: "±",
    Verdict.INELIGIBLE: "x",
    Verdict.INFORMATION_MISSING: "?",
}


def verdict_said(verdict: Verdict) -> str:
    """The verdict's name. Not by its code: `verdict.ineligible` is also what stands in an approval's way."""
    return t(_VERDICT_NAMES[verdict])


def verdict_span(eligibility: Eligibility) -> Span:
    """The verdict with its sign: `+ eligible`."""
    verdict = eligibility.verdict
    return Span(f"{_VERDICT_SIGNS[verdict]} {verdict_said(verdict)}", _VERDICT_TONES[verdict])


def verdict_rows(eligibility: Eligibility, speech: Speech, width: int, *, opened: bool) -> Iterator[Row]:
    """The verdict, who decided it, and every rule that stands against it; `opened`, every rule that was asked."""
    left = (Span(" " + t("Verdict") + "  ", Tone.HEADING), verdict_span(eligibility))
    basis = speech.name("basis", eligibility.decided_by)
    right = (Span(t("decided by {basis}", basis=basis), Tone.MUTED),)
    yield Row(spread(left, right, width), "verdict")
    if eligibility.policy_verdict is not eligibility.law_verdict:
        yield from (
            Row(line)
            for line in wrap(
                t("policy alone: {policy} · law: {law}", policy=verdict_said(eligibility.policy_verdict),
                  law=verdict_said(eligibility.law_verdict)), width, Tone.MUTED, indent="  ")
        )  # fmt: skip
    if eligibility.remedies:
        named = speech.listed(speech.name("remedy", remedy) for remedy in eligibility.remedies)
        yield from (
            Row(line)
            for line in wrap(
                t("the customer may ask for: {remedies}", remedies=named), width, Tone.PLAIN, indent="  "
            )
        )
    shown = tuple(found for found in eligibility.findings if opened or is_said_at_once(found))
    for found in shown:
        yield from sentence(found, speech, width, cite=opened)
    hidden = len(eligibility.findings) - len(shown)
    if hidden:
        yield Row(
            (
                Span(
                    "  " + tn("{n} more rule asked (Enter)", "{n} more rules asked (Enter)", hidden),
                    Tone.MUTED,
                ),
            )
        )


def sentence(found: Finding, speech: Speech, width: int, *, cite: bool = True) -> Iterator[Row]:
    """What a rule found, with its sign."""
    is_warning = found.outcome is Outcome.NOTE and is_said_at_once(found)
    sign = (
        Span(" ! ", Tone.WARN)
        if is_warning
        else Span(f" {_SIGNS[found.outcome]} ", _OUTCOME_TONES[found.outcome])
    )
    law = "§ " if found.basis is Basis.LAW else ""
    text = law + speech.finding(found)
    if cite and (found.clause or found.rule):
        text = f"{text}  [{written_at(found.clause, found.rule)}]"
    for at, line in enumerate(wrap(text, width - 4)):
        yield Row((sign if at == 0 else Span("   "), *line))


def written_at(clause: str, rule: str) -> str:
    if clause and rule:
        return t("{clause} (rule {rule})", clause=clause, rule=rule)
    return clause or t("rule {rule}", rule=rule)
