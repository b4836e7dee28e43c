"""Where a desk may send a token and a customer's name, and where never."""

from __future__ import annotations

import pytest

from refundtui.remote.addresses import UnsafeAddressError, checked_address, is_here


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://office.example.com/", "https://office.example.com"),
        ("office.example.com", "https://office.example.com"),
        ("office.example.com:8443/refunds", "https://office.example.com:8443/refunds"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_office_is_reached_over_tls_or_on_this_machine(text: str, address: str) -> None:
    assert checked_address(text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://office.example.com", "address.not_secure"),
        ("http://127.0.0.1.example.com", "address.not_secure"),
        ("http://192.168.0.10:8080", "address.not_secure"),
        ("http://localhost.example.com", "address.not_secure"),
        ("ftp://127.0.0.1", "address.not_secure"),
        ("https://me:hunter2@office.example.com", "address.with_secret"),
        ("https://", "address.wrong"),
        ("https://office.example.com:port", "address.wrong"),
        ("https://office.example.com/?a=b", "address.wrong"),
        ("https://office .example.com", "address.wrong"),
        ("https://[::1", "address.wrong"),
        ("", "address.wrong"),
    ],
)
def test_plain_http_beyond_this_machine_and_secrets_in_an_address_are_refused(text: str, code: str) -> None:
    with pytest.raises(UnsafeAddressError) as wrong:
        checked_address(text)
    assert wrong.value.code == code
    assert "hunter2" not in str(wrong.value)


def test_only_loopback_is_this_machine() -> None:
    assert is_here("http://127.8.9.10:1")
    assert is_here("https://[::1]")
    assert not is_here("https://example.com")
    assert not is_here("http://0.0.0.0:80")
