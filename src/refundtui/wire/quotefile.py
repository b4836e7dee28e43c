"""The file of `refundtui quote`: an order, what is asked, and the policy to work it out under.

    {
      "order":   { … },            an order as `refundtui.wire.order_forms` spells it
      "request": { "items": [ … ] },
      "policy":  "lindenhof"       a brand whose pack is known: eligibility, fees and law come from there
    }

or with the terms written out:

    "policy": {
      "name": "ours@3",
      "switches": {"tender_order": "card_first"},
      "fees": [{"code": "restocking", "percent": "0.15", "clause": "Returns 4.2"}],
      "grades": {"B": {"percent": "0.10"}},
      "depreciation": {"method": "straight_line", "months": 24, "floor": "0.20"}
    }

With a brand, `reason`, `today`, `notice_on`, `goods_back_on`, `facts`, `evidence` and `customer` say what the rules ask for.
`refundtui quote --example` prints a whole one.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from refundtui.domain.case import Customer, Evidence
from refundtui.domain.findings import Fact
from refundtui.domain.money import Currency
from refundtui.domain.order import Order
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import RefundRequest
from refundtui.domain.switches import SWITCHES, Switches, options
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
from refundtui.wire.case_forms import (
    CustomerForm,
    EvidenceForm,
    FactForm,
    read_customer,
    read_evidence,
    read_facts,
)
from refundtui.wire.order_forms import (
    OrderForm,
)
from refundtui.wire.problems import DocumentError, Problem, parsed_json, problem, short, validated
from refundtui.wire.reading import (
    Reading,
)
from refundtui.wire.reading_orders import (
    read_order,
)
from refundtui.wire.reading_requests import (
    read_request,
)
from refundtui.wire.request_forms import (
    RequestForm,
)
from refundtui.wire.written import (
    Count,
    Day,
    Decimal,
    Name,
    Text,
    Written,
)

GradeName = Literal["A", "B", "C", "D", "E", "X", "T", "W", "P", "S", "N"]


class FeeForm(Written):
    """`amount` or `percent`, once an order, line or unit; `lines` and `grades` narrow it."""

    code: Name
    amount: Decimal | None = None
    percent: Decimal | None = None
    base: Literal["order", "line", "unit"] = "order"
    lines: list[Name] | None = None
    grades: list[GradeName] | None = None
    clause: Text = ""


class GradeForm(Written):
    percent: Decimal
    evidence_needed: list[Name] = Field(default_factory=list)
    clause: Text = ""


class DepreciationForm(Written):
    method: Literal["straight_line", "declining"] = "straight_line"
    months: Annotated[int, Field(ge=1, le=1200)]
    floor: Decimal = "0"
    rate: Decimal | None = None
    grace_months: Count = 0
    clause: Text = ""


class TermsForm(Written):
    name: Text = ""
    switches: dict[str, str | bool] = Field(default_factory=dict)
    fees: list[FeeForm] = Field(default_factory=list)
    grades: dict[GradeName, GradeForm] = Field(default_factory=dict)
    depreciation: DepreciationForm | None = None
    struck: list[Name] = Field(default_factory=list)
    deliver_back: bool = False
    delivery_in_full: bool = False
    minimum: Decimal | None = None
    non_refundable_tenders: list[Name] = Field(default_factory=list)
    other_tenders: list[Name] = Field(default_factory=list)


class QuoteFile(Written):
    order: OrderForm
    request: RequestForm
    policy: Annotated[Name | TermsForm, Field(union_mode="left_to_right")] = TermsForm()
    reason: Annotated[Reason | None, Field(strict=False)] = None
    today: Day | None = None
    notice_on: Day | None = None
    goods_back_on: Day | None = None
    facts: dict[str, FactForm] = Field(default_factory=dict)
    evidence: list[EvidenceForm] = Field(default_factory=list)
    customer: CustomerForm = CustomerForm()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the file asks: `terms` is set when it spells them out, `brand` when it names a pack."""

    order: Order
    request: RefundRequest
    terms: Terms | None
    brand: str
    customer: Customer
    reason: Reason | None = None
    today: date | None = None
    notice_on: date | None = None
    goods_back_on: date | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def read_quote_file(text: str | bytes) -> Asked:
    """The question a file asks; raises `DocumentError` with every mistake and its place."""
    form = _form(parsed_json(text))
    reading = Reading()
    order = read_order(form.order, reading)
    request = read_request(form.request, order, order.currency, reading)
    spelled_out = isinstance(form.policy, TermsForm)
    return reading.finish(
        Asked(
            order=order,
            request=request,
            terms=_terms(form.policy, order.currency, reading)
            if isinstance(form.policy, TermsForm)
            else None,
            brand="" if spelled_out else str(form.policy),
            customer=read_customer(form.customer),
            reason=form.reason,
            today=form.today,
            notice_on=form.notice_on,
            goods_back_on=form.goods_back_on,
            facts=read_facts(form.facts, reading),
            evidence=read_evidence(form.evidence),
        )
    )


