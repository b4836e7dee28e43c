"""Signing in with a code on another screen, and staying signed in: one refresh at a time on the whole machine.

A refresh token changes with every use, and an issuer that sees an old one again takes the new one away too.
So whoever refreshes holds a lock that all processes know, and looks first whether another just did it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from refundtui.casework.ports import Clock
from refundtui.casework.submissions import Unreachable
from refundtui.remote.issuers import Issuer, IssuerSilentError, SignInError
from refundtui.remote.tokens import OpenToOthersError, Tokens, TokenStore
from refundtui.wire.signing_in import DeviceBody

_RENEWED_AT: Final = 0.8  # of its life
_SLOWER: Final = 5  # seconds, RFC 8628 §3.5
_SLOWEST: Final = 60
_OTHERS_TAKE: Final = 60.0  # seconds another process may need for its refresh


def sign_in(
    issuer: Issuer,
    scope: str,
    *,
    show: Callable[[DeviceBody], None],
    pause: Callable[[float], None],
    clock: Clock,
    max_age: int | None = None,
) -> Tokens:
    """Show a code and wait until somebody has entered it. Raises `SignInError`.

    `max_age` is how many seconds ago the person may have proved who they are; None: whenever it was.
    """
    found = issuer.discover()
    device = issuer.begin(found, scope, max_age)
    show(device)
    ends = clock.now() + timedelta(seconds=device.expires_in)
    interval = max(1, device.interval)
    while clock.now() < ends:
        pause(interval)
        try:
            return issuer.redeem(found, device)
        except IssuerSilentError:
            interval = min(_SLOWEST, interval * 2)  # RFC 8628 §3.5: after a timeout, ever slower
        except SignInError as told:
            if told.code == "slow_down":
                interval += _SLOWER
            elif told.code != "authorization_pending":
                raise
    raise SignInError("expired_token")


class OneToken:
    """`line.WaysIn` with the one token at hand; without one, a stranger's: enough to hear what an office says
    of itself.
    """

    def __init__(self, token: str = "") -> None:
        self._token = token

    def token(self) -> str | Unreachable:
        return self._token

    def renewed(self, stale: str) -> str | Unreachable:
        return _SIGN_IN

    def newer(self, stale: str) -> str:
        return ""


class SignedIn:
    """`line.WaysIn` on a store that other processes share. `issuer_of` opens the line to whoever made the tokens."""

    def __init__(
        self, store: TokenStore, lock: Path, clock: Clock, issuer_of: Callable[[Tokens], Issuer]
    ) -> None:
        self._store = store
        self._clock = clock
        self._issuer_of = issuer_of
        self._one_at_a_time = threading.RLock()
        self._lock = FileLock(lock, timeout=_OTHERS_TAKE, mode=0o600)
        self._held: Tokens | None = None

    def token(self) -> str | Unreachable:
        with self._one_at_a_time:
            held = self._held or self._read()
            if isinstance(held, Unreachable):
                return held
            if not self._is_old(held):
                self._held = held
                return held.access
            renewed = self.renewed(held.access)
            if isinstance(renewed, Unreachable) and self._clock.now() < held.expires_at:
                return held.access if renewed.why != _SIGN_IN.why else renewed
            return renewed

    def renewed(self, stale: str) -> str | Unreachable:
        with self._one_at_a_time:
            try:
                with self._lock:
                    return self._renew(stale)
            except Timeout:
                return Unreachable("issuer.silent")

    def newer(self, stale: str) -> str:
        """What was signed in since, here or in another window; empty where nothing was."""
        with self._one_at_a_time:
            held = self._read()
            if isinstance(held, Unreachable) or held.access == stale:
                return ""
            self._held = held
            return held.access

    def _renew(self, stale: str) -> str | Unreachable:
        held = self._read()  # another process may have been here while we waited
        if isinstance(held, Unreachable):
            return held
        if held.access != stale and not self._is_old(held):
            self._held = held
            return held.access
        if not held.refresh:
            return self._out()
        issuer = self._issuer_of(held)
        try:
            fresh = issuer.renew(held)
        except IssuerSilentError as why:
            return Unreachable(why.code)
        except SignInError:
            return self._out()
        finally:
            issuer.close()
        self._store.write(fresh)
        self._held = fresh
        return fresh.access

    def _out(self) -> Unreachable:
        """Books and outbox stay as they are: only the tokens go, and they are worth nothing any more."""
        self._store.clear()
        self._held = None
        return _SIGN_IN

    def _read(self) -> Tokens | Unreachable:
        try:
            held = self._store.read()
        except OpenToOthersError:
            return Unreachable("login.file_open")
        return _SIGN_IN if held is None else held

    def _is_old(self, held: Tokens) -> bool:
        life = held.expires_at - held.issued_at
        return self._clock.now() >= held.issued_at + life * _RENEWED_AT


_SIGN_IN: Final = Unreachable("office.login_required")
