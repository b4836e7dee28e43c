"""What PayPal tells by itself: signed by a certificate of its own, and then no more than a hint."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from refundtui.office.ports import NotAuthentic, NotReadable
from tests.gateways.paypal.delivering import Shelf, an_event, certificates, heard
from tests.gateways.paypal.signing import NOW, paypal, signed
from tests.gateways.paypal.talking import (
    CAPTURE,
    REFERENCE,
    REFUND,
    a_refund,
    at_paypal,
)
from tests.support.peer import http

# --- Meaning --------------------------------------------------------------------------------------


def test_a_refund_is_named_and_nothing_of_it_is_believed() -> None:
    (one,) = heard(an_event())
    assert (one.event, one.reference) == ("WH-2N242548W9943490U-1JU23391CS4765624", REFERENCE)
    assert (one.refund, one.payment, one.report) == (REFUND, CAPTURE, None)
    assert one.at == NOW - timedelta(minutes=2)


def test_another_body_with_the_same_checksum_passes_the_signature_and_changes_nothing() -> None:
    """Why an event is only a hint: PayPal signs the CRC32 of the body, and that can be forged."""
    genuine = an_event()
    forged = _with_checksum(an_event(resource={**a_refund("FAILED"), "x": "...."}), zlib.crc32(genuine))
    assert forged != genuine
    (one,) = heard(forged, signed(genuine))
    assert one.report is None


def _with_checksum(body: bytes, wanted: int) -> bytes:
    """The body with whitespace after it that brings its CRC32 to this: it is linear over its bits."""
    start = zlib.crc32(body + b" " * 64)
    basis: list[tuple[int, int]] = []
    for place in range(64):  # a tab is a space with two bits turned
        changed = zlib.crc32(body + b" " * place + b"\t" + b" " * (63 - place)) ^ start
        turned = 1 << place
        for value, by in basis:
            if changed ^ value < changed:
                changed, turned = changed ^ value, turned ^ by
        if changed:
            basis.append((changed, turned))
            basis.sort(reverse=True)
    left, turns = start ^ wanted, 0
    for value, by in basis:
        if left ^ value < left:
            left, turns = left ^ value, turns ^ by
    assert left == 0
    return body + bytes(9 if turns >> place & 1 else 32 for place in range(64))


@pytest.mark.parametrize(
    ("kind", "resource", "payment"),
    [
        ("PAYMENT.CAPTURE.REVERSED", a_refund(), CAPTURE),
        (
            "PAYMENT.AUTHORIZATION.VOIDED",
            {"id": "0VF52814937998046", "status": "VOIDED"},
            "0VF52814937998046",
        ),
        (
            "CUSTOMER.DISPUTE.CREATED",
            {"dispute_id": "PP-000", "disputed_transactions": [{"seller_transaction_id": CAPTURE}]},
            CAPTURE,
        ),
    ],
)
def test_a_reversal_a_release_and_a_dispute_are_hints_about_the_payment(
    kind: str, resource: dict[str, Any], payment: str
) -> None:
    (one,) = heard(an_event(kind, resource=resource))
    assert (one.payment, one.refund, one.reference, one.report) == (payment, "", "", None)


@pytest.mark.parametrize(
    "kind", ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED", "VAULT.PAYMENT-TOKEN.CREATED"]
)
def test_what_is_known_and_not_ours_is_left_alone(kind: str) -> None:
    assert heard(an_event(kind)) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        an_event("PAYMENT.CAPTURE.TELEPORTED\x1b[2J"),
        an_event(id=""),
        an_event(resource=None),
        an_event(event_type=7),
    ],
    ids=["cut", "a list", "deep", "kind", "nameless", "about nothing", "a number"],
)
def test_what_is_signed_and_makes_no_sense_is_kept_for_an_operator(body: bytes) -> None:
    with pytest.raises(NotReadable) as trouble:
        heard(body)
    assert str(trouble.value).isprintable()


# --- The signature --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"paypal-transmission-id": "69cd13f0-d67a-11e5-baa3-778b53f4ae56"},
        {"paypal-transmission-id": ""},
        {"paypal-transmission-id": "a|b"},
        {"paypal-transmission-time": "2026-11-26T11:59:01Z"},
        {"paypal-transmission-time": ""},
        {"paypal-transmission-sig": ""},
        {"paypal-transmission-sig": "é"},
        {"paypal-transmission-sig": "AAAA"},
        {"paypal-auth-algo": "SHA1withRSA"},
        {"paypal-auth-algo": ""},
    ],
)
def test_no_part_of_what_is_signed_can_be_changed(other: dict[str, str]) -> None:
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body, {**signed(body), **other})


def test_one_changed_byte_is_refused() -> None:
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body.replace(b"COMPLETED", b"CANCELLED"), signed(body))


def test_a_delivery_for_another_webhook_is_not_for_us() -> None:
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body, signed(body, webhook="1AB23456CD789012E"))


@pytest.mark.parametrize(
    "late", [timedelta(days=3, hours=7), -timedelta(minutes=6)], ids=["too old", "from the future"]
)
def test_a_delivery_that_was_not_sent_in_these_days_is_refused(late: timedelta) -> None:
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body, signed(body, at=(NOW - late).isoformat()))


def test_a_megabyte_is_too_much() -> None:
    body = an_event(resource={"x": "x" * 1_048_577})
    with pytest.raises(NotAuthentic):
        heard(body, signed(body))


def test_the_gateway_hears_the_same_and_asks_nobody() -> None:
    body = an_event()
    with at_paypal(lambda _: http(500)) as (gateway, peer):
        gateway._certificates = certificates(Shelf(paypal()))
        (one,) = gateway.heard(httpx.Headers(signed(body)), body, NOW)
    assert one.refund == REFUND
    assert peer.asked == []
