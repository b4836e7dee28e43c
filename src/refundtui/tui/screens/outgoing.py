"""What is under way: taken back, tried again, set aside, compared with what it met."""

from __future__ import annotations

from refundtui.casework.conflicts import Comparison, compare
from refundtui.casework.deciding import decide_again, set_aside
from refundtui.casework.submissions import Entry, EntryState, SubmissionId, Unreachable
from refundtui.casework.taking_back import TakenBack, hear_back, take_back
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.modals.conflict import ConflictDialog
from refundtui.tui.modals.outbox import OutboxDialog
from refundtui.tui.screens.sending import SendingScreen


class OutgoingScreen(SendingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_undo(self) -> None:
        newest = self.desk.newest_held or self.newest_sent
        if newest is not None:
            self.take_back(newest)

    def take_back(self, entry: Entry) -> None:
        """At once what never left; for what may have left the office is asked, and nothing is said before it is."""
        ports, submission_id, reference = self.desk.ports, entry.submission.id, entry.reference

        def take(how: TakenBack | Unreachable) -> None:
            match how:
                case TakenBack.BACK:
                    self.desk.say(t("{reference} is taken back.", reference=reference))
                case TakenBack.ASKED:
                    self.desk.say(t("{reference} may have left: the office is asked to take it back.", reference=reference))  # fmt: skip
                    self.desk.think("undo", lambda: hear_back(submission_id, ports), take, alone=False)
                case TakenBack.CONFIRMED:
                    self.desk.say(t("{reference} is taken back: the office confirms it.", reference=reference))  # fmt: skip
                case Unreachable():
                    self.desk.say(t("{reference} may have left. It is taken back only when the office says so; it is asked again.", reference=reference), bad=True)  # fmt: skip
                case TakenBack.TOO_LATE:
                    self.desk.say(t("Too late: the office has accepted {reference}.", reference=reference), bad=True)  # fmt: skip
            self._seen_anew(entry.submission.case_id)

        self.desk.think("undo", lambda: take_back(submission_id, ports), take, alone=False)

    def _seen_anew(self, case_id: CaseId) -> None:
        self.desk.read_outbox()
        self.renew_row(case_id)
        if self.opened is not None and self.opened.file.case.id == case_id:
            self.open_case(case_id)

    def do_outbox_sign_in(self) -> None:
        self.desk.sign_in_again()

    def do_outbox_open(self) -> None:
        entries = [entry for entry in self.desk.entries if entry.state.value != "accepted"]

        def take(answer: tuple[str, str] | None) -> None:
            if answer is None:
                return
            what, chosen = answer
            entry = next((e for e in self.desk.entries if e.submission.id == chosen), None)
            if entry is not None:
                self._deal_with(what, entry)

        self.open_dialog(OutboxDialog(entries, self.desk.now(), self.speech), take)

    def _deal_with(self, what: str, entry: Entry) -> None:
        ports, submission_id = self.desk.ports, SubmissionId(entry.submission.id)
        case_id = entry.submission.case_id

        def told(decided: object) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
            self.desk.read_outbox()
            self.renew_row(case_id)

        match what:
            case "undo":
                self.take_back(entry)
            case "again":
                lease = self.lease_of(case_id)
                self.desk.think(
                    "again", lambda: decide_again(submission_id, ports, lease=lease), told, alone=False
                )
            case "aside":
                self.desk.think("aside", lambda: set_aside(submission_id, ports), told, alone=False)
            case _ if entry.state is EntryState.NEEDS_REVIEW and what == "open":
                self.compare(entry)
            case _:
                self.jump_to(case_id)

    def do_outbox_compare(self) -> None:
        """What I saw, what it is now, what I chose: of this case, or of the newest that needs another look."""
        waiting = [entry for entry in self.desk.entries if entry.state is EntryState.NEEDS_REVIEW]
        here = self.queue_pane.table.case_id
        of_this = [entry for entry in waiting if entry.submission.case_id == here]
        if waiting:
            self.compare((of_this or waiting)[-1])
        else:
            self.desk.say(t("Nothing needs another look."))

    def compare(self, entry: Entry) -> None:
        ports = self.desk.ports

        def take(answer: str | None) -> None:
            match answer:
                case "theirs":
                    self._deal_with("aside", entry)
                case "mine":
                    self._deal_with("again", entry)
                case "open":
                    self.jump_to(entry.submission.case_id)
                case _:
                    return

        def show(compared: Comparison) -> None:
            self.open_dialog(ConflictDialog(compared, self.speech), take)

        self.desk.think("compare", lambda: compare(entry, ports), show)

    def do_sync_now(self) -> None:
        self.desk.say(t("Syncing."))
        if self.desk.ports.pokes is not None:
            self.desk.ports.pokes.try_now()  # whoever asks has waited long enough
        self.desk.sync()
