"""What stands against a file, before a byte of it is made: the bank's own checks come hours later, one by one.

The schema sees little of this: wrong check digits, `€` in a reference, dollars, a thousand million and a name that is
cut would all pass it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.gateways.sepa_file import account
from refundtui.gateways.sepa_file.bank_file import TEXT_LENGTH, BankFile, Debtor, Payment
from refundtui.gateways.sepa_file.characters import is_identifier, is_plain, written
from refundtui.gateways.spelling import SEPA, CannotBeSpelled

NAME_LENGTH: Final = 70
_FILE_NAME_LENGTH: Final = 33  # its block's name is two longer


class Part(StrEnum):
    """What of a file or a payment is meant."""

    FILE = "file"
    DEBTOR = "debtor"
    END_TO_END_ID = "end_to_end_id"
    AMOUNT = "amount"
    NAME = "name"
    IBAN = "iban"
    BIC = "bic"
    TEXT = "text"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason not to send: the payment's id (empty: the whole file's), its part, our code, and a sentence.

    The sentence is for an operator; it repeats neither names nor account numbers.
    """

    part: Part
    refusal: Refusal
    says: str
    end_to_end_id: str = ""


def objections(file: BankFile) -> tuple[Objection, ...]:
    """Everything that stands against it, all of it at once; empty where it can be drawn up."""
    return (*_against_file(file), *(found for payment in file.payments for found in against(payment)))


def against(payment: Payment) -> tuple[Objection, ...]:
    """Everything that stands against one payment."""
    found = (*_amount(payment), *_account(payment), *_words(payment))
    return tuple(Objection(one.part, one.refusal, one.says, payment.end_to_end_id) for one in found)


def _against_file(file: BankFile) -> Iterator[Objection]:
    if not is_identifier(file.message_id, _FILE_NAME_LENGTH):
        yield Objection(Part.FILE, Refusal.NOT_SET_UP, "The file's name cannot be written in a bank file.")
    if not file.payments:
        yield Objection(Part.FILE, Refusal.NOT_SET_UP, "The file holds no payment.")
    for name, number in Counter(payment.end_to_end_id for payment in file.payments).items():
        if number > 1:
            yield Objection(
                Part.END_TO_END_ID,
                Refusal.DUPLICATE_REFERENCE,
                f"The same end-to-end id stands {number} times in the file; a bank may pay each of them.",
                name,
            )
    yield from against_debtor(file.debtor)


def against_debtor(debtor: Debtor) -> Iterator[Objection]:
    """Everything that stands against paying from this account."""
    name = written(debtor.name, NAME_LENGTH)
    if not _is_name(name.text) or name.is_shortened:
        yield Objection(
            Part.DEBTOR, Refusal.NOT_SET_UP, "The merchant's name is empty or longer than 70 characters."
        )
    for read, number in ((account.iban, debtor.iban), (account.bic, debtor.bic)):
        try:
            read(number)
        except account.NotPayableThere as why:
            yield Objection(Part.DEBTOR, Refusal.NOT_SET_UP, f"The merchant's own account: {why}")


def _amount(payment: Payment) -> Iterator[Objection]:
    try:
        SEPA.spelled(payment.amount)
    except CannotBeSpelled as why:
        says = _AMOUNT_SAYS.get(why.refusal, "The amount cannot be written in a bank file.")
        yield Objection(Part.AMOUNT, why.refusal, says)


_AMOUNT_SAYS: Final = {
    Refusal.CURRENCY: "A SEPA credit transfer moves euros alone, and nothing is converted here.",
    Refusal.AMOUNT_TOO_SMALL: "At least one cent has to move.",
    Refusal.AMOUNT_TOO_LARGE: "One transfer moves at most 999,999,999.99 EUR.",
}


def _account(payment: Payment) -> Iterator[Objection]:
    for part, read, number in (
        (Part.IBAN, account.iban, payment.to.iban),
        (Part.BIC, account.bic, payment.to.bic),
    ):
        try:
            read(number)
        except account.NotPayableThere as why:
            yield Objection(part, Refusal.BAD_ACCOUNT, str(why))
    # A name that is too long is cut and said so by whoever draws the file up; one that is empty reaches nobody.
    if not _is_name(written(payment.to.name, NAME_LENGTH).text):
        yield Objection(
            Part.NAME, Refusal.BAD_ACCOUNT, "The payee's name is missing, or nothing of it can be written."
        )
    if payment.address:
        yield Objection(
            Part.ADDRESS,
            Refusal.BAD_ACCOUNT,
            "Addresses in lines are refused by every bank since 15 November 2026; a refund needs no address.",
        )


def _words(payment: Payment) -> Iterator[Objection]:
    if not is_identifier(payment.end_to_end_id):
        yield Objection(
            Part.END_TO_END_ID,
            Refusal.NOT_SET_UP,
            "An end-to-end id has 1 to 35 plain characters, and slashes only inside and apart.",
        )
    if not 1 <= len(payment.text) <= TEXT_LENGTH or not is_plain(payment.text) or not payment.text.strip():
        yield Objection(
            Part.TEXT,
            Refusal.NOT_SET_UP,
            "The text for the payee's statement has 1 to 140 plain characters.",
        )


def _is_name(text: str) -> bool:
    return any(character.isalnum() for character in text)
