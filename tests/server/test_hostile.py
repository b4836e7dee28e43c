"""What nobody should send: too much, packed to burst, of another kind, or by another method."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import zstandard

from refundtui.domain.commands import Take
from refundtui.server.narrow_door import LARGEST_HEAD
from refundtui.wire.bodies import decode
from refundtui.wire.protocol import LARGEST_BODY, ProblemBody, Trouble
from refundtui.wire.submissions import encode_submission
from tests.server.served import Served
from tests.support.offices import BRAND, a_case, said

JSON = {"Content-Type": "application/json"}
NASTY = (
    "' OR '1'='1",
    "1; DROP TABLE case_; --",
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "%ff%fe",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "<script>",
    "a" * 3000,
    "%0d%0aSet-Cookie:%20a=b",
    "\u202e",
    "𝟙",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What is refused before it is read knows no database: one is enough."""
    return tmp_path / "office.db"


def problem(answer: httpx.Response) -> ProblemBody:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["refundtui-protocol"] == "1"
    return decode(ProblemBody, answer.content)


@pytest.fixture
def me(served: Served) -> httpx.Client:
    served.store.take_in([a_case()])
    return served.as_("me")


@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: ascii(nasty[:24]))
def test_whatever_stands_in_an_address_is_a_problem_and_no_fault(me: httpx.Client, nasty: str) -> None:
    for path in (
        f"/v1/cases/{nasty}",
        f"/v1/decisions/{nasty}",
        f"/v1/feeds/{nasty}/changes",
        f"/v1/feeds/b:{BRAND}/t:refunds/changes?cursor={nasty}",
        f"/v1/feeds/b:{BRAND}/t:refunds/changes?limit={nasty}",
        f"/v1/feeds/b:{BRAND}/t:refunds/changes?view={nasty}",
        f"/v1/cases/c/lease?epoch={nasty}",
        f"/{nasty}",
    ):
        answer = me.request("DELETE" if "lease" in path else "GET", path)
        assert problem(answer).status in {400, 404, 405, 422}, path


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonp", "image/png"])
def test_another_kind_of_body_is_refused_unread(me: httpx.Client, kind: str) -> None:
    answer = me.put("/v1/decisions/s-1", content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, problem(answer).trouble) == (415, Trouble.WRONG_CONTENT_TYPE)


def test_a_body_beyond_the_limit_is_refused(me: httpx.Client) -> None:
    answer = me.put("/v1/decisions/s-1", content=b" " * (LARGEST_BODY + 1), headers=JSON)
    assert (answer.status_code, problem(answer).trouble) == (413, Trouble.TOO_LARGE)


def test_a_small_packet_that_holds_a_gigabyte_is_refused(me: httpx.Client) -> None:
    packer = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < 100_000
    answer = me.put("/v1/decisions/s-1", content=bomb, headers=JSON | {"Content-Encoding": "zstd"})
    assert (answer.status_code, problem(answer).trouble) == (413, Trouble.TOO_LARGE)


def test_a_packed_decision_is_a_decision(served: Served, me: httpx.Client) -> None:
    case = a_case()
    served.store.take_in([case])
    body = zstandard.compress(encode_submission(said(case, Take(), under="s-1")))
    answer = me.put("/v1/decisions/s-1", content=body, headers=JSON | {"Content-Encoding": "zstd"})
    assert answer.status_code == 201


@pytest.mark.parametrize("packing", ["gzip", "br", "zstd", "zstd, zstd"])
def test_what_is_packed_otherwise_than_it_says_is_refused(me: httpx.Client, packing: str) -> None:
    answer = me.put("/v1/decisions/s-1", content=b"{}", headers=JSON | {"Content-Encoding": packing})
    assert problem(answer).status in {400, 415}


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_told_which_there_are(me: httpx.Client, method: str) -> None:
    answer = me.request(method, "/v1/feeds")
    assert (answer.status_code, problem(answer).trouble) == (405, Trouble.WRONG_METHOD)
    assert answer.headers["allow"] == "GET"


