"""`refundtui case list|show|next|letter` and `refundtui outbox`: what is there, in plain lines."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.quoting import is_only_if_granted
from refundtui.casework.steps import step_of
from refundtui.casework.views import CaseFile, QueueRow
from refundtui.cli.figures import quote_as_json, say_quote, say_verdict, verdict_as_json
from refundtui.cli.opening import desk_ports
from refundtui.cli.seeing import file_seen, row_seen
from refundtui.cli.telling import (
    Exit,
    Stopped,
    complain,
    findings_json,
    say,
    say_indented,
    say_json,
    say_table,
    say_tsv,
    speech,
)
from refundtui.cli.views import asked_for
from refundtui.domain.case import Case, CaseId, CaseState, LanguageFrom
from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.domain.letters_set import still_to_leave, stopped
from refundtui.domain.money import Money, currency
from refundtui.domain.reservations import order_as_refunded
from refundtui.i18n.deadlines import late_said, resting_on, standing_of
from refundtui.i18n.next_steps import next_said
from refundtui.i18n.other_ways import way_more, way_said
from refundtui.i18n.payouts import payout_more, payout_said
from refundtui.i18n.words import N_, t, tn

if TYPE_CHECKING:
    from refundtui.letters.letter import Kind, Letter

_WIDEST: Final = 40  # letters of one cell
_COLUMNS: Final = ("reference", "due", "brand", "state", "amount", "customer", "reason", "owner")


# ── The queue ────────────────────────────────────────────────────────────────────────────────────


def run_list(asked: Namespace) -> int:
    from refundtui.casework.reading import count, queue

    with desk_ports(asked) as ports:
        wanted = asked_for(asked, ports)
        rows = queue(wanted, ports, limit=asked.limit)
        if asked.json:
            say_json([_row_json(row) for row in rows])
        elif asked.format == "tsv":
            say_tsv(_COLUMNS, map(_raw_row, rows))
        else:
            seen = (row_seen(row, asked) for row in rows)
            say_table([t(heading) for heading in _HEADINGS], (_row(row, ports) for row in seen))
            if not rows:
                complain(t("No case is like this."))
            number = count(wanted, ports)
            if number > len(rows):
                complain(t("{shown} of {number}; --limit shows more.", shown=len(rows), number=number))
    return Exit.DONE


_HEADINGS: Final = (
    N_("Reference"), N_("Due"), N_("Brand"), N_("State"), N_("Amount"), N_("Customer"), N_("Reason"), N_("Owner"),
)  # fmt: skip


def _row(row: QueueRow, ports: Ports) -> tuple[str, ...]:
    here = speech()
    amount = (
        ""
        if row.amount_minor is None
        else here.money_with_code(Money(row.amount_minor, currency(row.currency)))
    )
    mark = {"law": " §", "service": " ~", "waiting": " §"}.get(row.due_basis, "")
    if row.due_at is not None:
        due = here.until(row.due_at, ports.clock.now()) + mark
    else:
        due = here.words.t("not yet due") + mark if row.due_basis == "waiting" else ""
    state = here.name("state", row.state) + (f" ({here.name('pending', row.pending)})" if row.pending else "")
    return (
        _cropped(row.reference),
        due,
        _cropped(row.brand),
        state,
        amount,
        _cropped(row.customer),
        here.name("reason", row.reason),
        speech().called(row.owner),
    )


def _cropped(text: str) -> str:
    """One endless name must not make the table too wide for everybody."""
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _raw_row(row: QueueRow) -> tuple[str, ...]:
    amount = "" if row.amount_minor is None else str(Money(row.amount_minor, currency(row.currency)))
    due = row.due_at.isoformat() if row.due_at else ""
    return (row.reference, due, row.brand, row.state, amount, row.customer, row.reason, row.owner)


def _row_json(row: QueueRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "id": row.case_id,
        "brand": row.brand,
        "state": row.state,
        "customer": row.customer,
        "reason": row.reason,
        "language": row.language,
        "owner": row.owner,
        "received_at": row.received_at.isoformat(),
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "due_is_legal": row.due_is_legal,
        "due_basis": row.due_basis,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "order": row.order_ref,
        "pending": row.pending,
    }


def run_next(asked: Namespace) -> int:
    """The case on top of what is open, shown."""
    from refundtui.casework.reading import queue

    with desk_ports(asked) as ports:
        now = ports.clock.now()
        mine = queue(QueueFilter(owner=ports.actor.id).as_usual(now), ports, limit=1)
        rows = mine or queue(QueueFilter().as_usual(now), ports, limit=1)
        if not rows:
            say(t("Nothing is open."))
            return Exit.DONE
        return _show(file_of(rows[0].case_id, ports), ports, asked)


# ── One case ─────────────────────────────────────────────────────────────────────────────────────


def run_show(asked: Namespace) -> int:
    with desk_ports(asked) as ports:
        return _show(file_named(asked.reference, ports), ports, asked)


def case_named(reference: str, ports: Ports) -> CaseId:
    """The case a person means by its reference or its order's number."""
    wanted = clean_line(reference)
    tried = [wanted, wanted.upper()]
    if wanted.isdecimal() and len(wanted) <= 7:  # longer ones are orders', or nobody's
        tried.append(f"RF-{int(wanted):07d}")
    for name in tried:
        found = ports.cache.find(name)
        if found is not None:
            return found
    for entry in ports.outbox.entries(open_only=False):
        if entry.reference.upper() in {name.upper() for name in tried}:
            return entry.submission.case_id
    raise Stopped(
        Exit.USAGE,
        t("There is no case “{reference}” here.", reference=reference),
        t("“refundtui case list” shows them."),
    )


