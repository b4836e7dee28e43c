"""One request to a provider over HTTP: the answer that came back, or why none can be believed.

Nothing is tried twice here: whether something is sent again is the worker's, which owns the key.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final

import httpx

from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.legs.leg import Trouble
from refundtui.gateways.provider_address import is_loopback
from refundtui.gateways.retry_after import rest_wanted

LARGEST: Final = 1024 * 1024
"""Bytes of an answer or a delivery; a refund has a thousand, and nobody honest sends more than this."""

_LONGEST: Final = 60.0  # seconds for a whole answer, however slowly it drips
_MOST_SAID: Final = 200  # characters of a provider's words that are kept

# Not a byte of the request has left: no name, no connection, no TLS, no free place in our own pool.
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back whole; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def rest(self) -> timedelta | None:
        """How long the account is to be left alone; None where it may be asked on."""
        return rest_wanted(self.status, self.headers)

    @property
    def told(self) -> dict[str, Any] | None:
        """The body as a JSON object; None where it is none."""
        return json_object(self.body)


def client_for(address: str) -> httpx.Client:
    """A line as a gateway wants it: short times, no redirects, no proxy before this very machine."""
    return httpx.Client(
        timeout=httpx.Timeout(15.0, connect=5.0, pool=5.0),
        verify=_trusted(),
        follow_redirects=False,
        trust_env=not is_loopback(httpx.URL(address).host),
        headers={"User-Agent": "refundtui", "Accept-Encoding": "identity"},
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the public authorities takes a tenth of a second: once for every line."""
    return httpx.create_ssl_context()


def ask_once(
    client: httpx.Client,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Answer | Trouble:
    """The one request, and what came of it: `NOT_SENT` only where nothing can have arrived, else `LOST`.

    Raises nothing of the network's; a status is not judged here. `monotonic` tells seconds.
    """
    until = monotonic() + _LONGEST
    try:
        with client.stream(
            method, url, headers=dict(headers), content=content, follow_redirects=False
        ) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST or monotonic() > until:
                    return Trouble.LOST
            named = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, named, bytes(body))
    except _NEVER_LEFT:
        return Trouble.NOT_SENT
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        return Trouble.LOST


def json_object(body: bytes) -> dict[str, Any] | None:
    """A JSON object, strictly: in UTF-8, without NaN, not nested beyond reason; None for anything else."""
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _no_number(name: str) -> float:
    raise ValueError(name)


def text_in(told: Mapping[str, Any], name: str) -> str:
    """A text of it as it stands, for comparing; empty where there is none."""
    found = told.get(name)
    return found if isinstance(found, str) else ""


def name_in(told: Mapping[str, Any], name: str) -> str:
    """A provider's own name for something; empty where it is no plain word, for it goes to screens and URLs."""
    found = text_in(told, name)
    return found if 0 < len(found) <= 127 and found.isascii() and clean_line(found) == found else ""


def said_line(words: str, secrets: Iterable[str] = ()) -> str:
    """A provider's words as one harmless line, cut, with none of our secrets and no card number in it."""
    for secret in secrets:
        words = words.replace(secret, "…")
    return mask_cards(clean_line(words))[:_MOST_SAID]
