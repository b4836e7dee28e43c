"""Write a letter: which kind a case calls for, in which language, and what keeps it from leaving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.deadlines import Deadline
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.i18n.speech import Speech, locale_of
from refundtui.letters.facts import Payment, gather, payment_of, quote_of
from refundtui.letters.letter import Kind, Letter

GRANTS: Final = frozenset((Kind.FULL_GRANT, Kind.PARTIAL_GRANT, Kind.GOODWILL))

_GRANTED: Final = frozenset(
    (
        CaseState.APPROVED,
        CaseState.PAY_QUEUED,
        CaseState.PAY_SUBMITTED,
        CaseState.PAY_UNKNOWN,
        CaseState.PAY_FAILED,
        CaseState.PAID,
    )
)
_BEFORE_A_DECISION: Final = frozenset(
    (
        CaseState.INTAKE,
        CaseState.ELIGIBILITY,
        CaseState.FRAUD_REVIEW,
        CaseState.ESCALATED,
        CaseState.ADR,
        CaseState.CHARGEBACK,
    )
)


def kind_for(case: Case, determination: Determination | None = None) -> Kind:
    """The letter a case calls for in the state it is in."""
    if case.state is CaseState.INFO_WAIT:
        return Kind.INFORMATION_REQUEST
    if case.state is CaseState.OFFER:
        return Kind.OFFER
    if case.state is CaseState.DENIED or (case.state is CaseState.NOTIFY and case.denial is not None):
        return Kind.DENIAL
    if case.state in (CaseState.CLOSED, CaseState.CANCELLED):
        return Kind.CLOSING
    if case.state in _BEFORE_A_DECISION:
        return Kind.ACKNOWLEDGEMENT
    quote = quote_of(case, determination)
    return _grant(case, quote) if quote is not None else Kind.ACKNOWLEDGEMENT


def write(
    kind: Kind,
    case: Case,
    determination: Determination | None,
    rulebook: Rulebook,
    deadlines: tuple[Deadline, ...],
    language: str | None,
    now: datetime,
    *,
    typed: Mapping[str, str] | None = None,
) -> Letter:
    """The letter exactly as it would leave. `typed` fills inputs that no record holds.

    Written in `language`, else the customer's; where the brand has none, in its next language.
    """
    # The engine is loaded with the first letter, not with the desk: it costs a fifth of a second.
    from refundtui.letters.templates import fill, has_template  # noqa: PLC0415 - the template engine is for letters alone

    wanted = language or case.customer.language or SOURCE_LANGUAGE
    manners = rulebook.policy.manners
    spoken = next(
        name for name in _languages(wanted, manners.fallback_languages) if has_template(kind.value, name)
    )
    country = case.customer.country or (case.order.country if case.order else "")
    speech = Speech(locale_of(spoken, country), rulebook.policy.timezone)
    facts = gather(case, determination, rulebook, deadlines, speech, now, typed=typed)
    subject, body, missing = fill(kind.value, spoken, facts.variables())
    return Letter(
        kind=kind,
        subject=subject,
        body=body,
        language=spoken,
        wanted_language=wanted,
        formal=manners.formal,
        missing=missing,
        findings=(
            *_holes(missing),
            *_too_early(kind, case, determination),
            *_untrue(kind, full=facts.everything or facts.as_asked),
        ),
    )


def _grant(case: Case, quote: Quote) -> Kind:
    """Full only when everything that was paid goes back with it: the word is the figures', not ours."""
    if not quote.entitlement and quote.goodwill:
        return Kind.GOODWILL
    is_everything = case.order is not None and quote.total == case.order.total
    return Kind.FULL_GRANT if is_everything else Kind.PARTIAL_GRANT


def _languages(wanted: str, fallbacks: tuple[str, ...]) -> Iterator[str]:
    """Hers, its general form, the brand's in order, and at last the source language."""
    for language in (wanted, *fallbacks, SOURCE_LANGUAGE):
        name = language.replace("-", "_")
        yield name
        while "_" in name:
            name = name.rpartition("_")[0]
            yield name


def _holes(missing: tuple[str, ...]) -> Iterator[Finding]:
    for name in missing:
        yield finding("letter.input_missing", variable=name)


def _untrue(kind: Kind, *, full: bool) -> Iterator[Finding]:
    if kind is Kind.FULL_GRANT and not full:
        yield finding("letter.not_in_full")


def _too_early(kind: Kind, case: Case, determination: Determination | None) -> Iterator[Finding]:
    """A letter must not say what has not been decided, nor deny what the law grants."""
    if kind in GRANTS and not (case.state in _GRANTED or payment_of(case) is Payment.PAID):
        yield finding("letter.not_decided", state=case.state.value)
    if kind is Kind.OFFER and (case.offer is None or case.offer.closed):
        yield finding("letter.no_open_offer")
    if kind is Kind.DENIAL and case.denial is None:
        yield finding("letter.not_decided", state=case.state.value)
    if kind is Kind.DENIAL and determination is not None:
        law = determination.eligibility.law_verdict
        if law in (Verdict.ELIGIBLE, Verdict.PARTLY):
            yield Finding("letter.denies_a_right", Outcome.FAIL, (("verdict", law.value),), Basis.LAW)
    if kind is Kind.INFORMATION_REQUEST and not case.asked_for:
        yield finding("letter.nothing_asked")
