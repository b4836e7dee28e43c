"""One line to one office: a question leaves, and its answer comes back, or the reason why none counts.

Whatever may stand between (a hotel's sign-in page, a proxy's error, a load balancer's redirect) is told from
the office by its protocol header and content type, never by the status alone.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

import httpx
import zstandard

from refundtui.casework.ports import Clock
from refundtui.casework.submissions import Unreachable
from refundtui.remote.addresses import is_here
from refundtui.remote.patience import Patience
from refundtui.wire.bodies import NotReadableError, decode
from refundtui.wire.protocol import (
    JSON,
    PROBLEM_JSON,
    VERSION,
    VERSION_HEADER,
    ProblemBody,
    Trouble,
)

LARGEST_ANSWER: Final = 64 * 1024 * 1024
"""Bytes, unpacked: a page of five thousand cases has five million. More is nobody's honest answer."""

_CONNECT: Final = 5.0  # seconds
_READ: Final = 30.0
_TOLERATED: Final = timedelta(seconds=60)  # that much a clock may be off before anybody is told

_WHY: Final = {
    Trouble.LOGIN_REQUIRED: "office.login_required",
    Trouble.SIGN_IN_AGAIN: "office.sign_in_again",
    Trouble.NOT_ALLOWED: "office.not_allowed",
    Trouble.TOO_LARGE: "office.too_large",
    Trouble.UPGRADE_REQUIRED: "office.upgrade_required",
    Trouble.SLOW_DOWN: "office.slow_down",
    Trouble.FAULT: "office.fault",
    Trouble.UNAVAILABLE: "office.unavailable",
    Trouble.PREDECESSOR_MISSING: "predecessor.missing",
}
_LEAVE_ALONE: Final = frozenset({Trouble.SLOW_DOWN, Trouble.FAULT, Trouble.UNAVAILABLE})


class WaysIn(Protocol):
    """Where the line has its access token from."""

    def token(self) -> str | Unreachable:
        """Empty: asked as a stranger."""
        ...

    def renewed(self, stale: str) -> str | Unreachable:
        """Another one, after the office refused this."""
        ...

    def newer(self, stale: str) -> str:
        """One that was signed in since, after the office wanted a newer sign-in; empty where none was."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that is the office's own: a success, or a problem it tells."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=httpx.Headers)
    problem: ProblemBody | None = None

    def unreachable(self) -> Unreachable:
        """What this problem means where it answers no submission."""
        trouble = self.problem.trouble if self.problem else None
        return Unreachable(_WHY.get(trouble, "office.refused") if trouble else "office.refused", self.wait)

    @property
    def wait(self) -> float:
        """Seconds the office asks to be left alone."""
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0


class Line:
    """Safe for threads. `transport` is the network unless a test brings another."""

    def __init__(
        self,
        address: str,
        ways_in: WaysIn,
        clock: Clock,
        patience: Patience,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`address` is one that `addresses.checked_address` let through."""
        self.address = address
        self._ways_in = ways_in
        self._clock = clock
        self._patience = patience
        self._skew_known = threading.Lock()
        self._skew = timedelta()
        self._client = httpx.Client(
            base_url=address,
            timeout=httpx.Timeout(_READ, connect=_CONNECT),
            follow_redirects=False,
            # A proxy of the environment must not see what is meant for this machine.
            trust_env=not is_here(address),
            transport=transport,
            headers={
                VERSION_HEADER: str(VERSION),
                "Accept": f"{JSON}, {PROBLEM_JSON}",
                "Accept-Encoding": "zstd",
                "User-Agent": "refundtui",
            },
        )

    @property
    def skew(self) -> timedelta:
        """How far the office's clock is ahead of ours, where it is worth a word; else nothing."""
        with self._skew_known:
            return self._skew if abs(self._skew) > _TOLERATED else timedelta()

    def try_now(self) -> None:
        self._patience.try_now()

    def close(self) -> None:
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        wait: float = 0.0,
    ) -> Heard | Unreachable:
        """Ask, with a fresh token once more when the office refuses the first.

        `wait` is how long the question may stay open at the office before it is late.
        """
        resting = self._patience.resting()
        if resting is not None:
            return resting
        token = self._ways_in.token()
        if isinstance(token, Unreachable):
            return token
        heard = self._heard(method, path, token, body, params, headers, wait)
        if _refuses_token(heard):
            token = self._ways_in.renewed(token)
            if isinstance(token, Unreachable):
                return token
            heard = self._heard(method, path, token, body, params, headers, wait)
            if _refuses_token(heard):
                return Unreachable("office.login_required")
        if _wants_newer(heard) and (newer := self._ways_in.newer(token)):
            heard = self._heard(method, path, newer, body, params, headers, wait)
        return self._noted(heard)

    @contextmanager
    def listen(self, path: str) -> Iterator[httpx.Response | Unreachable]:
        """A stream of events that stays open; raises `httpx.HTTPError` when it breaks off."""
        token = self._ways_in.token()
        if isinstance(token, Unreachable):
            yield token
            return
        # Twice the office's sign of life: longer silence is a line that is gone.
        timeout = httpx.Timeout(45.0, connect=_CONNECT)
        asked = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", "Accept-Encoding": ""}
        with self._client.stream("GET", path, headers=asked, timeout=timeout) as answer:
            if answer.status_code == httpx.codes.UNAUTHORIZED and VERSION_HEADER in answer.headers:
                self._ways_in.renewed(token)
                yield Unreachable("office.login_required")
            elif answer.status_code != httpx.codes.OK or VERSION_HEADER not in answer.headers:
                yield Unreachable("line.foreign")
            else:
                yield answer

    # --- One question --------------------------------------------------------------------------------

    def _heard(
        self,
        method: str,
        path: str,
        token: str,
        body: bytes,
        params: Mapping[str, str | int] | None,
        headers: Mapping[str, str] | None,
        wait: float,
    ) -> Heard | Unreachable:
        asked = dict(headers or {})
        if token:
            asked["Authorization"] = f"Bearer {token}"
        if body:
            asked["Content-Type"] = JSON
        timeout = httpx.Timeout(_READ + wait, connect=_CONNECT)
        try:
            with self._client.stream(
                method, path, content=body or None, params=params, headers=asked, timeout=timeout
            ) as answer:
                return self._told(answer)
        except httpx.HTTPError as trouble:
            return Unreachable(_why(trouble))

    def _told(self, answer: httpx.Response) -> Heard | Unreachable:
        if answer.is_redirect and answer.status_code != httpx.codes.NOT_MODIFIED:
            return Unreachable("line.redirected")
        if VERSION_HEADER not in answer.headers:
            return Unreachable("line.foreign")
        self._note_skew(answer.headers.get("Date", ""))
        body = _unpacked(answer)
        if isinstance(body, Unreachable):
            return body
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
            if body and kind != JSON:
                return Unreachable("line.foreign")
            return Heard(answer.status_code, body, answer.headers)
        if kind != PROBLEM_JSON:
            return Unreachable("line.foreign")
        try:
            problem = decode(ProblemBody, body)
        except NotReadableError:
            return Unreachable("line.torn")
        return Heard(answer.status_code, body, answer.headers, problem)

    def _noted(self, heard: Heard | Unreachable) -> Heard | Unreachable:
        if isinstance(heard, Unreachable):
            return self._patience.failed(heard)
        if heard.problem is not None and heard.problem.trouble in _LEAVE_ALONE:
            return self._patience.failed(heard.unreachable())
        self._patience.answered()
        return heard

    def _note_skew(self, date: str) -> None:
        try:
            there: datetime = parsedate_to_datetime(date)
        except (TypeError, ValueError):
            return
        if there.tzinfo is not None:
            with self._skew_known:
                self._skew = there - self._clock.now()


