"""A pack's opening hours: read as they are written, and every mistake of theirs found on its line."""

from __future__ import annotations

import pytest

from refundtui.domain.opening_hours import Opening
from refundtui.domain.policy import ServiceLevel
from refundtui.rulebooks.checking.packs import check_pack
from refundtui.rulebooks.checking.problem import Problem
from refundtui.rulebooks.loading_service import service_level
from refundtui.rulebooks.spelling import PolicyPack

HEAD = """\
kind = "policy"
id = "shop"
version = "1"
brand = "shop"
title = "A shop"
currency = "EUR"
valid_from = 2026-01-01

[service]
first_reply_minutes = 240
"""
MORNINGS = '[[service.open]]\ndays = ["mon", "tue"]\nopens = "08:30"\ncloses = "12:00"\n'


def problems(text: str) -> tuple[Problem, ...]:
    return check_pack("shop.toml", (HEAD + text).encode()).problems


def test_the_hours_are_read_as_they_are_written() -> None:
    pack = check_pack("shop.toml", (HEAD + MORNINGS).encode()).pack
    assert isinstance(pack, PolicyPack)
    assert service_level(pack.service) == ServiceLevel(
        first_reply=240, openings=(Opening(0, 510, 720), Opening(1, 510, 720))
    )


def test_a_pack_without_the_table_promises_nothing() -> None:
    pack = check_pack("shop.toml", HEAD.partition("[service]")[0].encode()).pack
    assert isinstance(pack, PolicyPack)
    assert service_level(pack.service) is None


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('[[service.open]]\ndays = ["mon"]\nopens = "8 am"\ncloses = "12:00"\n', 13, "hour.unreadable"),
        ('[[service.open]]\ndays = ["mon"]\nopens = "08:00"\ncloses = "24:30"\n', 14, "hour.unreadable"),
        ('[[service.open]]\ndays = ["mon"]\nopens = "18:00"\ncloses = "09:00"\n', 14, "hours.reversed"),
        (MORNINGS + '[[service.open]]\ndays = ["tue"]\nopens = "11:00"\ncloses = "15:00"\n', 17, "hours.overlap"),
        ('[[service.open]]\ndays = ["monday"]\nopens = "08:00"\ncloses = "12:00"\n', 12, "value.unknown"),
        ("first_reply_hours = 4\n", 11, "key.unknown"),
        ("next_reply_minutes = 0\n", 11, "value.wrong_type"),
        ('paused_in = ["lunch"]\n', 11, "value.unknown"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_on_its_line(text: str, line: int, code: str) -> None:
    assert [(one.line, one.code) for one in problems(text)] == [(line, code)]


def test_hours_that_meet_do_not_overlap() -> None:
    after = '[[service.open]]\ndays = ["tue"]\nopens = "12:00"\ncloses = "24:00"\n'
    assert problems(MORNINGS + after) == ()
