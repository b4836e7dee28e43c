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
    calendar = text_of(told, "calendar", _CALENDARS[0])
    if calendar not in _CALENDARS:
        raise NotABank(f"calendar: there is no “{calendar}”; possible: {', '.join(_CALENDARS)}.")
    return SepaBank(
        name,
        Debtor(text_of(told, "debtor"), text_of(told, "iban"), text_of(told, "bic", "")),
        cutoff_of(told.get("cutoff", banking_days.CUTOFF)),
        zone_of(text_of(told, "zone", banking_days.ZONE)),
        most_of(told),
        folder_of(text_of(told, "folder", ""), beside),
    )


def most_of(told: Mapping[str, object]) -> int:
    """How many payments one file holds."""
    most = told.get("most", MOST)
    if isinstance(most, bool) or not isinstance(most, int):
        raise NotABank("most: the number of payments in one file, as 500.")
    return most


def text_of(told: Mapping[str, object], name: str, usual: str = "") -> str:
    """What stands there; `usual` where nothing does."""
    said = told.get(name, usual)
    if not isinstance(said, str):
        raise NotABank(f"{name}: this is a text in quotation marks.")
    return said


def cutoff_of(said: object) -> time:
    """The bank's hour, as a text or as TOML's own."""
    if isinstance(said, time):
        return said
    try:
        return time.fromisoformat(str(said))
    except ValueError:
        raise NotABank("cutoff: the bank's hour, as “15:00”.") from None


def zone_of(name: str) -> str:
    """The zone whose clocks the bank goes by, once it is known that there is one."""
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotABank(f"zone: there is no time zone “{name}”; write it as “Europe/Berlin”.") from None
    return name


def folder_of(said: str, beside: Path) -> Path | None:
    """The folder that files are put in, if there is to be one; it is there already."""
    if not said:
        return None
    folder = beside / said
    if not folder.is_dir():
        raise NotABank(f"folder: there is no folder {folder}.")
    return folder
