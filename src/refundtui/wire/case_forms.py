"""Customers, messages, evidence and facts as people and other programs write them in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from refundtui.domain.case import Customer, Evidence, IdentityLevel, Message
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_value
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


def read_facts(forms: dict[str, FactForm]) -> tuple[tuple[str, Fact], ...]:
    return tuple((name, tuple(fact) if isinstance(fact, list) else fact) for name, fact in forms.items())
