"""What an action is: where its keys work, where it is listed, and how plain lines do the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
