"""Is it TOML? Every broken line is noted, and the rest is still read."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from refundtui.rulebooks.checking.problem import Problem

_LINE: Final = re.compile(r"\(at (?:line (\d+)|end of document)")


_BROKEN: Final = "broken heading "


def parsed(text: str) -> tuple[dict[str, Any], str, list[Problem]]:
    """Parse; where a line is broken, note it, leave it out and go on, so that all are found."""
    problems: list[Problem] = []
    rows = text.replace("\r\n", "\n").split("\n")
    for _ in range(100):
        try:
            table = tomllib.loads("\n".join(rows))
            known = {key: value for key, value in table.items() if not key.startswith(_BROKEN)}
            return known, "\n".join(rows), problems
        except RecursionError:
            # Brackets in brackets by the thousand: nobody's policy, and no line of it is to blame.
            return {}, "", [*problems, Problem(1, "syntax.broken", "", (("why", "Too deeply nested"),))]
        except tomllib.TOMLDecodeError as error:
            found = _LINE.search(str(error))
            at = int(found[1]) if found is not None and found[1] else len(rows)
            why = _LINE.split(str(error))[0].strip()
            problems.append(Problem(at, "syntax.broken", "", (("why", why),)))
            if not _leave_out(rows, at):
                break
    return {}, "", problems


def _leave_out(rows: list[str], line: int) -> bool:
    """Blank a broken line; False when there is none left to blame.

    A broken heading becomes one of its own, so that what stands under it is still read as TOML and
    is not taken for part of the table before it.
    """
    at = min(line, len(rows)) - 1
    while at >= 0 and not rows[at].strip():
        at -= 1
    if at < 0:
        return False
    is_heading = rows[at].lstrip().startswith("[") and not rows[at].startswith(f'["{_BROKEN}')
    rows[at] = f'["{_BROKEN}{at}"]' if is_heading else ""
    return True
