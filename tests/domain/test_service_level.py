"""How soon a brand answers: three clocks beside the law's, each a function of what the case recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from refundtui.domain.case import Case, CaseEvent, CaseState, Message
from refundtui.domain.deadlines import deadlines_for, next_due
from refundtui.domain.findings import Basis
from refundtui.domain.letters_set import digest_of
from refundtui.domain.opening_hours import Opening
from refundtui.domain.policy import ServiceLevel
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.service_level import Promised, service_clocks
from tests.support.making import a_case, a_rulebook

S = CaseState
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LEVEL = ServiceLevel(
    first_reply=4 * 60,
    next_reply=8 * 60,
    resolution=20 * 60,
    openings=tuple(Opening(day, 9 * 60, 17 * 60) for day in range(5)),
)


def rules(level: ServiceLevel | None = LEVEL) -> Rulebook:
    rulebook = a_rulebook()
    return replace(rulebook, policy=replace(rulebook.policy, service=level, timezone="UTC"))


def asked(*messages: Message, events: tuple[CaseEvent, ...] = (), **more: object) -> Case:
    fields = {"received_at": MONDAY, "messages": messages, "events": events, "channel": "mail"} | more
    return replace(a_case(), **fields)  # type: ignore[arg-type]  # a case's own fields, by name


def she(hours: float) -> Message:
    return Message(MONDAY + timedelta(hours=hours), from_customer=True, text="?")


def we(hours: float) -> Message:
    return Message(MONDAY + timedelta(hours=hours), from_customer=False, text="!")


def event(number: int, hours: float, before: CaseState, after: CaseState) -> CaseEvent:
    return CaseEvent(number, "x", "ann", MONDAY + timedelta(hours=hours), before, after)


def due(case: Case, promised: Promised, rulebook: Rulebook | None = None) -> datetime | None:
    clock = next((one for one in service_clocks(case, rulebook or rules()) if one.promised is promised), None)
    return None if clock is None else clock.due_at


def test_the_first_word_is_promised_from_the_moment_the_request_came_in() -> None:
    assert due(asked(she(0)), Promised.FIRST_REPLY) == MONDAY + timedelta(hours=4)
    assert due(asked(she(0), she(2)), Promised.FIRST_REPLY) == MONDAY + timedelta(hours=4)
    assert due(asked(), Promised.FIRST_REPLY) == MONDAY + timedelta(hours=4)


def test_our_first_word_ends_that_clock_and_her_next_one_starts_another() -> None:
    assert due(asked(she(0), we(1)), Promised.FIRST_REPLY) is None
    assert due(asked(she(0), we(1)), Promised.NEXT_REPLY) is None
    assert due(asked(she(0), we(1), she(2), she(5)), Promised.NEXT_REPLY) == MONDAY + timedelta(
        days=1, hours=2
    )


def test_asking_her_something_is_a_word_too() -> None:
    asks = CaseEvent(1, "ask_information", "ann", MONDAY + timedelta(hours=1), S.ELIGIBILITY, S.INFO_WAIT)
    assert due(asked(she(0), events=(asks,), state=S.INFO_WAIT), Promised.FIRST_REPLY) is None
    answered = asked(she(0), she(2), events=(asks,), state=S.ELIGIBILITY)
    assert due(answered, Promised.NEXT_REPLY) == MONDAY + timedelta(days=1, hours=2)


def test_who_is_on_the_phone_has_her_answer_already() -> None:
    assert due(asked(channel="phone"), Promised.FIRST_REPLY) is None
    assert due(asked(she(0), channel="chat"), Promised.NEXT_REPLY) is None
    assert due(asked(she(3), channel="phone"), Promised.NEXT_REPLY) == MONDAY + timedelta(days=1, hours=3)


def test_the_end_waits_while_it_is_the_customers_turn_and_a_word_does_not() -> None:
    case = asked(
        she(0),
        events=(event(1, 2, S.ELIGIBILITY, S.INFO_WAIT), event(2, 6, S.INFO_WAIT, S.ELIGIBILITY)),
        state=S.ELIGIBILITY,
    )
    # 20 hours are two and a half days of eight; of the first day four are not ours.
    assert due(case, Promised.RESOLUTION) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    assert due(case, Promised.FIRST_REPLY) == MONDAY + timedelta(hours=4)


def test_a_clock_that_stands_still_is_no_deadline_and_says_so() -> None:
    case = asked(she(0), we(1), events=(event(1, 2, S.ELIGIBILITY, S.INFO_WAIT),), state=S.INFO_WAIT)
    (clock,) = service_clocks(case, rules())
    assert (clock.promised, clock.due_at) == (Promised.RESOLUTION, None)
    assert not [one for one in deadlines_for(case, rules()) if one.basis is Basis.SERVICE]


def test_what_is_done_is_promised_no_more() -> None:
    for state in (S.PAID, S.NOTIFY, S.CLOSED, S.CANCELLED):
        assert service_clocks(asked(she(0), state=state), rules()) == ()


def test_a_case_that_is_opened_again_has_a_new_end_from_then() -> None:
    case = asked(
        she(0),
        we(1),
        events=(event(1, 2, S.ELIGIBILITY, S.CLOSED), event(2, 24, S.CLOSED, S.ELIGIBILITY)),
        state=S.ELIGIBILITY,
    )
    assert due(case, Promised.RESOLUTION) == datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


def test_another_policy_counts_anew_from_the_start() -> None:
    case = asked(she(0))
    sooner = rules(replace(LEVEL, first_reply=60))
    assert due(case, Promised.FIRST_REPLY, sooner) == MONDAY + timedelta(hours=1)
    assert service_clocks(case, rules(None)) == ()


def test_a_promise_of_service_never_moves_a_clock_of_the_law() -> None:
    case = asked(she(0), events=(event(1, 2, S.ELIGIBILITY, S.INFO_WAIT),), state=S.INFO_WAIT)
    with_it, without = deadlines_for(case, rules()), deadlines_for(case, rules(None))
    assert [one for one in with_it if one.basis is not Basis.SERVICE] == list(without)


def test_the_queue_counts_down_to_whichever_is_first() -> None:
    first = next_due(deadlines_for(asked(she(0)), rules()))
    assert first is not None
    assert (first.kind, first.basis, first.minutes) == ("first_reply", Basis.SERVICE, 240)
    answered = next_due(deadlines_for(asked(she(0), we(1)), rules(replace(LEVEL, resolution=None))))
    assert answered is not None
    assert answered.kind == "refund_due"


_WRITTEN = st.lists(st.tuples(st.booleans(), st.floats(0, 300)), max_size=8)


@given(_WRITTEN)
def test_the_order_in_which_messages_are_kept_is_nothing(written: list[tuple[bool, float]]) -> None:
    messages = [she(hours) if hers else we(hours) for hers, hours in written]
    unlike = {message.at for message in messages}
    if len(unlike) == len(messages):
        assert service_clocks(asked(*messages), rules()) == service_clocks(
            asked(*reversed(messages)), rules()
        )


@given(_WRITTEN, st.floats(301, 400))
def test_a_word_of_ours_leaves_no_reply_owed(written: list[tuple[bool, float]], hours: float) -> None:
    messages = [she(at) if hers else we(at) for hers, at in written]
    owed = {one.promised for one in service_clocks(asked(*messages, we(hours)), rules())}
    assert owed <= {Promised.RESOLUTION}


def a_letter(hours: float, **until: float) -> tuple[Message, CaseEvent]:
    """One of ours with the event it was sent by; `until` where it was set for later."""
    letter = replace(we(hours), subject="RF-1", letter="delay", language="en")
    facts: list[tuple[str, object]] = [("letter_at", letter.at), ("letter_digest", digest_of(letter))]
    facts += [("not_before", MONDAY + timedelta(hours=later)) for later in until.values()]
    sending = event(1, hours, S.ELIGIBILITY, S.ELIGIBILITY)
    return letter, replace(sending, kind="send_letter", facts=tuple(facts))  # type: ignore[arg-type]  # facts of a letter


def left(letter: Message, hours: float) -> CaseEvent:
    told = (("letter_digest", digest_of(letter)),)
    return replace(event(2, hours, S.ELIGIBILITY, S.ELIGIBILITY), kind="letter_sent", facts=told)


def promises(*messages: Message, events: tuple[CaseEvent, ...]) -> list[Promised]:
    return [one.promised for one in service_clocks(asked(*messages, events=events), rules())]


def test_a_letter_that_was_set_for_later_has_not_been_said_before_it_left() -> None:
    letter, sending = a_letter(1, until=30)
    assert promises(letter, events=(sending,)) == [Promised.FIRST_REPLY, Promised.RESOLUTION]
    assert promises(letter, events=(sending, left(letter, 30))) == [Promised.RESOLUTION]


def test_a_letter_answers_nothing_that_came_after_it_was_written() -> None:
    for letter, sending in (a_letter(1), a_letter(1, until=30)):
        events = (sending, left(letter, 30))
        assert promises(letter, she(5), events=events) == [Promised.NEXT_REPLY, Promised.RESOLUTION]
