"""`keys.toml`: an agent's own keys, checked line by line. A line that cannot be is left out, the rest holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from refundtui.i18n.words import t
from refundtui.tui.actions import BY_ID
from refundtui.tui.keymap import SIGNS, Keys, Preset, called, clashes, preset_keys

FILE_NAME: Final = "keys.toml"
EXAMPLE: Final = """\
preset = "default"          # or "arrows" (no letter starts anything), or "vim"

[keys]
"case.note" = "n"           # one key
"case.take" = ["t", "f3"]   # several
"pane.zoom" = ""            # none: it stays in the palette
"""

_SIGN_NAMES: Final = {sign: name for name, sign in SIGNS.items()}
_NAMED: Final = frozenset(
    [
        "enter",
        "escape",
        "tab",
        "space",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "insert",
        "delete",
        "backspace",
    ]
)
_KNOWN: Final = (
    _NAMED
    | frozenset(SIGNS)
    | {f"f{n}" for n in range(1, 10)}
    | {f"ctrl+{letter}" for letter in "abdefgklnopqrtuvwxy"}
)
_RESERVED: Final = {"ctrl+q": "app.quit", "ctrl+p": "app.palette", "escape": "app.back"}
_LETTERS_SENT_AS_KEYS: Final = {
    "ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
}  # fmt: skip
_TAKEN_OUTSIDE: Final = frozenset({"ctrl+s", "ctrl+z", "ctrl+c", "f10", "f11", "f12"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line that cannot be followed, with what to do."""

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The keys in force and what was wrong with the file they come from."""

    keys: Keys
    preset: Preset = Preset.DEFAULT
    mistakes: tuple[Mistake, ...] = ()


def read_keys(path: Path) -> OwnKeys:
    """The keys of a file, which need not be there."""
    default = preset_keys(Preset.DEFAULT)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return OwnKeys(default)
    except (OSError, UnicodeDecodeError):
        return OwnKeys(default, mistakes=(Mistake(str(path), 1, t("This file cannot be read.")),))
    return keys_in(text, str(path))


def keys_in(text: str, file: str) -> OwnKeys:
    """Check a text: unknown names, keys that never arrive, and clashes; what is right of it holds."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"line (\d+)", str(wrong))
        line = int(found[1]) if found else max(1, text.count("\n"))
        why = t("This is no TOML: {why}.", why=str(wrong).partition(" (at")[0])
        return OwnKeys(preset_keys(Preset.DEFAULT), mistakes=(Mistake(file, line, why),))
    reading = _Reading(text, file, [])
    preset = reading.preset(told)
    own = reading.own(told.get("keys", {}))
    return OwnKeys(
        reading.without_clashes(preset_keys(preset), own),
        preset,
        tuple(sorted(reading.mistakes, key=lambda m: m.line)),
    )


