"""The line to Stripe, under its own SDK: one request a call, an end to every wait, and only answers that are its.

The SDK's own transports tell a refused connection like a lost answer, follow redirects, wait without end for an
answer that comes in drops, and break on a body that is no UTF-8. Its telemetry leaves a file in the home
directory, and its log holds bodies: both are off.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import httpx
import stripe

from refundtui.domain.legs.leg import Trouble
from refundtui.gateways.one_request import Answer, ask_once, client_for

stripe.enable_telemetry = False
logging.getLogger("stripe").setLevel(logging.WARNING)

_KEPT: Final = ("request-id", "idempotent-replayed", "retry-after", "date")


class NothingLeft(stripe.APIConnectionError):
    """No connection: not a byte of the request reached anybody."""

    def __init__(self) -> None:
        super().__init__("No connection to Stripe.")  # type: ignore[no-untyped-call] # the SDK's own has no types


class NoAnswer(stripe.APIConnectionError):
    """The request left, and what came back is nothing, half of something, or not Stripe's: `status` and `rest` of
    what came, if anything did.
    """

    def __init__(self, status: int = 0, rest: timedelta | None = None) -> None:
        super().__init__("No answer of Stripe's.")  # type: ignore[no-untyped-call] # the SDK's own has no types
        self.status = status
        self.rest = rest


class Line(stripe.HTTPClient):
    """Safe for threads."""

    name = "httpx"

    def __init__(self, base: str) -> None:
        super().__init__()
        self._client = client_for(base)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Raises `NothingLeft` and `NoAnswer`; what it returns is a JSON object, with its error where it failed."""
        content = post_data.encode() if isinstance(post_data, str) else post_data
        answer = ask_once(self._client, method.upper(), url, headers=headers or {}, content=content)
        if answer is Trouble.NOT_SENT:
            raise NothingLeft
        if not isinstance(answer, Answer):
            raise NoAnswer
        told = answer.told
        if told is None or not _is_stripes(told, answer.status):
            raise NoAnswer(answer.status, answer.rest)
        kept = httpx.Headers({name: answer.headers[name] for name in _KEPT if name in answer.headers})
        return json.dumps(told), answer.status, kept

    def close(self) -> None:
        self._client.close()


def _is_stripes(told: Mapping[str, Any], status: int) -> bool:
    """Whether it has the form of its answers: a hotel's page, a proxy's error and a redirect have not."""
    if 200 <= status < 300:
        return isinstance(told.get("object"), str)
    error = told.get("error")
    return status >= 400 and isinstance(error, dict) and isinstance(error.get("type"), str)
