"""How the next step of a case is told, in one sentence."""

from __future__ import annotations

from typing import Final

from refundtui.domain.next_step import Next, NextStep
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_

_SENTENCES: Final = {
    Next.TAKE_BACK_UP: N_("A decision of yours met a changed case: compare it."),
    Next.TELL_FACTS: N_("Fill in: {names}."),
    Next.GET_EVIDENCE: N_("Needed: {names}. Add it, or ask for it."),
    Next.DECIDE: N_("Decide: {amount} can go back."),
    Next.ASK_APPROVAL: N_("Ask a second person: {amount} is more than you decide alone."),
    Next.DENY: N_("Decide: {why}"),
    Next.GRANT: N_("Approve or return the request for {amount}."),
    Next.RECORD_ANSWER: N_("Waiting for: {names}. Record the answer when it comes."),
    Next.SEND_LETTER: N_("Close the case with its letter."),
    Next.CORRECT: N_(
        "The customer was told of {amount} that did not arrive: send the correcting letter, then pay it another way."
    ),
    Next.OTHER_ROLE: N_("To be decided by: {names}. A note tells them what you know."),
    Next.FRAUD_DESK: N_("The fraud desk has it."),
    Next.CUSTOMERS_ANSWER: N_("The customer may accept the offer, counter it or let it expire."),
    Next.SECOND_PERSON: N_("A second person decides on {amount}."),
    Next.OFFICES_ANSWER: N_("Decided at this desk; the office has not recorded it yet."),
    Next.TO_BE_PAID: N_("Decided; the payment has still to be made."),
    Next.PAYMENT: N_("Decided; the payment is on its way."),
    Next.PAYMENT_UNKNOWN: N_("Nobody knows yet whether the payment arrived: pay nothing again meanwhile."),
    Next.PAYMENT_FAILED: N_("The payment failed: it needs another try or another way."),
    Next.OUTSIDE_BODY: N_("It is decided outside: by a bank or an arbitration body."),
    Next.NOTHING: N_("Nothing: the case is closed."),
}


def next_said(step: NextStep, speech: Speech) -> str:
    family = "role" if step.step is Next.OTHER_ROLE else ""
    names = speech.listed(_named(name, speech, family) for name in step.names) or speech.words.t("an answer")
    amount = speech.money_with_code(step.amount) if step.amount is not None else ""
    why = speech.finding(step.found) if step.found is not None else ""
    if step.step is Next.CLEAR_AWAY:
        return why
    return speech.words.t(_SENTENCES[step.step], names=names, amount=amount, why=why)


def _named(name: str, speech: Speech, family: str) -> str:
    """A role, a fact by its own name, else a kind of evidence."""
    if family:
        return speech.name(family, name)
    said = speech.name("fact", name)
    return said if said != name else speech.name("kind", name)
