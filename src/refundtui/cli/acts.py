"""`refundtui case …`: what can be done to a case, in plain lines; the same commands as at the desk."""

from __future__ import annotations

import hashlib
import mimetypes
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from refundtui.casework.deciding import Confirmation, confirmation, decide, open_case
from refundtui.casework.ports import Entry, EntryState, Ports
from refundtui.casework.quoting import preview
from refundtui.casework.syncing import PullReport, PushReport, is_due, pull, push
from refundtui.casework.views import CaseFile
from refundtui.cli.asking import choose, confirmed, told
from refundtui.cli.cases import case_named, entry_line, file_named, file_of, letter_as_it_stands
from refundtui.cli.figures import quote_as_json, say_quote, say_verdict, verdict_as_json
from refundtui.cli.items import read_day, read_items, read_typed_amount
from refundtui.cli.opening import practice_desk
from refundtui.cli.telling import (
    ZONE,
    Exit,
    Stopped,
    complain,
    findings_json,
    say,
    say_json,
    say_refused,
    say_unreachable,
    speech,
)
from refundtui.domain.case import (
    BrandId,
    Case,
    CaseId,
    CaseState,
    Customer,
    Evidence,
    Ground,
    IdentityLevel,
    Message,
    Resolution,
    WaitingFor,
)
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    CounterOffer,
    Deny,
    Escalate,
    ExpireOffer,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Merge,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SetIdentity,
    SetItems,
    Take,
    Wake,
)
from refundtui.domain.decision import obstacles, rules_against
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest, Settle
from refundtui.i18n.words import N_, t

Member = TypeVar("Member", Reason, Resolution, IdentityLevel)


# ── Saying something ─────────────────────────────────────────────────────────────────────────────


def _submit(file: CaseFile, command: Command, ports: Ports, asked: Namespace) -> int:
    """Write it down, or with --dry-run only say whether it would be possible; then send what is due."""
    if asked.dry_run:
        rulebook = ports.rulebooks.for_case(file.case)
        standing = obstacles(file.case, command, ports.actor, rulebook, ports.clock.now())
        if standing:
            return say_refused(standing, kept=t("Nothing was changed; this was only a trial."))
        say(t("Possible. Nothing was changed; this was only a trial."))
        return Exit.DONE
    hold = 0 if asked.no_hold else None
    return _said(decide(file.case.id, command, ports, hold_seconds=hold), ports, asked)


def _said(decided: Entry | tuple[Finding, ...], ports: Ports, asked: Namespace) -> int:
    if not isinstance(decided, Entry):
        if asked.json:
            say_json({"done": False, "refused": findings_json(decided)})
        return say_refused(decided)
    sent = push(ports, ports.clock.now())
    entry = ports.outbox.entry(decided.submission.id) or decided
    _take_in(ports)
    if asked.json:
        say_json(
            {
                "done": True,
                "id": entry.submission.id,
                "reference": entry.reference,
                "state": entry.state.value,
            }
        )
    else:
        say(entry_line(entry, ports))
        _say_where_it_is(entry, sent, ports)
    if entry.state is EntryState.NEEDS_REVIEW:
        return say_refused(entry.findings, kept=t("The office did not take it; it waits in the outbox."))
    return Exit.DONE


def _say_where_it_is(entry: Entry, sent: PushReport, ports: Ports) -> None:
    until = entry.submission.not_before
    if until is not None and until > ports.clock.now():
        say(t("“refundtui undo” takes it back until then; “refundtui sync” sends it after."))
    elif sent.unreachable:
        say_unreachable(sent.unreachable)


def _take_in(ports: Ports) -> PullReport:
    return pull(ports)


def _file(asked: Namespace, ports: Ports) -> CaseFile:
    return file_named(asked.reference, ports)


Act = Callable[[CaseFile, Ports, Namespace], Command]


def _run(make: Act) -> Callable[[Namespace], int]:
    def run(asked: Namespace) -> int:
        with practice_desk(asked) as ports:
            file = _file(asked, ports)
            return _submit(file, make(file, ports, asked), ports, asked)

    return run


# ── Items, quotes, decisions ─────────────────────────────────────────────────────────────────────


def request_from(asked: Namespace, case: Case, of: Currency) -> RefundRequest:
    """The case's request with what was typed on the command line."""
    request = case.request
    if getattr(asked, "as_asked", False):
        request = _first_request(case)
    request = read_items(asked.items or (), request, case.order, of, only=asked.only)
    if asked.settle:
        from dataclasses import replace

        request = replace(request, settle=Settle(asked.settle))
    return request


