"""Which account each kind of payment goes back through, as an operator writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from refundtui.gateways.not_connected import NotConnected

_TO_AN_ACCOUNT: Final = "bank_transfer"
"""No way to have paid: it goes to an account that was agreed on instead."""
_TENDERS: Final = frozenset(
    {"card", "bank", "wallet", "gift_card", "store_credit", "cash", "bnpl", "other", _TO_AN_ACCOUNT}
)


def routes_of(told: object, gateways: Iterable[str], banks: Iterable[str]) -> dict[tuple[str, str], str]:
    """`card = "…"` for every brand, `[routes.acme] card = "…"` for one, by brand and kind of payment.

    `banks` are the accounts that are paid from by files: what goes to an agreed account goes through one of them.
    """
    if not isinstance(told, dict):
        raise NotConnected("gateways.no_table", at="routes")
    found: dict[tuple[str, str], str] = {}
    for name, said in told.items():
        if isinstance(said, dict):
            found.update({(name, tender): account for tender, account in said.items()})
        else:
            found["", name] = said
    for (brand, tender), account in found.items():
        at = ".".join(part for part in ("routes", brand, tender) if part)
        if tender not in _TENDERS:
            raise NotConnected("gateways.tender", at=at, known=", ".join(sorted(_TENDERS)))
        if account not in {*gateways, *banks}:
            raise NotConnected("gateways.no_such_account", at=at, account=str(account))
        if tender == _TO_AN_ACCOUNT and account not in banks:
            raise NotConnected("gateways.no_bank", at=at, account=str(account))
    return found
