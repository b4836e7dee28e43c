"""Write a letter: which kind a case calls for, in which language, and what keeps it from leaving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import Approve, AskInformation, GrantApproval, OpenCase
from refundtui.domain.deadlines import Deadline
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding, finding
from refundtui.domain.hostile_text import clean_line, clean_text, mask_cards
from refundtui.domain.letters_set import stopped
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.i18n.speech import Speech, locale_of
from refundtui.letters.composed import Composed
from refundtui.letters.facts import gather, quote_of
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.outside import country_of
from refundtui.letters.timing import GRANTS, too_early
from refundtui.letters.transfers import Payment, came_back, not_paid, payment_of
from refundtui.letters.trouble import BrokenTemplate

if TYPE_CHECKING:
    from refundtui.letters.leaving import Foreign

__all__ = ["GRANTS", "checked", "compose", "kind_for", "write"]

_ABOUT: Final = frozenset((AskInformation.code, Approve.code, GrantApproval.code, OpenCase.code))
_BEFORE_A_DECISION: Final = frozenset(
    (
        CaseState.INTAKE,
        CaseState.ELIGIBILITY,
        CaseState.FRAUD_REVIEW,
        CaseState.ESCALATED,
        CaseState.ADR,
    )
)


def kind_for(case: Case, determination: Determination | None = None) -> Kind:
    """The letter a case calls for in the state it is in."""
    if case.state is CaseState.INFO_WAIT:
        return Kind.REMINDER if _was_sent(case, Kind.INFORMATION_REQUEST) else Kind.INFORMATION_REQUEST
    if case.state is CaseState.OFFER:
        return Kind.OFFER
    if case.state is CaseState.DENIED or (case.state is CaseState.NOTIFY and case.denial is not None):
        return Kind.DENIAL
    if case.state in (CaseState.CLOSED, CaseState.CANCELLED):
        return Kind.CLOSING
    if case.state is CaseState.PAY_FAILED and not_paid(case):
        return Kind.CORRECTION if came_back(case) else Kind.PAYMENT_FAILED
    if case.state is CaseState.CHARGEBACK:
        return Kind.DISPUTE_ANSWERED if _was_sent(case, Kind.DISPUTE_RECEIVED) else Kind.DISPUTE_RECEIVED
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
    own: Path | None = None,
) -> Letter:
    """The letter exactly as it would leave. `typed` fills inputs that no record holds, `own` is where the brand's
    own templates lie.

    Written in `language`, else the customer's; where the brand has none, in its next language.
    """
    return compose(
        kind, case, determination, rulebook, deadlines, language, now, typed=typed, own=own
    ).letter  # fmt: skip


def compose(
    kind: Kind,
    case: Case,
    determination: Determination | None,
    rulebook: Rulebook,
    deadlines: tuple[Deadline, ...],
    language: str | None,
    now: datetime,
    *,
    typed: Mapping[str, str] | None = None,
    own: Path | None = None,
) -> Composed:
    """The same with what it was made from, so that an edited text can be held against it.

    A template that cannot be followed makes a letter without text, whose finding says why.
    """
    # The engine is loaded with the first letter, not with the desk: it costs a fifth of a second.
    from refundtui.letters.blocks import blocks_of, with_blocks  # noqa: PLC0415 - the template engine is for letters alone
    from refundtui.letters.coverage import is_draft  # noqa: PLC0415 - as above
    from refundtui.letters.templates import fill, has_template  # noqa: PLC0415 - as above

    wanted = language or case.customer.language or SOURCE_LANGUAGE
    manners = rulebook.policy.manners
    spoken = next(
        name
        for name in _languages(wanted, manners.fallback_languages)
        if name == SOURCE_LANGUAGE or has_template(kind.value, name, own)
    )
    locale = locale_of(spoken, country_of(case))
    speech = Speech(locale, rulebook.policy.timezone)
    facts = gather(case, determination, rulebook, deadlines, speech, now, typed=typed)
    said = facts.variables()
    broken: tuple[Finding, ...] = ()
    blocks: tuple[str, ...] = ()
    subject, body = "", ""
    missing: tuple[str, ...] = ()
    try:
        subject, body, missing = fill(kind.value, spoken, said, own)
        # As the office will write it down, so that what is shown is what is sent.
        subject, body = mask_cards(clean_line(subject)), mask_cards(clean_text(body))
        blocks = blocks_of(kind, spoken, said)
        body = with_blocks(body, blocks, spoken, said)
    except BrokenTemplate as trouble:
        broken = (trouble.finding,)
    letter = Letter(
        kind=kind,
        subject=subject,
        body=body,
        language=spoken,
        wanted_language=wanted,
        formal=manners.formal,
        draft=is_draft(kind, spoken, own),
        missing=missing,
        findings=(
            *broken,
            *_holes(missing),
            *too_early(kind, case, determination),
            *_untrue(kind, full=facts.everything or facts.as_asked),
        ),
    )
    quote = quote_of(case, determination)
    money = quote.currency if quote else case.order.currency if case.order else None
    return Composed(letter, said, blocks, locale, money, case.customer.email)


def checked(
    composed: Composed, rulebook: Rulebook, subject: str, body: str, *, foreign: Foreign | None = None
) -> Letter:
    """The letter with the text it is to leave with, and everything that stands against that."""
    from refundtui.letters.leaving import why_it_may_not_leave  # noqa: PLC0415 - see `compose`

    letter = composed.letter
    never_say = rulebook.policy.manners.never_say
    against = why_it_may_not_leave(composed, subject, body, never_say=never_say, foreign=foreign)
    # A hole that the agent wrote over is none any more: what is unresolved in the text itself counts.
    standing = (one for one in letter.findings if one.code != "letter.input_missing" or body == letter.body)
    return replace(letter, subject=subject, body=body, findings=(*standing, *against))


def _grant(case: Case, quote: Quote) -> Kind:
    """Full only when everything that was paid goes back with it: the word is the figures', not ours.

    Whoever has been told what goes back and why is told next how far the money is.
    """
    if _was_sent(case, *GRANTS):
        payment = payment_of(case)
        if payment is not Payment.DECIDED:
            return Kind.PAID if payment is Payment.PAID else Kind.PAYMENT_STARTED
    if not quote.entitlement and quote.goodwill:
        return Kind.GOODWILL
    is_everything = case.order is not None and quote.total == case.order.total
    return Kind.FULL_GRANT if is_everything else Kind.PARTIAL_GRANT


def _was_sent(case: Case, *kinds: Kind) -> bool:
    """Whether such a letter left since the last decision that it could be about."""
    asked = max((one.at for one in case.events if one.kind in _ABOUT), default=case.received_at)
    never = stopped(case)
    return any(
        one.letter in kinds and not one.from_customer and one.at >= asked and one not in never
        for one in case.messages
    )


def _languages(wanted: str, fallbacks: tuple[str, ...]) -> Iterator[str]:
    """Hers, its general form, the brand's in order, and at last the source language."""
    for language in (wanted, *fallbacks, SOURCE_LANGUAGE):
        name = language.replace("_", "-")
        yield name
        while "-" in name:
            name = name.rpartition("-")[0]
            yield name


def _holes(missing: tuple[str, ...]) -> Iterator[Finding]:
    for name in missing:
        yield finding("letter.input_missing", variable=name)


def _untrue(kind: Kind, *, full: bool) -> Iterator[Finding]:
    if kind is Kind.FULL_GRANT and not full:
        yield finding("letter.not_in_full")
