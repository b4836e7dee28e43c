"""Trying out an amount: by steps of five per cent, and under the other value of a brand's switch."""

from __future__ import annotations

from collections.abc import Sequence

from refundtui.casework import asking
from refundtui.casework.quoting import side_by_side, under, what_ifs
from refundtui.domain.order import OrderLine
from refundtui.domain.quote import Quote, Refused
from refundtui.i18n.versions import signed
from refundtui.i18n.words import t
from refundtui.tui.modals.telling import TellingDialog
from refundtui.tui.present.version_lines import changed_rows
from refundtui.tui.safe_text import Span, Tone, spread, wrap
from refundtui.tui.screens.calculating import CalculatingScreen
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.lines import Row

_STEP = 5  # per cent
_KEYS = "123456789abcdefghilmnopqrstuvwxyz"  # j and k move


class AdjustingScreen(CalculatingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_calc_five_more(self) -> None:
        self._step_by(_STEP)

    def do_calc_five_less(self) -> None:
        self._step_by(-_STEP)

    def _step_by(self, percent: int) -> None:
        request, order = self.weighed.request, self.weighed.case.order
        if order is None:
            self.desk.say(t("No order is matched to this case yet."), bad=True)
            return
        if self.calculator.row == "goodwill":
            self.ask_for(asking.goodwill_stepped(request, order, percent))
            return

        def change(line: OrderLine) -> None:
            stepped = asking.stepped(request, order, line, percent)
            if stepped is None:
                self.desk.say(
                    t(
                        "Steps of {percent} are for what is kept for less, a typed amount or goodwill.",
                        percent="5 %",
                    ),
                    bad=True,
                )
            else:
                self.ask_for(stepped)

        self.on_line(change)

    # What if

    def do_calc_what_if(self) -> None:
        """Every switch that mattered, with what its other values would come to."""
        found = what_ifs(self.weighed.determination)
        if not found:
            self.desk.say(t("No switch of the brand matters for this sum."))
            return
        speech = self.speech
        options = [
            Option(f"{one.switch}={one.other}", speech.switch(one.switch, one.other), _KEYS[at : at + 1],
                   note=f"{speech.money_with_code(one.total)}  {signed(one.difference, speech)}")
            for at, one in enumerate(found)
        ]  # fmt: skip
        self.pick(
            t("What if"), options, self._tell_other, foot=t("Nothing is changed: a switch is the brand's.")
        )

    def _tell_other(self, chosen: str) -> None:
        name, _, value = chosen.partition("=")
        weighed, now = self.weighed, self.weighed.quote
        case = weighed.case
        if case.order is None or now is None:
            return
        other = under(case, case.order, weighed.request, weighed.determination.terms, name, value)
        self.open_dialog(
            TellingDialog(t("What if"), lambda width: self._other_rows(now, other, name, value, width - 2))
        )

    def _other_rows(
        self, now: Quote, other: Quote | Refused, name: str, value: str, width: int
    ) -> Sequence[Row]:
        speech, case = self.speech, self.weighed.case
        rows = [Row(line) for line in wrap(speech.switch(name, value), width, Tone.STRONG)]
        if isinstance(other, Refused):
            for found in other.findings:
                rows.extend(Row(line) for line in wrap(speech.finding(found), width, Tone.BAD))
            return rows
        rows.append(Row(()))
        for pair in side_by_side(now, other):
            if pair.changed:
                rows.extend(changed_rows(pair, case, speech, width))
        rows.append(Row((Span("─" * width, Tone.MUTED),)))
        for said, figure in (
            (t("as it is"), speech.money_with_code(now.total)),
            (t("what it would be"), speech.money_with_code(other.total)),
            (t("difference"), signed(other.total - now.total, speech)),
        ):
            rows.append(Row(spread((Span(said),), (Span(figure, Tone.STRONG),), width)))
        return rows
