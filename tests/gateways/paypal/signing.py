"""An authority, certificates it vouches for, and deliveries signed as PayPal signs (its webhooks guide)."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.gateways.paypal.talking import WEBHOOK

NOW: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
PAYPALS: Final = "messageverificationcerts.sandbox.paypal.com"
ADDRESS: Final = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77"


@dataclass(frozen=True)
class Signer:
    """Somebody with a certificate."""

    certificate: x509.Certificate
    key: RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def an_authority(name: str = "A root to test with", above: Signer | None = None) -> Signer:
    return _issued(name, above, is_authority=True)


@cache
def paypal(
    name: str = PAYPALS,
    by: Signer | None = None,
    starts: datetime = NOW - timedelta(days=30),
    *,
    rsa: bool = True,
) -> Signer:
    """Who signs for PayPal, valid for a year."""
    return _issued(name, by or an_authority(), is_authority=False, starts=starts, rsa=rsa)


def _issued(
    name: str,
    by: Signer | None,
    *,
    is_authority: bool,
    starts: datetime = NOW - timedelta(days=60),
    rsa: bool = True,
) -> Signer:
    key = generate_private_key(65537, 2048) if rsa else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = subject if by is None else by.certificate.subject
    signing = key if by is None else by.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .add_extension(_usage(is_authority=is_authority), critical=True)
    )
    if not is_authority:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return Signer(builder.sign(signing, SHA256()), key)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def signed(
    body: bytes,
    *,
    by: Signer | None = None,
    webhook: str = WEBHOOK,
    at: str = "2026-11-26T11:59:00Z",
    address: str = ADDRESS,
) -> dict[str, str]:
    """The headers of a delivery."""
    key = (by or paypal()).key
    told = f"69cd13f0-d67a-11e5-baa3-778b53f4ae55|{at}|{webhook}|{zlib.crc32(body)}".encode()
    made = b"" if isinstance(key, ec.EllipticCurvePrivateKey) else key.sign(told, PKCS1v15(), SHA256())
    return {
        "paypal-transmission-id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
        "paypal-transmission-time": at,
        "paypal-transmission-sig": base64.b64encode(made).decode(),
        "paypal-cert-url": address,
        "paypal-auth-algo": "SHA256withRSA",
    }
