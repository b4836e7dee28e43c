"""From actions to keys: the defaults, how keys are called, and where two would clash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.binding import Binding

from refundtui.tui.actions import ACTIONS, Action, Group, Scope, in_scope

_REPEATED: Final = frozenset({"calc.more", "calc.less"})
_NAMES: Final = {
    "slash": "/",
    "question_mark": "?",
    "asterisk": "*",
    "colon": ":",
    "plus": "+",
    "minus": "-",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def keys_of(action: Action) -> tuple[str, ...]:
    return tuple(key for key in action.keys.split(",") if key)


def called(key: str) -> str:
    """A key as people read it: `^p`, `F5`, `Enter`, `+`."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def first_key(action: Action) -> str:
    """The key the footer and the palette name."""
    keys = keys_of(action)
    return called(keys[0]) if keys else ""


def bindings(scope: Scope) -> list[Binding]:
    """Textual's bindings of one scope. Two or more actions in one scope never share a key."""
    return [
        Binding(action.keys, f"app.act('{action.id}')", action.title, id=f"{scope}/{action.id}")
        for action in in_scope(scope)
        if action.keys
    ]


def clashes(actions: Iterable[Action] = ACTIONS) -> list[tuple[Scope, str, str, str]]:
    """Keys that two actions of one scope claim: the scope, the key and both actions."""
    taken: dict[tuple[Scope, str], str] = {}
    found: list[tuple[Scope, str, str, str]] = []
    for action in actions:
        for scope in action.scopes:
            for key in keys_of(action):
                other = taken.setdefault((scope, key), action.id)
                if other != action.id:
                    found.append((scope, key, other, action.id))
    return found


def steady_keys(scope: Scope | None) -> frozenset[str]:
    """Keys that may arrive in bursts while this pane has the focus: a held arrow does, over a slow line.

    Everything else in a burst is pasted text, and pasted text starts nothing.
    """
    scopes = {Scope.DESK} if scope is None else {Scope.DESK, scope}
    return frozenset(
        key
        for action in ACTIONS
        if (action.group is Group.MOVE or action.id in _REPEATED) and scopes & set(action.scopes)
        for key in keys_of(action)
    )
