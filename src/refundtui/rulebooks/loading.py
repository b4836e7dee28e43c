"""From a pack's bytes to the domain's Policy or Statutes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias

import msgspec

from refundtui.domain.actor import Limit
from refundtui.domain.money import Currency, Money, currency, money
from refundtui.domain.policy import (
    Action,
    DepreciationRule,
    FeeRule,
    GradeRule,
    Manners,
    OutsideBody,
    Policy,
    Rule,
    Window,
)
from refundtui.domain.statute import Statute
from refundtui.domain.switches import Switches
from refundtui.domain.terms import Depreciation, GradeDeduction, Source
from refundtui.rulebooks.conditions import facts_in, matchers_of
from refundtui.rulebooks.loading_law import fraction_of, statute_of
from refundtui.rulebooks.loading_service import service_level
from refundtui.rulebooks.spelling import (
    KINDS,
    ActionTable,
    CalendarPack,
    LimitRow,
    MannersTable,
    PolicyPack,
    RuleRow,
)
from refundtui.rulebooks.spelling_law import LawPack

Pack: TypeAlias = PolicyPack | LawPack | CalendarPack


class UnreadablePackError(ValueError):
    """A document that is no pack; `policy check` names every mistake in it."""


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def read_pack(body: bytes) -> Pack:
    """A pack as spelled; raises `UnreadablePackError` for anything that is not a pack without mistakes."""
    try:
        table = tomllib.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadablePackError(str(error)) from error
    model = KINDS.get(str(table.get("kind")))
    if model is None:
        raise UnreadablePackError(f"kind = {table.get('kind')!r}")
    try:
        return pack_of(table, model)
    except msgspec.ValidationError as error:
        raise UnreadablePackError(str(error)) from error


def pack_of(table: Mapping[str, Any], model: type[Pack]) -> Pack:
    """A pack of its kind; raises msgspec's `ValidationError` where it has not its shape. TOML has days: no text is one."""
    return msgspec.convert(as_spelled_now(table), model, builtin_types=(date, datetime))


