"""Where a provider may be reached: over TLS at its own hosts, or on this very machine to practise and to test."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


class NotSafelyConnected(ValueError):  # noqa: N818 - says what is the case
    """Nothing is sent there, and the office does not start with it; the sentence names no secret."""


def checked_address(text: str, *, hosts: re.Pattern[str], live: bool) -> str:
    """The address without a slash at its end; raises `NotSafelyConnected`.

    `hosts` are the provider's own for this kind of account; only a test account may be turned to loopback.
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname or "", parts.port
    except (ValueError, AttributeError):  # a settings file may hold a number there
        raise NotSafelyConnected("The provider's address cannot be read; nothing is sent.") from None
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise NotSafelyConnected("The provider's address is not a plain one; nothing is sent.")
    is_own = parts.scheme == "https" and parts.port in {None, 443} and hosts.fullmatch(host) is not None
    is_practice = not live and parts.scheme in {"http", "https"} and is_loopback(host)
    if not (is_own or is_practice):
        raise NotSafelyConnected(
            f"{host} is not the provider over https for {'live' if live else 'test'} payments; nothing is sent."
        )
    return text.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether it is this machine, by its number or as `localhost`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
