"""What PayPal's answers mean: a refund's report, an amount, the outcome of one request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from refundtui.domain.legs.leg import Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, UnknownCurrencyError, currency
from refundtui.gateways.one_request import Answer, name_in, said_line, text_in
from refundtui.gateways.paypal.words import ALREADY_VOIDED, ISSUES, STATES, STILL_AT_IT, VOID_ISSUES
from refundtui.gateways.spelling import PAYPAL
from refundtui.office.ports import Sending

_LOST: Final = Unanswered(Trouble.LOST)
_TROUBLES: Final = {409: Trouble.BUSY, 429: Trouble.ASKED_TO_WAIT}
_VALUE: Final = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,6}))?")


def outcome_of(answer: Answer | Trouble, sending: Sending, secrets: Iterable[str] = ()) -> Outcome:
    """What is known of the leg now; whatever is not understood is no answer."""
    if isinstance(answer, Trouble):
        return Unanswered(answer)
    if answer.status >= 500:
        return Unanswered(Trouble.BROKEN, answer.rest)
    if answer.status in _TROUBLES:
        return Unanswered(_TROUBLES[answer.status], answer.rest)
    if 200 <= answer.status < 300:
        return _voided(answer) if sending.way is Way.VOID else _taken(answer.told, sending)
    told = answer.told
    if answer.status in {401, 403}:
        return Refused(Refusal.NOT_SET_UP, _words(told or {}, secrets))
    if told is None or answer.status < 400:
        return _LOST
    return _refused(answer.status, told, sending.way, secrets)


def _voided(answer: Answer) -> Outcome:
    is_done = answer.status == 204 or (answer.told or {}).get("status") == "VOIDED"
    return Answered(Report(LegState.VOIDED)) if is_done else _LOST


def _taken(told: Mapping[str, Any] | None, sending: Sending) -> Outcome:
    report = None if told is None else report_of(told)
    if told is None or report is None or not is_ours(told, sending.reference, otherwise=True):
        return _LOST
    return Answered(report)


def is_ours(told: Mapping[str, Any], reference: str, *, otherwise: bool = False) -> bool:
    """Whether a refund carries our reference; `otherwise` where it carries none at all."""
    names = [name for key in ("custom_id", "invoice_id") if (name := text_in(told, key))]
    return reference in names if names else otherwise


def _refused(status: int, told: Mapping[str, Any], way: Way, secrets: Iterable[str]) -> Outcome:
    issues = _issues(told)
    if STILL_AT_IT in issues:
        return Unanswered(Trouble.BUSY)
    if way is Way.VOID and ALREADY_VOIDED in issues:
        return Answered(Report(LegState.VOIDED))  # all of it is let go, whoever did it
    if not issues and not text_in(told, "name"):
        return _LOST
    table = VOID_ISSUES if way is Way.VOID else ISSUES
    known = (table[issue] for issue in issues if issue in table)
    missing = Refusal.NOT_FOUND if status == 404 else Refusal.UNKNOWN_REJECTION
    return Refused(next(known, missing), _words(told, secrets))


def _issues(told: Mapping[str, Any]) -> list[str]:
    details = told.get("details")
    if not isinstance(details, list):
        return []
    return [text_in(detail, "issue") for detail in details if isinstance(detail, dict)]


def _words(told: Mapping[str, Any], secrets: Iterable[str]) -> str:
    issue = next((issue for issue in _issues(told) if issue), "")
    parts = (issue or text_in(told, "name"), text_in(told, "message"))
    return said_line(" ".join(part for part in parts if part), secrets)


# --- A refund, an amount, a time ------------------------------------------------------------------


def report_of(told: Mapping[str, Any]) -> Report | None:
    """What a refund of PayPal's says of itself; None where a word of it is not known."""
    refund, state = name_in(told, "id"), STATES.get(text_in(told, "status"))
    amount = money_of(told["amount"]) if "amount" in told else None
    if not refund or state is None or ("amount" in told and amount is None):
        return None
    details = told.get("status_details")
    because = text_in(details, "reason") if isinstance(details, dict) else ""
    return Report(
        state,
        refund,
        amount,
        time_of(told, "update_time") or time_of(told, "create_time"),
        said_line(because).lower()[:40],
        Refusal.DECLINED.value if state is LegState.FAILED else "",
        name_in(told, "acquirer_reference_number"),
    )


def money_of(told: object) -> Money | None:
    """PayPal's amount as ours; None where it names none."""
    number = number_of(told)
    if number is None or not isinstance(told, dict):
        return None
    return PAYPAL.read(number, currency(told["currency_code"]))


def number_of(told: object) -> int | None:
    """An amount as a whole number in PayPal's own decimals; None where it names none."""
    if not isinstance(told, dict):
        return None
    written = _VALUE.fullmatch(text_in(told, "value"))
    try:
        decimals = PAYPAL.of(currency(text_in(told, "currency_code")))
    except UnknownCurrencyError:
        return None
    if written is None or decimals is None:
        return None
    whole, part = written[1], written[2] or ""
    kept, over = part[: decimals.exponent], part[decimals.exponent :]
    if over.strip("0"):
        return None
    return int(whole + kept.ljust(decimals.exponent, "0"))


def time_of(told: Mapping[str, Any], name: str) -> datetime | None:
    """A time of PayPal's in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(text_in(told, name))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
