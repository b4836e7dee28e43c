"""How another way than the money came is told to whoever decides on it: where to, why, by whose consent."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.bank_account import named
from refundtui.domain.other_way import OtherWay, Payee
from refundtui.i18n.speech import Speech


def way_said(way: OtherWay, speech: Speech) -> str:
    """Where it goes, in one line; an account masked."""
    if way.payee is None:
        return speech.label(way.kind)
    return f"{named(way.payee.iban)} · {way.payee.name}"


def way_more(way: OtherWay, speech: Speech) -> Iterator[str]:
    """What a second person has to know, a line each."""
    words, consent = speech.words, way.consent
    yield words.t("because: {reason}", reason=speech.label(way.reason))
    yield words.t(
        "agreed {how}, {moment}: “{words}”",
        how=speech.label(consent.by),
        moment=speech.moment(consent.at),
        words=consent.note,
    )
    if way.payee is not None:
        yield words.t("account from: {source}", source=speech.label(way.payee.source))
        yield name_checked(way.payee, speech)
    yield words.t("written down by {who}, {moment}", who=speech.called(way.by), moment=speech.moment(way.at))


def name_checked(payee: Payee, speech: Speech) -> str:
    """What a bank said of name and number, when and which."""
    said = speech.label(payee.check)
    if payee.checked_on is None:
        return said
    return f"{said} ({payee.checked_by}, {speech.day(payee.checked_on)})"
