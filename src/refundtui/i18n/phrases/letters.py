"""Why a letter may not leave, in words: what was found in it, what is safe, what to do."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase
from refundtui.i18n.words import N_

LETTER_NAMES: Final[dict[str, Phrase]] = {
    "variable.asked_on": N_("the day the customer was asked"),
    "variable.brand": N_("the brand's name"),
    "variable.dispute_outcome": N_("how the dispute at the bank ended"),
    "variable.failed_amount": N_("the amount that did not arrive"),
    "variable.new_day": N_("the new day, as 2026-12-11"),
    "variable.reply_by": N_("the day until which you wait for a reply"),
    "variable.said_paid_on": N_("the day it was called paid"),
    "command.letter_sent": N_("letter sent"),
    "command.letter_not_sent": N_("letter not sent"),
    "command.letter_unknown": N_("letter perhaps sent"),
    "letter_out.held": N_("waits"),
    "letter_out.sending": N_("leaves now"),
    "letter_out.sent": N_("sent"),
    "letter_out.unknown": N_("perhaps sent"),
    "letter_out.failed": N_("not sent"),
    "letter_out.stopped": N_("stopped"),
    "letter_out.withdrawn": N_("taken back"),
}

LETTER_FINDINGS: Final[dict[str, Phrase]] = {
    "letter.answered": N_("The customer answered before it left."),
    "letter.no_address": N_("There is no address it could go to."),
    "letter.no_answer": N_(
        "No answer came to the whole of it: it may have arrived. Ask before you send it again."
    ),
    "letter.no_way_out": N_("No way out is connected for its channel."),
    "letter.put_off": N_("The server takes nothing now; it is tried again."),
    "letter.quiet_hours": N_("It is quiet where the customer lives; it leaves in the morning."),
    "letter.refused": N_("The server refused it for good: check the address."),
    "letter.server_away": N_("The server was not reached; nothing left."),
    "letter.sign_in_refused": N_("The mail server refused the sign-in; nothing left."),
    "letter.too_old": N_("It could not leave for two days and is news of another day: write it anew."),
    "letter.worker_gone": N_("Whoever sent it was gone before an answer came: it may have arrived."),
    "letter.amount_differs": N_(
        "The letter says {words}, and the figures do not: amounts come from the quote. Change the quote, or the text."
    ),
    "letter.amount_in_words": N_(
        "“{words}” is an amount in words, which nobody can hold against the figures: write it in figures, or take it out."
    ),
    "letter.amount_gone": N_("The letter no longer says the amount it is about, {words}: put it back."),
    "letter.bank_account": N_("There is a bank account in the letter ({words}): take it out."),
    "letter.block_missing": N_(
        "This has to stay in the letter as it is: “{words}” Put it back, or drop your changes."
    ),
    "letter.card_number": N_("There is a card number in the letter: “{words}” Take it out."),
    "letter.closed_platform": N_(
        "The EU's platform for disputes closed on 20 July 2025: take the link out ({words})."
    ),
    "letter.empty": N_("There is nothing in the letter."),
    "letter.kind_unknown": N_("There is no letter “{words}”: write it anew."),
    "letter.language_unknown": N_("The office has no letters in “{language}”: write it in another language."),
    "letter.never_say": N_("The brand's letters never say “{words}”: put it another way."),
    "letter.no_dispute": N_("No dispute is open at the bank: there is nothing to write about it."),
    "letter.not_paid": N_("The provider has not said that it is paid: this letter waits until it has."),
    "letter.not_started": N_("Nothing has been sent to the provider yet: this letter waits until it has."),
    "letter.nothing_came_back": N_("No money came back: there is nothing to correct."),
    "letter.nothing_failed": N_("No payment failed: there is nothing to write about it."),
    "letter.paid_already": N_("It is paid: choose the letter that says so."),
    "letter.says_paid": N_("“{words}” is not true before the provider has said so: put it another way."),
    "letter.sent_already": N_("This very letter has been sent already."),
    "letter.somebody_elses": N_("“{words}” belongs to another customer or case: take it out."),
    "letter.template_broken": N_(
        "The letter's template {template} cannot be followed (line {line}: {why}). Choose another letter; the case is as it was."
    ),
    "letter.template_limit": N_(
        "The letter's template {template} does not come to an end, or its text grows beyond every letter. Choose another letter; the case is as it was."
    ),
    "letter.template_missing": N_(
        "There is no letter template {template}. Choose another letter or language; the case is as it was."
    ),
    "letter.template_no_subject": N_(
        "The letter's template {template} has to begin with a line “Subject: …”. Choose another letter; the case is as it was."
    ),
    "letter.template_no_text": N_(
        "The letter's template {template} is not UTF-8 text; save it as UTF-8. Choose another letter; the case is as it was."
    ),
    "letter.template_range": N_(
        "The letter's template {template} counts through numbers, (1..9), which letters may not. Choose another letter; the case is as it was."
    ),
    "letter.template_too_large": N_(
        "The letter's template {template} is too large to be a letter. Choose another letter; the case is as it was."
    ),
    "letter.template_unreadable": N_(
        "The letter's template {template} cannot be read ({why}). Choose another letter; the case is as it was."
    ),
    "letter.too_long": N_("The letter is longer than {longest} letters: shorten it. It is kept as a draft."),
    "letter.unresolved": N_("Something in the letter is not filled in: {words}"),
}
