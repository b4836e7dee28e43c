"""A bank's reason codes in our words.

Source: ISO 20022 external code sets, ExternalStatusReason1Code and ExternalReturnReason1Code. What stands in no
table is `unknown_rejection`, and somebody is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.gateways.sepa_file.reading import Node

REASONS: Final = MappingProxyType(
    {
        "AC01": Refusal.BAD_ACCOUNT,
        "AC02": Refusal.NOT_SET_UP,  # ours, the debtor's
        "AC03": Refusal.BAD_ACCOUNT,
        "AC04": Refusal.ACCOUNT_CLOSED,
        "AC06": Refusal.ACCOUNT_CLOSED,
        "AG01": Refusal.MERCHANT_BLOCKED,
        "AM01": Refusal.AMOUNT_TOO_SMALL,
        "AM02": Refusal.AMOUNT_TOO_LARGE,
        "AM03": Refusal.CURRENCY,
        "AM04": Refusal.MERCHANT_FUNDS,
        "AM10": Refusal.NOT_SET_UP,  # the file's sum
        "AM12": Refusal.AMOUNT_TOO_SMALL,
        "AM18": Refusal.NOT_SET_UP,  # its number of payments
        "BE01": Refusal.BAD_ACCOUNT,
        "FF01": Refusal.NOT_SET_UP,  # the file is not as this bank wants it
        "MD07": Refusal.DECEASED,
        "MS02": Refusal.DECLINED,
        "MS03": Refusal.DECLINED,
        "RC01": Refusal.BAD_ACCOUNT,
        "RR04": Refusal.REGULATORY,
    }
)

DUPLICATES: Final = MappingProxyType(
    {
        "AM05": Refusal.ALREADY_REFUNDED,
        "DU03": Refusal.ALREADY_REFUNDED,
        "DU04": Refusal.ALREADY_REFUNDED,
        "DUPL": Refusal.DUPLICATE_REFERENCE,
        "DU01": Refusal.DUPLICATE_REFERENCE,
        "DU02": Refusal.DUPLICATE_REFERENCE,
    }
)
"""The bank has it already: that it was refused now says nothing against the first one, which stands."""


@dataclass(frozen=True, slots=True)
class Why:
    """A bank's reasons for one thing: its own codes, and ours for them. `is_known` where a table names one."""

    codes: tuple[str, ...]
    refusal: Refusal
    is_known: bool

    @property
    def is_duplicate(self) -> bool:
        return any(code in DUPLICATES for code in self.codes)


def why(codes: Iterable[str]) -> Why:
    """Ours for the bank's codes: a duplicate first, since believing anything else could pay twice."""
    named = tuple(code for code in codes if code)
    for table in (DUPLICATES, REASONS):
        for code in named:
            if code in table:
                return Why(named, table[code], is_known=True)
    return Why(named, Refusal.UNKNOWN_REJECTION, is_known=False)


def codes_in(node: Node, path: str) -> Iterable[str]:
    """The codes of every reason there; a bank's own words instead of a code are none."""
    return (reason.text("Rsn/Cd", "Rsn/Prtry") for reason in node.all(path))
