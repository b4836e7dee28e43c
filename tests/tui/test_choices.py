"""What stands beside a choice is whole, or stands under it."""

from __future__ import annotations

import pytest

from refundtui.tui.safe_text import Line, width_of
from refundtui.tui.widgets.choices import Option, option_rows

WIDE = Option("a", "Delivery when a part is kept: is refunded in proportion", "1", note="37.02 EUR  +0.94")


def text(line: Line) -> str:
    return "".join(span.text for span in line)


@pytest.mark.parametrize("width", [56, 60, 69, 72, 75, 80, 120])
def test_a_figure_beside_a_choice_is_never_cut(width: int) -> None:
    rows = option_rows(WIDE, width)
    assert sum(text(row.line).count("37.02 EUR  +0.94") for row in rows) == 1
    assert all(width_of(text(row.line)) <= width for row in rows if row is not rows[0])


def test_only_the_choice_itself_can_be_chosen_and_not_the_figure_under_it() -> None:
    assert [row.key for row in option_rows(WIDE, 69)] == ["a", None]
