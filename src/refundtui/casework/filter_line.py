"""How the queue's filter line is cut into words, and how a word is written so that it is read the same again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

TOKEN: Final = re.compile(
    r'(?P<name>[A-Za-z]+)(?P<sign><=|>=|[:<>=])(?P<value>"[^"]*"?|\S*)|"(?P<quoted>[^"]*)"?|\S+'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the line; a free word has no name."""

    name: str
    sign: str
    value: str
    start: int
    end: int


def terms_of(text: str) -> list[Term]:
    found = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if match["name"] is not None:
            found.append(
                Term(match["name"].lower(), match["sign"], match["value"].strip('"').strip(), start, end)
            )
        else:
            # A mark without its partner is no part of a name.
            value = match["quoted"] if match["quoted"] is not None else match[0].strip('"')
            found.append(Term("", "", " ".join(value.split()), start, end))
    return found


def quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def free_word(value: str) -> str:
    match = TOKEN.fullmatch(value)
    return f'"{value}"' if " " in value or match is None or match["name"] is not None else value
