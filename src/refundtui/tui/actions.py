"""Everything that can be done at the desk, once: keys, footer, help, palette and the plain-line twin.

Keys are letters, digits, `/ ? * : + -`, Enter, Esc, Tab, arrows, Home, End, PgUp, PgDn, F1, F5, F9 and
ctrl+p, ctrl+q: what reaches a program through every terminal, keyboard layout and multiplexer.
"""

from __future__ import annotations

from typing import Final

from refundtui.tui.action import Action, Scope
from refundtui.tui.case_actions import CASE_ACTIONS
from refundtui.tui.desk_actions import DESK_ACTIONS

ACTIONS: Final[tuple[Action, ...]] = (*CASE_ACTIONS, *DESK_ACTIONS)
BY_ID: Final = {action.id: action for action in ACTIONS}
WRITING: Final = frozenset(action.id for action in ACTIONS if action.writes)


def in_scope(scope: Scope) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if scope in action.scopes)


def hints(scope: Scope) -> tuple[Action, ...]:
    """What the footer shows while a pane has the focus: its own first, then the desk's."""
    own = sorted((a for a in in_scope(scope) if a.hint), key=lambda a: a.hint)
    desk = sorted((a for a in in_scope(Scope.DESK) if a.hint), key=lambda a: a.hint)
    return (*own, *desk)
