"""Where an office may be reached: over TLS, or on this very machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class UnsafeAddressError(ValueError):
    """Nothing is sent there; `code` says why."""

    def __init__(self, code: str, address: str) -> None:
        super().__init__(f"{code}: {address}")
        self.code = code
        self.address = address


def checked_address(text: str) -> str:
    """The address without a slash at its end; a host alone means HTTPS.

    Raises `UnsafeAddressError` for plain HTTP beyond loopback (tokens and customers' names would be readable
    on the way), for a name and password in the address, and for what is no address.
    """
    written = text.strip()
    written = (written if "://" in written else f"https://{written}").rstrip("/")
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnsafeAddressError("address.wrong", text) from None
    if not host or parts.query or parts.fragment or any(letter.isspace() for letter in written):
        raise UnsafeAddressError("address.wrong", text)
    if parts.username is not None or parts.password is not None:
        raise UnsafeAddressError("address.with_secret", host)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here(written)):
        raise UnsafeAddressError("address.not_secure", text)
    return written


def is_here(address: str) -> bool:
    """Whether it is this machine: then there is no way on which anybody could listen, and no proxy."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
