"""What a failed request to Stripe means for the leg: refused for certain, or nothing that can be believed.

Source: Stripe, "Errors", "Error codes" and "Advanced error handling".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import stripe

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Outcome, Refused, Unanswered
from refundtui.gateways.retry_after import rest_wanted
from refundtui.gateways.stripe.line import NoAnswer, NothingLeft
from refundtui.gateways.stripe.reading import words_of
from refundtui.gateways.stripe.words import refusal_of


def outcome_of(trouble: stripe.StripeError) -> Outcome:
    """The outcome of a request that moves money; what is not known to be a refusal may have happened."""
    match trouble:
        case NothingLeft():
            return Unanswered(Trouble.NOT_SENT)
        case NoAnswer(status=status, rest=rest):
            return Unanswered(_of_status(status), rest)
        case _:
            return _of_error(trouble)


def rest_after(trouble: stripe.StripeError) -> timedelta | None:
    """How long Stripe wants to be left alone after this."""
    if isinstance(trouble, NoAnswer):
        return trouble.rest
    if trouble.http_status is None:
        return None
    # "rate_limit" with a status of 400 is the same word in an older form.
    status = 429 if _error_in(trouble).get("code") == "rate_limit" else trouble.http_status
    return rest_wanted(status, {name.lower(): value for name, value in (trouble.headers or {}).items()})


def _of_status(status: int) -> Trouble:
    """What an answer means that is not of Stripe's own: a gate before it says “too many” as well."""
    if status == 429:
        return Trouble.ASKED_TO_WAIT
    return Trouble.BROKEN if status >= 500 else Trouble.LOST


def _of_error(trouble: stripe.StripeError) -> Outcome:
    error = _error_in(trouble)
    code = str(error.get("code") or "")
    match trouble.http_status, code:
        case ((401 | 403), _):
            return Refused(Refusal.NOT_SET_UP, _message_in(error))
        case 409, _:
            return Unanswered(Trouble.BUSY)
        case 429, "lock_timeout":  # another request holds the charge: perhaps our own before this one
            return Unanswered(Trouble.BUSY)
        case (429, _) | (400, "rate_limit"):
            return Unanswered(Trouble.ASKED_TO_WAIT, rest_after(trouble))
        case ((400 | 402 | 404), _):
            return _of_refused(error, code)
        case (int(status), _) if status >= 500 or status == 424:  # 424: what Stripe itself needed failed
            return Unanswered(Trouble.BROKEN, rest_after(trouble))
        case _:
            return Unanswered(Trouble.LOST)


def _of_refused(error: Mapping[str, Any], code: str) -> Outcome:
    if error.get("type") == "idempotency_error":
        return Unanswered(Trouble.BUSY if code == "idempotency_key_in_use" else Trouble.KEY_TAKEN)
    message = _message_in(error)
    return Refused(refusal_of(code, str(error.get("param") or ""), message), message)


def status_of(trouble: stripe.StripeError) -> str:
    """In a few words, without any of Stripe's own: they may name a key."""
    if isinstance(trouble, NothingLeft | NoAnswer):
        return "no answer"
    return f"HTTP {trouble.http_status}"


def is_unknown_there(trouble: stripe.StripeError) -> bool:
    return trouble.http_status == 404 and _error_in(trouble).get("code") == "resource_missing"


def _error_in(trouble: stripe.StripeError) -> Mapping[str, Any]:
    body = trouble.json_body
    error = body.get("error") if isinstance(body, Mapping) else None
    return error if isinstance(error, Mapping) else {}


def _message_in(error: Mapping[str, Any]) -> str:
    return words_of(error.get("message"))
