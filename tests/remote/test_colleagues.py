"""Who holds a case: taken at the first edit, told to the next, broken by a lead, the same for the same question."""

from __future__ import annotations

from pathlib import Path

from refundtui.casework.holding import Holding
from refundtui.casework.ports import HeldElsewhere, Lease, NothingWaits
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.remote.colleagues import RemoteColleagues
from refundtui.remote.office import RemoteOffice
from tests.remote.desks import a_live_desk
from tests.server.served import LINDENHOF_ONLY, Served
from tests.support.offices import NOW, a_case

LEAD = Actor("chief", "Chief", Role.LEAD, usual_grants(Role.LEAD, "lindenhof"))


def test_a_case_is_held_from_the_first_edit_and_a_lead_may_take_it_over(
    served: Served, tmp_path: Path
) -> None:
    served.store.admit([LINDENHOF_ONLY, LEAD])
    case = a_case()
    served.store.take_in([case], now=NOW)
    with (
        a_live_desk(served, LINDENHOF_ONLY, tmp_path / "one") as mine,
        a_live_desk(served, LEAD, tmp_path / "two") as theirs,
    ):
        assert isinstance(mine.office, RemoteOffice)
        assert isinstance(theirs.office, RemoteOffice)
        me, chief = (
            Holding(RemoteColleagues(mine.office.line)),
            Holding(RemoteColleagues(theirs.office.line)),
        )
        assert me.begin(case.id) is None
        held = chief.begin(case.id)
        assert isinstance(held, HeldElsewhere)
        assert (held.holder, held.holder_name) == (LINDENHOF_ONLY.id, LINDENHOF_ONLY.name)
        me.keep_up(case.id, NOW)
        chief.keep_up(None, NOW)
        (there,) = chief.presence.at(case.id, LEAD.id)
        assert (there.person, there.editing) == (LINDENHOF_ONLY.id, True)
        assert chief.take_over(case.id) is None
        assert chief.leases[case.id].epoch > me.leases[case.id].epoch
        chief.let_go(case.id)


def test_the_same_key_gives_the_same_case_and_then_nothing_waits(served: Served, tmp_path: Path) -> None:
    served.store.admit([LINDENHOF_ONLY])
    case = a_case()
    served.store.take_in([case], now=NOW)
    with a_live_desk(served, LINDENHOF_ONLY, tmp_path / "one") as mine:
        assert isinstance(mine.office, RemoteOffice)
        colleagues = RemoteColleagues(mine.office.line)
        first = colleagues.next_case("key-1")
        assert isinstance(first, Lease)
        assert colleagues.next_case("key-1") == first
        assert first.case_id == case.id
        assert isinstance(colleagues.next_case("key-2"), NothingWaits | Lease)
