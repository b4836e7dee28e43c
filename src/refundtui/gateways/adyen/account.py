"""A merchant account at Adyen: what we are known by there, and where it may be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from refundtui.gateways.provider_address import NotSafelyConnected, checked_address

TEST: Final = "https://checkout-test.adyen.com/v72"

_TEST_HOSTS: Final = re.compile(r"checkout-test\.adyen\.com")
# A live account has a host of its own, in its region: 1797a841fbb37ca7-AdyenDemo-checkout-live-us.adyenpayments.com
_LIVE_HOSTS: Final = re.compile(r"[a-z0-9-]+-checkout-live(?:-[a-z]{2,5})?\.adyenpayments\.com")


@dataclass(frozen=True, slots=True)
class AdyenAccount:
    """Raises `NotSafelyConnected` for an address, a key or a password that is none.

    `hmac_keys` are the webhook's, in hexadecimal; while one is being replaced both are given. `webhook_user` and
    `webhook_password` are what Adyen signs in with at our door: the signature leaves out part of what is told.
    """

    merchant_account: str
    api_key: str = field(repr=False)
    hmac_keys: tuple[str, ...] = field(repr=False)
    live: bool = False
    address: str = TEST
    webhook_user: str = ""
    webhook_password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        hosts = _LIVE_HOSTS if self.live else _TEST_HOSTS
        object.__setattr__(self, "address", checked_address(self.address, hosts=hosts, live=self.live))
        if not (_is_header(self.merchant_account) and _is_header(self.api_key)):
            raise NotSafelyConnected("An Adyen account needs its merchant account and its API key.")
        if not self.hmac_keys or not all(_is_key(key) for key in self.hmac_keys):
            raise NotSafelyConnected("An Adyen webhook's HMAC key has 64 hexadecimal digits; one is missing.")
        if self.live and not self.webhook_password:
            raise NotSafelyConnected(
                "A live Adyen webhook needs a user and a password: its signature has holes."
            )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand in no sentence."""
        return tuple(secret for secret in (self.api_key, *self.hmac_keys, self.webhook_password) if secret)


def _is_header(text: str) -> bool:
    return re.fullmatch(r"[!-~]{1,500}", text) is not None


def _is_key(text: str) -> bool:
    return re.fullmatch(r"[0-9A-Fa-f]{64}", text) is not None