def _first_request(case: Case) -> RefundRequest:
    return case.quotes[0].request if case.quotes else case.request


def _currency_of(case: Case, ports: Ports) -> Currency:
    if case.order is not None:
        return case.order.currency
    return currency(ports.rulebooks.for_case(case).policy.currency)


def facts_from(asked: Namespace) -> tuple[tuple[str, Fact], ...]:
    """`--fact opened=yes --fact photos=2`: yes and no, whole numbers and days are read as such."""
    return tuple(_fact(text) for text in asked.fact or ())


def _fact(text: str) -> tuple[str, Fact]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Stopped(Exit.USAGE, t("A fact is written like opened=yes; found “{text}”.", text=text))
    lowered = value.strip().lower()
    if lowered in {"yes", "true", "no", "false"}:
        return name.strip(), lowered in {"yes", "true"}
    if lowered.isascii() and lowered.isdigit() and len(lowered) < 10:
        return name.strip(), int(lowered)
    if len(lowered) == 10 and lowered[4:5] == lowered[7:8] == "-":
        return name.strip(), read_day(lowered)
    return name.strip(), value.strip()


def run_items(asked: Namespace) -> int:
    """Set what comes back, the reason and the facts; says what it comes to."""
    with practice_desk(asked) as ports:
        file = _file(asked, ports)
        request = request_from(asked, file.case, _currency_of(file.case, ports))
        reason = Reason(asked.reason) if asked.reason else None
        facts = facts_from(asked)
        if request == file.case.request and reason is None and not facts:
            raise Stopped(
                Exit.USAGE,
                t("Say what comes back, like shirt=1; “refundtui case items --help” lists it all."),
            )
        code = _submit(file, SetItems(request, reason, facts), ports, asked)
        if code is Exit.DONE and not asked.json and not asked.dry_run:
            after = file_of(file.case.id, ports)
            say_quote(after.determination.quote, after.case.order)
        return code


def run_quote(asked: Namespace) -> int:
    """What it comes to; with --fix, a version that stays."""
    with practice_desk(asked) as ports:
        file = _file(asked, ports)
        request = request_from(asked, file.case, _currency_of(file.case, ports))
        determination = preview(file.case, request, ports)
        if asked.json:
            say_json({"reference": file.case.reference, "eligibility": verdict_as_json(determination),
                      **quote_as_json(determination.quote)})  # fmt: skip
        else:
            say_quote(determination.quote, file.case.order, why=asked.why)
            say_verdict(determination, why=asked.why)
        if isinstance(determination.quote, Refused):
            complain(t("Nothing was changed."))
            return Exit.REFUSED
        if not asked.fix:
            return Exit.DONE
        return _submit(file, MakeQuote(request, determination.quote.fingerprint), ports, asked)


CHOICES: Final = {
    "approve": N_("approve within my limit"),
    "request": N_("request approval from a lead"),
    "offer": N_("offer it as a compromise"),
    "deny": N_("deny, with grounds"),
    "ask": N_("ask for information"),
    "escalate": N_("escalate to another decider"),
}


def run_decide(asked: Namespace) -> int:
    """Items, quote and decision in one; above the own limit it says who may."""
    with practice_desk(asked) as ports:
        file = _file(asked, ports)
        choice = asked.choice or choose(
            t("What is decided?"), {name: t(title) for name, title in CHOICES.items()}, "approve"
        )
        if choice in _ELSEWHERE:
            return _submit(file, _ELSEWHERE[choice](file, ports, asked), ports, asked)
        request = request_from(asked, file.case, _currency_of(file.case, ports))
        determination = preview(file.case, request, ports)
        quote = determination.quote
        if isinstance(quote, Refused):
            return say_refused(quote.findings)
        if not asked.json:
            say_quote(quote, file.case.order, why=asked.why)
        command = _decision(choice, request, quote, asked, ports, file)
        standing = obstacles(
            file.case, command, ports.actor, ports.rulebooks.for_case(file.case), ports.clock.now()
        )
        if standing:
            return _not_possible(standing, file, asked)
        if not asked.dry_run:
            _confirm(quote.total, file.case, ports, asked)
        return _submit(file, command, ports, asked)


def _decision(
    choice: str, request: RefundRequest, quote: Quote, asked: Namespace, ports: Ports, file: CaseFile
) -> Command:
    note = asked.note or ""
    if choice == "request":
        return RequestApproval(request, quote.fingerprint, quote.total, note)
    if choice == "offer":
        days = ports.rulebooks.for_case(file.case).policy.manners.offer_days
        return MakeOffer(request, quote.fingerprint, ports.clock.now() + timedelta(days=days))
    return Approve(request, quote.fingerprint, quote.total, note)


