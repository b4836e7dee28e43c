"""How an entry of a case's timeline is told, in one line."""

from __future__ import annotations

from datetime import datetime

from refundtui.domain.findings import Fact
from refundtui.domain.refunds_elsewhere import ELSEWHERE
from refundtui.domain.said_facts import TOLD
from refundtui.domain.timeline import Happening
from refundtui.i18n.speech import Speech


def when_said(happening: Happening, speech: Speech) -> str:
    """Day and time, the day alone where no time is known."""
    if happening.at is not None:
        return f"{speech.day(speech.day_of(happening.at))} {speech.clock(happening.at)}"
    return speech.day(happening.on) if happening.on is not None else speech.words.t("day not known")


def happening_said(happening: Happening, speech: Speech, me: str = "") -> str:
    """Its own words come after it, in paragraphs of their own: `Happening.text`. `me` is whoever reads it."""
    words = speech.words
    amount = speech.money_with_code(happening.amount) if happening.amount is not None else ""
    channel = speech.name("channel", str(happening.fact("channel")))
    is_me = bool(me) and happening.by == me
    match happening.code:
        case "ordered":
            return words.t("ordered for {amount}", amount=amount)
        case "paid":
            how = happening.fact("label") or speech.name("tender", str(happening.fact("tender")))
            return words.t("paid {amount} by {how}", amount=amount, how=how)
        case "delivered":
            return words.t("delivered")
        case "goods_back":
            return words.t("the goods are back")
        case "notice":
            return words.t("the customer declared it")
        case "refunded":
            status = speech.name("refund_status", str(happening.fact("status")))
            if happening.fact("refund") == ELSEWHERE:
                return words.t(
                    "{amount} went back outside this office: {status}", amount=amount, status=status
                )
            return words.t("earlier refund of {amount}: {status}", amount=amount, status=status)
        case "customer_wrote":
            return words.t("{who} by {channel}", who=happening.by, channel=channel)
        case "we_wrote":
            return words.t("we by {channel}", channel=channel)
        case "letter_stayed":
            return words.t("we by {channel}, not sent", channel=channel)
        case "letter_set":
            until = happening.fact("not_before")
            moment = speech.moment(until) if isinstance(until, datetime) else ""
            return words.t("we by {channel}, to leave {moment} or later", channel=channel, moment=moment)
        case "evidence":
            kind = speech.name("kind", str(happening.fact("evidence")))
            if is_me:
                return words.t("{kind} from you", kind=kind)
            return words.t("{kind} from {who}", kind=kind, who=speech.called(happening.by))
        case "note":
            return (
                words.t("you, internal")
                if is_me
                else words.t("{who}, internal", who=speech.called(happening.by))
            )
        case _:
            return _event_said(happening, amount, speech, is_me=is_me)


def _event_said(happening: Happening, amount: str, speech: Speech, *, is_me: bool) -> str:
    words = speech.words
    what = speech.name("command", happening.code)
    if is_me:
        what = words.t("{what} by you", what=what)
    elif happening.by:
        what = words.t("{what} by {who}", what=what, who=speech.called(happening.by))
    if amount:
        what = f"{what} · {amount}"
    version = happening.fact("quote_version")
    if version is not None:
        what = f"{what} · " + words.t("version {n}", n=version)
    refusals = happening.fact("refusal")
    if refusals:
        what = f"{what} · " + ", ".join(speech.name("refusal", code) for code in str(refusals).split(", "))
    to = happening.fact("to")
    if to:
        what = f"{what} · {to} · {str(happening.fact('letter_digest'))[:12]}"
    why = happening.fact("why")
    if why and to:
        return f"{what} · {speech.say(str(why))}"
    for name, fact in happening.facts:
        if name.startswith(TOLD):
            asked = name.removeprefix(TOLD)
            what = f"{what} · {speech.name('fact', asked)}: {_answer(asked, fact, speech)}"
    after = happening.fact("after")
    return f"{what} → {speech.name('state', str(after))}" if after else what


def _answer(asked: str, fact: Fact, speech: Speech) -> str:
    if isinstance(fact, bool):
        return speech.words.t("yes") if fact else speech.words.t("no")
    return speech.told(asked, fact)
