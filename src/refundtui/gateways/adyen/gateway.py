"""Adyen (Checkout v72) as a refund gateway.

**How to connect it.** In the Customer Area: a web service user with the role *Merchant API modifications* (nothing
more) and its API key; a *standard* webhook of the merchant account itself, not of the company, with an HMAC key and
a user and password, sending at least REFUND, REFUND_FAILED, REFUNDED_REVERSED, CANCELLATION, CANCEL_OR_REFUND,
POSTPONED_REFUND and VOID_PENDING_REFUND, with the acquirer reference number among the additional data. A live account
also has a host of its own, given as `https://<prefix>-checkout-live.adyenpayments.com/checkout/v72`. All of one
payment's refunds go through one region: keys are not remembered across regions.

It cannot be asked for a payment or a refund: a payment is planned by what the order recorded. The shop tells with the
order what Adyen's CAPTURE or AUTHORISATION event said was taken (`amount.value`, as `captured_as`); in the currencies
whose decimals are Adyen's own (CLP, CVE, IDR, ISK) nothing is sent without it. What Adyen has done is listed in its
settlement detail reports alone: with the columns Modification Reference and Modification Merchant Reference they are
read by `refundtui office read-report`.

**What nobody here could check.** Adyen's specification says how requests look, its SDK how items are signed; nothing
we can run has Adyen's state. Not checked: that a key is remembered (31 days, for the whole company account), what is
refused and with which code, that events come and what `pspReference` each carries, that our HMAC key is the one they
sign with, whether lines that are no whole pieces please Klarna.

**Once by hand in the test account, before production.** Refund a part of a captured card payment and see REFUND
arrive; send the same key again and see one refund; refund more than is left, and a payment that was not captured;
reverse an authorised payment; refund a part of a Klarna payment with its lines; let a delivery come with a wrong
password and with a changed item.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import httpx

from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.sending import Memory, Outcome, Refused
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency
from refundtui.gateways.adyen.account import AdyenAccount
from refundtui.gateways.adyen.answers import outcome_of
from refundtui.gateways.adyen.deliveries import read_delivery
from refundtui.gateways.adyen.settlement_report import read_report
from refundtui.gateways.adyen.writing import needs_lines, write
from refundtui.gateways.one_request import ask_once
from refundtui.office.ports import CannotTell, Heard, ListedRefund, PaymentKnown, Sending

_KLARNA_MOST: Final = 200  # refunds of one payment, by Klarna's own documentation


class Adyen:
    """A merchant account at Adyen. Safe for threads, as its client is."""

    # It cannot be asked for a refund: what was lost is sent again while the key lives, then two people look.
    memory = Memory(key_life=timedelta(days=31), finds=False)

    def __init__(
        self,
        account: AdyenAccount,
        client: httpx.Client,
        *,
        name: str = "adyen",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client` is one of `one_request.client_for`'s; its secrets are added to each request, never kept in it."""
        self.name = name
        self._account = account
        self._client = client
        self._monotonic = monotonic

    def able(self, to: Destination) -> Capabilities:
        """A part goes back several times; of deferred payments only with the lines it is for."""
        is_klarna = to.method.lower().startswith("klarna")
        return Capabilities(
            most_refunds=_KLARNA_MOST if is_klarna else None,
            needs_lines=needs_lines(to.method),
            tells_payments=False,
        )

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        """Always None: Adyen cannot be asked for a payment. What the order recorded of it is all there is."""
        return None

    def send(self, sending: Sending) -> Outcome:
        """One refund, cancel or reversal; that it was `received` says nothing of how it ends."""
        written = write(sending, self._account.merchant_account)
        if isinstance(written, Refused):
            return written
        answer = ask_once(
            self._client,
            "POST",
            f"{self._account.address}/{written.path}",
            headers={
                "x-api-key": self._account.api_key,
                "idempotency-key": sending.key,
                "content-type": "application/json",
            },
            content=written.content,
            monotonic=self._monotonic,
        )
        return outcome_of(answer, sending, self._account.merchant_account, self._account.secrets)

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        """Never an answer: that nothing is found would look like proof that nothing is there."""
        raise CannotTell("Adyen cannot be asked for a refund: its webhooks tell, or its reports.")

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        """Always None: nothing can be learnt by asking, its webhooks tell."""
        return None

    def listed(self, since: datetime, until: datetime) -> Iterable[ListedRefund]:
        """Never an answer: an empty list would say that every refund of ours is missing there."""
        raise CannotTell("Adyen lists refunds in its settlement reports alone.")

    def reported(self, file: Path) -> tuple[ListedRefund, ...]:
        """The refunds in a settlement detail report of this account; raises `NotAReport`."""
        return read_report(file, self._account.merchant_account)

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        """Nothing in a signed item says when it was sent: an old one heard again changes nothing."""
        return read_delivery(headers, body, self._account)
