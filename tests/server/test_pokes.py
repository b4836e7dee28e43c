"""Pokes: that something is new reaches everybody who may know, by a stream or by a question left open."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from httpx_sse import ServerSentEvent, connect_sse

from refundtui.domain.commands import Take
from refundtui.office.store import OfficeStore
from refundtui.wire.bodies import decode
from refundtui.wire.pages import FeedsBody, PageBody, PokeBody
from tests.server.served import LINDENHOF_ONLY, TIDEWATER_ONLY, Served, serving, token
from tests.support.offices import BRAND, NOW, a_case, said

FEED = f"b:{BRAND}/t:refunds"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Feeds are told alike by both databases, which tests/office shows: one is enough."""
    return tmp_path / "office.db"


def events(client: httpx.Client) -> Iterator[ServerSentEvent]:
    with connect_sse(client, "GET", "/v1/events") as source:
        yield from source.iter_sse()


def test_a_decision_pokes_whoever_listens(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    with connect_sse(served.as_("me"), "GET", "/v1/events") as source:
        coming = source.iter_sse()
        told = served.store.record(said(case, Take(), by="colleague"), NOW)
        # The intake just before may have a poke of its own: what counts is that the decision's one comes.
        pokes = (decode(PokeBody, event.data).feeds for event in coming if event.event == "poke")
        assert {FEED: told.seq} in pokes  # type: ignore[union-attr]  # it was recorded


def test_nobody_is_poked_about_anothers_brand(served: Served) -> None:
    served.store.admit([TIDEWATER_ONLY, LINDENHOF_ONLY])
    here, there = a_case(), a_case(brand="tidewater")
    with connect_sse(served.as_(TIDEWATER_ONLY), "GET", "/v1/events") as source:
        coming = source.iter_sse()
        served.store.take_in([here])
        served.store.take_in([there])
        poke = next(event for event in coming if event.event == "poke")
    assert BRAND not in poke.data
    assert set(json.loads(poke.data)["feeds"]) <= {"b:tidewater/t:refunds"}


def test_who_comes_and_goes_pokes_too(served: Served) -> None:
    with connect_sse(served.as_("me"), "GET", "/v1/events") as source:
        coming = source.iter_sse()
        served.as_("colleague").put("/v1/presence", json={"availability": "available"})
        poke = next(event for event in coming if event.event == "poke")
    assert decode(PokeBody, poke.data).presence > 0


def test_a_stream_ends_with_its_token_and_says_so(served: Served) -> None:
    client = served.bare(Authorization=f"Bearer {token('me', seconds=1)}")
    told = [event.event for event in events(client)]
    assert told[-1] == "bye"


def test_an_office_that_closes_says_goodbye(store: OfficeStore) -> None:
    last: list[str] = []
    with serving(store) as served:
        client = httpx.Client(
            base_url=served.address, headers={"Authorization": f"Bearer {token('me')}"}, timeout=30
        )
        listening = threading.Event()

        def listen() -> None:
            with connect_sse(client, "GET", "/v1/events") as source:
                listening.set()
                last.extend(event.event for event in source.iter_sse())

        listener = threading.Thread(target=listen)
        listener.start()
        assert listening.wait(20)
    listener.join(20)
    client.close()
    assert last[-1:] == ["bye"]


def test_a_question_left_open_is_answered_when_something_moves(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    first = me.get("/v1/feeds")
    page = decode(PageBody, me.get(f"/v1/feeds/{FEED}/changes").content)
    answers: dict[str, httpx.Response] = {}

    def ask(name: str, path: str, **more: str) -> threading.Thread:
        def asking() -> None:
            answers[name] = served.as_("me").get(path, params={"wait": "20"} | params, headers=more)

        params = {"cursor": page.cursor} if name == "page" else {}
        thread = threading.Thread(target=asking)
        thread.start()
        return thread

    threads = [
        ask("feeds", "/v1/feeds", **{"If-None-Match": first.headers["etag"]}),
        ask("page", f"/v1/feeds/{FEED}/changes"),
    ]
    served.store.record(said(case, Take(), by="colleague"), NOW)
    for thread in threads:
        thread.join(30)

    assert decode(FeedsBody, answers["feeds"].content).feeds[0].last_seq == 2
    assert [item.version for item in decode(PageBody, answers["page"].content).items] == [2]


def test_a_question_left_open_in_vain_is_answered_with_nothing_new(served: Served) -> None:
    served.store.take_in([a_case()])
    me = served.as_("me")
    first = me.get("/v1/feeds")
    again = me.get("/v1/feeds", params={"wait": 1}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
