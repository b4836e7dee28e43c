"""Signing in again at an open desk: the same person, newly proved; the desk goes on with its books as they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing

from refundtui.casework.ports import Clock, SignInCode
from refundtui.casework.submissions import Unreachable
from refundtui.remote.issuers import Issuer, SignInError
from refundtui.remote.registration import Registration
from refundtui.remote.signing_in import sign_in
from refundtui.remote.tokens import TokenStore
from refundtui.wire.signing_in import DeviceBody, MeBody


class GivenUpError(Exception):
    """Whoever waited has left."""


class SigningInAgain:
    """`casework.ports.SigningIn`. `who` asks the office whose an access token is."""

    def __init__(
        self,
        registration: Registration,
        store: TokenStore,
        clock: Clock,
        who: Callable[[str], MeBody | Unreachable],
    ) -> None:
        self._registration = registration
        self._store = store
        self._clock = clock
        self._who = who

    def again(self, max_age: int, show: Callable[[SignInCode], None], has_left: Callable[[], bool]) -> str:
        """Empty once it is done; else why not, as the code of a sentence, and the old sign-in stays as it was."""

        def pause(seconds: float) -> None:
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                if has_left():
                    raise GivenUpError
                time.sleep(min(0.2, seconds))

        def shown(device: DeviceBody) -> None:
            show(SignInCode(device.user_code, device.verification_uri, device.verification_uri_complete))

        asked = self._registration
        try:
            with closing(Issuer(asked.issuer, asked.client_id, self._clock)) as issuer:
                tokens = sign_in(
                    issuer, asked.scope, show=shown, pause=pause, clock=self._clock, max_age=max_age
                )
        except GivenUpError:
            return "login.given_up"
        except SignInError as ended:
            return ended.code
        me = self._who(tokens.access)
        if isinstance(me, Unreachable):
            return me.why
        if asked.me is None or me.id != asked.me.id:
            # These books are one person's: somebody else signs in with `refundtui login`, which makes room first.
            return "login.another_person"
        self._store.write(tokens)
        return ""
