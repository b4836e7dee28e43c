"""Whoever vouches for people, over HTTP: its discovery document, the device grant (RFC 8628), and new tokens for old."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, TypeVar

import httpx

from refundtui.casework.ports import Clock
from refundtui.remote.addresses import UnsafeAddressError, checked_address, is_here
from refundtui.remote.tokens import Tokens
from refundtui.wire.bodies import Body, NotReadableError, decode
from refundtui.wire.signing_in import (
    DEVICE_GRANT,
    DISCOVERY,
    REFRESH_GRANT,
    DeviceBody,
    DiscoveryBody,
    OAuthErrorBody,
    TokensBody,
)

AnyBody = TypeVar("AnyBody", bound=Body)

_LARGEST: Final = 1_000_000
_SHORTEST_LIFE: Final = 30  # seconds; an issuer that says less would be asked without end


class SignInError(Exception):
    """It cannot go on; `code` says why, in the issuer's words (RFC 6749, 8628) or ours."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class IssuerSilentError(SignInError):
    """Not reached, or not understood: nothing was decided, and it may be asked again."""


class Issuer:
    """One issuer, as a public client speaks to it. `transport` is the network unless a test brings another."""

    def __init__(
        self, address: str, client_id: str, clock: Clock, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.address = address
        self.client_id = client_id
        self._clock = clock
        self._client = httpx.Client(
            timeout=httpx.Timeout(20.0, connect=5.0),
            follow_redirects=False,
            trust_env=not is_here(address),
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": "refundtui"},
        )

    def close(self) -> None:
        self._client.close()

    def discover(self) -> DiscoveryBody:
        """What the issuer says of itself. Raises `SignInError`."""
        address = self.address.rstrip("/")
        found = _read(DiscoveryBody, self._said("GET", f"{address}{DISCOVERY}"))
        if found.issuer.rstrip("/") != address:
            raise SignInError("issuer.other", found.issuer)
        for endpoint in (found.device_authorization_endpoint, found.token_endpoint):
            _check(endpoint)
        return found

    def begin(self, found: DiscoveryBody, scope: str, max_age: int | None = None) -> DeviceBody:
        """A code to show. Raises `SignInError`. An issuer that knows `max_age` (OpenID Connect Core §3.1.2.1) asks
        whoever signed in longer ago once more; of one that does not, the office sees an old `auth_time`.
        """
        asked = {"client_id": self.client_id, "scope": scope, "prompt": "consent"}
        if max_age is not None:
            asked |= {"prompt": "login consent", "max_age": str(max_age)}
        device = _read(DeviceBody, self._said("POST", found.device_authorization_endpoint, asked))
        _check(device.verification_uri)
        return device

    def redeem(self, found: DiscoveryBody, device: DeviceBody) -> Tokens:
        """The tokens, once somebody has agreed. Raises `SignInError`: `authorization_pending` until then."""
        asked = {
            "grant_type": DEVICE_GRANT,
            "device_code": device.device_code,
            "client_id": self.client_id,
        }
        return self._tokens(found.token_endpoint, asked, found.revocation_endpoint)

    def renew(self, tokens: Tokens) -> Tokens:
        """New tokens; the old refresh token is worth nothing after this. Raises `SignInError`."""
        asked = {
            "grant_type": REFRESH_GRANT,
            "refresh_token": tokens.refresh,
            "client_id": tokens.client_id,
        }
        return self._tokens(tokens.token_endpoint, asked, tokens.revocation_endpoint, tokens.refresh)

    def revoke(self, tokens: Tokens) -> None:
        """Tell the issuer that nobody needs them any more. Raises `SignInError`."""
        if tokens.revocation_endpoint:
            asked = {"token": tokens.refresh or tokens.access, "client_id": tokens.client_id}
            self._said("POST", _check(tokens.revocation_endpoint), asked)

    def _tokens(self, endpoint: str, asked: Mapping[str, str], revocation: str, refresh: str = "") -> Tokens:
        # The life counts from before the question: an answer that was long on its way is that much older.
        asked_at = self._clock.now()
        got = _read(TokensBody, self._said("POST", _check(endpoint), asked))
        if got.token_type.lower() != "bearer" or not got.access_token.isascii():
            raise SignInError("issuer.not_understood", got.token_type)
        return Tokens(
            access=got.access_token,
            refresh=got.refresh_token or refresh,
            issued_at=asked_at,
            expires_at=asked_at + timedelta(seconds=max(got.expires_in, _SHORTEST_LIFE)),
            issuer=self.address,
            token_endpoint=endpoint,
            client_id=self.client_id,
            revocation_endpoint=revocation,
        )

    def _said(self, method: str, address: str, form: Mapping[str, str] | None = None) -> bytes:
        try:
            with self._client.stream(method, address, data=form) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _LARGEST:
                        raise IssuerSilentError("issuer.not_understood", "too much")
        except httpx.HTTPError as why:
            raise IssuerSilentError("issuer.silent", type(why).__name__) from why
        if answer.is_success:
            return body
        if answer.is_server_error:
            raise IssuerSilentError("issuer.silent", str(answer.status_code))
        if answer.status_code == 429:
            raise IssuerSilentError("office.slow_down", str(answer.status_code))
        try:
            told = decode(OAuthErrorBody, body)
        except NotReadableError:
            raise IssuerSilentError("issuer.not_understood", str(answer.status_code)) from None
        raise SignInError(told.error, told.error_description)


def _check(address: str) -> str:
    try:
        return checked_address(address) and address
    except UnsafeAddressError as unsafe:
        if unsafe.code == "address.wrong" and "?" in address:
            return address  # a verification page may carry a question mark
        raise SignInError(unsafe.code, address) from None


def _read(kind: type[AnyBody], body: bytes) -> AnyBody:
    try:
        return decode(kind, body)
    except NotReadableError as wrong:
        raise IssuerSilentError("issuer.not_understood", wrong.why) from None
