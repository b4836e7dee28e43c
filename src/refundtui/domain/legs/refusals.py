"""Why a provider did not pay, in our own words, and what is to be done then.

Every gateway translates its codes into these; a code it does not know is `unknown_rejection`, and somebody is told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class NextStep(StrEnum):
    """What the agent does next; the desk has a sentence for each."""

    LOOK_UP = "look_up"  # it may have been ours: nothing is sent before that is known
    ANOTHER_TENDER = "another_tender"  # with consent, a reason and a second person
    ANOTHER_TENDER_FRAUD_LOOK = "another_tender_fraud_look"
    WAIT_FOR_MERCHANT = "wait_for_merchant"  # its balance is short: not the customer's trouble
    STOP_AND_REPORT = "stop_and_report"  # our own ceiling or key should have caught it
    ASK_PROVIDER = "ask_provider"
    ANSWER_DISPUTE = "answer_dispute"
    RELEASE = "release"  # nothing was taken yet: void it
    COMPLETE_LINES = "complete_lines"
    CORRECT_ACCOUNT = "correct_account"
    OTHER_AMOUNT = "other_amount"
    LATER = "later"


class Refusal(StrEnum):
    """Our code for why; stable, for it stands in cases and reports."""

    ALREADY_REFUNDED = "already_refunded"
    AMOUNT_EXCEEDS = "amount_exceeds"
    AMOUNT_TOO_SMALL = "amount_too_small"
    AMOUNT_TOO_LARGE = "amount_too_large"
    DECIMALS = "decimals"
    CURRENCY = "currency"
    EXPONENT_MISMATCH = "exponent_mismatch"
    DISPUTED = "disputed"
    TOO_LATE = "too_late"
    PARTIAL_NOT_ALLOWED = "partial_not_allowed"
    NOT_SETTLED = "not_settled"
    TOO_MANY = "too_many"
    LINES_MISSING = "lines_missing"
    MERCHANT_FUNDS = "merchant_funds"
    MERCHANT_BLOCKED = "merchant_blocked"
    ACCOUNT_CLOSED = "account_closed"
    CARD_LOST = "card_lost"
    BAD_ACCOUNT = "bad_account"
    DECEASED = "deceased"
    DECLINED = "declined"
    DUPLICATE_REFERENCE = "duplicate_ref"
    REGULATORY = "regulatory"
    NOT_FOUND = "not_found"  # the provider knows no such payment
    NOT_SET_UP = "not_set_up"  # our key or our right there: the account's trouble, not the leg's
    UNKNOWN_REJECTION = "unknown_rejection"

    @property
    def next_step(self) -> NextStep:
        return _NEXT[self]

    @property
    def may_have_been_ours(self) -> bool:
        """After a lost answer this can mean success: the first attempt is looked up before anything else."""
        return self in {Refusal.ALREADY_REFUNDED, Refusal.DUPLICATE_REFERENCE, Refusal.AMOUNT_EXCEEDS}

    @property
    def stops_account(self) -> bool:
        """Whether every leg of that account would meet the same."""
        return self in {Refusal.NOT_SET_UP, Refusal.MERCHANT_BLOCKED, Refusal.EXPONENT_MISMATCH}


_NEXT: Final = {
    Refusal.ALREADY_REFUNDED: NextStep.LOOK_UP,
    Refusal.AMOUNT_EXCEEDS: NextStep.STOP_AND_REPORT,
    Refusal.AMOUNT_TOO_SMALL: NextStep.OTHER_AMOUNT,
    Refusal.AMOUNT_TOO_LARGE: NextStep.OTHER_AMOUNT,
    Refusal.DECIMALS: NextStep.OTHER_AMOUNT,
    Refusal.CURRENCY: NextStep.STOP_AND_REPORT,
    Refusal.EXPONENT_MISMATCH: NextStep.STOP_AND_REPORT,
    Refusal.DISPUTED: NextStep.ANSWER_DISPUTE,
    Refusal.TOO_LATE: NextStep.ANOTHER_TENDER,
    Refusal.PARTIAL_NOT_ALLOWED: NextStep.OTHER_AMOUNT,
    Refusal.NOT_SETTLED: NextStep.RELEASE,
    Refusal.TOO_MANY: NextStep.ANOTHER_TENDER,
    Refusal.LINES_MISSING: NextStep.COMPLETE_LINES,
    Refusal.MERCHANT_FUNDS: NextStep.WAIT_FOR_MERCHANT,
    Refusal.MERCHANT_BLOCKED: NextStep.ASK_PROVIDER,
    Refusal.ACCOUNT_CLOSED: NextStep.ANOTHER_TENDER,
    Refusal.CARD_LOST: NextStep.ANOTHER_TENDER_FRAUD_LOOK,
    Refusal.BAD_ACCOUNT: NextStep.CORRECT_ACCOUNT,
    Refusal.DECEASED: NextStep.ASK_PROVIDER,
    Refusal.DECLINED: NextStep.ASK_PROVIDER,
    Refusal.DUPLICATE_REFERENCE: NextStep.STOP_AND_REPORT,
    Refusal.REGULATORY: NextStep.ASK_PROVIDER,
    Refusal.NOT_FOUND: NextStep.STOP_AND_REPORT,
    Refusal.NOT_SET_UP: NextStep.STOP_AND_REPORT,
    Refusal.UNKNOWN_REJECTION: NextStep.ASK_PROVIDER,
}
