"""Letters handed to another program over HTTPS, signed: for channels that are no mail, or a mail system of one's own.

Each is a POST of JSON with the letter's key as `Idempotency-Key`: the receiver takes one key once, so that a try
whose answer was lost is made again. `Refundtui-Signature` is the HMAC-SHA256 (hex) of the time in
`Refundtui-Timestamp`, a dot, and the body's bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from refundtui.domain.hostile_text import clean_line
from refundtui.gateways.provider_address import NotSafelyConnected, is_loopback
from refundtui.office.letters_out.ways_out import Fate, NotTaken, Outgoing, Taken, Unclear

_PATIENCE: Final = 20.0  # seconds
_PROOF: Final = 200


@dataclass(frozen=True)
class LetterWebhook:
    url: str
    secret: str = field(repr=False)
    takes_a_key_once: bool = True

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        if not safe or not parts.hostname or not self.secret:
            raise NotSafelyConnected("Letters are handed over by https alone, and signed; nothing is sent.")

    def send(self, letter: Outgoing) -> Fate:
        body = spelled(letter)
        at = str(int(letter.at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.key,
            "Refundtui-Timestamp": at,
            "Refundtui-Signature": signature(self.secret, at, body),
        }
        try:
            answer = httpx.post(
                self.url, content=body, headers=headers, timeout=_PATIENCE, follow_redirects=False
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return NotTaken("letter.server_away", again=True)
        except httpx.HTTPError:
            return Unclear("letter.no_answer", same_key=True)
        if answer.is_success:
            return Taken(clean_line(answer.text)[:_PROOF])
        if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
            return Unclear("letter.put_off", same_key=True)
        return NotTaken("letter.refused", again=False)


def spelled(letter: Outgoing) -> bytes:
    """The body that is signed."""
    told = {
        "id": letter.key,
        "brand": letter.brand,
        "reference": letter.reference,
        "kind": letter.kind,
        "language": letter.language,
        "channel": letter.channel,
        "to": letter.address,
        "subject": letter.subject,
        "text": letter.body,
        "digest": letter.digest,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def signature(secret: str, at: str, body: bytes) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
