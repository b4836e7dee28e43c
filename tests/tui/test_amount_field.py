"""The field for an amount: every key stays, nothing is turned into another sum, and it says what it read."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from refundtui.domain.money import Money, currency
from refundtui.i18n.speech import Speech
from refundtui.tui.frames import know_practice_frames
from refundtui.tui.themes import MONO
from refundtui.tui.widgets.amount_input import AmountInput

pytestmark = pytest.mark.anyio


class Field(App[None]):
    CSS: ClassVar[str] = ".field-says { height: 1; }"

    def __init__(self, code: str, locale: str) -> None:
        know_practice_frames()
        super().__init__(ansi_color=True)
        self.register_theme(MONO)
        self.code = code
        self.locale = locale
        self.taken: list[Money] = []

    def compose(self) -> ComposeResult:
        yield AmountInput(currency(self.code), Speech(self.locale))

    def on_mount(self) -> None:
        self.query_one(AmountInput).focus_field()

    def on_amount_input_submitted(self, event: AmountInput.Submitted) -> None:
        self.taken.append(event.amount)

    @property
    def typed(self) -> str:
        return self.query_one(Input).value

    @property
    def says(self) -> str:
        return str(self.query_one(".field-says", Static).content)


TABLE = [
    ("EUR", "de", "12,3", "12.30"),
    ("EUR", "en", "12.3", "12.30"),
    ("EUR", "de", "1.234,50", "1234.50"),
    ("USD", "en", "$20", "20.00"),
    ("JPY", "en", "8900", "8900"),
    ("KWD", "en", "1.25", "1.250"),
    ("EUR", "en", "20%", None),
    ("EUR", "en", "credit card", None),
    ("EUR", "en", "-5", None),
    ("EUR", "en", "0", None),
    ("EUR", "en", "1.234,567.8", None),
]


@pytest.mark.parametrize(("code", "locale", "typed", "read"), TABLE, ids=[f"{c} {v}" for c, _, v, _ in TABLE])
async def test_what_is_typed_stays_and_is_read_exactly_or_refused(
    code: str, locale: str, typed: str, read: str | None
) -> None:
    app = Field(code, locale)
    async with app.run_test(size=(60, 6)) as pilot:
        field = app.query_one(Input)
        for sign in typed:
            field.insert_text_at_cursor(sign)
        await pilot.press("enter")
        await pilot.pause()
        assert app.typed == typed
        if read is None and not app.taken:
            assert app.says
            assert not app.says.startswith("=")
        else:
            assert [amount.decimal_text() for amount in app.taken] == [read]
            assert app.says.startswith("= ")


async def test_a_half_typed_amount_is_no_mistake_yet() -> None:
    app = Field("EUR", "en")
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.press("1", "2", "full_stop")
        assert app.says == ""
        await pilot.press("5")
        await pilot.pause()
        assert app.says == "= 12.50\N{NO-BREAK SPACE}EUR"
