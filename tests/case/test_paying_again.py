"""Money that did not arrive goes out another way by two people's word, and never beside what is still out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import Approve, GrantApproval, MakeQuote, RequestApproval, SettleAnotherWay
from refundtui.domain.decision import obstacles
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import AlternativeReason, Consent, ConsentBy, WayKind
from refundtui.domain.request import Settle
from tests.support.making import NOW, a_case, a_rulebook, agent, done, eur, lead, one_shirt, quoted

RULES = a_rulebook()
INSTEAD = replace(one_shirt(), settle=Settle.CREDIT)


def tried(*states: LegState) -> Case:
    """A case whose payment failed, its legs in these states."""
    case = a_case(request=one_shirt(), owner="ann", state=CaseState.PAY_FAILED)
    legs = (
        Payout(LegId(f"leg-{n}"), eur("10.00"), "cards", "Visa", state, NOW) for n, state in enumerate(states)
    )
    return replace(case, payouts=tuple(legs))


def codes(case: Case, command: object, who: object) -> set[str]:
    return {found.code for found in obstacles(case, command, who, RULES, NOW)}  # type: ignore[arg-type]  # any command


@pytest.mark.parametrize("who", [agent("ann"), lead("ann")], ids=["agent", "lead"])
def test_nobody_pays_again_alone(who: object) -> None:
    case = tried(LegState.FAILED)
    seen = quoted(case, RULES, INSTEAD)
    assert "payment.second_person" in codes(case, Approve(INSTEAD, seen.fingerprint, seen.total), who)


def test_two_people_pay_it_another_way() -> None:
    consent = Consent(NOW, ConsentBy.PHONE, "store credit is fine")
    agreed = SettleAnotherWay(WayKind.CREDIT, AlternativeReason.CAME_BACK, consent)
    case = done(tried(LegState.FAILED), (agreed, agent("ann")), rulebook=RULES)
    seen = quoted(case, RULES, INSTEAD)
    asked = done(
        case,
        (
            RequestApproval(INSTEAD, seen.fingerprint, seen.total, "store credit agreed by phone"),
            agent("ann"),
        ),
        rulebook=RULES,
    )
    assert asked.state is CaseState.APPROVAL
    made = asked.quotes[-1]
    granted = done(asked, (GrantApproval(made.number, made.quote.fingerprint), lead("lee")), rulebook=RULES)
    assert granted.state is CaseState.APPROVED
    assert [leg.kind.value for leg in granted.quotes[-1].quote.legs] == ["credit"]


@pytest.mark.parametrize("out", [LegState.SUCCEEDED, LegState.PENDING, LegState.UNKNOWN, LegState.MANUAL])
def test_beside_what_is_out_or_may_be_nothing_is_quoted(out: LegState) -> None:
    case = tried(LegState.FAILED, out)
    seen = quoted(a_case(request=one_shirt()), RULES)
    for command in (
        MakeQuote(one_shirt(), seen.fingerprint),
        RequestApproval(one_shirt(), seen.fingerprint, seen.total, "again"),
    ):
        assert "payment.part_is_out" in codes(case, command, agent("ann"))
