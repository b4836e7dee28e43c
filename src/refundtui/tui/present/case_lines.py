"""The case in words: who, what, why, by when, and everything recorded on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from refundtui.casework.steps import step_of
from refundtui.casework.views import WAITING, CaseFile
from refundtui.domain.case import Case, Customer, LanguageFrom
from refundtui.domain.legs.states import LegState
from refundtui.domain.letters_set import said
from refundtui.domain.next_step import Next
from refundtui.domain.order import Order
from refundtui.domain.other_way import NameCheck
from refundtui.domain.refunds_elsewhere import ELSEWHERE
from refundtui.domain.reservations import order_as_refunded
from refundtui.domain.timeline import Happened
from refundtui.i18n.deadlines import late_said, resting_on, standing_of
from refundtui.i18n.next_steps import next_said
from refundtui.i18n.other_ways import name_checked, way_more, way_said
from refundtui.i18n.payouts import payout_more, payout_said
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, tn
from refundtui.tui.keymap import key_for
from refundtui.tui.present.evidence_lines import evidence_rows
from refundtui.tui.present.figures import due_word
from refundtui.tui.present.tab_lines import Tab
from refundtui.tui.present.timeline_lines import timeline_rows
from refundtui.tui.present.verdict_lines import verdict_span
from refundtui.tui.present.version_lines import version_rows
from refundtui.tui.safe_text import Line, Span, Tone, cell, prose, spread, width_of, wrap
from refundtui.tui.widgets.lines import Row

_ROOM_FOR_MORE: Final = 12
_LABELS: Final = (
    "Verdict",
    "Refunded",
    "Asks for",
    "Next",
    "Not sent",
    "Set aside",
    "refund due",
    "answer due",
    "offer ends",
    "first reply",
    "next reply",
    "resolution",
)
KEY_OF_STEP: Final = {
    Next.TAKE_BACK_UP: "outbox.compare",
    Next.TELL_FACTS: "case.facts",
    Next.GET_EVIDENCE: "case.evidence",
    Next.DECIDE: "case.decide",
    Next.ASK_APPROVAL: "case.decide",
    Next.DENY: "case.decide",
    Next.OTHER_ROLE: "case.note",
    Next.GRANT: "review.approve",
    Next.PAYMENT_FAILED: "case.decide",
    Next.SEND_LETTER: "case.close",
    Next.CORRECT: "case.message",
}


def tab_rows(
    tab: Tab,
    file: CaseFile,
    now: datetime,
    speech: Speech,
    width: int,
    height: int = 0,
    only: Happened | None = None,
) -> list[Row]:
    """What stands under a tab; a tall window shows the timeline under the details as well."""
    wide = width - 2
    match tab:
        case Tab.DETAILS:
            rows = [*_next(file, speech, wide), *_details(file, now, speech, wide)]
            if height - len(rows) < _ROOM_FOR_MORE:
                return [*rows, *_last_message(file, speech, wide)]
            heading = Row((Span(t(Tab.TIMELINE.value), Tone.HEADING),))
            return [*rows, Row(()), heading, *timeline_rows(file.case, speech, wide, me=file.me)]
        case Tab.ORDER:
            return list(_order(file, now, speech, wide))
        case Tab.TIMELINE:
            return list(timeline_rows(file.case, speech, wide, only, me=file.me))
        case Tab.VERSIONS:
            return list(version_rows(file.case, speech, wide, file.me))
        case Tab.EVIDENCE:
            return list(evidence_rows(file, speech, wide))
        case Tab.NOTES:
            return list(_notes(file, speech, wide))


def _next(file: CaseFile, speech: Speech, width: int) -> Iterator[Row]:
    """What keeps the case from being closed: the one next step, and its key."""
    step = step_of(file)
    said = next_said(step, speech)
    action = KEY_OF_STEP.get(step.step)
    key = key_for(action) if action else ""
    tone = Tone.STRONG if action else Tone.MUTED
    said = f"{said}  {key}" if key else said
    for at, line in enumerate(wrap(said, width - _label_wide(), tone)):
        yield Row((_label(t("Next") if at == 0 else "", Tone.KEY), *line))


def _fact(label: str, value: str, width: int, tone: Tone = Tone.PLAIN) -> Iterator[Row]:
    for at, line in enumerate(wrap(value, width - _label_wide(), tone)):
        yield Row((_label(label if at == 0 else ""), *line))


def _label_wide() -> int:
    """As wide as the widest label of the language, within reason."""
    return min(20, max(11, 1 + max(width_of(t(word)) for word in _LABELS)))


def _label(said: str, tone: Tone = Tone.MUTED) -> Span:
    """In its column, never touching what it is the label of: not every language is as short as English."""
    return Span(cell(said, _label_wide() - 1) + " ", tone)


def _payouts(case: Case, speech: Speech, width: int) -> Iterator[Row]:
    """Every leg of what was approved: what fails or is not known first catches the eye."""
    for payout in case.payouts:
        done = payout.state in {LegState.SUCCEEDED, LegState.VOIDED}
        tone = Tone.GOOD if done else Tone.WARN if payout.next_step is not None else Tone.PLAIN
        yield from _fact(t("Payout"), payout_said(payout, speech), width, tone)
        for more in payout_more(payout, speech):
            yield from _fact("", more, width, Tone.MUTED)


def _other_way(case: Case, speech: Speech, width: int) -> Iterator[Row]:
    """Where it goes instead, why and by whose consent; what no bank has confirmed is not overlooked."""
    way = case.other_way
    if way is None:
        return
    yield from _fact(t("Goes to"), way_said(way, speech), width, Tone.STRONG)
    unsure = name_checked(way.payee, speech) if way.payee is not None else ""
    is_sure = way.payee is not None and way.payee.check is NameCheck.MATCH
    for more in way_more(way, speech):
        yield from _fact("", more, width, Tone.WARN if more == unsure and not is_sure else Tone.MUTED)


def _language(customer: Customer, speech: Speech) -> str:
    """With how we know it, where neither she nor the shop said so."""
    if customer.language_from is LanguageFrom.SAID:
        return customer.language
    return f"{customer.language} ({speech.label(customer.language_from)})"


def _details(file: CaseFile, now: datetime, speech: Speech, width: int) -> Iterator[Row]:
    case = file.case
    customer = case.customer
    where = " · ".join(
        part for part in (customer.name, _language(customer, speech), customer.country) if part
    )
    yield from _fact(t("Customer"), where, width, Tone.STRONG)
    contact = "  ".join(part for part in (customer.email, customer.phone) if part)
    yield from _fact(t("Contact"), contact or "–", width)
    yield from _fact(t("Identity"), speech.label(customer.identity), width)
    yield from _fact(t("Order"), _order_said(case, speech), width)
    if case.order is not None:
        for payment in case.order.payments:
            name = speech.tender(payment.label, payment.kind)
            yield from _fact(t("Paid by"), f"{name}  {speech.money_with_code(payment.captured)}", width)
        refunded = order_as_refunded(case, case.order).refunded
        if refunded:
            yield from _fact(t("Refunded"), speech.money_with_code(refunded), width)
    yield from _payouts(case, speech, width)
    yield from _other_way(case, speech, width)
    yield from _fact(t("Reason"), speech.label(case.reason), width)
    if case.claimed is not None:
        yield from _fact(t("Asks for"), speech.money_with_code(case.claimed), width)
    yield from _fact(t("State"), _state_said(file, speech), width)
    yield from _fact(
        t("Received"), f"{speech.moment(case.received_at)} · {speech.name('channel', case.channel)}", width
    )
    for deadline in file.deadlines:
        runs = deadline.is_running
        due = due_word(deadline.due_at, now, deadline.basis.value) if runs else due_word(None, now, WAITING)
        day = speech.day(deadline.safe_on) if runs else "–"
        kind = speech.name("deadline", deadline.kind)
        kind = kind[:1].upper() + kind[1:]
        said = spread(
            (_label(kind), Span(day), Span("  "), due),
            (),
            width,
        )
        yield Row(said)
        for reason in filter(None, (standing_of(deadline, speech), resting_on(deadline, speech))):
            yield from (Row(line) for line in wrap(reason, width, Tone.MUTED, indent=" " * _label_wide()))
    for cost in file.late:
        late = late_said(cost, speech)
        yield from (Row(line) for line in wrap(late, width, Tone.WARN, indent=" " * _label_wide()))
    yield Row((_label(t("Verdict")), verdict_span(file.determination.eligibility)))
    for name in file.determination.eligibility.missing:
        yield from _fact(t("Missing"), speech.name("fact", name), width, Tone.WARN)
    for kind in file.determination.eligibility.evidence_missing:
        yield from _fact(t("Evidence"), t("needed: {kind}", kind=speech.name("kind", kind)), width, Tone.WARN)
    for pending in file.pending:
        said_pending = f"{speech.name('command', pending.code)} · {speech.name('entry', pending.state)}"
        yield from _fact(t("Not sent"), said_pending, width, Tone.WARN)
        for found in pending.findings:
            yield from _fact("", speech.finding(found), width, Tone.BAD)
    if case.snooze is not None:
        yield from _fact(t("Set aside"), f"{speech.moment(case.snooze.until)} · {case.snooze.reason}", width)
    if case.risk:
        said_risk = [
            t("{risk} of 100", risk=case.risk),
            *(speech.finding(found) for found in case.risk_reasons),
        ]
        yield from _fact(
            t("Risk"), " · ".join(said_risk), width, Tone.WARN if case.risk >= 70 else Tone.PLAIN
        )
    for other in case.related:
        yield from _fact(
            t("See also"),
            f"{other.reference} · {speech.label(other.reason)} · {speech.label(other.state)}",
            width,
            Tone.WARN,
        )
    if case.flags or case.tags:
        yield from _fact(t("Marks"), ", ".join(sorted((*case.flags, *case.tags))), width)


def _last_message(file: CaseFile, speech: Speech, width: int) -> Iterator[Row]:
    if file.case.messages:
        last = file.case.messages[-1]
        yield Row(())
        who = t("Customer wrote") if last.from_customer else t("We wrote")
        if not last.from_customer and last not in said(file.case):
            who = t("We wrote, not sent yet")
        yield Row(spread((Span(who, Tone.HEADING),), (Span(speech.moment(last.at), Tone.MUTED),), width))
        yield from (Row(line) for line in prose(last.text, min(width, 100)))


def _state_said(file: CaseFile, speech: Speech) -> str:
    case = file.case
    parts = [speech.label(case.state)]
    if case.waiting_for is not None:
        parts.append(speech.label(case.waiting_for))
    if case.owner:
        parts.append(
            t("with you") if case.owner == file.me else t("with {owner}", owner=speech.called(case.owner))
        )
    if case.resolution is not None:
        parts.append(speech.label(case.resolution))
    return " · ".join(parts)


def _order_said(case: Case, speech: Speech) -> str:
    order = case.order
    if order is None:
        return t("{reference} (not found)", reference=case.order_ref) if case.order_ref else t("none yet")
    parts = [
        case.order_ref,
        tn("{n} line", "{n} lines", len(order.lines)),
        speech.money_with_code(order.total),
    ]
    return " · ".join(part for part in parts if part)


def _order(file: CaseFile, now: datetime, speech: Speech, width: int) -> Iterator[Row]:
    order = file.case.order
    if order is None:
        yield from _fact(t("Order"), _order_said(file.case, speech), width, Tone.WARN)
        return
    yield from _order_head(order, speech, width)
    amount = 11
    for line in order.lines:
        units = f"{line.units} × " if line.units else ""
        yield Row(
            spread(
                (Span(units, Tone.MUTED), Span(line.title)),
                (Span(cell(speech.amount(line.gross), amount, right=True)),),
                width,
            )
        )
        parts = [line.sku, line.category, speech.label(line.kind)]
        if line.tax:
            parts.append(t("tax {amount}", amount=speech.amount(line.tax)))
        if line.discount is not None and line.discount:
            parts.append(t("discount {amount}", amount=speech.amount(line.discount)))
        if line.delivered_on is not None:
            parts.append(t("delivered {day}", day=speech.day(line.delivered_on)))
        if (
            line.period is not None
            and line.period.start is not None
            and line.period.end_exclusive is not None
        ):
            parts.append(f"{speech.day(line.period.start)} – {speech.day(line.period.end_exclusive)}")
        yield from (
            Row(part) for part in wrap(" · ".join(p for p in parts if p), width, Tone.MUTED, indent="    ")
        )
    yield Row((Span("─" * width, Tone.MUTED),))
    yield Row(
        spread(
            (Span(t("Total"), Tone.STRONG),), (Span(speech.money_with_code(order.total), Tone.STRONG),), width
        )
    )
    for past in order_as_refunded(file.case, order).earlier:
        when = f" {speech.day(past.on)}" if past.on is not None else ""
        what = t("made elsewhere") if past.kind == ELSEWHERE else t("earlier {kind}", kind=past.kind)
        left = (
            Span(what + when, Tone.PLAIN),
            Span(f"  {speech.label(past.status)}", Tone.MUTED),
        )
        yield Row(spread(left, (Span(speech.amount(-past.amount(order.currency))),), width))


def _order_head(order: Order, speech: Speech, width: int) -> Iterator[Row]:
    for payment in order.payments:
        left: Line = (Span(t("Paid by") + " ", Tone.MUTED), Span(speech.tender(payment.label, payment.kind)))
        yield Row(spread(left, (Span(speech.money_with_code(payment.captured)),), width))
    yield Row((Span("─" * width, Tone.MUTED),))


def _notes(file: CaseFile, speech: Speech, width: int) -> Iterator[Row]:
    """Every line of a note carries the mark of what stays inside the house."""
    head = t("INTERNAL: customers never see this.")
    yield from (Row(line) for line in wrap(head, width, Tone.WARN))
    if not file.case.notes:
        none = t("No notes yet. {key} adds one.", key=key_for("case.note"))
        yield from (Row(line) for line in wrap(none, width, Tone.MUTED))
    for note in reversed(file.case.notes):
        yield Row(())
        yield Row(
            spread(
                (Span(t("you") if note.by == file.me else speech.called(note.by), Tone.STRONG),),
                (Span(speech.moment(note.at), Tone.MUTED),),
                width,
            )
        )
        for line in prose(note.text, min(width, 100) - 2):
            yield Row((Span("# ", Tone.WARN), *line))
