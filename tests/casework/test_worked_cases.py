"""The worked cases of the practice office: who may do what with them, and to which figure."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from refundtui.casework.corresponding import letter_for
from refundtui.casework.reading import case_file
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseState, Ground
from refundtui.domain.commands import Approve, Command, Deny, GrantApproval, MakeOffer, RequestApproval
from refundtui.domain.decision import apply, obstacles, opened
from refundtui.domain.determination import determine
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook
from refundtui.letters.letter import Kind
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.seeding.journeys import journeys
from tests.casework.desks import ANN, BOB, LEE
from tests.support.making import NOW, TODAY, after, system
from tests.support.ports_in_memory import StillClock, in_memory
from tests.support.pulling import take

LIBRARY = Library(shipped())
OPENINGS = {journey.number: journey.opening() for journey in journeys()}


@dataclass(frozen=True)
class Worked:
    """One worked case as it was received, with its quote."""

    case: Case
    rulebook: Rulebook

    @property
    def quote(self) -> Quote:
        found = determine(self.case, self.case.request, self.rulebook, TODAY).quote
        assert isinstance(found, Quote)
        return found

    def approve(self) -> Approve:
        return Approve(self.case.request, self.quote.fingerprint, self.quote.total)

    def request(self) -> RequestApproval:
        return RequestApproval(self.case.request, self.quote.fingerprint, self.quote.total)

    def offer(self) -> MakeOffer:
        return MakeOffer(self.case.request, self.quote.fingerprint, after(days=7))

    def codes(self, command: Command, actor: Actor) -> list[str]:
        return [found.code for found in obstacles(self.case, command, actor, self.rulebook, NOW)]


def worked(number: int) -> Worked:
    case = opened(OPENINGS[number], system(), NOW)
    return Worked(case, LIBRARY.for_case(case))


DENY = Deny((Ground.WINDOW_PASSED,), ("§ 3",))


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        pytest.param(1, "29.16 EUR", id="kept for less"),
        pytest.param(2, "36.08 EUR", id="one shirt back"),
        pytest.param(3, "128.46 EUR", id="the rest"),
        pytest.param(6, "375.00 USD", id="worn out"),
        pytest.param(7, "87.12 GBP", id="unused time"),
        pytest.param(8, "160.00 EUR", id="two tenders"),
    ],
)
def test_an_agent_decides_it_in_one_step_from_the_queue(number: int, amount: str) -> None:
    case = worked(number)
    approved = apply(case.case, case.approve(), ANN, case.rulebook, NOW)
    assert approved.state is CaseState.APPROVED
    assert approved.approval is not None
    assert str(approved.approval.amount) == amount


def test_too_much_goodwill_is_refused_with_the_most_that_can_still_go_back() -> None:
    case = worked(4)
    assert case.case.order is not None
    assert case.case.order.refunded.decimal_text() == "29.16"


def test_the_laptop_goes_to_a_lead_who_sees_the_same_figure() -> None:
    case = worked(5)
    assert case.codes(case.approve(), ANN) == ["limit.exceeded"]
    asked = apply(case.case, case.request(), ANN, case.rulebook, NOW)
    assert asked.approval is not None
    assert str(asked.approval.amount) == "931.57 USD"
    grant = GrantApproval(asked.approval.version, asked.approval.fingerprint)
    assert [one.code for one in obstacles(asked, grant, BOB, case.rulebook, NOW)] == ["role.not_allowed"]
    assert apply(asked, grant, LEE, case.rulebook, NOW).state is CaseState.APPROVED


def test_the_seam_after_eleven_months_is_not_denied_although_the_pack_would() -> None:
    assert worked(9).codes(DENY, ANN) == ["denial.owed_by_law"]
    assert worked(9).codes(DENY, LEE) == ["denial.owed_by_law"]


def test_a_withdrawal_is_paid_and_not_haggled_over() -> None:
    assert worked(2).codes(worked(2).offer(), LEE) == ["offer.owed_by_law"]
    assert worked(1).codes(worked(1).offer(), ANN) == []


def test_a_case_just_received_is_acknowledged() -> None:
    assert letter_of(worked(1), worked(1).case) is Kind.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        pytest.param(1, Kind.PARTIAL_GRANT, id="kept for less"),
        pytest.param(6, Kind.GOODWILL, id="worn out"),
        pytest.param(7, Kind.PARTIAL_GRANT, id="unused time"),
    ],
)
def test_the_letter_follows_what_was_decided(number: int, kind: Kind) -> None:
    case = worked(number)
    assert letter_of(case, apply(case.case, case.approve(), ANN, case.rulebook, NOW)) is kind


def letter_of(case: Worked, now: Case) -> Kind:
    ports, _ = in_memory(case.rulebook, ANN, StillClock(NOW), cases=(now,))
    page = ports.office.changes("all", None, 10)
    take(ports.cache, page)  # type: ignore[arg-type]  # it is plugged in
    file = case_file(now.id, ports)
    assert file is not None
    letter = letter_for(file, ports)
    assert letter.wanted_language == now.customer.language
    return letter.kind
