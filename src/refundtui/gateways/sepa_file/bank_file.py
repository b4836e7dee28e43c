"""A file of refunds for one bank: everything it says is decided and stored before its first byte is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from refundtui.domain.money import Money, currency, total
from refundtui.gateways.sepa_file.characters import written
from refundtui.office.ports import Beneficiary

TEXT_LENGTH: Final = 140
EURO: Final = currency("EUR")


@dataclass(frozen=True, slots=True)
class Debtor:
    """The merchant's account that the refunds are paid from."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One refund in the file. `text` is what the payee reads on the statement.

    `address` are lines of an address as some records carry them: never sent, and refused, since banks have to turn
    unstructured addresses away since 15 November 2026 and a refund needs none.
    """

    end_to_end_id: str
    amount: Money
    to: Beneficiary
    text: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BankFile:
    """A batch as its row stores it. `created` is when the batch was closed, and stays that for ever."""

    message_id: str
    created: datetime
    requested_on: date  # when the bank is to carry it out
    debtor: Debtor
    payments: tuple[Payment, ...]

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError(
                "A bank file's time of creation names its zone, or another machine reads another."
            )

    @property
    def block_id(self) -> str:
        """The name of its one block of payments."""
        return f"{self.message_id}-1"

    @property
    def total(self) -> Money:
        return total([payment.amount for payment in self.payments], EURO)


def statement_text(merchant: str, order: str, case: str) -> str:
    """What the payee reads on the statement: who pays, for which order, and by which number to ask for it.

    Where all of it is longer than the 140 characters there are, the merchant's name gives way.
    """
    rest = written(f" ORDER {order} CASE {case}", TEXT_LENGTH).text
    room = TEXT_LENGTH - len("REFUND  ") - len(rest)
    return f"REFUND {written(merchant, max(0, room)).text} {rest}"[:TEXT_LENGTH]
