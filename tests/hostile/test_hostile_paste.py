"""What is pasted into a field for one line: no line of it is lost unseen, none becomes another sum."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste

from refundtui.books.trouble import NotWritten, ReadOnly
from refundtui.bootstrap import open_desk
from refundtui.domain.money import Currency, currency
from refundtui.i18n.speech import Speech
from refundtui.tui.app import Desk
from refundtui.tui.widgets.amount_input import AmountInput

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class OneAmount(App[None]):
    def __init__(self, of: Currency) -> None:
        super().__init__()
        self._of = of

    def compose(self) -> ComposeResult:
        yield AmountInput(self._of, Speech("en"))


@pytest.mark.parametrize(
    ("pasted", "typed", "minor"),
    [
        ("12.30\n", "12.30", 1230),
        ("\n 12,30 \r\n", "12,30", 1230),
        ("1\n200", "1 / 200", None),
        ("12\r\n345", "12 / 345", None),
        ("12\x1b]52;c;QQ==\x07.30", "12.30", 1230),
        ("\u202e12.30", "12.30", 1230),
    ],
    ids=[
        "a line end",
        "an empty line",
        "two lines",
        "two lines of another system",
        "an escape",
        "a direction",
    ],
)
async def test_a_pasted_amount_is_what_is_seen(pasted: str, typed: str, minor: int | None) -> None:
    app = OneAmount(currency("EUR"))
    async with app.run_test() as pilot:
        field = app.query_one(AmountInput)
        field.focus_field()
        await pilot.pause()
        app.post_message(Paste(pasted))
        await pilot.pause()
        amount = field.read()
        assert field.typed == typed
        assert (None if amount is None else amount.minor) == minor


async def test_a_second_window_says_that_it_may_only_look(tmp_path: Path) -> None:
    with open_desk(tmp_path), open_desk(tmp_path) as second:
        desk = Desk(second.ports, found=second.found)
        async with desk.run_test() as pilot:
            await pilot.pause()
            assert "Another window" in desk.problems[0]
            with pytest.raises(ReadOnly) as refused:
                second.ports.outbox.save_draft("note", "kept?")
            desk.trouble(refused.value)
            assert "Another window" in desk.problems[-1]
            desk.trouble(NotWritten("disk is full", book="outbox"))
            assert "Nothing was stored" in desk.problems[-1]
            desk.exit()
