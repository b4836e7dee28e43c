"""The desk and the office: what waits in the outbox, what is new, and how the line between them is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import PullReport, PushReport, pull, push
from refundtui.i18n.words import N_, t
from refundtui.tui.keymap import key_for
from refundtui.tui.safe_text import Span, Tone
from refundtui.tui.signing_in import SigningInAgain
from refundtui.tui.thinking import Thought


class KeepingUp(SigningInAgain):
    """Sends what is due, reads what changed, and says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries: Sequence[Entry] = ()
        self._link = ""
        self._synced_at: datetime | None = None
        self._pulled_at = 0.0
        self._off_since: datetime | None = None
        self._syncing = False
        self._sync_again = False

    def read_outbox(self) -> None:
        self.think("outbox", self.ports.outbox.entries, self._take_entries)

    def _take_entries(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        if self._room is not None and self._room.is_mounted:
            self._room.entries_changed(self.entries)
        self.redraw()

    def _is_held(self, entry: Entry) -> bool:
        until = entry.submission.not_before
        mine = entry.submission.actor == self.ports.actor.id
        return mine and entry.state is EntryState.QUEUED and until is not None and until > self.now()

    @property
    def newest_held(self) -> Entry | None:
        held = [entry for entry in self.entries if self._is_held(entry)]
        return max(held, key=lambda entry: entry.position, default=None)

    def has_failed(self, group: str) -> None:
        super().has_failed(group)
        self._syncing = self._syncing and group != "sync"

    def sync(self) -> None:
        """Send what is due, read what changed; one at a time, and never on the screen's time."""
        if self._syncing:
            self._sync_again = True  # what became new behind the question under way is asked for after it
            return
        self._syncing, self._sync_again = True, False
        self._pulled_at = time.monotonic()
        ports = self.ports

        def work() -> tuple[PushReport, PullReport]:
            sent = push(ports, ports.clock.now())
            return sent, pull(ports)

        self.think("sync", work, self._synced, alone=False)

    def _synced(self, reports: tuple[PushReport, PullReport]) -> None:
        sent, got = reports
        self._syncing = False
        before, self._link = self._link, sent.unreachable or got.unreachable
        if self._link.startswith("office.file") and self._link != before:
            # No waiting helps against a damaged file: somebody has to be told.
            self.problems.append(self.speech.say(self._link))
            self.say(self.problems[-1], bad=True)
        if not self._link:
            self._synced_at = self.now()
            self._off_since = None
        elif self._off_since is None:
            self._off_since = self.now()
        for drifted in got.drift:
            self.problems.append(
                t("The copy of {feed} differs from the office's; it is read anew.", feed=drifted)
            )
        if self.hear_of_sign_in(sent):
            pass
        elif sent.review:
            key = key_for("outbox.open")
            self.say(t("A decision needs another look: {key} shows why.", key=key), bad=True)
        elif sent.too_late:
            self.say(t("Too late to take back: the office had accepted it before."), bad=True)
        elif sent.withdrawn:
            self.say(t("The office confirms: it is taken back."))
        elif sent.accepted:
            self.say(t("The office has accepted it."))
        self.read_outbox()
        if self._room is not None and got.changed:
            self._room.cases_changed(got.changed)
        self.redraw()
        if self._sync_again:
            self.sync()

    def link_said(self) -> Span:
        """`[on]`, or `[off]` and since when; with the age of what is shown, once it has one."""
        age = "" if self._synced_at is None else _age(self.now() - self._synced_at)
        if self._link:
            since = self.speech.clock(self._off_since or self.now())
            said = [t(_OFF.get(self._link, N_("[off since {clock}]")), clock=since)]
            if self._synced_at is None:
                said.append(t("not synced yet"))
            elif age:
                said.append(t("last synced {age}", age=age))
            return Span(" ".join(said), Tone.WARN)
        skew = self.ports.pokes.skew if self.ports.pokes is not None else timedelta()
        if skew:
            minutes = max(1, abs(round(skew / timedelta(minutes=1))))
            return Span(t("[on] this machine's clock is {n} min off", n=minutes), Tone.WARN)
        return Span(t("[on] synced {age}", age=age) if age else t("[on]"), Tone.MUTED)

    def _poked(self) -> None:
        """In the listening thread: the office has something new."""
        self.post_message(Thought(lambda _: self.sync(), None))

    def _people_moved(self) -> None:
        """In the listening thread: somebody came, went or took a case."""
        self.post_message(Thought(lambda _: self.room.look_around(), None))


_OFF: Final = {
    "office.login_required": N_("[signed out since {clock}]"),
    "office.upgrade_required": N_("[too old for the office since {clock}]"),
}


def _age(length: timedelta) -> str:
    """In minutes: a line that counts seconds would repaint an idle screen for ever."""
    minutes = int(length.total_seconds()) // 60
    return t("{n} min ago", n=minutes) if minutes else ""
