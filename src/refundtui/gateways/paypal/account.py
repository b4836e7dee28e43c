"""A merchant's application at PayPal: what we are known by there, and where it may be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from refundtui.gateways.provider_address import NotSafelyConnected, checked_address

SANDBOX: Final = "https://api-m.sandbox.paypal.com"
LIVE: Final = "https://api-m.paypal.com"

_SANDBOX_HOSTS: Final = re.compile(r"api-m\.sandbox\.paypal\.com")
_LIVE_HOSTS: Final = re.compile(r"api-m\.paypal\.com")


@dataclass(frozen=True, slots=True)
class PayPalAccount:
    """Raises `NotSafelyConnected` for an address or a secret that is none.

    `webhook_id` is the webhook's own, as the developer's pages show it: it is part of what is signed.
    """

    client_id: str
    secret: str = field(repr=False)
    webhook_id: str
    live: bool = False
    address: str = ""  # where it is not given: PayPal's own of that kind

    def __post_init__(self) -> None:
        hosts = _LIVE_HOSTS if self.live else _SANDBOX_HOSTS
        address = self.address or (LIVE if self.live else SANDBOX)
        object.__setattr__(self, "address", checked_address(address, hosts=hosts, live=self.live))
        if not (_is_word(self.client_id) and _is_word(self.secret) and _is_word(self.webhook_id)):
            raise NotSafelyConnected(
                "A PayPal application needs its client id, its secret and its webhook's id."
            )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand in no sentence."""
        return (self.secret,)


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_.-]{1,200}", text) is not None
