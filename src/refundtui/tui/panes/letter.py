"""The letter: filled from the quote, in the customer's language, and open to the agent's pen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from refundtui.domain.case import CaseId
from refundtui.domain.hostile_text import clean_text
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t
from refundtui.letters.letter import Letter
from refundtui.tui.action import Scope
from refundtui.tui.keymap import bindings, key_for
from refundtui.tui.panes.pane import Pane
from refundtui.tui.safe_text import Span, Tone, clip, prose, wrap
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.writing import TextBox

_PAUSE = 0.3
IN_THE_TEXT = frozenset(
    f"letter.{code}"
    for code in (
        "amount_differs", "amount_gone", "amount_in_words", "bank_account", "block_missing", "card_number", "closed_platform",
        "never_say", "says_paid", "somebody_elses", "too_long", "unresolved",
    )
)  # fmt: skip


class LetterText(TextBox):
    """The letter while it is written in."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    class Left(Message):
        """Esc: back to the pane; the text is kept."""

    def action_leave(self) -> None:
        self.post_message(self.Left())


class LetterPane(Pane):
    scope = Scope.LETTER
    number = 4
    name_of = N_("Letter")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LETTER)]

    class Drafted(Message):
        """The text as it stands at a pause in typing, of the very letter it was typed in."""

        def __init__(self, case_id: CaseId, letter: Letter, text: str) -> None:
            super().__init__()
            self.case_id, self.letter, self.text = case_id, letter, text

    class Written(Message):
        """Nobody writes in it any more."""

    def __init__(self) -> None:
        super().__init__(id="letter", classes="pane")
        self._letter: Letter | None = None
        self._case_id: CaseId | None = None
        self._draft: str | None = None
        self._to = ""
        self._why = ""
        self._speech = Speech()
        self._if_granted = False
        self._pause: Timer | None = None
        self.veil: Callable[[str], str] | None = None  # over what is shown; never over what is sent

    def compose(self) -> ComposeResult:
        yield Lines(id="letter-lines")
        area = LetterText(
            id="letter-text", soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True
        )
        area.cursor_blink = False
        yield area

    @property
    def lines(self) -> Lines:
        return self.query_one("#letter-lines", Lines)

    @property
    def area(self) -> LetterText:
        return self.query_one(LetterText)

    @property
    def home(self) -> Widget:
        return self.area if self.has_class("-editing") else self.lines

    @property
    def text(self) -> str:
        """The body as it would be sent."""
        if self._draft is not None:
            return self._draft
        return self._letter.body if self._letter else ""

    @property
    def is_edited(self) -> bool:
        return self._draft is not None

    def show(
        self,
        letter: Letter | None,
        *,
        of: CaseId | None,
        to: str,
        draft: str | None,
        speech: Speech,
        why: str = "",
        if_granted: bool = False,
    ) -> None:
        """Another letter, with what the agent wrote in it before."""
        if self.has_class("-editing"):
            self.leave()
        self._letter, self._case_id, self._draft, self._to, self._why = letter, of, draft, to, why
        self._speech = speech
        self._if_granted = if_granted
        self._draw()

    def _draw(self) -> None:
        letter = self._letter
        if letter is None:
            self.title_is("")
            self.foot_is("")
            why = self._why or t("No letter yet.")
            self.lines.show(lambda width: [Row(line) for line in wrap(why, width - 2, Tone.MUTED)], top=True)
            return
        title = t("{language}, draft", language=letter.language) if letter.draft else letter.language
        self.title_is(t("{language} · if granted", language=title) if self._if_granted else title)
        marks = []
        if self._draft is not None:
            marks.append(t("edited"))
        if letter.missing:
            names = ", ".join(self._speech.name("variable", name) for name in letter.missing)
            marks.append(t("missing: {names} ({key} fills in)", names=names, key=key_for("letter.fill")))
        self.foot_is(" · ".join(marks))
        body, subject, veil = self.text, letter.subject, self.veil
        # What the text itself has wrong; that it is early to send it is said when it is sent.
        against = [
            self._speech.finding(one)
            for one in letter.findings
            if not body or (self._draft is not None and one.code in IN_THE_TEXT)
        ]
        if veil is not None:
            body, subject = veil(body), veil(subject)

        def rows(width: int) -> list[Row]:
            # Nobody reads lines of two hundred letters.
            wide = min(width - 2, 100)
            only = t(
                "Only if it is granted: the verdict stands against it. {key} shows other letters.",
                key=key_for("letter.kind"),
            )
            made = [
                *(Row(line) for line in wrap(only, wide, Tone.WARN) if self._if_granted),
                Row(clip((Span(t("To") + "  ", Tone.MUTED), Span(self._to)), wide)),
                Row(clip((Span(subject, Tone.STRONG),), wide)),
                Row(()),
                *(Row(line) for said in against for line in wrap(said, wide, Tone.BAD)),
            ]
            made.extend(Row(line) for line in prose(body, wide))
            return made

        self.lines.show(rows, top=True)

    def shows(self, letter: Letter | None, of: CaseId) -> bool:
        """Whether it is this letter of this case, whatever its figures."""
        mine = self._letter
        if letter is None or mine is None:
            return letter is mine
        return (self._case_id, mine.kind, mine.language) == (of, letter.kind, letter.language)

    def seen_as(self, to: str, veil: Callable[[str], str] | None) -> None:
        """Whom it goes to and what may be read of it now; the text itself stays."""
        self._to, self.veil = to, veil
        if not self.has_class("-editing"):
            self._draw()

    # Writing

    def edit(self) -> None:
        """Write in the letter."""
        self.area.load_text(self.text)
        self.add_class("-editing")
        self.area.focus()

    def leave(self) -> None:
        """Back from writing; what was written is kept."""
        if not self.has_class("-editing"):
            return
        self._keep()
        self.remove_class("-editing")
        self._draw()
        self.post_message(self.Written())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if not self.has_class("-editing"):
            return
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._keep)

    def on_letter_text_left(self) -> None:
        self.leave()
        self.lines.focus()

    def _keep(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        text = clean_text(self.area.text)
        if text != self.text:
            self._draft = text
            if self._case_id is not None and self._letter is not None:
                self.post_message(self.Drafted(self._case_id, self._letter, text))
