"""Deliveries of PayPal's and the shelf their certificates lie on."""

from __future__ import annotations

import json
from typing import Any

from refundtui.gateways.paypal.certificates import Certificates
from refundtui.gateways.paypal.deliveries import read_delivery
from refundtui.office.ports import Heard
from tests.gateways.paypal.signing import ADDRESS, NOW, Signer, an_authority, paypal, signed
from tests.gateways.paypal.talking import (
    WEBHOOK,
    a_refund,
    against,
)


def an_event(kind: str = "PAYMENT.CAPTURE.REFUNDED", **other: Any) -> bytes:
    """An event in the form of PayPal's list of webhook events."""
    resource = a_refund()
    against("refund").validate(resource)
    told = {
        "id": "WH-2N242548W9943490U-1JU23391CS4765624",
        "event_type": kind,
        "create_time": "2026-11-26T11:58:00Z",
        "resource_type": "refund",
        "resource": resource,
        **other,
    }
    return json.dumps(told).encode()


class Shelf:
    """Certificates by their address, and who asked for them."""

    def __init__(self, *signers: Signer, address: str = ADDRESS) -> None:
        self.lies = {address: b"".join(signer.pem for signer in signers)}
        self.asked: list[str] = []

    def __call__(self, address: str) -> bytes | None:
        self.asked.append(address)
        return self.lies.get(address)


def certificates(shelf: Shelf, *between: Signer, live: bool = False) -> Certificates:
    return Certificates(shelf, [an_authority().certificate], [one.certificate for one in between], live=live)


def heard(
    body: bytes, headers: dict[str, str] | None = None, shelf: Shelf | None = None
) -> tuple[Heard, ...]:
    told = signed(body) if headers is None else headers
    return read_delivery(told, body, WEBHOOK, certificates(shelf or Shelf(paypal())), NOW)
