"""Every sentence marked in the sources, as the extraction tools see it.

`python -m tests.i18n.extracting de` brings a catalogue up to date: new sentences come in empty, to be
translated; what nobody says any more goes; what is translated stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir

import refundtui
from refundtui.i18n.catalogs import Message, locales_folder, read_messages

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


def brought_up_to_date(text: str) -> str:
    """A catalogue with exactly the sentences of the sources, in the order of the alphabet."""
    header = text.partition("\n\n")[0]
    known = {message.id: message for message in read_messages(text)}
    entries = [
        _spelled(message, plural, known.get(message)) for message, plural in sorted(extracted().items())
    ]
    return "\n\n".join((header, *entries)) + "\n"


def _spelled(message: str, plural: str, known: Message | None) -> str:
    forms = known.forms if known and bool(known.plural) == bool(plural) else ()
    if not plural:
        return f"msgid {_quoted(message)}\nmsgstr {_quoted(forms[0] if forms else '')}"
    lines = [f"msgid {_quoted(message)}", f"msgid_plural {_quoted(plural)}"]
    lines += [f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(forms or ("", ""))]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


if __name__ == "__main__":
    for language in sys.argv[1:]:
        catalogue = locales_folder() / language / "LC_MESSAGES" / "refundtui.po"
        catalogue.write_text(brought_up_to_date(catalogue.read_text(encoding="utf-8")), encoding="utf-8")
