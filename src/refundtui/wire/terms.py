"""The terms of one quote in JSON, for a case that is brought along in a file."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Final

from refundtui.domain.reasons import Grade
from refundtui.domain.switches import Switches, options
from refundtui.domain.terms import (
    Depreciation,
    Fee,
    FeeBase,
    GradeDeduction,
    Method,
    Source,
    Struck,
    Terms,
)
from refundtui.wire.bodies import (
    Body,
    FractionText,
    MoneyBody,
    body_of,
    fraction_text,
    maybe_fraction,
    maybe_money,
    maybe_money_body,
    value_of,
)

_DEFAULTS: Final = Switches()


class SourceBody(Body):
    rule: str = ""
    clause: str = ""

    @classmethod
    def of(cls, source: Source) -> SourceBody:
        return cls(rule=source.rule, clause=source.clause)

    def source(self) -> Source:
        return Source(self.rule, self.clause)


def maybe_source_body(source: Source) -> SourceBody | None:
    return SourceBody.of(source) if source.rule or source.clause else None


def maybe_source(body: SourceBody | None) -> Source:
    return Source() if body is None else body.source()


class FeeBody(Body):
    code: str
    source: SourceBody
    amount: MoneyBody | None = None
    percent: FractionText | None = None
    base: FeeBase = FeeBase.ORDER
    line_ids: tuple[str, ...] | None = None
    grades: tuple[Grade, ...] | None = None


class GradeBody(Body):
    grade: Grade
    percent: FractionText
    source: SourceBody
    evidence_needed: tuple[str, ...] = ()


class DepreciationBody(Body):
    method: Method
    months: int
    source: SourceBody
    floor: FractionText = "0"
    rate: FractionText | None = None
    grace_months: int = 0


class StruckBody(Body):
    code: str
    source: SourceBody


class KeptOutBody(Body):
    line_id: str
    source: SourceBody


class RowSource(Body):
    code: str
    source: SourceBody


class TermsBody(Body):
    """`switches` names only those that differ from the defaults: `{"tender_order": "card_first"}`."""

    switches: dict[str, str | bool] = {}  # noqa: RUF012 (msgspec gives every body its own)
    fees: tuple[FeeBody, ...] = ()
    grades: tuple[GradeBody, ...] = ()
    depreciation: DepreciationBody | None = None
    struck: tuple[StruckBody, ...] = ()
    kept_out: tuple[KeptOutBody, ...] = ()
    deliver_back: bool = False
    delivery_source: SourceBody | None = None
    delivery_in_full: bool = False
    minimum: MoneyBody | None = None
    minimum_source: SourceBody | None = None
    non_refundable_tenders: tuple[str, ...] = ()
    other_tenders: tuple[str, ...] = ()
    sources: tuple[RowSource, ...] = ()
    policy: str = ""

    @classmethod
    def of(cls, terms: Terms) -> TermsBody:
        schedule = terms.depreciation
        return body_of(
            cls,
            terms,
            switches=switches_body(terms.switches),
            fees=tuple(
                body_of(
                    FeeBody,
                    fee,
                    source=SourceBody.of(fee.source),
                    amount=maybe_money_body(fee.amount),
                    percent=fraction_text(fee.percent),
                )
                for fee in terms.fees
            ),
            grades=tuple(
                body_of(
                    GradeBody,
                    deduction,
                    grade=grade,
                    percent=str(deduction.percent),
                    source=SourceBody.of(deduction.source),
                )
                for grade, deduction in terms.grades
            ),
            depreciation=None
            if schedule is None
            else body_of(
                DepreciationBody,
                schedule,
                source=SourceBody.of(schedule.source),
                floor=str(schedule.floor),
                rate=fraction_text(schedule.rate),
            ),
            struck=tuple(StruckBody(code=it.code, source=SourceBody.of(it.source)) for it in terms.struck),
            kept_out=tuple(KeptOutBody(line_id=it, source=SourceBody.of(by)) for it, by in terms.kept_out),
            delivery_source=maybe_source_body(terms.delivery_source),
            minimum=maybe_money_body(terms.minimum),
            minimum_source=maybe_source_body(terms.minimum_source),
            sources=tuple(RowSource(code=code, source=SourceBody.of(it)) for code, it in terms.sources),
        )

    def terms(self) -> Terms:
        schedule = self.depreciation
        return value_of(
            Terms,
            self,
            switches=switches(self.switches),
            fees=tuple(
                value_of(
                    Fee,
                    fee,
                    source=fee.source.source(),
                    amount=maybe_money(fee.amount),
                    percent=maybe_fraction(fee.percent),
                )
                for fee in self.fees
            ),
            grades=tuple(
                (
                    body.grade,
                    value_of(
                        GradeDeduction, body, percent=Fraction(body.percent), source=body.source.source()
                    ),
                )
                for body in self.grades
            ),
            depreciation=None
            if schedule is None
            else value_of(
                Depreciation,
                schedule,
                source=schedule.source.source(),
                floor=Fraction(schedule.floor),
                rate=maybe_fraction(schedule.rate),
            ),
            struck=tuple(Struck(it.code, it.source.source()) for it in self.struck),
            kept_out=tuple((it.line_id, it.source.source()) for it in self.kept_out),
            delivery_source=maybe_source(self.delivery_source),
            minimum=maybe_money(self.minimum),
            minimum_source=maybe_source(self.minimum_source),
            sources=tuple((it.code, it.source.source()) for it in self.sources),
        )


def switches_body(chosen: Switches) -> dict[str, str | bool]:
    return {
        spec.name: value if isinstance(value := getattr(chosen, spec.name), bool) else str(value)
        for spec in fields(Switches)
        if getattr(chosen, spec.name) != getattr(_DEFAULTS, spec.name)
    }


def switches(body: dict[str, str | bool]) -> Switches:
    """Raises `ValueError` naming what is possible."""
    known = {spec.name for spec in fields(Switches)}
    chosen: dict[str, object] = {}
    for name, text in body.items():
        if name not in known:
            raise ValueError(f"There is no switch {name!r}; there are {', '.join(sorted(known))}.")
        possible = options(name)
        for value in possible:
            if text is value or (isinstance(text, str) and not isinstance(value, bool) and text == value):
                chosen[name] = value
                break
        else:
            allowed = ", ".join(str(value).lower() for value in possible)
            raise ValueError(f"{name} cannot be {text!r}: it is one of {allowed}.")
    return Switches(**chosen)  # type: ignore[arg-type]  # each value is one of its own options
