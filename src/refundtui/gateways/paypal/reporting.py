"""The account's own list of refunds, page by page, for joining both books.

PayPal lets up to three hours pass before something stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from refundtui.domain.legs.told import Report
from refundtui.gateways.one_request import name_in, text_in
from refundtui.gateways.paypal.reading import money_of, time_of
from refundtui.gateways.paypal.words import LISTED_STATES
from refundtui.office.ports import GatewayAway, ListedRefund

Told = Mapping[str, Any]

_REFUND: Final = "T1107"  # a refund that the merchant made
_LONGEST: Final = timedelta(days=31)  # of time that one question may span
_PAGE: Final = 500
_MOST_PAGES: Final = 100  # PayPal itself ends at twenty


def refunds_listed(
    ask: Callable[[str], Told | None], since: datetime, until: datetime
) -> Iterator[ListedRefund]:
    """`ask` answers a path with its query; raises `GatewayAway` where a page or a row cannot be read."""
    start = since.astimezone(UTC)
    while start < until:
        end = min(start + _LONGEST, until.astimezone(UTC))
        for transaction in _rows(ask, start, end):
            at = time_of(transaction, "transaction_initiation_date")
            if at is not None and start <= at < end:  # both ends are in what PayPal answers
                yield _listed(transaction)
        start = end


def _rows(ask: Callable[[str], Told | None], start: datetime, end: datetime) -> Iterator[Told]:
    for page in range(1, _MOST_PAGES + 1):
        query = {
            "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "end_date": f"{end + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",
            "transaction_type": _REFUND,
            "fields": "transaction_info",
            "page_size": str(_PAGE),
            "page": str(page),
        }
        told = ask(f"v1/reporting/transactions?{urlencode(query)}")
        rows, pages = (told or {}).get("transaction_details"), (told or {}).get("total_pages")
        if not isinstance(rows, list) or not isinstance(pages, int):
            raise GatewayAway("PayPal's list of refunds cannot be read.")
        for row in rows:
            transaction = row.get("transaction_info") if isinstance(row, dict) else None
            if not isinstance(transaction, dict):
                raise GatewayAway("PayPal's list of refunds cannot be read.")
            yield transaction
        if page >= pages:
            return
    raise GatewayAway("PayPal's list of refunds does not end.")


def _listed(transaction: Told) -> ListedRefund:
    amount, state = (
        transaction.get("transaction_amount"),
        LISTED_STATES.get(text_in(transaction, "transaction_status")),
    )
    given = None
    if isinstance(amount, dict):
        given = money_of(
            {**amount, "value": text_in(amount, "value").removeprefix("-")}
        )  # it leaves the account
    refund = name_in(transaction, "transaction_id")
    if state is None or given is None or not refund:
        raise GatewayAway("A row of PayPal's list of refunds is in words that are not known here.")
    reference = name_in(transaction, "custom_field") or name_in(transaction, "invoice_id")
    at = time_of(transaction, "transaction_updated_date")
    report = Report(state, refund, given, at)
    made = time_of(transaction, "transaction_initiation_date")
    return ListedRefund(
        refund,
        name_in(transaction, "paypal_reference_id"),
        reference,
        report,
        made_on=None if made is None else made.date(),
    )
