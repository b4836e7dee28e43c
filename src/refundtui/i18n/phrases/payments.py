"""Words for money on its way out: where a leg is, why it was not paid, and what is to be done then."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase
from refundtui.i18n.words import N_

PAYMENT_NAMES: Final[dict[str, Phrase]] = {
    "command.payment": N_("payment"),
    "apart.not_ours": N_("a refund that nobody here made"),
    "apart.not_there": N_("paid, and the provider lists no such refund"),
    "apart.other_amount": N_("another amount there"),
    "apart.other_state": N_("another state there"),
    "apart.double": N_("two refunds of one payment"),
    "leg_event.answered": N_("the provider answered"),
    "leg_event.approved": N_("approved"),
    "leg_event.asked": N_("the provider was asked"),
    "leg_event.away": N_("the provider answers nobody"),
    "leg_event.brought_back": N_("the office was brought back from a backup"),
    "leg_event.delivered": N_("the provider told of it"),
    "leg_event.handed_over": N_("handed over"),
    "leg_event.in_bank_file": N_("written into a file for the bank"),
    "leg_event.looked_up": N_("looked up at the provider"),
    "leg_event.looking": N_("about to be looked up"),
    "leg_event.nothing_to_do": N_("nothing to do"),
    "leg_event.out_of_bank_file": N_("taken out of the bank's file"),
    "leg_event.refund_of_another": N_("the provider named another payment's refund"),
    "leg_event.refused": N_("the provider refused"),
    "leg_event.replaced": N_("paid by another payment instead"),
    "leg_event.resolved": N_("two people said so"),
    "leg_event.sending": N_("about to be sent"),
    "leg_event.taken_back_before_the_copy": N_("taken back before the backup was made"),
    "leg_event.too_late": N_("an answer came too late to count"),
    "leg_event.unanswered": N_("no answer came"),
    "leg_event.way": N_("another way was chosen"),
    "leg_event.withdrawn": N_("taken back"),
    "payout.queued": N_("waits to be sent"),
    "payout.sending": N_("on its way to the provider"),
    "payout.unknown": N_("not known whether it happened"),
    "payout.pending": N_("with the provider"),
    "payout.action_required": N_("waits for the customer at the provider's"),
    "payout.succeeded": N_("paid, the provider says"),
    "payout.voided": N_("released, nothing had been taken"),
    "payout.rejected": N_("refused, nothing moved"),
    "payout.canceled": N_("stopped, nothing moved"),
    "payout.failed": N_("failed, the money is with the merchant"),
    "payout.returned": N_("paid, and came back"),
    "payout.manual": N_("contradicts itself, two people look"),
    "payout.withdrawn": N_("taken back in time"),
    "refusal.already_refunded": N_("already given back"),
    "refusal.amount_exceeds": N_("more than the payment has left"),
    "refusal.amount_too_small": N_("too small an amount"),
    "refusal.amount_too_large": N_("too large an amount"),
    "refusal.decimals": N_("an amount the provider cannot write"),
    "refusal.currency": N_("another currency than was paid"),
    "refusal.exponent_mismatch": N_("the provider knows another amount than the order"),
    "refusal.disputed": N_("disputed at the bank"),
    "refusal.too_late": N_("too long ago for this provider"),
    "refusal.partial_not_allowed": N_("only as a whole"),
    "refusal.not_settled": N_("not taken yet"),
    "refusal.too_many": N_("refunded too often"),
    "refusal.lines_missing": N_("the provider wants the lines"),
    "refusal.merchant_funds": N_("the merchant's balance is too low"),
    "refusal.merchant_blocked": N_("the merchant's account is blocked"),
    "refusal.account_closed": N_("the customer's account is closed"),
    "refusal.card_lost": N_("the card is lost or stolen"),
    "refusal.bad_account": N_("no such account"),
    "refusal.deceased": N_("the account's holder has died"),
    "refusal.declined": N_("declined by the bank"),
    "refusal.duplicate_ref": N_("the reference is known already"),
    "refusal.regulatory": N_("stopped by a rule of the bank's"),
    "refusal.not_found": N_("the provider knows no such payment"),
    "refusal.not_set_up": N_("our account there is not set up"),
    "refusal.unknown_rejection": N_("refused for a reason we do not know"),
    "remedy_step.look_up": N_("Wait: it is being looked up, and nothing is sent before that is known."),
    "remedy_step.another_tender": N_(
        "Ask the customer for another way to pay; it needs consent and a second person."
    ),
    "remedy_step.another_tender_fraud_look": N_(
        "Let the fraud desk look, then ask for another way to pay; it needs consent and a second person."
    ),
    "remedy_step.wait_for_merchant": N_("Nothing to do: the merchant has to fill the balance."),
    "remedy_step.stop_and_report": N_("Stop, and tell your lead: our own check should have caught this."),
    "remedy_step.ask_provider": N_("Ask the provider what stands in the way."),
    "remedy_step.answer_dispute": N_("Answer the dispute at the bank; a refund would pay it twice."),
    "remedy_step.release": N_("Let the payment be released: nothing was taken yet."),
    "remedy_step.complete_lines": N_("Name the lines the refund is for."),
    "remedy_step.correct_account": N_("Ask the customer for the right account; it needs a second person."),
    "remedy_step.other_amount": N_("Quote another amount."),
    "remedy_step.later": N_("Try again later."),
}

OTHER_WAY_NAMES: Final[dict[str, Phrase]] = {
    "command.withdraw_payment": N_("take the payment back"),
    "command.settle_another_way": N_("another way to pay"),
    "way.store_credit": N_("store credit"),
    "way.bank_account": N_("a bank account"),
    "alternative_reason.came_back": N_("the payment came back, or failed"),
    "alternative_reason.refused": N_("the provider took no refund"),
    "alternative_reason.account_closed": N_("the customer's account is closed"),
    "alternative_reason.card_gone": N_("the card is lost, stolen or thrown away"),
    "alternative_reason.gift": N_("it was a gift: another one paid"),
    "alternative_reason.no_proof": N_("no proof of which payment it was"),
    "alternative_reason.wish": N_("the customer wishes it so"),
    "proof.provider": N_("a payment on the case that was refused, failed or came back"),
    "proof.message": N_("a message of the customer's on the case"),
    "proof.document": N_("evidence on the case"),
    "consent.phone": N_("on the phone"),
    "consent.mail": N_("by e-mail"),
    "consent.chat": N_("in a chat"),
    "consent.form": N_("in a form"),
    "consent.letter": N_("by letter"),
    "account_from.payment": N_("the record of the payment"),
    "account_from.message": N_("a written message of the customer's"),
    "account_from.other": N_("somewhere else"),
    "name_check.match": N_("the bank says that the name fits"),
    "name_check.close_match": N_("the bank says that the name nearly fits"),
    "name_check.no_match": N_("the bank says that the name does not fit"),
    "name_check.not_possible": N_("the bank could not check the name"),
    "name_check.not_asked": N_("nobody asked a bank whether the name fits"),
    "iban_fault.form": N_("this is not an IBAN"),
    "iban_fault.country": N_("no SEPA transfer reaches that country"),
    "iban_fault.length": N_("too short or too long for its country"),
    "iban_fault.check": N_("one of its characters is wrong"),
    "iban_fault.hidden": N_("only its beginning and end are known here: type it again"),
}

PAYMENT_FINDINGS: Final[dict[str, Phrase]] = {
    "payment.has_left": N_("{amount} of it is being sent, or was: it cannot be taken back any more."),
    "payment.claimed": N_("It is being sent at this moment: it cannot be taken back any more."),
    "payment.another": N_("Another payment waits now than the one you saw: look at it again."),
    "payment.may_be_out": N_(
        "The office was brought back from a backup since: two people look whether it was sent."
    ),
    "consent.missing": N_("Write down what the customer agreed to, in the customer's words."),
    "consent.in_the_future": N_("The customer cannot have agreed on {at}: that is still to come."),
    "other_way.unproved": N_("Not shown yet: {alternative_reason}. It takes {proofs}."),
    "other_way.wish_is_no_reason": N_(
        "Money goes back the way it came; to an account only where that is not possible."
    ),
    "other_way.not_agreed": N_(
        "Store credit instead of money needs the customer's consent: write down the other way first."
    ),
    "other_way.second_person": N_(
        "It goes another way than it came: a second person has to agree, whatever the amount."
    ),
    "other_way.gift_card_stays": N_(
        "{amount} is more than was paid in money: at most {maximum} can go to an account."
    ),
    "credit.owed_in_money": N_("The law gives this back in money: store credit does not do."),
    "payee.missing": N_("Say whose account it is."),
    "payee.not_wanted": N_("Store credit goes to no bank account."),
    "payee.no_name": N_("Type the name of the account's holder."),
    "payee.check_undated": N_("Say when the name was checked, and who answered."),
    "payee.id_reused": N_("This account was written down already: type it again."),
    "payee.same_person": N_("Whoever wrote down where the money goes does not let it go there."),
    "iban.not_valid": N_("This account cannot be paid: {fault}."),
    "payment.part_is_out": N_("{amount} of it is out already, or may be: it is not paid once more."),
    "payment.second_person": N_(
        "It was paid once and did not arrive: a second person has to agree to pay it again."
    ),
    "unclear.not_yours": N_("Unclear payments are for those who decide as a second person."),
    "leg.unknown": N_("There is no such payment."),
    "leg.not_in_doubt": N_("This payment is in no doubt: its provider knows it."),
    "leg.no_such_finding": N_("That cannot be found out by hand: say what became of the money in the end."),
    "leg.no_evidence": N_("Say what it was found by: a statement's page, a number of the provider's."),
}
