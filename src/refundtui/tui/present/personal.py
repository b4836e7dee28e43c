"""Who the customer is, as far as it may be seen: masked in lists and pictures, hidden when somebody looks over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from refundtui.domain.timeline import WORDS
from refundtui.i18n.words import N_

if TYPE_CHECKING:
    # The queue's first rows are written before the case machine is loaded.
    from refundtui.casework.views import CaseFile, QueueRow
    from refundtui.domain.case import Case, CaseId, Customer

HIDDEN: Final = "••••"
REVEALED_SECONDS: Final = 20.0


class Personal(StrEnum):
    """What can be revealed alone."""

    NAME = N_("Name")
    EMAIL = N_("Mail address")
    PHONE = N_("Phone number")
    WORDS = N_("What was written")


@dataclass(slots=True)
class Privacy:
    """What this desk shows now. Mail and phone are always masked until one is revealed."""

    lists_masked: bool = False  # names in the queue, the palette and pictures
    hidden: bool = False  # F9: everything that says who it is
    _revealed: dict[tuple[str, Personal], float] = field(default_factory=dict)

    def reveal(self, case_id: CaseId, what: Personal, now: float) -> None:
        self._revealed[str(case_id), what] = now + REVEALED_SECONDS

    def cover(self) -> None:
        """Nothing stays revealed."""
        self._revealed.clear()

    def lapse(self, now: float) -> bool:
        """Forget what was revealed long enough; whether anything was."""
        over = [key for key, until in self._revealed.items() if until <= now]
        for key in over:
            del self._revealed[key]
        return bool(over)

    def sees(self, case_id: CaseId, what: Personal) -> bool:
        return (str(case_id), what) in self._revealed

    def row(self, row: QueueRow) -> QueueRow:
        """A row as it may stand in a list."""
        if self.hidden:
            return replace(row, customer=HIDDEN)
        return replace(row, customer=masked_name(row.customer)) if self.lists_masked else row

    def file(self, file: CaseFile) -> CaseFile:
        """A case as it may be read now. Only for the screen: what is sent is never made of this."""
        case, customer = file.case, file.case.customer
        sees = {what: self.sees(case.id, what) for what in Personal}
        shown = replace(
            customer,
            name=customer.name if sees[Personal.NAME] or not self.hidden else HIDDEN,
            email=customer.email if sees[Personal.EMAIL] else _mail(customer.email, hidden=self.hidden),
            phone=customer.phone if sees[Personal.PHONE] else _phone(customer.phone, hidden=self.hidden),
        )
        case = replace(case, customer=shown)
        if self.hidden and not sees[Personal.NAME]:
            case = _without_payee(case)
        if self.hidden and not sees[Personal.WORDS]:
            case = _without_words(case)
        return replace(file, case=case)

    def addressee(self, case_id: CaseId, customer: Customer) -> str:
        """Whom a letter goes to, in one line."""
        name = customer.name if not self.hidden or self.sees(case_id, Personal.NAME) else HIDDEN
        seen = self.sees(case_id, Personal.EMAIL)
        mail = customer.email if seen else _mail(customer.email, hidden=self.hidden)
        return f"{name} · {mail}" if mail else name

    def veil(self, case_id: CaseId, customer: Customer) -> Callable[[str], str] | None:
        """How the customer's own data is taken out of a text that is shown; None where it may stand."""
        if not self.hidden or self.sees(case_id, Personal.WORDS):
            return None
        return without(customer)


def _without_payee(case: Case) -> Case:
    """Whose account it goes to is somebody's name too."""
    way = case.other_way
    if way is None or way.payee is None:
        return case
    return replace(case, other_way=replace(way, payee=replace(way.payee, name=HIDDEN)))


def _without_words(case: Case) -> Case:
    way = case.other_way
    return replace(
        case,
        messages=tuple(replace(message, text=HIDDEN, subject="") for message in case.messages),
        notes=tuple(replace(note, text=HIDDEN) for note in case.notes),
        other_way=None if way is None else replace(way, consent=replace(way.consent, note=HIDDEN)),
        evidence=tuple(replace(one, title=HIDDEN, by=HIDDEN) for one in case.evidence),
        events=tuple(
            replace(
                event, facts=tuple((name, HIDDEN if name in WORDS else fact) for name, fact in event.facts)
            )
            for event in case.events
        ),
    )


def without(customer: Customer) -> Callable[[str], str]:
    """Takes name, parts of the name, mail and phone out of a text."""
    words = [customer.name, customer.email, customer.phone, *customer.name.split()]
    known = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)
    if not known:
        return lambda text: text
    pattern = re.compile("|".join(map(re.escape, known)), re.IGNORECASE)
    return lambda text: pattern.sub(HIDDEN, text)


def masked_name(name: str) -> str:
    """`K••• B•••`: whose initials they are is seen, who it is not; its length is not told either."""
    return " ".join(f"{part[0]}•••" for part in name.split())


def masked_mail(mail: str) -> str:
    """`k••••t@example.org`: enough to recognise, not enough to copy."""
    name, at, domain = mail.partition("@")
    if not at:
        return HIDDEN if mail else ""
    return f"{name[:1]}••••{name[-1:] if len(name) > 1 else ''}@{domain}"


def masked_phone(phone: str) -> str:
    digits = [sign for sign in phone if sign.isdigit()]
    return f"••• ••{''.join(digits[-2:])}" if digits else ""


def _mail(mail: str, *, hidden: bool) -> str:
    return (HIDDEN if mail else "") if hidden else masked_mail(mail)


def _phone(phone: str, *, hidden: bool) -> str:
    return (HIDDEN if phone else "") if hidden else masked_phone(phone)


def values_of(customer: Customer) -> Mapping[Personal, str]:
    """What there is to reveal of a customer."""
    found = {
        Personal.NAME: customer.name,
        Personal.EMAIL: customer.email,
        Personal.PHONE: customer.phone,
    }
    return {what: value for what, value in found.items() if value}
