"""What can be done with a case: to itself, in review, on its calculator and to its letter."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.words import N_
from refundtui.tui.action import Action, Group, Scope

_D, _Q, _C, _K, _L = Scope.DESK, Scope.QUEUE, Scope.CASE, Scope.CALCULATOR, Scope.LETTER

CASE_ACTIONS: Final[tuple[Action, ...]] = (
    # The case
    Action(
        "case.decide", (_D,), "d", N_("Decide"),
        N_("Opens the menu of decisions. It sends nothing: choosing asks once more."),
        Group.CASE, "refundtui case decide REFERENCE", needs_case=True, writes=True, hint=20,
    ),
    Action(
        "case.take", (_D,), "t", N_("Take the case"),
        N_("Makes the case yours; again gives it back to everybody."),
        Group.CASE, "refundtui case take REFERENCE", needs_case=True, writes=True, hint=60, short=N_("Take"),
    ),
    Action(
        "case.take_over", (_D,), "", N_("Take the case over"),
        N_("For a lead: ends a colleague's hold on a case marked @; what the colleague decides on it from then on is refused."),
        Group.CASE, "refundtui case take-over REFERENCE", needs_case=True, writes=True,
    ),
    Action(
        "case.note", (_D,), "n", N_("Add a note"),
        N_("An internal note. It is never sent to the customer."),
        Group.CASE, "refundtui case note REFERENCE TEXT", needs_case=True, command="add_note", writes=True,
        hint=50, short=N_("Note"),
    ),
    Action(
        "case.evidence", (_C,), "e", N_("Add evidence"),
        N_("Records a photo, receipt or report that came in for this case."),
        Group.CASE, "refundtui case evidence REFERENCE KIND TITLE", needs_case=True, command="add_evidence",
        writes=True, hint=55, short=N_("Evidence"),
    ),
    Action(
        "case.identity", (_C,), "y", N_("Set who is asking"),
        N_("How sure you are that the person asking is the customer."),
        Group.CASE, "refundtui case identity REFERENCE LEVEL", needs_case=True, command="set_identity",
        writes=True,
    ),
    Action(
        "case.language", (_D,), "", N_("The customer's language"),
        N_("In which language the customer reads: the one letters are written in."),
        Group.CASE, "refundtui case language REFERENCE LANG", needs_case=True, command="set_language",
        writes=True,
    ),
    Action(
        "case.facts", (_D,), "f", N_("Fill in what is missing"),
        N_("Facts the rules ask for and nobody has told yet: whether it was opened, how many photos there are."),
        Group.CASE, "refundtui case facts REFERENCE NAME=VALUE", needs_case=True, command="set_items", writes=True,
        hint=45, short=N_("Facts"),
    ),
    Action(
        "case.reason", (_C,), "r", N_("Change the reason"),
        N_("Why the customer asks: the verdict and the deductions hang on it."),
        Group.CASE, "refundtui case reason REFERENCE REASON", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "case.snooze", (_D,), "L", N_("Set aside until later"),
        N_("Out of the queue for hours or days, then back in it; legal deadlines go on running."),
        Group.CASE, "refundtui case snooze REFERENCE WHEN", needs_case=True, command="snooze", writes=True,
    ),
    Action(
        "case.override", (_D,), "", N_("Override the verdict"),
        N_("Goes on against the verdict. It needs the right and a written reason, and is counted."),
        Group.CASE, "refundtui case override REFERENCE REASON", needs_case=True, command="override", writes=True,
    ),
    Action(
        "case.reopen", (_D,), "", N_("Reopen the case"),
        N_("Takes a closed case up again, with its whole history."),
        Group.CASE, "refundtui case reopen REFERENCE REASON", needs_case=True, command="reopen", writes=True,
    ),
    Action(
        "case.cancel", (_D,), "", N_("Cancel the case"),
        N_("Ends the case without a decision: withdrawn, a duplicate, or not ours to decide."),
        Group.CASE, "refundtui case cancel REFERENCE", needs_case=True, command="cancel", writes=True,
    ),
    Action(
        "case.merge", (_D,), "", N_("Merge into another case"),
        N_("This case goes into another; later mail goes there."),
        Group.CASE, "refundtui case merge REFERENCE INTO", needs_case=True, command="merge", writes=True,
    ),
    Action(
        "case.withdraw_payment", (_D,), "W", N_("Take the payment back"),
        N_("Takes back what was approved while nobody has begun to send it: all of it or none. A new decision is needed then."),
        Group.CASE, "refundtui case withdraw REFERENCE REASON", needs_case=True, command="withdraw_payment",
        writes=True,
    ),
    Action(
        "case.another_way", (_D,), "A", N_("Another way than it came"),
        N_("For money that cannot go back the way it came: store credit, or an account the customer names. It needs consent, a reason and a second person."),
        Group.CASE, "refundtui case another-way REFERENCE bank", needs_case=True, command="settle_another_way",
        writes=True,
    ),
    Action(
        "case.answer", (_C,), "", N_("Record the customer's answer"),
        N_("What the customer said or sent; the rules run again."),
        Group.CASE, "refundtui case answer REFERENCE TEXT", needs_case=True, command="receive_answer", writes=True,
    ),
    Action(
        "case.offer_accepted", (_C,), "", N_("The customer accepts the offer"),
        N_("Records where and how the customer agreed."),
        Group.CASE, "refundtui case accept REFERENCE", needs_case=True, command="accept_offer", writes=True,
    ),
    Action(
        "case.offer_countered", (_C,), "", N_("The customer makes a counter-offer"),
        N_("Records the amount the customer asks for; the case goes back to its quote."),
        Group.CASE, "refundtui case counter REFERENCE AMOUNT", needs_case=True, command="counter_offer", writes=True,
    ),
    Action(
        "case.kinds", (_C,), "s", N_("Kinds of the timeline"),
        N_("The timeline with one kind of entry: messages, decisions, money, the parcel, evidence, notes; or all of them."),
        Group.CASE, "refundtui case timeline REFERENCE --kind KIND", needs_case=True, hint=14, short=N_("Kinds"),
    ),
    Action(
        "case.close", (_D,), "E", N_("Close the case"),
        N_("Sends the letter the case's state wants and ends the case. It says what still keeps the letter from leaving."),
        Group.CASE, "refundtui case close REFERENCE", needs_case=True, command="close", writes=True,
    ),
    Action(
        "case.new", (_D,), "i", N_("New case"),
        N_("For a customer on the phone: find the order, or type its number."),
        Group.CASE, "refundtui case open ORDER", writes=True, hint=80, short=N_("New"),
    ),
    Action(
        "case.copy", (_D,), "c", N_("Copy"),
        N_("Reference, order, amount or letter to the terminal's clipboard; never a whole card or account number."),
        Group.CASE, "refundtui case show REFERENCE", needs_case=True,
    ),
    Action(
        "case.next", (_D,), "N", N_("Next case"),
        N_("The case that needs you most, as the office gives it; without a line the next of this queue."),
        Group.CASE, "refundtui case next",
    ),
    Action(
        "case.undo", (_D,), "u", N_("Take back"),
        N_("Takes back the newest decision that is still held; of one that may have left the office is asked."),
        Group.OUTBOX, "refundtui outbox undo", hint=90,
    ),
    # Review
    Action(
        "review.approve", (_Q, _C), "a", N_("Approve the request"),
        N_("The request whole: why it is here, how it differs from the policy, what is on record. Then y grants exactly that "
           "quote, r returns it with a note, x denies."),
        Group.REVIEW, "refundtui case grant REFERENCE", needs_case=True, command="grant_approval", writes=True,
        short=N_("Approve"),
    ),
    Action(
        "review.return", (_Q,), "r", N_("Return the request"),
        N_("Gives it back with a note; the quote can be made anew."),
        Group.REVIEW, "refundtui case return REFERENCE NOTE", needs_case=True, command="return_approval",
        writes=True, short=N_("Return"),
    ),
    Action(
        "review.unclear", (_D,), "", N_("Unclear payments"),
        N_("Money of which nobody knows what became of it, and refunds that nobody here made, with their age. Two people "
           "find out, each alone: what one has said is not shown to the other."),
        Group.REVIEW, "refundtui payments unclear",
    ),
    # Calculator
    Action(
        "calc.why", (_K,), "enter", N_("Why this figure"),
        N_("Opens a row to its rule, its inputs and its clause; again closes it."),
        Group.CALCULATOR, "refundtui case quote REFERENCE --why", needs_case=True, hint=10, short=N_("Why"),
    ),
    Action(
        "calc.more", (_K,), "plus,right,l", N_("One more comes back"),
        N_("One unit more of this line; on delivery and fees: all that is left of it."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS", needs_case=True, command="set_items",
        writes=True, hint=12, short=N_("More"),
    ),
    Action(
        "calc.less", (_K,), "minus,left,h", N_("One less comes back"),
        N_("One unit less of this line."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS", needs_case=True, command="set_items",
        writes=True, hint=13, short=N_("Less"),
    ),
    Action(
        "calc.grade", (_K,), "g", N_("Condition grade"),
        N_("In which condition this came back. Deductions apply only where they are lawful."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS:GRADE", needs_case=True,
        command="set_items", writes=True, hint=14, short=N_("Grade"),
    ),
    Action(
        "calc.amount", (_K,), "a", N_("Type an amount"),
        N_("An amount for this line, or the goodwill on its own row."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=AMOUNT", needs_case=True, command="set_items",
        writes=True, hint=15, short=N_("Amount"),
    ),
    Action(
        "calc.reduce", (_K,), "r", N_("Price reduction"),
        N_("Kept for less: the actual value against the value as agreed, on what was paid."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=ACTUAL/CONFORMING", needs_case=True,
        command="set_items", writes=True, hint=16, short=N_("Reduce"),
    ),
    Action(
        "calc.how", (_K,), "w", N_("What comes back"),
        N_("Units, an amount, a reduction, unused time or units, the present value, or all that is left."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=WHAT", needs_case=True, command="set_items",
        writes=True, hint=17, short=N_("What"),
    ),
    Action(
        "calc.five_more", (_K,), "K", N_("Five per cent more"),
        N_("Keeps the line for five per cent less, or gives that much more of a typed amount or of goodwill."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=+5%", needs_case=True, command="set_items",
        writes=True, hint=18, short=N_("+5 %"),
    ),
    Action(
        "calc.five_less", (_K,), "J", N_("Five per cent less"),
        N_("The same the other way; at nothing the row asks for nothing."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=-5%", needs_case=True, command="set_items",
        writes=True, hint=19, short=N_("-5 %"),
    ),
    Action(
        "calc.what_if", (_K,), "s", N_("What if"),
        N_("What the total would be under the other value of each of the brand's switches. It changes nothing."),
        Group.CALCULATOR, "refundtui case quote REFERENCE --what-if", needs_case=True, hint=20, short=N_("What if"),
    ),
    Action(
        "calc.everything", (_K,), "asterisk", N_("Everything comes back"),
        N_("All that is left of the order; again puts the lines back."),
        Group.CALCULATOR, "refundtui case items REFERENCE all", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.nothing", (_K,), "0", N_("Nothing of this line"),
        N_("Takes the row out of the request."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=0", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.credit", (_D,), "", N_("Pay as store credit"),
        N_("Settles in store credit instead of the way it was paid; again puts it back."),
        Group.CALCULATOR, "refundtui case items REFERENCE --credit", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.restore", (_K,), "R", N_("Start again from the request"),
        N_("Forgets what you changed here and takes the request as it stands on the case."),
        Group.CALCULATOR, "refundtui case items REFERENCE --as-asked", needs_case=True, hint=21, short=N_("Restore"),
    ),
    # Letter
    Action(
        "letter.edit", (_L,), "enter", N_("Edit the letter"),
        N_("Write in the letter; what you write is kept at every pause. Esc leaves the text."),
        Group.LETTER, "refundtui case letter REFERENCE --edit", needs_case=True, writes=True, hint=10,
        short=N_("Edit"),
    ),
    Action(
        "letter.language", (_L,), "l,right", N_("Next language"),
        N_("The same letter in another language."),
        Group.LETTER, "refundtui case letter REFERENCE --language de", needs_case=True, hint=12, short=N_("Language"),
    ),
    Action(
        "letter.language_back", (_L,), "h,left", N_("Previous language"),
        N_("The same letter in the language before."),
        Group.LETTER, "refundtui case letter REFERENCE --language de", needs_case=True,
    ),
    Action(
        "letter.kind", (_L,), "w", N_("Which letter"),
        N_("Chooses what is written: the decision, an offer, a question, a denial."),
        Group.LETTER, "refundtui case letter REFERENCE --kind decision", needs_case=True, hint=14, short=N_("Letter"),
    ),
    Action(
        "letter.fill", (_L,), "a", N_("Fill in the letter"),
        N_("Asks for what no record holds: a day, a name, words of your own. Figures come from the quote and the payment."),
        Group.LETTER, "refundtui case letter REFERENCE --fill NAME=TEXT", needs_case=True, writes=True,
    ),
    Action(
        "letter.send", (_L,), "S", N_("Send the letter"),
        N_("Sends the letter as it is shown, and the case goes on. It says what still keeps the letter from leaving."),
        Group.LETTER, "refundtui case send REFERENCE", needs_case=True, command="send_letter", writes=True,
    ),
    Action(
        "letter.restore", (_L,), "", N_("Drop my changes to the letter"),
        N_("Back to the letter as it is filled from the quote."),
        Group.LETTER, "refundtui case letter REFERENCE --fresh", needs_case=True, writes=True,
    ),
    Action(
        "case.message", (_D,), "m", N_("Go to the letter"),
        N_("The letter to the customer, filled from the quote."),
        Group.LETTER, "refundtui case letter REFERENCE", needs_case=True, hint=40, short=N_("Letter"),
    ),
)  # fmt: skip
