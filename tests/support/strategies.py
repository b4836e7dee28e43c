"""Whole domain values for properties: every field of every kind, in one currency where that is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from refundtui.domain import (
    case as cases,
    commands,
    order as orders,
    other_way,
    quote as quotes,
    request as requests,
    terms,
)
from refundtui.domain.case import BrandId, Case, CaseId
from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Currency, Money, currencies
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.domain.switches import SWITCHES, Switches, options

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
names = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=8)
ids = names
counts = st.integers(0, 1000)
minors = st.integers(-(10**12), 10**12)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (`timezones` adds it)
fractions = st.fractions(-10, 10, max_denominator=10**6)
all_currencies = st.sampled_from(currencies())
any_money = st.builds(Money, minors, all_currencies)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def some(strategy: st.SearchStrategy[Any], at_most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=at_most).map(tuple)


def money_in(of: Currency) -> st.SearchStrategy[Money]:
    return st.builds(Money, minors, st.just(of))


facts_of_any_type: st.SearchStrategy[Fact] = st.one_of(
    words, st.integers(-(2**53), 2**53), st.booleans(), days, instants, any_money, some(words)
)


def named_facts(at_most: int = 4) -> st.SearchStrategy[tuple[tuple[str, Fact], ...]]:
    return st.dictionaries(names, facts_of_any_type, max_size=at_most).map(lambda facts: tuple(facts.items()))


findings = st.builds(
    Finding,
    code=names,
    outcome=st.sampled_from(Outcome),
    facts=named_facts(2),
    basis=st.sampled_from(Basis),
    rule=words,
    clause=words,
    decided_by=names,
)


# --- Orders ----------------------------------------------------------------------------------------


def taxes(of: Currency) -> st.SearchStrategy[orders.Tax]:
    return st.builds(orders.Tax, code=names, amount=money_in(of), rate=maybe(fractions))


def order_lines(of: Currency) -> st.SearchStrategy[orders.OrderLine]:
    amount = money_in(of)
    return st.builds(
        orders.OrderLine,
        id=ids,
        title=words,
        units=counts,
        net=amount,
        taxes=some(taxes(of), 2),
        kind=st.sampled_from(orders.LineKind),
        sku=words,
        category=words,
        tags=some(words, 2),
        listed=maybe(amount),
        discount=maybe(amount),
        order_discount=maybe(amount),
        price_includes_tax=st.booleans(),
        delivered_on=maybe(days),
        period=maybe(
            st.builds(
                orders.ServicePeriod,
                start=maybe(days),
                end_exclusive=maybe(days),
                days=maybe(counts),
                trial_end_exclusive=maybe(days),
            )
        ),
        surcharge=maybe(amount),
    )


def earlier_refunds(of: Currency) -> st.SearchStrategy[orders.EarlierRefund]:
    amount = money_in(of)
    part = st.builds(
        orders.RefundedPart,
        line_id=ids,
        gross=amount,
        units=counts,
        taxes=maybe(some(taxes(of), 2)),
        withheld=maybe(amount),
        unit=maybe(counts),
        typed_net=maybe(amount),
    )
    return st.builds(
        orders.EarlierRefund,
        id=ids,
        parts=some(part, 2),
        loose=maybe(amount),
        spent=maybe(amount),
        loose_taxes=some(taxes(of), 2),
        tenders=some(st.tuples(ids, amount), 2),
        status=st.sampled_from(orders.RefundStatus),
        kind=names,
        on=maybe(days),
        seller=words,
    )


def orders_in(of: Currency) -> st.SearchStrategy[orders.Order]:
    amount = money_in(of)
    return st.builds(
        orders.Order,
        id=ids,
        currency=st.just(of),
        lines=some(order_lines(of)),
        payments=some(
            st.builds(
                orders.Payment,
                id=ids,
                captured=amount,
                kind=st.sampled_from(orders.TenderKind),
                label=words,
                refundable=maybe(amount),
                disputed=maybe(amount),
                can_be_refunded=st.booleans(),
                shares=some(st.tuples(ids, amount), 2),
                provider=names,
                reference=words,
                capture=words,
            ),
            2,
        ),
        earlier=some(earlier_refunds(of), 2),
        discounts=some(
            st.builds(
                orders.OrderDiscount,
                amount=amount,
                minimum=maybe(amount),
                percent=maybe(fractions),
                line_ids=some(ids, 2),
            ),
            1,
        ),
        status=words,
        ordered_at=maybe(instants),
        delivered_on=maybe(days),
        country=words,
        region=words,
        channel=words,
        tags=some(words, 2),
        tax_ceiling=maybe(amount),
        stored_value_left=maybe(amount),
        declared_total=maybe(amount),
    )


any_order = all_currencies.flatmap(orders_in)


# --- Requests --------------------------------------------------------------------------------------

_stated = st.sampled_from(requests.Stated)
items: st.SearchStrategy[requests.Item] = st.one_of(
    st.builds(requests.Units, line_id=ids, units=counts, grade=maybe(st.sampled_from(Grade))),
    st.builds(
        requests.LineAmount,
        line_id=ids,
        amount=any_money,
        stated=_stated,
        units=counts,
        unit=maybe(counts),
        taxes=maybe(some(st.tuples(names, any_money), 2)),
    ),
    st.builds(requests.RestOfLine, line_id=ids),
    st.builds(requests.Everything),
    st.builds(
        requests.UnusedTime, line_id=ids, ended_on=maybe(days), counted=maybe(counts), upgrade=st.booleans()
    ),
    st.builds(requests.UnusedUnits, line_id=ids, used=counts),
    st.builds(
        requests.PriceReduction,
        line_id=ids,
        actual_value=any_money,
        conforming_value=any_money,
        units=counts,
    ),
    st.builds(requests.OrderReduction, amount=any_money, stated=_stated),
    st.builds(requests.Repriced, line_id=ids, new_price=any_money),
    st.builds(
        requests.Goodwill,
        amount=any_money,
        stated=_stated,
        tax_rate=maybe(fractions),
        code=names,
    ),
    st.builds(requests.DepreciatedValue, line_id=ids, months=counts, units=counts),
    st.builds(requests.FromPayment, payment_id=ids, amount=maybe(any_money), seller=words),
)
_settle = st.sampled_from(requests.Settle)
refund_requests = st.builds(
    requests.RefundRequest,
    items=some(items),
    charges=some(st.builds(requests.Charge, title=words, amount=any_money, part=fractions, kind=names), 1),
    deductions=some(st.builds(requests.TypedDeduction, code=names, amount=any_money), 1),
    override=maybe(any_money),
    settle=_settle,
    settle_split=some(st.tuples(_settle, any_money), 1),
    payment_id=maybe(ids),
    preferred_payment=maybe(ids),
    to_tender=words,
    tender_order=some(ids, 2),
    even_exchange=st.booleans(),
    pair_with_credit_note=st.booleans(),
)


# --- Terms and quotes ------------------------------------------------------------------------------

sources = st.builds(terms.Source, rule=words, clause=words)
switches = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(options(name)) for name in SWITCHES}
).map(lambda chosen: Switches(**chosen))  # type: ignore[arg-type]  # each value is one of its own options
_grades = st.sampled_from(Grade)
any_terms = st.builds(
    terms.Terms,
    switches=switches,
    fees=some(
        st.builds(
            terms.Fee,
            code=names,
            source=sources,
            amount=maybe(any_money),
            percent=maybe(fractions),
            base=st.sampled_from(terms.FeeBase),
            line_ids=maybe(some(ids, 2)),
            grades=maybe(some(_grades, 2)),
        ),
        2,
    ),
    grades=some(
        st.tuples(
            _grades,
            st.builds(
                terms.GradeDeduction, percent=fractions, source=sources, evidence_needed=some(names, 2)
            ),
        ),
        2,
    ),
    kept_out=some(st.tuples(ids, sources), 2),
    depreciation=maybe(
        st.builds(
            terms.Depreciation,
            method=st.sampled_from(terms.Method),
            months=counts,
            source=sources,
            floor=fractions,
            rate=maybe(fractions),
            grace_months=counts,
        )
    ),
    struck=some(st.builds(terms.Struck, code=names, source=sources), 1),
    deliver_back=st.booleans(),
    delivery_source=sources,
    delivery_in_full=st.booleans(),
    minimum=maybe(any_money),
    minimum_source=sources,
    non_refundable_tenders=some(names, 2),
    other_tenders=some(names, 2),
    sources=some(st.tuples(names, sources), 2),
    policy=words,
)


def quotes_in(of: Currency) -> st.SearchStrategy[quotes.Quote]:
    amount = money_in(of)
    row = st.builds(
        quotes.QuoteRow,
        code=st.sampled_from(quotes.RowCode),
        amount=amount,
        net=amount,
        taxes=some(taxes(of), 2),
        line_id=maybe(ids),
        units=counts,
        unit=maybe(counts),
        formula=names,
        inputs=some(st.tuples(names, words | counts | any_money), 3),
        source=sources,
        uncapped=maybe(amount),
        withheld=maybe(amount),
        listed=maybe(amount),
        discount=maybe(amount),
        struck=st.booleans(),
        switches=some(names, 2),
    )
    return st.builds(
        quotes.Quote,
        currency=st.just(of),
        rows=some(row),
        legs=some(
            st.builds(
                quotes.Leg,
                kind=st.sampled_from(quotes.LegKind),
                amount=amount,
                payment_id=ids,
                label=words,
            ),
            2,
        ),
        findings=some(findings, 1),
        switches=some(
            st.builds(quotes.SwitchUsed, name=names, value=words, what_if=some(st.tuples(words, amount), 2)),
            2,
        ),
        maximum=maybe(amount),
        computed=maybe(amount),
        owed_by_customer=maybe(amount),
        charged=maybe(amount),
        receivable_after=maybe(amount),
        stored_value_left=maybe(amount),
        policy=words,
    )


any_quote = all_currencies.flatmap(quotes_in)


# --- Cases -----------------------------------------------------------------------------------------

case_ids = st.uuids().map(lambda id_: CaseId(str(id_)))
brands = names.map(BrandId)
customers = st.builds(
    cases.Customer,
    name=words,
    email=words,
    phone=words,
    language=st.sampled_from(("en", "de", "pl", "ja", "pt-BR")),
    country=st.sampled_from(("", "DE", "PL", "JP", "US")),
    identity=st.sampled_from(cases.IdentityLevel),
    customer_ref=words,
)
notes = st.builds(cases.Note, id=ids, by=ids, at=instants, text=words)
evidence = st.builds(
    cases.Evidence,
    id=ids,
    kind=names,
    title=words,
    at=instants,
    by=ids,
    size=counts,
    media_type=words,
    digest=words,
)
messages = st.builds(
    cases.Message, at=instants, from_customer=st.booleans(), text=words, channel=names, subject=words
)
_states = st.sampled_from(cases.CaseState)
_reasons = st.sampled_from(Reason)
_quote_versions = st.builds(
    cases.QuoteVersion, number=counts, request=refund_requests, quote=any_quote, by=ids, at=instants
)
_offers = st.builds(
    cases.Offer,
    version=counts,
    amount=any_money,
    by=ids,
    at=instants,
    expires_at=instants,
    accepted_at=maybe(instants),
    acceptance=words,
    countered=maybe(any_money),
    closed=names,
)
_approvals = st.builds(
    cases.Approval,
    version=counts,
    fingerprint=words,
    amount=any_money,
    requested_by=ids,
    requested_at=instants,
    note=words,
    granted_by=ids,
    granted_at=maybe(instants),
    within_own_limit=st.booleans(),
    status=names,
)
_denials = st.builds(
    cases.Denial,
    grounds=some(st.sampled_from(cases.Ground), 2),
    clauses=some(words, 2),
    by=ids,
    at=instants,
    text=words,
    after_second_look=st.booleans(),
)
consents = st.builds(other_way.Consent, at=instants, by=st.sampled_from(other_way.ConsentBy), note=words)
payees = st.builds(
    other_way.Payee,
    id=st.from_regex(r"[a-z0-9][a-z0-9_]{0,7}", fullmatch=True),  # it travels as a name of an account
    name=words,
    iban=words,
    source=st.sampled_from(other_way.AccountFrom),
    check=st.sampled_from(other_way.NameCheck),
    checked_on=maybe(days),
    checked_by=words,
)
other_ways_agreed = st.builds(
    other_way.OtherWay,
    kind=st.sampled_from(other_way.WayKind),
    reason=st.sampled_from(other_way.AlternativeReason),
    consent=consents,
    by=ids,
    at=instants,
    payee=maybe(payees),
)

_events = st.builds(
    cases.CaseEvent,
    number=counts,
    kind=names,
    by=ids,
    at=instants,
    before=maybe(_states),
    after=_states,
    facts=named_facts(2),
)
_related = st.builds(
    cases.RelatedClaim,
    case_id=case_ids,
    reference=words,
    state=_states,
    line_ids=some(ids, 2),
    reason=_reasons,
    reserved=maybe(all_currencies.flatmap(earlier_refunds).filter(lambda held: held.currency is not None)),
    decided_by=words,
)
_elsewhere = st.builds(
    RefundElsewhere,
    gateway=names,
    refund=words,
    payment_id=ids,
    amount=any_money,
    made_on=maybe(days),
    status=st.sampled_from(orders.RefundStatus),
)
_payouts = st.builds(
    Payout,
    id=ids,
    amount=any_money,
    gateway=names,
    label=words,
    state=st.sampled_from(LegState),
    since=instants,
    sub=words,
    reason=names,
    trace=words,
    tries=counts,
    expires_at=maybe(instants),
    replaced=st.booleans(),
    expected_on=maybe(days),
)
any_case: st.SearchStrategy[Case] = st.builds(
    Case,
    id=case_ids,
    reference=words,
    brand=brands,
    state=_states,
    customer=customers,
    reason=_reasons,
    received_at=instants,
    order=maybe(any_order),
    order_ref=words,
    request=refund_requests,
    claimed=maybe(any_money),
    channel=names,
    version=st.integers(1, 10**6),
    decision_version=st.integers(1, 10**6),
    owner=words,
    taken_by_others=st.booleans(),
    facts=named_facts(),
    messages=some(messages, 2),
    notes=some(notes, 2),
    evidence=some(evidence, 2),
    quotes=some(_quote_versions, 2),
    offer=maybe(_offers),
    approval=maybe(_approvals),
    denial=maybe(_denials),
    overrides=some(
        st.builds(cases.OverrideRecord, rules=some(names, 2), reason=words, by=ids, at=instants), 1
    ),
    asked_for=some(words, 2),
    waiting_for=maybe(st.sampled_from(cases.WaitingFor)),
    snooze=maybe(st.builds(cases.Snooze, until=instants, reason=words, by=ids, keep_on_reply=st.booleans())),
    flags=st.frozensets(names, max_size=2),
    tags=st.frozensets(names, max_size=2),
    risk=st.integers(0, 100),
    risk_reasons=some(findings, 1),
    resolution=maybe(st.sampled_from(cases.Resolution)),
    merged_into=maybe(case_ids),
    linked=some(case_ids, 2),
    related=some(_related, 2),
    first_decider=words,
    notice_on=maybe(days),
    goods_back_on=maybe(days),
    reopened=counts,
    elsewhere=some(_elsewhere, 2),
    payouts=some(_payouts, 2),
    other_way=maybe(other_ways_agreed),
    events=some(_events, 2),
)


# --- Commands --------------------------------------------------------------------------------------

_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "CaseId": case_ids,
    "BrandId": brands,
    "Customer": customers,
    "Reason": _reasons,
    "Reason | None": maybe(_reasons),
    "datetime": instants,
    "datetime | None": maybe(instants),
    "Order | None": maybe(any_order),
    "RefundRequest": refund_requests,
    "Money | None": maybe(any_money),
    "Money": any_money,
    "str": words,
    "int": counts,
    "bool": st.booleans(),
    "date | None": maybe(days),
    "tuple[tuple[str, Fact], ...]": named_facts(2),
    "tuple[Message, ...]": some(messages, 2),
    "tuple[Evidence, ...]": some(evidence, 2),
    "tuple[str, ...]": some(words, 2),
    "tuple[Ground, ...]": some(st.sampled_from(cases.Ground), 2),
    "IdentityLevel": st.sampled_from(cases.IdentityLevel),
    "Evidence": evidence,
    "Message": messages,
    "Message | None": maybe(messages),
    "WaitingFor": st.sampled_from(cases.WaitingFor),
    "Resolution": st.sampled_from(cases.Resolution),
    "tuple[LegId, ...]": some(ids.map(LegId), 2),
    "WayKind": st.sampled_from(other_way.WayKind),
    "AlternativeReason": st.sampled_from(other_way.AlternativeReason),
    "Consent": consents,
    "Payee | None": maybe(payees),
    "frozenset[str]": st.frozensets(names, max_size=2),
}


def _command(kind: Callable[..., Any]) -> st.SearchStrategy[Any]:
    spelled = {name: kind_ for name, kind_ in kind.__annotations__.items() if name != "code"}
    return st.builds(kind, **{name: _FIELDS[of] for name, of in spelled.items()})


command_kinds: tuple[type[Any], ...] = commands.Command.__args__
any_command: st.SearchStrategy[commands.Command] = st.one_of([_command(kind) for kind in command_kinds])
