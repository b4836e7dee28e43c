"""Where a case's money is stands at the case, in the provider's meaning and in none of its bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.tui.app import Desk
from tests.support.making import NOW, eur
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, fashion

MakeDesk = Callable[..., Desk]

PWN = "\x1b]0;pwn\x07[/b]\u202e"


def paying(state: LegState, case_state: CaseState, **other: object) -> Case:
    leg = Payout(LegId("leg-1"), eur("36.08"), "cards", "Visa ••4242", state, NOW)
    return fashion("1", state=case_state, payouts=(replace(leg, **other),))  # type: ignore[arg-type]  # fields as the test names them


async def shown(desk_on: MakeDesk, case: Case) -> str:
    ports, _, _ = a_desk((case,))
    async with desk_on(ports).run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("2", "z")
        return page.text


@pytest.mark.anyio
async def test_a_refusal_is_told_with_its_reason_and_what_to_do(desk_on: MakeDesk) -> None:
    text = await shown(
        desk_on, paying(LegState.REJECTED, CaseState.PAY_FAILED, reason="account_closed", tries=1)
    )
    assert "refused, nothing moved (the customer's account is closed)" in text
    assert "Ask the customer for another way to pay" in text


@pytest.mark.anyio
async def test_what_is_not_known_is_not_called_paid(desk_on: MakeDesk) -> None:
    text = await shown(desk_on, paying(LegState.UNKNOWN, CaseState.PAY_UNKNOWN, tries=3))
    assert "not known whether it happened" in text
    assert "tried 3 times" in text
    assert "paid, the provider says" not in text


@pytest.mark.anyio
async def test_scenario_76_a_provider_s_bytes_reach_no_terminal(desk_on: MakeDesk) -> None:
    text = await shown(
        desk_on,
        paying(
            LegState.FAILED, CaseState.PAY_FAILED, label=f"Visa{PWN}", sub=PWN, reason=PWN, trace=f"7422{PWN}"
        ),
    )
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "refused for a reason we do not know" in text
    assert "7422" in text
