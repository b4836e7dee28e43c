"""From actions to keys: the presets, the keys in force, how keys are called, and where two would clash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from textual.binding import Binding, BindingsMap

from refundtui.tui.action import Action, Group, Scope
from refundtui.tui.actions import ACTIONS, BY_ID, WRITING, in_scope

if TYPE_CHECKING:
    from textual.dom import DOMNode

Keys: TypeAlias = Mapping[str, tuple[str, ...]]  # the keys of each action, by its id


class Preset(StrEnum):
    """Where a set of keys starts from."""

    DEFAULT = "default"
    ARROWS = "arrows"  # no letter starts anything: for screen readers and every keyboard layout
    VIM = "vim"  # pages with ctrl+f and ctrl+b as well


# What changes something beyond this screen, or is not there again at the next key.
_CHANGING: Final = (WRITING | {"case.undo", "case.next"}) - {"calc.more", "calc.less"}
_STEPS: Final = ("nav.down", "nav.up", "nav.page_down", "nav.page_up", "nav.top", "nav.bottom")
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
# What the signs of a keyboard are called where keys have names.
SIGNS: Final = {
    "exclamation_mark": "!", "quotation_mark": '"', "number_sign": "#", "dollar_sign": "$", "percent_sign": "%",
    "ampersand": "&", "apostrophe": "'", "left_parenthesis": "(", "right_parenthesis": ")", "asterisk": "*",
    "plus": "+", "comma": ",", "minus": "-", "full_stop": ".", "slash": "/", "colon": ":", "semicolon": ";",
    "less_than_sign": "<", "equals_sign": "=", "greater_than_sign": ">", "question_mark": "?", "at": "@",
    "left_square_bracket": "[", "backslash": "\\", "right_square_bracket": "]", "circumflex_accent": "^",
    "underscore": "_", "grave_accent": "`", "left_curly_bracket": "{", "vertical_line": "|",
    "right_curly_bracket": "}", "tilde": "~",
}  # fmt: skip


_BY_NAME: Final = {name: key for key, name in (SIGNS | _NAMES).items()}
_LETTER: Final = re.compile(r"[a-zA-Z]")
_ARROWS: Final = {
    "case.decide": ("f2",),
    "case.take": ("f3",),
    "case.note": ("f4",),
    "case.message": ("f6",),
    "outbox.open": ("f7",),
    "case.undo": ("f8",),
    "calc.grade": ("space",),
    "calc.amount": ("equals_sign",),
    "case.next": ("insert",),
}
_VIM: Final = {
    "nav.page_down": ("pagedown", "ctrl+f"),
    "nav.page_up": ("pageup", "ctrl+b"),
}


def preset_keys(preset: Preset) -> dict[str, tuple[str, ...]]:
    """What a preset gives each action. What has no key is in the palette."""
    keys = {action.id: _split(action.keys) for action in ACTIONS}
    match preset:
        case Preset.DEFAULT:
            return keys
        case Preset.VIM:
            return keys | _VIM
        case Preset.ARROWS:
            plain = {
                name: tuple(key for key in given if not _LETTER.fullmatch(key))
                for name, given in keys.items()
            }
            return plain | _ARROWS


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key for key in keys.split(",") if key)


# Where the keys of this desk differ from those an action comes with.
_in_force: dict[str, tuple[str, ...]] = {}


def use_keys(keys: Keys | None) -> None:
    """The keys of the desk that is opened now; None for those the actions come with."""
    global _in_force  # noqa: PLW0603 - like the language: one desk, one set of keys
    _in_force = {name: given for name, given in (keys or {}).items() if given != _split(BY_ID[name].keys)}


def keys_of(action: Action) -> tuple[str, ...]:
    return _in_force.get(action.id) or (() if action.id in _in_force else _split(action.keys))


def called(key: str) -> str:
    """A key as people read it: `^p`, `F5`, `Enter`, `+`."""
    if key in _NAMES:
        return _NAMES[key]
    if key in SIGNS:
        return SIGNS[key]
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    if key in ("insert", "delete", "backspace"):
        return key.capitalize()
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def key_called(name: str) -> str:
    """The key behind what people read: `^p` is `ctrl+p`."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name[:1] == "^" and len(name) == 2:
        return f"ctrl+{name[1]}"
    return name if len(name) == 1 else name.lower()


