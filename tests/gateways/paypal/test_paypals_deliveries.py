"""What PayPal tells by itself: signed by a certificate of its own, and then no more than a hint."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from refundtui.gateways.one_request import client_for
from refundtui.gateways.paypal.certificates import Certificates, fetched_by, public_roots
from refundtui.gateways.paypal.deliveries import read_delivery
from refundtui.office.ports import Heard, NotAuthentic, NotReadable
from tests.gateways.paypal.signing import ADDRESS, NOW, PAYPALS, Signer, an_authority, paypal, signed
from tests.gateways.paypal.talking import (
    CAPTURE,
    REFERENCE,
    REFUND,
    WEBHOOK,
    a_refund,
    against,
    at_paypal,
)
from tests.support.peer import a_peer, http


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


# --- Whose certificate ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v1/notifications/certs/CERT-360caa42",
        "http://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://paypal.com.evil.example/v1/notifications/certs/CERT-360caa42",
        "https://evilpaypal.com/v1/notifications/certs/CERT-360caa42",
        "https://evil.example/.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://evil.example#.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://evil.example\\.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://evil.example?.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://api.sandbox.paypal.com@evil.example/v1/notifications/certs/CERT-360caa42",
        "https://api.sandbox.paypal.com:8443/v1/notifications/certs/CERT-360caa42",
        "https://api.sandbox.paypal.com/v1/notifications/certs/../../redirect",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1?to=evil.example",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1\n",
        "file:///etc/passwd",
        "",
    ],
)
def test_scenario_43_a_certificate_that_does_not_lie_at_paypal_is_refused_without_fetching(
    address: str,
) -> None:
    shelf = Shelf(paypal(), address=address)
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body, signed(body, address=address), shelf)
    assert shelf.asked == []


@pytest.mark.parametrize(
    ("address", "live"), [(ADDRESS, True), (ADDRESS.replace("sandbox.", ""), False)], ids=["sandbox", "live"]
)
def test_the_sandbox_does_not_sign_for_live_payments_nor_the_other_way_round(
    address: str, live: bool
) -> None:
    shelf, body = Shelf(paypal(), address=address), an_event()
    with pytest.raises(NotAuthentic):
        read_delivery(signed(body, address=address), body, WEBHOOK, certificates(shelf, live=live), NOW)
    assert shelf.asked == []


STRANGER = an_authority("Somebody else's root")


@pytest.mark.parametrize(
    "signer",
    [
        paypal(by=STRANGER),
        paypal("paypal.com.evil.example"),
        paypal("*.paypal.com"),
        paypal(starts=NOW - timedelta(days=400)),
        paypal(starts=NOW + timedelta(days=1)),
        paypal(rsa=False),
        an_authority(),
    ],
    ids=[
        "unknown root",
        "another's name",
        "everybody's name",
        "expired",
        "not yet",
        "no RSA",
        "the root itself",
    ],
)
def test_a_certificate_nobody_vouches_for_signs_nothing(signer: Signer) -> None:
    body = an_event()
    with pytest.raises(NotAuthentic):
        heard(body, signed(body, by=signer), Shelf(signer))


@pytest.mark.parametrize(
    "pem", [b"", b"<html>", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_signs_nothing(pem: bytes) -> None:
    shelf, body = Shelf(), an_event()
    shelf.lies[ADDRESS] = pem
    with pytest.raises(NotAuthentic):
        heard(body, signed(body), shelf)


def test_a_chain_is_followed_whether_it_is_delivered_or_known_here() -> None:
    between = an_authority("In between", an_authority())
    signer = paypal(PAYPALS, between)
    body = an_event()
    headers = signed(body, by=signer)
    assert heard(body, headers, Shelf(signer, between))
    assert read_delivery(headers, body, WEBHOOK, certificates(Shelf(signer), between), NOW)
    with pytest.raises(NotAuthentic):
        heard(body, headers, Shelf(signer))


def test_a_certificate_is_fetched_once_and_ends_when_it_ends() -> None:
    shelf, body = Shelf(paypal()), an_event()
    kept = certificates(shelf)
    for _ in range(3):
        assert read_delivery(signed(body), body, WEBHOOK, kept, NOW)
    assert shelf.asked == [ADDRESS]
    late = NOW + timedelta(days=400)
    with pytest.raises(NotAuthentic):
        read_delivery(signed(body, at=late.isoformat()), body, WEBHOOK, kept, late)


def test_a_certificate_that_cannot_be_fetched_is_asked_for_again_next_time() -> None:
    shelf, body = Shelf(paypal()), an_event()
    pem, shelf.lies = shelf.lies, {}
    kept = certificates(shelf)
    with pytest.raises(NotAuthentic):
        read_delivery(signed(body), body, WEBHOOK, kept, NOW)
    shelf.lies = pem
    assert read_delivery(signed(body), body, WEBHOOK, kept, NOW)


@pytest.mark.parametrize(
    "answer", [None, http(404), http(302, location="https://evil.example/"), http(200, b" " * 2_000_000)]
)
def test_only_a_plain_answer_brings_a_certificate(answer: bytes | None) -> None:
    with a_peer(lambda _: answer) as peer, client_for(peer.address) as client:
        assert fetched_by(client)(peer.address) is None
    assert "authorization" not in peer.asked[0].headers


def test_the_public_authorities_are_there() -> None:
    names = [root.subject.rfc4514_string() for root in public_roots()]
    assert any("DigiCert" in name for name in names)


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
