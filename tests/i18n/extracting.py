"""Every sentence marked in the sources, as the extraction tools see it.

`python -m tests.i18n.extracting de` brings a catalogue up to date: new sentences come in empty, to be
translated; what nobody says any more goes; what is translated stays. A language that has none yet gets one.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.plurals import get_plural

import refundtui
from refundtui.i18n.catalogs import Message, locales_folder, read_messages

SAID = frozenset({"t", "N_"})
SAID_FOR_SO_MANY = frozenset({"tn", "NN_"})


@cache  # reading every source takes seconds
def extracted() -> dict[str, str]:
    """Each message and its plural (empty where it has none).

    Read from the syntax tree: Babel's tokenizer sees nothing inside an f-string before Python 3.12.
    """
    found: dict[str, str] = {}
    for path in sorted(Path(refundtui.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=name) | ast.Attribute(attr=name),
                    args=[ast.Constant(value=str(message)), *more],
                ) if message and name in SAID | SAID_FOR_SO_MANY:
                    found[message] = found.get(message) or _plural_in(name, more)
    return found


def _plural_in(name: str, more: list[ast.expr]) -> str:
    match more:
        case [ast.Constant(value=str(plural)), *_] if name in SAID_FOR_SO_MANY:
            return plural
        case _:
            return ""


def brought_up_to_date(text: str) -> str:
    """A catalogue with exactly the sentences of the sources, in the order of the alphabet."""
    header = text.partition("\n\n")[0]
    known = {message.id: message for message in read_messages(text)}
    forms = number_of_forms(text)
    entries = [
        _spelled(message, plural, known.get(message), forms)
        for message, plural in sorted(extracted().items())
    ]
    return "\n\n".join((header, *entries)) + "\n"


def number_of_forms(text: str) -> int:
    """How many plural forms the language of a catalogue has, as its header says."""
    found = re.search(r"nplurals=(\d+)", text)
    return int(found[1]) if found else 2


def begun(language: str) -> str:
    """A catalogue of a language that has none: its header alone. It is a draft until somebody has read it."""
    place = Locale.parse(language.replace("-", "_"))
    plurals = get_plural(str(place))
    said = (
        f"Language: {language}\\n",
        f"Plural-Forms: {plurals.plural_forms}\\n",
        "X-Standing: draft\\n",
        "MIME-Version: 1.0\\n",
        "Content-Type: text/plain; charset=utf-8\\n",
        "Content-Transfer-Encoding: 8bit\\n",
    )
    lines = "\n".join(f'"{line}"' for line in said)
    return f'# {place.english_name} words of refundtui.\nmsgid ""\nmsgstr ""\n{lines}\n'


def _spelled(message: str, plural: str, known: Message | None, number: int) -> str:
    forms = known.forms if known and bool(known.plural) == bool(plural) else ()
    if not plural:
        return f"msgid {_quoted(message)}\nmsgstr {_quoted(forms[0] if forms else '')}"
    lines = [f"msgid {_quoted(message)}", f"msgid_plural {_quoted(plural)}"]
    lines += [f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(forms or ("",) * number)]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


if __name__ == "__main__":
    for language in sys.argv[1:]:
        catalogue = locales_folder() / language / "LC_MESSAGES" / "refundtui.po"
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        text = catalogue.read_text(encoding="utf-8") if catalogue.is_file() else begun(language)
        catalogue.write_text(brought_up_to_date(text), encoding="utf-8")
