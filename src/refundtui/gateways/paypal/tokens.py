"""The access token: asked for once, kept until shortly before it ends, whoever waits for it waits together."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused, Unanswered
from refundtui.gateways.one_request import Answer, ask_once, text_in
from refundtui.gateways.paypal.account import PayPalAccount

_MARGIN: Final = 60.0  # seconds a token must still live, for slow lines
_NOTHING_LEFT: Final = Unanswered(Trouble.NOT_SENT)
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}")


@dataclass(frozen=True, slots=True)
class Token:
    """`is_new`: nobody has used it before."""

    text: str = field(repr=False)
    is_new: bool


class Tokens:
    """Safe for threads; `monotonic` tells seconds."""

    def __init__(self, account: PayPalAccount, client: httpx.Client, monotonic: Callable[[], float]) -> None:
        self._account = account
        self._client = client
        self._monotonic = monotonic
        self._asking = threading.Lock()
        self._kept = ""
        self._until = 0.0

    def token(self) -> Token | Unanswered | Refused:
        """One that is good now; else why there is none. Nothing of a refund has left in either case."""
        with self._asking:
            if self._kept and self._monotonic() < self._until:
                return Token(self._kept, is_new=False)
            return self._asked_for()

    def forget(self, token: Token) -> None:
        """PayPal did not take it; the next one is asked for."""
        with self._asking:
            if self._kept == token.text:
                self._kept = ""

    def _asked_for(self) -> Token | Unanswered | Refused:
        asked_at = self._monotonic()
        pair = f"{self._account.client_id}:{self._account.secret}".encode()
        answer = ask_once(
            self._client,
            "POST",
            f"{self._account.address}/v1/oauth2/token",
            headers={
                "authorization": f"Basic {base64.b64encode(pair).decode()}",
                "content-type": "application/x-www-form-urlencoded",
                "accept": "application/json",
            },
            content=b"grant_type=client_credentials",
            monotonic=self._monotonic,
        )
        if isinstance(answer, Trouble):
            return _NOTHING_LEFT
        return self._taken(answer, asked_at)

    def _taken(self, answer: Answer, asked_at: float) -> Token | Unanswered | Refused:
        if answer.status in {400, 401, 403} and answer.told is not None:
            return Refused(Refusal.NOT_SET_UP, "PayPal does not know our client id and secret.")
        if answer.status == 429:
            return Unanswered(Trouble.ASKED_TO_WAIT, answer.rest)
        told = answer.told or {}
        text, seconds = text_in(told, "access_token"), told.get("expires_in")
        if answer.status != 200 or _TOKEN.fullmatch(text) is None:
            return Unanswered(Trouble.NOT_SENT, answer.rest)
        if text_in(told, "token_type").lower() != "bearer":
            return _NOTHING_LEFT
        life = float(seconds) if isinstance(seconds, int) and not isinstance(seconds, bool) else 0.0
        self._kept, self._until = text, asked_at + max(life - _MARGIN, life / 2)
        return Token(text, is_new=True)
