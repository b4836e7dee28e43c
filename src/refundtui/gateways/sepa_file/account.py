"""Whether an account can be paid by SEPA credit transfer, and how its numbers are written.

Check digits, lengths and structure by schwifty; whether a bank behind them exists, and whose account it is, only the
bank can tell. Source of the countries: EPC409-09, list of SEPA scheme countries.
"""

from __future__ import annotations

from typing import Final

from schwifty import BIC, IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)

from refundtui.domain.hostile_text import clean_line

# fmt: off
SEPA_COUNTRIES: Final = frozenset({
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
    "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD",
    "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
})
# fmt: on


class NotPayableThere(Exception):  # noqa: N818 - says what is the case
    """This is no account that a SEPA file can pay; the sentence says why and never repeats the number."""


def iban(typed: str) -> str:
    """The IBAN as the file carries it, without spaces and in capitals; raises `NotPayableThere`."""
    try:
        known = IBAN(clean_line(typed))
    except InvalidChecksumDigits:
        raise NotPayableThere("The IBAN's check digits do not fit: one of its characters is wrong.") from None
    except InvalidLength:
        raise NotPayableThere("The IBAN is too short or too long for its country.") from None
    except InvalidCountryCode:
        raise NotPayableThere("The IBAN begins with no country that has them.") from None
    except SchwiftyException:
        raise NotPayableThere("This is not an IBAN of any country.") from None
    if known.country_code not in SEPA_COUNTRIES:
        raise NotPayableThere(f"Accounts in {known.country_code} cannot be paid by SEPA credit transfer.")
    return str(known)


def bic(typed: str) -> str:
    """The BIC as the file carries it, empty where none is known (a SEPA payment needs none)."""
    cleaned = clean_line(typed).replace(" ", "").upper()
    if not cleaned:
        return ""
    try:
        return str(BIC(cleaned))
    except SchwiftyException:
        raise NotPayableThere("This is not a BIC: 8 or 11 characters, as ABNANL2A.") from None


def masked(number: str) -> str:
    """An IBAN for logs and screens: its country and its last four characters."""
    plain = "".join(clean_line(number).split()).upper()
    return f"{plain[:2]}…{plain[-4:]}" if len(plain) > 8 else "…"