def test_a_torn_request_costs_nobody_anything(served: Served, me: httpx.Client) -> None:
    """A desk whose line breaks in the middle of a decision."""
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            b"PUT /v1/decisions/s-1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: " + me.headers["Authorization"].encode() + b"\r\nContent-Length: 500\r\n\r\n{"
        )
    assert me.get("/v1/me").status_code == 200
    assert served.store.answer_to("s-1") is None


def test_who_hangs_up_within_a_question_is_counted_and_no_fault_of_the_office(
    served: Served, me: httpx.Client
) -> None:
    head = b"PUT /v1/decisions/s-1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with line_to(served) as line:
        line.sendall(
            head
            + b"Authorization: "
            + me.headers["Authorization"].encode()
            + b"\r\nContent-Length: 500\r\n\r\n{"
        )
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1) == b""
    counted: list[str] = []
    figures: list[str] = []
    while not counted:  # it is counted when it is over, which nobody is told
        figures = me.get("/metrics").text.splitlines()
        counted = [line for line in figures if "refundtui_requests_total" in line and "{decision_id}" in line]
    assert 'status="499"' in counted[0]
    assert not any("ClientDisconnect" in line for line in figures)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /v1/meta HTTP/1.1\r\nHost: x\r\nX: ",
        b"GET /v1/meta?",
        b"G",
        b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ],
    ids=["one header", "an address", "a method", "a chunk's extension", "a trailer"],
)
def test_a_head_that_never_ends_is_turned_away_before_it_fills_the_memory(
    served: Served, head: bytes
) -> None:
    with line_to(served) as line:
        sent = len(head)
        line.sendall(head)
        with suppress(ConnectionError):
            while sent < 64 * LARGEST_HEAD:
                sent += line.send(b"a" * 16_384)
        assert sent < 64 * LARGEST_HEAD
    assert served.bare().get("/v1/meta").status_code == 200


def test_many_headers_are_turned_away_as_one_large_one_is(served: Served) -> None:
    with line_to(served) as line, suppress(ConnectionError):
        line.sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n")
        line.sendall(b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400")


def test_a_head_as_large_as_anybody_needs_is_read(served: Served) -> None:
    answer = served.bare(**{"X-Long": "a" * 30_000}).get("/v1/meta")
    assert answer.status_code == 200


def test_a_large_body_in_pieces_and_many_requests_on_one_line_are_no_large_head(
    served: Served, me: httpx.Client
) -> None:
    pieces = (b" " * 1_000 for _ in range(900))
    assert me.put("/v1/decisions/s-1", content=pieces, headers=JSON).status_code == 400  # torn, and read
    assert all(me.get("/v1/me", headers={"X": "a" * 1_000}).status_code == 200 for _ in range(80))
    with line_to(served) as line:
        line.sendall(
            (b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n" * 3_000)
            + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        told = b"".join(iter(lambda: line.recv(65_536), b""))
    assert told.count(b"HTTP/1.1 200 OK") == 3_001


def line_to(served: Served) -> socket.socket:
    host, port = served.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def test_a_crowd_is_asked_to_come_back(served: Served) -> None:
    from tests.server.served import serving

    with serving(served.store, crowd=0) as crowded:
        answer = crowded.as_("me").get("/v1/me")
        healthy = crowded.bare().get("/healthz")
        with crowded.as_("me").stream("GET", "/v1/events") as stream:
            assert stream.status_code == 200  # who only listens is in nobody's way
    assert (answer.status_code, problem(answer).trouble) == (429, Trouble.SLOW_DOWN)
    assert answer.headers["retry-after"]
    assert healthy.status_code == 200


def test_a_database_that_is_away_is_told_and_nothing_is_lost(served: Served, me: httpx.Client) -> None:
    from sqlalchemy.exc import OperationalError

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select secret", {"name": "Jana"}, Exception("gone"))

    original = served.store.signed_in
    served.store.signed_in = away  # type: ignore[method-assign]  # a database cannot be pulled out in a test
    try:
        answer = me.get("/v1/feeds")
    finally:
        served.store.signed_in = original  # type: ignore[method-assign]  # ditto
    assert (answer.status_code, problem(answer).trouble) == (503, Trouble.UNAVAILABLE)
    assert b"Jana" not in answer.content
    assert me.get("/v1/feeds").status_code == 200
