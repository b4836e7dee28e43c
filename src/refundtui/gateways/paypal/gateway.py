"""PayPal (payments v2) as a refund gateway.

**How to connect it.** In the developer's pages: a REST application of the merchant's business account, its client id
and secret; a webhook of that application for PAYMENT.CAPTURE.REFUNDED, PAYMENT.CAPTURE.REVERSED and
CUSTOMER.DISPUTE.*, whose id is given here; the right *Transaction Search*, without which the nightly join of both
books does not work. A destination names the order as `reference` and the capture as `capture`; where only the capture
is known it is the `reference`.

There is no event for a refund that was pending and then completed (an eCheck): pending refunds are asked about. The
access token is a request of its own, which moves nothing.

**What nobody here could check.** PayPal's specification says how bodies look, its 25 issues come from there; nothing we
can run has PayPal's state. Not checked: that a request id is remembered, and for how long (its pages say 45 days and
six hours, so it is six), that an order lists refunds at once, the list of transactions, what a certificate's chain
really brings along, that dates and signs are as documented.

**Once by hand in the sandbox, before production.** Refund a part of a captured payment twice; send one request id
again and see one refund; refund more than is left and see REFUND_AMOUNT_EXCEEDED; send another request id with the
same invoice id and see DUPLICATE_INVOICE_ID; void an authorisation; let the webhook simulator and one real refund
deliver; list yesterday's refunds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from refundtui.domain.legs.leg import Destination, Trouble, Way
from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.sending import Memory, Outcome, Refused, Unanswered
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency
from refundtui.gateways.one_request import Answer, ask_once
from refundtui.gateways.paypal.account import PayPalAccount
from refundtui.gateways.paypal.certificates import Certificates
from refundtui.gateways.paypal.deliveries import read_delivery
from refundtui.gateways.paypal.orders import (
    found_in,
    known,
    needs_order,
    only_authorised,
    order_named_in,
    released,
)
from refundtui.gateways.paypal.reading import outcome_of, report_of
from refundtui.gateways.paypal.reporting import refunds_listed
from refundtui.gateways.paypal.tokens import Token, Tokens
from refundtui.gateways.paypal.writing import capture_of, is_name, write
from refundtui.office.ports import GatewayAway, Heard, ListedRefund, PaymentKnown, Sending

_WINDOW = 180  # days after the capture


class PayPal:
    """A merchant's account at PayPal. Safe for threads, as its client is."""

    memory = Memory(key_life=timedelta(hours=6), finds=True)

    def __init__(
        self,
        account: PayPalAccount,
        client: httpx.Client,
        certificates: Certificates,
        *,
        name: str = "paypal",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client` is one of `one_request.client_for`'s; its secrets are added to each request, never kept in it."""
        self.name = name
        self._account = account
        self._client = client
        self._certificates = certificates
        self._monotonic = monotonic
        self._tokens = Tokens(account, client, monotonic)

    def able(self, to: Destination) -> Capabilities:
        """Parts go back for half a year; how often, PayPal does not say."""
        return Capabilities(window_days=_WINDOW)

    def send(self, sending: Sending) -> Outcome:
        """One refund, or one release of an authorisation."""
        written = write(sending)
        if isinstance(written, Refused):
            return written
        token = self._tokens.token()
        if not isinstance(token, Token):
            return token
        headers = {
            "paypal-request-id": sending.key,
            "prefer": "return=representation",
            "content-type": "application/json",
        }
        answer = self._asked("POST", written.path, token, headers, written.content)
        if self._is_token_spent(answer, token):
            return Unanswered(Trouble.ASKED_TO_WAIT)
        return outcome_of(answer, sending, (*self._account.secrets, token.text))

    # --- Questions, which move nothing ------------------------------------------------------------

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        """The capture, with its order where a part went back; an authorisation of which nothing was taken."""
        capture = self._told(f"v2/payments/captures/{_safe(capture_of(to))}")
        if capture is None:
            authorisation = self._told(f"v2/payments/authorizations/{_safe(to.reference)}")
            return None if authorisation is None else only_authorised(authorisation)
        return known(capture, self._order(to, capture) if needs_order(capture) else None)

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        """Found in the payment's order, at once. A release has no reference: it is read off the authorisation."""
        if sending.way is Way.VOID:
            found = self._told(f"v2/payments/authorizations/{_safe(sending.to.reference)}")
            return () if found is None else released(found)
        order = self._order(sending.to, None)
        if order is None:
            raise GatewayAway(
                "PayPal does not say which order the payment belongs to, so nothing can be found."
            )
        return found_in(order, sending.reference)

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        """The refund as it stands; None where PayPal knows none of that name."""
        told = self._told(f"v2/payments/refunds/{_safe(refund)}")
        if told is None:
            return None
        report = report_of(told)
        if report is None:
            raise GatewayAway("PayPal told of a refund in words that are not known here.")
        return report

    def listed(self, since: datetime, until: datetime) -> Iterable[ListedRefund]:
        return tuple(refunds_listed(self._told, since, until))

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        """Hints: PayPal signs a checksum of the body, so what is true is asked for."""
        return read_delivery(headers, body, self._account.webhook_id, self._certificates, now)

    # ----------------------------------------------------------------------------------------------

    def _order(self, to: Destination, capture: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        name = to.reference if to.capture else ""
        if not name:
            capture = capture or self._told(f"v2/payments/captures/{_safe(capture_of(to))}")
            name = "" if capture is None else order_named_in(capture)
        return self._told(f"v2/checkout/orders/{_safe(name)}") if name else None

    def _told(self, path: str) -> dict[str, Any] | None:
        """What is there; None for 404 alone. Raises `GatewayAway`."""
        token = self._tokens.token()
        if not isinstance(token, Token):
            rest = token.rest if isinstance(token, Unanswered) else None
            raise GatewayAway("PayPal gives no access now.", rest=rest)
        answer = self._asked("GET", path, token, {}, None)
        self._is_token_spent(answer, token)
        if isinstance(answer, Trouble):
            raise GatewayAway("PayPal cannot be reached now.")
        told = answer.told
        if told is not None and answer.status == 404:
            return None
        if told is None or answer.status != 200:
            raise GatewayAway(f"PayPal does not answer this now (status {answer.status}).", rest=answer.rest)
        return told

    def _asked(
        self, method: str, path: str, token: Token, headers: Mapping[str, str], content: bytes | None
    ) -> Answer | Trouble:
        return ask_once(
            self._client,
            method,
            f"{self._account.address}/{path}",
            headers={"authorization": f"Bearer {token.text}", "accept": "application/json", **headers},
            content=content,
            monotonic=self._monotonic,
        )

    def _is_token_spent(self, answer: Answer | Trouble, token: Token) -> bool:
        """A token that was good before and is not taken now ended early: nothing was done, the next is asked for.

        One that was never good is the account's trouble.
        """
        if isinstance(answer, Trouble) or answer.status != 401:
            return False
        self._tokens.forget(token)
        return not token.is_new


def _safe(name: str) -> str:
    """A name of PayPal's as part of a path; raises `GatewayAway` for what cannot be one."""
    if not is_name(name):
        raise GatewayAway("There is no name of PayPal's to ask for.")
    return name
