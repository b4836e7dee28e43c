"""The filter line: every word of it, what it cannot mean, and what it becomes while one types."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from refundtui.casework.completing import completion
from refundtui.casework.filter_fields import Surroundings
from refundtui.casework.filtering import read_filter, spelled
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.domain.case import CaseState
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import use_language

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HERE = Surroundings(NOW, "ann", ("lindenhof", "northpeak", "tidewater"), ZoneInfo("Europe/Berlin"))
MIDNIGHT = datetime(2026, 11, 19, 23, tzinfo=UTC)  # in Berlin the 20th begins


def wanted(text: str, base: QueueFilter | None = None) -> QueueFilter:
    read = read_filter(text, HERE, base)
    assert read.mistakes == ()
    return read.wanted


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", {}),
        ("brandt  jacket", {"text": "brandt jacket"}),
        ("brand:northpeak", {"brand": "northpeak"}),
        ("Brand:NorthPeak", {"brand": "northpeak"}),
        ("state:approval", {"states": ("approval",)}),
        ("status:approval,offer", {"states": ("approval", "offer")}),
        ("state:approval state:offer", {"states": ("approval", "offer")}),
        ("state:waiting", {"states": ("info_wait", "offer")}),
        ("state:received", {"states": ("intake",)}),
        ('state:"being checked"', {"states": ("eligibility",)}),
        ("state:second-look,offered", {"states": ("escalated", "offer")}),
        ("reason:changed-mind", {"reasons": ("changed_mind",)}),
        ("state:closed", {"states": ("closed",), "open_only": False}),
        ("due<24h", {"due_before": NOW + timedelta(hours=24)}),
        ("due>3d", {"due_from": NOW + timedelta(days=3)}),
        (
            "due>1h due<90min",
            {"due_from": NOW + timedelta(hours=1), "due_before": NOW + timedelta(minutes=90)},
        ),
        ("due:overdue", {"due_before": NOW}),
        ("due:today", {"due_from": MIDNIGHT, "due_before": MIDNIGHT + timedelta(days=1)}),
        ("due:20.11.2026", {"due_from": MIDNIGHT, "due_before": MIDNIGHT + timedelta(days=1)}),
        ("due<2026-11-21", {"due_before": MIDNIGHT + timedelta(days=1)}),
        ("due<=2026-11-21", {"due_before": MIDNIGHT + timedelta(days=2)}),
        ("due>2026-11-20", {"due_from": MIDNIGHT + timedelta(days=1)}),
        ("due>=2026-11-20", {"due_from": MIDNIGHT}),
        ("lang:de", {"language": "de"}),
        ("amount>50", {"amount_from": 500_001}),
        ("amount>=50,25", {"amount_from": 502_500}),
        ("amount<50.5", {"amount_to": 504_999}),
        ("amount:50..100", {"amount_from": 500_000, "amount_to": 1_000_000}),
        ("owner:me", {"owner": "ann"}),
        ("owner:Bob", {"owner": "Bob"}),
        ("owner:none", {"unowned": True}),
        ("owner:others", {"not_owner": "ann"}),
        ("reason:defective,late", {"reasons": ("defective", "late")}),
        ("is:legal,snoozed", {"legal_only": True, "snoozed": True}),
        ("is:any", {"open_only": False}),
        ("is:conflict", {"pending": ("needs_review",)}),
        ("sort:amount", {"sort": Sort.AMOUNT}),
        ('"state:approval" brandt', {"text": "state:approval brandt"}),
        ("lang:de brandt amount<9", {"language": "de", "amount_to": 89_999, "text": "brandt"}),
    ],
)
def test_each_word_asks_for_one_thing(text: str, asked: dict[str, Any]) -> None:
    plain = QueueFilter(**asked)
    assert wanted(text) == (plain.as_of(NOW) if plain.snoozed else plain.as_usual(NOW))


def test_what_is_set_aside_is_out_of_the_queue_until_its_hour_and_found_by_name() -> None:
    assert wanted("").snoozed is False
    assert wanted("").asleep_at == NOW
    assert wanted("lang:de", wanted("owner:me")).snoozed is False
    assert wanted("brandt", wanted("owner:me")).snoozed is None
    assert wanted("is:any", wanted("owner:me")).snoozed is None
    assert wanted("lang:de", wanted("is:snoozed")).snoozed is True
    assert wanted("is:awake brandt").snoozed is False


@pytest.mark.parametrize(
    ("text", "place", "code", "nearest"),
    [
        ("stat:approval", (0, 13), "filter.unknown_field", "state:approval"),
        ("brandt colour:red", (7, 17), "filter.unknown_field", ""),
        ("brand:northpaek", (0, 15), "filter.unknown_value", "brand:northpeak"),
        ("state:approval,ofer", (0, 19), "filter.unknown_value", "state:approval,offer"),
        ("state:", (0, 6), "filter.no_value", ""),
        ("state:,", (0, 7), "filter.no_value", ""),
        ("state<approval", (0, 14), "filter.sign", "state:approval"),
        ("due:24h", (0, 7), "filter.sign", "due<24h"),
        ("due<24", (0, 6), "filter.due", "due<24h"),
        ("due<2026-13-40", (0, 14), "filter.due", ""),
        ("amount>much", (0, 11), "filter.amount", ""),
        ("amount>1.23456", (0, 14), "filter.amount", ""),
        ("lang:german", (0, 11), "filter.language", ""),
        ("brand:northpeak brand:tidewater", (16, 31), "filter.twice", ""),
        ("amount>5 amount>9", (9, 17), "filter.twice", ""),
        ("is:lgal", (0, 7), "filter.unknown_value", "is:legal"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place_and_the_nearest_word(
    text: str, place: tuple[int, int], code: str, nearest: str
) -> None:
    (mistake,) = read_filter(text, HERE).mistakes
    assert (mistake.start, mistake.end) == place
    assert mistake.why.code == code
    assert mistake.nearest == nearest
    assert read_filter(nearest, HERE).mistakes == ()


def test_every_mistake_is_told_and_the_good_words_still_count() -> None:
    read = read_filter("stat:x lang:de due<soon brandt", HERE)
    assert [mistake.why.code for mistake in read.mistakes] == ["filter.unknown_field", "filter.due"]
    assert read.wanted == QueueFilter(language="de", text="brandt")


def test_a_line_says_more_exactly_what_a_view_asks_for() -> None:
    base = wanted("owner:me state:approval sort:amount")
    assert wanted("lang:de", base) == QueueFilter(
        owner="ann", states=("approval",), language="de", sort=Sort.AMOUNT
    ).as_usual(NOW)
    assert wanted("owner:bob state:offer", base) == QueueFilter(
        owner="bob", states=("offer",), sort=Sort.AMOUNT
    ).as_usual(NOW)
    assert wanted("owner:none", base).owner == ""


def test_an_owner_is_found_by_name_too() -> None:
    around = replace(HERE, names={"kim": "Kim Nowak", "bob": "Bob Lee"})
    read = read_filter('owner:"kim nowak"', around)
    assert read.mistakes == ()
    assert read.wanted.owner == "kim"
    assert completion("owner:", 6, around).words == (
        "owner:me",
        "owner:none",
        'owner:"Kim Nowak"',
        'owner:"Bob Lee"',
    )


def test_a_line_is_spelled_back_tidily() -> None:
    read = read_filter('  brandt STATUS:Approval  "a:b"  due<24h client:northpeak ', HERE)
    assert spelled(read) == 'state:Approval due<24h brand:northpeak brandt "a:b"'


words = st.sampled_from(
    ("brand:acme", "state:offer", "due<3d", "due>1h", "amount>5", "amount<=9.5", "lang:de", "owner:me", "is:legal",
     "reason:late,other", "sort:amount", "brandt", '"due<1h"', '"two words"', "state:", "x:y", '"', "ß:", "<", "due<")
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(words, max_size=8).map(" ".join)))
def test_whatever_is_typed_is_read_and_spelled_back_to_the_same(text: str) -> None:
    read = read_filter(text, HERE)
    again = read_filter(spelled(read), HERE)
    assert again.mistakes == ()
    assert again.wanted == read.wanted
    assert spelled(again) == spelled(read)
    for mistake in read.mistakes:
        assert 0 <= mistake.start < mistake.end <= len(text)
    for at in (0, len(text) // 2, len(text)):
        offered = completion(text, at, HERE)
        assert 0 <= offered.start <= at <= offered.end <= len(text)


@pytest.mark.parametrize(
    ("text", "at", "start", "first"),
    [
        ("", 0, 0, "brand:"),
        ("br", 2, 0, "brand:"),
        ("stat", 4, 0, "state:"),
        ("brandt", 6, 0, None),
        ("lang:de am", 10, 8, "amount>"),
        ("brand:", 6, 0, "brand:lindenhof"),
        ("brand:n", 7, 0, "brand:northpeak"),
        ("state:approval,of", 17, 0, "state:approval,offer"),
        ("owner:", 6, 0, "owner:me"),
        ("due<", 4, 0, "due<24h"),
        ("lang:de ", 8, 8, "brand:"),
    ],
)
def test_the_word_under_the_cursor_is_completed(text: str, at: int, start: int, first: str | None) -> None:
    offered = completion(text, at, HERE)
    assert offered.start == start
    assert next(iter(offered.words), None) == first


def test_every_word_that_is_offered_can_be_meant() -> None:
    for opened in completion("", 0, HERE).words:
        for word in completion(opened, len(opened), HERE).words:
            assert read_filter(word, HERE).mistakes == ()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_is_asked_for_by_the_word_that_is_shown_and_completed(language: str) -> None:
    use_language(language)
    try:
        speech = Speech(language)
        for state in CaseState:
            shown = speech.label(state)
            read = read_filter(f'state:"{shown}"', HERE)
            assert read.wanted.states == (state.value,), shown
            assert spelled(read) == f"state:{state.value}", "kept so that it is read in any language"
            begun = f"state:{shown.split()[0].lower()}"[:-1]
            assert completion(begun, len(begun), HERE).words, begun
    finally:
        use_language("en")
    assert "state:received" in completion("state:rec", 9, HERE).words
