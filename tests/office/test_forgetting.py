"""A customer who asks to be forgotten: no word of hers stays in office or copy, and no amount of the books goes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import Approval, Case, CaseId, CaseState, Denial, Ground, Message, Note
from refundtui.domain.commands import AddNote
from refundtui.domain.money import Money
from refundtui.office.feeds import FeedChange, FeedPage, recount
from refundtui.office.forgetting import Fate, Forgotten, Who, is_forgotten
from refundtui.office.imports.report import SoldOrder
from refundtui.office.intake import IntakeReport
from refundtui.office.outcomes import NotRecorded, Recorded
from refundtui.office.redacting import redacted
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseEventRow, DecisionRow, OrderRow
from refundtui.wire.cases import decode_case, encode_case
from tests.support import strategies
from tests.support.offices import BRAND, EUR, NOW, a_case, a_shirt_order, said

TEAM, KEPT = f"b:{BRAND}/t:refunds", f"b:{BRAND}/kept"
NAME, MAIL = "Zebulon Quartermaine", "zebulon@quartermaine.example"
HER: Final = Who(BRAND, mail=MAIL)
WORDS: Final = (NAME, MAIL, "Quartermaine", "+49 170 5550199", "Zebulons Mantel")


def hers(state: CaseState = CaseState.CLOSED, *, decided: bool = True, **other: Any) -> Case:
    case = a_case(state=state)
    customer = replace(case.customer, name=NAME, email=MAIL, phone="+49 170 5550199", customer_ref="C-77")
    told = replace(
        case,
        customer=customer,
        messages=(Message(NOW, True, f"Hier ist {NAME}.", subject="Zebulons Mantel"),),
        notes=(Note("n-1", "me", NOW, f"{NAME} rang."),),
        facts=(("photos", 2), ("said", f"{NAME} says so"), ("carrier", "dhl")),
        **other,
    )
    if not decided:
        return told
    approval = Approval(1, "f", Money(3990, EUR), "me", NOW, f"wie mit {NAME} besprochen", "lead", NOW)
    return replace(told, approval=approval)


def page(office: OfficeStore, feed: str) -> list[FeedChange]:
    found = office.changes(feed, None, 100)
    assert isinstance(found, FeedPage)
    assert (found.live_count, found.checksum) == recount(office.database, feed)
    return list(found.changes)


def everything_kept(office: OfficeStore) -> str:
    """Every column of every row, bodies as text."""
    from refundtui.office.tables import METADATA

    with office.database.reading() as connection:
        rows = [
            tuple(row)
            for table in METADATA.sorted_tables
            if table.name != "document"
            for row in connection.execute(select(table))
        ]
    return repr([tuple(bytes(one).decode("utf-8", "replace") if isinstance(one, bytes) else one for one in row) for row in rows])  # fmt: skip


def test_a_decided_case_keeps_amounts_days_and_decision_and_loses_every_word(office: OfficeStore) -> None:
    case = hers()
    office.take_in([case])

    done = office.forget(HER, by="operator", now=NOW)

    assert [(one.case_id, one.fate) for one in done.cases] == [(case.id, Fate.KEPT)]
    after = office.case(case.id)
    assert after is not None
    assert case.approval is not None
    assert after.approval == replace(case.approval, note="")
    assert (after.order, after.received_at, after.state) == (case.order, case.received_at, case.state)
    assert (after.customer.name, after.customer.email, after.customer.country) == ("", "", "DE")
    assert [(one.at, one.text) for one in after.messages] == [(NOW, "")]
    assert after.facts == (("photos", 2), ("carrier", "dhl"))
    assert not [word for word in WORDS if word in everything_kept(office)]
    assert office.verify_audit() == ()


def test_desks_are_told_to_forget_it_and_then_what_is_left(office: OfficeStore) -> None:
    case, other = hers(), a_case()
    office.take_in([case, other])

    office.forget(HER, by="operator", now=NOW)

    assert [(one.case_id, one.reason) for one in page(office, TEAM) if one.removed] == [(case.id, "erased")]
    (left,) = page(office, KEPT)
    assert decode_case(left.body) == office.case(case.id)
    head = office.head(KEPT)
    assert head is not None
    assert head.brand == BRAND, "or another brand's agents would read it"


def test_a_case_on_which_nothing_was_decided_goes_altogether(office: OfficeStore) -> None:
    case = hers(CaseState.CANCELLED, decided=False)
    office.take_in([case])

    assert [one.fate for one in office.forget(HER, by="operator", now=NOW).cases] == [Fate.ERASED]
    assert office.case(case.id) is None
    assert case.reference not in everything_kept(office) or not case.reference


def test_an_open_case_is_left_alone_and_named(office: OfficeStore) -> None:
    case = hers(CaseState.ELIGIBILITY)
    office.take_in([case])
    before = office.case(case.id)

    assert [one.fate for one in office.forget(HER, by="operator", now=NOW).cases] == [Fate.OPEN]
    assert office.case(case.id) == before


def test_a_look_changes_nothing_and_tells_the_same(office: OfficeStore) -> None:
    office.take_in([hers(), hers(CaseState.ELIGIBILITY), hers(CaseState.CANCELLED, decided=False), a_case()])
    before = everything_kept(office)

    looked = office.hers(HER)

    assert everything_kept(office) == before
    assert looked == office.forget(HER, by="operator", now=NOW)


@pytest.mark.parametrize(
    "who",
    [Who(BRAND, mail=f" {MAIL.upper()} "), Who(BRAND, customer_ref="C-77"), Who(BRAND, MAIL, "C-77")],
    ids=["by mail, however it is written", "by the brand's reference", "by both"],
)
def test_she_is_found(office: OfficeStore, who: Who) -> None:
    office.take_in([hers()])
    assert len(office.hers(who).cases) == 1


@pytest.mark.parametrize(
    "who",
    [Who(BRAND), Who("tidewater", mail=MAIL), Who(BRAND, mail=MAIL[1:]), Who(BRAND, mail="%"), Who(BRAND, "", "C-7")],
    ids=["nobody", "another brand's", "a part of a mail", "a pattern", "a part of a reference"],
)  # fmt: skip
def test_nobody_else_is_found(office: OfficeStore, who: Who) -> None:
    office.take_in([hers()])
    assert office.forget(who, by="operator", now=NOW) == Forgotten()


def test_what_she_and_agents_said_in_submissions_goes_and_answers_stand(office: OfficeStore) -> None:
    case = hers()
    office.take_in([case])
    noted = said(case, AddNote("n-2", f"{NAME} again"))
    stale = said(case, AddNote("n-3", "x"), by="nobody")
    assert isinstance(office.record(noted, NOW), Recorded)
    assert isinstance(office.record(stale, NOW), NotRecorded)

    office.forget(HER, by="operator", now=NOW)

    assert isinstance(office.answer_to(noted.id), Recorded)
    with office.database.reading() as connection:
        kept = connection.execute(select(col(DecisionRow.submission), col(DecisionRow.case_then))).all()
    assert set(kept) == {(b"", None)}


def test_her_orders_without_a_case_lose_her_name_too(office: OfficeStore) -> None:
    order = a_shirt_order("ALONE-1")
    office.take_in([SoldOrder(BRAND, hers().customer, order, (("said", f"for {NAME}"), ("gift", True)))])

    assert office.forget(HER, by="operator", now=NOW).orders == ("ALONE-1",)

    found = office.order(BRAND, "ALONE-1")
    assert found is not None
    assert (found.order, found.customer.name, found.facts) == (order, "", (("gift", True),))
    assert NAME not in everything_kept(office)
    with office.database.reading() as connection:
        (body,) = connection.execute(select(col(OrderRow.body))).scalars()
    assert is_forgotten(body)


def test_sent_in_again_she_stays_forgotten(office: OfficeStore) -> None:
    case = hers()
    office.take_in([case])
    office.forget(HER, by="operator", now=NOW)

    assert office.take_in([case]) == IntakeReport(cases_known=1)
    assert NAME not in everything_kept(office)


def test_the_books_of_an_order_do_not_forget_what_was_granted(office: OfficeStore) -> None:
    """Her other claim on the order still knows of the first: or the same money could be given twice."""
    order = a_shirt_order("SHARED-9")
    first = hers(order=order, order_ref=order.id)
    second = a_case(order=order)
    office.take_in([first, second])

    office.forget(HER, by="operator", now=NOW)

    after = office.case(second.id)
    assert after is not None
    assert [claim.case_id for claim in after.related] == [first.id]


def test_it_is_noted_that_it_was_done_and_not_who_she_was(office: OfficeStore) -> None:
    office.take_in([hers()])
    office.forget(HER, by="operator", now=NOW)
    office.forget(HER, by="operator", now=NOW)

    with office.database.reading() as connection:
        lines = connection.execute(
            select(col(CaseEventRow.actor), col(CaseEventRow.changed), col(CaseEventRow.case_id)).where(
                col(CaseEventRow.kind) == "forget_customer"
            )
        ).all()
    assert [(line.actor, line.changed) for line in lines] == [
        ("operator", f"brand={BRAND},kept=1,erased=0,open=0,orders=0")
    ]
    assert MAIL not in lines[0].case_id


def test_no_byte_of_her_stays_in_the_file(office: OfficeStore, tmp_path: Path) -> None:
    if not office.database.is_embedded:
        return  # a server's own files are its vacuum's matter
    case = hers()
    office.take_in([case])
    for number in range(5):
        office.record(said(case, AddNote(f"m{number}", f"{NAME} rang. " * 300)), NOW)
    office.database.flush()
    assert any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())

    office.forget(HER, by="operator", now=NOW)

    assert not any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_a_kept_case_goes_to_no_archive(office: OfficeStore) -> None:
    office.take_in([hers()])
    office.forget(HER, by="operator", now=NOW)
    later = NOW + timedelta(days=400)
    assert office.archive_closed(later, later) == 0


# --- What a word is -------------------------------------------------------------------------------

_STAYS: Final = """
    id reference brand kind code line_id payment_id preferred_payment seller sku category title label order_ref
    country region language channel status by owner requested_by granted_by decided_by first_decider policy formula
    rule clause clauses fingerprint closed rules flags tender_order merged_into linked media_type
    case_id line_ids
