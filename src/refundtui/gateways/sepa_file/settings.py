"""An account of kind `sepa_file` as its operator writes it down: no secret is among it, since files go by hand or folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from refundtui.domain.counting import zone
from refundtui.gateways.sepa_file import banking_days
from refundtui.gateways.sepa_file.bank import MOST, NotABank, SepaBank
from refundtui.gateways.sepa_file.bank_file import Debtor

_CALENDARS: Final = ("target",)


def bank_of(name: str, told: Mapping[str, object], beside: Path) -> SepaBank:
    """The account; `beside` is where a folder that is named without its whole path is. Raises `NotABank`."""
    calendar = _text(told, "calendar", _CALENDARS[0])
    if calendar not in _CALENDARS:
        raise NotABank(f"calendar: there is no “{calendar}”; possible: {', '.join(_CALENDARS)}.")
    most = told.get("most", MOST)
    if isinstance(most, bool) or not isinstance(most, int):
        raise NotABank("most: the number of payments in one file, as 500.")
    return SepaBank(
        name,
        Debtor(_text(told, "debtor"), _text(told, "iban"), _text(told, "bic", "")),
        _cutoff(told.get("cutoff", banking_days.CUTOFF)),
        _zone(_text(told, "zone", banking_days.ZONE)),
        most,
        _folder(_text(told, "folder", ""), beside),
    )


def _text(told: Mapping[str, object], name: str, usual: str = "") -> str:
    said = told.get(name, usual)
    if not isinstance(said, str):
        raise NotABank(f"{name}: this is a text in quotation marks.")
    return said


def _cutoff(said: object) -> time:
    if isinstance(said, time):
        return said
    try:
        return time.fromisoformat(str(said))
    except ValueError:
        raise NotABank("cutoff: the bank's hour, as “15:00”.") from None


def _zone(name: str) -> str:
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotABank(f"zone: there is no time zone “{name}”; write it as “Europe/Berlin”.") from None
    return name


def _folder(said: str, beside: Path) -> Path | None:
    if not said:
        return None
    folder = beside / said
    if not folder.is_dir():
        raise NotABank(f"folder: there is no folder {folder}.")
    return folder
