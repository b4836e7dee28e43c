"""Everything that can be done at the desk, once: keys, footer, help, palette and the plain-line twin.

Keys are letters, digits, `/ ? * : + -`, Enter, Esc, Tab, arrows, Home, End, PgUp, PgDn, F1, F5, F9 and
ctrl+p, ctrl+q: what reaches a program through every terminal, keyboard layout and multiplexer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from refundtui.i18n.words import N_


class Scope(StrEnum):
    """Where an action's keys work."""

    DESK = "desk"  # everywhere but in a text field
    QUEUE = "queue"
    CASE = "case"
    CALCULATOR = "calculator"
    LETTER = "letter"
    TEAM = "team"


class Group(StrEnum):
    """Where the palette and the help list an action."""

    CASE = N_("Case")
    CALCULATOR = N_("Calculator")
    LETTER = N_("Letter")
    REVIEW = N_("Review")
    QUEUE = N_("Queue")
    OUTBOX = N_("Outbox")
    MOVE = N_("Move")
    VIEW = N_("View")
    PROGRAM = N_("Program")


class Alone(StrEnum):
    """Why plain lines have no twin of an action."""

    NO_CURSOR = N_("Plain lines have no cursor: each names its case.")
    NO_PANES = N_("Plain lines have no panes.")
    NO_SCREEN = N_("Plain lines stay on no screen: they are said and done.")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an agent can do.

    `command` is the case command whose obstacles tell why it is not possible now; `writes` marks what
    changes data (a pasted text never starts it); `hint` is the footer's place, low first, 0 for none.
    `twin` is the same in the plain-line program, or why it has none.
    """

    id: str
    scopes: tuple[Scope, ...]
    keys: str
    title: str
    help: str
    group: Group
    twin: str | Alone
    needs_case: bool = False
    command: str = ""
    writes: bool = False
    hint: int = 0
    short: str = ""  # the footer's word; the title where empty


_D, _Q, _C, _K, _L, _T = Scope.DESK, Scope.QUEUE, Scope.CASE, Scope.CALCULATOR, Scope.LETTER, Scope.TEAM

ACTIONS: Final[tuple[Action, ...]] = (
    # The case
    Action(
        "case.decide", (_D,), "d", N_("Decide"),
        N_("Opens the menu of decisions. It sends nothing: choosing asks once more."),
        Group.CASE, "refundtui case decide REFERENCE", needs_case=True, writes=True, hint=20,
    ),
    Action(
        "case.take", (_D,), "t", N_("Take the case"),
        N_("Makes the case yours; again gives it back to everybody."),
        Group.CASE, "refundtui case take REFERENCE", needs_case=True, writes=True, hint=60, short=N_("Take"),
    ),
    Action(
        "case.take_over", (_D,), "", N_("Take the case over"),
        N_("For a lead: ends a colleague's hold on a case marked @; what the colleague decides on it from then on is refused."),
        Group.CASE, "refundtui case take-over REFERENCE", needs_case=True, writes=True,
    ),
    Action(
        "case.note", (_D,), "n", N_("Add a note"),
        N_("An internal note. It is never sent to the customer."),
        Group.CASE, "refundtui case note REFERENCE TEXT", needs_case=True, command="add_note", writes=True,
        hint=50, short=N_("Note"),
    ),
    Action(
        "case.evidence", (_C,), "e", N_("Add evidence"),
        N_("Records a photo, receipt or report that came in for this case."),
        Group.CASE, "refundtui case evidence REFERENCE KIND TITLE", needs_case=True, command="add_evidence",
        writes=True, hint=55, short=N_("Evidence"),
    ),
    Action(
        "case.identity", (_C,), "y", N_("Set who is asking"),
        N_("How sure you are that the person asking is the customer."),
        Group.CASE, "refundtui case identity REFERENCE LEVEL", needs_case=True, command="set_identity",
        writes=True,
    ),
    Action(
        "case.facts", (_D,), "f", N_("Fill in what is missing"),
        N_("Facts the rules ask for and nobody has told yet: whether it was opened, how many photos there are."),
        Group.CASE, "refundtui case facts REFERENCE NAME=VALUE", needs_case=True, command="set_items", writes=True,
        hint=45, short=N_("Facts"),
    ),
    Action(
        "case.reason", (_C,), "r", N_("Change the reason"),
        N_("Why the customer asks: the verdict and the deductions hang on it."),
        Group.CASE, "refundtui case reason REFERENCE REASON", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "case.snooze", (_D,), "L", N_("Set aside until later"),
        N_("Out of the queue for hours or days, then back in it; legal deadlines go on running."),
        Group.CASE, "refundtui case snooze REFERENCE WHEN", needs_case=True, command="snooze", writes=True,
    ),
    Action(
        "case.override", (_D,), "", N_("Override the verdict"),
        N_("Goes on against the verdict. It needs the right and a written reason, and is counted."),
        Group.CASE, "refundtui case override REFERENCE REASON", needs_case=True, command="override", writes=True,
    ),
    Action(
        "case.reopen", (_D,), "", N_("Reopen the case"),
        N_("Takes a closed case up again, with its whole history."),
        Group.CASE, "refundtui case reopen REFERENCE REASON", needs_case=True, command="reopen", writes=True,
    ),
    Action(
        "case.cancel", (_D,), "", N_("Cancel the case"),
        N_("Ends the case without a decision: withdrawn, a duplicate, or not ours to decide."),
        Group.CASE, "refundtui case cancel REFERENCE", needs_case=True, command="cancel", writes=True,
    ),
    Action(
        "case.merge", (_D,), "", N_("Merge into another case"),
        N_("This case goes into another; later mail goes there."),
        Group.CASE, "refundtui case merge REFERENCE INTO", needs_case=True, command="merge", writes=True,
    ),
    Action(
        "case.answer", (_C,), "", N_("Record the customer's answer"),
        N_("What the customer said or sent; the rules run again."),
        Group.CASE, "refundtui case answer REFERENCE TEXT", needs_case=True, command="receive_answer", writes=True,
    ),
    Action(
        "case.offer_accepted", (_C,), "", N_("The customer accepts the offer"),
        N_("Records where and how the customer agreed."),
        Group.CASE, "refundtui case accept REFERENCE", needs_case=True, command="accept_offer", writes=True,
    ),
    Action(
        "case.offer_countered", (_C,), "", N_("The customer makes a counter-offer"),
        N_("Records the amount the customer asks for; the case goes back to its quote."),
        Group.CASE, "refundtui case counter REFERENCE AMOUNT", needs_case=True, command="counter_offer", writes=True,
    ),
    Action(
        "case.kinds", (_C,), "s", N_("Kinds of the timeline"),
        N_("The timeline with one kind of entry: messages, decisions, money, the parcel, evidence, notes; or all of them."),
        Group.CASE, "refundtui case timeline REFERENCE --kind KIND", needs_case=True, hint=14, short=N_("Kinds"),
    ),
    Action(
        "case.close", (_D,), "E", N_("Close the case"),
        N_("Sends the letter the case's state wants and ends the case. It says what still keeps the letter from leaving."),
        Group.CASE, "refundtui case close REFERENCE", needs_case=True, command="close", writes=True,
    ),
    Action(
        "case.new", (_D,), "i", N_("New case"),
        N_("For a customer on the phone: find the order, or type its number."),
        Group.CASE, "refundtui case open ORDER", writes=True, hint=80, short=N_("New"),
    ),
    Action(
        "case.copy", (_D,), "c", N_("Copy"),
        N_("Reference, order, amount or letter to the terminal's clipboard; never a whole card or account number."),
        Group.CASE, "refundtui case show REFERENCE", needs_case=True,
    ),
    Action(
        "case.next", (_D,), "N", N_("Next case"),
        N_("The case that needs you most, as the office gives it; without a line the next of this queue."),
        Group.CASE, "refundtui case next",
    ),
    Action(
        "case.undo", (_D,), "u", N_("Take back"),
        N_("Takes back the newest decision that is still held; of one that may have left the office is asked."),
        Group.OUTBOX, "refundtui outbox undo", hint=90,
    ),
    # Review
    Action(
        "review.approve", (_Q, _C), "a", N_("Approve the request"),
        N_("Grants what a colleague asked for, on exactly the quote that was made."),
        Group.REVIEW, "refundtui case grant REFERENCE", needs_case=True, command="grant_approval", writes=True,
        short=N_("Approve"),
    ),
    Action(
        "review.return", (_Q,), "r", N_("Return the request"),
        N_("Gives it back with a note; the quote can be made anew."),
        Group.REVIEW, "refundtui case return REFERENCE NOTE", needs_case=True, command="return_approval",
        writes=True, short=N_("Return"),
    ),
    # Calculator
    Action(
        "calc.why", (_K,), "enter", N_("Why this figure"),
        N_("Opens a row to its rule, its inputs and its clause; again closes it."),
        Group.CALCULATOR, "refundtui case quote REFERENCE --why", needs_case=True, hint=10, short=N_("Why"),
    ),
    Action(
        "calc.more", (_K,), "plus,right,l", N_("One more comes back"),
        N_("One unit more of this line; on delivery and fees: all that is left of it."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS", needs_case=True, command="set_items",
        writes=True, hint=12, short=N_("More"),
    ),
    Action(
        "calc.less", (_K,), "minus,left,h", N_("One less comes back"),
        N_("One unit less of this line."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS", needs_case=True, command="set_items",
        writes=True, hint=13, short=N_("Less"),
    ),
    Action(
        "calc.grade", (_K,), "g", N_("Condition grade"),
        N_("In which condition this came back. Deductions apply only where they are lawful."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=UNITS:GRADE", needs_case=True,
        command="set_items", writes=True, hint=14, short=N_("Grade"),
    ),
    Action(
        "calc.amount", (_K,), "a", N_("Type an amount"),
        N_("An amount for this line, or the goodwill on its own row."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=AMOUNT", needs_case=True, command="set_items",
        writes=True, hint=15, short=N_("Amount"),
    ),
    Action(
        "calc.reduce", (_K,), "r", N_("Price reduction"),
        N_("Kept for less: the actual value against the value as agreed, on what was paid."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=ACTUAL/CONFORMING", needs_case=True,
        command="set_items", writes=True, hint=16, short=N_("Reduce"),
    ),
    Action(
        "calc.how", (_K,), "w", N_("What comes back"),
        N_("Units, an amount, a reduction, unused time or units, the present value, or all that is left."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=WHAT", needs_case=True, command="set_items",
        writes=True, hint=17, short=N_("What"),
    ),
    Action(
        "calc.five_more", (_K,), "K", N_("Five per cent more"),
        N_("Keeps the line for five per cent less, or gives that much more of a typed amount or of goodwill."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=+5%", needs_case=True, command="set_items",
        writes=True, hint=18, short=N_("+5 %"),
    ),
    Action(
        "calc.five_less", (_K,), "J", N_("Five per cent less"),
        N_("The same the other way; at nothing the row asks for nothing."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=-5%", needs_case=True, command="set_items",
        writes=True, hint=19, short=N_("-5 %"),
    ),
    Action(
        "calc.what_if", (_K,), "s", N_("What if"),
        N_("What the total would be under the other value of each of the brand's switches. It changes nothing."),
        Group.CALCULATOR, "refundtui case quote REFERENCE --what-if", needs_case=True, hint=20, short=N_("What if"),
    ),
    Action(
        "calc.everything", (_K,), "asterisk", N_("Everything comes back"),
        N_("All that is left of the order; again puts the lines back."),
        Group.CALCULATOR, "refundtui case items REFERENCE all", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.nothing", (_K,), "0", N_("Nothing of this line"),
        N_("Takes the row out of the request."),
        Group.CALCULATOR, "refundtui case items REFERENCE LINE=0", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.credit", (_D,), "", N_("Pay as store credit"),
        N_("Settles in store credit instead of the way it was paid; again puts it back."),
        Group.CALCULATOR, "refundtui case items REFERENCE --credit", needs_case=True, command="set_items", writes=True,
    ),
    Action(
        "calc.restore", (_K,), "R", N_("Start again from the request"),
        N_("Forgets what you changed here and takes the request as it stands on the case."),
        Group.CALCULATOR, "refundtui case items REFERENCE --as-asked", needs_case=True, hint=21, short=N_("Restore"),
    ),
    # Letter
    Action(
        "letter.edit", (_L,), "enter", N_("Edit the letter"),
        N_("Write in the letter; what you write is kept at every pause. Esc leaves the text."),
        Group.LETTER, "refundtui case letter REFERENCE --edit", needs_case=True, writes=True, hint=10,
        short=N_("Edit"),
    ),
    Action(
        "letter.language", (_L,), "l,right", N_("Next language"),
        N_("The same letter in another language."),
        Group.LETTER, "refundtui case letter REFERENCE --language de", needs_case=True, hint=12, short=N_("Language"),
    ),
    Action(
        "letter.language_back", (_L,), "h,left", N_("Previous language"),
        N_("The same letter in the language before."),
        Group.LETTER, "refundtui case letter REFERENCE --language de", needs_case=True,
    ),
    Action(
        "letter.kind", (_L,), "w", N_("Which letter"),
        N_("Chooses what is written: the decision, an offer, a question, a denial."),
        Group.LETTER, "refundtui case letter REFERENCE --kind decision", needs_case=True, hint=14, short=N_("Letter"),
    ),
    Action(
        "letter.restore", (_L,), "", N_("Drop my changes to the letter"),
        N_("Back to the letter as it is filled from the quote."),
        Group.LETTER, "refundtui case letter REFERENCE --fresh", needs_case=True, writes=True,
    ),
    Action(
        "case.message", (_D,), "m", N_("Go to the letter"),
        N_("The letter to the customer, filled from the quote."),
        Group.LETTER, "refundtui case letter REFERENCE", needs_case=True, hint=40, short=N_("Letter"),
    ),
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
    # Outbox
    Action("outbox.open", (_D,), "o", N_("Outbox"), N_("What is held, on its way, or needs another look; take one back there."), Group.OUTBOX, "refundtui outbox", hint=85),
    Action(
        "outbox.compare", (_D,), "C", N_("Compare after a change"),
        N_("For a decision that met a changed case: what you saw, what it is now, what you chose."),
        Group.OUTBOX, "refundtui outbox compare REFERENCE",
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

BY_ID: Final = {action.id: action for action in ACTIONS}
WRITING: Final = frozenset(action.id for action in ACTIONS if action.writes)


def in_scope(scope: Scope) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if scope in action.scopes)


def hints(scope: Scope) -> tuple[Action, ...]:
    """What the footer shows while a pane has the focus: its own first, then the desk's."""
    own = sorted((a for a in in_scope(scope) if a.hint), key=lambda a: a.hint)
    desk = sorted((a for a in in_scope(Scope.DESK) if a.hint), key=lambda a: a.hint)
    return (*own, *desk)
