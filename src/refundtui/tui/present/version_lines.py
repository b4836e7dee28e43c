"""The versions of a quote in lines: who, when and why, and what changed from the one before."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.casework.quoting import RowDifference
from refundtui.casework.versions import VersionMade, versions_of
from refundtui.domain.case import Case
from refundtui.domain.quote import QuoteRow
from refundtui.i18n.speech import Speech
from refundtui.i18n.versions import made_by, row_named, signed, standing_said
from refundtui.i18n.words import t
from refundtui.tui.safe_text import Span, Tone, prose, spread, wrap
from refundtui.tui.widgets.lines import Row


def version_rows(case: Case, speech: Speech, width: int, me: str = "") -> Iterator[Row]:
    """The newest first. `me` is whoever reads it."""
    made = versions_of(case)
    if not made:
        none = t("No version yet. One is kept when a quote is fixed, offered, requested or approved.")
        yield from (Row(line) for line in wrap(none, width, Tone.MUTED))
    for one in reversed(made):
        yield from _version(one, case, speech, width, me)
        yield Row(())


def _version(one: VersionMade, case: Case, speech: Speech, width: int, me: str) -> Iterator[Row]:
    version = one.version
    name = t("version {n}", n=version.number)
    standing = standing_said(one.stands, speech)
    left = (Span(name, Tone.HEADING), Span(f"  {standing}" if standing else "", Tone.ACCENT))
    yield Row(spread(left, (Span(speech.money_with_code(version.quote.total), Tone.STRONG),), width))
    yield from (
        Row(line) for line in wrap(made_by(version, one.came_by, speech, me), width, Tone.MUTED, indent="  ")
    )
    for part in filter(None, one.why.split("\n")):
        yield from (Row((Span("  | ", Tone.MUTED), *line)) for line in prose(part, min(width, 100) - 4))
    for pair in one.changed:
        yield from changed_rows(pair, case, speech, width)
    if one.before is not None:
        said = t("than version {n}", n=one.before.number)
        figure = Span(signed(one.difference, speech), Tone.STRONG)
        yield Row(spread((Span(f"  = {said}", Tone.MUTED),), (figure,), width))


def changed_rows(pair: RowDifference, case: Case, speech: Speech, width: int) -> Iterator[Row]:
    """`+` is new, `-` is gone, `~` is another figure: `was → is`."""
    row = pair.after or pair.before
    if row is None:
        return
    name = row_named(row, case, speech)
    match pair.before, pair.after:
        case None, QuoteRow() as new:
            sign, figure = "+", speech.amount(new.amount)
        case QuoteRow() as gone, None:
            sign, figure = "-", speech.amount(gone.amount)
        case QuoteRow() as old, QuoteRow() as new:
            same = old.amount == new.amount
            figure = (
                speech.amount(new.amount)
                if same
                else f"{speech.amount(old.amount)} → {speech.amount(new.amount)}"
            )
            sign = "~"
        case _:
            return
    if row.struck:
        figure = f"({figure})"
    yield Row(spread((Span(f"  {sign} ", Tone.KEY), Span(name)), (Span(figure),), width))
    yield from _units(pair, speech, width)


def _units(pair: RowDifference, speech: Speech, width: int) -> Iterator[Row]:
    if pair.before is not None and pair.after is not None and pair.before.units != pair.after.units:
        said = t("units {before} → {after}", before=pair.before.units, after=pair.after.units)
        yield Row((Span(f"      {said}", Tone.MUTED),))
