"""What rules find and what stands in the way, as sentences."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase, counted
from refundtui.i18n.words import N_, NN_

_TYPED_AMOUNTS: Final[dict[str, Phrase]] = {
    "amount.empty": N_("Type an amount in {currency}, for example {example}."),
    "amount.not_an_amount": N_("“{typed}” is not an amount. Type figures only, for example {example}."),
    "amount.percentage": N_("“{typed}” is a percentage. Type the amount in {currency} that it comes to."),
    "amount.other_currency": N_("“{typed}” is in {other}; this order was paid in {currency}."),
    "amount.negative": N_("“{typed}” is below zero. A refund is typed as a positive amount."),
    "amount.zero": N_("Nothing would be refunded. Type an amount above zero."),
    "amount.ambiguous": N_(
        "“{typed}” can be read as {grouped} or as {decimal}. Type it without thousands marks, "
        "for example {example}."
    ),
    "amount.too_many_decimals": counted(
        "places",
        NN_(
            "“{typed}” has too many decimals: {currency} has {places}.",
            "“{typed}” has too many decimals: {currency} has {places}.",
        ),
    ),
    "amount.no_decimals": N_("“{typed}” has decimals, but {currency} has none. Type whole {currency}."),
    "amount.broken_groups": N_(
        "The marks in “{typed}” do not fit together. Type it without thousands marks, for example {example}."
    ),
    "amount.unfinished": N_("“{typed}” ends with a mark. Type the decimals too, or leave the mark out."),
    "amount.absurd": counted(
        "digits",
        NN_(
            "“{typed}” has {digits} digit. Is it an order or account number?",
            "“{typed}” has {digits} digits. Is it an order or account number?",
        ),
    ),
    "amount.too_long": N_("That is too long for an amount. Type figures only, for example {example}."),
    "amount.not_payable": N_("{currency} is paid in steps of {step}: “{typed}” cannot be paid out."),
}

_AMOUNTS: Final[dict[str, Phrase]] = {
    "amount.above_granted": N_("At most {max} can go back: a rule keeps some lines out."),
    "amount.above_line": N_("At most {max} can still go back on this line."),
    "amount.above_order": N_("At most {max} can still go back on this order."),
    "amount.above_payment": N_("At most {max} can still go back to this payment."),
    "amount.above_share": N_("At most {max} of this payment belongs to this order."),
    "amount.above_stored_value": N_("At most {max} of the balance is unspent."),
    "amount.above_tax": N_("At most {max_tax} of tax {tax_code} can still go back."),
    "amount.above_unit": N_("At most {max} can still go back on this unit."),
    "amount.not_positive": N_("The amount must be above zero."),
    "amount.wrong_sign": N_("The amount must have the line's own sign."),
    "amount.nothing": N_("Nothing would be refunded: there is nothing to decide."),
    "cap.exceeded": N_("{amount} is more than can still go back: at most {maximum}."),
    "currency.in_steps": N_(
        "{computed} cannot be paid out: {currency} is paid in steps of {step}. Type an amount."
    ),
    "currency.other": N_("{typed} was typed; the order is in {order}."),
    "deduction.not_positive": N_("The deduction “{deduction}” must be above zero."),
    "deduction.other_currency": N_(
        "“{deduction}” of {amount} is not taken off: the order is in {currency}. Type it as a deduction where it is due."
    ),
    "deduction.struck": N_("“{deduction}” of {amount} is not taken off: the law forbids it."),
    "delivery.not_refunded": N_("Delivery of {amount} is not refunded: part of the order is kept."),
    "depreciation.months": counted(
        "months",
        NN_("An age of {months} month is not possible.", "An age of {months} months is not possible."),
    ),
    "depreciation.no_schedule": N_("The brand has no depreciation schedule for this."),
    "line.nothing_left": N_("Nothing is left to refund on “{line}”."),
    "line.unknown": N_("The order has no line “{line}”."),
    "minimum.direct_cost": N_(
        "The return delivery of {amount} lowers what the law gives: it may be what the carrier charged, and no more."
    ),
    "minimum.raised": N_("Raised from {computed} to {minimum}: the law gives at least that."),
    "order.nothing_left": N_("Nothing is left to refund on this order."),
    "order.payments_disagree": N_(
        "The payments come to {paid}, the lines to {total}: please check the order."
    ),
    "period.unknown": N_("For “{line}” it is not known which days were paid for."),
    "reduction.values": N_(
        "The actual value ({actual}) must lie between zero and the value without the fault ({conforming})."
    ),
    "reprice.not_lower": N_("The new price must be below the old one; at most {max} can go back."),
    "split.above_total": N_("The parts come to {parts}, but {total} is to be given back."),
    "request.empty": N_("Nothing is asked for yet: set items or an amount."),
    "tax.not_explicit": N_("The brand does not allow tax to be typed."),
    "tax.unknown_code": N_("The line has no tax “{tax_code}”."),
    "tender.held_gift_card": N_("Gift card {payment} belongs to the customer and may take the money."),
    "tender.not_original": N_("The order was not paid with “{payment}”: money goes back the way it came."),
    "tender.unknown": N_("The order has no payment “{payment}”."),
    "total.above_order": N_("{computed} is {short_by} more than the order can still give: at most {max}."),
    "total.above_payment": N_(
        "{computed} is {short_by} more than the payments can still give: at most {max}."
    ),
    "unit.unknown": counted(
        "units",
        NN_("The line has no unit {unit}: it has {units}.", "The line has no unit {unit}: it has {units}."),
    ),
    "units.above_left": counted(
        "max_units",
        NN_(
            "{units} units are too many: {max_units} is left on this line.",
            "{units} units are too many: {max_units} are left on this line.",
        ),
    ),
    "units.not_positive": N_("The number of units must be above zero."),
    "units.used_unknown": N_("{used} of {units} used: that cannot be."),
}

_PROMISES: Final[dict[str, Phrase]] = {
    "window.missed": counted(
        "days_late",
        NN_(
            "The return window ended on {last_day}; the customer asked {days_late} day too late.",
            "The return window ended on {last_day}; the customer asked {days_late} days too late.",
        ),
    ),
    "window.open": counted(
        "days_left",
        NN_(
            "The return window is open until {last_day}, {days_left} day more.",
            "The return window is open until {last_day}, {days_left} days more.",
        ),
    ),
    "window.not_started": N_("The return window has not begun: nothing has been delivered yet."),
    "window.unknown": N_("Whether the return window is open depends on {deciding}, which is not known."),
    "window.not_met": N_("The return window “{title}” is for other cases ({deciding})."),
    "window.overruled": N_("The return window “{title}” gives way to a stronger one."),
    "window.none": N_("The brand has no return window for this reason."),
    "rule.allows": N_("Allowed: {title}."),
    "rule.bypasses_final_sale": N_("Allowed in spite of final sale: {title}."),
    "rule.clear": N_("Does not stand in the way: {title}."),
    "rule.donate": N_("The customer is asked to donate it: {title}."),
    "rule.keep_item": N_("The customer keeps it: {title}."),
    "rule.needs_review": N_("Needs a second person: {title}."),
    "rule.not_met": N_("Does not apply: {title} ({deciding})."),
    "rule.overruled": N_("Gives way to a stronger rule: {title}."),
    "rule.rejects": N_("Excluded: {title}."),
    "rule.sets_window": N_("Sets the return window: {title}."),
    "rule.unknown": N_("{title}: undecided while this is not known: {deciding}."),
    "fee.applies": N_("A fee applies: {title}."),
    "fee.not_met": N_("The fee “{code}” does not apply ({deciding})."),
    "fee.unknown": N_("Whether the fee “{code}” applies depends on {deciding}, which is not known."),
    "grade.unknown": N_(
        "Whether the deduction for condition {grade} applies depends on {deciding}, which is not known."
    ),
    "fee.waived": N_("The fee is waived: {title}."),
    "incentive.offered": N_("An incentive can be offered: {title}."),
    "order.refunded_elsewhere": N_(
        "{amount} went back outside this office ({refund}): it is taken off what can still be given."
    ),
    "delivery.refunded": N_("Delivery is refunded: {title}."),
    "credit.partial": N_("Only a part is credited: {title}."),
    "shipment.here": N_("The goods are back or proved to be on their way."),
    "shipment.awaited": N_("The goods must come back first: {title}."),
    "evidence.held": N_("The evidence asked for is there."),
    "fact.not_used": N_("“{said}” was told, but is not used: it is worked out or on record ({deciding})."),
    "fact.on_record": N_(
        "“{said}” is on record, and the law may count from it: only a team lead takes that back or makes it later ({deciding})."
    ),
    "fact.no_answer": N_("“{said}” is no answer to that ({deciding})."),
    "fact.in_the_future": N_("{said} is still to come ({deciding})."),
    "fact.not_asked": N_("Nobody asks for “{name}”."),
    "fact.not_asked+nearest": N_("Nobody asks for “{name}”; did you mean “{nearest}”?"),
    "fact.before_delivery": N_(
        "{said} is before anything had reached the customer, on {delivered} ({deciding})."
    ),
    "fact.before_the_order": N_("{said} is before the order of {ordered} ({deciding})."),
    "fact.said_otherwise": N_("{by} says {said}, on record is {recorded} ({deciding})."),
    "evidence.missing": N_("Evidence is missing: {kinds}."),
    "question.answered": N_("Answered: {title}."),
    "question.open": N_("To be asked: {title}."),
    "outcome.allowed": N_("This way of settling is allowed."),
    "outcome.excluded": N_("Settling by {wanted} is excluded: {title}."),
    "outcome.required": N_("Must be settled by {wanted}: {title}."),
    "policy.missing": N_("No policy of “{brand}” was in force on the day of purchase."),
}

_RIGHTS: Final[dict[str, Phrase]] = {
    "law.withdrawal_open": N_("By law the customer may withdraw until {last_day}."),
    "law.withdrawal_missed": counted(
        "days_late",
        NN_(
            "The legal right to withdraw ended on {last_day}, {days_late} day before the customer asked.",
            "The legal right to withdraw ended on {last_day}, {days_late} days before the customer asked.",
        ),
    ),
    "law.withdrawal_not_started": N_(
        "The legal time to withdraw has not begun: nothing has been delivered yet."
    ),
    "law.withdrawal_excluded": N_("By law there is no right to withdraw for this ({clause})."),
    "law.conformity_open": N_("By law the seller answers for faults until {last_day}."),
    "law.conformity_without_days": N_("By law the seller answers for faults; it sets no number of days."),
    "law.conformity_expired": N_("The seller's liability for faults ended on {last_day}."),
    "law.defect_presumed": N_("Until {last_day} the law takes the fault to have been there at delivery."),
    "law.defect_shown": N_("It is shown that the fault was there at delivery."),
    "law.defect_not_shown": N_("It is not shown that the fault was there at delivery."),
    "law.defect_by_customer": N_("The customer caused the fault: the seller does not answer for it."),
    "law.burden_on_customer": N_("The customer must show that the fault was there at delivery."),
    "law.not_supplied": N_("It was not supplied in time: by law what was paid goes back."),
    "law.not_met": N_("{rule} does not apply here ({deciding})."),
    "law.unknown": N_("Whether {rule} applies depends on {deciding}, which is not known."),
    "law.unverified": N_("{rule} is known and not verified: it warns and decides nothing."),
    "law.both_figures": N_(
        "{computed} as it is decided here, {with_law} if {rules} held: the brand has not switched unverified law on."
    ),
}

_OBSTACLES: Final[dict[str, Phrase]] = {
    "acceptance.missing": N_("Write down where and how the customer accepted."),
    "act.not_granted": N_("You have no right to {act} for “{brand}”."),
    "actor.takes_no_more": N_(
        "You said that you are {availability}: no next case is given to you until you say that you are available."
    ),
    "actor.unknown": N_("The office does not know “{actor}”."),
    "approval.none": N_("No approval has been asked for."),
    "approval.lapsed": N_("The request for approval ran out on {at}: the case has to be quoted anew."),
    "approval.of_another": N_(
        "What was asked for is not what is there now (amount, way to pay or payee): the case has to be quoted anew."
    ),
    "brand.not_yours": N_("You do not work for “{brand}”."),
    "capacity.full": N_("You hold {held} cases; more than {capacity} at once are not given to you."),
    "case.changed": N_("Meanwhile the case has changed: look at it again."),
    "case.closed": N_("The case is {state}: “{command}” is not possible any more."),
    "case.erased": N_("The case was erased at its customer's wish."),
    "case.held": N_("{holder} is working on this case, until {until}."),
    "case.exists": N_("The case {reference} exists already."),
    "case.merged": N_("This case was merged into another one."),
    "case.unknown": N_("The case is not known here."),
    "clause.missing": N_("Name the clause the denial rests on."),
    "customer.missing": N_("Name the customer."),
    "decider.same": N_("{decider} decided first: somebody else must look at it now."),
    "decision.id_reused": N_("Another decision was already sent under this number."),
    "decision.old": counted(
        "minutes",
        NN_(
            "This was decided {minutes} minute ago, without a connection: decide again.",
            "This was decided {minutes} minutes ago, without a connection: decide again.",
        ),
    ),
    "decision.rests_on_refused": N_("An earlier step it rests on was refused."),
    "decision.voided": N_("This decision was taken back before it reached the office."),
    "denial.against_verdict": N_("The verdict is in the customer's favour: a denial would go against it."),
    "denial.law_unknown": N_("A denial is not possible while this is not known: {facts}."),
    "denial.owed_by_law": N_("A denial is not possible: by law the customer may insist on {remedies}."),
    "claim.duplicate": N_(
        "{reference} already claims the same for the same reason; it is {state}: compare them."
    ),
    "claim.related": N_("{reference} is about the same lines; it is {state}."),
    "entry.not_in_review": N_("This entry is not waiting for a look."),
    "entry.other_agent": N_("This was decided by {agent}: only they can send it."),
    "evidence.already_there": N_("This evidence is already on the case."),
    "fraud.held": N_("The fraud desk has not cleared this case: hold it for them again."),
    "goodwill.limit_exceeded": N_("Goodwill of {amount} is above your limit of {limit}: request approval."),
    "goodwill.day_exceeded": N_(
        "You have granted goodwill of {given} today; {amount} more is above your {limit} a day: request approval."
    ),
    "goodwill.day_exceeded+tenders": N_(
        "You have granted goodwill of {given} as {tenders} today; {amount} more is above your {limit} a day: request approval."
    ),
    "goodwill.day_exceeded+reason": N_(
        "You have granted goodwill of {given} for “{reason}” and the like today; {amount} more is above your {limit} a day: request approval."
    ),
    "grounds.missing": N_("Choose at least one ground."),
    "language.no_tag": N_("“{language}” is no language: write it as de, pt-BR or uk."),
    "identity.step_missing": N_("Name what was checked to know who is asking, or what casts doubt on it."),
    "identity.too_low": N_("For this the customer must be known better: {needed}, now {has}."),
    "information.missing": N_("Not decided yet, because this is not known: {facts}."),
    "items.missing": N_("Name what the customer is to send."),
    "letter.denies_a_right": N_("This letter would deny what the law gives the customer."),
    "letter.input_missing": N_("Still missing in the letter: {variable}."),
    "letter.no_open_offer": N_("There is no open offer to write about."),
    "letter.not_decided": N_("The case is {state}: this letter can leave only after the decision."),
    "letter.not_in_full": N_(
        "This is neither all that was paid nor all that was asked: choose the partial refund."
    ),
    "letter.nothing_asked": N_("Nothing was asked for: name what the customer is to send."),
    "lease.lost": N_("The case has passed to somebody else meanwhile."),
    "letter.unsent": N_("The final letter has not been sent yet."),
    "limit.exceeded": N_("{amount} is above your limit of {limit}: request approval."),
    "limit.day_exceeded": N_(
        "You have granted {given} today; {amount} more is above your {limit} a day: request approval."
    ),
    "limit.day_exceeded+tenders": N_(
        "You have granted {given} as {tenders} today; {amount} more is above your {limit} a day: request approval."
    ),
    "limit.day_exceeded+reason": N_(
        "You have granted {given} for “{reason}” and the like today; {amount} more is above your {limit} a day: request approval."
    ),
    "limit.none": N_("As {role} you have no limit in {currency}: request approval."),
    "merge.into_finished": N_("The other case is {state}: it cannot take this one in."),
    "merge.loop": N_("The other case was itself merged into this one."),
    "merge.other_brand": N_("The other case belongs to “{brand}”."),
    "merge.self": N_("A case cannot be merged into itself."),
    "note.already_there": N_("This note is already on the case."),
    "offer.expired": N_("The offer ended on {at}."),
    "offer.none": N_("There is no open offer."),
    "offer.owed_by_law": N_("No offer: what the law gives the customer is owed, not offered."),
    "offer.still_open": N_("The offer stands until {until}."),
    "order.missing": N_("The order is not known: find it first."),
    "order.unmatched": N_("“{order}” matches no order: find the order first."),
    "override.not_allowed": N_("Setting this by hand is not allowed: neither brand nor role permits it."),
    "owner.other": N_("{owner} is working on this case."),
    "owner.same": N_("The case is already theirs."),
    "payment.waiting": N_("The payment comes first."),
    "quote.changed": N_("The figure is no longer the one you saw: look at it again."),
    "reason.missing": N_("Write down: {field}."),
    "reference.missing": N_("The case has no reference."),
    "reminders.missing": counted(
        "reminders",
        NN_(
            "The brand wants {reminders} reminder before a case is closed for want of a reply; sent: {sent}.",
            "The brand wants {reminders} reminders before a case is closed for want of a reply; sent: {sent}.",
        ),
    ),
    "reply.awaited": N_("The customer has until {until} to reply; only then is silence a reason to close."),
    "reopen.too_late": counted(
        "days",
        NN_(
            "Reopening is possible for {days} day; after that a lead can do it.",
            "Reopening is possible for {days} days; after that a lead can do it.",
        ),
    ),
    "resolution.mismatch": N_("“{resolution}” does not fit what was decided."),
    "review.needed": N_("The policy wants a second person: request approval."),
    "risk.high": N_("The risk is {risk}, from {least} on a second person decides: request approval."),
    "role.not_allowed": N_("“{command}” is not for the role {role}."),
    "rules.missing": N_("Name the rules that are overridden."),
    "self.approval": N_("Nobody approves their own request."),
    "snooze.in_the_past": N_("That moment has passed."),
    "letter.moment_passed": N_("That moment has passed."),
    "letter.set_too_late": N_("{until} is too far away: a letter is set for at most {days} days ahead."),
    "snooze.too_far": N_("{until} is more than a year away."),
    "snooze.past_deadline": N_("The case must wake before its legal deadline, {due}."),
    "state.wrong": N_("The case is {state}; “{command}” is possible while it is {allowed}."),
    "verdict.against": N_("The verdict is “not eligible”: deny, or override it with the right to do so."),
}

FINDINGS: Final[dict[str, Phrase]] = {**_TYPED_AMOUNTS, **_AMOUNTS, **_PROMISES, **_RIGHTS, **_OBSTACLES}
