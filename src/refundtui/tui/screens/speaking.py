"""The language of the desk, changed while it is open. What the customer reads is another language's matter."""

from __future__ import annotations

from dataclasses import replace

from refundtui.i18n.catalogs import SOURCE_LANGUAGE, completeness, is_draft, languages
from refundtui.i18n.words import language, t, use_language
from refundtui.tui.screens.teaming import TeamScreen
from refundtui.tui.widgets.choices import Option


class SpeakingScreen(TeamScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_view_language(self) -> None:
        from refundtui.i18n.languages import own_name  # Babel: 30 ms that no start needs

        options = [
            Option(known, own_name(known), key=str(at) if at <= 9 else "", note=_note(known))
            for at, known in enumerate(languages(), 1)
        ]
        foot = t("Until the desk is left; “locale” in config.toml keeps it. Letters stay in the customer's.")
        self.pick(t("The desk speaks"), options, self.speak, foot=foot)

    def speak(self, chosen: str) -> None:
        """Everything that is seen is said anew; nothing that was written or chosen changes."""
        use_language(chosen)
        self.desk.speech = replace(self.speech, locale=chosen)
        self.desk.saying = None
        for pane in (*self.panes, self.team_pane):
            pane.title_is("")
        self.queue_pane.read_with(lambda: self.around, self.speech)
        self.queue_pane.paint_with(self.row_line)
        self.draw_queue_title()
        self.draw_opened()
        self.draw_team()
        self.draw_header()
        self.draw_status()
        self.draw_hints()


def _note(known: str) -> str:
    """That it is spoken now, that nobody has read it yet, or how much of it there is."""
    if known == language():
        return t("now")
    if known == SOURCE_LANGUAGE:
        return ""
    done, of = completeness(known)
    notes = [t("draft")] if is_draft(known) else []
    if done < of:
        notes.append(f"{100 * done // of} %")
    return " · ".join(notes)
