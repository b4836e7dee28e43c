"""Finding what can be done: palette, help, recent problems, and the program's own keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import queue
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.action import Action, Alone, Scope
from refundtui.tui.actions import ACTIONS, BY_ID
from refundtui.tui.keymap import called, first_key, keys_of
from refundtui.tui.modals.finder import Finder, Found
from refundtui.tui.screens.returning import ReturningScreen


class FindingScreen(ReturningScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_view_theme(self) -> None:
        self.desk.next_theme()

    def do_app_quit(self) -> None:
        self.desk.leave()

    def do_app_problems(self) -> None:
        entries = [Found(str(at), said, t("Newest last")) for at, said in enumerate(self.desk.problems)]
        told = tuple(self.desk.problems)

        def copy(chosen: str | None) -> None:
            if chosen:
                self.desk.copy(t("The sentence"), told[int(chosen)])

        nothing = [Found("", t("Nothing went wrong."), "")]
        self.open_dialog(Finder(t("Recent problems: Enter copies one"), entries or nothing), copy)

    def do_app_palette(self) -> None:
        here = self.current_pane.scope
        groups = list(dict.fromkeys(action.group for action in ACTIONS))
        listed = [action for action in ACTIONS if not action.id.startswith("nav.")]
        # What this pane can do comes first; a group of which nothing is possible comes last.
        possible = {action.group for action in listed if not self.why_not(action)}
        near = {action.group for action in listed if here in action.scopes}
        listed.sort(key=lambda a: (a.group not in possible, a.group not in near, groups.index(a.group)))
        entries = [self._entry(action) for action in listed]

        def cases(typed: str, then: Callable[[Sequence[Found]], None]) -> None:
            ports = self.desk.ports
            wanted = QueueFilter(text=typed, open_only=False)

            def found(rows: Sequence[QueueRow]) -> None:
                then([
                    Found(f"case:{row.case_id}", f"{row.reference}  {self.desk.privacy.row(row).customer}  {self.speech.name('reason', row.reason)}", t("Cases"))
                    for row in rows
                ])  # fmt: skip

            self.desk.think("palette", lambda: queue(wanted, ports, limit=20), found)

        self.open_dialog(Finder(t("All commands"), entries, cases=cases), self._found)

    def do_app_help(self) -> None:
        here = self.current_pane.scope
        order = sorted(
            ACTIONS, key=lambda action: (here not in action.scopes, Scope.DESK not in action.scopes)
        )
        entries = [self._entry(action, group=_scopes_said(action)) for action in order]
        self.open_dialog(Finder(t("Help: keys and what they do"), entries, explain=True), self._found)

    def _entry(self, action: Action, group: str = "") -> Found:
        keys = " ".join(called(key) for key in keys_of(action)[:2])
        return Found(
            action.id,
            t(action.title),
            group or t(action.group),
            keys,
            self.why_not(action),
            t(action.help),
            "" if isinstance(action.twin, Alone) else action.twin,
            action.title,
        )

    def _found(self, chosen: str | None) -> None:
        if not chosen:
            return
        if chosen.startswith("case:"):
            self.jump_to(CaseId(chosen.removeprefix("case:")))
        elif chosen in BY_ID:
            action = BY_ID[chosen]
            pane = next((pane for pane in self.panes if pane.scope in action.scopes), None)
            if (
                pane is not None
                and Scope.DESK not in action.scopes
                and self.current_pane.scope not in action.scopes
            ):
                self.go_to(pane)
            self.act(chosen)

    def hint_key(self, action_id: str) -> str:
        return first_key(BY_ID[action_id])


def _scopes_said(action: Action) -> str:
    names = {
        Scope.DESK: t("Everywhere"),
        Scope.QUEUE: t("Queue"),
        Scope.CASE: t("Case"),
        Scope.CALCULATOR: t("Calculator"),
        Scope.LETTER: t("Letter"),
        Scope.TEAM: t("Team"),
    }
    return ", ".join(names[scope] for scope in action.scopes)