def first_key(action: Action) -> str:
    """The key the footer and the palette name."""
    keys = keys_of(action)
    return called(keys[0]) if keys else ""


def key_for(action_id: str) -> str:
    """The key a sentence names for an action: its own, or the palette's, which has everything."""
    return first_key(BY_ID[action_id]) or first_key(BY_ID["app.palette"])


def bindings(scope: Scope) -> list[Binding]:
    """Textual's bindings of one scope. Two or more actions in one scope never share a key."""
    return [
        Binding(",".join(keys_of(action)), f"app.act('{action.id}')", action.title, id=f"{scope}/{action.id}")
        for action in in_scope(scope)
        if keys_of(action)
    ]


def rebind(node: DOMNode, scope: Scope) -> None:
    """Give a part of the desk the keys in force.

    Textual's own keymaps cannot give a key to what had none, and take a key that two claim from one of
    them in silence; so the bindings are made anew from ours.
    """
    if not _in_force:
        return
    others = [
        binding
        for _, binding in node._bindings  # noqa: SLF001 - no door leads there
        if not (binding.id or "").startswith(f"{scope}/")
    ]
    node._bindings = BindingsMap([*others, *bindings(scope)])  # noqa: SLF001 - Textual has no other door to them


def clashes(
    actions: Iterable[Action] = ACTIONS, keys: Keys | None = None
) -> list[tuple[Scope, str, str, str]]:
    """Keys that two actions claim where both could hear them: the scope, the key and both actions.

    What works everywhere would be hidden by a pane's own action on the same key.
    """
    taken: dict[tuple[Scope, str], str] = {}
    found: list[tuple[Scope, str, str, str]] = []
    for action in sorted(actions, key=lambda action: Scope.DESK not in action.scopes):
        for scope in action.scopes:
            for key in keys.get(action.id, ()) if keys is not None else keys_of(action):
                above = taken.get((Scope.DESK, key), action.id)
                other = above if above != action.id else taken.setdefault((scope, key), action.id)
                if other != action.id:
                    found.append((scope, key, other, action.id))
    return found


def keys_in(scope: Scope) -> frozenset[str]:
    """Keys that do something while this pane has the focus."""
    return frozenset(
        key for own in (scope, Scope.DESK) for action in in_scope(own) for key in keys_of(action)
    )


def changing_keys(scope: Scope) -> frozenset[str]:
    """Those of them that no pasted text may press."""
    actions = (*in_scope(scope), *in_scope(Scope.DESK))
    return frozenset(key for action in actions if action.id in _CHANGING for key in keys_of(action))


def every_key() -> frozenset[str]:
    """Keys that do something in any pane."""
    return frozenset(key for action in ACTIONS for key in keys_of(action))


def step_keys() -> frozenset[str]:
    """Keys that move a cursor over rows, and nothing else."""
    return frozenset(key for name in _STEPS for key in keys_of(BY_ID[name]))


def table_in_markdown(keys: Keys) -> str:
    """The keys as a table, group by group: the README's, and anybody's own to print."""
    rows = ["| where | key | does |", "|---|---|---|"]
    for group in Group:
        for action in ACTIONS:
            if action.group is group and keys[action.id]:
                written = " ".join(f"`{called(key)}`" for key in keys[action.id])
                where = "everywhere" if Scope.DESK in action.scopes else ", ".join(action.scopes)
                rows.append(f"| {where} | {written} | {action.title} |")
    return "\n".join(rows)
