"""Three columns of a decision that met a changed case."""

from __future__ import annotations

from datetime import date

from refundtui.casework.conflicts import Comparison, compare
from refundtui.casework.deciding import decide_again
from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.commands import AddNote, SetItems, Take
from refundtui.domain.request import (
    Goodwill,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Units,
    UnusedTime,
)
from tests.casework.desks import BOB, Bench, a_bench
from tests.support.making import a_case, eur


def in_conflict() -> tuple[Bench, Entry]:
    """Ann approves what she sees while Bob asks for less."""
    bench = a_bench()
    colleague = bench.colleague(BOB)
    entry = bench.said("1", bench.approving("1"))
    line = bench.now_at_the_office("1").request.items[0]
    assert isinstance(line, Units)
    colleague.said("1", SetItems(RefundRequest((Units(line.line_id, 2),))))
    colleague.push()
    bench.push()
    bench.pull()
    found = bench.ports.outbox.entry(entry.submission.id)
    assert found is not None
    assert found.state is EntryState.NEEDS_REVIEW
    return bench, found


def row(compared: Comparison, field: str) -> tuple[str | None, str | None, str | None]:
    (found,) = [one for one in compared.rows if one.field == field]
    return found.saw, found.now, found.mine


def test_each_column_says_its_own() -> None:
    bench, entry = in_conflict()
    compared = compare(entry, bench.restarted().ports)
    saw, now, mine = row(compared, "request")
    assert saw == mine
    assert saw != now
    assert now is not None
    assert now.endswith(" 2")
    assert row(compared, "quotes")[2] not in {None, ""}
    assert row(compared, "owner") == ("", "bob", None)
    assert "request" in [one.field for one in compared.rows if one.is_changed]


def test_without_what_was_seen_the_other_two_columns_still_stand() -> None:
    bench, entry = in_conflict()
    bench.ports.outbox.drop_draft("1/saw")
    compared = compare(entry, bench.ports)
    assert not compared.is_remembered
    assert row(compared, "state")[0] is None
    assert row(compared, "state")[1] is not None
    bench.ports.outbox.save_draft("1/saw", "[]")
    assert not compare(entry, bench.ports).is_remembered


def test_what_is_answered_is_not_remembered_for_ever() -> None:
    bench = a_bench()
    for _ in range(3):
        entry = bench.said("1", Take())
        bench.ports.outbox.withdraw(entry.submission.id)
    bench.said("1", AddNote("n", "only added"))
    kept = bench.ports.outbox.draft("1/saw") or ""
    assert kept.count('"state"') == 1


def test_deciding_the_same_again_has_a_new_id_or_says_why_not() -> None:
    bench, entry = in_conflict()
    again = decide_again(entry.submission.id, bench.ports)
    if isinstance(again, Entry):
        assert again.submission.id != entry.submission.id
    else:
        assert again
        assert bench.state_of(entry) is EntryState.NEEDS_REVIEW


def test_what_is_asked_for_is_spelled_as_it_is_typed() -> None:
    asked = RefundRequest((
        Units("shirt", 2), PriceReduction("jacket", eur("96.75"), eur("129.00")), UnusedTime("year", date(2026, 4, 10)),
        RestOfLine("shipping"), Goodwill(eur("5.00")),
    ))  # fmt: skip
    bench = a_bench(a_case("1", request=asked))
    entry = bench.said("1", Take())
    assert row(compare(entry, bench.ports), "request")[0] == (
        "shirt 2, jacket 96.75/129.00 EUR, year ended 2026-04-10, shipping rest, goodwill 5.00 EUR"
    )
