"""What the keys do: moving, the calculator's rows, the letter, and the smaller commands on a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import cast
from uuid import uuid4

from refundtui.casework.conflicts import Comparison, compare
from refundtui.casework.deciding import decide, decide_again, draft, save_draft, set_aside, undo
from refundtui.casework.ports import Entry, EntryState, QueueFilter, SubmissionId
from refundtui.casework.reading import queue
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId, Evidence, IdentityLevel, Message, Resolution
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Cancel,
    Command,
    CounterOffer,
    GiveBack,
    Merge,
    Override,
    PutToSleep,
    ReceiveAnswer,
    Reopen,
    SetIdentity,
    SetItems,
    Take,
)
from refundtui.domain.decision import rules_against
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.matching import FACTS, FactSpec, FactType
from refundtui.domain.money import Money
from refundtui.domain.order import OrderLine
from refundtui.domain.quote import Refused
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import (
    DepreciatedValue,
    Item,
    LineAmount,
    PriceReduction,
    RestOfLine,
    UnusedTime,
    UnusedUnits,
)
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import language, t
from refundtui.letters.letter import Kind
from refundtui.tui import asking
from refundtui.tui.actions import ACTIONS, BY_ID, Action, Scope
from refundtui.tui.keymap import called, first_key, keys_of
from refundtui.tui.modals.conflict import ConflictDialog
from refundtui.tui.modals.finder import Finder, Found
from refundtui.tui.modals.form import (
    AmountField,
    DayField,
    Field,
    Form,
    LineField,
    PickField,
    ProseField,
    Values,
)
from refundtui.tui.modals.outbox import OutboxDialog
from refundtui.tui.screens.returning import ReturningScreen
from refundtui.tui.weighing import Weighed, letter_part
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.entry import FieldSpec, Kind as Takes, NotReadableError, read_field

_EVIDENCE = ("photo", "receipt", "report", "tracking", "statement", "other")
_NUMBERS = "123456789"


class DoingScreen(ReturningScreen):
    """Each `do_…` belongs to the action of that name."""

    # Moving

    def do_pane_next(self) -> None:
        self._turn_pane(1)

    def do_pane_prev(self) -> None:
        self._turn_pane(-1)

    def _turn_pane(self, steps: int) -> None:
        panes = self.panes
        self.go_to(panes[(panes.index(self.current_pane) + steps) % len(panes)])

    def do_pane_1(self) -> None:
        self.go_to(self.queue_pane)

    def do_pane_2(self) -> None:
        self.go_to(self.case_pane)

    def do_pane_3(self) -> None:
        self.go_to(self.calculator)

    def do_pane_4(self) -> None:
        self.go_to(self.letter_pane)

    def do_pane_zoom(self) -> None:
        self.toggle_class("-zoomed")

    def do_app_back(self) -> None:
        """One step: out of a text, out of the zoom, to the queue, out of a search."""
        if self.letter_pane.has_class("-editing"):
            self.letter_pane.leave()
            self.letter_pane.lines.focus()
        elif self.calculator.entry.is_open:
            self.calculator.entry.close()
        elif self.has_class("-zoomed"):
            self.remove_class("-zoomed")
        elif self.current_pane is not self.queue_pane:
            self.go_to(self.queue_pane)
        elif self.queue_pane.table.range_start is not None or self.queue_pane.table.marked:
            self.clear_marks()
        elif self.typed:
            self.look_for("")
        elif self.view != "open":
            self.show_view("open")

    def do_nav_down(self) -> None:
        self._move(1)

    def do_nav_up(self) -> None:
        self._move(-1)

    def do_nav_page_down(self) -> None:
        self._move(self._page())

    def do_nav_page_up(self) -> None:
        self._move(-self._page())

    def do_nav_top(self) -> None:
        self.queue_pane.table.go_to(0)

    def do_nav_bottom(self) -> None:
        self.queue_pane.table.go_to(self.queue_pane.table.pages.count - 1)

    def do_nav_start(self) -> None:
        self._move(-1_000_000)

    def do_nav_finish(self) -> None:
        self._move(1_000_000)

    def _move(self, steps: int) -> None:
        pane = self.current_pane
        if pane is self.queue_pane:
            self.queue_pane.table.move(steps)
        elif pane is self.case_pane:
            self.case_pane.lines.move(steps)
        elif pane is self.calculator:
            self.calculator.lines.move(steps)
        else:
            self.letter_pane.lines.move(steps)

    def _page(self) -> int:
        return max(1, self.current_pane.home.size.height - 1)

    def do_nav_tab_right(self) -> None:
        self.case_pane.turn(1)

    def do_nav_tab_left(self) -> None:
        self.case_pane.turn(-1)

    def do_case_next(self) -> None:
        self.queue_pane.table.move(1)

    # Calculator

    @property
    def _weighed(self) -> Weighed:
        if self.opened is None:
            raise LookupError("No case is open.")
        return self.opened.weighed

    def _line(self) -> OrderLine | None:
        """The order line under the calculator's cursor."""
        row = self.calculator.row or ""
        order = self._weighed.case.order
        if order is None or not row.startswith("line:"):
            return None
        return order.line(row.removeprefix("line:"))

    def _on_line(self, change: Callable[[OrderLine], None]) -> None:
        line = self._line()
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
            order = self._weighed.case.order
            if order is not None:
                self.ask_for(asking.step(self._weighed.request, order, line, by))

        self._on_line(change)

    def do_calc_nothing(self) -> None:
        order = self._weighed.case.order
        if self.calculator.row == "goodwill":
            self.ask_for(asking.put_goodwill(self._weighed.request, None))
        elif self.calculator.row == "order" and order is not None:
            whole = asking.for_the_order(self._weighed.request)
            items = tuple(item for item in self._weighed.request.items if item is not whole)
            self.ask_for(replace(self._weighed.request, items=items))
        elif order is not None:
            self._on_line(
                lambda line: self.ask_for(
                    asking.without(asking.spelled_out(self._weighed.request, order), line.id)
                )
            )

    def do_calc_everything(self) -> None:
        request = self._weighed.request
        whole = asking.everything(request)
        self.ask_for(self._weighed.case.request if request == whole else whole)

    def do_calc_credit(self) -> None:
        self.ask_for(asking.in_credit(self._weighed.request))

    def do_calc_restore(self) -> None:
        self.ask_for(self._weighed.case.request)

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

        self._on_line(ask)

    def _grade(self, line: OrderLine, grade: str) -> None:
        order = self._weighed.case.order
        if order is not None:
            self.ask_for(
                asking.with_grade(self._weighed.request, order, line, Grade(grade) if grade else None)
            )

    def do_calc_amount(self) -> None:
        if self.calculator.row == "goodwill":
            self.type_goodwill()
            return
        self._on_line(self._type_amount)

    def type_goodwill(self) -> None:
        """The line for typing goodwill, from anywhere."""
        self.go_to(self.calculator)
        self.calculator.lines.put_cursor("goodwill")
        asked = asking.goodwill_in(self._weighed.request)
        value = self.speech.amount(asked.amount) if asked else ""
        spec = FieldSpec("amount", t("Goodwill"), Takes.AMOUNT, value, self._weighed.zero.currency)

        def take(values: dict[str, object]) -> None:
            amount = cast("Money", values["amount"])
            self.ask_for(asking.put_goodwill(self._weighed.request, amount), self._after_typing)

        self.calculator.ask(t("Given beyond policy and law"), (spec,), take)

    def _after_typing(self, weighed: Weighed) -> None:
        """A sum that cannot be stays in its field, with the reason under it."""
        quote = weighed.determination.quote
        if isinstance(quote, Refused):
            self.calculator.refuse(quote.findings)
        else:
            self.calculator.entry.close()

    def _type_amount(self, line: OrderLine) -> None:
        asked = asking.asked_of(self._weighed.request, line.id)
        value = self.speech.amount(asked.amount) if isinstance(asked, LineAmount) else ""
        spec = FieldSpec("amount", t("Amount"), Takes.AMOUNT, value, line.gross.currency)
        self._type(line, (spec,), lambda values: LineAmount(line.id, cast("Money", values["amount"])))

    def _type(
        self, line: OrderLine, specs: tuple[FieldSpec, ...], item: Callable[[dict[str, object]], Item]
    ) -> None:
        def take(values: dict[str, object]) -> None:
            order = self._weighed.case.order
            if order is not None:
                self.ask_for(asking.put(self._weighed.request, order, item(values)), self._after_typing)

        self.go_to(self.calculator)
        self.calculator.ask(line.title, specs, take)

    def do_calc_reduce(self) -> None:
        self._on_line(self.type_reduction)

    def type_reduction(self, line: OrderLine) -> None:
        """Kept for less: both values are asked, the ratio is the law's."""
        asked = asking.asked_of(self._weighed.request, line.id)
        now = asked if isinstance(asked, PriceReduction) else None
        per_unit = line.listed or line.gross
        if line.units > 1 and per_unit.minor % line.units == 0:
            per_unit = Money(per_unit.minor // line.units, per_unit.currency)
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
                self.speech.amount(now.conforming_value if now else per_unit),
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

        self._on_line(ask)

    def _ask_how(self, line: OrderLine, how: str) -> None:
        order = self._weighed.case.order
        if order is None:
            return
        request = self._weighed.request
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
                ended = self._weighed.case.notice_on or today
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

    # Letter

    def do_case_message(self) -> None:
        self.go_to(self.letter_pane)

    def do_letter_edit(self) -> None:
        if self.opened is not None and self.opened.letter is not None:
            self.letter_pane.edit()

    def do_letter_language(self) -> None:
        self._turn_language(1)

    def do_letter_language_back(self) -> None:
        self._turn_language(-1)

    def _turn_language(self, steps: int) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        customer = self.opened.file.case.customer.language
        manners = self.opened.weighed.policy.manners
        offered = list(dict.fromkeys((customer, language(), *manners.fallback_languages, "en", "de")))
        now = self.letter_choice[1] or customer
        at = offered.index(now) if now in offered else 0
        self.write_letter(self.letter_choice[0], offered[(at + steps) % len(offered)])

    def do_letter_kind(self) -> None:
        names = {
            Kind.ACKNOWLEDGEMENT: t("We have your request"),
            Kind.INFORMATION_REQUEST: t("We need something from you"),
            Kind.OFFER: t("We offer"),
            Kind.FULL_GRANT: t("Refund in full"),
            Kind.PARTIAL_GRANT: t("Refund in part"),
            Kind.GOODWILL: t("Goodwill"),
            Kind.DENIAL: t("We cannot refund"),
            Kind.CLOSING: t("The case is closed"),
        }
        options = [
            Option(kind.value, name, key=_NUMBERS[at]) for at, (kind, name) in enumerate(names.items())
        ]
        self.pick(
            t("Which letter"), options, lambda kind: self.write_letter(Kind(kind), self.letter_choice[1])
        )

    def do_letter_restore(self) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        ports, case_id, part = self.desk.ports, self.opened.file.case.id, letter_part(self.opened.letter)
        self.desk.think(
            "draft", lambda: save_draft(case_id, part, "", ports), lambda _: self.open_case(case_id)
        )

    # Commands

    def send(
        self,
        command: Command,
        done: Callable[[Entry], None] | None = None,
        *,
        hold_seconds: int | None = None,
    ) -> None:
        """Hand a command to the outbox; what stands in its way is said in words."""
        if self.opened is None:
            return
        case_id, ports = self.opened.file.case.id, self.desk.ports

        def take(decided: Entry | tuple[Finding, ...]) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
                return
            self.desk.read_outbox()
            if done is not None:
                done(decided)
            self.open_case(case_id)
            self._renew_row(case_id)

        self.desk.think(
            "decide", lambda: decide(case_id, command, ports, hold_seconds=hold_seconds), take, alone=False
        )

    def _renew_row(self, case_id: CaseId) -> None:
        """The line of a case as it is with our word laid over it."""
        table, ports, wanted = self.queue_pane.table, self.desk.ports, self.wanted
        at = table.pages.place(case_id)
        if at is None:
            return
        reference = next((row.reference for n in (at,) if (row := table.pages.row(n)) is not None), "")
        look = QueueFilter(text=reference, open_only=False, sort=wanted.sort)

        def take(rows: Sequence[QueueRow]) -> None:
            for row in rows:
                if row.case_id == case_id:
                    table.take_row(row)

        self.desk.think(f"row-{case_id}", lambda: queue(look, ports, limit=20), take)

    def do_case_take(self) -> None:
        if self.opened is None:
            return
        mine = self.opened.file.case.owner == self.desk.ports.actor.id
        said = t("Given back to everybody.") if mine else t("The case is yours.")
        self.send(GiveBack() if mine else Take(), lambda _: self.desk.say(said))

    def do_case_note(self) -> None:
        self._write(
            t("Note"), t("Internal: customers never see it."), t("Add the note"), "note",
            lambda text: AddNote(str(uuid4()), text), t("The note is added."),
        )  # fmt: skip

    def do_case_answer(self) -> None:
        def command(text: str) -> Command:
            return ReceiveAnswer(Message(self.desk.now(), from_customer=True, text=text, channel="phone"))

        self._write(
            t("The customer's answer"), t("What the customer said or sent."), t("Record the answer"), "answer",
            command, t("The answer is recorded."),
        )  # fmt: skip

    def do_case_reopen(self) -> None:
        self._write(
            t("Reopen the case"), t("Why it is taken up again."), t("Reopen"), "reopen", Reopen,
            t("The case is open again."),
        )  # fmt: skip

    def do_case_override(self) -> None:
        rules = rules_against(self._weighed.determination)
        said = t("Against: {rules}. Say why; it is counted.", rules=", ".join(rules) or t("nothing"))
        self._write(
            t("Override the verdict"), said, t("Override"), "override",
            lambda text: Override(rules, text), t("The override is recorded."),
        )  # fmt: skip

    def do_case_offer_accepted(self) -> None:
        self._write(
            t("The offer is accepted"), t("Where and how the customer agreed."), t("Record it"), "acceptance",
            AcceptOffer, t("The acceptance is recorded."),
        )  # fmt: skip

    def do_case_offer_countered(self) -> None:
        fields = (
            AmountField(
                "amount", t("The customer asks for"), t("Type an amount."), self._weighed.zero.currency
            ),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(
                    CounterOffer(cast("Money", values["amount"])), lambda _: self.desk.say(t("Recorded."))
                )

        self.open_dialog(Form(t("Counter-offer"), fields, t("Record it"), self.speech), take)

    def _write(
        self, title: str, label: str, do: str, part: str, command: Callable[[str], Command], said: str
    ) -> None:
        """A form of one text, kept at every pause."""
        if self.opened is None:
            return
        case_id, ports = self.opened.file.case.id, self.desk.ports

        def keep(text: str) -> None:
            self.desk.think("draft", lambda: save_draft(case_id, part, text, ports), lambda _: None)

        def done(_: Entry) -> None:
            keep("")
            self.desk.say(said)

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(command(cast("str", values["text"])), done)

        def ask(kept: str) -> None:
            fields = (ProseField("text", label, t("Write something first."), kept),)
            self.open_dialog(Form(title, fields, do, self.speech, keep=keep), take)

        self.desk.think("kept", lambda: draft(case_id, part, ports), ask)

    def do_case_evidence(self) -> None:
        kinds = tuple(Option(kind, self.speech.name("kind", kind)) for kind in _EVIDENCE)
        fields = (
            PickField("kind", t("Kind"), t("Choose a kind."), kinds, chosen=(kinds[0].id,)),
            LineField("title", t("What it shows"), t("Say in a few words what it shows.")),
        )

        def take(values: Values | None) -> None:
            if values is None:
                return
            kind = cast("tuple[str, ...]", values["kind"])[0]
            found = Evidence(
                str(uuid4()), kind, cast("str", values["title"]), self.desk.now(), self.desk.ports.actor.id
            )
            self.send(AddEvidence(found), lambda _: self.desk.say(t("The evidence is recorded.")))

        self.open_dialog(Form(t("Evidence"), fields, t("Add it"), self.speech), take)

    def do_case_identity(self) -> None:
        now = self._weighed.case.customer.identity
        options = [
            Option(level.value, self.speech.label(level), key=_NUMBERS[at], note="●" if level is now else "")
            for at, level in enumerate(IdentityLevel)
        ]
        self.pick(t("Who is asking"), options, lambda level: self.send(SetIdentity(IdentityLevel(level))))

    def do_case_facts(self) -> None:
        """One field for each fact the rules miss; what is left empty stays unknown."""
        missing = [name for name in self._weighed.determination.eligibility.missing if name in FACTS][:8]
        if not missing:
            self.desk.say(t("Nothing is missing: every fact the rules ask for is known."))
            return
        fields = tuple(self._fact_field(at, FACTS[name], name) for at, name in enumerate(missing))

        def trouble(values: Values) -> str:
            try:
                told_facts(values, missing, self.speech, self._weighed)
            except NotReadableError as error:
                return str(error)
            return ""

        def take(values: Values | None) -> None:
            if values is None:
                return
            told = told_facts(values, missing, self.speech, self._weighed)
            if told:
                self.send(
                    SetItems(self._weighed.request, None, told), lambda _: self.desk.say(t("Recorded."))
                )

        self.open_dialog(
            Form(t("What is missing"), fields, t("Record it"), self.speech, refuse=trouble), take
        )

    def _fact_field(self, at: int, spec: FactSpec, name: str) -> Field:
        label = self.speech.name("fact", name)
        label = label[:1].upper() + label[1:]
        if spec.type is FactType.FLAG:
            flags = (Option("yes", t("yes")), Option("no", t("no")), Option("", t("not known")))
            return PickField(f"fact-{at}", label, options=flags, chosen=("",))
        if spec.options:
            answers = tuple(Option(option, option) for option in spec.options)
            return PickField(
                f"fact-{at}", label, options=(*answers, Option("", t("not known"))), chosen=("",)
            )
        if spec.type is FactType.DAY:
            return DayField(f"fact-{at}", label)
        return LineField(f"fact-{at}", label)

    def do_case_reason(self) -> None:
        options = tuple(Option(reason.value, self.speech.label(reason)) for reason in Reason)
        fields = (
            PickField(
                "reason",
                t("Why the customer asks"),
                t("Choose a reason."),
                options,
                chosen=(self._weighed.case.reason.value,),
            ),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                reason = Reason(cast("tuple[str, ...]", values["reason"])[0])
                self.send(SetItems(self._weighed.request, reason))

        self.open_dialog(Form(t("Reason"), fields, t("Set the reason"), self.speech), take)

    def do_case_snooze(self) -> None:
        tomorrow = self.speech.day_of(self.desk.now()) + timedelta(days=1)
        fields = (
            DayField("until", t("Until"), t("Type a day as 2026-11-20."), tomorrow.isoformat()),
            LineField("reason", t("Why"), t("Say why in a few words.")),
        )

        def take(values: Values | None) -> None:
            if values is None:
                return
            until = cast("date", values["until"])
            at = datetime(until.year, until.month, until.day, 7, tzinfo=UTC)
            self.send(PutToSleep(at, cast("str", values["reason"])), lambda _: self.desk.say(t("Set aside.")))

        self.open_dialog(Form(t("Set aside"), fields, t("Set aside"), self.speech), take)

    def do_case_cancel(self) -> None:
        wanted = (Resolution.WITHDRAWN, Resolution.DUPLICATE, Resolution.NO_REPLY, Resolution.OUT_OF_SCOPE)
        options = tuple(Option(one.value, self.speech.label(one)) for one in wanted)
        fields = (
            PickField(
                "resolution", t("How it ends"), t("Choose how it ends."), options, chosen=(options[0].id,)
            ),
            LineField("note", t("Note")),
        )

        def take(values: Values | None) -> None:
            if values is None:
                return
            resolution = Resolution(cast("tuple[str, ...]", values["resolution"])[0])
            self.send(Cancel(resolution, cast("str", values["note"])), self.held)

        self.open_dialog(Form(t("Cancel the case"), fields, t("Cancel the case"), self.speech), take)

    def do_case_merge(self) -> None:
        fields = (LineField("into", t("Reference of the case it goes into"), t("Type a reference, RF-…")),)

        def take(values: Values | None) -> None:
            if values is None:
                return
            ports, typed = self.desk.ports, cast("str", values["into"])

            def found(case_id: CaseId | None) -> None:
                if case_id is None:
                    self.desk.say(t("There is no case {reference}.", reference=typed), bad=True)
                else:
                    self.send(Merge(case_id), self.held)

            self.desk.think("find", lambda: ports.cache.find(typed.upper()), found)

        self.open_dialog(Form(t("Merge"), fields, t("Merge"), self.speech), take)

    def held(self, entry: Entry) -> None:
        """Go on; while it is held the status line counts down and tells how to take it back."""
        if entry.submission.not_before is None:
            self.desk.say(t("{reference} is on its way.", reference=entry.reference))
        self.after_decision()

    # Outbox

    def do_case_undo(self) -> None:
        held = self.desk.newest_held
        if held is not None:
            self.take_back(held)

    def take_back(self, entry: Entry) -> None:
        ports, case_id = self.desk.ports, entry.submission.case_id

        def take(back: bool) -> None:
            if back:
                self.desk.say(t("{reference} is taken back.", reference=entry.reference))
            else:
                self.desk.say(
                    t("Too late: {reference} may be on its way already.", reference=entry.reference), bad=True
                )
            self.desk.read_outbox()
            self._renew_row(case_id)
            if self.opened is not None and self.opened.file.case.id == case_id:
                self.open_case(case_id)

        self.desk.think("undo", lambda: undo(entry.submission.id, ports), take, alone=False)

    def do_outbox_open(self) -> None:
        entries = [entry for entry in self.desk.entries if entry.state.value != "accepted"]

        def take(answer: tuple[str, str] | None) -> None:
            if answer is None:
                return
            what, chosen = answer
            entry = next((e for e in self.desk.entries if e.submission.id == chosen), None)
            if entry is not None:
                self._deal_with(what, entry)

        self.open_dialog(OutboxDialog(entries, self.desk.now(), self.speech), take)

    def _deal_with(self, what: str, entry: Entry) -> None:
        ports, submission_id = self.desk.ports, SubmissionId(entry.submission.id)
        case_id = entry.submission.case_id

        def told(decided: object) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
            self.desk.read_outbox()
            self._renew_row(case_id)

        match what:
            case "undo":
                self.take_back(entry)
            case "again":
                self.desk.think("again", lambda: decide_again(submission_id, ports), told, alone=False)
            case "aside":
                self.desk.think("aside", lambda: set_aside(submission_id, ports), told, alone=False)
            case _ if entry.state is EntryState.NEEDS_REVIEW and what == "open":
                self.compare(entry)
            case _:
                self.jump_to(case_id)

    def do_outbox_compare(self) -> None:
        """What I saw, what it is now, what I chose: of this case, or of the newest that needs another look."""
        waiting = [entry for entry in self.desk.entries if entry.state is EntryState.NEEDS_REVIEW]
        here = self.queue_pane.table.case_id
        of_this = [entry for entry in waiting if entry.submission.case_id == here]
        if waiting:
            self.compare((of_this or waiting)[-1])
        else:
            self.desk.say(t("Nothing needs another look."))

    def compare(self, entry: Entry) -> None:
        ports = self.desk.ports

        def take(answer: str | None) -> None:
            match answer:
                case "theirs":
                    self._deal_with("aside", entry)
                case "mine":
                    self._deal_with("again", entry)
                case "open":
                    self.jump_to(entry.submission.case_id)
                case _:
                    return

        def show(compared: Comparison) -> None:
            self.open_dialog(ConflictDialog(compared, self.speech), take)

        self.desk.think("compare", lambda: compare(entry, ports), show)

    def show_case(self, case_id: CaseId) -> None:
        """Put the cursor on a case, through a search of its reference when it is elsewhere."""
        table = self.queue_pane.table
        at = table.pages.place(case_id)
        if at is not None:
            table.go_to(at)
            self.go_to(self.case_pane)
            return
        ports = self.desk.ports

        def take(row: QueueRow | None) -> None:
            if row is not None:
                reference = row.reference
                self.view, self.typed = "all", reference
                self.aim()
                self.read_queue(case_id)
                self.draw_queue_title()
                self.go_to(self.queue_pane)

        self.desk.think("find", lambda: ports.cache.row(case_id), take)

    def do_sync_now(self) -> None:
        self.desk.say(t("Syncing."))
        self.desk.sync()

    # Program

    def do_view_theme(self) -> None:
        self.desk.next_theme()

    def do_app_quit(self) -> None:
        self.desk.leave()

    def do_app_problems(self) -> None:
        entries = [Found(str(at), said, t("Newest last")) for at, said in enumerate(self.desk.problems)]
        self.open_dialog(Finder(t("Recent problems"), entries or [Found("", t("Nothing went wrong."), "")]))

    def do_app_palette(self) -> None:
        here = self.current_pane.scope
        groups = list(dict.fromkeys(action.group for action in ACTIONS))
        listed = [action for action in ACTIONS if not action.id.startswith("nav.")]
        # What this pane can do comes first; a group of which nothing is possible comes last.
        possible = {action.group for action in listed if not self.why_not(action)}
        near = {action.group for action in listed if here in action.scopes}
        listed.sort(key=lambda a: (a.group not in possible, a.group not in near, groups.index(a.group)))
        entries = [self._entry(action) for action in listed]

        def cases(typed: str, then: Callable[[Sequence[Found]], None]) -> None:
            ports = self.desk.ports
            wanted = QueueFilter(text=typed, open_only=False)

            def found(rows: Sequence[QueueRow]) -> None:
                then([
                    Found(f"case:{row.case_id}", f"{row.reference}  {self.desk.privacy.row(row).customer}  {self.speech.name('reason', row.reason)}", t("Cases"))
                    for row in rows
                ])  # fmt: skip

            self.desk.think("palette", lambda: queue(wanted, ports, limit=20), found)

        self.open_dialog(Finder(t("All commands"), entries, cases=cases), self._found)

    def do_app_help(self) -> None:
        here = self.current_pane.scope
        order = sorted(
            ACTIONS, key=lambda action: (here not in action.scopes, Scope.DESK not in action.scopes)
        )
        entries = [self._entry(action, group=_scopes_said(action)) for action in order]
        self.open_dialog(Finder(t("Help: keys and what they do"), entries, explain=True), self._found)

    def _entry(self, action: Action, group: str = "") -> Found:
        keys = " ".join(called(key) for key in keys_of(action)[:2])
        return Found(
            action.id,
            t(action.title),
            group or t(action.group),
            keys,
            self.why_not(action),
            t(action.help),
            action.twin,
        )

    def _found(self, chosen: str | None) -> None:
        if not chosen:
            return
        if chosen.startswith("case:"):
            self.jump_to(CaseId(chosen.removeprefix("case:")))
        elif chosen in BY_ID:
            action = BY_ID[chosen]
            pane = next((pane for pane in self.panes if pane.scope in action.scopes), None)
            if (
                pane is not None
                and Scope.DESK not in action.scopes
                and self.current_pane.scope not in action.scopes
            ):
                self.go_to(pane)
            self.act(chosen)

    def hint_key(self, action_id: str) -> str:
        return first_key(BY_ID[action_id])


def told_facts(
    values: Values, names: Sequence[str], speech: Speech, weighed: Weighed
) -> tuple[tuple[str, Fact], ...]:
    """What was filled in, as facts; raises `NotReadableError` for what is no value of its kind."""
    told: list[tuple[str, Fact]] = []
    for at, name in enumerate(names):
        value = values[f"fact-{at}"]
        typed = value[0] if isinstance(value, tuple) and value else value
        if typed in ("", (), None):
            continue
        match FACTS[name].type:
            case FactType.FLAG:
                told.append((name, typed == "yes"))
            case FactType.NUMBER | FactType.MONEY as kind:
                takes = Takes.NUMBER if kind is FactType.NUMBER else Takes.AMOUNT
                spec = FieldSpec(name, name, takes, of=weighed.zero.currency)
                told.append((name, cast("Fact", read_field(spec, str(typed), speech))))
            case FactType.TAGS:
                told.append((name, tuple(part.strip() for part in str(typed).split(","))))
            case FactType.DAY:
                told.append((name, cast("date", typed)))
            case FactType.TEXT:
                told.append((name, str(typed)))
    return tuple(told)


def _scopes_said(action: Action) -> str:
    names = {
        Scope.DESK: t("Everywhere"),
        Scope.QUEUE: t("Queue"),
        Scope.CASE: t("Case"),
        Scope.CALCULATOR: t("Calculator"),
        Scope.LETTER: t("Letter"),
    }
    return ", ".join(names[scope] for scope in action.scopes)
