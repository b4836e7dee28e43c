"""Accounts at Adyen and PayPal are connected from the operator's file, safely or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.connecting import Connected, connect
from refundtui.gateways.not_connected import NotConnected
from refundtui.gateways.paypal.gateway import PayPal
from tests.gateways.adyen.talking import API_KEY, HMAC_KEY
from tests.gateways.paypal.talking import ID, SECRET, WEBHOOK
from tests.support.offices import NOW

SECRETS = {"ADYEN_KEY": API_KEY, "ADYEN_HMAC": HMAC_KEY, "DOOR": "sesame", "PAYPAL_SECRET": SECRET}
ADYEN = """
[accounts.cards]
kind = "adyen"
merchant_account = "LindenhofCOM"
api_key = "env:ADYEN_KEY"
hmac_keys = ["env:ADYEN_HMAC"]
webhook_user = "adyen"
webhook_password = "env:DOOR"
"""
PAYPAL = f"""
[accounts.wallets]
kind = "paypal"
client_id = "{ID}"
secret = "env:PAYPAL_SECRET"
webhook_id = "{WEBHOOK}"
"""
AT_HOME = 'live = true\naddress = "https://shop-checkout-live.adyenpayments.com/checkout/v72"\n'


def connected(folder: Path, text: str) -> Connected:
    (folder / "gateways.toml").write_text(text)
    return connect(folder / "gateways.toml", SECRETS, {}, lambda: NOW)


@pytest.mark.parametrize("text", [ADYEN + PAYPAL, ADYEN + AT_HOME + PAYPAL + "live = true"])
def test_both_are_connected_under_the_names_they_are_given(tmp_path: Path, text: str) -> None:
    gateways = connected(tmp_path, text).gateways
    assert isinstance(gateways["cards"], Adyen)
    assert isinstance(gateways["wallets"], PayPal)
    assert (gateways["cards"].name, gateways["wallets"].name) == ("cards", "wallets")


@pytest.mark.parametrize(
    "text",
    [
        ADYEN + "live = true",
        ADYEN + 'address = "http://evil.example/v72"',
        ADYEN + "address = 5",
        (ADYEN + AT_HOME).replace('webhook_password = "env:DOOR"\n', ""),
        ADYEN.replace('["env:ADYEN_HMAC"]', '["env:ADYEN_KEY"]'),
        ADYEN.replace('["env:ADYEN_HMAC"]', '"env:ADYEN_HMAC"'),
        ADYEN.replace('"LindenhofCOM"', "5"),
        PAYPAL + "live = true\naddress = 'https://api-m.sandbox.paypal.com'",
        PAYPAL + 'address = "https://api-m.paypal.com"',
        PAYPAL.replace(f'"{WEBHOOK}"', "5"),
        PAYPAL.replace("env:PAYPAL_SECRET", SECRET),
    ],
    ids=[
        "live in the test place", "elsewhere", "no address", "no password at the door", "no HMAC key", "no list",
        "no name", "live in the sandbox", "sandbox at home", "no webhook", "a secret in the open",
    ],
)  # fmt: skip
def test_what_is_not_safe_is_not_connected(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotConnected) as trouble:
        connected(tmp_path, text)
    assert not any(secret in str(trouble.value) for secret in SECRETS.values())
