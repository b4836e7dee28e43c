"""An account at Stripe: one request a call, under our key, and its answer as it was given.

To connect it, the office needs two things of Stripe's dashboard, both of which never leave the office:

* a **restricted key** (`rk_live_…`): write for Refunds, Charges and PaymentIntents (release and capture are
  theirs), read for Disputes, nothing else;
* the **signing secret** (`whsec_…`) of an endpoint that hears `refund.created`, `refund.updated`,
  `refund.failed`, `charge.refunded` and `charge.refund.updated`; while a secret is replaced, the old one too.

In the operator's file that is `kind = "stripe"`, `key` and `webhook_secrets` (a list), each saying where it lies.

A payment is known by its intent (`pi_…`) as `reference`; a charge (`ch_…`, `py_…`) stands there where there is
no intent, or in `capture`, and goes before it then.

No sandbox can be reached from where this is built. `stripe-stateful-mock` holds us to the rules of refunds and
keys, Prism to the form of what is sent, `localstripe` to intents and to deliveries that are really signed. None
of them knows a refund that is pending, that fails, or that waits for the customer, none ends the life of a key,
none counts decimals, and none knows what a restricted key may do. So before production, once by hand, in the
account's own sandbox: refund part of a card payment by its intent, and see it in the desk by its event; send the
same again (it is one refund); refund card 4000 0000 0000 5126 (it fails after it succeeded); let the sandbox's
balance run dry (`merchant_funds`); release a payment that was only authorised, and capture another for less; and
an amount in every currency without two decimals that the brand sells in.

Sources: Stripe, API reference (version 2026-10-28), "Idempotent requests", "Refund and cancel payments".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import stripe

from refundtui.domain.legs.leg import Destination, Trouble
from refundtui.domain.legs.planning import Capabilities, DisputeStage
from refundtui.domain.legs.sending import Answered, Memory, Outcome, Refused, Unanswered
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency
from refundtui.gateways.provider_address import NotSafelyConnected, checked_address
from refundtui.gateways.spelling import CannotBeSpelled
from refundtui.gateways.stripe.answers import is_unknown_there, outcome_of, rest_after, status_of
from refundtui.gateways.stripe.line import Line
from refundtui.gateways.stripe.reading import (
    Told,
    moment_of,
    name_of,
    number_of,
    payment_in,
    payment_of,
    reference_in,
    report_in,
)
from refundtui.gateways.stripe.ways import is_intent, is_refund, kind_of, payment_at, request_of, said_of
from refundtui.gateways.stripe.webhooks import heard_in, verified
from refundtui.gateways.stripe.words import able_with, dispute_stage
from refundtui.office.ports import GatewayAway, Heard, ListedRefund, PaymentKnown, Sending

_KEY: Final = re.compile(r"(?:sk|rk)_(?P<mode>test|live)_[A-Za-z0-9_]{4,247}")
_SECRET: Final = re.compile(r"whsec_[!-~]{3,250}")
_HOSTS: Final = re.compile(r"api\.stripe\.com")
_PAGE: Final = 100  # refunds of a list in one answer; Stripe gives no more


class StripeAccount:
    """Safe for threads. Its key is nowhere but in the line: no text of this object has it."""

    memory = Memory(key_life=timedelta(hours=24), keeps_failures=True, finds=True)

    def __init__(
        self,
        key: str,
        webhook_secrets: tuple[str, ...] = (),
        *,
        name: str = "stripe",
        base: str = "https://api.stripe.com",
    ) -> None:
        """Raises `NotSafelyConnected`: a live key goes to Stripe alone, a test key to a stand-in on this machine too.

        Without secrets every delivery is refused.
        """
        found = _KEY.fullmatch(key)
        if found is None:
            raise NotSafelyConnected(
                "This is no secret or restricted key of Stripe's (sk_…, rk_…): nothing was sent; copy it once more."
            )
        if not all(_SECRET.fullmatch(secret) for secret in webhook_secrets):
            raise NotSafelyConnected(
                "This is no signing secret of an endpoint of Stripe's (whsec_…): no delivery would be believed; copy"
                " it once more."
            )
        self.name = name
        self._live = found["mode"] == "live"
        where = checked_address(base, hosts=_HOSTS, live=self._live)
        self._secrets = webhook_secrets
        self._line = Line(where)
        self._there: Any = stripe.StripeClient(
            key, base_addresses={"api": where}, max_network_retries=0, http_client=self._line
        ).v1

    def __repr__(self) -> str:
        return f"StripeAccount({self.name!r}, {'live' if self._live else 'test'})"

    def close(self) -> None:
        self._line.close()

    def able(self, to: Destination) -> Capabilities:
        return able_with(to.method)

    # --- Money ------------------------------------------------------------------------------------

    def send(self, sending: Sending) -> Outcome:
        """Under a key that Stripe knows for another request the outcome is `KEY_TAKEN`: never a new key."""
        try:
            request = request_of(self._there, sending)
        except CannotBeSpelled as trouble:
            return Refused(trouble.refusal)
        try:
            report = said_of(sending, request().to_dict())
        except stripe.StripeError as trouble:
            return outcome_of(trouble)
        except RecursionError:  # an answer folded deeper than any of Stripe's
            return Unanswered(Trouble.LOST)
        return Unanswered(Trouble.LOST) if report is None else Answered(report)

    # --- Questions --------------------------------------------------------------------------------

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        payment = payment_at(sending.to)
        if not is_refund(sending):
            there = self._found(payment)
            report = None if there is None else said_of(sending, there)
            return () if report is None else (report,)
        ours = (
            refund
            for refund in self._refunds({kind_of(payment): payment})
            if reference_in(refund) == sending.reference
        )
        return tuple(_known(said_of(sending, refund), refund) for refund in ours)

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        found = self._answer(lambda: self._there.refunds.retrieve(refund))
        return None if found is None else _known(report_in(found), found)

    def listed(self, since: datetime, until: datetime) -> Iterator[ListedRefund]:
        """Lazily, the newest first: a page is asked for when it is reached."""
        first, end = int(since.timestamp()), int(until.timestamp())
        for refund in self._refunds({"created": {"gte": first, "lt": end}}):
            if first <= (number_of(refund.get("created")) or 0) < end:
                report = _known(report_in(refund), refund)
                charge = name_of(refund.get("charge"))
                made = moment_of(refund.get("created"))
                yield ListedRefund(
                    report.reference,
                    payment_in(refund),
                    reference_in(refund),
                    report,
                    charge,
                    None if made is None else made.date(),
                )

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        """A charge, with how far a dispute of it is; an intent that was never paid is not known."""
        there = self._found(payment_at(to))
        if there is not None and is_intent(payment_at(to)):
            charge = name_of(there.get("latest_charge"))
            there = self._found(charge) if charge else None
        if there is None:
            return None
        known = payment_of(there, self._dispute(there))
        if known is None:
            raise GatewayAway(
                "Stripe told of a payment whose amounts cannot be read: nothing is known of it."
            )
        return known

    def _dispute(self, charge: Told) -> DisputeStage:
        if not charge.get("disputed") and not charge.get("dispute"):
            return DisputeStage.NONE
        name = name_of(charge.get("dispute"))
        if name:
            one = self._answer(lambda: self._there.disputes.retrieve(name))
            disputes: list[Told] = [] if one is None else [one]
        else:
            disputes = list(self._pages(self._there.disputes, {"charge": name_of(charge)}))
        stages = {
            dispute_stage(str(one.get("status")), is_refundable=one.get("is_charge_refundable") is True)
            for one in disputes
        }
        worst = (DisputeStage.OPEN, DisputeStage.INQUIRY, DisputeStage.NONE)
        return next((stage for stage in worst if stage in stages), DisputeStage.OPEN)

    def _found(self, payment: str) -> Told | None:
        where = self._there.payment_intents if is_intent(payment) else self._there.charges
        return self._answer(lambda: where.retrieve(payment))

    def _refunds(self, which: Mapping[str, Any]) -> Iterator[Told]:
        return self._pages(self._there.refunds, which)

    def _pages(self, where: Any, which: Mapping[str, Any]) -> Iterator[Told]:
        last: dict[str, str] = {}
        while True:
            asked = {**which, "limit": _PAGE, **last}
            page = self._answer(partial(where.list, asked))
            found = [] if page is None else page.get("data", [])
            yield from found
            if page is None or not page.get("has_more") or not found:
                return
            last = {"starting_after": name_of(found[-1])}

    def _answer(self, question: Callable[[], stripe.StripeObject]) -> dict[str, Any] | None:
        """None where Stripe knows no such thing; raises `GatewayAway`."""
        try:
            return question().to_dict()
        except stripe.StripeError as trouble:
            if is_unknown_there(trouble):
                return None
            raise GatewayAway(
                f"Stripe did not say ({status_of(trouble)}).", rest=rest_after(trouble)
            ) from None
        except RecursionError:
            raise GatewayAway("Stripe did not say (an answer that cannot be read).") from None

    # --- What it says by itself -------------------------------------------------------------------

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        verified(headers, body, self._secrets, now)
        return heard_in(body, live=self._live)


def _known(report: Report | None, refund: Told) -> Report:
    """The report; a state that is no word we know is no answer, for not finding it would prove something."""
    if report is None:
        raise GatewayAway(f"Stripe told of refund {name_of(refund) or '?'} in words we do not know.")
    return report
