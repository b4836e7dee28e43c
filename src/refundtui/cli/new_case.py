"""`refundtui case new`: somebody is on the phone."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from refundtui.casework.deciding import open_case
from refundtui.casework.ports import Ports
from refundtui.cli.asking import choose, told
from refundtui.cli.items import read_items, read_typed_amount
from refundtui.cli.opening import desk_ports
from refundtui.cli.requesting import facts_from
from refundtui.cli.submitting import say_what_became_of_it
from refundtui.cli.telling import Exit, Stopped, complain, say, speech
from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer
from refundtui.domain.hostile_text import clean_line, clean_value
from refundtui.domain.money import Currency, currency
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest
from refundtui.domain.said_facts import facts_of_the_order
from refundtui.i18n.words import t


def run_new(asked: Namespace) -> int:
    """Somebody on the phone: the order is looked up, or only its number is kept."""
    with desk_ports(asked) as ports:
        for typed in (asked.order, asked.customer, asked.email):
            _refuse_what_is_not_seen(typed or "")
        brands = tuple(ports.rulebooks.brands())
        brand = asked.brand or choose(t("Which brand?"), {name: name for name in brands})
        if brand not in brands:
            raise Stopped(
                Exit.USAGE,
                t("There is no brand “{brand}”; there are: {known}.", brand=brand, known=", ".join(brands)),
            )
        reason = Reason(asked.reason or choose(t("Why?"), {one.value: speech().label(one) for one in Reason}))
        known = _known_order(asked.order, brand, ports)
        order = known.order if known else None
        customer = _customer(asked, known)
        if order is None:
            number = clean_value(asked.order)
            complain(t("No order {number} is known; the case keeps the number.", number=number))
        of = order.currency if order else _currency_of_brand(BrandId(brand), customer, reason, ports)
        request = read_items(asked.items or (), RefundRequest(), order, of)
        claimed = read_typed_amount(asked.claimed, of) if asked.claimed is not None else None
        facts = (*(facts_of_the_order(known) if known else ()), *facts_from(asked))
        opened = open_case(
            ports,
            brand=BrandId(brand),
            customer=customer,
            reason=reason,
            order=order,
            order_ref=asked.order,
            request=request,
            claimed=claimed,
            channel=asked.channel,
            facts=facts,
            only_asking=asked.dry_run,
        )
        if opened == ():
            say(t("Possible. Nothing was changed; this was only a trial."))
            return Exit.DONE
        return say_what_became_of_it(opened, ports, asked)


def _refuse_what_is_not_seen(typed: str) -> None:
    """A number that is kept otherwise than it was typed is another number: nothing is left out in silence."""
    if clean_line(typed) != typed.strip():
        raise Stopped(
            Exit.USAGE,
            t("“{typed}” was typed with signs that cannot be seen; type it without them.", typed=typed),
            t("Nothing was changed."),
        )


def _currency_of_brand(brand: BrandId, customer: Customer, reason: Reason, ports: Ports) -> Currency:
    """What an amount is meant in while no order says it: the brand's own money."""
    case = Case(CaseId(""), "", brand, CaseState.INTAKE, customer, reason, ports.clock.now())
    return currency(ports.rulebooks.for_case(case).policy.currency)


def _known_order(number: str, brand: str, ports: Ports) -> Case | None:
    """From the cache where a case has it, else from the office's orders."""
    case_id = ports.cache.find(number)
    case = ports.cache.case(case_id) if case_id is not None else None
    if case is not None and case.brand == brand and case.order is not None and case.order.id == number:
        return case
    behind = getattr(ports.office, "behind", None)
    office = behind() if behind is not None else None
    found: Case | None = office.store.order(brand, number) if office is not None else None
    return found


def _customer(asked: Namespace, known: Case | None) -> Customer:
    if known is not None and not asked.customer:
        customer = known.customer
    else:
        name = asked.customer or told(t("Who is asking?"), option="--customer", example="Jana Brückner")
        customer = Customer(name, language="")
    changes = {
        field: value
        for field, value in (("email", asked.email), ("language", asked.language), ("country", asked.country))
        if value
    }
    return replace(customer, **changes)
