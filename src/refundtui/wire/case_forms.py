"""Customers, messages, evidence and facts as people and other programs write them in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from refundtui.domain.case import Customer, Evidence, IdentityLevel, Message
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.matching import FACTS, FactType, fits
from refundtui.domain.said_facts import can_be_said
from refundtui.wire.problems import problem, short
from refundtui.wire.reading import Reading
from refundtui.wire.written import (
    Count,
    Moment,
    Name,
    Reference,
    Text,
    Title,
    Written,
    a_fact,
)


class CustomerForm(Written):
    name: Reference = ""
    email: Reference = ""
    phone: Reference = ""
    language: Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    identity: Literal["none", "known_contact", "verified", "strong"] = "known_contact"
    customer_ref: Reference = ""


class MessageForm(Written):
    at: Moment
    text: Text
    from_customer: bool = True
    channel: Reference = "mail"
    subject: Title = ""


class EvidenceForm(Written):
    id: Name
    kind: Name
    title: Title = ""
    at: Moment
    by: Reference = "customer"
    size: Count = 0
    media_type: Reference = ""
    digest: Reference = ""


FactForm: TypeAlias = Annotated[bool | int | str | list[str], BeforeValidator(a_fact)]


def read_customer(form: CustomerForm) -> Customer:
    told: dict[str, Any] = form.model_dump()
    return clean_value(Customer(**{**told, "identity": IdentityLevel(form.identity)}))


def read_messages(forms: Iterable[MessageForm]) -> tuple[Message, ...]:
    return tuple(
        clean_value(Message(form.at, form.from_customer, form.text, form.channel, form.subject))
        for form in forms
    )


def read_evidence(forms: Iterable[EvidenceForm]) -> tuple[Evidence, ...]:
    return tuple(clean_value(Evidence(**form.model_dump())) for form in forms)


def read_facts(
    forms: dict[str, FactForm], reading: Reading, path: str = "facts"
) -> tuple[tuple[str, Fact], ...]:
    """Facts as they were told, each of the kind its name asks for; JSON has no days, they come as text."""
    return tuple((name, _fact(name, told, reading, f"{path}.{name}")) for name, told in forms.items())


def _fact(name: str, told: bool | int | str | list[str], reading: Reading, path: str) -> Fact:
    fact: Fact = tuple(told) if isinstance(told, list) else told
    spec = FACTS.get(name)
    if spec is None or not can_be_said(name):
        return fact
    if spec.type is FactType.DAY and isinstance(fact, str):
        with suppress(ValueError):
            return date.fromisoformat(fact)
    if not fits(name, fact):
        known = {"allowed": ", ".join(spec.options)} if spec.options else {}
        code = "field.not_one_of" if spec.options and isinstance(fact, str) else _KINDS[spec.type]
        reading.problems.append(problem(path, code, value=short(told), **known))
    return fact


_KINDS: Final = {
    FactType.TEXT: "field.not_text",
    FactType.NUMBER: "field.not_a_number",
    FactType.FLAG: "field.not_yes_or_no",
    FactType.DAY: "field.not_a_date",
    FactType.MONEY: "field.not_a_fact",
    FactType.TAGS: "field.not_a_list",
}
