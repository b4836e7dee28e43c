"""The certificate a delivery is signed with: from PayPal's own host, and vouched for by a public authority."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import certifi
import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from refundtui.domain.legs.leg import Trouble
from refundtui.gateways.one_request import ask_once
from refundtui.office.ports import NotAuthentic

Fetch: TypeAlias = Callable[[str], bytes | None]
"""The bytes at an address, None where there are none to be had now."""

# The host as a whole, not how it ends: "https://paypal.com.evil.example", "https://x@evil.example" and others.
_ADDRESS: Final = re.compile(
    r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.paypal\.com(?::443)?/v1/notifications/certs/[A-Za-z0-9_-]{1,100}"
)
_MOST_KEPT: Final = 8
_BEGIN: Final = b"-----BEGIN CERTIFICATE-----"


def public_roots() -> tuple[x509.Certificate, ...]:
    """The public authorities that browsers believe, as `certifi` lists them.

    The few that are not well made are left out.
    """
    listed = Path(certifi.where()).read_bytes().split(_BEGIN)[1:]
    return tuple(root for pem in listed if (root := _well_made(_BEGIN + pem)) is not None)


def _well_made(pem: bytes) -> x509.Certificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            return x509.load_pem_x509_certificate(pem)
        except (ValueError, CryptographyDeprecationWarning):
            return None


def fetched_by(client: httpx.Client) -> Fetch:
    """Over this line, without following a redirect and without a header of ours."""

    def fetch(address: str) -> bytes | None:
        answer = ask_once(client, "GET", address, headers={})
        return answer.body if not isinstance(answer, Trouble) and answer.status == 200 else None

    return fetch


class Certificates:
    """Each is fetched once and checked each time; safe for threads.

    `between` are authorities between PayPal and a root, for a chain that is delivered without them.
    """

    def __init__(
        self,
        fetch: Fetch,
        roots: Sequence[x509.Certificate],
        between: Sequence[x509.Certificate] = (),
        *,
        live: bool,
    ) -> None:
        self._fetch = fetch
        self._roots = Store(list(roots))
        self._between = list(between)
        self._live = live
        self._fetching = threading.Lock()
        self._kept: dict[str, bytes] = {}

    def key(self, address: str, now: datetime) -> RSAPublicKey:
        """The public key of the certificate there; raises `NotAuthentic`, for another's host before any fetching."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise NotAuthentic("The delivery's certificate does not lie at PayPal.")
        if ("sandbox" in found[1].split(".")) is self._live:
            raise NotAuthentic(
                "A delivery of PayPal's sandbox reached a live account, or the other way round."
            )
        return self._checked(self._bytes(address), now)

    def _bytes(self, address: str) -> bytes:
        with self._fetching:
            if address not in self._kept:
                fetched = self._fetch(address)
                if fetched is None:
                    raise NotAuthentic("PayPal's certificate cannot be fetched now.")
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[address] = fetched
            return self._kept[address]

    def _checked(self, pem: bytes, now: datetime) -> RSAPublicKey:
        try:
            leaf, *rest = x509.load_pem_x509_certificates(pem)
            name = _paypals_name(leaf)
            moment = now.astimezone(UTC).replace(tzinfo=None)
            verifier = (
                PolicyBuilder().store(self._roots).time(moment).build_server_verifier(x509.DNSName(name))
            )
            verifier.verify(leaf, [*rest, *self._between])
            key = leaf.public_key()
        except (ValueError, VerificationError, x509.ExtensionNotFound):
            raise NotAuthentic("Nobody vouches for the delivery's certificate.") from None
        if not isinstance(key, RSAPublicKey):
            raise NotAuthentic("The delivery's certificate has no RSA key.")
        return key


def _paypals_name(leaf: x509.Certificate) -> str:
    """A name under paypal.com that the certificate is for."""
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    for name in names.get_values_for_type(x509.DNSName):
        if name.endswith(".paypal.com"):
            return name
    raise ValueError("The certificate is for somebody else.")
