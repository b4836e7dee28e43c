"""What stands between a desk and its office says many things; none of them is ever taken for an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
import zstandard

from refundtui.casework.feeds import BeginAnew, Cursor, NotOurs, Page
from refundtui.casework.submissions import (
    Accepted,
    Conflict,
    NeverHeard,
    NotAllowed,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote
from refundtui.remote.line import LARGEST_ANSWER
from refundtui.remote.patience import Patience
from refundtui.wire.answers import AcceptedBody, VisibleAt, VoidedBody
from refundtui.wire.cases import encode_case
from refundtui.wire.pages import FeedBody, FeedsBody, ItemBody, PageBody
from refundtui.wire.protocol import PROBLEMS, ProblemBody, Trouble
from tests.ports.test_cache_port import a_case
from tests.remote.lines import NOON, AlwaysIn, an_office
from tests.support.peer import Asked, a_peer, http

FEED = "b:acme/t:refunds"
ME = SubmissionId("s-1")
OURS = {"refundtui_protocol": "1", "content_type": "application/json"}
TROUBLE = {"refundtui_protocol": "1", "content_type": "application/problem+json"}
ACCEPTED = msgspec.json.encode(
    AcceptedBody(
        id=ME, version=3, decision_version=2, visible_at=VisibleAt(feed=FEED, seq=9), result="accepted"
    )
)
PAGE = msgspec.json.encode(
    PageBody(
        feed=FEED,
        epoch=3,
        since=0,
        through=7,
        cursor="djF8",
        more=False,
        live_count=1,
        checksum="1a2b",
        items=(
            ItemBody(id="c1", seq=6, version=2, case=msgspec.Raw(encode_case(a_case(1)))),
            ItemBody(id="c2", seq=7, version=9, removed=True, reason="erased"),
        ),
    )
)


def a_problem(trouble: Trouble, status: int = 409, **members: object) -> bytes:
    body = ProblemBody(type=f"{PROBLEMS}{trouble}", title="…", status=status, **members)  # type: ignore[arg-type]  # its own
    return msgspec.json.encode(body)


def a_submission() -> Submission:
    return Submission(ME, CaseId("c1"), AddNote("n1", "hello"), 3, "me", NOON)


def said(answer: bytes | Callable[[Asked], bytes | None] | None) -> object:
    """What a submission comes to when this is said to it."""
    script = answer if callable(answer) else lambda _: answer
    with a_peer(script) as peer:
        office = an_office(peer.address)
        try:
            return office.submit(a_submission())
        finally:
            office.close()


UNSAID = zstandard.ZstdCompressor(write_content_size=False)  # packed without a word of its size

NO_ANSWERS = {
    "a hotel's sign-in page": (http(200, b"<html>Welcome, guest</html>", content_type="text/html"), "line.foreign"),
    "a page with our content type": (http(200, ACCEPTED, content_type="application/json"), "line.foreign"),
    "HTML under our header": (http(200, b"<html>", refundtui_protocol="1", content_type="text/html"), "line.foreign"),
    "a redirect to a sign-in": (http(302, b"", location="http://portal.example/"), "line.redirected"),
    "a redirect that keeps the method": (http(307, b"", location="/elsewhere", **OURS), "line.redirected"),
    "a proxy's 404": (http(404, b"<h1>Not Found</h1>", content_type="text/html"), "line.foreign"),
    "a proxy's JSON error": (http(502, b'{"error":"bad gateway"}', content_type="application/json"), "line.foreign"),
    "a problem without our header": (
        http(409, a_problem(Trouble.REFUSED, id=ME), content_type="application/problem+json"),
        "line.foreign",
    ),
    "a torn body": (http(201, ACCEPTED, **OURS)[:-7], "line.torn"),
    "an empty success": (http(200, b"", **OURS), "line.foreign"),
    "another submission's acceptance": (http(201, ACCEPTED.replace(b"s-1", b"s-2"), **OURS), "line.foreign"),
    "a success that is no acceptance": (
        http(200, msgspec.json.encode(VoidedBody(id=ME, result="voided")), **OURS),
        "line.foreign",
    ),
    "another submission's refusal": (http(409, a_problem(Trouble.REFUSED, id="s-2"), **TROUBLE), "office.refused"),
    "a refusal of nobody": (http(409, a_problem(Trouble.REFUSED), **TROUBLE), "office.refused"),
    "a problem of somebody else's": (
        http(404, b'{"type":"about:blank","title":"Not Found","status":404,"id":"s-1"}', **TROUBLE),
        "office.refused",
    ),
    "a torn problem": (http(409, a_problem(Trouble.REFUSED, id=ME)[:-1], **TROUBLE), "line.torn"),
    "busy": (http(503, a_problem(Trouble.UNAVAILABLE, 503, retryable=True), **TROUBLE), "office.unavailable"),
    "too many of us": (http(429, a_problem(Trouble.SLOW_DOWN, 429, retryable=True), **TROUBLE), "office.slow_down"),
    "a fault": (http(500, a_problem(Trouble.FAULT, 500, retryable=True, id=ME), **TROUBLE), "office.fault"),
    "too old a desk": (http(426, a_problem(Trouble.UPGRADE_REQUIRED, 426), **TROUBLE), "office.upgrade_required"),
    "a predecessor that has not come": (
        http(409, a_problem(Trouble.PREDECESSOR_MISSING, retryable=True, id=ME), **TROUBLE),
        "predecessor.missing",
    ),
    "a line that is cut": (None, "line.torn"),
    "no HTTP at all": (b"SSH-2.0-OpenSSH_9.6\r\n", "line.torn"),
    "packed in a way nobody asked for": (http(201, ACCEPTED, content_encoding="gzip", **OURS), "line.foreign"),
    "packed and torn": (
        http(201, zstandard.compress(ACCEPTED)[:-3], content_encoding="zstd", **OURS),
        "line.foreign",
    ),
    "a small body that unpacks without end": (
        http(201, zstandard.compress(b" " * (LARGEST_ANSWER + 1)), content_encoding="zstd", **OURS),
        "line.too_much",
    ),
    "one that does not say its size either": (
        http(201, UNSAID.compress(b" " * (LARGEST_ANSWER + 1)), content_encoding="zstd", **OURS),
        "line.too_much",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_, why) in NO_ANSWERS.items() if why])
def test_what_is_no_answer_ends_nothing(name: str) -> None:
    told, why = NO_ANSWERS[name]
    answer = said(told)
    assert isinstance(answer, Unreachable)
    assert answer.why == why


def test_an_acceptance_is_one_packed_or_not() -> None:
    accepted = Accepted(ME, 3, 2, FEED, 9)
    assert said(http(201, ACCEPTED, **OURS)) == accepted
    for body in (zstandard.compress(ACCEPTED), UNSAID.compress(ACCEPTED)):
        assert said(http(201, body, content_encoding="zstd", **OURS)) == accepted
    replayed = http(200, ACCEPTED, idempotent_replayed="true", **OURS)
    assert said(replayed) == Accepted(ME, 3, 2, FEED, 9, replayed=True)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.NO_SUCH_THING, "case.unknown"),
        (Trouble.CASE_GONE, "case.erased"),
        (Trouble.VOIDED, "decision.voided"),
        (Trouble.ID_REUSED, "decision.id_reused"),
        (Trouble.CLAIM_LOST, "lease.lost"),
        (Trouble.INVALID, "decision.not_understood"),
        (Trouble.REFUSED, "decision.not_understood"),
    ],
)
def test_a_final_problem_that_names_the_submission_puts_it_before_the_agent(
    trouble: Trouble, code: str
) -> None:
    answer = said(http(409, a_problem(trouble, id=ME), **TROUBLE))
    assert isinstance(answer, NotAllowed)
    assert [found.code for found in answer.findings] == [code]


def test_a_changed_case_comes_along() -> None:
    current = a_case(1, version=9)
    body = a_problem(
        Trouble.CASE_CHANGED,
        412,
        id=ME,
        current=msgspec.Raw(encode_case(current)),
        changed=("owner",),
        decided_by="kim",
    )
    assert said(http(412, body, **TROUBLE)) == Conflict(ME, current, ("owner",), "kim")


def test_a_changed_case_of_a_newer_office_is_told_as_changed() -> None:
    body = a_problem(Trouble.CASE_CHANGED, 412, id=ME, current=msgspec.Raw(b'{"schema":99}'))
    answer = said(http(412, body, **TROUBLE))
    assert isinstance(answer, NotAllowed)
    assert [found.code for found in answer.findings] == ["case.changed"]


def test_what_is_too_large_for_any_office_never_leaves() -> None:
    with a_peer(lambda _: http(500)) as peer:
        answer = an_office(peer.address).submit(
            Submission(ME, CaseId("c1"), AddNote("n1", "x" * 1_000_001), 3, "me", NOON)
        )
        assert isinstance(answer, NotAllowed)
        assert peer.asked == []


def test_a_refused_token_is_renewed_once_and_the_question_asked_again() -> None:
    def script(asked: Asked) -> bytes:
        if asked.headers["authorization"] == "Bearer token-2":
            return http(201, ACCEPTED, **OURS)
        return http(401, a_problem(Trouble.LOGIN_REQUIRED, 401), **TROUBLE)

    with a_peer(script) as peer:
        assert isinstance(an_office(peer.address).submit(a_submission()), Accepted)
        assert [one.headers["refundtui-protocol"] for one in peer.asked] == ["1", "1"]


def test_a_token_that_never_holds_is_no_endless_loop() -> None:
    with a_peer(lambda _: http(401, a_problem(Trouble.LOGIN_REQUIRED, 401), **TROUBLE)) as peer:
        answer = an_office(peer.address).submit(a_submission())
        assert answer == Unreachable("office.login_required")
        assert len(peer.asked) == 2
        assert an_office(peer.address, AlwaysIn(most=1)).feeds() == Unreachable("office.login_required")


def test_a_proxys_401_does_not_spend_a_token() -> None:
    ways_in = AlwaysIn()
    with a_peer(lambda _: http(401, b"<h1>Proxy</h1>", content_type="text/html")) as peer:
        answer = an_office(peer.address, ways_in).submit(a_submission())
    assert isinstance(answer, Unreachable)
    assert ways_in.number == 1


def test_nobody_there_is_a_line_that_is_down() -> None:
    with a_peer(lambda _: None) as peer:
        gone = peer.address
    assert an_office(gone).feeds() == Unreachable("line.down")


# --- The office's word -----------------------------------------------------------------------------


def test_a_page_is_read_with_its_token_and_what_is_to_be_forgotten() -> None:
    with a_peer(lambda _: http(200, PAGE, **OURS)) as peer:
        page = an_office(peer.address).changes(FEED, Cursor(FEED, 3, 5, "at5"), 40)
        assert peer.asked[0].path == f"/v1/feeds/{FEED}/changes?limit=40&cursor=at5"
    assert isinstance(page, Page)
    assert (page.epoch, page.since, page.through, page.token, page.checksum) == (3, 0, 7, "djF8", 0x1A2B)
    assert [(one.case_id, one.removed, one.erased) for one in page.changes] == [
        ("c1", False, False),
        ("c2", True, True),
    ]
    assert page.changes[0].body == encode_case(a_case(1))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (http(410, a_problem(Trouble.CURSOR_EXPIRED, 410, epoch=4), **TROUBLE), BeginAnew(FEED, 4)),
        (http(404, a_problem(Trouble.NO_SUCH_THING, 404), **TROUBLE), NotOurs(FEED)),
        (http(404, b"nothing here", content_type="text/plain"), Unreachable("line.foreign")),
        (http(200, PAGE.replace(FEED.encode(), b"b:other/t:x"), **OURS), Unreachable("line.foreign")),
        (http(200, PAGE[:-2] + b"}", **OURS), Unreachable("line.torn")),
        (http(200, PAGE.replace(b'"1a2b"', b'"zz"'), **OURS), Unreachable("line.torn")),
        (http(200, b'{"feeds":[]}', **OURS), Unreachable("line.torn")),
    ],
)
def test_a_feed_answers_in_one_of_four_ways(told: bytes, expected: object) -> None:
    with a_peer(lambda _: told) as peer:
        assert an_office(peer.address).changes(FEED, None, 40) == expected


def test_an_unchanged_list_is_not_sent_again_and_an_empty_one_is_no_broken_line() -> None:
    body = msgspec.json.encode(FeedsBody(feeds=(FeedBody(id=FEED, epoch=1, last_seq=7, live_count=2),)))

    def script(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"t1"':
            return http(304, refundtui_protocol="1")
        return http(200, body, etag='"t1"', **OURS)

    with a_peer(script) as peer:
        office = an_office(peer.address)
        assert office.feeds() == office.feeds()
        assert len(peer.asked) == 2
    with a_peer(lambda _: http(403, a_problem(Trouble.NOT_ALLOWED, 403), **TROUBLE)) as peer:
        assert an_office(peer.address).feeds() == ()
    with a_peer(lambda _: http(403, b"Forbidden by policy", content_type="text/plain")) as peer:
        assert an_office(peer.address).feeds() == Unreachable("line.foreign")


def test_what_was_never_heard_is_told_from_a_case_that_is_unknown() -> None:
    never = http(404, a_problem(Trouble.NO_SUCH_THING, 404, id=ME), **TROUBLE)
    with a_peer(lambda _: never) as peer:
        assert an_office(peer.address).answer_to(ME) == NeverHeard(ME)
    with a_peer(lambda _: http(200, msgspec.json.encode(VoidedBody(id=ME, result="voided")), **OURS)) as peer:
        assert an_office(peer.address).void(ME) == NeverHeard(ME)
    with a_peer(lambda _: http(404, b"nothing", content_type="text/plain")) as peer:
        assert an_office(peer.address).answer_to(ME) == Unreachable("line.foreign")


# --- Patience and clocks -----------------------------------------------------------------------------


def test_an_office_that_does_not_answer_is_left_alone_ever_longer_and_not_for_ever() -> None:
    at = [0.0]
    patience = Patience(lambda: at[0], lambda: 1.0)
    rests = []
    for _ in range(12):
        rests.append(patience.failed(Unreachable("line.down")).wait)
        assert patience.resting() == Unreachable("line.down", rests[-1])
        at[0] += rests[-1]
        assert patience.resting() is None
    assert rests == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert patience.failed(Unreachable("office.slow_down", 90)).wait == 90
    assert patience.failed(Unreachable("office.slow_down", 10**6)).wait == 600
    patience.try_now()
    assert patience.resting() is None
    patience.answered()
    assert patience.failed(Unreachable("line.down")).wait == 0.5


def test_while_it_is_left_alone_nobody_is_asked() -> None:
    patience = Patience(lambda: 0.0, lambda: 1.0)
    busy = http(503, a_problem(Trouble.UNAVAILABLE, 503, retryable=True), retry_after="7", **TROUBLE)
    with a_peer(lambda _: busy) as peer:
        office = an_office(peer.address, patience=patience)
        assert office.feeds() == Unreachable("office.unavailable", 7.0)
        assert office.feeds() == Unreachable("office.unavailable", 7.0)
        assert len(peer.asked) == 1


def test_a_clock_that_is_wrong_is_noticed() -> None:
    for date, skew in (
        ("Fri, 20 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Fri, 20 Nov 2026 12:00:30 GMT", timedelta()),
        ("tomorrow", timedelta()),
    ):
        told = http(200, b'{"feeds":[]}', date=date, **OURS)
        with a_peer(lambda _, told=told: told) as peer:  # type: ignore[misc] # bound at once
            office = an_office(peer.address)
            office.feeds()
            assert office.line.skew == skew
