"""What came back is agreed to go another way at the desk, and taken back in time; an account is seen masked alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import RequestApproval, SettleAnotherWay, WithdrawPayment
from refundtui.domain.decision import apply
from refundtui.domain.determination import determine
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    NameCheck,
    Payee,
    WayKind,
)
from refundtui.domain.quote import Quote
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.tui.app import Desk
from tests.support.making import NOW, agent, eur, lead
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def paying(state: LegState, case_state: CaseState) -> Case:
    leg = Payout(LegId("leg-1"), eur("36.08"), "cards", "Visa ••4242", state, NOW, reason="account_closed")
    return fashion("1", state=case_state, owner="ann", payouts=(leg,))


async def test_a_payment_that_waits_is_taken_back_by_its_key_with_a_reason(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((paying(LegState.QUEUED, CaseState.PAY_QUEUED),))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("W")
        await page.type("the wrong shirt")
        await page.press("tab", "tab", "enter")
        (entry,) = page.entries
        assert entry.submission.command == WithdrawPayment((LegId("leg-1"),), "the wrong shirt")
        assert entry.submission.not_before is None, "nobody waits to take a payment back"


async def test_what_is_being_sent_says_why_it_cannot_be_taken_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((paying(LegState.SENDING, CaseState.PAY_SUBMITTED),))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("W")
        assert "cannot be taken back any more" in page.status
        assert not page.entries


async def test_the_way_it_came_is_first_with_what_became_of_it_and_then_what_each_other_needs(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk((paying(LegState.RETURNED, CaseState.PAY_FAILED),))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("A")
        text = page.text
        assert text.index("Visa ••4242: paid, and came back") < text.index("To a bank account")
        assert "consent, reason, account, a second person" in text
        assert "of this back in money" in text


async def test_an_account_is_typed_once_and_masked_from_then_on(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((paying(LegState.RETURNED, CaseState.PAY_FAILED),))
    async with desk_on(ports).run_test(size=(120, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("A", "b")
        form = page.desk.screen
        form.query_one("#note").focus()
        await page.type("To my account")
        form.query_one("#name").focus()
        await page.type("Karin Brandt")
        form.query_one("#iban").focus()
        await page.type("nl91 abna 0417 1643 01")
        form.query_one("#do").focus()
        await page.press("enter")
        assert "one of its characters is wrong" in page.text
        assert not page.entries, "what is mistyped is mended in the form"
        form.query_one("#iban").focus()
        await page.press("end", "backspace")
        await page.type("0")
        form.query_one("#do").focus()
        await page.press("enter")
        (entry,) = page.entries
        command = entry.submission.command
        assert isinstance(command, SettleAnotherWay)
        assert command.payee is not None
        assert command.payee.iban == "NL91ABNA0417164300"
        await page.press("2", "z")
        assert "IBAN NL•• •••• 4300 · Karin Brandt" in page.text
        assert "0417" not in page.text
        await page.press("f9")
        assert "Karin Brandt" not in page.text
        assert "To my account" not in page.text


def waits_for_the_second(check: NameCheck) -> Case:
    """Written down by Ann, asked for by Ann."""
    case = paying(LegState.RETURNED, CaseState.PAY_FAILED)
    rulebook = Library(shipped()).for_case(case)
    consent = Consent(NOW - timedelta(hours=2), ConsentBy.MAIL, "Please to my account.")
    day, who = (NOW.date(), "Sparkasse") if check.was_asked else (None, "")
    payee = Payee("payee-1", "Karin Brandt", "NL91ABNA0417164300", AccountFrom.MESSAGE, check, day, who)
    agreed = SettleAnotherWay(WayKind.BANK, AlternativeReason.ACCOUNT_CLOSED, consent, payee)
    case = apply(case, agreed, agent("ann"), rulebook, NOW)
    quote = determine(case, case.request, rulebook, NOW.date()).quote
    assert isinstance(quote, Quote)
    return apply(
        case, RequestApproval(case.request, quote.fingerprint, quote.total), agent("ann"), rulebook, NOW
    )


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (NameCheck.NO_MATCH, "the bank says that the name does not fit (Sparkasse"),
        (NameCheck.CLOSE_MATCH, "the bank says that the name nearly fits (Sparkasse"),
        (NameCheck.NOT_ASKED, "nobody asked a bank whether the name fits"),
    ],
)
async def test_whoever_approves_it_sees_whose_account_why_by_whose_consent_and_what_the_bank_said(
    desk_on: MakeDesk, check: NameCheck, said: str
) -> None:
    ports, _, _ = a_desk((waits_for_the_second(check),), lead("lee"))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a")
        text = page.text
        assert "IBAN NL•• •••• 4300 · Karin Brandt" in text
        assert "because: the customer's account is closed" in text
        assert "agreed by e-mail" in text
        assert "Please to my" in text
        assert said in text


async def test_until_the_office_says_so_the_payment_is_not_shown_as_taken_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((paying(LegState.QUEUED, CaseState.PAY_QUEUED),))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        page.desk.room.send(WithdrawPayment((LegId("leg-1"),), "the wrong shirt"))
        await page.rest()
        assert [entry.state.value for entry in page.entries] == ["queued"]
        assert (page.case.state, page.case.payouts[0].state) == (CaseState.PAY_QUEUED, LegState.QUEUED)


async def test_the_way_it_came_can_be_chosen_again(desk_on: MakeDesk) -> None:
    case = replace(waits_for_the_second(NameCheck.MATCH), state=CaseState.QUOTE)
    ports, _, _ = a_desk((case,))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert [leg.payment_id for leg in page.quote.legs] == ["payee-1"]
        await page.press("A", "o")
        assert "payee-1" not in [leg.payment_id for leg in page.quote.legs]
