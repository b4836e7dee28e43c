"""What people type as an amount is read exactly or asked again, never guessed."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from refundtui.domain.money import Currency, Money, currencies, currency, money
from refundtui.i18n.amounts import AmountError, read_amount
from refundtui.i18n.formats import formats_of
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import use_language

REALLY_TYPED = json.loads(
    (Path(__file__).parent / "data" / "refund_amount_inputs.json").read_text(encoding="utf-8")
)
LOCALES = ("en", "en_US", "de")
OTHER_PLACES = (
    "de_CH",
    "de_AT",
    "fr",
    "fr_CH",
    "hi",
    "ja",
    "pl",
    "pt_BR",
    "sv",
    "ar_EG",
    "he",
    "hu",
    "tr",
    "zh",
)


def refusal(text: str, code: str, locale: str = "en") -> AmountError:
    with pytest.raises(AmountError) as refused:
        read_amount(text, code, locale)
    return refused.value


@pytest.mark.parametrize("typed", REALLY_TYPED["plain integer"])
def test_whole_dollars_are_whole_dollars(typed: str) -> None:
    assert read_amount(typed, "USD") == money(typed, "USD")


@pytest.mark.parametrize("typed", REALLY_TYPED["two decimals"])
@pytest.mark.parametrize("locale", LOCALES)
def test_two_decimals_after_a_point_are_read_in_every_language(typed: str, locale: str) -> None:
    assert read_amount(typed, "USD", locale) == money(typed, "USD")


@pytest.mark.parametrize("typed", REALLY_TYPED["with a dollar sign though the form says without"])
def test_the_currencys_own_sign_does_no_harm(typed: str) -> None:
    assert read_amount(typed, "USD") == money(typed.removeprefix("$"), "USD")


@pytest.mark.parametrize("typed", REALLY_TYPED["not an amount"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    expected = {"": "amount.empty", "20%": "amount.percentage"}.get(typed, "amount.not_an_amount")
    assert refusal(typed, "USD").code == expected


@pytest.mark.parametrize("typed", REALLY_TYPED["absurd integer (account/order number typed)"])
def test_an_order_number_is_asked_about_instead_of_refunded(typed: str) -> None:
    refused = refusal(typed, "USD")
    assert refused.code == "amount.absurd"
    assert f"{len(typed)} digits" in refused.sentence


@pytest.mark.parametrize(
    ("typed", "code", "locale", "expected"),
    [
        ("12,3", "EUR", "de", "12.30"),
        ("12,3", "EUR", "en", "12.30"),
        ("1.234,50", "EUR", "de", "1234.50"),
        ("1.234,50", "EUR", "en", "1234.50"),
        ("1,234.50", "EUR", "de", "1234.50"),
        ("1.234.567", "EUR", "en", "1234567"),
        ("20 €", "EUR", "de", "20"),
        ("EUR 20", "EUR", "de", "20"),
        ("20 eur", "EUR", "en", "20"),
        ("20,-", "EUR", "de", "20"),
        ("20.–", "CHF", "de_CH", "20"),
        ("Fr. 20.50", "CHF", "de_CH", "20.50"),
        ("1'234.50", "CHF", "de_CH", "1234.50"),
        ("1’234.50", "CHF", "de_CH", "1234.50"),
        ("1 234,50", "EUR", "fr", "1234.50"),
        ("1\u202f234,50\u00a0€", "EUR", "fr", "1234.50"),
        (".50", "USD", "en", "0.50"),
        ("$20 USD", "USD", "en", "20"),
        ("20 kr", "SEK", "sv", "20"),
        ("١٬٢٣٤٫٥٠", "EUR", "ar_EG", "1234.50"),
        ("１，２３４．５０", "USD", "ja", "1234.50"),
        ("￥8,900", "JPY", "ja", "8900"),
        ("1.234", "JPY", "de", "1234"),
        ("1,234", "JPY", "en", "1234"),
        ("12.345", "KWD", "en", "12.345"),
        ("12,345", "KWD", "de", "12.345"),
        ("0.345", "KWD", "de", "0.345"),
        ("12,34,567.00", "INR", "hi", "1234567.00"),
        ("1000000000", "EUR", "en", None),
        ("1,000,000,000", "IDR", "en", "1000000000"),
    ],
)
def test_marks_are_read_as_they_must_be_meant(
    typed: str, code: str, locale: str, expected: str | None
) -> None:
    if expected is None:
        assert refusal(typed, code, locale).code == "amount.absurd"
    else:
        assert read_amount(typed, code, locale) == money(expected, code)


@pytest.mark.parametrize(
    ("typed", "code", "locale"),
    [
        ("12,345", "EUR", "en"),
        ("12,345", "EUR", "de"),
        ("1.234", "EUR", "de"),
        ("1.234", "JPY", "en"),
        ("1,234", "JPY", "de"),
        ("12.345", "KWD", "de"),
        ("12,345", "KWD", "en"),
    ],
)
def test_one_mark_and_three_digits_can_be_two_amounts_and_is_asked_again(
    typed: str, code: str, locale: str
) -> None:
    refused = refusal(typed, code, locale)
    assert refused.code == "amount.ambiguous"
    assert "can be read as" in refused.sentence


@pytest.mark.parametrize(
    ("typed", "code", "expected"),
    [
        ("-5", "EUR", "amount.negative"),
        ("5-", "EUR", "amount.negative"),
        ("−5", "EUR", "amount.negative"),
        ("(5.00)", "EUR", "amount.negative"),
        ("0", "EUR", "amount.zero"),
        ("0,00", "EUR", "amount.zero"),
        ("12.3456", "EUR", "amount.too_many_decimals"),
        ("1234,567", "EUR", "amount.too_many_decimals"),
        ("0,345", "EUR", "amount.too_many_decimals"),
        ("12.00", "JPY", "amount.no_decimals"),
        ("12.", "EUR", "amount.unfinished"),
        ("12..5", "EUR", "amount.broken_groups"),
        ("1,2,3", "EUR", "amount.broken_groups"),
        ("9.99.99", "EUR", "amount.broken_groups"),
        ("1.23,456,789", "EUR", "amount.broken_groups"),
        ("12 3", "EUR", "amount.broken_groups"),
        ("0 345", "EUR", "amount.broken_groups"),
        ("1,23,456.00", "EUR", "amount.broken_groups"),
        ("$20", "EUR", "amount.other_currency"),
        ("USD 20", "EUR", "amount.other_currency"),
        ("20 £", "EUR", "amount.other_currency"),
        ("$20 USD", "CAD", "amount.other_currency"),
        ("1e5", "EUR", "amount.not_an_amount"),
        ("5²", "EUR", "amount.not_an_amount"),
        ("½", "EUR", "amount.not_an_amount"),
        ("20 €€", "EUR", "amount.not_an_amount"),
        ("20+5", "EUR", "amount.not_an_amount"),
        ("0x20", "EUR", "amount.not_an_amount"),
        ("%", "EUR", "amount.not_an_amount"),
        ("12,5 %", "EUR", "amount.percentage"),
        ("9" * 41, "EUR", "amount.too_long"),
        ("9,999,999,999,999,999.00", "EUR", "amount.absurd"),
        ("0.30", "MGA", "amount.not_payable"),
        ("   ", "EUR", "amount.empty"),
    ],
)
def test_each_mistake_has_its_own_sentence(typed: str, code: str, expected: str) -> None:
    refused = refusal(typed, code)
    assert refused.code == expected
    assert refused.sentence.endswith((".", "?"))
    assert "{" not in refused.sentence


def test_another_currency_is_named_together_with_the_orders() -> None:
    assert refusal("USD 20", "EUR").sentence == "“USD 20” is in USD; this order was paid in EUR."


def test_the_sentence_speaks_the_desks_language_and_shows_how_it_is_typed_there() -> None:
    use_language("de")
    try:
        sentence = refusal("1.234", "EUR", "de").sentence
    finally:
        use_language("en")
    assert "1234,00" in sentence
    assert "can be read" not in sentence


def test_what_was_typed_comes_back_without_teeth_and_without_a_card_number() -> None:
    assert "\x1b" not in refusal("\x1b[31mred", "EUR").sentence
    assert "4242 4242" not in refusal("4242 4242 4242 4242", "EUR").sentence


def _payable(minor: int, of: Currency) -> Money:
    return Money(max(1, minor // of.step) * of.step, of)


@given(
    of=st.sampled_from(currencies()),
    minor=st.integers(1, 10**11),
    locale=st.sampled_from(LOCALES + OTHER_PLACES),
)
@example(of=currency("JPY"), minor=1234, locale="de")
@example(of=currency("KWD"), minor=12345, locale="en")
@example(of=currency("MRU"), minor=20, locale="fr")
def test_what_is_shown_can_be_typed_back_in_every_currency_and_place(
    of: Currency, minor: int, locale: str
) -> None:
    amount = _payable(minor, of)
    speech = Speech(locale)
    assert read_amount(speech.money(amount), of, locale) == amount
    assert read_amount(speech.money_with_code(amount), of, locale) == amount
    assert read_amount(speech.amount(amount), of, locale) == amount


@given(text=st.text(max_size=50), of=st.sampled_from(currencies()), locale=st.sampled_from(LOCALES))
def test_any_text_is_an_amount_above_zero_or_a_sentence(text: str, of: Currency, locale: str) -> None:
    said = ""
    try:
        said = Speech(locale).money(read_amount(text, of, locale))
    except AmountError as refused:
        said = refused.sentence
    assert said
    assert "{" not in said or "{" in text


@given(text=st.text(alphabet="0123456789.,' -", min_size=1, max_size=12), of=st.sampled_from(currencies()))
def test_an_amount_read_has_exactly_the_digits_that_were_typed(text: str, of: Currency) -> None:
    """No digit is lost or invented, whatever the marks: only zeros are filled in at the ends."""
    try:
        amount = read_amount(text, of)
    except AmountError:
        return
    typed = "".join(letter for letter in text if letter.isdigit())
    assert str(amount.minor).rstrip("0") == typed.lstrip("0").rstrip("0")


@pytest.mark.parametrize("locale", ["ar", "ar_EG", "he", "fa"])
def test_no_amount_or_day_carries_a_mark_of_direction(locale: str) -> None:
    formats = formats_of(locale)
    said = json.dumps([getattr(formats, field.name) for field in fields(formats)], ensure_ascii=False)
    assert not re.search("[\u061c\u200e\u200f]", said)
