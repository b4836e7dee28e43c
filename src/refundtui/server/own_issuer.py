"""An office that vouches for its people itself: it signs what other offices get from an identity provider.

Access tokens are short and say only who somebody is; what that person may do is looked up on every request.
A refresh token is used once, and one that comes a second time ends every token of its sign-in.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from refundtui.office import accounts, attempts, sign_in
from refundtui.office.sign_in import Waiting
from refundtui.office.store import OfficeStore
from refundtui.server.hashing import (
    digest_of,
    hashed,
    is_right,
    new_setup_code,
    new_token,
    new_user_code,
    read_setup_code,
    take_as_long,
)
from refundtui.wire.signing_in import SCOPES, DeviceBody, TokensBody

ACCESS: Final = timedelta(minutes=5)
REFRESH: Final = timedelta(days=14)
DEVICE: Final = timedelta(minutes=10)
SETUP: Final = timedelta(days=7)
INTERVAL: Final = 5  # seconds between two questions of a waiting desk

_TOO_SOON: Final = timedelta(seconds=INTERVAL - 1)


class RefusedGrantError(Exception):
    """No tokens; `error` is OAuth's own word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class TriedTooOften:
    """From there, or at this account, nobody may try before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class OwnIssuer:
    """`address` is where people reach this office, and the `iss` of every token."""

    store: OfficeStore
    address: str
    audience: str
    now: Callable[[], datetime]
    keys: StoredKeys

    # --- the device grant ---

    def begin(self, origin: str) -> DeviceBody | TriedTooOften:
        """A code for a desk; `origin` is the address it asks from."""
        until = attempts.begin(self.store.database, (_desks(origin),), self.now())
        if until is not None:
            return TriedTooOften(until)
        token, code = new_token(), new_user_code()
        sign_in.begin_device(self.store.database, digest_of(token), code, self.now() + DEVICE)
        place = f"{self.address}/activate"
        return DeviceBody(
            device_code=token,
            user_code=code,
            verification_uri=place,
            verification_uri_complete=f"{place}?user_code={code}",
            expires_in=int(DEVICE.total_seconds()),
            interval=INTERVAL,
        )

    def redeem(self, device_code: str, origin: str) -> TokensBody | TriedTooOften:
        """Raises `RefusedGrantError`."""
        now = self.now()
        until = attempts.waits(self.store.database, _tokens_of(origin), now)
        if until is not None:
            return TriedTooOften(until)
        device = sign_in.device(self.store.database, digest_of(device_code), now)
        if device is None:
            self._count_worthless(origin)
        if device is None or device.state is Waiting.USED:
            raise RefusedGrantError("invalid_grant")
        if device.expires_at <= now:
            raise RefusedGrantError("expired_token")
        match device.state:
            case Waiting.APPROVED:
                attempts.was_right(self.store.database, None, _desks(origin))
                return self._begin_family(sign_in.Family(device.person, device.signed_in_at))
            case Waiting.DENIED:
                raise RefusedGrantError("access_denied")
            case Waiting.WAITING:
                asked = device.asked_before
                too_soon = asked is not None and now - asked < _TOO_SOON
                raise RefusedGrantError("slow_down" if too_soon else "authorization_pending")

    def refresh(self, token: str, origin: str) -> TokensBody | TriedTooOften:
        """The next pair of tokens, once. Raises `RefusedGrantError`."""
        now, following = self.now(), new_token()
        until = attempts.waits(self.store.database, _tokens_of(origin), now)
        if until is not None:
            return TriedTooOften(until)
        try:
            family = sign_in.turn_over(
                self.store.database, digest_of(token), digest_of(following), now, now + REFRESH
            )
        except sign_in.Reused:
            family = None
        if family is None:
            self._count_worthless(origin)
            raise RefusedGrantError("invalid_grant")
        return self._tokens(family, following)

    def revoke(self, token: str, origin: str) -> TriedTooOften | None:
        until = attempts.waits(self.store.database, _tokens_of(origin), self.now())
        if until is not None:
            return TriedTooOften(until)
        if not sign_in.end_family(self.store.database, digest_of(token), self.now()):
            self._count_worthless(origin)
        return None

    def _count_worthless(self, origin: str) -> None:
        attempts.begin(self.store.database, (_tokens_of(origin),), self.now())

    # --- people ---

    def is_person(self, person_id: str, secret: str, origin: str) -> bool | TriedTooOften:
        """Whether this secret is this person's; `origin` is the address it is said from."""
        database = self.store.database
        typed, origin_counted = attempts.of_account(digest_of(person_id)), _counted(origin)
        until = attempts.begin(database, (typed, origin_counted), self.now())
        if until is not None:
            return TriedTooOften(until)
        account = accounts.account(database, person_id)
        if account is None:
            take_as_long(secret)
            return False
        if not is_right(secret, account.secret):
            return False
        attempts.was_right(database, typed, origin_counted)
        return True

    def make_setup_code(self, person_id: str, by: str) -> str:
        """Raises `people.NobodyError`."""
        code, now = new_setup_code(), self.now()
        accounts.make_setup_code(self.store.database, person_id, digest_of(code), now + SETUP, by=by, now=now)
        return code

    def use_setup_code(self, typed: str, secret: str, origin: str) -> str | TriedTooOften | None:
        """Set the first secret; whose code it was."""
        database = self.store.database
        until = attempts.begin(database, (_counted(origin),), self.now())
        if until is not None:
            return TriedTooOften(until)
        code = digest_of(read_setup_code(typed))
        actor = accounts.use_setup_code(database, code, hashed(secret), self.now())
        if actor is None:
            return None
        attempts.was_right(database, attempts.of_account(digest_of(actor.id)), _counted(origin))
        return actor.id

    def approve(self, user_code: str, person_id: str | None) -> bool:
        """Let the desk behind a code in (None: turn it away); False when none waits under it."""
        return sign_in.decide_device(self.store.database, user_code, person_id, self.now())

    def waits(self, user_code: str, origin: str) -> bool | TriedTooOften:
        """Whether a desk waits under this code: eight letters, so they too are guessed at only so often."""
        database = self.store.database
        until = attempts.begin(database, (_counted(origin),), self.now())
        if until is not None:
            return TriedTooOften(until)
        found = sign_in.device_waiting(database, user_code, self.now()) is not None
        if found:
            attempts.was_right(database, None, _counted(origin))
        return found

    # --- tokens ---

    def access_token(
        self, person_id: str, life: timedelta = ACCESS, signed_in_at: datetime | None = None
    ) -> str:
        """For a program that cannot sign in, `life` may be long: it ends early when the person is disabled.

        `signed_in_at` is when a person said who they are, `auth_time` of OpenID Connect Core; a program never did.
        """
        now, key = self.now(), self.keys.signing(self.now())
        claims: dict[str, Any] = {
            "iss": self.address,
            "aud": self.audience,
            "sub": person_id,
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
            "jti": new_token(),
        }
        if signed_in_at is not None:
            claims["auth_time"] = int(signed_in_at.timestamp())
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key)

    def _begin_family(self, of: sign_in.Family) -> TokensBody:
        now, token = self.now(), new_token()
        sign_in.begin_family(self.store.database, new_token(), of, digest_of(token), now, now + REFRESH)
        return self._tokens(of, token)

    def _tokens(self, of: sign_in.Family, refresh_token: str) -> TokensBody:
        return TokensBody(
            access_token=self.access_token(of.person, signed_in_at=of.signed_in_at),
            token_type="Bearer",  # noqa: S106 - the kind of token, no secret
            expires_in=int(ACCESS.total_seconds()),
            refresh_token=refresh_token,
            scope=SCOPES,
        )


