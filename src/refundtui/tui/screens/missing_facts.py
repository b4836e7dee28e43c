"""The facts the rules miss, and those that were told: one field for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

from refundtui.domain.commands import (
    SetItems,
)
from refundtui.domain.deadlines import facts_awaited
from refundtui.domain.findings import Fact
from refundtui.domain.matching import FACTS, FactSpec, FactType, fits
from refundtui.domain.money import Money
from refundtui.domain.said_facts import can_be_said
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.form import (
    DayField,
    Field,
    Form,
    LineField,
    PickField,
    Values,
)
from refundtui.tui.screens.sending import SendingScreen
from refundtui.tui.weighing import Weighed
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.entry import FieldSpec, Kind as Takes, NotReadableError, read_field

_MOST: Final = 8  # of each sort: more is no form but a questionnaire
_NAMED_BY: Final = {"return.method": "return_method"}
"""What names the answers of a fact, where it is not the fact itself."""


class MissingFactsScreen(SendingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_facts(self) -> None:
        """One field for each fact the rules miss, or a clock waits for; what is left empty stays unknown. Below them
        what was told before, to be looked at and mended.
        """
        opened = self.opened
        awaited = () if opened is None else facts_awaited(opened.file.deadlines)
        missed = [name for name in self.weighed.determination.eligibility.missing if name in FACTS]
        known = {name: fact for name, fact in self.weighed.case.facts if _can_be_mended(name, fact)}
        asked = list(dict.fromkeys((*missed[:_MOST], *awaited, *list(known)[:_MOST])))
        if not asked:
            self.desk.say(t("Nothing is missing: every fact the rules ask for is known."))
            return
        fields = tuple(
            self._fact_field(at, FACTS[name], name, known.get(name)) for at, name in enumerate(asked)
        )

        def new_in(values: Values) -> tuple[tuple[str, Fact], ...]:
            told = told_facts(values, asked, self.speech, self.weighed)
            return tuple((name, fact) for name, fact in told if known.get(name) != fact)

        def trouble(values: Values) -> str:
            try:
                told = new_in(values)
            except NotReadableError as error:
                return str(error)
            return self.against(SetItems(self.weighed.request, None, told)) if told else ""

        def take(values: Values | None) -> None:
            if values is None:
                return
            told = new_in(values)
            if told:
                self.send(SetItems(self.weighed.request, None, told), lambda _: self.desk.say(t("Recorded.")))

        self.open_dialog(
            Form(t("What is known and missing"), fields, t("Record it"), self.speech, refuse=trouble), take
        )

    def _fact_field(self, at: int, spec: FactSpec, name: str, known: Fact | None) -> Field:
        label = self.speech.name("fact", name)
        label = label[:1].upper() + label[1:]
        if spec.type is FactType.FLAG:
            flags = (Option("yes", t("yes")), Option("no", t("no")), Option("", t("not known")))
            chosen = "" if known is None else "yes" if known else "no"
            return PickField(f"fact-{at}", label, options=flags, chosen=(chosen,))
        if spec.options:
            family = _NAMED_BY.get(name, name)
            answers = tuple(Option(option, self.speech.name(family, option)) for option in spec.options)
            return PickField(
                f"fact-{at}",
                label,
                options=(*answers, Option("", t("not known"))),
                chosen=(str(known or ""),),
            )
        if isinstance(known, date):
            return DayField(f"fact-{at}", label, value=known.isoformat())
        if spec.type is FactType.DAY:
            return DayField(f"fact-{at}", label)
        value = ", ".join(known) if isinstance(known, tuple) else str(known) if known is not None else ""
        return LineField(f"fact-{at}", label, value=value)


def _can_be_mended(name: str, fact: Fact) -> bool:
    """Amounts and tags come with the case from elsewhere; nobody tells them here."""
    is_told = name in FACTS and can_be_said(name) and fits(name, fact)
    return is_told and not isinstance(fact, Money | tuple)


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