"""
_NO_WORDS: Final = frozenset(_STAYS.split())
"""Ids, codes, goods, people of the house: fields that may stay. A new field is a word until it stands here."""


def full_of_words(value: Any, name: str = "") -> Any:
    match value:
        case str() if type(value) is str and name not in _NO_WORDS:
            return f"{NAME} {value}"
        case (str() as of, rest):  # a fact or a figure beside what it is of
            return (of, full_of_words(rest, name))
        case tuple():
            return tuple(full_of_words(one, name) for one in value)
        case frozenset():
            return frozenset(full_of_words(one, name) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Money):
            return replace(
                value,
                **{
                    spec.name: full_of_words(getattr(value, spec.name), spec.name)
                    for spec in fields(value)
                    if spec.init and spec.name not in {"order", "quote", "currency"}
                },
            )
        case _:
            return value


@settings(phases=[Phase.generate, Phase.explicit], suppress_health_check=list(HealthCheck))
@given(strategies.any_case)
def test_no_word_is_left_whatever_a_case_holds(case: Case) -> None:
    told = full_of_words(replace(case, facts=(("said", NAME), (NAME, 1), *case.facts)))
    left = redacted(told)
    assert NAME not in json.dumps(json.loads(encode_case(left)), ensure_ascii=False)
    assert decode_case(encode_case(left)) == left


@given(strategies.any_case)
def test_no_amount_and_no_day_goes(case: Case) -> None:
    left = redacted(case)
    assert (left.order, left.claimed, left.state, left.resolution) == (
        case.order,
        case.claimed,
        case.state,
        case.resolution,
    )
    assert [one.quote for one in left.quotes] == [one.quote for one in case.quotes]
    assert [(one.number, one.kind, one.at, one.by) for one in left.events] == [
        (one.number, one.kind, one.at, one.by) for one in case.events
    ]


def test_a_denial_keeps_its_grounds() -> None:
    denial = Denial((Ground.WINDOW_PASSED,), ("§ 355 BGB",), "me", NOW, f"Sehr geehrte {NAME}")
    case = replace(hers(), denial=denial, id=CaseId("x"), notice_on=date(2026, 11, 1))
    assert redacted(case).denial == replace(denial, text="")