def file_named(reference: str, ports: Ports) -> CaseFile:
    return file_of(case_named(reference, ports), ports)


def file_of(case_id: CaseId, ports: Ports) -> CaseFile:
    from refundtui.casework.reading import case_file

    file = case_file(case_id, ports)
    if file is None:
        raise Stopped(Exit.USAGE, t("This case is no longer here."), t("Nothing was changed."))
    return file


def _show(file: CaseFile, ports: Ports, asked: Namespace) -> int:
    if asked.json:
        say_json(case_as_json(file))
        return Exit.DONE
    for line in case_lines(file_seen(file, ports, asked), ports):
        say(line)
    say()
    if_granted = is_only_if_granted(file.case, file.determination)
    say_quote(file.determination.quote, file.case.order, why=asked.why, if_granted=if_granted)
    say_verdict(file.determination, why=asked.why)
    _say_talk(file.case)
    return Exit.DONE


def case_lines(file: CaseFile, ports: Ports) -> Iterator[str]:
    """Who, what and by when; the words of people come after."""
    here, case = speech(), file.case
    yield t(
        "{reference} · {brand} · {state}",
        reference=case.reference,
        brand=case.brand,
        state=here.label(case.state),
    )
    customer = case.customer
    reads = customer.language
    if customer.language_from is not LanguageFrom.SAID:
        reads += f" ({here.label(customer.language_from)})"
    who = [customer.name, customer.country, reads, customer.email, customer.phone]
    yield (
        t("customer: {who}", who=" · ".join(part for part in who if part))
        + f" · {here.label(customer.identity)}"
    )
    yield t("reason: {reason}", reason=here.label(case.reason))
    if case.claimed is not None:
        yield t("claimed: {amount}", amount=here.money_with_code(case.claimed))
    yield t("received: {moment}", moment=here.moment(case.received_at))
    yield t("owner: {owner}", owner=speech().called(case.owner) or t("nobody"))
    for deadline in file.deadlines:
        kind = here.name("deadline", deadline.kind)
        if deadline.is_running:
            due, day = here.until(deadline.due_at, ports.clock.now()), here.day(deadline.safe_on)
            yield t("{kind}: {day}, {due}", kind=kind, day=day, due=due)
        else:
            yield f"{kind}: {t('not yet due')}"
        for reason in filter(None, (standing_of(deadline, here), resting_on(deadline, here))):
            yield f"  {reason}"
    for cost in file.late:
        yield f"  {late_said(cost, here)}"
    yield from _order_lines(case)
    yield t("next: {step}", step=next_said(step_of(file), here))
    for missing in file.determination.eligibility.evidence_missing:
        yield t("evidence missing: {kind}", kind=here.name("kind", missing))
    for evidence in case.evidence:
        yield t(
            "evidence: {kind} · {title} · from {who}, received {moment}",
            kind=here.name("kind", evidence.kind),
            title=evidence.title,
            who=here.called(evidence.by) or t("nobody"),
            moment=here.moment(evidence.at),
        )
    for claim in case.related:
        yield t("same order: {reference} · {state}", reference=claim.reference, state=here.label(claim.state))
    for pending in file.pending:
        what = here.name("command", pending.code)
        yield t("on its way: {what} ({state})", what=what, state=here.name("entry", pending.state))
        for found in pending.findings:
            yield "  " + here.finding(found)


