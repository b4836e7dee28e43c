"""Which promises and which laws are in force?"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped() -> Mapping[str, bytes]:
    """The packs that come with the program: name to bytes, as an office publishes them."""
    found: dict[str, bytes] = {}
    for folder in ("packs", "law"):
        room: Traversable = files(__name__) / folder
        for entry in sorted(room.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".toml"):
                found[f"{folder}/{entry.name}"] = entry.read_bytes()
    return found
