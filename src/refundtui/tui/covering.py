"""What leaves the screen, and what is seen when somebody looks over: locks, masks, the clipboard, pictures."""

from __future__ import annotations

import time
from pathlib import Path

from refundtui.casework.ports import Ports
from refundtui.domain.case import CaseId
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.clipboard import MOST_BYTES, between, handed_on, safe_to_copy, said_of_copying
from refundtui.tui.diary import keep_picture, note_reveal
from refundtui.tui.lock import Lock
from refundtui.tui.present.personal import Personal, Privacy
from refundtui.tui.screens.curtain import Curtain
from refundtui.tui.thinking import Thinking


class Covering(Thinking):
    """Every `do_…` of the room that shows or takes away what is personal ends here."""

    def __init__(
        self,
        ports: Ports,
        speech: Speech,
        reports: Path | None,
        *,
        mono: bool,
        mask_names: bool,
        lock_minutes: int,
        pin: Lock | None,
    ) -> None:
        super().__init__(ports, speech, reports, mono=mono)
        self.privacy = Privacy(lists_masked=mask_names)
        self._pin = pin
        self._lock_after = lock_minutes * 60.0
        self._touched = time.monotonic()

    # Locked

    @property
    def is_locked(self) -> bool:
        return isinstance(self.screen, Curtain)

    def lock(self) -> None:
        """Nothing is seen until Enter or the PIN. Everything stands behind it as it was left."""
        if self.is_locked:
            return
        self.privacy.cover()
        if self.room.is_mounted:
            self.room.draw_people()
        _ = self.push_screen(Curtain(self._pin))
        if self._pin is not None:
            self.think("lock-kept", self._pin.locks, lambda _: None)

    def unlock(self) -> None:
        self._touched = time.monotonic()
        if self.is_locked:
            _ = self.pop_screen()

    @property
    def idle(self) -> float:
        """Seconds since anybody touched a key or the mouse."""
        return time.monotonic() - self._touched

    def lock_when_idle(self) -> None:
        if self._lock_after and self.idle > self._lock_after:
            self.lock()

    # Personal data

    def reveal(self, case_id: CaseId, what: Personal) -> None:
        """Show one detail for a moment; it is written down before it is seen."""
        folder, now = self._reports, self.now()

        def seen(written: bool) -> None:
            if not written:
                self.say(
                    t("It cannot be written down that this was looked at, so it stays masked."), bad=True
                )
                return
            self.privacy.reveal(case_id, what, time.monotonic())
            self.room.draw_people()

        self.think("reveal", lambda: note_reveal(folder, now, case_id, what), seen, alone=False)

    def copy(self, what: str, text: str) -> None:
        text = safe_to_copy(text)
        if len(text.encode()) > MOST_BYTES:
            self.say(t("Too long for a terminal's clipboard; nothing was copied."), bad=True)
            return
        self.copy_to_clipboard(text)
        self.say(said_of_copying(what, between()))

    def copy_to_clipboard(self, text: str) -> None:
        """Also for what fields copy by themselves: nothing leaves with a whole card number in it."""
        text = safe_to_copy(text)
        super().copy_to_clipboard(text)
        if self._driver is not None and (again := handed_on(text, between())):
            self._driver.write(again)

    def take_picture(self) -> None:
        """An SVG of the screen as it is with everything personal hidden."""
        before, self.privacy.hidden = self.privacy.hidden, True
        self.room.draw_people()

        def keep() -> None:
            picture = self.export_screenshot(title="refundtui")
            self.privacy.hidden = before
            self.room.draw_people()
            folder, now = self._reports, self.now()
            self.think("picture", lambda: keep_picture(folder, now, picture), told, alone=False)

        def told(path: Path | None) -> None:
            if path is None:
                self.say(t("The picture could not be written."), bad=True)
            else:
                self.say(t("Kept without personal data: {path}", path=str(path)))

        self.call_after_refresh(keep)
