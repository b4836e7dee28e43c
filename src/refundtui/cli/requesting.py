"""What comes back and what is known, as the command line says it."""

from __future__ import annotations

import re
from argparse import Namespace
from dataclasses import replace
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.cli.items import read_day, read_items
from refundtui.cli.telling import Exit, Stopped
from refundtui.domain.case import Case
from refundtui.domain.findings import Fact
from refundtui.domain.matching import FACTS, FactType
from refundtui.domain.money import Currency, currency
from refundtui.domain.request import RefundRequest, Settle
from refundtui.i18n.words import t


def request_from(asked: Namespace, case: Case, of: Currency) -> RefundRequest:
    """The case's request with what was typed on the command line."""
    request = case.request
    if getattr(asked, "as_asked", False):
        request = _first_request(case)
    request = read_items(asked.items or (), request, case.order, of, only=asked.only)
    if asked.settle:
        request = replace(request, settle=Settle(asked.settle))
    return request


def _first_request(case: Case) -> RefundRequest:
    return case.quotes[0].request if case.quotes else case.request


def currency_of(case: Case, ports: Ports) -> Currency:
    if case.order is not None:
        return case.order.currency
    return currency(ports.rulebooks.for_case(case).policy.currency)


def facts_from(asked: Namespace) -> tuple[tuple[str, Fact], ...]:
    """`--fact opened=yes --fact photos=2`: each is read as its name asks; of a name of the brand's own yes and no,
    whole numbers and days are.
    """
    return tuple(_fact(text) for text in asked.fact or ())


def _fact(text: str) -> tuple[str, Fact]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name:
        raise Stopped(Exit.USAGE, t("A fact is written like opened=yes; found “{text}”.", text=text))
    spec, lowered = FACTS.get(name), value.lower()
    kind = spec.type if spec is not None else None
    if kind is FactType.TAGS:
        return name, tuple(tag for one in value.split(",") if (tag := one.strip()))
    if kind is FactType.TEXT:
        return name, value
    if kind is FactType.DAY or (kind is None and _DAY.fullmatch(lowered)):
        return name, read_day(lowered)
    if kind in {FactType.FLAG, None} and lowered in {"yes", "true", "no", "false"}:
        return name, lowered in {"yes", "true"}
    if kind in {FactType.NUMBER, None} and lowered.isascii() and lowered.isdigit() and len(lowered) < 10:
        return name, int(lowered)
    return name, value  # no answer, and the office says so


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
