"""What the work screen may ask of the desk it stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar, cast

from textual.screen import Screen

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId
from refundtui.i18n.speech import Speech
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.present.personal import Personal, Privacy
from refundtui.tui.safe_text import Span
from refundtui.tui.session import Session

Answer = TypeVar("Answer")
Result = TypeVar("Result")


class DeskLike(Protocol):
    ports: Ports
    speech: Speech
    training: bool
    saying: Span | None
    entries: Sequence[Entry]
    problems: list[str]
    by_mouse: bool
    privacy: Privacy
    session: Session

    @property
    def newest_held(self) -> Entry | None: ...
    @property
    def idle(self) -> float: ...
    def now(self) -> datetime: ...
    def say(self, sentence: str, *, bad: bool = False) -> None: ...
    def link_said(self) -> Span: ...
    def think(
        self, group: str, work: Callable[[], Result], then: Callable[[Result], None], *, alone: bool = True
    ) -> None: ...
    def read_outbox(self) -> None: ...
    def beat(self) -> None: ...
    def sync(self) -> None: ...
    def sign_in_again(self) -> None: ...
    def next_theme(self) -> None: ...
    def leave(self) -> None: ...
    def reveal(self, case_id: CaseId, what: Personal) -> None: ...
    def lock(self) -> None: ...
    def unlock(self) -> None: ...
    def copy(self, what: str, text: str) -> None: ...
    def take_picture(self) -> None: ...


class Seat(Screen[None]):
    """A screen that knows its desk."""

    def open_dialog(
        self, dialog: Dialog[Answer], then: Callable[[Answer | None], None] | None = None
    ) -> None:
        """Ask; the answer comes to `then`, None when the dialog was left."""
        _ = self.app.push_screen(dialog, then)

    @property
    def desk(self) -> DeskLike:
        return cast("DeskLike", self.app)

    @property
    def availability(self) -> Availability:
        """Whether the agent takes cases, as the office knows it."""
        return Availability.AVAILABLE
