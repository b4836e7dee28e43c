"""An account of kind `nacha_file` as its operator writes it down: no secret is among it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from refundtui.gateways.nacha_file import us_banking_days
from refundtui.gateways.nacha_file.bank import NachaBank
from refundtui.gateways.nacha_file.nacha_file import Originator
from refundtui.gateways.sepa_file import banking_days
from refundtui.gateways.sepa_file.settings import cutoff_of, folder_of, most_of, text_of, zone_of


def bank_of(name: str, told: Mapping[str, object], beside: Path) -> NachaBank:
    """The account; `beside` is where a folder that is named without its whole path is. Raises `NotABank`."""
    originator = Originator(
        text_of(told, "originator"), text_of(told, "company"), text_of(told, "routing"), text_of(told, "bank")
    )
    return NachaBank(
        name,
        originator,
        text_of(told, "account"),
        cutoff_of(told.get("cutoff", banking_days.CUTOFF)),
        zone_of(text_of(told, "zone", us_banking_days.ZONE)),
        most_of(told),
        folder_of(text_of(told, "folder"), beside),
    )
