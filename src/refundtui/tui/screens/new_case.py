"""A case that begins at the desk: a customer is on the phone."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from refundtui.casework.deciding import open_case
from refundtui.casework.submissions import Entry
from refundtui.domain.case import BrandId, Customer
from refundtui.domain.findings import Finding
from refundtui.domain.reasons import Reason
from refundtui.i18n.words import t
from refundtui.tui.modals.form import Field, Form, LineField, PickField, Values
from refundtui.tui.screens.reading import ReadingScreen
from refundtui.tui.widgets.choices import Option


class NewCaseScreen(ReadingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_new(self) -> None:
        """A customer is on the phone: the order, the reason, her name."""
        ports = self.desk.ports
        brands = tuple(Option(brand, brand) for brand in ports.rulebooks.brands())
        reasons = tuple(Option(reason.value, self.speech.label(reason)) for reason in Reason)
        here = self.opened.file.case if self.opened is not None else None
        chosen = str(here.brand) if here is not None else (brands[0].id if brands else "")
        fields: tuple[Field, ...] = (
            LineField(
                "order", t("Order number"), t("Type the order number; an unknown one is kept as it is.")
            ),
            LineField("name", t("Customer's name"), t("Type the customer's name.")),
            PickField("brand", t("Brand"), t("Choose a brand."), brands, chosen=(chosen,)),
            PickField(
                "reason", t("Reason"), t("Choose a reason."), reasons, chosen=(Reason.CHANGED_MIND.value,)
            ),
        )
        self.open_dialog(Form(t("New case"), fields, t("Open the case"), self.speech), self._open_new)

    def _open_new(self, values: Values | None) -> None:
        if values is None:
            return
        ports = self.desk.ports
        typed = cast("str", values["order"])
        brand = BrandId(cast("tuple[str, ...]", values["brand"])[0])
        reason = Reason(cast("tuple[str, ...]", values["reason"])[0])
        name = cast("str", values["name"])

        def work() -> Entry | tuple[Finding, ...]:
            known_id = ports.cache.find(typed)
            known = ports.cache.case(known_id) if known_id else None
            if known is not None and known.order is not None:
                customer = replace(known.customer, name=name or known.customer.name)
                return open_case(
                    ports,
                    brand=known.brand,
                    customer=customer,
                    reason=reason,
                    order=known.order,
                    order_ref=typed,
                )
            return open_case(
                ports, brand=brand, customer=Customer(name, language=""), reason=reason, order_ref=typed
            )

        def take(decided: Entry | tuple[Finding, ...]) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
                return
            self.desk.say(t("{reference} is open.", reference=decided.reference))
            self.desk.read_outbox()
            self.read_queue(decided.submission.case_id)

        self.desk.think("new", work, take, alone=False)
