"""An account at Adyen is reached safely or not at all, and its secrets stand in no words."""

from __future__ import annotations

import json
import logging

import pytest

from refundtui.gateways.adyen.account import AdyenAccount
from refundtui.gateways.provider_address import NotSafelyConnected
from tests.gateways.adyen.talking import (
    API_KEY,
    HMAC_KEY,
    a_sending,
    an_account,
    at_adyen,
)
from tests.support.peer import http


def test_no_secret_is_in_any_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), at_adyen() as (adyen, _):
        adyen.send(a_sending())
    assert caplog.text, "the line does log"
    assert API_KEY not in caplog.text


def test_no_secret_is_in_any_words() -> None:
    account = an_account("http://127.0.0.1:9/v72", webhook_user="adyen", webhook_password="sesame")
    echo = json.dumps({"errorCode": "901", "message": f"bad key {API_KEY}"}).encode()
    with at_adyen(lambda _: http(403, echo)) as (adyen, _):
        words = f"{account} {adyen} {vars(adyen)} {adyen.send(a_sending())}"
    assert not any(secret in words for secret in (API_KEY, HMAC_KEY, "sesame"))


@pytest.mark.parametrize(
    ("address", "live"),
    [
        ("http://checkout-test.adyen.com/v72", False),
        ("https://evil.example/v72", False),
        ("https://checkout-test.adyen.com.evil.example/v72", False),
        ("https://key@checkout-test.adyen.com/v72", False),
        ("http://192.168.1.7/v72", False),
        ("https://checkout-test.adyen.com/v72", True),
        ("http://127.0.0.1:4011/v72", True),
        ("http://shop-checkout-live.adyenpayments.com/checkout/v72", True),
        ("https://shop-checkout-live.adyenpayments.com/checkout/v72", False),
        ("ftp://127.0.0.1/", False),
        ("nonsense", False),
    ],
)
def test_an_account_does_not_start_with_an_unsafe_address(address: str, live: bool) -> None:
    with pytest.raises(NotSafelyConnected) as trouble:
        AdyenAccount("LindenhofCOM", API_KEY, (HMAC_KEY,), live, address, "adyen", "sesame")
    assert API_KEY not in str(trouble.value)


def test_a_live_account_has_its_own_host_and_a_password_at_our_door() -> None:
    address = "https://1797a841fbb37ca7-Lindenhof-checkout-live-us.adyenpayments.com/checkout/v72"
    AdyenAccount("LindenhofCOM", API_KEY, (HMAC_KEY,), True, address, "adyen", "sesame")
    with pytest.raises(NotSafelyConnected):
        AdyenAccount("LindenhofCOM", API_KEY, (HMAC_KEY,), True, address)


@pytest.mark.parametrize("name", ["", "Lindenhof COM", "Lindenhof\nCOM", "é"])
def test_an_account_needs_a_name_and_a_key_that_can_be_sent(name: str) -> None:
    for parts in ((name, API_KEY), ("LindenhofCOM", name)):
        with pytest.raises(NotSafelyConnected):
            AdyenAccount(*parts, (HMAC_KEY,))


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, HMAC_KEY + "0"])
def test_a_key_that_signs_nothing_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(NotSafelyConnected):
        AdyenAccount("LindenhofCOM", API_KEY, (key,))
