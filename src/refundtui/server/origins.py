"""Where somebody asks from, and that who tried too often from there is told when to come back."""

from __future__ import annotations

import ipaddress
import math
from typing import TypeVar

from fastapi import Request

from refundtui.server.own_issuer import OwnIssuer, TriedTooOften
from refundtui.server.troubles import ProblemError
from refundtui.wire.protocol import Trouble

Answer = TypeVar("Answer")


def origin_of(request: Request) -> str:
    """The address; of IPv6 the network, for each machine has as many addresses as it likes."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def granted(issuer: OwnIssuer, answer: Answer | TriedTooOften) -> Answer:
    """Raises `ProblemError` where it was tried too often."""
    if isinstance(answer, TriedTooOften):
        wait = max(1, math.ceil((answer.until - issuer.now()).total_seconds()))
        raise ProblemError(Trouble.SLOW_DOWN, headers={"Retry-After": str(wait)})
    return answer
