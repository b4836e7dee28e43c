"""Whether a token is worth anything: who signed it, for whom, until when, and about whom it speaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ("ES256", "RS256")
"""Signatures only an issuer can make; a shared secret or none at all is never accepted."""

_LEEWAY: Final = 60  # seconds two well-kept clocks may differ
_KEYS_KEPT: Final = timedelta(minutes=10)
_KEYS_ASKED_AGAIN: Final = timedelta(seconds=30)
_LONGEST_TOKEN: Final = 8_000
_LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC)


class NotSignedInError(Exception):
    """This token opens nothing; why is for the log, never for the bearer."""


class MadeForAnotherError(NotSignedInError):
    """Rightly signed, and made for an office of another name: whoever holds it may hear both names."""

    def __init__(self, claim: str, said: str, wanted: str) -> None:
        super().__init__(claim)
        self.claim = claim
        self.said = said
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good token says: of whom it speaks, until when, and when that person last proved it (`auth_time`).

    None where the issuer says no such moment, or one that has not come.
    """

    subject: str
    until: datetime
    signed_in_at: datetime | None = None


class Keys(Protocol):
    """The public keys of an issuer."""

    def at(self, now: datetime, *, again: bool = False) -> KeySet:
        """`again` when a token names a key that was not there."""
        ...


class Doorkeeper:
    """Reads the tokens of one issuer, made for one audience. `claim` names the person of the office."""

    def __init__(self, issuer: str, audience: str, keys: Keys, *, claim: str = "sub") -> None:
        self.issuer = issuer
        self.audience = audience
        self._keys = keys
        self._claim = claim

    def read(self, token: str, now: datetime) -> Signed:
        """Raises `NotSignedInError`."""
        if len(token) > _LONGEST_TOKEN:
            raise NotSignedInError("too long")
        claims = self._verified(token, now)
        subject = claims.get(self._claim)
        if not isinstance(subject, str) or not subject:
            raise NotSignedInError(f"no {self._claim}")
        return Signed(subject, _instant(claims["exp"]), _proved_at(claims.get("auth_time"), now))

    def _verified(self, token: str, now: datetime) -> dict[str, Any]:
        wanted = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
        )
        for again in (False, True):
            try:
                read = jwt.decode(token, self._keys.at(now, again=again), algorithms=list(ALGORITHMS))
                self._must_be_for_us(read.claims)
                wanted.validate(read.claims)
            except (JoseError, ValueError, TypeError) as wrong:
                # An issuer may have changed its keys since they were fetched: looked up once more.
                if again or not _may_be_another_key(wrong):
                    raise NotSignedInError(type(wrong).__name__) from wrong
            else:
                return read.claims
        raise NotSignedInError("no key")

    def _must_be_for_us(self, claims: Mapping[str, Any]) -> None:
        issuer, audience = claims.get("iss"), claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if isinstance(issuer, str) and issuer != self.issuer:
            raise MadeForAnotherError("iss", issuer, self.issuer)
        if audience is not None and self.audience not in audiences:
            raise MadeForAnotherError("aud", " ".join(map(str, audiences)), self.audience)


def _may_be_another_key(wrong: Exception) -> bool:
    return isinstance(wrong, ValueError) or type(wrong).__name__ in {"BadSignatureError", "InvalidKeyIdError"}


def _proved_at(seconds: object, now: datetime) -> datetime | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    at = _instant(seconds)
    return at if at <= now + timedelta(seconds=_LEEWAY) else None


def _instant(seconds: object) -> datetime:
    try:
        return datetime.fromtimestamp(float(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return _LATEST


class KnownKeys:
    """The keys of an issuer that is this office itself."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys

    def at(self, now: datetime, *, again: bool = False) -> KeySet:
        return self._keys


class FetchedKeys:
    """The keys another issuer publishes, fetched when they are needed and not on every request."""

    def __init__(self, address: Callable[[httpx.Client], str], *, timeout: float = 5.0) -> None:
        self._address = address
        self._timeout = timeout
        self._one_at_a_time = threading.Lock()
        self._held: KeySet | None = None
        self._at: datetime | None = None

    def at(self, now: datetime, *, again: bool = False) -> KeySet:
        """Raises `NotSignedInError` when the issuer cannot be asked and nothing is held."""
        with self._one_at_a_time:
            age = None if self._at is None else now - self._at
            fresh_for = _KEYS_ASKED_AGAIN if again else _KEYS_KEPT
            if self._held is None or age is None or age > fresh_for:
                try:
                    with httpx.Client(timeout=self._timeout) as line:
                        answer = line.get(self._address(line)).raise_for_status()
                    self._held = KeySet.import_key_set(answer.json())
                except (httpx.HTTPError, JoseError, ValueError, KeyError) as why:
                    if self._held is None:
                        raise IssuerSilentError(type(why).__name__) from why
                self._at = now
            return self._held


class IssuerSilentError(Exception):
    """The issuer cannot be asked for its keys: nobody can be let in, and nobody is turned away for good."""


def published_by(issuer: str) -> Callable[[httpx.Client], str]:
    """Where an issuer publishes its keys, by its discovery document."""

    def address(line: httpx.Client) -> str:
        found = line.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration").raise_for_status().json()
        if found.get("issuer") != issuer:
            raise ValueError("the discovery document is another issuer's")
        return str(found["jwks_uri"])

    return address