def as_spelled_now(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Offices keep packs they published while `verified` was spelled `signed`: those still count."""
    rows = table.get("statutes")
    if not isinstance(rows, list) or not any(map(_is_of_before, rows)):
        return table
    renamed = [
        {"verified" if name == "signed" else name: value for name, value in row.items()}
        if _is_of_before(row)
        else row
        for row in rows
    ]
    return {**table, "statutes": renamed}


def _is_of_before(row: object) -> bool:
    """A row that has both says two things: that is a mistake."""
    return isinstance(row, dict) and "signed" in row and "verified" not in row


def policy_of(pack: PolicyPack, digest: str = "") -> Policy:
    """The brand's promise; raises `UnreadablePackError` where a row cannot be understood."""
    try:
        return _policy(pack, digest)
    except ValueError as error:
        raise UnreadablePackError(f"{pack.id}@{pack.version}: {error}") from error


def statutes_of(pack: LawPack) -> tuple[Statute, ...]:
    """The rules of a jurisdiction; raises `UnreadablePackError` where a row cannot be understood."""
    try:
        return tuple(statute_of(pack, row) for row in pack.statutes)
    except ValueError as error:
        raise UnreadablePackError(f"{pack.id}@{pack.version}: {error}") from error


def holidays_of(pack: CalendarPack) -> Mapping[str, frozenset[date]]:
    """Public holidays by place ("DE", "DE-BY"): a year's days stand as `01-01 04-03 …`.

    A place is read when it is first asked for: a case needs one or two of a hundred.
    """
    return _Calendars(pack.places)


class _Calendars(Mapping[str, frozenset[date]]):
    def __init__(self, places: Mapping[str, Mapping[str, str]]) -> None:
        self._spelled = places
        self._days: dict[str, frozenset[date]] = {}

    def __getitem__(self, place: str) -> frozenset[date]:
        if place not in self._days:
            years = self._spelled[place]
            self._days[place] = frozenset(
                date.fromisoformat(f"{year}-{day}") for year, days in years.items() for day in days.split()
            )
        return self._days[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spelled)

    def __len__(self) -> int:
        return len(self._spelled)


def switches_of(table: Mapping[str, Any]) -> Switches:
    """A brand's answers; raises `ValueError` for a switch or a value that does not exist."""
    known: dict[str, Any] = {}
    defaults = Switches()
    for name, value in table.items():
        default = getattr(defaults, name, None)
        if default is None:
            raise ValueError(f"{name}: no such switch")
        if isinstance(default, bool):
            if not isinstance(value, bool):
                raise ValueError(f"{name}: true or false")  # noqa: TRY004 — the pack is wrong, not the caller
            known[name] = value
        elif isinstance(default, Enum):
            known[name] = type(default)(value)
    return Switches(**known)


def _policy(pack: PolicyPack, digest: str) -> Policy:
    of = currency(pack.currency)
    return Policy(
        id=pack.id,
        version=pack.version,
        brand=pack.brand,
        title=pack.title,
        currency=of.code,
        valid_from=pack.valid_from,
        valid_until=pack.valid_until,
        countries=tuple(pack.countries),
        trader_country=pack.trader_country,
        trader_region=pack.trader_region,
        timezone=pack.timezone,
        refund_to=tuple(pack.refund_to),
        unverified_law=pack.unverified_law,
        tender_limits=tuple(pack.tender_limits),
        facts=facts_in(pack.facts, of),
        switches=switches_of(pack.switches),
        manners=_manners(pack.manners, of),
        service=service_level(pack.service),
        windows=tuple(
            Window(
                row.id,
                row.clause,
                row.days,
                row.counted_from,
                row.business_days,
                tuple(family.value for family in row.families),
                matchers_of(row.when, of),
                row.priority,
            )
            for row in pack.windows
        ),
        rules=tuple(_rule(row, of) for row in pack.rules),
        fees=tuple(
            FeeRule(
                row.id,
                row.clause,
                row.code,
                _amount(row.amount, of),
                None if row.percent is None else fraction_of(row.percent),
                row.base,
                matchers_of(row.when, of),
            )
            for row in pack.fees
        ),
        grades=tuple(
            GradeRule(
                row.id,
                row.clause,
                row.grade,
                GradeDeduction(fraction_of(row.percent), Source(row.id, row.clause), tuple(row.evidence)),
                matchers_of(row.when, of),
            )
            for row in pack.grades
        ),
        depreciation=tuple(
            DepreciationRule(
                row.id,
                row.clause,
                Depreciation(
                    row.method,
                    row.months,
                    Source(row.id, row.clause),
                    fraction_of(row.floor),
                    None if row.rate is None else fraction_of(row.rate),
                    row.grace_months,
                ),
                matchers_of(row.when, of),
            )
            for row in pack.depreciation
        ),
        digest=digest,
    )


def _rule(row: RuleRow, of: Currency) -> Rule:
    if isinstance(row.action, ActionTable):
        table = row.action
        action = Action(
            table.do,
            table.name,
            table.days,
            None if table.percent is None else fraction_of(table.percent),
            _amount(table.amount, of),
            table.count,
        )
    else:
        action = Action(row.action)
    return Rule(row.id, row.clause, action, matchers_of(row.when, of), row.priority, row.title)


def _manners(table: MannersTable, of: Currency) -> Manners:
    return Manners(
        limits=tuple(_limit(row, of) for row in table.limits),
        identity_needed=tuple(table.identity_needed.items()),
        identity_steps=table.identity_steps,
        override_roles=tuple(table.override_roles),
        confirm_above=_amount(table.confirm_above, of),
        type_above=_amount(table.type_above, of),
        hold_seconds=table.hold_seconds,
        long_hold_seconds=table.long_hold_seconds,
        reask_minutes=table.reask_minutes,
        offer_days=table.offer_days,
        reopen_days=table.reopen_days,
        refund_days=table.refund_days,
        refund_clause=table.refund_clause,
        approval_days=table.approval_days,
        sign_in_again_above=_amount(table.sign_in_again_above, of),
        sign_in_minutes=table.sign_in_minutes,
        reply_days=table.reply_days,
        reminders=table.reminders,
        review_at_risk=table.review_at_risk,
        formal=table.formal,
        fallback_languages=tuple(table.fallback_languages),
        signature=table.signature,
        outside_bodies=tuple(
            OutsideBody(row.country, row.name, row.website, row.takes_part) for row in table.outside_bodies
        ),
        never_say=tuple(table.never_say),
    )


def _limit(row: LimitRow, of: Currency) -> Limit:
    return Limit(
        row.role,
        money(row.amount, of.code),
        money(row.goodwill, of.code),
        _amount(row.per_day, of),
        _amount(row.goodwill_per_day, of),
        tuple(row.reasons),
        tuple(method.value for method in row.methods),
    )


def _amount(text: str | None, of: Currency) -> Money | None:
    return None if text is None else money(text, of.code)
