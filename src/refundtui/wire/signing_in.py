"""Signing in: what an office says of itself, the device grant of RFC 8628, and who one turns out to be.

An office with accounts of its own is its own issuer, so a desk speaks one protocol whoever the issuer is:
discovery, device authorization, token, and a refresh token that changes with every use.
"""

from __future__ import annotations

from typing import Final

from refundtui.wire.bodies import Body, Instant, MoneyBody

CLIENT_ID: Final = "refundtui"
SCOPES: Final = "openid offline_access"
DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_GRANT: Final = "refresh_token"
DISCOVERY: Final = "/.well-known/openid-configuration"


class MetaBody(Body):
    """`GET /v1/meta`, for everybody: which versions are spoken, what time it is, and who vouches for people."""

    oldest: int
    newest: int
    now: Instant
    issuer: str
    audience: str
    client_id: str = CLIENT_ID
    scope: str = SCOPES
    practice: bool = False


class DiscoveryBody(Body):
    """The part of an issuer's discovery document a desk needs; the rest is skipped."""

    issuer: str
    device_authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str = ""
    revocation_endpoint: str = ""


class DeviceBody(Body):
    """Show `user_code` and `verification_uri`; ask the token endpoint every `interval` seconds."""

    device_code: str
    user_code: str
    verification_uri: str
    expires_in: int
    verification_uri_complete: str = ""
    interval: int = 5


class TokensBody(Body):
    """`refresh_token` takes the place of the one before, which is worth nothing from now on."""

    access_token: str
    token_type: str
    expires_in: int = 300
    refresh_token: str = ""
    scope: str = ""


class OAuthErrorBody(Body):
    """RFC 6749 §5.2: `authorization_pending` and `slow_down` go on, everything else ends the attempt."""

    error: str
    error_description: str = ""


class ActivationWish(Body, forbid_unknown_fields=True):
    """Let the desk behind `user_code` in: by name and secret, or by a set-up code and the secret it sets."""

    user_code: str = ""
    person: str = ""
    secret: str = ""
    setup_code: str = ""
    new_secret: str = ""


class GrantBody(Body):
    """May do this act in this brand (empty: in every one), up to so much where money is meant."""

    act: str
    brand: str = ""
    limit: MoneyBody | None = None


class MeBody(Body):
    """`GET /v1/me`: who the office takes one for, and what it will allow."""

    id: str
    name: str
    role: str
    brands: tuple[str, ...]
    """Whose cases may be read; an empty name among them stands for every brand."""
    now: Instant
    grants: tuple[GrantBody, ...] = ()
