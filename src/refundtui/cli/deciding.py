"""`refundtui case items|quote|decide` and their like: what it comes to, and what is decided."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from refundtui.casework.deciding import Confirmation, confirmation
from refundtui.casework.ports import Ports
from refundtui.casework.quoting import is_only_if_granted, preview
from refundtui.casework.views import CaseFile
from refundtui.cli.asking import choose, confirmed, somebody_is_there, told
from refundtui.cli.cases import case_lines, file_of
from refundtui.cli.figures import quote_as_json, say_quote, say_verdict, say_what_ifs, verdict_as_json
from refundtui.cli.items import read_typed_amount
from refundtui.cli.opening import desk_ports
from refundtui.cli.other_ways import say_other_way
from refundtui.cli.requesting import currency_of, facts_from, request_from
from refundtui.cli.submitting import Act, doing, file_asked, submit, words_of
from refundtui.cli.telling import (
    Exit,
    Stopped,
    complain,
    findings_json,
    say,
    say_json,
    say_refused,
    speech,
)
from refundtui.domain.case import Case, Ground, WaitingFor
from refundtui.domain.commands import (
    Approve,
    AskInformation,
    Command,
    Deny,
    Escalate,
    GrantApproval,
    MakeOffer,
    MakeQuote,
    RequestApproval,
    SetItems,
)
from refundtui.domain.decision import obstacles, rules_against
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest
from refundtui.i18n.words import N_, t


def run_items(asked: Namespace) -> int:
    """Set what comes back, the reason and the facts; says what it comes to."""
    with desk_ports(asked) as ports:
        file = file_asked(asked, ports)
        request = request_from(asked, file.case, currency_of(file.case, ports))
        reason = Reason(asked.reason) if asked.reason else None
        facts = facts_from(asked)
        if request == file.case.request and reason is None and not facts:
            raise Stopped(
                Exit.USAGE,
                t("Say what comes back, like shirt=1; “refundtui case items --help” lists it all."),
            )
        code = submit(file, SetItems(request, reason, facts), ports, asked)
        if code is Exit.DONE and not asked.json and not asked.dry_run:
            after = file_of(file.case.id, ports)
            if_granted = is_only_if_granted(after.case, after.determination)
            say_quote(after.determination.quote, after.case.order, if_granted=if_granted)
        return code


def run_quote(asked: Namespace) -> int:
    """What it comes to; with --fix, a version that stays."""
    with desk_ports(asked) as ports:
        file = file_asked(asked, ports)
        request = request_from(asked, file.case, currency_of(file.case, ports))
        determination = preview(file.case, request, ports)
        if asked.json:
            say_json({"reference": file.case.reference, "eligibility": verdict_as_json(determination),
                      **quote_as_json(determination.quote)})  # fmt: skip
        else:
            if_granted = is_only_if_granted(file.case, determination)
            say_quote(determination.quote, file.case.order, why=asked.why, if_granted=if_granted)
            say_verdict(determination, why=asked.why)
            if asked.what_if:
                say_what_ifs(determination)
        if isinstance(determination.quote, Refused):
            complain(t("Nothing was changed."))
            return Exit.REFUSED
        if not asked.fix:
            return Exit.DONE
        return submit(file, MakeQuote(request, determination.quote.fingerprint), ports, asked)


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
    with desk_ports(asked) as ports:
        file = file_asked(asked, ports)
        choice = asked.choice or _chosen(file, ports, asked)
        if choice in _ELSEWHERE:
            return submit(file, _ELSEWHERE[choice](file, ports, asked), ports, asked)
        request = request_from(asked, file.case, currency_of(file.case, ports))
        determination = preview(file.case, request, ports)
        quote = determination.quote
        if isinstance(quote, Refused):
            return say_refused(quote.findings)
        if not asked.json:
            if_granted = is_only_if_granted(file.case, determination)
            say_quote(quote, file.case.order, why=asked.why, if_granted=if_granted)
        command = _decision(choice, request, quote, asked, ports, file)
        standing = obstacles(
            file.case, command, ports.actor, ports.rulebooks.for_case(file.case), ports.clock.now()
        )
        if standing:
            return _not_possible(standing, file, asked)
        if not asked.dry_run:
            _confirm(quote.total, file.case, ports, asked)
        return submit(file, command, ports, asked)


def _chosen(file: CaseFile, ports: Ports, asked: Namespace) -> str:
    """Asked of whoever is there: which case it is, how the rules see it, and beside each choice why not.

    Where nobody is, silence approves nothing: a script says what it means, or tries it.
    """
    if not somebody_is_there():
        if asked.yes or asked.expect is not None or asked.dry_run:
            return "approve"
        raise Stopped(
            Exit.USAGE,
            t("Nobody is there to choose: say what is decided with --choice, or approve with --yes."),
            t("Nothing was changed."),
        )
    standing = {name: file.why_not(code) for name, code in _COMMANDS.items()}
    usual = next((name for name in CHOICES if not standing[name]), "")
    say(next(case_lines(file, ports)))
    say_verdict(file.determination)
    titles = {
        name: t("{choice}, not now: {reason}", choice=t(title), reason=speech().finding(standing[name][0]))
        if standing[name]
        else t(title)
        for name, title in CHOICES.items()
    }
    return choose(t("What is decided?"), titles, usual)


_COMMANDS: Final = {
    "approve": Approve.code,
    "request": RequestApproval.code,
    "offer": MakeOffer.code,
    "deny": Deny.code,
    "ask": AskInformation.code,
    "escalate": Escalate.code,
}


def run_offer(asked: Namespace) -> int:
    asked.choice = "offer"
    return run_decide(asked)


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
    if code is Exit.NEEDS_LEAD and not file.why_not(RequestApproval.code):
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
    question = t("Decide {amount}?", amount=speech().money_with_code(amount))
    if not confirmed(question, options=t("--yes or --expect AMOUNT")):
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
    return Escalate(words_of(asked, t("Why does another one decide?")))


_ELSEWHERE: Final[dict[str, Act]] = {"deny": _deny, "ask": _ask, "escalate": _escalate}


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
        say_other_way(file.case)
    if not asked.dry_run:
        _confirm(approval.amount, file.case, ports, asked)
    return GrantApproval(approval.version, approval.fingerprint, asked.note or "")


def _say_difference_to_policy(determination: Determination) -> None:
    against = rules_against(determination)
    if against:
        say(t("Against policy: {rules}", rules=", ".join(against)))
    else:
        say(t("No difference to policy."))


run_grant = doing(_grant)
run_deny = doing(_deny)
run_ask = doing(_ask)
run_escalate = doing(_escalate)
