"""Signing in again: the code to type on another screen, and the wait for it. Leaving keeps everything as it is."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from refundtui.casework.ports import SignInCode
from refundtui.i18n.words import t
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import Line, Span, Tone, content, stacked, wrap
from refundtui.tui.widgets.said import Said


class SignInDialog(Dialog[None]):
    """Shows what `shown` brings; closed by whoever waits, or by Esc."""

    wide: ClassVar[int] = 76
    decides = False

    def __init__(self, minutes: int) -> None:
        super().__init__(t("Sign in again"))
        self._minutes = minutes
        self._code: SignInCode | None = None
        self.has_left = False

    def inside(self) -> ComposeResult:
        yield Said(stacked(self._lines()), id="sign-in-lines", classes="facts")
        yield Said(content(t("Esc leaves it for later: the decision waits in the outbox.")), id="menu-foot")

    def shown(self, code: SignInCode) -> None:
        self._code = code
        self.query_one("#sign-in-lines", Said).update(stacked(self._lines()))

    def _lines(self) -> list[Line]:
        why = t(
            "For this amount the office wants a sign-in of the last {n} min. Nothing was sent twice and nothing is lost: the decision leaves as it is once you have signed in.",
            n=self._minutes,
        )
        lines = list(wrap(why, self.room))
        lines.append((Span(""),))
        if self._code is None:
            return [*lines, (Span(t("Asking for a code…"), Tone.MUTED),)]
        lines += wrap(t("Open {address} and enter this code:", address=self._code.address), self.room)
        return [*lines, (Span(""),), (Span(f"    {self._code.code}", Tone.STRONG),)]

    def on_unmount(self) -> None:
        self.has_left = True
