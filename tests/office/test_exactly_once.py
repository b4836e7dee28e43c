"""Any interleaving of submissions, retries, duplicates, withdrawals and ids that return with another body
has one effect per id, and one answer."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import AddNote, Command, GiveBack, SetItems, Take
from refundtui.domain.request import RefundRequest, Units
from refundtui.office import feeds
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded, Stale, TooEarly
from refundtui.office.store import OfficeStore
from refundtui.wire.submissions import SubmissionRead
from tests.support import postgres
from tests.support.offices import NOW, a_case, a_postgres_office, an_office, said

PEOPLE = ("me", "colleague", "lead")
CASES = ("one", "two")


def spoken(number: int) -> Command:
    """A command per number: half of them rest on what was seen, half only add."""
    return (
        Take(),
        SetItems(RefundRequest((Units("shirt", 1 + number % 2),))),
        AddNote(f"n{number}", "Rang."),
        GiveBack(),
    )[number % 4]


submissions = st.builds(
    lambda number, who, case, base, after: said(
        CaseId(CASES[case]),
        spoken(number),
        base=base,
        by=PEOPLE[who],
        under=f"s{number}",
        after=None if after is None or after == number else f"s{after}",
    ),
    number=st.integers(0, 11),
    who=st.integers(0, 2),
    case=st.integers(0, 1),
    base=st.integers(1, 4),
    after=st.none() | st.integers(0, 11),
)
histories = st.lists(
    st.one_of(
        st.tuples(st.just("send"), submissions),
        st.tuples(st.just("void"), submissions),
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@given(history=histories)
def test_one_id_has_one_effect_and_one_answer_for_ever(
    history: list[tuple[str, SubmissionRead]], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if kind == "postgresql":
        postgres.or_loudly_without()
    folder = tmp_path_factory.mktemp("once")
    office = an_office(folder / "office.db" if kind == "sqlite" else a_postgres_office())
    office.take_in([a_case(name) for name in CASES])
    first_said: dict[str, SubmissionRead] = {}
    answered: dict[str, Outcome] = {}
    voided: set[str] = set()

    for act, submission in history:
        name = submission.id
        before = [office.case(case) for case in CASES]
        if act == "void":
            told = office.void(name, NOW)
            if name in answered:
                assert told == replayed(answered[name])
            else:
                assert told is None
                voided.add(name)
            assert [office.case(case) for case in CASES] == before
            continue

        outcome = office.record(submission, NOW)
        if name in voided:
            assert isinstance(outcome, NotRecorded)
            assert [found.code for found in outcome.findings] == ["decision.voided"]
        elif name in first_said and first_said[name] != submission:
            assert isinstance(outcome, NotRecorded)
            assert [found.code for found in outcome.findings] == ["decision.id_reused"]
        elif name in answered:
            assert outcome == replayed(answered[name])
        elif isinstance(outcome, TooEarly):
            assert submission.after not in answered.keys() | voided
        else:
            first_said[name], answered[name] = submission, outcome
            if isinstance(outcome, Recorded):
                continue
        # Nothing but a first acceptance changes anything.
        assert [office.case(case) for case in CASES] == before

    effects = Counter(event.kind for case in CASES for event in held(office.case(case)).events)
    recorded = Counter(
        first_said[name].command.code for name, outcome in answered.items() if isinstance(outcome, Recorded)
    )
    assert effects == recorded
    for name, submission in first_said.items():
        assert office.record(submission, NOW) == replayed(answered[name])
    for feed in office.feeds():
        page = office.changes(feed, None, 100)
        assert isinstance(page, feeds.FeedPage)
        assert (page.live_count, page.checksum) == feeds.recount(office.database, feed)
    assert office.verify_audit() == ()
    office.close()


def replayed(outcome: Outcome) -> Outcome:
    assert isinstance(outcome, Recorded | Stale | NotRecorded)
    return replace(outcome, replayed=True)


def held(case: Case | None) -> Case:
    assert case is not None
    return case


def test_two_processes_with_the_same_submissions_record_each_once(place: Path | str) -> None:
    case = a_case("one")
    with an_office(place) as office:
        office.take_in([case])
    sent = [said(case, AddNote(f"n{number}", "Rang."), under=f"s{number}") for number in range(20)]

    def send_all(backwards: bool) -> list[Outcome]:
        with OfficeStore(place) as own:
            return [own.record(submission, NOW) for submission in (reversed(sent) if backwards else sent)]

    with ThreadPoolExecutor(4) as pool:
        answers = [outcome for told in pool.map(send_all, (False, True, False, True)) for outcome in told]

    assert all(isinstance(outcome, Recorded) for outcome in answers)
    assert Counter(getattr(outcome, "replayed", None) for outcome in answers) == {False: 20, True: 60}
    with OfficeStore(place) as office:
        assert len(held(office.case("one")).notes) == 20
        assert office.verify_audit() == ()
