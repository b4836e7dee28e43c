"""How a shop, a helpdesk or a form feeds the office: twice is once, and what is wrong is told with its place."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from refundtui.domain.actor import Act, Actor, Grant, Role
from refundtui.office.imports.jsonl import EXAMPLE
from refundtui.wire.answers import IntakeBody
from refundtui.wire.bodies import decode
from refundtui.wire.protocol import ProblemBody, Trouble
from tests.server.served import Served

ORDER, CASE = (json.loads(line) for line in EXAMPLE.splitlines())
SHOP = Actor("shop", "The shop", Role.AGENT, (Grant(Act.SEND_IN, "lindenhof"),))


@pytest.fixture
def shop(served: Served) -> httpx.Client:
    served.store.admit([SHOP])
    return served.as_("shop")


def sent(client: httpx.Client, path: str, body: Any, status: int) -> IntakeBody:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return decode(IntakeBody, answer.content)


def test_a_case_sent_twice_is_one_case(shop: httpx.Client, served: Served) -> None:
    first = sent(shop, "/v1/cases", CASE, 201).received[0]
    second = sent(shop, "/v1/cases", CASE, 200).received[0]
    assert (first.is_new, second.is_new) == (True, False)
    assert (first.id, first.reference) == (second.id, second.reference)
    assert served.store.count() == 1


def test_an_order_is_found_when_somebody_asks_about_it(shop: httpx.Client, served: Served) -> None:
    told = sent(shop, "/v1/orders", ORDER, 201).received[0]
    assert (told.kind, told.id) == ("order", "LH-7001")
    assert served.store.order("lindenhof", "LH-7001") is not None
    assert not sent(shop, "/v1/orders", ORDER, 200).received[0].is_new


def test_a_case_whose_order_nobody_knows_is_a_case(shop: httpx.Client, served: Served) -> None:
    case = {name: fact for name, fact in CASE["case"].items() if name not in {"order", "request"}}
    told = sent(
        shop, "/v1/cases", {"brand": "lindenhof", "case": {**case, "order_ref": "??", "currency": "EUR"}}, 201
    )
    held = served.store.case(told.received[0].id)
    assert held is not None
    assert (held.order, held.order_ref) == (None, "??")


def test_many_come_as_lines_and_one_wrong_line_stops_no_other(shop: httpx.Client, served: Served) -> None:
    lines = [
        json.dumps(line)
        for line in (
            {**CASE, "case": {**CASE["case"], "id": "one"}},
            {"brand": "lindenhof", "case": {"reason": "defective"}},
            ORDER,
            {**CASE, "brand": "tidewater"},
            {**CASE, "case": {**CASE["case"], "id": "two"}},
        )
    ]
    lines.insert(2, "{torn")

    answer = shop.post(
        "/v1/cases", content="\n".join(lines) + "\n", headers={"Content-Type": "application/x-ndjson"}
    )

    told = decode(IntakeBody, answer.content)
    assert answer.status_code == 201
    assert [one.is_new for one in told.received] == [True, True]
    assert [one.place for one in told.refused] == [1, 2, 3, 4]
    assert served.store.count() == 2


def test_what_is_wrong_with_one_is_told_with_its_place(shop: httpx.Client) -> None:
    answer = shop.post("/v1/cases", json={"brand": "lindenhof", "case": {"reason": "bored"}})
    told = decode(ProblemBody, answer.content)
    assert (answer.status_code, told.trouble) == (422, Trouble.INVALID)
    assert {"case.reason", "case.received_at", "case.customer"} <= {one.path for one in told.problems}


def test_an_order_is_no_case(shop: httpx.Client) -> None:
    assert shop.post("/v1/cases", json=ORDER).status_code == 422
    assert shop.post("/v1/orders", json=CASE).status_code == 422


def test_a_shop_sends_in_for_its_own_brand_alone(shop: httpx.Client, served: Served) -> None:
    anothers = shop.post("/v1/cases", json={**CASE, "brand": "tidewater"})
    nobodys = shop.post("/v1/cases", json={**CASE, "brand": "no-such-brand"})
    assert (anothers.status_code, anothers.content) == (422, nobodys.content)
    assert served.store.count() == 0


def test_who_sends_in_reads_nothing(shop: httpx.Client) -> None:
    told = sent(shop, "/v1/cases", CASE, 201).received[0]
    assert shop.get(f"/v1/cases/{told.id}").status_code == 404
    assert shop.get("/v1/feeds").json() == {"feeds": []}


def test_who_decides_makes_no_cases_up(served: Served) -> None:
    answer = served.as_("me").post("/v1/cases", json=CASE)
    assert (answer.status_code, decode(ProblemBody, answer.content).trouble) == (403, Trouble.NOT_ALLOWED)


def test_a_card_number_is_masked_before_it_is_kept(shop: httpx.Client, served: Served) -> None:
    said = {"at": "2026-11-19T08:55:00+01:00", "text": "My card is 4111 1111 1111 1111."}
    told = sent(shop, "/v1/cases", {**CASE, "case": {**CASE["case"], "messages": [said]}}, 201)
    held = served.store.spelled(told.received[0].id)
    assert held is not None
    assert b"4111 1111 1111" not in held.body


@pytest.mark.parametrize("path", ["/v1/orders", "/v1/cases"])
def test_the_example_of_the_importer_is_what_the_office_takes(
    shop: httpx.Client, served: Served, path: str
) -> None:
    """`office import --example` printed to start from, and sent line by line to where such a line belongs."""
    line = ORDER if path == "/v1/orders" else CASE
    answer = shop.post(path, content=json.dumps(line).encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 201, answer.text
    many = shop.post(path, content=EXAMPLE.encode(), headers={"Content-Type": "application/x-ndjson"})
    told = decode(IntakeBody, many.content)
    assert [one.is_new for one in told.received] == [False]
    assert [one.problems[0].code for one in told.refused] == ["line.order_or_case"]


def test_the_example_of_the_description_is_what_the_office_takes(shop: httpx.Client) -> None:
    paths = shop.get("/openapi.json").json()["paths"]
    for path in ("/v1/orders", "/v1/cases"):
        example = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
        answer = shop.post(path, json=example)
        assert answer.status_code == 201, (path, answer.text)
