"""The desk foresees that a day is spent; what it does not know, the office does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.given_today import given_today
from refundtui.casework.submissions import Entry
from refundtui.domain.actor import Limit, Role
from refundtui.domain.case import CaseId
from refundtui.domain.commands import RequestApproval
from tests.casework.desks import Bench, a_bench
from tests.support.making import NOW, a_case, a_rulebook, eur


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Two shirts of 36.08 a day, and not a third."""
    rulebook = a_rulebook(limits=(Limit(Role.AGENT, eur("500.00"), eur("50.00"), per_day=eur("80.00")),))
    found = a_bench(*(a_case(str(number)) for number in range(1, 5)))
    found.office.rulebook = rulebook
    monkeypatch.setattr(type(found.ports.rulebooks), "for_case", lambda *_: rulebook)
    return replace(found, rulebook=rulebook)


@pytest.mark.parametrize("sent", [False, True], ids=["still in the outbox", "accepted and read back"])
def test_a_third_shirt_is_foreseen_and_can_be_asked_for(bench: Bench, sent: bool) -> None:
    for number in ("1", "2"):
        bench.said(number, bench.approving(number))
    if sent:
        bench.push()
        bench.pull()
    third = bench.approving("3")
    refused = decide(CaseId("3"), third, bench.ports)
    assert isinstance(refused, tuple)
    assert [one.code for one in refused] == ["limit.day_exceeded"]
    ask = RequestApproval(third.request, third.fingerprint, third.total)
    assert isinstance(decide(CaseId("3"), ask, bench.ports), Entry)


def test_what_was_taken_back_counts_no_more(bench: Bench) -> None:
    for number in ("1", "2"):
        entry = bench.said(number, bench.approving(number), hold_seconds=10)
        assert bench.ports.outbox.withdraw(entry.submission.id)
    case = bench.ports.cache.case(CaseId("3"))
    assert case is not None
    assert given_today(case, bench.rulebook, bench.ports, NOW) == ()
    bench.said("3", bench.approving("3"))


def test_yesterday_is_another_day(bench: Bench) -> None:
    for number in ("1", "2"):
        bench.said(number, bench.approving(number))
    bench.clock.move(hours=24)
    case = bench.ports.cache.case(CaseId("3"))
    assert case is not None
    assert given_today(case, bench.rulebook, bench.ports, bench.clock.now()) == ()
