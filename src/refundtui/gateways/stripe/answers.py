"""What a failed request to Stripe means for the leg: refused for certain, or nothing that can be believed.

Source: Stripe, "Errors", "Error codes" and "Advanced error handling".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Outcome, Refused, Unanswered
from refundtui.gateways.stripe.line import NoAnswer, NothingLeft
from refundtui.gateways.stripe.reading import words_of
from refundtui.gateways.stripe.words import refusal_of


def outcome_of(trouble: stripe.StripeError) -> Outcome:
    """The outcome of a request that moves money; what is not known to be a refusal may have happened."""
    match trouble:
        case NothingLeft():
            return Unanswered(Trouble.NOT_SENT)
        case NoAnswer(status=status):
            return Unanswered(Trouble.BROKEN if status >= 500 else Trouble.LOST)
        case _:
            return _of_error(trouble)


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
            return Unanswered(Trouble.ASKED_TO_WAIT)
        case ((400 | 402 | 404), _):
            return _of_refused(error, code)
        case (int(status), _) if status >= 500 or status == 424:  # 424: what Stripe itself needed failed
            return Unanswered(Trouble.BROKEN)
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
