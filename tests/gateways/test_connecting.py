"""An office connects what its operator wrote down, tells a slip in one sentence, and lets no secret into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from refundtui.cli.office_connected import said
from refundtui.gateways.connecting import Connected, connect
from refundtui.gateways.not_connected import NotConnected
from refundtui.gateways.stripe.account import StripeAccount
from tests.support.offices import NOW

KEY = "sk_test_" + "a1B2" * 6
SIGNS = "whsec_" + "x9" * 16
GOOD = """
[accounts.cards]
kind = "stripe"
key = "env:STRIPE_KEY"
webhook_secrets = ["file:stripe-webhook"]

[routes]
card = "cards"

[routes.acme]
wallet = "cards"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    secret = tmp_path / "stripe-webhook"
    secret.write_text(f"{SIGNS}\n")
    secret.chmod(0o600)
    return tmp_path


def connected(folder: Path, text: str = GOOD, environment: Mapping[str, str] | None = None) -> Connected:
    (folder / "gateways.toml").write_text(text)
    told = {"STRIPE_KEY": KEY} if environment is None else environment
    return connect(folder / "gateways.toml", told, {}, lambda: NOW)


def test_an_account_is_connected_and_payments_find_their_way_to_it(folder: Path) -> None:
    there = connected(folder)
    assert isinstance(there.gateways["cards"], StripeAccount)
    assert there.gateways["cards"].name == "cards"
    ways = there.routes
    assert ways.account_of("any", "", "card") == "cards"
    assert (ways.account_of("acme", "", "wallet"), ways.account_of("other", "", "wallet")) == ("cards", None)
    assert ways.account_of("any", "elsewhere", "card") is None, (
        "where the order names another account, not here"
    )


def test_no_account_is_asked_faster_than_its_operator_says_or_than_is_usual(folder: Path) -> None:
    assert connected(folder).paces == {"cards": 20.0}
    named = connected(folder, GOOD.replace("kind =", "requests_per_second = 2.5\nkind ="))
    assert named.paces == {"cards": 2.5}


def test_the_night_begins_at_two_or_when_its_operator_says(folder: Path) -> None:
    assert (connected(folder).nights.at, connected(folder).nights.zone) == (time(2), None)
    for spelled in ('"03:30"', "03:30:00"):
        nights = connected(folder, GOOD + f'\n[nights]\nat = {spelled}\nzone = "Asia/Tokyo"\n').nights
        assert (nights.at, nights.zone) == (time(3, 30), ZoneInfo("Asia/Tokyo"))


def test_without_a_file_there_is_no_account(folder: Path) -> None:
    assert connect(None, {}, {}, lambda: NOW).routes.account_of("acme", "", "card") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[accounts", "cannot be read"),
        ("[acounts.cards]\nkind='stripe'", "acounts is not known; possible: accounts, nights, routes"),
        ("accounts = 3", "accounts must be a table."),
        (GOOD.replace('"stripe"', '"strip"'), "there is no kind “strip”; possible: adyen, nacha_file, paypal, sepa_file, stripe"),
        (GOOD.replace('key = "env:STRIPE_KEY"\n', ""), "accounts.cards.key is missing."),
        (GOOD.replace("env:STRIPE_KEY", KEY), "a secret does not stand in this file"),
        (GOOD.replace("env:STRIPE_KEY", "env:OTHER"), "there is nothing in OTHER."),
        (GOOD.replace("file:stripe-webhook", "file:none"), "there is nothing in"),
        (GOOD.replace("key =", "kye ="), "accounts.cards.kye is not known; possible: base, key, webhook_secrets"),
        (GOOD.replace("card =", "cart ="), "routes.cart: no payment is of that kind"),
        (GOOD.replace('wallet = "cards"', 'wallet = "card"'), "routes.acme.wallet: there is no account “card”."),
        (
            GOOD.replace("[routes]", '[routes]\nbank_transfer = "cards"'),
            "routes.bank_transfer: “cards” pays nobody's bank account; name one of kind sepa_file or nacha_file.",
        ),
        (GOOD.replace("env:STRIPE_KEY", "env:STRIPE_KEY") + "\n[accounts.x]\nkind='stripe'\nkey='env:STRIPE_KEY'\n"
         "webhook_secrets=[]\nbase='http://evil.example'\n", "is not the provider over https"),
        (GOOD.replace("kind =", "requests_per_second = 0\nkind ="), "requests_per_second is a number of requests a second"),
        (GOOD.replace("kind =", 'requests_per_second = "5"\nkind ='), "above 0 and at most 1000."),
        (GOOD.replace("kind =", "requests_per_second = true\nkind ="), "is a number of requests a second"),
        (GOOD + "\n[nights]\nat = '25:00'\n", "nights.at is a time of day, as “02:00”."),
        (GOOD + "\n[nights]\nzone = 'Europe/Berlln'\n", "nights.zone is a place's time, as “Europe/Berlin”."),
        (GOOD + "\n[nights]\nzone = '../../etc/passwd'\n", "nights.zone is a place's time"),
        (GOOD + "\n[nights]\nhour = 2\n", "nights.hour is not known; possible: at, zone"),
    ],
)  # fmt: skip
def test_a_slip_gets_one_sentence(folder: Path, text: str, sentence: str) -> None:
    with pytest.raises(NotConnected) as refused:
        connected(folder, text)
    told = said(refused.value)
    assert sentence in told
    assert "\n" not in told.strip()
    assert KEY not in told
    assert SIGNS not in told


def test_scenario_80_a_live_key_with_an_address_that_is_not_the_provider_s_connects_nothing(
    folder: Path,
) -> None:
    text = GOOD.replace("[routes]", 'base = "http://127.0.0.1:8440"\n[routes]', 1)
    with pytest.raises(NotConnected) as refused:
        connected(folder, text, {"STRIPE_KEY": KEY.replace("test", "live")})
    assert refused.value.code == "gateways.not_safe"


def test_a_secret_that_others_may_read_connects_nothing(folder: Path) -> None:
    (folder / "stripe-webhook").chmod(0o644)
    with pytest.raises(NotConnected) as refused:
        connected(folder)
    assert "chmod 600" in said(refused.value)
