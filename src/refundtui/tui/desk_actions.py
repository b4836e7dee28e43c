"""What can be done around the cases: in the queue, among the panes, with the outbox and the program."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.words import N_
from refundtui.tui.action import Action, Alone, Group, Scope

_D, _Q, _C, _K, _L, _T = Scope.DESK, Scope.QUEUE, Scope.CASE, Scope.CALCULATOR, Scope.LETTER, Scope.TEAM

DESK_ACTIONS: Final[tuple[Action, ...]] = (
    # Queue
    Action(
        "queue.open", (_Q,), "enter", N_("Open the case"),
        N_("Goes to the case under the cursor."),
        Group.QUEUE, "refundtui case show REFERENCE", needs_case=True, hint=10, short=N_("Open"),
    ),
    Action(
        "queue.filter", (_D,), "slash", N_("Search the queue"),
        N_("Names, order, mail, phone, reference, or a filter as state:approval due<24h amount>50. Tab finishes "
           "a word, Enter keeps the line, Esc restores what was there."),
        Group.QUEUE, "refundtui case list LINE", hint=30, short=N_("Search"),
    ),
    Action(
        "queue.views", (_D,), "v", N_("Views of the queue"),
        N_("Filters with a name and how many cases each has; what is shown can be kept as one of your own."),
        Group.QUEUE, "refundtui case list --view VIEW", hint=70, short=N_("Views"),
    ),
    Action(
        "queue.sort", (_Q,), "s", N_("Order of the queue"),
        N_("By what is due, by age, by amount, by reference."),
        Group.QUEUE, "refundtui case list --sort ORDER", short=N_("Sort"),
    ),
    Action(
        "queue.show_new", (_Q,), "R", N_("Let new cases in"),
        N_("Reads the queue anew: what arrived takes its place, what is done leaves."),
        Group.QUEUE, "refundtui case list",
    ),
    Action(
        "queue.mark", (_Q,), "space", N_("Mark the case"),
        N_("Marks it and goes one down; again takes the mark away. Marks stay when the filter changes; Esc clears them."),
        Group.QUEUE, "refundtui case bulk WHAT REFERENCE…", needs_case=True, short=N_("Mark"),
    ),
    Action(
        "queue.range", (_Q,), "V", N_("Mark a range"),
        N_("Begins a range that follows the cursor; V or Space ends it and marks what lies between."),
        Group.QUEUE, "refundtui case bulk WHAT REFERENCE…", needs_case=True,
    ),
    Action(
        "queue.mark_all", (_Q,), "asterisk", N_("Mark all of the filter"),
        N_("Every case of this view and filter; again takes all marks away."),
        Group.QUEUE, "refundtui case bulk WHAT --filter LINE",
    ),
    Action(
        "queue.bulk", (_D,), "B", N_("Many cases at once"),
        N_("Take, give back, set aside, tag, note or refund the marked cases, or all of the filter. A trial lists every "
           "effect first; all of it is held and can be taken back."),
        Group.QUEUE, "refundtui case bulk WHAT --filter LINE", writes=True,
    ),
    # Moving
    Action("nav.down", (_Q, _C, _K, _L, _T), "j,down", N_("Down"), N_("One row down."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.up", (_Q, _C, _K, _L, _T), "k,up", N_("Up"), N_("One row up."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.top", (_Q,), "g,home", N_("First"), N_("To the first row."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.bottom", (_Q,), "G,end", N_("Last"), N_("To the last row."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.start", (_C, _K, _L, _T), "home", N_("Beginning"), N_("To the beginning."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.finish", (_C, _K, _L, _T), "end", N_("The end"), N_("To the end."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.page_down", (_Q, _C, _K, _L, _T), "pagedown", N_("Page down"), N_("A page down."), Group.MOVE, Alone.NO_CURSOR),
    Action("nav.page_up", (_Q, _C, _K, _L, _T), "pageup", N_("Page up"), N_("A page up."), Group.MOVE, Alone.NO_CURSOR),
    Action(
        "nav.tab_right", (_C,), "l,right", N_("Next tab"), N_("Details, order, timeline, versions, evidence, notes."),
        Group.MOVE, "refundtui case show REFERENCE", hint=12, short=N_("Tabs"),
    ),
    Action("nav.tab_left", (_C,), "h,left", N_("Previous tab"), N_("The tab before."), Group.MOVE, "refundtui case show REFERENCE"),
    Action("pane.next", (_D,), "tab", N_("Next pane"), N_("Queue, case, calculator, letter."), Group.MOVE, Alone.NO_PANES),
    Action("pane.prev", (_D,), "shift+tab", N_("Previous pane"), N_("The pane before."), Group.MOVE, Alone.NO_PANES),
    Action("pane.1", (_D,), "1", N_("Queue"), N_("Jump to the queue."), Group.MOVE, "refundtui case list"),
    Action("pane.2", (_D,), "2", N_("Case"), N_("Jump to the case."), Group.MOVE, "refundtui case show REFERENCE"),
    Action("pane.3", (_D,), "3", N_("Calculator"), N_("Jump to the calculator."), Group.MOVE, "refundtui case quote REFERENCE"),
    Action("pane.4", (_D,), "4", N_("Letter"), N_("Jump to the letter."), Group.MOVE, "refundtui case letter REFERENCE"),
    Action(
        "pane.5", (_D,), "5", N_("Team"), N_("Who holds how many cases and whose are late, for a lead. Counted from this machine's copy."),
        Group.MOVE, "refundtui team",
    ),
    Action(
        "team.open", (_T,), "enter", N_("Show this colleague's cases"), N_("The queue with what this colleague holds."),
        Group.QUEUE, "refundtui case list --filter owner:WHO", hint=10, short=N_("Cases"),
    ),
    Action(
        "app.back", (_D,), "escape", N_("Back"), N_("One step back: leaves a field, a search, a pane. It never loses text."),
        Group.MOVE, Alone.NO_PANES,
    ),
    Action(
        "nav.jump_back", (_D,), "b", N_("Back to where I was"),
        N_("The view, filter, case and pane before this one; again goes further back."),
        Group.MOVE, Alone.NO_CURSOR,
    ),
    Action("nav.recent", (_D,), "H", N_("Cases opened last"), N_("The last ten; a number goes there."), Group.MOVE, Alone.NO_CURSOR),
    Action(
        "case.tab_next", (_D,), "T", N_("Next open case"),
        N_("Up to ten cases stay open, each in its pane, with its place in the queue and everything written in it."),
        Group.MOVE, Alone.NO_CURSOR,
    ),
    Action("case.tab_prev", (_D,), "Y", N_("Previous open case"), N_("The one opened before it."), Group.MOVE, Alone.NO_CURSOR),
    Action(
        "case.tab_close", (_D,), "X", N_("Put the case away"),
        N_("It is no longer among the open ones. What was written in it is kept."), Group.MOVE, Alone.NO_CURSOR,
    ),
    # View
    Action(
        "privacy.mask", (_D,), "f9", N_("Hide personal data"),
        N_("Hides at once every name, address and text that says who somebody is; again shows it. In a dialog it locks."),
        Group.VIEW, Alone.NO_SCREEN,
    ),
    Action(
        "privacy.reveal", (_D,), "p", N_("Show one personal detail"),
        N_("Name, mail address or phone number of this customer for 20 seconds; that it was looked at is written down."),
        Group.VIEW, "refundtui case show REFERENCE --reveal WHICH", needs_case=True,
    ),
    Action(
        "privacy.lock", (_D,), "", N_("Lock the desk"),
        N_("Nothing is seen until a key is pressed; what you are writing is kept. After some minutes it locks itself."),
        Group.VIEW, "refundtui lock",
    ),
    Action(
        "view.screenshot", (_D,), "", N_("Keep a picture of the screen"),
        N_("An SVG file with every personal detail hidden."),
        Group.VIEW, Alone.NO_SCREEN,
    ),
    Action(
        "view.side", (_D,), "P", N_("Case beside or below"),
        N_("The case beside the queue, or below it in a window that is high enough."), Group.VIEW, Alone.NO_PANES,
    ),
    Action("pane.zoom", (_D,), "z", N_("Zoom the pane"), N_("The pane alone; again brings the others back."), Group.VIEW, Alone.NO_PANES),
    Action("view.theme", (_D,), "", N_("Light or dark"), N_("Changes between the dark, the light and the high-contrast look."), Group.VIEW, Alone.NO_SCREEN),
    Action(
        "view.language", (_D,), "", N_("Language of the desk"),
        N_("The desk in another language, at once. Letters stay in the customer's."),
        Group.VIEW, "refundtui --lang LANG case list",
    ),
    # Outbox
    Action("outbox.open", (_D,), "o", N_("Outbox"), N_("What is held, on its way, or needs another look; take one back there."), Group.OUTBOX, "refundtui outbox", hint=85),
    Action(
        "outbox.compare", (_D,), "C", N_("Compare after a change"),
        N_("For a decision that met a changed case: what you saw, what it is now, what you chose."),
        Group.OUTBOX, "refundtui outbox compare REFERENCE",
    ),
    Action(
        "outbox.sign_in", (_D,), "", N_("Sign in again"),
        N_("Above an amount of the brand's the office takes an approval only from somebody who has signed in of late. What waits for it is sent afterwards as it is."),
        Group.OUTBOX, "refundtui login",
    ),
    Action("sync.now", (_D,), "f5", N_("Sync now"), N_("Sends what is due and reads what changed."), Group.OUTBOX, "refundtui sync"),
    # Program
    Action("app.palette", (_D,), "ctrl+p,colon", N_("All commands"), N_("Every command with its key, and why one is not possible now."), Group.PROGRAM, "refundtui --help"),
    Action("app.help", (_D,), "f1,question_mark", N_("Help"), N_("Keys and what they do; type to search."), Group.PROGRAM, "refundtui keys"),
    Action(
        "work.availability", (_D,), "", N_("Available, busy, on a break"),
        N_("Says whether you take cases: the office gives the next one only to those who are available, and a lead sees it."),
        Group.PROGRAM, "refundtui availability STATUS",
    ),
    Action("app.problems", (_D,), "", N_("Recent problems"), N_("What went wrong since the start, with the ids to tell support."), Group.PROGRAM, Alone.NO_SCREEN),
    Action("app.quit", (_D,), "ctrl+q", N_("Quit"), N_("Leaves the desk. It asks when a decision is still held."), Group.PROGRAM, Alone.NO_SCREEN),
)  # fmt: skip
