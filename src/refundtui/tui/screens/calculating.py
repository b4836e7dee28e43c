"""What the keys do on the calculator: how much of a line comes back, in which condition, or which amount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from refundtui.casework import asking
from refundtui.domain.money import Money
from refundtui.domain.order import OrderLine
from refundtui.domain.quote import Refused
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    DepreciatedValue,
    Item,
    LineAmount,
    PriceReduction,
    RestOfLine,
    UnusedTime,
    UnusedUnits,
)
from refundtui.i18n.words import t
from refundtui.tui.screens.opening import OpeningScreen
from refundtui.tui.weighing import Weighed
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.entry import FieldSpec, Kind as Takes


class CalculatingScreen(OpeningScreen):
    """Each `do_…` belongs to the action of that name."""

    def line_here(self) -> OrderLine | None:
        """The order line under the calculator's cursor."""
        row = self.calculator.row or ""
        order = self.weighed.case.order
        if order is None or not row.startswith("line:"):
            return None
        return order.line(row.removeprefix("line:"))

    def on_line(self, change: Callable[[OrderLine], None]) -> None:
        line = self.line_here()
        if line is None:
            self.desk.say(t("Put the cursor on a line of the order first."), bad=True)
        else:
            change(line)

    def do_calc_why(self) -> None:
        self.calculator.toggle()

    def do_calc_more(self) -> None:
        self._step(1)

    def do_calc_less(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        def change(line: OrderLine) -> None:
            order = self.weighed.case.order
            if order is not None:
                self.ask_for(asking.step(self.weighed.request, order, line, by))

        self.on_line(change)

    def do_calc_nothing(self) -> None:
        order = self.weighed.case.order
        if self.calculator.row == "goodwill":
            self.ask_for(asking.put_goodwill(self.weighed.request, None))
        elif self.calculator.row == "order" and order is not None:
            whole = asking.for_the_order(self.weighed.request)
            items = tuple(item for item in self.weighed.request.items if item is not whole)
            self.ask_for(replace(self.weighed.request, items=items))
        elif order is not None:
            self.on_line(
                lambda line: self.ask_for(
                    asking.without(asking.spelled_out(self.weighed.request, order), line.id)
                )
            )

    def do_calc_everything(self) -> None:
        request = self.weighed.request
        whole = asking.everything(request)
        self.ask_for(self.weighed.case.request if request == whole else whole)

    def do_calc_credit(self) -> None:
        self.ask_for(asking.in_credit(self.weighed.request))

    def do_calc_restore(self) -> None:
        self.ask_for(self.weighed.case.request)

    def do_calc_grade(self) -> None:
        def ask(line: OrderLine) -> None:
            options = [
                *(
                    Option(g.value, self.speech.label(g).partition(" · ")[2], key=g.value.lower())
                    for g in Grade
                ),
                Option("", t("no grade"), key="0"),
            ]
            self.pick(t("Condition of {title}", title=line.title), options, partial(self._grade, line))

        self.on_line(ask)

    def _grade(self, line: OrderLine, grade: str) -> None:
        order = self.weighed.case.order
        if order is not None:
            self.ask_for(
                asking.with_grade(self.weighed.request, order, line, Grade(grade) if grade else None)
            )

    def do_calc_amount(self) -> None:
        if self.calculator.row == "goodwill":
            self.type_goodwill()
            return
        self.on_line(self._type_amount)

    def type_goodwill(self) -> None:
        """The line for typing goodwill, from anywhere."""
        self.go_to(self.calculator)
        self.calculator.lines.put_cursor("goodwill")
        asked = asking.goodwill_in(self.weighed.request)
        value = self.speech.amount(asked.amount) if asked else ""
        spec = FieldSpec("amount", t("Goodwill"), Takes.AMOUNT, value, self.weighed.zero.currency)

        def take(values: dict[str, object]) -> None:
            amount = cast("Money", values["amount"])
            self.ask_for(asking.put_goodwill(self.weighed.request, amount), self._after_typing)

        self.calculator.ask(t("Given beyond policy and law"), (spec,), take)

    def _after_typing(self, weighed: Weighed) -> None:
        """A sum that cannot be stays in its field, with the reason under it."""
        quote = weighed.determination.quote
        if isinstance(quote, Refused):
            self.calculator.refuse(quote.findings)
        else:
            self.calculator.entry.close()

    def _type_amount(self, line: OrderLine) -> None:
        asked = asking.asked_of(self.weighed.request, line.id)
        value = self.speech.amount(asked.amount) if isinstance(asked, LineAmount) else ""
        spec = FieldSpec("amount", t("Amount"), Takes.AMOUNT, value, line.gross.currency)
        self._type(line, (spec,), lambda values: LineAmount(line.id, cast("Money", values["amount"])))

    def _type(
        self, line: OrderLine, specs: tuple[FieldSpec, ...], item: Callable[[dict[str, object]], Item]
    ) -> None:
        def take(values: dict[str, object]) -> None:
            order = self.weighed.case.order
            if order is not None:
                self.ask_for(asking.put(self.weighed.request, order, item(values)), self._after_typing)

        self.go_to(self.calculator)
        self.calculator.ask(line.title, specs, take)

    def do_calc_reduce(self) -> None:
        self.on_line(self.type_reduction)

    def type_reduction(self, line: OrderLine) -> None:
        """Kept for less: both values are asked, the ratio is the law's."""
        asked = asking.asked_of(self.weighed.request, line.id)
        now = asked if isinstance(asked, PriceReduction) else None
        of = line.gross.currency
        specs = (
            FieldSpec(
                "actual",
                t("Actual value"),
                Takes.AMOUNT,
                self.speech.amount(now.actual_value) if now else "",
                of,
            ),
            FieldSpec(
                "agreed",
                t("As agreed"),
                Takes.AMOUNT,
                self.speech.amount(now.conforming_value if now else asking.value_of_one(line)),
                of,
            ),
        )
        self._type(
            line,
            specs,
            lambda values: PriceReduction(
                line.id,
                cast("Money", values["actual"]),
                cast("Money", values["agreed"]),
                now.units if now else 1,
            ),
        )

    def do_calc_how(self) -> None:
        def ask(line: OrderLine) -> None:
            counted = line.kind in asking.COUNTED and line.units > 0
            not_counted = "" if counted else t("only goods and services have units")
            options = (
                Option("units", t("Units returned"), key="u", why_not=not_counted),
                Option("amount", t("A typed amount"), key="a"),
                Option("reduce", t("Kept for less"), key="r"),
                Option(
                    "time",
                    t("Unused time"),
                    key="t",
                    why_not="" if line.period else t("the line has no period"),
                ),
                Option("used", t("Unused units"), key="n", why_not=not_counted),
                Option("value", t("Present value, as goodwill"), key="v"),
                Option("rest", t("All that is left of it"), key="l"),
                Option("nothing", t("Nothing of it"), key="0"),
            )
            self.pick(line.title, options, partial(self._ask_how, line))

        self.on_line(ask)

    def _ask_how(self, line: OrderLine, how: str) -> None:
        order = self.weighed.case.order
        if order is None:
            return
        request = self.weighed.request
        match how:
            case "units":
                self.ask_for(
                    asking.step(asking.without(asking.spelled_out(request, order), line.id), order, line, 1)
                )
            case "amount":
                self._type_amount(line)
            case "reduce":
                self.type_reduction(line)
            case "time":
                today = self.speech.day_of(self.desk.now())
                ended = self.weighed.case.notice_on or today
                spec = FieldSpec("day", t("Ended on"), Takes.DAY, ended.isoformat())
                self._type(line, (spec,), lambda values: UnusedTime(line.id, cast("date", values["day"])))
            case "used":
                spec = FieldSpec("used", t("Units used"), Takes.NUMBER)
                self._type(line, (spec,), lambda values: UnusedUnits(line.id, cast("int", values["used"])))
            case "value":
                spec = FieldSpec("months", t("Months since delivery"), Takes.NUMBER)
                self._type(
                    line, (spec,), lambda values: DepreciatedValue(line.id, cast("int", values["months"]))
                )
            case "rest":
                self.ask_for(asking.put(request, order, RestOfLine(line.id)))
            case _:
                self.ask_for(asking.without(asking.spelled_out(request, order), line.id))
