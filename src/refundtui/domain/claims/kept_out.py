"""Lines the rules do not let through: they stay in the breakdown, at nothing, with the rule that says so."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.worksheet import Worksheet


def keep_out(sheet: Worksheet, first: int) -> None:
    """Take back what the rows from `first` on gave for such lines: their money and units stay where they are.

    Goodwill names no line, and is given in spite of the rules.
    """
    kept_out = dict(sheet.terms.kept_out)
    if not kept_out:
        return
    for place, row in enumerate(sheet.rows[first:], first):
        source = kept_out.get(row.line_id or "")
        if source is None:
            continue
        sheet.coming_back = [back for back in sheet.coming_back if back.row is not row]
        sheet.shares.pop(place, None)
        nothing = row.amount.zero()
        sheet.change(
            place,
            replace(
                row,
                amount=nothing,
                net=nothing,
                taxes=(),
                units=0,
                unit=None,
                formula="kept_out",
                inputs=(("computed", row.amount),),
                source=source,
                uncapped=None,
                listed=None,
                discount=None,
                switches=(),
            ),
        )


def held_by_lines_kept_out(sheet: Worksheet) -> int:
    """What such lines could still give: money that names no line is not theirs either."""
    books = (sheet.books[name] for name, _ in sheet.terms.kept_out if name in sheet.books)
    return sum(max(0, book.sign * book.left) for book in books)
