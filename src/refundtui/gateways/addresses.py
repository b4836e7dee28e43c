"""Where a provider's key may be sent: to the provider, and instead of it only to a stand-in on this machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class UnsafeAccount(ValueError):  # noqa: N818 - says what is the case
    """An account that nothing is sent for, in one sentence that never contains its key."""


def is_here(address: str) -> bool:
    """Whether it is this machine: nobody listens on the way there, and no proxy stands on it."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def checked_base(provider: str, address: str, *, is_live: bool) -> str:
    """The address that stands in for the provider's own; raises `UnsafeAccount` where a key would leave for it.

    A stand-in is for tests, on this machine alone. What belongs to real money does not go unencrypted even there.
    """
    if not is_here(address) or not address.startswith(("http://", "https://")):
        raise UnsafeAccount(
            f"The key of {provider} would be sent to an address that is neither {provider}'s nor this machine's:"
            " nothing was sent; leave the address out."
        )
    if is_live and not address.startswith("https://"):
        raise UnsafeAccount(
            f"The live key of {provider} would be sent unencrypted: nothing was sent; leave the address out, or"
            " use a test key."
        )
    return address.rstrip("/")
