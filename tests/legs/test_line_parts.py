"""Lines and legs laid end to end: nothing is lost between them, and no leg pays for more than it gives."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.line_parts import LinePart, WholeLine, parts_by_leg


def lines_and_legs() -> st.SearchStrategy[tuple[list[WholeLine], list[int]]]:
    @st.composite
    def made(draw: st.DrawFn) -> tuple[list[WholeLine], list[int]]:
        amounts = draw(st.lists(st.integers(1, 10**7), min_size=1, max_size=6))
        lines = [
            WholeLine(amount, draw(st.integers(0, amount)), draw(st.integers(1, 9))) for amount in amounts
        ]
        whole = sum(amounts)
        cuts = draw(st.lists(st.integers(1, whole - 1), unique=True, max_size=4)) if whole > 1 else []
        ends = [*sorted(cuts), whole]
        return lines, [end - start for start, end in zip([0, *ends], ends, strict=False)]

    return made()


def test_a_line_that_two_tenders_pay_is_parted_with_its_tax() -> None:
    shirts, shoes = WholeLine(4000, 639, 2), WholeLine(6000, 958, 1)
    gift, rest = parts_by_leg([shirts, shoes], [2000, 8000]) or ((), ())
    assert gift == (LinePart(0, 2000, 320, 1),)
    assert rest == (LinePart(0, 2000, 319, 1), LinePart(1, 6000, 958, 1))


@given(lines_and_legs())
def test_every_leg_s_parts_come_to_it_and_every_line_s_to_the_line(
    given_: tuple[list[WholeLine], list[int]],
) -> None:
    lines, legs = given_
    parts = parts_by_leg(lines, legs)
    assert parts is not None
    assert [sum(part.amount for part in of_leg) for of_leg in parts] == legs
    for place, line in enumerate(lines):
        mine = [part for of_leg in parts for part in of_leg if part.line == place]
        assert sum(part.amount for part in mine) == line.amount
        assert sum(part.tax for part in mine) == line.tax
        assert all(part.amount > 0 for part in mine)
        assert all(0 <= part.tax <= part.amount for part in mine)
        assert len(mine) > 1 or mine[0].units == line.units


@pytest.mark.parametrize(
    ("lines", "legs"),
    [
        ([WholeLine(100, 16, 1)], [99]),
        ([WholeLine(100, 16, 1), WholeLine(-20, -3, 1)], [80]),
        ([WholeLine(100, 16, 1)], [120, -20]),
        ([WholeLine(0, 0, 1)], []),
        ([], [100]),
    ],
)
def test_what_does_not_come_to_the_same_or_is_less_than_nothing_has_no_parts(
    lines: list[WholeLine], legs: list[int]
) -> None:
    assert parts_by_leg(lines, legs) is None
