"""A NACHA file says to the cent what was asked, is the same whenever it is made, and is not made where it could lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import achkit
import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money
from refundtui.gateways.nacha_file.drawing_up import NotDrawable, draw_up
from refundtui.gateways.nacha_file.individual_id import individual_id, is_ours
from refundtui.gateways.nacha_file.nacha_file import DOLLAR, Entry, NachaFile, UsAccount
from refundtui.gateways.nacha_file.objections import Part, objections
from refundtui.gateways.nacha_file.reading import read_file
from tests.gateways.nacha.making import NOON, a_file, an_entry, id_of


def stands_against(file: NachaFile) -> list[tuple[Part, Refusal]]:
    return [(one.part, one.refusal) for one in objections(file)]


def test_what_was_asked_stands_in_the_file_line_by_line() -> None:
    made = draw_up(
        a_file(an_entry(1, "12.34"), an_entry(2, "0.01", is_savings=True, number="00-1234567890123"))
    )
    lines = made.body.decode().splitlines()

    assert lines[2] == f"622021000021{'123456789':<17}0000001234{id_of(1)}{'MARA LIND':<22}  0999999990000001"
    assert (
        lines[3]
        == f"632021000021{'00-1234567890123':<17}0000000001{id_of(2)}{'MARA LIND':<22}  0999999990000002"
    )
    assert len(lines) == 10
    assert {len(line) for line in lines} == {94}
    assert (made.name, made.individual_ids, made.total.decimal_text()) == (
        "999999992-2611231200A",
        (id_of(1), id_of(2)),
        "12.35",
    )


def test_the_same_file_is_the_same_bytes_in_every_zone() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-8)))

    assert draw_up(a_file(an_entry(1))).body == draw_up(a_file(an_entry(1), created=elsewhere)).body


def test_another_modifier_or_minute_is_another_file() -> None:
    names = {
        draw_up(a_file(an_entry(1), modifier=modifier, created=NOON + timedelta(minutes=late))).name
        for modifier in "AB"
        for late in (0, 1)
    }
    assert len(names) == 4


@pytest.mark.parametrize(
    ("entry", "part", "refusal"),
    [
        (an_entry(1, number="123456789012345678"), Part.NUMBER, Refusal.BAD_ACCOUNT),  # achkit cuts its end
        (an_entry(1, number="12 34"), Part.NUMBER, Refusal.BAD_ACCOUNT),
        (an_entry(1, number="123"), Part.NUMBER, Refusal.BAD_ACCOUNT),
        (an_entry(1, number="12345\n6"), Part.NUMBER, Refusal.BAD_ACCOUNT),
        (an_entry(1, number="١٢٣٤٥"), Part.NUMBER, Refusal.BAD_ACCOUNT),
        (an_entry(1, routing="021000022"), Part.ROUTING, Refusal.BAD_ACCOUNT),  # its ninth digit does not check
        (an_entry(1, routing="0210-00021"), Part.ROUTING, Refusal.BAD_ACCOUNT),  # achkit drops the hyphen
        (an_entry(1, name="…"), Part.NAME, Refusal.BAD_ACCOUNT),
        (an_entry(1, currency="CAD"), Part.AMOUNT, Refusal.CURRENCY),
        (an_entry(1, "0.00"), Part.AMOUNT, Refusal.AMOUNT_TOO_SMALL),
        (an_entry(1, "-5.00"), Part.AMOUNT, Refusal.AMOUNT_TOO_SMALL),
        (an_entry(1, "100000000.00"), Part.AMOUNT, Refusal.AMOUNT_TOO_LARGE),
        (replace(an_entry(1), individual_id="ORDER-778"), Part.INDIVIDUAL_ID, Refusal.NOT_SET_UP),
    ],
)  # fmt: skip
def test_what_would_be_cut_or_cannot_be_paid_makes_no_file(
    entry: Entry, part: Part, refusal: Refusal
) -> None:
    with pytest.raises(NotDrawable) as found:
        draw_up(a_file(an_entry(2), entry))

    assert [(one.part, one.refusal, one.individual_id) for one in found.value.against] == [
        (part, refusal, entry.individual_id)
    ]
    assert entry.to.number not in str(found.value)


def test_a_file_as_a_whole_can_be_refused() -> None:
    assert stands_against(a_file()) == [(Part.FILE, Refusal.NOT_SET_UP)]
    assert stands_against(a_file(an_entry(1), an_entry(1))) == [
        (Part.INDIVIDUAL_ID, Refusal.DUPLICATE_REFERENCE)
    ]
    assert stands_against(a_file(an_entry(1), company="12-3456789")) == [
        (Part.ORIGINATOR, Refusal.NOT_SET_UP)
    ]
    assert stands_against(a_file(an_entry(1), routing="999999993")) == [(Part.ORIGINATOR, Refusal.NOT_SET_UP)]
    assert stands_against(a_file(an_entry(1), name="A merchant with a long name")) == [
        (Part.ORIGINATOR, Refusal.NOT_SET_UP)
    ]
    with pytest.raises(ValueError, match="zone"):
        a_file(an_entry(1), created=datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="modifier"):
        a_file(an_entry(1), modifier="AB")


def test_a_name_that_loses_its_end_is_told() -> None:
    made = draw_up(a_file(an_entry(1, name="Wilhelmina Łukasiewicz-Brandenburg"), an_entry(2)))

    assert read_file(made.body).entries[0].name == "WILHELMINA LUKASIEWICZ"
    assert made.shortened == (id_of(1),)


def test_no_account_number_is_in_a_repr() -> None:
    assert "123456789" not in repr(a_file(an_entry(1)))


@pytest.mark.parametrize(
    ("part", "mistaken"),
    [
        ("money", lambda cents, width: str(cents + 1).rjust(width, "0")),
        ("alnum", lambda text, width: str(text).upper().replace("9", "8")[:width].ljust(width)),
        ("_to_yymmdd", lambda day: "261125"),
        ("_hash10", lambda number: f"{number + 1:010}"),
    ],
)
def test_a_library_that_changes_its_mind_is_stopped_before_the_file_is_kept(
    monkeypatch: pytest.MonkeyPatch, part: str, mistaken: Callable[..., str]
) -> None:
    monkeypatch.setattr(f"achkit.generate.{part}", mistaken)
    with pytest.raises(AssertionError, match="not sent"):
        draw_up(a_file(an_entry(1)))


_ROUTINGS = ("021000021", "011401533", "091000019", "121000248", "999999992")
_ENTRIES = st.lists(
    st.builds(
        UsAccount,
        name=st.sampled_from(("Mara Lind", "Łukasz Żółć", "王小明", "O'Neil & Sons", "ß")),
        routing=st.sampled_from(_ROUTINGS),
        number=st.from_regex(r"[0-9][0-9-]{3,16}", fullmatch=True),
        is_savings=st.booleans(),
    ).flatmap(lambda to: st.integers(1, 99_999_999_99).map(lambda cents: (to, cents))),
    min_size=1,
    max_size=25,
)


@given(_ENTRIES)
def test_whatever_is_paid_the_file_adds_up_and_says_so_again(asked: list[tuple[UsAccount, int]]) -> None:
    file = a_file(
        *(Entry(id_of(place), Money(cents, DOLLAR), to) for place, (to, cents) in enumerate(asked, 1))
    )
    made = draw_up(file)
    read = read_file(made.body)

    assert [(one.number, one.routing, one.cents) for one in read.entries] == [
        (to.number, to.routing, cents) for to, cents in asked
    ]
    assert achkit.validate(made.body.decode())["ok"]
    assert made.total.minor == sum(cents for _, cents in asked)


@given(st.text(max_size=40), st.text(max_size=40))
def test_an_id_is_one_of_its_own_and_always_the_same(one: str, other: str) -> None:
    assert is_ours(individual_id(one))
    assert (individual_id(one) == individual_id(other)) == (one == other)


def test_a_file_is_made_at_a_time_and_not_at_the_machines() -> None:
    assert draw_up(a_file(an_entry(1), created=datetime(2020, 2, 29, 23, 59, tzinfo=UTC))).name == (
        "999999992-2002292359A"
    )
