"""An account number of the SEPA area: how it is written, what is wrong with it, and what of it may be shown.

ISO 13616 (IBAN) with its check by ISO 7064 MOD 97-10. Which bank stands behind it, and whose account it is, no
figure tells.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

# How long an IBAN is, in every country that a SEPA credit transfer reaches (EPC409-09).
# fmt: off
_LENGTHS: Final = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22,
    "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "VA": 22,
}
# fmt: on
_HIDDEN: Final = "•"


_IN_A_TEXT: Final = re.compile(r"(?i)\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


class IbanFault(StrEnum):
    """What is wrong with a number that was typed."""

    FORM = "form"  # two letters, two digits, letters and digits: it is no such thing
    COUNTRY = "country"  # no SEPA credit transfer reaches it
    LENGTH = "length"
    CHECK = "check"  # one of its characters is wrong, or two are exchanged
    US_FORM = "us_form"  # nine digits of routing, a slash, the account's own number
    HIDDEN = "hidden"  # only its beginning and end are known here


def compact(typed: str) -> str:
    """As a bank file carries it: no spaces, capitals."""
    return "".join(typed.split()).upper()


def fault_of(iban: str) -> IbanFault | None:
    """What is wrong with an IBAN (in its compact form); None where nothing is."""
    if _HIDDEN in iban:
        return IbanFault.HIDDEN
    if not (iban.isascii() and iban.isalnum() and iban[:2].isalpha() and iban[2:4].isdigit()):
        return IbanFault.FORM
    length = _LENGTHS.get(iban[:2])
    if length is None:
        return IbanFault.COUNTRY
    if len(iban) != length:
        return IbanFault.LENGTH
    as_number = int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4]))
    return None if as_number % 97 == 1 else IbanFault.CHECK


def masked(iban: str) -> str:
    """For screens, logs and files: its country and its last four; what is masked stays as it is."""
    plain = compact(iban)
    if _HIDDEN in plain:
        return iban
    return f"{plain[:2]}{_HIDDEN * 2} {_HIDDEN * 4} {plain[-4:]}" if len(plain) >= 15 else _HIDDEN * 4


def masked_in(text: str) -> str:
    """A text with every account number in it masked; what only looks like one stays."""
    return _IN_A_TEXT.sub(lambda found: _masked_if_real(found[0]), text)


def _masked_if_real(number: str) -> str:
    """The longest beginning of it, in whole words, that is an account's number."""
    words = number.split(" ")
    for end in range(len(words), 0, -1):
        begun = " ".join(words[:end])
        if fault_of(compact(begun)) is None:
            return " ".join([masked(begun), *words[end:]])
    return number
