"""The line to Stripe, under its own SDK: one request a call, an end to every wait, and only answers that are its.

The SDK's own transports tell a refused connection like a lost answer, follow redirects, wait without end for an
answer that comes in drops, and break on a body that is no UTF-8. Its telemetry leaves a file in the home
directory, and its log holds bodies: both are off.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx
import stripe

from refundtui.gateways.addresses import is_here

stripe.enable_telemetry = False
logging.getLogger("stripe").setLevel(logging.WARNING)

WAIT: Final = 15.0  # seconds for a whole answer: shorter than a worker's lease
_CONNECT: Final = 5.0
_LARGEST: Final = 4_000_000  # bytes; a page of a hundred refunds is a twentieth of it
_KEPT: Final = ("request-id", "idempotent-replayed")


class NothingLeft(stripe.APIConnectionError):
    """No connection: not a byte of the request reached anybody."""

    def __init__(self, said: str) -> None:
        super().__init__(said)  # type: ignore[no-untyped-call]


class NoAnswer(stripe.APIConnectionError):
    """The request left, and what came back is nothing, half of something, or not Stripe's; `status` if any."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)  # type: ignore[no-untyped-call]
        self.status = status


class Line(stripe.HTTPClient):
    """Safe for threads; `wait` is in seconds."""

    name = "httpx"

    def __init__(self, base: str, *, wait: float = WAIT) -> None:
        super().__init__()
        self._wait = wait
        self._client = httpx.Client(
            timeout=httpx.Timeout(wait, connect=min(_CONNECT, wait)),
            follow_redirects=False,
            trust_env=not is_here(base),
        )

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
        ends = time.monotonic() + self._wait
        try:
            with self._client.stream(method.upper(), url, headers=headers, content=post_data) as answer:
                body = _read(answer, ends)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as trouble:
            raise NothingLeft(f"No connection to Stripe ({type(trouble).__name__}).") from None
        except httpx.HTTPError as trouble:
            raise NoAnswer(f"No answer from Stripe ({type(trouble).__name__}).") from None
        if not _is_stripes(body, answer.status_code):
            raise NoAnswer(
                f"An answer that is not Stripe's (HTTP {answer.status_code}).", answer.status_code
            ) from None
        return (
            body,
            answer.status_code,
            httpx.Headers({name: answer.headers[name] for name in _KEPT if name in answer.headers}),
        )

    def close(self) -> None:
        self._client.close()


def _read(answer: httpx.Response, ends: float) -> str:
    pieces = bytearray()
    for piece in answer.iter_bytes():
        pieces += piece
        if len(pieces) > _LARGEST or time.monotonic() > ends:
            raise NoAnswer("An answer without an end.", answer.status_code if answer.is_error else 0)
    return pieces.decode("utf-8", "replace")


def _is_stripes(body: str, status: int) -> bool:
    """Whether it has the form of its answers: a hotel's page, a proxy's error and a redirect have not."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict):
        return False
    if 200 <= status < 300:
        return isinstance(told.get("object"), str)
    error = told.get("error")
    return status >= 400 and isinstance(error, dict) and isinstance(error.get("type"), str)
