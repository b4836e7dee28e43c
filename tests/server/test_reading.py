"""The office's word over the line: feeds, pages, packs and one case, for those who may see them."""

from __future__ import annotations

from refundtui.wire.bodies import decode
from refundtui.wire.checksums import MODULUS, mark
from refundtui.wire.pages import DocumentsBody, FeedsBody, PageBody
from refundtui.wire.protocol import ProblemBody, Trouble
from tests.server.served import Served
from tests.support.offices import BRAND, a_case

FEED = f"/v1/feeds/b:{BRAND}/t:refunds/changes"


def test_a_feed_is_read_page_by_page_to_a_count_and_checksum_that_agree(served: Served) -> None:
    cases = [a_case() for _ in range(7)]
    served.store.take_in(cases)
    me = served.as_("me")

    held: dict[str, int] = {}
    cursor, pages = "", 0
    while True:
        page = decode(PageBody, me.get(FEED, params={"limit": 3, "cursor": cursor}).content)
        held |= {item.id: item.version for item in page.items}
        cursor, pages = page.cursor, pages + 1
        if not page.more:
            break

    assert pages == 3
    assert page.tally() == (len(held), sum(mark(*row) for row in held.items()) % MODULUS)


def test_a_page_is_packed_only_for_those_who_can_unpack_it(served: Served) -> None:
    served.store.take_in([a_case() for _ in range(20)])
    plain = served.as_("me").get(FEED, headers={"Accept-Encoding": "identity"})
    packed = served.as_("me").get(FEED, headers={"Accept-Encoding": "zstd"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "zstd"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4


def test_a_queue_view_leaves_out_what_is_only_read_in_an_open_case(served: Served) -> None:
    served.store.take_in([a_case()])
    full, brief = (
        decode(PageBody, served.as_("me").get(FEED, params={"view": view}).content)
        for view in ("full", "list")
    )
    assert full.tally() == brief.tally()
    assert b'"lines"' in bytes(full.items[0].case)  # type: ignore[arg-type]  # it was not removed
    assert b'"lines"' not in bytes(brief.items[0].case)  # type: ignore[arg-type]  # ditto


def test_a_case_is_answered_in_full_and_not_again_while_it_is_the_same(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    first = me.get(f"/v1/cases/{case.id}")
    again = me.get(f"/v1/cases/{case.id}", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, first.headers["etag"], again.status_code) == (200, '"1"', 304)


def test_a_cursor_of_another_history_says_to_begin_anew(served: Served) -> None:
    from refundtui.office.feeds import begin_new_epoch

    served.store.take_in([a_case()])
    me = served.as_("me")
    cursor = decode(PageBody, me.get(FEED).content).cursor
    begin_new_epoch(served.store.database)

    answer = me.get(FEED, params={"cursor": cursor})

    told = decode(ProblemBody, answer.content)
    assert (answer.status_code, told.trouble, told.epoch) == (410, Trouble.CURSOR_EXPIRED, 2)


def test_feeds_and_packs_are_not_sent_twice(served: Served) -> None:
    served.store.take_in([a_case()])
    me = served.as_("me")
    for path, kind in (("/v1/feeds", FeedsBody), ("/v1/documents", DocumentsBody)):
        first = me.get(path)
        decode(kind, first.content)
        assert me.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_every_answer_says_which_version_is_spoken(served: Served) -> None:
    for client in (served.bare(), served.as_("me")):
        for path in ("/v1/meta", "/v1/feeds", "/nowhere", "/healthz"):
            assert client.get(path).headers["RefundTUI-Protocol"] == "1"


def test_a_version_nobody_speaks_is_told_what_is_spoken(served: Served) -> None:
    for version in ("0", "2", "99999999999999999999", "one", "-1", "1.0", "²"):
        answer = served.as_("me").get("/v1/me", headers=[(b"RefundTUI-Protocol", version.encode())])
        told = decode(ProblemBody, answer.content)
        assert (answer.status_code, told.trouble, told.oldest, told.newest) == (
            426,
            Trouble.UPGRADE_REQUIRED,
            1,
            1,
        )


def test_an_erased_case_is_told_as_erased_and_is_nowhere_any_more(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    cursor = decode(PageBody, me.get(FEED).content).cursor
    served.store.erase(case.id, by="lead", now=served.now)

    (item,) = decode(PageBody, me.get(FEED, params={"cursor": cursor}).content).items

    assert (item.removed, item.reason) == (True, "erased")
    assert me.get(f"/v1/cases/{case.id}").status_code == 404
