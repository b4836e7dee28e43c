"""The first rows of the queue, painted while the rest of the desk is still being loaded.

Nothing of Textual is needed for them. They stand where the desk will paint them, in the same words;
what is typed meanwhile waits in the terminal, unseen, and is the desk's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import queue
from refundtui.i18n.speech import Speech
from refundtui.tui.present.personal import Privacy
from refundtui.tui.present.queue_lines import heading, row_line
from refundtui.tui.right_to_left import AS_IT_STANDS, AS_THE_TERMINAL_LIKES, as_read, is_left_to_the_terminal
from refundtui.tui.safe_text import Line, Tone, width_of
from refundtui.tui.warming import warming
from refundtui.tui.widths import in_place

if TYPE_CHECKING:
    from refundtui.casework.views import QueueRow

_ANOTHER_SCREEN: Final = "\x1b[?1049h\x1b[?25l\x1b[2J"
_BACK: Final = "\x1b[?25h\x1b[?1049l"
_SMALLEST: Final = (60, 16)  # below, the desk shows no queue either
_ABOVE: Final = 2  # header and the pane's edge; the column titles come next
_BELOW: Final = 3  # edge, status and hints


@contextmanager
def first_light(ports: Ports, *, language: str, zone: str, mask_names: bool = False) -> Iterator[None]:
    """Paint the rows, and give the terminal back as it was when the desk has ended inside."""
    with warming():
        yield from _on_the_terminal(ports, language, zone, mask_names=mask_names)


def _on_the_terminal(ports: Ports, language: str, zone: str, *, mask_names: bool) -> Iterator[None]:
    out, typed = sys.__stderr__, sys.__stdin__
    if out is None or typed is None or not (out.isatty() and typed.isatty()) or os.name != "posix":
        yield
        return
    import termios

    size = os.get_terminal_size(out.fileno())
    before = termios.tcgetattr(typed.fileno())
    termios.tcsetattr(typed.fileno(), termios.TCSANOW, _unseen(before))
    out.write(
        _ANOTHER_SCREEN
        + ("" if is_left_to_the_terminal() else AS_IT_STANDS)
        + picture(ports, Speech(language, zone), size.columns, size.lines, Privacy(lists_masked=mask_names))
    )
    out.flush()
    try:
        yield
    except BaseException:
        out.write(AS_THE_TERMINAL_LIKES + _BACK)
        raise
    finally:
        out.flush()
        termios.tcsetattr(typed.fileno(), termios.TCSANOW, before)


def picture(ports: Ports, speech: Speech, columns: int, lines: int, privacy: Privacy | None = None) -> str:
    """What is written to a terminal of this size."""
    if columns < _SMALLEST[0] or lines < _SMALLEST[1]:
        return ""
    room = lines - _ABOVE - 1 - _BELOW - (1 if columns < 100 else 0)
    try:
        rows: Sequence[QueueRow] = queue(QueueFilter().as_usual(ports.clock.now()), ports, limit=room)
    except Exception:  # noqa: BLE001 - whatever it is, the desk meets it again and says so
        return ""
    rows = [row if privacy is None else privacy.row(row) for row in rows]
    now, mine = ports.clock.now(), ports.actor.id
    width = _queue_width(columns)
    painted = [
        heading(width),
        *(row_line(row, width, now, speech, mine, {}) for row in rows),
    ]
    return "".join(f"\x1b[{_ABOVE + number};3H{_plain(line, 3)}" for number, line in enumerate(painted, 1))


def _plain(line: Line, column: int) -> str:
    said = []
    for span in line:
        text = in_place(as_read(span.text), column)
        said.append(f"\x1b[2m{text}\x1b[22m" if span.tone is Tone.MUTED else text)
        column += width_of(span.text)
    return "".join(said)


def _queue_width(columns: int) -> int:
    """As the style sheet divides the screen: cells between the pane's edges, one for the cursor's mark."""
    share = 100 if columns < 100 else 57 if columns < 160 else 42
    return columns * share // 100 - 3


def _unseen(attributes: list[Any]) -> list[Any]:
    """Nothing typed is echoed or waits for the end of a line; Ctrl+C still interrupts."""
    import termios

    quiet = list(attributes)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    return quiet
