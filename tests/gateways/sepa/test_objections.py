"""What stands against a payment is said before anything is made, all at once, and never repeats whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from schwifty import registry

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money, currency
from refundtui.gateways.sepa_file.account import SEPA_COUNTRIES, NotPayableThere, iban, masked
from refundtui.gateways.sepa_file.bank_file import Payment
from refundtui.gateways.sepa_file.drawing_up import draw_up
from refundtui.gateways.sepa_file.objections import Objection, Part, against, objections
from tests.gateways.sepa.making import a_file, a_payment, name_of


def found(payment: Payment) -> list[tuple[Part, Refusal]]:
    return [(one.part, one.refusal) for one in against(payment)]


def test_nothing_stands_against_an_ordinary_refund() -> None:
    assert objections(a_file(a_payment(1), a_payment(2))) == ()


@pytest.mark.parametrize(
    "name",
    ["RF-€1", "RF//1", "/RF-1", "RF-1/", "", " RF-1", "RF_1", "r" * 36, "RF-1\n"],
)
def test_scenario_59_an_end_to_end_id_no_bank_takes_is_refused(name: str) -> None:
    assert found(replace(a_payment(1), end_to_end_id=name)) == [(Part.END_TO_END_ID, Refusal.NOT_SET_UP)]


@pytest.mark.parametrize("name", ["RF/1", "r" * 35, name_of(1)])
def test_scenario_59_a_slash_inside_and_thirty_five_characters_are_taken(name: str) -> None:
    assert found(replace(a_payment(1), end_to_end_id=name)) == []


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("DE88370400440532013000", id="check digits"),
        pytest.param("NL50BANK1234567890", id="check digits of a bank's own example"),
        pytest.param("DE8937040044053201300", id="one too short"),
        pytest.param("BR1500000000000010932840814P2", id="a country without SEPA"),
        pytest.param("XX89370400440532013000", id="no country"),
        pytest.param("4111111111111111", id="a card's number"),
        pytest.param("", id="nothing"),
        pytest.param("DE89370400440532013000\u202e<b>", id="hostile"),
        pytest.param("１２" * 20, id="other digits"),
    ],
)
def test_scenario_60_an_account_that_cannot_be_paid_is_refused(number: str) -> None:
    assert found(a_payment(1, iban=number)) == [(Part.IBAN, Refusal.BAD_ACCOUNT)]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("BE68539007547034", "BE68539007547034"),
        ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
        ("AL47 2121 1009 0000 0002 3569 8741", "AL47212110090000000235698741"),
    ],
)
def test_scenario_60_small_letters_and_spaces_are_read_as_meant(typed: str, written: str) -> None:
    assert iban(typed) == written
    assert written.encode() in draw_up(a_file(a_payment(1, iban=typed))).body


def test_scenario_60_a_country_outside_sepa_is_called_that() -> None:
    with pytest.raises(NotPayableThere, match="Accounts in BR cannot be paid by SEPA"):
        iban("BR1500000000000010932840814P2")


def test_the_countries_are_schwifty_s_and_the_five_that_joined_since() -> None:
    """Territories are left out that pay under their country's letters (FR, FI, GB) and have no IBAN of their own."""
    joined_since = {"AL", "MD", "ME", "MK", "RS"}

    assert all(registry.get_iban_spec(code).in_sepa_zone for code in SEPA_COUNTRIES - joined_since)
    assert len(SEPA_COUNTRIES) == 42


def test_scenario_61_an_address_in_lines_is_refused_and_nothing_is_drawn_up() -> None:
    payment = replace(a_payment(1), address=("Lindenstraße 1", "10969 Berlin"))

    assert found(payment) == [(Part.ADDRESS, Refusal.BAD_ACCOUNT)]


@pytest.mark.parametrize(
    ("minor", "code", "refusal"),
    [
        (0, "EUR", Refusal.AMOUNT_TOO_SMALL),
        (-1, "EUR", Refusal.AMOUNT_TOO_SMALL),
        (100_000_000_000, "EUR", Refusal.AMOUNT_TOO_LARGE),
        (10**18, "EUR", Refusal.AMOUNT_TOO_LARGE),
        (1000, "USD", Refusal.CURRENCY),
        (1000, "JPY", Refusal.CURRENCY),
    ],
)
def test_scenario_74_what_the_schema_lets_through_is_refused_here(
    minor: int, code: str, refusal: Refusal
) -> None:
    payment = replace(a_payment(1), amount=Money(minor, currency(code)))

    assert (Part.AMOUNT, refusal) in found(payment)


def test_scenario_74_the_largest_transfer_is_drawn_up_to_the_cent() -> None:
    payment = replace(a_payment(1), amount=Money(99_999_999_999, currency("EUR")))

    assert b">999999999.99<" in draw_up(a_file(payment)).body


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "🙂", "..."])
def test_a_payee_without_a_name_that_can_be_written_is_refused(name: str) -> None:
    assert found(a_payment(1, name=name)) == [(Part.NAME, Refusal.BAD_ACCOUNT)]


@pytest.mark.parametrize("text", ["", " ", "R" * 141, "REFUND 10 €", "REFUND\nTWO"])
def test_a_text_the_file_cannot_carry_as_it_is_is_refused_and_never_cut(text: str) -> None:
    assert found(replace(a_payment(1), text=text)) == [(Part.TEXT, Refusal.NOT_SET_UP)]


def test_everything_that_stands_against_a_payment_is_said_at_once() -> None:
    payment = replace(a_payment(1, "1.00", "DE1", name="", currency="USD"), text="€", end_to_end_id="//")

    assert [part for part, _ in found(payment)] == [
        Part.AMOUNT,
        Part.IBAN,
        Part.NAME,
        Part.END_TO_END_ID,
        Part.TEXT,
    ]


def test_a_file_that_names_one_payment_twice_is_refused() -> None:
    (one,) = objections(a_file(a_payment(1), a_payment(1)))

    assert (one.part, one.refusal, one.end_to_end_id) == (
        Part.END_TO_END_ID,
        Refusal.DUPLICATE_REFERENCE,
        name_of(1),
    )


def test_an_empty_file_and_a_name_no_bank_takes_are_refused() -> None:
    assert [one.part for one in objections(a_file())] == [Part.FILE]
    assert [one.part for one in objections(replace(a_file(a_payment(1)), message_id="R" * 34))] == [Part.FILE]


def test_the_merchant_s_own_account_is_looked_at_as_well() -> None:
    said = [(one.part, one.refusal) for one in objections(a_file(a_payment(1), debtor="NL41"))]

    assert said == [(Part.DEBTOR, Refusal.NOT_SET_UP)]


def test_no_sentence_repeats_a_name_or_a_number() -> None:
    payment = a_payment(1, iban="DE88370400440532013000", name="")

    assert all("3704" not in one.says and "DE88" not in one.says for one in against(payment))
    assert isinstance(against(payment)[0], Objection)


def test_an_account_is_shown_by_its_country_and_its_end() -> None:
    assert masked("de89 3704 0044 0532 0130 00") == "DE…3000"
    assert masked("DE89") == "…"
