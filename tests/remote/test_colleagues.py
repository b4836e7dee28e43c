"""Who holds a case: taken at the first edit, told to the next, broken by a lead, the same for the same question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from refundtui.casework.company import HeldElsewhere, Lease, NothingWaits
from refundtui.casework.deciding import decide
from refundtui.casework.holding import RENEWED, Company, Holding
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState, NotAllowed
from refundtui.casework.syncing import pull, push
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import Case
from refundtui.domain.commands import Take
from refundtui.office.leases import LEASE
from refundtui.remote.colleagues import RemoteColleagues
from refundtui.remote.office import RemoteOffice
from tests.remote.desks import a_live_desk
from tests.server.served import LINDENHOF_ONLY, Served
from tests.support.offices import NOW, a_case

Sit = Callable[[Actor], tuple[Ports, Holding]]

ME = LINDENHOF_ONLY
LEAD = Actor("chief", "Chief", Role.LEAD, usual_grants(Role.LEAD, "lindenhof"))
ELSE = Actor("ayl", "Aylin Demir", Role.AGENT, usual_grants(Role.AGENT, "lindenhof"))


@contextmanager
def holding(served: Served, actor: Actor, folder: Path) -> Iterator[tuple[Ports, Holding]]:
    with a_live_desk(served, actor, folder / actor.id) as ports:
        assert isinstance(ports.office, RemoteOffice)
        yield ports, Holding(RemoteColleagues(ports.office.line), actor.id)


@pytest.fixture
def case(served: Served) -> Case:
    served.store.admit([ME, LEAD, ELSE])
    made = a_case()
    served.store.take_in([made], now=NOW)
    return made


@pytest.fixture
def sit(served: Served, tmp_path: Path) -> Iterator[Sit]:
    with ExitStack() as desks:
        yield lambda actor: desks.enter_context(holding(served, actor, tmp_path))


def test_a_case_is_held_from_the_first_edit_and_a_lead_may_take_it_over(case: Case, sit: Sit) -> None:
    (_, mine), (_, chief) = sit(ME), sit(LEAD)
    assert mine.begin(case.id, NOW) is None
    held = chief.begin(case.id, NOW)
    assert isinstance(held, HeldElsewhere)
    assert (held.holder, held.holder_name) == (ME.id, ME.name)
    mine.keep_up(case.id, {case.id}, NOW)
    chief.look_around(NOW)
    assert chief.company(NOW) == {case.id: Company(ME.name, working=True)}
    before = mine.leases[case.id].epoch
    assert chief.take_over(case.id, NOW) is None
    assert chief.leases[case.id].epoch > before
    (lost,) = mine.look_around(NOW)
    assert (lost.case_id, lost.holder_name) == (case.id, LEAD.name)
    assert mine.epoch(case.id) is None
    chief.let_go(case.id)


def test_an_agent_may_not_take_over(case: Case, sit: Sit) -> None:
    (_, mine), (_, other) = sit(ME), sit(ELSE)
    assert mine.begin(case.id, NOW) is None
    assert isinstance(other.take_over(case.id, NOW), HeldElsewhere)
    assert mine.keep_up(case.id, {case.id}, NOW + RENEWED) == ()
    assert mine.epoch(case.id) == 1


def test_it_is_renewed_in_silence_and_given_back_when_nobody_works_on_it(
    case: Case, sit: Sit, served: Served
) -> None:
    (_, mine), (_, other) = sit(ME), sit(ELSE)
    mine.begin(case.id, NOW)
    for minute in range(1, 8):
        served.now = NOW + timedelta(minutes=minute)
        assert mine.keep_up(case.id, {case.id}, served.now) == ()
    assert served.now > NOW + LEASE
    assert isinstance(other.begin(case.id, served.now), HeldElsewhere)
    assert not mine.is_behind(case.id, {case.id}, served.now)
    assert mine.is_behind(case.id, set(), served.now)
    mine.keep_up(None, set(), served.now)
    assert other.begin(case.id, served.now) is None


def test_who_closes_the_desk_gives_everything_back(case: Case, sit: Sit) -> None:
    (_, mine), (_, other) = sit(ME), sit(ELSE)
    mine.begin(case.id, NOW)
    mine.leave()
    assert other.begin(case.id, NOW) is None


def test_what_was_heard_of_others_is_not_believed_for_ever(case: Case, sit: Sit) -> None:
    (_, mine), (_, other) = sit(ME), sit(ELSE)
    mine.keep_up(case.id, {case.id}, NOW)
    other.look_around(NOW)
    assert other.company(NOW) == {case.id: Company(ME.name, working=False)}
    assert mine.look_around(NOW) == ()
    assert mine.company(NOW) == {}
    assert other.company(NOW + timedelta(minutes=2)) == {}


def test_a_decision_under_a_lost_lease_is_refused_with_a_sentence(case: Case, sit: Sit) -> None:
    (ports, mine), (_, chief) = sit(ME), sit(LEAD)
    pull(ports)
    mine.begin(case.id, NOW)
    entry = decide(case.id, Take(), ports, hold_seconds=0, lease=mine.epoch(case.id))
    assert isinstance(entry, Entry)
    chief.take_over(case.id, NOW)
    chief.let_go(case.id)
    assert push(ports, NOW).review == (entry.submission.id,)
    kept = ports.outbox.entry(entry.submission.id)
    assert kept is not None
    assert (kept.state, [found.code for found in kept.findings]) == (EntryState.NEEDS_REVIEW, ["lease.lost"])


def test_a_decision_goes_out_under_the_lease_it_was_made_under(case: Case, sit: Sit) -> None:
    """Also when the desk was closed in between: the epoch is in the outbox, and no part of what is said."""
    ports, mine = sit(ME)
    pull(ports)
    mine.begin(case.id, NOW)
    entry = decide(case.id, Take(), ports, hold_seconds=0, lease=mine.epoch(case.id))
    assert isinstance(entry, Entry)
    kept = ports.outbox.entry(entry.submission.id)
    assert kept is not None
    assert kept.submission.lease == 1
    assert push(ports, NOW).accepted == (entry.submission.id,)


def test_the_same_key_gives_the_same_case_and_then_nothing_waits(case: Case, sit: Sit) -> None:
    _, mine = sit(ME)
    first = mine.colleagues.next_case("key-1")
    assert isinstance(first, Lease)
    assert mine.colleagues.next_case("key-1") == first
    assert first.case_id == case.id
    assert isinstance(mine.next_case(NOW), NothingWaits)


def test_who_holds_as_many_as_may_be_is_told_so(case: Case, sit: Sit, served: Served) -> None:
    _, mine = sit(ME)
    more = [a_case() for _ in range(40)]
    served.store.take_in(more, now=NOW)
    told = [mine.next_case(NOW) for _ in range(41)]
    full = told[-1]
    assert isinstance(full, NotAllowed)
    assert [found.code for found in full.findings] == ["capacity.full"]