def _order_lines(case: Case) -> Iterator[str]:
    here, order = speech(), case.order
    if order is None:
        yield t("order: {number}, not matched", number=case.order_ref)
        return
    paid = order.total if order.paid is None else order.paid
    yield t("order: {number}, {amount} paid", number=order.id, amount=here.money_with_code(paid))
    for line in order.lines:
        units = tn("{n} unit", "{n} units", line.units) + " · " if line.units else ""
        yield f"  {line.id}: {line.title} · {units}{here.money_with_code(line.gross)}"
    for payment in order.payments:
        yield f"  → {payment.id}: {here.tender(payment.label, payment.kind)} · {here.money_with_code(payment.captured)}"
    for past in order_as_refunded(case, order).earlier:
        amount = here.money_with_code(past.amount(order.currency))
        yield "  " + t("earlier refund {number}: {amount}", number=past.id, amount=amount)
    for payout in case.payouts:
        yield t("payout: {what}", what=payout_said(payout, here))
        for more in payout_more(payout, here):
            yield f"  {more}"
    if case.other_way is not None:
        yield t("another way: {what}", what=way_said(case.other_way, here))
        for more in way_more(case.other_way, here):
            yield f"  {more}"


def _say_talk(case: Case) -> None:
    here, later, stayed = speech(), still_to_leave(case), stopped(case)
    for message in case.messages:
        who = case.customer.name if message.from_customer else t("we")
        say()
        if message in later:
            say(t("{who}, to leave {moment} or later:", who=who, moment=here.moment(later[message])))
        elif message in stayed:
            say(t("{who}, not sent:", who=who))
        else:
            say(t("{who}, {moment}:", who=who, moment=here.moment(message.at)))
        say_indented(message.text)
    for note in case.notes:
        say()
        say(t("note by {who}, {moment}:", who=here.called(note.by), moment=here.moment(note.at)))
        say_indented(note.text)


def case_as_json(file: CaseFile) -> dict[str, Any]:
    """The case in its wire form, with verdict and quote, deadlines, and what is on its way."""
    import json

    from refundtui.wire.cases import encode_case

    return {
        "case": json.loads(encode_case(file.case)),
        "office_state": file.office_state.value,
        "eligibility": verdict_as_json(file.determination),
        **quote_as_json(file.determination.quote),
        "deadlines": [
            {
                "kind": deadline.kind,
                "due_on": deadline.due_on.isoformat(),
                "safe_on": deadline.safe_on.isoformat(),
                "basis": deadline.basis.value,
                "rule": deadline.rule,
                "clause": deadline.clause,
                "is_running": deadline.is_running,
            }
            for deadline in file.deadlines
        ],
        "pending": [
            {
                "id": one.submission_id,
                "command": one.code,
                "state": one.state,
                "findings": findings_json(one.findings),
            }
            for one in file.pending
        ],
        "not_possible_now": {code: findings_json(found) for code, found in file.obstacles if found},
    }


def run_letter(asked: Namespace) -> int:
    """The letter exactly as it would leave; exit 1 while something keeps it."""
    from refundtui.letters.letter import Kind
    from refundtui.letters.writing import kind_for

    with desk_ports(asked) as ports:
        file = file_named(asked.reference, ports)
        if asked.kind == "decision":
            # The letter of what is on the table, while nothing is decided yet.
            decided = replace(file.case, state=CaseState.APPROVED)
            kind: Kind | None = kind_for(decided, file.determination)
        else:
            kind = Kind(asked.kind) if asked.kind else None
        letter = letter_as_it_stands(file, ports, kind, asked)
    if asked.json:
        say_json(
            {
                "kind": letter.kind.value,
                "language": letter.language,
                "subject": letter.subject,
                "body": letter.body,
                "can_be_sent": letter.can_be_sent,
                "draft": letter.draft,
                "digest": letter.digest,
                "findings": findings_json(letter.findings),
            }
        )
    else:
        say(letter.subject)
        say()
        say_indented(letter.body, "")
        for found in letter.findings:
            complain(speech().finding(found))
    return Exit.DONE if letter.can_be_sent else Exit.REFUSED


def letter_as_it_stands(file: CaseFile, ports: Ports, kind: Kind | None, asked: Namespace) -> Letter:
    """Written from the case's figures, or as it was edited last: the desk and this share one draft."""
    from refundtui.casework import corresponding
    from refundtui.casework.deciding import save_draft

    language = getattr(asked, "language", None)
    if given := getattr(asked, "fill", None):
        corresponding.fill_in(file.case.id, _filled(given), ports)
    part = corresponding.letter_part(corresponding.letter_for(file, ports, kind, language=language))
    if getattr(asked, "fresh", False):
        save_draft(file.case.id, part, "", ports)
    if getattr(asked, "edit", False):
        save_draft(file.case.id, part, clean_text(sys.stdin.read()).strip(), ports)
    return corresponding.letter_as_it_stands(file, ports, kind, language=language)


def _filled(given: list[str]) -> dict[str, str]:
    """`NAME=TEXT`, as often as there are holes."""
    for one in given:
        if "=" not in one:
            raise Stopped(Exit.USAGE, t("“{text}” is no NAME=TEXT, like new_day=2026-12-11.", text=one))
    return {name.strip(): value for name, _, value in (one.partition("=") for one in given)}