def _not_possible(standing: Sequence[Finding], file: CaseFile, asked: Namespace) -> int:
    if asked.json:
        say_json({"done": False, "refused": findings_json(standing)})
    code = say_refused(standing)
    if code is Exit.NEEDS_LEAD:
        complain(
            t(
                "“refundtui case decide {reference} --choice request” asks a lead.",
                reference=file.case.reference,
            )
        )
    return code


def _confirm(amount: Money, case: Case, ports: Ports, asked: Namespace) -> None:
    """The key that begins never confirms: above the brand's threshold the amount is typed once more."""
    needed = confirmation(amount, ports.rulebooks.for_case(case).policy)
    if asked.expect is not None:
        typed = read_typed_amount(asked.expect, amount.currency)
        if typed != amount:
            here = speech()
            raise Stopped(
                Exit.REFUSED,
                t(
                    "It comes to {amount}, not {typed}.",
                    amount=here.money_with_code(amount),
                    typed=here.money_with_code(typed),
                ),
                t("Nothing was changed."),
            )
        return
    if needed is Confirmation.INSTANT or (needed is Confirmation.CONFIRM and asked.yes):
        return
    if needed is Confirmation.TYPED:
        text = told(t("Type the amount to confirm"), option="--expect", example=amount.decimal_text())
        if read_typed_amount(text, amount.currency) != amount:
            raise Stopped(Exit.REFUSED, t("That is another amount."), t("Nothing was changed."))
        return
    if not confirmed(t("Decide {amount}?", amount=speech().money_with_code(amount))):
        raise Stopped(Exit.REFUSED, t("Not confirmed."), t("Nothing was changed."))


