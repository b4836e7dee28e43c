"""What people and other systems write is made harmless before anybody reads or stores it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, strategies as st

from refundtui.domain.case import Message
from refundtui.domain.commands import AddNote, ReceiveAnswer, SetItems
from refundtui.domain.hostile_text import (
    MASK,
    clean_line,
    clean_text,
    clean_value,
    is_card_number,
    mask_cards,
)
from refundtui.domain.request import RefundRequest, Units
from tests.support.making import a_case

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b[]31m;\x07\x9b\x9d\u202e\u2066\u200f\u2028\u200d\u200c\ufeff\n\r\t\x00\x85e\u0301字"
        ),
    ),
    max_size=60,
)
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029\u061c\u200b\ufeff\ud800-\udfff]"
)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;own the title\x07Anna", "Anna"),
        ("\x1b]8;;http://bad\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("\x1bcreset", "reset"),
        ("a\x00b\x07c", "abc"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("\u2066left\u2069", "left"),
        ("two\nlines\r\nhere", "two lines here"),
        ("page\u2028break", "page break"),
        ("pass\u200bword", "password"),
        ("tab\there", "tab here"),
        ("  Müller ", "Müller"),
        ("e\u0301t\u00e9", "été"),
        ("pay\u200dpal", "paypal"),
        ("half\ud83d", "half"),
    ],
)
def test_a_line_keeps_its_words_and_loses_its_teeth(hostile: str, harmless: str) -> None:
    assert clean_line(hostile) == harmless


@pytest.mark.parametrize(
    "text",
    ["Łukasz Żółć", "田中さん", "نیم‌فاصله", "👩‍👧", "❤️", "אברהם", "Ελένη", "ไทย", "क्‍ष"],
)
def test_every_script_passes_with_the_joiners_it_needs(text: str) -> None:
    assert clean_line(text) == unicodedata.normalize("NFC", text)


def test_text_of_several_lines_keeps_them() -> None:
    assert clean_text("Dear all,\r\n\tplease\u2028now\x1b[2J") == "Dear all,\n please\nnow"


@given(HOSTILE)
@example("\x1b\x1b[31m[31m")
@example("x\u200d\u200d字")
@example("\u037e\u200d字")
def test_cleaning_leaves_no_control_and_cleans_once_for_all(text: str) -> None:
    line, lines = clean_line(text), clean_text(text)
    assert not FORBIDDEN.search(line)
    assert "\n" not in line
    assert not FORBIDDEN.search(lines)
    assert clean_line(line) == line
    assert clean_text(lines) == lines


CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111",
    "4111/1111/1111/1111",
    "4111_1111_1111_1111",
    "4111 - 1111 - 1111 - 1111",
    "4111\u00a01111\u00a01111\u00a01111",
    "4111\u202f1111\u202f1111\u202f1111",
    "4111\u20131111\u20131111\u20131111",
    "4111  1111-1111 1111",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "41 11 11 11 11 11 11 11",
    "41111111 11111111",
    "4111 1111 11111111",
    "4111, 1111, 1111, 1111",
    "411111111111 1111",
    "４１１１ １１１１ １１１１ １１１１",
    "٤١١١ ١١١١ ١١١١ ١١١١",
    "3782 822463 10005",
    "3056 930902 5904",
    "6304 0000 0000",
    "4222222222222",
    "6011 0009 9013 9424",
    "my card is:4111111111111111!",
    "card4111111111111111",
    "4000000000000000006",
    "4000 0000 0000 0000 006",
]


@pytest.mark.parametrize("spelling", CARDS)
def test_a_card_in_any_usual_spelling_keeps_its_last_four_digits_only(spelling: str) -> None:
    masked = mask_cards(spelling)
    digits = [letter for letter in spelling if letter.isdecimal()]
    assert [letter for letter in masked if letter.isdecimal()] == digits[-4:]
    assert masked.count(MASK) == len(digits) - 4
    assert len(masked) == len(spelling)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # fails the check
        "10023472, 10023488",  # two orders, by chance with a good check digit
        "10023472\n10023488",
        "2010, 2011, 2012, 2013",
        "order 4065118012345",
        "1Z999AA10123456784",
        "00340434161094042557",  # twenty digits: a parcel
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "550e8400-e29b-41d4-a716-446655440008",
        "2026-11-10 2026-11-12",
        "12.50 13.99 14.00 100.00 1.00",
        "192.168.100.200",
        "1,234,567,890,123",
        "+49 176 1234 5678 90",
        "W2378156, W4284542",
        "",
    ],
)
def test_numbers_that_are_no_cards_pass(text: str) -> None:
    assert mask_cards(text) == text


def test_two_cards_in_a_row_are_both_masked() -> None:
    masked = mask_cards("4111 1111 1111 1111 5555 5555 5555 4444, 4111111111111111")
    assert masked == "•••• •••• •••• 1111 •••• •••• •••• 4444, ••••••••••••1111"


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        figure = int(digit) * (1 + place % 2)
        total += figure - 9 if figure > 9 else figure
    return total % 10 == 0


@given(st.text(st.sampled_from("0123456789 -.٣a"), max_size=60), st.sampled_from(CARDS), st.text(max_size=20))
def test_no_unbroken_number_of_card_length_passes_the_check_after_masking(
    before: str, card: str, after: str
) -> None:
    masked = mask_cards(before + card + after)
    for run in re.findall(r"\d+", masked):
        assert not (12 <= len(run) <= 19 and _luhn(run))
    assert mask_cards(masked) == masked
    assert len(masked) == len(before + card + after)


def test_a_command_is_cleaned_whole_and_masked_where_people_write() -> None:
    note = clean_value(AddNote("4111111111111111", "call\x1b[2J 4111 1111 1111 1111\nthanks"))
    assert note == AddNote("4111111111111111", "call •••• •••• •••• 1111\nthanks")
    answer = clean_value(ReceiveAnswer(Message(datetime(2026, 11, 20, tzinfo=UTC), True, "4111111111111111")))
    assert answer.message.text == "••••••••••••1111"
    items = SetItems(
        RefundRequest((Units("4111111111111111", 1),)), facts=(("photos", 2), ("said", "4222222222222"))
    )
    cleaned = clean_value(items)
    assert cleaned.request == items.request  # an identifier is no card
    assert cleaned.facts == (("photos", 2), ("said", "•••••••••2222"))


# A card where a number was asked for


@pytest.mark.parametrize(
    ("number", "is_card"),
    [
        ("4242424242424242", True),
        ("5555555555554444", True),
        ("2223003122003222", True),
        ("378282246310005", True),
        ("30569309025904", True),
        ("6011111111111117", True),
        ("3566002020360505", True),
        ("6200000000000005", True),
        ("4242424242424241", False),  # fails the check
        ("4222222222222", False),  # a shop's number of 13 digits, whatever Visa once had
        ("1234567812345670", False),  # passes the check, begins like no card
        ("LH-100001", False),
        ("", False),
    ],
)
def test_a_card_number_is_told_from_a_number(number: str, is_card: bool) -> None:
    assert is_card_number(number) is is_card


def test_a_card_typed_for_an_order_nobody_knows_is_masked_and_a_known_orders_number_stays() -> None:
    unknown = a_case(order=None, order_ref="4242424242424242")
    assert clean_value(unknown).order_ref == "••••••••••••4242"
    assert clean_value(a_case(order=None, order_ref="1234567812345670")).order_ref == "1234567812345670"
    order = a_case().order
    assert order is not None
    known = a_case(order=replace(order, id="4242424242424242"), order_ref="4242424242424242")
    assert clean_value(known).order_ref == "4242424242424242"
