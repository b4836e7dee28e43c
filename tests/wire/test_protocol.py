"""What desk and office say to each other beside cases and submissions."""

from __future__ import annotations

import msgspec
import pytest

from refundtui.wire.answers import AcceptedBody, SubmissionsBody, VisibleAt
from refundtui.wire.bodies import NotReadableError, decode
from refundtui.wire.checksums import MODULUS
from refundtui.wire.pages import ItemBody, PageBody, spell_checksum
from refundtui.wire.protocol import PROBLEMS, ProblemBody, Trouble
from refundtui.wire.submissions import decode_submission


def a_page(**changes: object) -> dict[str, object]:
    return {
        "feed": "b:lindenhof/t:refunds",
        "epoch": 3,
        "since": 1200,
        "through": 1260,
        "cursor": "djF8",
        "more": False,
        "live_count": 5120,
        "checksum": "1a2b",
        **changes,
    }


def test_a_case_in_a_page_is_passed_on_unopened() -> None:
    body = b'{"id":"c-1","anything":[1,2,{"more":null}]}'
    item = msgspec.json.encode(ItemBody(id="c-1", seq=7, version=2, case=msgspec.Raw(body)))
    page = decode(PageBody, msgspec.json.encode(a_page(items=[msgspec.Raw(item)])))
    assert isinstance(page.items[0].case, msgspec.Raw)
    assert bytes(page.items[0].case) == body


def test_a_removed_case_tells_nothing_but_its_id() -> None:
    told = msgspec.json.encode(ItemBody(id="c-1", seq=7, version=2, removed=True, reason="erased"))
    assert b"case" not in told
    assert decode(ItemBody, told).case is msgspec.UNSET


@pytest.mark.parametrize("checksum", [0, 1, MODULUS - 1])
def test_a_checksum_survives_readers_whose_numbers_have_53_bits(checksum: int) -> None:
    page = decode(PageBody, msgspec.json.encode(a_page(checksum=spell_checksum(checksum))))
    assert page.tally() == (5120, checksum)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in to the hotel</html>",
        msgspec.json.encode(a_page())[:-1],
        msgspec.json.encode(a_page(checksum="zz")),
        msgspec.json.encode(a_page(through="1260")),
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=["empty", "a hotel's page", "torn", "no checksum", "text for a number", "a tower", "not UTF-8"],
)
def test_what_is_no_page_is_never_taken_for_one(body: bytes) -> None:
    with pytest.raises(NotReadableError):
        decode(PageBody, body)


def test_what_a_newer_office_adds_is_ignored() -> None:
    assert decode(PageBody, msgspec.json.encode(a_page(weather="sunny"))).through == 1260


def test_a_success_of_another_kind_is_no_acceptance() -> None:
    told = msgspec.json.encode({"id": "s-1", "result": "voided"})
    with pytest.raises(NotReadableError):
        decode(AcceptedBody, told)


def test_an_acceptance_says_from_where_on_a_replica_holds_it() -> None:
    told = AcceptedBody(
        id="s-1",
        result="accepted",
        version=3,
        decision_version=2,
        visible_at=VisibleAt(feed="b:a/t:b", seq=9),
    )
    assert decode(AcceptedBody, msgspec.json.encode(told)) == told


def test_a_batch_passes_each_submission_on_unopened() -> None:
    one = b'{"id": "s-1",  "spaced" : 1}'
    batch = decode(SubmissionsBody, b'{"decisions":[' + one + b"]}")
    assert [bytes(raw) for raw in batch.decisions] == [one]


@pytest.mark.parametrize("trouble", Trouble)
def test_every_problem_type_is_known_by_its_address(trouble: Trouble) -> None:
    told = ProblemBody(type=f"{PROBLEMS}{trouble}", title="…", status=409)
    assert decode(ProblemBody, msgspec.json.encode(told)).trouble is trouble


def test_a_submission_of_a_newer_desk_is_told_apart_from_a_broken_one() -> None:
    with pytest.raises(NotReadableError) as newer:
        decode_submission(b'{"schema": 99, "id": "s-1", "mood": "good"}')
    with pytest.raises(NotReadableError) as broken:
        decode_submission(b'{"id": "s-1", "mood": "good"}')
    assert (newer.value.newer, broken.value.newer) == (True, False)


def test_a_problem_of_somebody_else_is_none_of_ours() -> None:
    assert ProblemBody(type="about:blank", title="Not Found", status=404).trouble is None