def _deny(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """Grounds by code; clauses default to those of the rules that failed."""
    typed = getattr(asked, "ground", None)
    if not typed:
        typed = [
            choose(t("On which ground?"), {one.value: speech().name("ground", one.value) for one in Ground})
        ]
    clauses = tuple(getattr(asked, "clause", None) or ()) or tuple(
        dict.fromkeys(
            found.clause for found in file.determination.eligibility.findings if found.clause and found.rule
        )
    )
    return Deny(tuple(Ground(one) for one in typed), clauses, getattr(asked, "text", None) or "")


def _ask(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    items = tuple(getattr(asked, "what", None) or ())
    if not items:
        items = file.determination.eligibility.evidence_missing or file.determination.eligibility.missing
    if not items:
        items = (told(t("What should be asked for?"), option="WHAT", example="photos"),)
    return AskInformation(items, WaitingFor(getattr(asked, "of", None) or WaitingFor.CUSTOMER))


def _escalate(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return Escalate(_text(asked, t("Why does another one decide?")))


_ELSEWHERE: Final[dict[str, Act]] = {"deny": _deny, "ask": _ask, "escalate": _escalate}


def _text(asked: Namespace, question: str) -> str:
    words = getattr(asked, "text", None)
    typed = " ".join(words) if isinstance(words, list) else words or getattr(asked, "note", None)
    return typed or told(question, option="TEXT", example="…")


def _grant(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    approval = file.case.approval
    if approval is None:
        raise Stopped(
            Exit.REFUSED, t("Nobody asked for an approval of this case."), t("Nothing was changed.")
        )
    if not asked.json:
        version = file.case.current_quote
        if version is not None:
            say_quote(version.quote, file.case.order, why=asked.why)
        _say_difference_to_policy(file.determination)
    if not asked.dry_run:
        _confirm(approval.amount, file.case, ports, asked)
    return GrantApproval(approval.version, approval.fingerprint, asked.note or "")


def _say_difference_to_policy(determination: Determination) -> None:
    against = rules_against(determination)
    if against:
        say(t("Against policy: {rules}", rules=", ".join(against)))
    else:
        say(t("No difference to policy."))


# ── Everything else ──────────────────────────────────────────────────────────────────────────────


def _take(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return GiveBack(asked.to or "", asked.note or "") if asked.back or asked.to else Take()


def _note(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return AddNote(str(uuid4()), _text(asked, t("What is noted?")))


def _identity(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetIdentity(IdentityLevel(asked.level), tuple(asked.step or ()))


def _reason(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetItems(file.case.request, Reason(asked.reason), facts_from(asked))


def _facts(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetItems(file.case.request, None, facts_from(asked))


def _override(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    rules = tuple(asked.rule or ()) or rules_against(file.determination)
    return Override(rules, _text(asked, t("Why against the verdict?")))


def _snooze(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    if asked.wake:
        return Wake()
    day = read_day(asked.day or told(t("Until which day?"), option="DAY", example="2026-11-25"))
    until = datetime.combine(day, time(8), ZoneInfo(ZONE)).astimezone(UTC)
    return PutToSleep(until, _text(asked, t("Why?")), keep_on_reply=asked.keep)


def _evidence(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """A file's name, size and digest are kept; its bytes stay where they are."""
    now = ports.clock.now()
    title, size, digest, media_type = " ".join(asked.title or ()) or asked.kind, 0, "", ""
    if asked.file:
        path = Path(asked.file)
        try:
            body = path.read_bytes()
        except OSError as trouble:
            why = trouble.strerror or str(trouble)
            raise Stopped(Exit.USAGE, t("{file} cannot be read: {why}.", file=asked.file, why=why)) from None
        title = " ".join(asked.title or ()) or path.name
        size, digest = len(body), hashlib.sha256(body).hexdigest()
        media_type = mimetypes.guess_type(path.name)[0] or ""
    return AddEvidence(
        Evidence(str(uuid4()), asked.kind, title, now, ports.actor.id, size, media_type, digest)
    )


def _answer(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    text = _text(asked, t("What did the customer say?"))
    return ReceiveAnswer(Message(ports.clock.now(), from_customer=True, text=text, channel=asked.channel))


def _accept(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return AcceptOffer(_text(asked, t("Where and how did the customer agree?")))


def _counter(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return CounterOffer(read_typed_amount(asked.amount, _currency_of(file.case, ports)), asked.note or "")


def _expire(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ExpireOffer()


def _return(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ReturnApproval(_text(asked, t("What is to be changed?")))


def _hold(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return HoldForFraud(_text(asked, t("What is suspicious?")))


def _release(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ReleaseFromFraud(_text(asked, t("Why is it cleared?")))


def _reopen(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return Reopen(_text(asked, t("Why is it taken up again?")))


def _cancel(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    waits = file.case.state is CaseState.INFO_WAIT
    resolution = asked.resolution or (Resolution.NO_REPLY if waits else Resolution.WITHDRAWN)
    return Cancel(Resolution(resolution), asked.note or "")


def _merge(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return Merge(case_named(asked.into, ports))


def _close(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """With the letter that its state wants, exactly as `case letter` shows it."""
    letter = letter_as_it_stands(file, ports, None, asked)
    if not letter.can_be_sent:
        code = say_refused(
            letter.findings, kept=t("The letter cannot leave like this, so the case stays open.")
        )
        raise Stopped(code)
    sent = Message(ports.clock.now(), from_customer=False, text=letter.body, subject=letter.subject)
    default = Resolution.DENIED_POLICY if file.case.denial else Resolution.PAID_PARTIAL
    return Close(Resolution(asked.resolution or default), sent)


run_take = _run(_take)
run_note = _run(_note)
run_identity = _run(_identity)
run_reason = _run(_reason)
run_facts = _run(_facts)
run_override = _run(_override)
run_snooze = _run(_snooze)
run_evidence = _run(_evidence)
run_answer = _run(_answer)
run_accept = _run(_accept)
run_counter = _run(_counter)
run_expire = _run(_expire)
run_grant = _run(_grant)
run_return = _run(_return)
run_hold = _run(_hold)
run_release = _run(_release)
run_reopen = _run(_reopen)
run_cancel = _run(_cancel)
run_merge = _run(_merge)
run_close = _run(_close)
run_deny = _run(_deny)
run_ask = _run(_ask)
run_escalate = _run(_escalate)


def run_offer(asked: Namespace) -> int:
    asked.choice = "offer"
    return run_decide(asked)


# ── A new case ───────────────────────────────────────────────────────────────────────────────────


def run_new(asked: Namespace) -> int:
    """Somebody on the phone: the order is looked up, or only its number is kept."""
    with practice_desk(asked) as ports:
        brands = tuple(ports.rulebooks.brands())
        brand = asked.brand or choose(t("Which brand?"), {name: name for name in brands})
        if brand not in brands:
            raise Stopped(
                Exit.USAGE,
                t("There is no brand “{brand}”; there are: {known}.", brand=brand, known=", ".join(brands)),
            )
        reason = Reason(asked.reason or choose(t("Why?"), {one.value: speech().label(one) for one in Reason}))
        known = _known_order(asked.order, brand, ports)
        order = known.order if known else None
        customer = _customer(asked, known)
        if order is None:
            number = clean_value(asked.order)
            complain(t("No order {number} is known; the case keeps the number.", number=number))
        of = order.currency if order else _currency_of_brand(BrandId(brand), customer, reason, ports)
        request = read_items(asked.items or (), RefundRequest(), order, of)
        claimed = read_typed_amount(asked.claimed, of) if asked.claimed is not None else None
        facts = (*(known.facts if known else ()), *facts_from(asked))
        if asked.dry_run:
            say(t("Possible. Nothing was changed; this was only a trial."))
            return Exit.DONE
        opened = open_case(
            ports,
            brand=BrandId(brand),
            customer=customer,
            reason=reason,
            order=order,
            order_ref=asked.order,
            request=request,
            claimed=claimed,
            channel=asked.channel,
            facts=facts,
        )
        return _said(opened, ports, asked)


def _currency_of_brand(brand: BrandId, customer: Customer, reason: Reason, ports: Ports) -> Currency:
    """What an amount is meant in while no order says it: the brand's own money."""
    case = Case(CaseId(""), "", brand, CaseState.INTAKE, customer, reason, ports.clock.now())
    return currency(ports.rulebooks.for_case(case).policy.currency)


def _known_order(number: str, brand: str, ports: Ports) -> Case | None:
    """From the cache where a case has it, else from the office's orders."""
    case_id = ports.cache.find(number)
    case = ports.cache.case(case_id) if case_id is not None else None
    if case is not None and case.brand == brand and case.order is not None and case.order.id == number:
        return case
    behind = getattr(ports.office, "behind", None)
    office = behind() if behind is not None else None
    found: Case | None = office.store.order(brand, number) if office is not None else None
    return found


def _customer(asked: Namespace, known: Case | None) -> Customer:
    from dataclasses import replace

    if known is not None and not asked.customer:
        customer = known.customer
    else:
        name = asked.customer or told(t("Who is asking?"), option="--customer", example="Jana Brückner")
        customer = Customer(name)
    changes = {
        field: value
        for field, value in (("email", asked.email), ("language", asked.language), ("country", asked.country))
        if value
    }
    return replace(customer, **changes)


# ── Outbox and line ──────────────────────────────────────────────────────────────────────────────


def run_undo(asked: Namespace) -> int:
    """Take back the newest decision that is still held."""
    from refundtui.casework.deciding import newest_held, undo

    with practice_desk(asked) as ports:
        entry = newest_held(ports)
        if entry is None:
            complain(t("Nothing is held any more: what was said has left, or is on its way."))
            return Exit.REFUSED
        if not undo(entry.submission.id, ports):
            complain(t("It may already be on its way, so it stays."))
            return Exit.REFUSED
        what = speech().name("command", entry.submission.command.code)
        say(t("{reference}: {what} is taken back; nothing has left.", reference=entry.reference, what=what))
    return Exit.DONE


def run_sync(asked: Namespace) -> int:
    """Send what is due, take in what changed."""
    with practice_desk(asked) as ports:
        sent = push(ports, ports.clock.now())
        came = pull(ports)
        if asked.json:
            say_json(
                {
                    "accepted": list(sent.accepted),
                    "review": list(sent.review),
                    "waiting": list(sent.waiting),
                    "changed": len(came.changed),
                    "unreachable": sent.unreachable or came.unreachable,
                }
            )
        else:
            _say_synced(sent, came, ports)
        if sent.unreachable or came.unreachable:
            return Exit.RETRY
        return Exit.REFUSED if sent.review else Exit.DONE


def _say_synced(sent: PushReport, came: PullReport, ports: Ports) -> None:
    for submission_id in sent.waiting:
        entry = ports.outbox.entry(submission_id)
        if entry is not None and not is_due(entry, ports.clock.now()):
            say(entry_line(entry, ports))
    for submission_id in sent.review:
        entry = ports.outbox.entry(submission_id)
        if entry is not None:
            complain(entry_line(entry, ports))
            for found in entry.findings:
                complain("  " + speech().finding(found))
    say(
        t(
            "{sent} sent, {waiting} waiting, {review} to be looked at again, {changed} cases changed.",
            sent=len(sent.accepted),
            waiting=len(sent.waiting),
            review=len(sent.review),
            changed=len(came.changed),
        )
    )
    if sent.unreachable or came.unreachable:
        say_unreachable(sent.unreachable or came.unreachable)
