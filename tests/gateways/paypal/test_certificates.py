"""Whose certificate signs a delivery: PayPal's own, vouched for, and fetched from nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refundtui.gateways.one_request import client_for
from refundtui.gateways.paypal.certificates import fetched_by, public_roots
from refundtui.gateways.paypal.deliveries import read_delivery
from refundtui.office.ports import NotAuthentic
from tests.gateways.paypal.delivering import Shelf, an_event, certificates, heard
from tests.gateways.paypal.signing import ADDRESS, NOW, PAYPALS, Signer, an_authority, paypal, signed
from tests.gateways.paypal.talking import (
    WEBHOOK,
)
from tests.support.peer import a_peer, http


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v1/notifications/certs/CERT-360caa42",
        "http://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42",
        "https://paypal.com.evil.example/v1/notifications/certs/CERT-360caa42",
        "https://api.sandbox.evilpaypal.com/v1/notifications/certs/CERT-360caa42",
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
