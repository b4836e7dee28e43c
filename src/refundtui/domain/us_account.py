"""An account at a bank in the United States: its routing number and its own, as `021000021/123456789`.

A savings account says so at its end (`021000021/123456789/SAVINGS`). Nine digits of routing check themselves (ABA:
weights 3, 7 and 1); of the account's own number nothing does, so a mistake in it shows once the money comes back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from refundtui.domain.iban import IbanFault

_FORM: Final = re.compile(r"(?P<routing>[0-9]{9})/(?P<number>[0-9-]+)(?P<savings>/S(?:AVINGS)?)?")
_NUMBER: Final = re.compile(r"[0-9][0-9-]{3,16}")
_WEIGHTS: Final = (3, 7, 1) * 3
# In a text of six digits and more: what is shorter is rather a year or a part of an order's number.
_IN_A_TEXT: Final = re.compile(r"(?i)(?<![0-9/-])[0-9]{9} ?/ ?[0-9][0-9-]{5,16}(?:/S(?:AVINGS)?)?(?![0-9/-])")


@dataclass(frozen=True, slots=True)
class UsNumbers:
    """Its parts; the number never shows in a `repr`, and so in no log."""

    routing: str
    number: str = field(repr=False)
    is_savings: bool = False


def is_meant(typed: str) -> bool:
    """Whether this was to be such an account: no IBAN has a slash."""
    return "/" in typed


def fault_of(compact: str) -> IbanFault | None:
    """What is wrong with it (in its compact form); None where nothing is."""
    found = _FORM.fullmatch(compact) if compact.isascii() else None
    if found is None:
        return IbanFault.US_FORM
    if not _NUMBER.fullmatch(found["number"]):
        return IbanFault.LENGTH
    return None if _checks(found["routing"]) else IbanFault.CHECK


def numbers_of(compact: str) -> UsNumbers | None:
    """Its parts; None where it is no such account."""
    found = _FORM.fullmatch(compact)
    if found is None or fault_of(compact) is not None:
        return None
    return UsNumbers(found["routing"], found["number"], found["savings"] is not None)


def masked(compact: str) -> str:
    """For screens, logs and files: its country and its last four."""
    parts = compact.split("/")
    number = parts[1] if len(parts) > 1 else ""
    return f"US •••• {number[-4:]}" if len(number) >= 8 else "US ••••"


def masked_in(text: str) -> str:
    """A text with every such account in it masked; what only looks like one stays."""
    return _IN_A_TEXT.sub(lambda found: masked(_compact(found)) if _is_real(found) else found[0], text)


def those_in(text: str) -> tuple[str, ...]:
    """Every such account in a text, as it stands there."""
    return tuple(found[0] for found in _IN_A_TEXT.finditer(text) if _is_real(found))


def _is_real(found: re.Match[str]) -> bool:
    return fault_of(_compact(found)) is None


def _compact(found: re.Match[str]) -> str:
    return "".join(found[0].split()).upper()


def _checks(routing: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, routing, strict=True))
    return total % 10 == 0 and routing != "0" * 9
