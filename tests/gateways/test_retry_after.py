"""How long a provider wants to be left alone is heeded, whatever it says, between a second and an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.sending import Unanswered
from refundtui.gateways.one_request import Answer
from refundtui.gateways.retry_after import LONGEST, UNSAID, rest_wanted
from refundtui.office.ports import GatewayAway
from tests.gateways.adyen.talking import a_sending, at_adyen
from tests.gateways.paypal.talking import a_sending as a_paypal_sending, at_paypal
from tests.support.peer import http

DATE = "Fri, 27 Nov 2026 10:00:00 GMT"
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("30", 30 * SECOND),
        (" 30 ", 30 * SECOND),
        ("0", SECOND),
        ("1", SECOND),
        ("3600", LONGEST),
        ("3601", LONGEST),
        ("9" * 400, LONGEST),
        ("Fri, 27 Nov 2026 10:00:45 GMT", 45 * SECOND),
        ("Friday, 27-Nov-26 10:00:45 GMT", 45 * SECOND),
        ("Fri, 27 Nov 2026 09:00:00 GMT", SECOND),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("-5", UNSAID),
        ("1.5", UNSAID),
        ("٣٠", UNSAID),
        ("soon", UNSAID),
        ("Fri, 27 Nov 99999999 10:00:45 GMT", UNSAID),
        ("", UNSAID),
        ("\x1b[2J", UNSAID),
    ],
)
def test_seconds_or_a_date_of_its_own_clock(said: str, rest: timedelta) -> None:
    assert rest_wanted(429, {"retry-after": said, "date": DATE}) == rest


def test_a_date_without_a_clock_to_count_from_is_no_time() -> None:
    assert rest_wanted(429, {"retry-after": "Fri, 27 Nov 2026 10:00:45 GMT"}) == UNSAID


def test_an_error_asks_for_a_rest_only_where_it_says_so() -> None:
    assert rest_wanted(503, {}) is None
    assert rest_wanted(503, {"retry-after": "20"}) == 20 * SECOND
    assert rest_wanted(500, {"retry-after": "20"}) is None
    assert rest_wanted(201, {"retry-after": "20"}) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_said_the_rest_is_between_a_second_and_an_hour(said: str, date: str) -> None:
    rest = rest_wanted(429, {"retry-after": said, "date": date})
    assert rest is not None
    assert SECOND <= rest <= LONGEST


def test_header_names_are_read_in_small_letters_as_an_answer_keeps_them() -> None:
    assert Answer(429, {"retry-after": "9"}, b"").rest == 9 * SECOND


def test_adyen_says_how_long_it_wants_to_be_left_alone() -> None:
    with at_adyen(lambda _: http(429, b"", retry_after="7")) as (adyen, _):
        assert adyen.send(a_sending()) == Unanswered(Trouble.ASKED_TO_WAIT, 7 * SECOND)
    with at_adyen(lambda _: http(503, b"", retry_after="70")) as (adyen, _):
        assert adyen.send(a_sending()) == Unanswered(Trouble.BROKEN, 70 * SECOND)


def test_paypal_says_so_when_it_is_sent_to_and_when_it_is_asked() -> None:
    with at_paypal(lambda _: http(429, retry_after="7")) as (paypal, _):
        assert paypal.send(a_paypal_sending()) == Unanswered(Trouble.ASKED_TO_WAIT, 7 * SECOND)
        with pytest.raises(GatewayAway) as away:
            paypal.look_up(a_paypal_sending())
    assert away.value.rest == 7 * SECOND


def test_paypal_s_door_for_tokens_says_so_too() -> None:
    with at_paypal(lambda _: http(500), tokens=lambda _: http(429, retry_after="11")) as (paypal, _):
        assert paypal.send(a_paypal_sending()) == Unanswered(Trouble.ASKED_TO_WAIT, 11 * SECOND)
        with pytest.raises(GatewayAway) as away:
            paypal.look_up(a_paypal_sending())
    assert away.value.rest == 11 * SECOND