@dataclass(slots=True)
class _Reading:
    text: str
    file: str
    mistakes: list[Mistake]

    def wrong(self, name: str, why: str) -> None:
        self.mistakes.append(Mistake(self.file, self.line_of(name), why))

    def line_of(self, name: str) -> int:
        """Where a name is given its value, written whole, quoted, or below a table of its own."""
        for wanted in (name, name.rpartition(".")[2]):
            pattern = re.compile(rf"""^[\s"']*(?:keys\s*\.\s*)?["']?{re.escape(wanted)}["']?\s*[=\].]""")
            for number, line in enumerate(self.text.splitlines(), 1):
                if pattern.match(line.lstrip(" \t[")):
                    return number
        return 1

    def preset(self, told: Mapping[str, object]) -> Preset:
        for name in told:
            if name not in ("preset", "keys"):
                self.wrong(
                    name, t("“{name}” is not known here.", name=name) + _nearest(name, ("preset", "keys"))
                )
        chosen = told.get("preset", Preset.DEFAULT.value)
        if chosen in tuple(Preset):
            return Preset(str(chosen))
        names = tuple(preset.value for preset in Preset)
        self.wrong(
            "preset", t("There is no preset “{name}”.", name=str(chosen)) + _nearest(str(chosen), names)
        )
        return Preset.DEFAULT

    def own(self, told: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(told, dict):
            self.wrong("keys", t("“{name}” must be a table.", name="keys"))
            return {}
        given: dict[str, tuple[str, ...]] = {}
        for name, value in _flat(told):
            if name not in BY_ID:
                self.wrong(name, t("There is no command “{name}”.", name=name) + _nearest(name, tuple(BY_ID)))
                continue
            keys = _listed(value)
            if keys is None:
                self.wrong(name, t("A key is a text in quotes, several are a list of them."))
                continue
            read = [self._key(name, key) for key in keys]
            if None not in read:
                given[name] = tuple(dict.fromkeys(key for key in read if key))
        return given

    def _key(self, name: str, written: str) -> str | None:
        key, why = read_key(written)
        if why:
            self.wrong(name, why)
            return None
        if key in _RESERVED and _RESERVED[key] != name:
            self.wrong(
                name, t("{key} always means “{what}”.", key=called(key), what=t(BY_ID[_RESERVED[key]].title))
            )
            return None
        return key

    def without_clashes(
        self, preset: Mapping[str, tuple[str, ...]], own: dict[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        """The preset with the agent's own keys; of two that want one key, her later line gives way."""
        for name, key in ((owner, key) for key, owner in _RESERVED.items()):
            if name in own and key not in own[name]:
                own[name] = (*own[name], key)  # the ways out stay where every agent looks for them
        while True:
            keys = dict(preset) | own
            found = clashes(keys=keys)
            if not found:
                return keys
            _, key, one, other = found[0]
            loser, winner = max(
                ((one, other), (other, one)), key=lambda pair: (pair[0] in own, self.line_of(pair[0]))
            )
            if loser not in own:
                # Nobody's own line: a preset at odds with itself. The first keeps the key.
                preset = dict(preset) | {other: tuple(k for k in preset[other] if k != key)}
                continue
            self.wrong(
                loser,
                t(
                    "{key} is the key of “{title}” ({name}) already; give that one another key here too.",
                    key=called(key), title=t(BY_ID[winner].title), name=winner,
                ),
            )  # fmt: skip
            del own[loser]


def read_key(written: str) -> tuple[str, str]:
    """A key by the name it arrives under, or why it never would."""
    key = written.strip() or written
    if len(key) == 1:
        if key == " ":
            return "space", ""
        return (_SIGN_NAMES.get(key, key), "") if key.isprintable() else ("", t("This is no key."))
    parts = key.lower().replace("_+", "+").split("+")
    *held, last = parts
    last = {
        "esc": "escape",
        "return": "enter",
        "pgup": "pageup",
        "pgdn": "pagedown",
        "del": "delete",
        "ins": "insert",
    }.get(last, last)
    last = _SIGN_NAMES.get(last, last)
    name = "+".join((*held, last))
    if why := _never_arrives(name, held, last):
        return "", why
    if name in _KNOWN or name == "shift+tab":
        return name, ""
    if held == ["shift"] and len(last) == 1 and last.isalpha():
        return last.upper(), ""
    return "", t("There is no key “{key}”.", key=written) + _nearest(name, tuple(sorted(_KNOWN)))


def _never_arrives(name: str, held: Sequence[str], last: str) -> str:
    if name in _LETTERS_SENT_AS_KEYS:
        return t(
            "Terminals send {key} as {other}: choose another.",
            key="+".join((*held, SIGNS.get(last, last))),
            other=called(_LETTERS_SENT_AS_KEYS[name]),
        )
    if name in _TAKEN_OUTSIDE:
        return t("{key} is kept by terminals or the desktop and would not arrive: choose another.", key=name)
    if {"alt", "meta", "option", "cmd", "super", "hyper", "win"} & set(held):
        return t("{key} does not arrive on every terminal: leave out alt, cmd and the like.", key=name)
    digits = "ctrl" in held and (last.isdigit() or last in ("enter", "space", "tab", "escape", "backspace"))
    if digits or ("ctrl" in held and "shift" in held):
        return t(
            "Terminals cannot tell {key} from {other}: choose another.",
            key=name,
            other=called(last) if last in _NAMED else last,
        )
    if held and (last in _NAMED or re.fullmatch(r"f\d+", last)) and name != "shift+tab":
        return t("Terminals lose {key} or send something else for it: choose another.", key=name)
    return ""


def _flat(told: Mapping[str, object], above: str = "") -> list[tuple[str, object]]:
    """`case.note = "n"` without quotes is a table in a table: the same is meant."""
    found: list[tuple[str, object]] = []
    for name, value in told.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{above}{name}."))
        else:
            found.append((above + name, value))
    return found


def _listed(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [value] if len(value) == 1 else [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list) and all(isinstance(key, str) for key in value):
        return [str(key) for key in value]
    return None


def _nearest(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return " " + t("Did you mean “{name}”?", name=close[0]) if close else ""
