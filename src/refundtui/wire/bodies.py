"""What every body is made of: amounts, instants, fractions, facts and findings as they stand in JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import msgspec

from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.money import Currency, MixedCurrenciesError, Money, currency

SCHEMA: Final = 1
"""Grows when a field is removed or changes its meaning; a new field is simply ignored by older readers."""


class Body(msgspec.Struct, omit_defaults=True, kw_only=True, gc=False):
    """Every body leaves out what stands at its default. Never changed once made."""


class NotReadableError(ValueError):
    """Bytes that are no such body; `where` is the path in the JSON, `newer` a schema we do not know yet."""

    def __init__(self, why: str, *, where: str = "", newer: bool = False) -> None:
        super().__init__(f"{why} (at {where})" if where else why)
        self.why = why
        self.where = where
        self.newer = newer


Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339 with its offset; an instant without one is refused."""

NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,99}\Z"
Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=NAME)]
"""An id on its way into the office: what a database, a log or a path could stumble over is in none of them."""

MaybeName: TypeAlias = Annotated[str, msgspec.Meta(pattern=rf"^({NAME[1:-2]})?\Z")]
"""An id, or none."""

Counted: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
"""Beyond this no counter of ours comes, and no database of ours counts."""

# Long enough for any rate a source can state, short enough that nobody can make us compute for ever.
_FRACTION: Final = r"^-?[0-9]{1,200}(/0*[1-9][0-9]{0,200}|\.[0-9]{1,200})?\Z"
FractionText: TypeAlias = Annotated[str, msgspec.Meta(pattern=_FRACTION)]
"""An exact number: `19/100` or `0.19`, always as text; a JSON number would be a float."""

_PATH: Final = re.compile(r"(?P<why>.*) - at `(?P<where>[^`]*)`\Z", re.DOTALL)


def not_readable(trouble: Exception, *, schema: int = SCHEMA) -> NotReadableError:
    """The reader's own complaint with its path taken apart."""
    parts = _PATH.match(str(trouble))
    why, where = (parts["why"], parts["where"]) if parts else (str(trouble), "")
    return NotReadableError(why, where=where, newer=schema > SCHEMA)


class _Schema(Body):
    schema: int = SCHEMA


def schema_of(body: bytes) -> int:
    """Which schema a body says it is written in; ours where it says nothing that can be read."""
    try:
        return msgspec.json.decode(body, type=_Schema).schema
    except UNREADABLE:
        return SCHEMA


UNREADABLE: Final = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What reading a foreign body can raise."""


# --- Between bodies and values ---------------------------------------------------------------------

AnyBody = TypeVar("AnyBody", bound=Body)
AnyValue = TypeVar("AnyValue")


def body_of(kind: type[AnyBody], value: object, **spelled: Any) -> AnyBody:
    """A body whose fields are the value's own, but for those that are spelled differently."""
    for name in kind.__struct_fields__:
        if name not in spelled:
            spelled[name] = getattr(value, name)
    return kind(**spelled)


def value_of(kind: Callable[..., AnyValue], body: Body, **read: Any) -> AnyValue:
    """The way back: the value's fields are the body's own, but for those that were read differently."""
    for name in _shared(kind, type(body)):
        if name not in read:
            read[name] = getattr(body, name)
    return kind(**read)


@cache
def _shared(kind: Callable[..., object], body: type[Body]) -> tuple[str, ...]:
    own: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]  # every dataclass has it
    return tuple(name for name in body.__struct_fields__ if name in own)


def decode(kind: type[AnyBody], body: bytes | str) -> AnyBody:
    """A body of this kind from its bytes; raises `NotReadableError`."""
    try:
        read: AnyBody = _reader(kind).decode(body)
        return read
    except UNREADABLE as trouble:
        raise not_readable(trouble) from trouble


@cache
def _reader(kind: type[AnyBody]) -> msgspec.json.Decoder[AnyBody]:
    return msgspec.json.Decoder(kind)


# --- Amounts ---------------------------------------------------------------------------------------


class MoneyBody(Body):
    """An amount that stands alone: `{"minor": 1234, "currency": "EUR"}`."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Money) -> MoneyBody:
        return cls(minor=amount.minor, currency=amount.currency.code)

    def money(self) -> Money:
        return Money(self.minor, currency(self.currency))


def maybe_money_body(amount: Money | None) -> MoneyBody | None:
    return None if amount is None else MoneyBody.of(amount)


def maybe_money(body: MoneyBody | None) -> Money | None:
    return None if body is None else body.money()


def minor(amount: Money, of: Currency) -> int:
    """An amount inside something that names its currency once."""
    if amount.currency != of:
        raise MixedCurrenciesError(f"{amount} stands in something that is in {of}.")
    return amount.minor


def maybe_minor(amount: Money | None, of: Currency) -> int | None:
    return None if amount is None else minor(amount, of)


def maybe_of(units: int | None, of: Currency) -> Money | None:
    return None if units is None else Money(units, of)


def fraction_text(exact: Fraction | None) -> str | None:
    return None if exact is None else str(exact)


def maybe_fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


# --- Facts and findings ----------------------------------------------------------------------------


class DateFact(Body, tag_field="is", tag="date"):
    value: date


class InstantFact(Body, tag_field="is", tag="instant"):
    value: Instant


class MoneyFact(Body, tag_field="is", tag="money"):
    minor: int
    currency: str


FactBody: TypeAlias = str | int | bool | tuple[str, ...] | DateFact | InstantFact | MoneyFact
FactsBody: TypeAlias = dict[str, FactBody]


def fact_body(fact: Fact) -> FactBody:
    if isinstance(fact, Money):
        return MoneyFact(minor=fact.minor, currency=fact.currency.code)
    if isinstance(fact, datetime):
        return InstantFact(value=fact)
    if isinstance(fact, date):
        return DateFact(value=fact)
    return fact


def fact(body: FactBody) -> Fact:
    if isinstance(body, MoneyFact):
        return Money(body.minor, currency(body.currency))
    if isinstance(body, (InstantFact, DateFact)):
        return body.value
    return body


def facts_body(facts: tuple[tuple[str, Fact], ...]) -> FactsBody:
    return {name: fact_body(value) for name, value in facts}


def facts(body: FactsBody) -> tuple[tuple[str, Fact], ...]:
    return tuple((name, fact(value)) for name, value in body.items())


class FindingBody(Body):
    code: str
    outcome: Outcome = Outcome.FAIL
    facts: FactsBody = {}
    basis: Basis = Basis.HOUSE
    rule: str = ""
    clause: str = ""
    decided_by: str = ""

    @classmethod
    def of(cls, found: Finding) -> FindingBody:
        return body_of(cls, found, facts=facts_body(found.facts))

    def finding(self) -> Finding:
        return value_of(Finding, self, facts=facts(self.facts))


def finding_bodies(found: tuple[Finding, ...]) -> tuple[FindingBody, ...]:
    return tuple(FindingBody.of(one) for one in found)


def findings(bodies: tuple[FindingBody, ...]) -> tuple[Finding, ...]:
    return tuple(body.finding() for body in bodies)