def _counted(origin: str) -> attempts.Counted:
    return attempts.of_address(digest_of(origin))


def _desks(origin: str) -> attempts.Counted:
    return attempts.of_desks(digest_of(origin))


def _tokens_of(origin: str) -> attempts.Counted:
    return attempts.of_tokens(digest_of(origin))


class StoredKeys:
    """The keys of this office, shared by its processes through the database. The newest signs."""

    def __init__(self, store: OfficeStore) -> None:
        self._store = store
        self._one_at_a_time = threading.Lock()
        self._held: tuple[ECKey, ...] = ()

    def at(self, now: datetime, *, again: bool = False) -> KeySet:
        return KeySet(list(self._known(now, again=again)))

    def signing(self, now: datetime) -> ECKey:
        return self._known(now)[0]

    def published(self, now: datetime) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self._known(now)]}

    def _known(self, now: datetime, *, again: bool = False) -> tuple[ECKey, ...]:
        with self._one_at_a_time:
            if not self._held or again:
                self._held = self._read() or self._made(now)
            return self._held

    def _made(self, now: datetime) -> tuple[ECKey, ...]:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
        body = json.dumps(key.as_dict(private=True)).encode()
        sign_in.keep_key(self._store.database, str(key.kid), body, now)
        return self._read()

    def _read(self) -> tuple[ECKey, ...]:
        return tuple(
            ECKey.import_key(json.loads(body), {"kid": name, "use": "sig", "alg": "ES256"})
            for name, body in sign_in.keys(self._store.database)
        )
