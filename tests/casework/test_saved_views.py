"""Views: those that come with the desk, those one keeps, and what each of them shows."""

from __future__ import annotations

from datetime import UTC

from refundtui.casework.filter_fields import Surroundings
from refundtui.casework.filtering import read_filter
from refundtui.casework.reading import count, queue
from refundtui.casework.saved_views import BUILT_IN, drop_view, save_view, view_named, views
from refundtui.domain.case import CaseState
from refundtui.domain.commands import Escalate, Take
from tests.casework.desks import BOB, a_bench
from tests.support.making import NOW, a_case


def test_every_view_that_comes_with_the_desk_can_be_read() -> None:
    around = Surroundings(NOW, "ann", ("acme",), UTC)
    assert [view.id for view in BUILT_IN if read_filter(view.filter, around).mistakes] == []


def test_a_kept_view_is_there_again_under_any_spelling_of_its_name() -> None:
    ports = a_bench().ports
    kept = save_view("  Big  ones ", "amount>500 sort:amount", ports)
    assert kept is not None
    assert views(ports) == (*BUILT_IN, kept)
    assert view_named("BIG  ONES", ports) == kept
    assert kept.is_own


def test_the_same_name_again_replaces_and_dropping_forgets() -> None:
    ports = a_bench().ports
    save_view("big", "amount>500", ports)
    again = save_view("Big", "amount>900", ports)
    assert again is not None
    assert [view.filter for view in views(ports) if view.is_own] == ["amount>900"]
    assert drop_view(again.id, ports)
    assert not drop_view(again.id, ports)
    assert not drop_view("open", ports)
    assert views(ports) == BUILT_IN


def test_a_name_that_is_taken_or_empty_is_not_kept() -> None:
    ports = a_bench().ports
    assert save_view("mine", "lang:de", ports) is None
    assert save_view("\x1b ", "lang:de", ports) is None
    assert views(ports) == BUILT_IN


def test_settings_of_another_version_do_not_keep_the_desk_from_opening() -> None:
    ports = a_bench().ports
    ports.outbox.save_draft("settings/views", '{"v": 2}')
    assert views(ports) == BUILT_IN


def test_what_needs_another_look_is_a_view_of_its_own() -> None:
    bench = a_bench(a_case("1", state=CaseState.ELIGIBILITY), a_case("2", state=CaseState.ELIGIBILITY))
    around = Surroundings(NOW, "ann", (), UTC)
    conflicts = read_filter("is:conflict,any", around).wanted
    pending = read_filter("is:pending", around).wanted
    assert list(queue(conflicts, bench.ports, limit=5)) == []
    bench.colleague(BOB).said("1", Take())
    colleague = bench.colleague(BOB)
    colleague.said("1", Take())
    colleague.push()
    bench.said("1", Escalate("second look"))
    assert count(pending, bench.ports) == 1
    bench.push()
    bench.pull()
    assert [row.case_id for row in queue(conflicts, bench.ports, limit=5)] == ["1"]
    assert count(conflicts, bench.ports) == 1
