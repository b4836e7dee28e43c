"""A desk whose office wants a newer sign-in: said once, asked for there, and then what waits is sent as it was."""

from __future__ import annotations

from typing import Any

from refundtui.casework.ports import SignInCode
from refundtui.casework.syncing import PushReport
from refundtui.i18n.words import t
from refundtui.tui.hearing import Hearing
from refundtui.tui.keymap import key_for
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.modals.sign_in import SignInDialog
from refundtui.tui.thinking import Thought


class SigningInAgain(Hearing):
    """`wanted_sign_in` is how many seconds old a sign-in may be for what waits; None where nothing waits for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted_sign_in: int | None = None

    def sync(self) -> None:
        raise NotImplementedError

    def hear_of_sign_in(self, sent: PushReport) -> bool:
        """Whether it is said now: the first time, and not over a dialog somebody is in."""
        before, self.wanted_sign_in = self.wanted_sign_in, sent.sign_in
        if sent.sign_in is None or before is not None:
            return False
        if self.ports.signing_in is None or isinstance(self.screen, Dialog):
            key = key_for("app.palette")
            self.say(
                t("A decision waits for a newer sign-in: “Sign in again” under {key}.", key=key), bad=True
            )
        else:
            self.sign_in_again()
        return True

    def sign_in_again(self) -> None:
        """Show a code, wait in a thread, and send what waited."""
        port, max_age = self.ports.signing_in, self.wanted_sign_in or 0
        if port is None:
            self.say(t("Nobody signs in here."), bad=True)
            return
        dialog = SignInDialog(max(1, max_age // 60))

        def show(code: SignInCode) -> None:
            self.post_message(Thought(dialog.shown, code))

        def done(code: str) -> None:
            if not dialog.has_left:
                dialog.answer(None)
            if code:
                self.say(self.speech.say(code), bad=True)
                return
            self.wanted_sign_in = None
            self.say(t("Signed in again; what waited is sent now."))
            self.sync()

        self.push_screen(dialog)
        self.think("sign in", lambda: port.again(max_age, show, lambda: dialog.has_left), done)
