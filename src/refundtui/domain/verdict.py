"""Owed, in part, not, or not to be told yet: the four answers, and which of two is worth more."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    PARTLY = "partly"
    INELIGIBLE = "ineligible"
    INFORMATION_MISSING = "information_missing"


WORTH: Final = {
    Verdict.INELIGIBLE: 0,
    Verdict.INFORMATION_MISSING: 1,
    Verdict.PARTLY: 2,
    Verdict.ELIGIBLE: 3,
}