def _form(document: Any) -> QuoteFile:
    """The policy is read apart, so that a mistake in it is told as one, not as "neither text nor object"."""
    if not isinstance(document, dict):
        raise DocumentError([problem("", "field.not_an_object", value=short(document))])
    policy = document.get("policy")
    if not isinstance(policy, dict):
        return validated(QuoteFile, document)
    problems: list[Problem] = []
    terms = TermsForm()
    try:
        terms = validated(TermsForm, policy, "policy")
    except DocumentError as wrong:
        problems.extend(wrong.problems)
    try:
        form = validated(QuoteFile, {**document, "policy": "-"})
    except DocumentError as wrong:
        raise DocumentError([*wrong.problems, *problems]) from None
    if problems:
        raise DocumentError(problems)
    return form.model_copy(update={"policy": terms})


def _terms(form: TermsForm, of: Currency, reading: Reading) -> Terms:
    depreciation = form.depreciation
    if depreciation is not None and (depreciation.method == "declining") is not (
        depreciation.rate is not None
    ):
        reading.problems.append(problem("policy.depreciation.rate", "depreciation.rate"))
    return Terms(
        switches=read_switches(form.switches, reading, "policy.switches"),
        fees=tuple(_fee(fee, of, reading, f"policy.fees[{n}]") for n, fee in enumerate(form.fees)),
        grades=tuple(
            (
                Grade(name),
                GradeDeduction(
                    reading.part(grade.percent, f"policy.grades.{name}.percent") or Fraction(0),
                    Source(f"grade-{name}", grade.clause),
                    tuple(grade.evidence_needed),
                ),
            )
            for name, grade in form.grades.items()
        ),
        depreciation=None
        if depreciation is None
        else Depreciation(
            method=Method(depreciation.method),
            months=depreciation.months,
            source=Source("depreciation", depreciation.clause),
            floor=reading.part(depreciation.floor, "policy.depreciation.floor") or Fraction(0),
            rate=reading.part(depreciation.rate, "policy.depreciation.rate"),
            grace_months=depreciation.grace_months,
        ),
        struck=tuple(Struck(code, Source("struck")) for code in form.struck),
        deliver_back=form.deliver_back,
        delivery_in_full=form.delivery_in_full,
        minimum=reading.maybe_money(form.minimum, of, "policy.minimum"),
        non_refundable_tenders=tuple(form.non_refundable_tenders),
        other_tenders=tuple(form.other_tenders),
        policy=form.name,
    )


def _fee(form: FeeForm, of: Currency, reading: Reading, path: str) -> Fee:
    if (form.amount is None) == (form.percent is None):
        reading.problems.append(problem(path, "fee.amount_or_percent"))
    amount = reading.maybe_money(form.amount, of, f"{path}.amount")
    if amount is not None and amount.minor < 0:
        reading.problems.append(problem(f"{path}.amount", "field.too_small", limit=0))
    return Fee(
        code=form.code,
        source=Source(form.code, form.clause),
        amount=amount,
        percent=reading.part(form.percent, f"{path}.percent"),
        base=FeeBase(form.base),
        line_ids=None if form.lines is None else tuple(form.lines),
        grades=None if form.grades is None else tuple(map(Grade, form.grades)),
    )


def read_switches(written: dict[str, str | bool], reading: Reading, path: str) -> Switches:
    """The brand's answers; a switch or value nobody knows is noted with the nearest one."""
    chosen: dict[str, Any] = {}
    for name, value in written.items():
        if name not in SWITCHES:
            nearest = difflib.get_close_matches(name, SWITCHES, n=1, cutoff=0.5)
            reading.problems.append(
                problem(f"{path}.{name}", "field.unknown", name=name, nearest=nearest[0] if nearest else "")
            )
            continue
        found = [
            option for option in options(name) if option is value or str(option).lower() == str(value).lower()
        ]
        if found:
            chosen[name] = found[0]
        else:
            allowed = ", ".join(str(option).lower() for option in options(name))
            reading.problems.append(
                problem(f"{path}.{name}", "field.not_one_of", value=value, allowed=allowed)
            )
    return replace(Switches(), **chosen)


def schema() -> dict[str, Any]:
    """Every field of the file, as JSON Schema."""
    return QuoteFile.model_json_schema()


EXAMPLE: Final = """\
{
  "order": {
    "id": "A-1001",
    "currency": "EUR",
    "country": "DE",
    "ordered_at": "2026-11-05T18:20:00+01:00",
    "delivered_on": "2026-11-10",
    "lines": [
      {"id": "shirt", "title": "Shirt", "units": 2, "unit_price": "39.90",
       "taxes": [{"code": "VAT", "rate": "0.19"}]},
      {"id": "jacket", "title": "Jacket", "units": 1, "unit_price": "129.00",
       "taxes": [{"code": "VAT", "rate": "0.19"}]},
      {"id": "delivery", "title": "Standard delivery", "kind": "shipping", "units": 0, "line_total": "4.90",
       "taxes": [{"code": "VAT", "rate": "0.19"}]}
    ],
    "discounts": [{"amount": "20.00"}],
    "payments": [{"id": "card", "kind": "card", "label": "Visa ••4242", "captured": "193.70"}]
  },
  "request": {
    "items": [
      {"type": "price_reduction", "line": "jacket", "actual_value": "96.75", "conforming_value": "129.00"}
    ]
  },
  "policy": {"name": "example@1", "switches": {"delivery_on_part": "not"}}
}
"""
