"""What Adyen's answer to one request means for a leg. It never means success: that is for its webhooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from refundtui.domain.legs.leg import Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, UnknownCurrencyError, currency
from refundtui.gateways.adyen.words import ERROR_CODES, STILL_AT_IT
from refundtui.gateways.one_request import Answer, name_in, said_line, text_in
from refundtui.gateways.spelling import ADYEN
from refundtui.office.ports import Sending

_LOST: Final = Unanswered(Trouble.LOST)
_TROUBLES: Final = {409: Trouble.BUSY, 429: Trouble.ASKED_TO_WAIT}


def outcome_of(
    answer: Answer | Trouble, sending: Sending, merchant_account: str, secrets: Iterable[str] = ()
) -> Outcome:
    """What is known of the leg now; whatever is not understood is no answer."""
    if isinstance(answer, Trouble):
        return Unanswered(answer)
    if answer.status >= 500:
        return Unanswered(Trouble.BROKEN, answer.rest)
    if answer.status in _TROUBLES:
        return Unanswered(_TROUBLES[answer.status], answer.rest)
    told = answer.told
    if 200 <= answer.status < 300:
        return _LOST if told is None else _taken(told, sending, merchant_account)
    if answer.status in {401, 403}:
        return Refused(Refusal.NOT_SET_UP, _words(told or {}, secrets))
    if told is None or answer.status < 400:
        return _LOST
    return _refused(answer, told, secrets)


def _taken(told: dict[str, Any], sending: Sending, merchant_account: str) -> Outcome:
    refund = name_in(told, "pspReference")
    if not refund or told.get("status") != "received" or not _is_ours(told, sending, merchant_account):
        return _LOST
    amount = None
    if sending.way is Way.REFUND:
        amount = amount_of(told.get("amount"), sending.captured)
        if amount is None:
            return _LOST
    return Answered(Report(LegState.PENDING, refund, amount, sub="received"))


def _is_ours(told: dict[str, Any], sending: Sending, merchant_account: str) -> bool:
    """An answer that tells another payment, account or reference answers somebody else."""
    wanted = {
        "paymentPspReference": sending.to.reference,
        "merchantAccount": merchant_account,
        "reference": sending.reference,
    }
    return all(text_in(told, name) == ours for name, ours in wanted.items())


def _refused(answer: Answer, told: dict[str, Any], secrets: Iterable[str]) -> Outcome:
    code = text_in(told, "errorCode")
    if code in STILL_AT_IT or answer.headers.get("transient-error", "").lower() == "true":
        return Unanswered(Trouble.BUSY)
    if not code:
        return _LOST
    missing = Refusal.NOT_FOUND if answer.status == 404 else Refusal.UNKNOWN_REJECTION
    return Refused(ERROR_CODES.get(code, missing), _words(told, secrets))


def _words(told: dict[str, Any], secrets: Iterable[str]) -> str:
    parts = (text_in(told, "errorCode"), text_in(told, "message"))
    return said_line(" ".join(part for part in parts if part), secrets)


def amount_of(told: object, captured: tuple[Money, int] | None = None) -> Money | None:
    """Adyen's amount as ours; None where it names none."""
    if not isinstance(told, dict):
        return None
    value, code = told.get("value"), told.get("currency")
    if not isinstance(value, int) or isinstance(value, bool) or not isinstance(code, str) or value < 0:
        return None
    try:
        return ADYEN.read(value, currency(code), captured)
    except UnknownCurrencyError:
        return None
