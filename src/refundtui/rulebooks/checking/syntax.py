"""Is it TOML? Every broken line is noted, and the rest is still read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from refundtui.rulebooks.checking.broken_lines import broken, key_of
from refundtui.rulebooks.checking.problem import Problem

_LINE: Final = re.compile(r"\(at (?:line (\d+)|end of document)")
_STATEMENT: Final = re.compile(r"\s*(?:\[|[A-Za-z0-9_.\"'-]+\s*=)")
_STRING: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")
_MARK: Final = "\ufeff"  # byte order mark: some editors put it in front, no TOML parser reads it

_BROKEN: Final = "broken heading "


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read, the text it stands in, and what could not. `left_out` are the keys of broken lines."""

    table: dict[str, Any]
    text: str
    problems: list[Problem]
    left_out: frozenset[str] = frozenset()


def parsed(text: str) -> Parsed:
    """Parse; where a line is broken, note it, leave it out and go on, so that all are found."""
    problems: list[Problem] = []
    if text.startswith(_MARK):
        text = text.removeprefix(_MARK)
        problems.append(Problem(1, "text.byte_order_mark"))
    rows = text.replace("\r\n", "\n").split("\n")
    left_out: set[str] = set()
    for _ in range(100):
        try:
            table = tomllib.loads("\n".join(rows))
        except RecursionError:
            # Brackets in brackets by the thousand: nobody's policy, and no line of it is to blame.
            return Parsed({}, "", [*problems, Problem(1, "syntax.too_deep")])
        except tomllib.TOMLDecodeError as error:
            at = _blamed(rows, error)
            why = _LINE.split(str(error))[0].strip()
            problems.append(broken(at + 1, rows[at], why))
            left_out.add(key_of(rows[at]))
            if not _leave_out(rows, at, is_open="nclosed" in why):
                break
        else:
            known = {key: value for key, value in table.items() if not key.startswith(_BROKEN)}
            if problems and not known:
                break
            return Parsed(known, "\n".join(rows), problems, frozenset(left_out))
    # Nothing of it is TOML: it is another format, and one sentence says so better than one for each line.
    return Parsed({}, "", [Problem(problems[0].line, "syntax.no_toml")])


def _blamed(rows: list[str], error: tomllib.TOMLDecodeError) -> int:
    """The row to blame: the one the parser stopped at, or where what was never closed was opened."""
    found = _LINE.search(str(error))
    at = min(int(found[1]) if found is not None and found[1] else len(rows), len(rows)) - 1
    while at > 0 and not rows[at].strip():
        at -= 1
    if "nclosed" not in str(error):
        return at
    opened = (
        place for place in range(at, -1, -1) if _STATEMENT.match(rows[place]) and _stays_open(rows[place])
    )
    return next(opened, at)


def _stays_open(row: str) -> bool:
    bare = _STRING.sub("", row)
    return not bare.lstrip().startswith("[") and bare.count("[") + bare.count("{") > bare.count(
        "]"
    ) + bare.count("}")


def _leave_out(rows: list[str], at: int, *, is_open: bool) -> bool:
    """Blank a broken line, and all of a statement that stays open; False when there is none left to blame.

    A broken heading becomes one of its own, so that what stands under it is still read as TOML and
    is not taken for part of the table before it.
    """
    if not rows[at].strip():
        return False
    is_heading = rows[at].lstrip().startswith("[") and not rows[at].startswith(f'["{_BROKEN}')
    rows[at] = f'["{_BROKEN}{at}"]' if is_heading else ""
    following = at + 1
    while is_open and following < len(rows) and not _STATEMENT.match(rows[following]):
        rows[following] = ""
        following += 1
    return True
