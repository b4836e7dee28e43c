"""Whatever is written in JSON is read back as exactly what it was."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from refundtui.domain import case, order, quote, request, terms
from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer, QuoteVersion
from refundtui.domain.commands import Command
from refundtui.domain.findings import Finding
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order
from refundtui.domain.quote import Quote, QuoteRow, RowCode
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest
from refundtui.domain.terms import Terms
from refundtui.wire import cases as bodies, orders, quotes, requests, terms as terms_bodies
from refundtui.wire.bodies import SCHEMA, Body, FindingBody, NotReadableError
from refundtui.wire.cases import Due, decode_case, encode_case, read_head
from refundtui.wire.commands import CommandBody, decode_command, encode_command
from refundtui.wire.orders import decode_order, encode_order
from refundtui.wire.quotes import QuoteBody, quote_json
from refundtui.wire.requests import RequestBody
from refundtui.wire.submissions import (
    SubmissionRead,
    decode_findings,
    decode_submission,
    encode_findings,
    encode_submission,
    fingerprint,
)
from refundtui.wire.terms import TermsBody
from tests.support import strategies

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EUR = currency("EUR")


def a_case(**changes: Any) -> Case:
    known: dict[str, Any] = {
        "id": CaseId("0192"),
        "reference": "RF-0000001",
        "brand": BrandId("acme"),
        "state": CaseState.INTAKE,
        "customer": Customer("Łucja Żak", "lucja@example.com", "+48 600 100 200", "pl", "PL"),
        "reason": Reason.LATE,
        "received_at": NOON,
    }
    return Case(**{**known, **changes})


whole = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@whole
@given(strategies.any_case)
def test_a_case_comes_back_as_it_was(one: Case) -> None:
    assert decode_case(encode_case(one)) == one


@whole
@given(strategies.any_order)
def test_an_order_comes_back_as_it_was(one: Order) -> None:
    assert decode_order(encode_order(one)) == one


@whole
@given(strategies.refund_requests)
def test_a_request_comes_back_as_it_was(one: RefundRequest) -> None:
    body = msgspec.json.encode(RequestBody.of(one))
    assert msgspec.json.decode(body, type=RequestBody).request() == one


@whole
@given(strategies.any_terms)
def test_terms_come_back_as_they_were(one: Terms) -> None:
    body = msgspec.json.encode(TermsBody.of(one))
    assert msgspec.json.decode(body, type=TermsBody).terms() == one


@whole
@given(strategies.any_quote)
def test_a_quote_comes_back_as_it_was_with_its_fingerprint(one: Quote) -> None:
    again = msgspec.json.decode(msgspec.json.encode(QuoteBody.of(one)), type=QuoteBody).quote()
    assert again == one
    assert again.fingerprint == one.fingerprint


@whole
@given(st.lists(strategies.findings, max_size=3).map(tuple))
def test_findings_come_back_as_they_were(found: tuple[Finding, ...]) -> None:
    assert decode_findings(encode_findings(found)) == found


@whole
@given(
    strategies.any_command,
    st.integers(0, 9),
    strategies.maybe(strategies.ids),
    strategies.maybe(strategies.instants),
)
def test_a_submission_comes_back_as_it_was(
    command: Command, version: int, after: str | None, not_before: datetime | None
) -> None:
    assert decode_command(encode_command(command)) == command
    made = SubmissionRead("s1", CaseId("c1"), command, version, "kim", NOON, after, not_before)
    assert decode_submission(encode_submission(made)) == made


def test_every_command_has_its_body_under_its_own_code() -> None:
    tags = {body.__struct_config__.tag for body in CommandBody.__args__}
    assert tags == {kind.code for kind in strategies.command_kinds}


BODIES: list[tuple[type[Any], type[Body]]] = [
    (case.Case, bodies.CaseBody),
    (case.Customer, bodies.CustomerBody),
    (case.Note, bodies.NoteBody),
    (case.Evidence, bodies.EvidenceBody),
    (case.Message, bodies.MessageBody),
    (case.QuoteVersion, bodies.QuoteVersionBody),
    (case.Offer, bodies.OfferBody),
    (case.Approval, bodies.ApprovalBody),
    (case.Denial, bodies.DenialBody),
    (case.OverrideRecord, bodies.OverrideBody),
    (case.Snooze, bodies.SnoozeBody),
    (case.CaseEvent, bodies.EventBody),
    (case.RelatedClaim, bodies.RelatedBody),
    (order.Order, orders.OrderBody),
    (order.OrderLine, orders.LineBody),
    (order.ServicePeriod, orders.PeriodBody),
    (order.Payment, orders.PaymentBody),
    (order.EarlierRefund, orders.EarlierBody),
    (order.RefundedPart, orders.PartBody),
    (order.OrderDiscount, orders.DiscountBody),
    (quote.Quote, quotes.QuoteBody),
    (quote.QuoteRow, quotes.RowBody),
    (quote.Leg, quotes.LegBody),
    (quote.SwitchUsed, quotes.SwitchBody),
    (request.RefundRequest, requests.RequestBody),
    (request.Charge, requests.ChargeBody),
    (request.TypedDeduction, requests.DeductionBody),
    (terms.Terms, terms_bodies.TermsBody),
    (terms.Fee, terms_bodies.FeeBody),
    (terms.GradeDeduction, terms_bodies.GradeBody),
    (terms.Depreciation, terms_bodies.DepreciationBody),
    (terms.Struck, terms_bodies.StruckBody),
    (terms.Source, terms_bodies.SourceBody),
    (Finding, FindingBody),
    *zip(request.Item.__args__, requests.ItemBody.__args__, strict=True),
    *zip(strategies.command_kinds, CommandBody.__args__, strict=True),
]


@pytest.mark.parametrize(("kind", "body"), BODIES, ids=lambda each: each.__name__)
def test_no_field_is_lost_on_the_wire(kind: type[Any], body: type[Body]) -> None:
    spelled = {name.removesuffix("_minor") for name in body.__struct_fields__}
    assert {spec.name for spec in dataclasses.fields(kind)} <= spelled


def test_the_queue_is_told_amount_and_deadline_without_opening_the_case() -> None:
    row = QuoteRow(RowCode.GOODS, Money(2916, EUR), Money(2450, EUR))
    quoted = QuoteVersion(1, RefundRequest(), Quote(EUR, (row,)), "kim", NOON)
    head = read_head(
        encode_case(a_case(claimed=Money(5000, EUR), quotes=(quoted,)), Due(at=NOON, is_legal=True))
    )
    assert head.amount is not None
    assert (head.amount.minor, head.amount.currency) == (2916, "EUR")
    assert head.due == Due(at=NOON, is_legal=True)
    assert head.customer.phone == "+48 600 100 200"
    claimed = read_head(encode_case(a_case(claimed=Money(5000, EUR))))
    assert claimed.amount is not None
    assert claimed.amount.minor == 5000
    assert claimed.due is None


def test_a_field_from_a_newer_version_is_ignored() -> None:
    body = json.loads(encode_case(a_case()))
    body["schema"] = SCHEMA + 1
    body["colour"] = {"of": "money"}
    body["customer"]["pronoun"] = "she"
    assert decode_case(json.dumps(body).encode()) == a_case()


@pytest.mark.parametrize(
    ("change", "where", "newer"),
    [
        ({"state": "dreaming"}, "$.state", False),
        ({"state": "dreaming", "schema": SCHEMA + 1}, "$.state", True),
        ({"received_at": "2026-11-20T12:00:00"}, "$.received_at", False),
        ({"claimed": {"minor": 12.5, "currency": "EUR"}}, "$.claimed.minor", False),
        ({"claimed": {"minor": 12, "currency": "XAU"}}, "", False),
    ],
    ids=["unknown state", "state of a newer version", "no zone", "half a cent", "gold"],
)
def test_a_body_that_says_nonsense_is_refused_with_its_place(
    change: dict[str, Any], where: str, newer: bool
) -> None:
    body = json.dumps({**json.loads(encode_case(a_case())), **change}).encode()
    with pytest.raises(NotReadableError) as refusal:
        decode_case(body)
    assert (refusal.value.where, refusal.value.newer) == (where, newer)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"id": 1}', b"[" * 100_000])
def test_torn_or_foreign_bytes_are_refused(body: bytes) -> None:
    for read in (decode_case, decode_order, decode_command, decode_submission, decode_findings, read_head):
        if read is decode_findings and body == b"[]":
            continue
        with pytest.raises(NotReadableError):
            read(body)


def test_a_command_with_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(NotReadableError, match="surprise"):
        decode_command(b'{"code": "take", "surprise": 1}')


def test_a_fingerprint_is_of_the_value_not_of_its_spelling() -> None:
    one = fingerprint(b'{"a": 1, "b": [1, 2]}')
    assert one == fingerprint(b'{"b":[1,2],"a":1}')
    assert one != fingerprint(b'{"b":[2,1],"a":1}')


@whole
@given(strategies.any_quote)
def test_the_printed_quote_adds_up(one: Quote) -> None:
    printed = json.loads(json.dumps(quote_json(one)))
    applied = [row for row in printed["rows"] if not row.get("struck")]
    assert sum(row["amount_minor"] for row in applied) == printed["total_minor"] == one.total.minor
    assert printed["currency"] == one.currency.code


@pytest.mark.parametrize("rate", ['"19/100"', '"0.19"'])
def test_an_exact_rate_is_read_as_fraction_or_decimal(rate: str) -> None:
    assert decode_order(_order_at(rate)).lines[0].taxes[0].rate == Fraction(19, 100)


@pytest.mark.parametrize("rate", ["0.19", '"1/0"', '"1e9"', '"nan"', '"٣"', '""'])
def test_a_rate_is_never_a_float_nor_anything_else(rate: str) -> None:
    with pytest.raises(NotReadableError):
        decode_order(_order_at(rate))


def _order_at(rate: str) -> bytes:
    tax = f'{{"code": "vat", "minor": 16, "rate": {rate}}}'
    line = f'{{"id": "1", "title": "", "units": 1, "net_minor": 84, "taxes": [{tax}]}}'
    return f'{{"id": "1", "currency": "EUR", "lines": [{line}]}}'.encode()