def _refuses_token(heard: Heard | Unreachable) -> bool:
    return _tells(heard, Trouble.LOGIN_REQUIRED)


def _wants_newer(heard: Heard | Unreachable) -> bool:
    return _tells(heard, Trouble.SIGN_IN_AGAIN)


def _tells(heard: Heard | Unreachable, trouble: Trouble) -> bool:
    return isinstance(heard, Heard) and heard.problem is not None and heard.problem.trouble is trouble


def _unpacked(answer: httpx.Response) -> bytes | Unreachable:
    """The body, unpacked by us: a small one must not become a large one in our memory."""
    parts: list[bytes] = []
    length = 0
    for part in answer.iter_raw():
        length += len(part)
        if length > LARGEST_ANSWER:
            return Unreachable("line.too_much")
        parts.append(part)
    body = b"".join(parts)
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "identity" or not body:
        return body
    if packing != "zstd":
        return Unreachable("line.foreign")  # nobody asked for it
    try:
        said = zstandard.frame_content_size(body)  # clearing more room than it says costs more than unpacking
        room = LARGEST_ANSWER if said < 0 else min(said, LARGEST_ANSWER)
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(body) as reader:
            whole = reader.read(room + 1)
    except zstandard.ZstdError:
        return Unreachable("line.torn")
    return whole if len(whole) <= LARGEST_ANSWER else Unreachable("line.too_much")


def _why(trouble: httpx.HTTPError) -> str:
    if isinstance(trouble, httpx.ConnectTimeout):
        return "line.down"
    if isinstance(trouble, httpx.TimeoutException):
        return "line.slow"
    if isinstance(trouble, httpx.ConnectError):
        return "line.untrusted" if _is_about_trust(trouble) else "line.down"
    if isinstance(trouble, httpx.ProxyError):
        return "line.down"
    return "line.torn"


def _is_about_trust(trouble: BaseException) -> bool:
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
