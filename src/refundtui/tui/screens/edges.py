"""The lines around the panes: who and when, what is under way, what the keys do, and a window too small."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.widgets import TextArea

from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseState
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, tn
from refundtui.tui.action import Scope
from refundtui.tui.actions import BY_ID, hints
from refundtui.tui.keymap import first_key, key_for
from refundtui.tui.modals.outbox import entry_said
from refundtui.tui.modals.views import view_said
from refundtui.tui.places import LEAST_HEIGHT, LEAST_WIDTH, NORMAL_WIDTH
from refundtui.tui.present.queue_lines import company_said
from refundtui.tui.safe_text import Line, Span, Tone, width_of
from refundtui.tui.screens.work import WorkScreen
from refundtui.tui.widgets.bars import Bar, Hints


class EdgeScreen(WorkScreen):
    """Painted anew when what they tell changes."""

    def on_mount(self) -> None:
        self.draw_header()
        self.draw_status()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._mark_pane(self.current_pane)
        self.draw_hints()
        self.draw_status()

    def draw_header(self) -> None:
        desk = self.desk
        actor = desk.ports.actor
        word = Span(t("TRAINING"), Tone.PRACTICE) if desk.training else Span(t("LIVE"), Tone.BAD)
        company = None if self.opened is None else self.company_at(self.opened.file.case.id)
        # Where there is little room, who else is at the case goes before the program's name and one's own limit.
        is_short = company is not None and self.size.width < NORMAL_WIDTH
        left: Line = (word,) if is_short else (word, Span("  refundtui", Tone.TITLE))
        if company is not None:
            left = (*left, Span(f"   {company_said(company)}", Tone.WARN if company.working else Tone.ACCENT))
        if self.size.width >= NORMAL_WIDTH:
            left = (*left, Span(f"   {view_said(self.shown_view, self.speech)}", Tone.MUTED))
        name = t("You") if desk.training and actor.id == "me" else actor.name or actor.id
        who = f"{name} · {self.speech.label(actor.role)}"
        parts = [Span(who)]
        if self.availability is not Availability.AVAILABLE:
            parts.append(Span(f" · {self.speech.label(self.availability)}", Tone.WARN))
        if self.opened is not None and self.opened.weighed.limit is not None and not is_short:
            limit = self.speech.money_with_code(self.opened.weighed.limit.amount)
            parts.append(Span(f" · {t('limit {amount}', amount=limit)}", Tone.MUTED))
        clock = self.speech.clock(desk.now())
        day = self.speech.day(self.speech.day_of(desk.now()))
        parts.append(
            Span(f"   {day} {clock}" if self.size.width >= NORMAL_WIDTH else f"  {clock}", Tone.STRONG)
        )
        self.query_one("#header", Bar).show(left, tuple(parts))

    def draw_status(self) -> None:
        """Link, age of the last sync, outbox, text focus, and what `u` would take back."""
        desk = self.desk
        now = desk.now()
        left: list[Span] = [desk.link_said()]
        counts = _counts(desk.entries, now, self.speech)
        if counts:
            review = any(entry.state is EntryState.NEEDS_REVIEW for entry in desk.entries)
            left.append(Span(f" · {t('outbox')} {counts}", Tone.BAD if review else Tone.PLAIN))
        if self.is_typing:
            left.append(Span(f" · {t('TEXT')}", Tone.ACCENT))
        if desk.saying is not None:
            left.extend((Span("  "), desk.saying))
        held = desk.newest_held
        right: Line = ()
        if held is not None and held.submission.not_before is not None:
            seconds = max(1, int((held.submission.not_before - now).total_seconds() + 0.999))
            said = entry_said(held, self.speech)
            right = (
                Span(t("take back {what}", what=f"{held.reference} · {said}"), Tone.WARN),
                Span(f"  {seconds} s  ", Tone.STRONG),
                Span(first_key(BY_ID["case.undo"]), Tone.KEY),
            )
        self.query_one("#status", Bar).show(tuple(left), right)

    def draw_hints(self) -> None:
        scope = self.current_pane.scope
        entry_open = self.is_typing
        if entry_open:
            shown: tuple[tuple[str, str, bool], ...] = (("Enter", t("Done"), True), ("Esc", t("Back"), True))
            if isinstance(self.focused, TextArea):
                shown = (("Esc", t("Back; what is written is kept"), True),)
            self.query_one("#hints", Hints).show(shown, (Span("^p", Tone.KEY), Span(f" {t('Palette')}")))
            return
        made: list[tuple[str, str, bool]] = []
        review = self.opened is not None and self.opened.file.case.state is CaseState.APPROVAL
        if review and scope in (Scope.QUEUE, Scope.CASE):
            for name in ("review.approve", "review.return"):
                action = BY_ID[name]
                if scope in action.scopes:
                    made.append((first_key(action), t(action.short), not self.why_not(action)))
        for action in hints(scope):
            made.append((first_key(action), t(action.short or action.title), not self.why_not(action)))
        always = (
            Span("?", Tone.KEY),
            Span(f" {t('Help')}  "),
            Span("^p", Tone.KEY),
            Span(f" {t('Palette')}"),
        )
        named = tuple(hint for hint in made if hint[0])  # without a key it is in the palette
        self.query_one("#hints", Hints).show(named, always)
        self.draw_header()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._after_resize)

    def _after_resize(self) -> None:
        if not self.is_mounted:
            return
        small = t(
            "{width}x{height} is too small, {least} is needed.",
            width=self.size.width,
            height=self.size.height,
            least=f"{LEAST_WIDTH}x{LEAST_HEIGHT}",
        )
        kept = t("Nothing is lost.")
        # In a window too small for two sentences the first is said whole.
        said = f"{small} {kept}" if width_of(f"{small} {kept}") <= self.size.width - 3 else small
        self.query_one("#too-small", Bar).show((Span(said),))
        if self.focused is None and self.size.width >= LEAST_WIDTH and self.size.height >= LEAST_HEIGHT:
            # What was hidden lost the focus: the pane that had it gets it back.
            self.current_pane.enter()
        self.draw_header()
        self.draw_hints()


def _counts(entries: Sequence[Entry], now: object, speech: Speech) -> str:
    held = sum(entry.state is EntryState.QUEUED for entry in entries)
    sending = sum(entry.state is EntryState.SENDING for entry in entries)
    withdrawing = sum(entry.state is EntryState.WITHDRAWING for entry in entries)
    review = sum(entry.state is EntryState.NEEDS_REVIEW for entry in entries)
    parts = []
    if held:
        parts.append(tn("{n} not sent", "{n} not sent", held))
    if sending:
        parts.append(tn("{n} being sent", "{n} being sent", sending))
    if withdrawing:
        parts.append(tn("{n} being taken back", "{n} being taken back", withdrawing))
    if review:
        key = key_for("outbox.open")
        parts.append(tn("{n} needs a look ({key})", "{n} need a look ({key})", review, key=key))
    return ", ".join(parts)
