"""`refundtui keys`: which key does what, and what is wrong with a file of one's own."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, complain, say, say_json, say_table
from refundtui.i18n.words import t
from refundtui.tui.action import Alone
from refundtui.tui.actions import ACTIONS
from refundtui.tui.keymap import Preset, called, preset_keys, table_in_markdown
from refundtui.tui.keys_file import EXAMPLE, OwnKeys, read_keys


def run(asked: Namespace) -> int:
    if asked.example:
        say_example()
        return Exit.DONE
    own = _chosen(asked)
    for mistake in own.mistakes:
        complain(str(mistake))
    if asked.json:
        say_json(_as_json(own))
    elif asked.format == "md":
        for line in table_in_markdown(own.keys).splitlines():
            say(line)
    elif asked.check is None:
        rows = [
            (" ".join(map(called, own.keys[action.id])) or "–", t(action.title), t(action.group), action.id)
            for action in ACTIONS
        ]
        say_table((t("Key"), t("Command"), t("Group"), t("Name")), rows)
    elif not own.mistakes:
        say(t("{file}: every line can be followed.", file=asked.check))
    return Exit.REFUSED if own.mistakes else Exit.DONE


def _chosen(asked: Namespace) -> OwnKeys:
    if asked.check is not None:
        path = Path(asked.check)
        if not path.is_file():
            from refundtui.cli.telling import Stopped

            raise Stopped(Exit.USAGE, t("There is no file {file}.", file=asked.check))
        return read_keys(path)
    if asked.preset is not None:
        preset = Preset(asked.preset)
        return OwnKeys(preset_keys(preset), preset)
    return read_keys(config_of(asked).keys_file)


def say_example() -> None:
    for line in EXAMPLE.splitlines():
        say(line)


def _as_json(own: OwnKeys) -> dict[str, Any]:
    return {
        "preset": own.preset.value,
        "keys": [
            {
                "id": action.id,
                "keys": list(own.keys[action.id]),
                "title": t(action.title),
                "where": [scope.value for scope in action.scopes],
                "twin": None if isinstance(action.twin, Alone) else action.twin,
                "why_no_twin": t(action.twin) if isinstance(action.twin, Alone) else None,
            }
            for action in ACTIONS
        ],
        "mistakes": [{"file": one.file, "line": one.line, "says": one.why} for one in own.mistakes],
    }
