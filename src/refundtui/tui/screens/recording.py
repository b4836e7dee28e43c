"""The smaller words on a case: who works on it, notes, evidence, the reason, setting aside, ending it."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import uuid4

from refundtui.casework.submissions import Entry
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
    SetLanguage,
    Take,
)
from refundtui.domain.decision import rules_against
from refundtui.domain.money import Money
from refundtui.domain.reasons import Reason
from refundtui.domain.timeline import Happened
from refundtui.i18n.catalogs import languages
from refundtui.i18n.words import t
from refundtui.tui.modals.form import (
    AmountField,
    Form,
    LineField,
    PickField,
    Values,
    until_field,
)
from refundtui.tui.screens.sending import SendingScreen
from refundtui.tui.widgets.choices import Option

_EVIDENCE = ("photo", "receipt", "report", "tracking", "statement", "other")
_NUMBERS = "123456789"


class RecordingScreen(SendingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_take(self) -> None:
        if self.opened is None:
            return
        mine = self.opened.file.case.owner == self.desk.ports.actor.id
        said = t("Given back to everybody.") if mine else t("The case is yours.")
        self.send(GiveBack() if mine else Take(), lambda _: self.desk.say(said))

    def do_case_kinds(self) -> None:
        """The timeline by kind: a letter for each."""
        now = self.case_pane.only
        options = [Option("", t("Everything"), key="0", note="●" if now is None else "")]
        for at, kind in enumerate(Happened):
            mark = "●" if now is kind else ""
            options.append(Option(kind.value, self.speech.label(kind), key=_NUMBERS[at], note=mark))
        self.pick(t("Kinds of the timeline"), options, self._show_kind)

    def _show_kind(self, kind: str) -> None:
        self.case_pane.show_only(Happened(kind) if kind else None)

    def do_case_note(self) -> None:
        self.write(
            t("INTERNAL note"), t("Internal: customers never see it."), t("Add the note"), "note",
            lambda text: AddNote(str(uuid4()), text), t("The note is added."),
        )  # fmt: skip

    def do_case_answer(self) -> None:
        def command(text: str) -> Command:
            return ReceiveAnswer(Message(self.desk.now(), from_customer=True, text=text, channel="phone"))

        self.write(
            t("The customer's answer"), t("What the customer said or sent."), t("Record the answer"), "answer",
            command, t("The answer is recorded."),
        )  # fmt: skip

    def do_case_reopen(self) -> None:
        self.write(
            t("Reopen the case"), t("Why it is taken up again."), t("Reopen"), "reopen", Reopen,
            t("The case is open again."),
        )  # fmt: skip

    def do_case_override(self) -> None:
        rules = rules_against(self.weighed.determination)
        said = t("Against: {rules}. Say why; it is counted.", rules=", ".join(rules) or t("nothing"))
        self.write(
            t("Override the verdict"), said, t("Override"), "override",
            lambda text: Override(rules, text), t("The override is recorded."),
        )  # fmt: skip

    def do_case_offer_accepted(self) -> None:
        self.write(
            t("The offer is accepted"), t("Where and how the customer agreed."), t("Record it"), "acceptance",
            AcceptOffer, t("The acceptance is recorded."),
        )  # fmt: skip

    def do_case_offer_countered(self) -> None:
        fields = (
            AmountField(
                "amount", t("The customer asks for"), t("Type an amount."), self.weighed.zero.currency
            ),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(
                    CounterOffer(cast("Money", values["amount"])), lambda _: self.desk.say(t("Recorded."))
                )

        self.open_dialog(Form(t("Counter-offer"), fields, t("Record it"), self.speech), take)

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
        now = self.weighed.case.customer.identity
        options = [
            Option(level.value, self.speech.label(level), key=_NUMBERS[at], note="●" if level is now else "")
            for at, level in enumerate(IdentityLevel)
        ]
        self.pick(t("Who is asking"), options, lambda level: self._identify(IdentityLevel(level)))

    def _identify(self, level: IdentityLevel) -> None:
        """Where the brand wants it, what was checked is named first."""
        if not self.weighed.policy.manners.identity_steps:
            self.send(SetIdentity(level))
            return
        fields = (
            LineField(
                "step",
                t("What was checked"),
                t("Name what was checked to know who is asking, or what casts doubt on it."),
            ),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(SetIdentity(level, (cast("str", values["step"]),)))

        self.open_dialog(Form(self.speech.label(level), fields, t("Set who is asking"), self.speech), take)

    def do_case_language(self) -> None:
        """Any language of the world: where the brand has no letters in it, its fallback is written in."""
        now, manners = self.weighed.case.customer.language, self.weighed.policy.manners
        from refundtui.i18n.languages import own_name  # Babel: 30 ms that no start needs

        known = dict.fromkeys((now, *manners.fallback_languages, *languages()))
        options = tuple(Option(one, own_name(one)) for one in known)
        fields = (
            PickField("language", t("The customer reads"), t("Choose a language."), options, chosen=(now,)),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(SetLanguage(cast("tuple[str, ...]", values["language"])[0]))

        self.open_dialog(Form(t("The customer's language"), fields, t("Set the language"), self.speech), take)

    def do_case_reason(self) -> None:
        options = tuple(Option(reason.value, self.speech.label(reason)) for reason in Reason)
        fields = (
            PickField(
                "reason",
                t("Why the customer asks"),
                t("Choose a reason."),
                options,
                chosen=(self.weighed.case.reason.value,),
            ),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                reason = Reason(cast("tuple[str, ...]", values["reason"])[0])
                self.send(SetItems(self.weighed.request, reason))

        self.open_dialog(Form(t("Reason"), fields, t("Set the reason"), self.speech), take)

    def do_case_snooze(self) -> None:
        fields = (
            until_field(self.desk.now(), self.speech),
            LineField("reason", t("Why"), t("Say why in a few words.")),
        )

        def take(values: Values | None) -> None:
            if values is None:
                return
            until = cast("datetime", values["until"])
            self.send(PutToSleep(until, cast("str", values["reason"])), lambda entry: asleep(entry, until))

        def asleep(entry: Entry, until: datetime) -> None:
            self.leaves_at_once(entry.submission.case_id)
            self.held(entry)
            until_said = self.speech.moment(until)
            self.desk.say(
                t("{reference} is set aside until {moment}.", reference=entry.reference, moment=until_said)
            )

        def trouble(values: Values) -> str:
            return self.against(PutToSleep(cast("datetime", values["until"]), cast("str", values["reason"])))

        self.open_dialog(
            Form(t("Set it aside"), fields, t("Set it aside"), self.speech, refuse=trouble), take
        )

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
