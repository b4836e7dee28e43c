"""Every sentence marked in the sources, as the extraction tools see it."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

import refundtui

KEYWORDS = {"t": None, "tn": (1, 2), "N_": None, "NN_": (1, 2)}


def extracted() -> dict[str, str]:
    """Each message and its plural (empty where it has none)."""
    found: dict[str, str] = {}
    folder = Path(refundtui.__file__).parent
    for _, _, message, _, _ in extract_from_dir(str(folder), [("**.py", "python")], keywords=KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            found[singular] = found.get(singular) or plural
    return found
