"""The row of a case's tabs, and the row of open cases: the one that is shown between angle brackets."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from refundtui.domain.case import Case
from refundtui.i18n.words import N_, t
from refundtui.tui.safe_text import Line, Span, Tone, line_width, width_of


class Tab(StrEnum):
    DETAILS = N_("Details")
    ORDER = N_("Order")
    TIMELINE = N_("Timeline")
    VERSIONS = N_("Versions")
    EVIDENCE = N_("Evidence")
    NOTES = N_("Notes")


TABS: Final = tuple(Tab)
_SHORT: Final = 5  # no name of so few letters is cut
_FEWEST: Final = 3


def tab_line(chosen: Tab, case: Case | None, width: int) -> Line:
    """All of them, with how much is in each; where there is no room, the others' names are cut, not left out."""
    counts = {
        Tab.TIMELINE: len(case.messages) if case else 0,
        Tab.VERSIONS: len(case.quotes) if case else 0,
        Tab.EVIDENCE: len(case.evidence) if case else 0,
        Tab.NOTES: len(case.notes) if case else 0,
    }
    names = {tab: (t(tab.value), f" {counts[tab]}" if counts.get(tab) else "") for tab in TABS}
    longest = max(len(name) for name, _ in names.values())
    spans: list[Span] = []
    for letters in range(max(longest, _FEWEST), _FEWEST - 1, -1):
        spans = [_tab(names[tab], letters, is_chosen=tab is chosen, is_first=tab is TABS[0]) for tab in TABS]
        if line_width(tuple(spans)) <= width:
            return tuple(spans)
    shown, before, after = around(TABS.index(chosen), [line_width((span,)) for span in spans], width)
    return (Span("‹ " if before else "", Tone.MUTED), *spans[shown], Span(" ›" if after else "", Tone.MUTED))


def _tab(name: tuple[str, str], letters: int, *, is_chosen: bool, is_first: bool) -> Span:
    said, count = name
    if is_chosen:
        return Span(f"{'' if is_first else ' '}<{said}{count}>", Tone.ACCENT)
    return Span(f" {said if len(said) <= _SHORT else said[:letters]}{count}", Tone.MUTED)


def tab_at(column: int, chosen: Tab, case: Case | None, width: int) -> Tab | None:
    """The tab that stands in this column."""
    spans = tab_line(chosen, case, width)
    if len(spans) != len(TABS):
        return None
    for tab, span in zip(TABS, spans, strict=True):
        column -= line_width((span,))
        if column < 0:
            return tab
    return None


def around(at: int, widths: Sequence[int], width: int, signs: int = 4) -> tuple[slice, int, int]:
    """The one at `at` and as many beside it as there is room for, with `signs` cells for what says that there
    are more; and how many are left out on each side.
    """
    if sum(widths) <= width:
        return slice(0, len(widths)), 0, 0
    first = last = at
    while True:
        fitting = [
            (low, high)
            for low, high in ((first - 1, last), (first, last + 1))
            if low >= 0 and high < len(widths) and sum(widths[low : high + 1]) <= width - signs
        ]
        if not fitting:
            return slice(first, last + 1), first, len(widths) - last - 1
        first, last = fitting[-1]


def open_cases_line(names: Sequence[tuple[bool, str, bool]], width: int) -> str:
    """`<RF-0481001> RF-0481004*`: the open cases, this one between angle brackets."""
    said = []
    for is_here, reference, is_unfinished in names:
        name = f"{reference}*" if is_unfinished else reference
        said.append(f"<{name}>" if is_here else f" {name} ")
    here = next((at for at, (is_here, _, _) in enumerate(names) if is_here), max(0, len(names) - 1))
    shown, before, after = around(here, [width_of(name) for name in said], width, 8)
    return (f"+{before} " if before else "") + "".join(said[shown]) + (f" +{after}" if after else "")
