"""Between brands: whatever an agent of one brand asks about another's, the answer is that of nothing at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from refundtui.domain.case import Case, CaseId, Customer
from refundtui.domain.commands import AddNote, Command, Merge, Take
from refundtui.rulebooks import shipped
from refundtui.wire.submissions import encode_submission
from tests.server.served import LINDENHOF_ONLY, TIDEWATER_ONLY, Served
from tests.support.offices import BRAND, NOW, a_case, said

JSON = {"Content-Type": "application/json"}
NOTHING = {"case": "case-none", "feed": "b:nobodyyyy/t:refunds", "decision": "s-nobodys", "mark": "none"}


class Walls:
    """Two brands with a case, a decision and an agent each; Owen is of the other one."""

    def __init__(self, served: Served) -> None:
        self.served = served
        served.store.admit([LINDENHOF_ONLY, TIDEWATER_ONLY])
        secret = Customer("Ingeborg Vogelsang", "ingeborg@vogelsang.example", "+49 170 1112223", "de", "DE")
        self.theirs = replace(a_case(), reference="RF-0090001", customer=secret)
        self.own = a_case(brand="tidewater")
        served.store.take_in([self.theirs])
        served.store.take_in([self.own])
        jana = served.as_(LINDENHOF_ONLY)
        self.decision = said(self.theirs, Take(), by=LINDENHOF_ONLY.id, under="s-theirs1")
        jana.put("/v1/decisions/s-theirs1", content=encode_submission(self.decision), headers=JSON)
        jana.put(f"/v1/cases/{self.theirs.id}/lease", json={})
        jana.put("/v1/presence", json={"case_id": self.theirs.id, "doing": "editing"})
        self.foreign = {
            "case": self.theirs.id,
            "feed": f"b:{BRAND}/t:refunds",
            "decision": "s-theirs1",
            "mark": "them",
        }

    def secrets(self) -> list[bytes]:
        """What no answer to Owen may hold, unless he said it himself."""
        case = self.theirs
        order = case.order
        assert order is not None
        known = (
            case.customer.name,
            case.customer.email,
            case.reference,
            order.id,
            case.id,
            LINDENHOF_ONLY.id,
        )
        return [one.encode() for one in known if one] + [json.dumps(case.customer.name).strip('"').encode()]


@pytest.fixture
def walls(served: Served) -> Walls:
    return Walls(served)


def requests_about(served: Served, known: dict[str, str], own: Case) -> Iterator[httpx.Request]:
    """Every endpoint, each of its ids once; and every place in a body where an id can stand."""
    mark = known["mark"]
    names = {"case_id": known["case"], "feed": known["feed"], "decision_id": known["decision"]}
    client = served.as_(TIDEWATER_ONLY)
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, told in methods.items():
            named = [one["name"] for one in told.get("parameters", ()) if one["in"] == "path"]
            if not named or "requestBody" in told:
                continue
            filled = path
            for name in named:
                filled = filled.replace(f"{{{name}}}", names[name])
            query = {
                one["name"]: 1
                for one in told["parameters"]
                if one["in"] == "query" and one.get("required", False)
            }
            yield client.build_request(method.upper(), filled, params=query)
    yield client.build_request("PUT", f"/v1/cases/{known['case']}/lease", json={})
    yield client.build_request("PUT", f"/v1/cases/{known['case']}/lease", json={"take_over": True})
    yield client.build_request("PUT", f"/v1/cases/{known['case']}/lease", json={"epoch": 1})
    yield client.build_request("PUT", "/v1/presence", json={"case_id": known["case"]})
    yield client.build_request(
        "POST", "/v1/next", json={"key": "w-1", "brand": known["feed"].split(":")[1][:-2]}
    )
    commands: list[tuple[Command, Any]] = [
        (Take(), replace(own, id=CaseId(known["case"]))),
        (AddNote("n-1", "Rang."), replace(own, id=CaseId(known["case"]))),
        (Merge(CaseId(known["case"])), own),
    ]
    for number, (command, about) in enumerate(commands):
        submission = said(about, command, by=TIDEWATER_ONLY.id, under=f"s-{mark}-{number}", base=1)
        body = encode_submission(submission)
        yield client.build_request("PUT", f"/v1/decisions/{submission.id}", content=body, headers=JSON)
        batch = b'{"decisions":[' + body.replace(b"s-", b"b-") + b"]}"
        yield client.build_request("POST", "/v1/decisions", content=batch, headers=JSON)
    after = said(
        own, AddNote("n-2", "Rang."), by=TIDEWATER_ONLY.id, under=f"s-{mark}-after", after=known["decision"]
    )
    yield client.build_request(
        "PUT", f"/v1/decisions/{after.id}", content=encode_submission(after), headers=JSON
    )


def test_every_question_about_anothers_is_answered_like_one_about_nothing(walls: Walls) -> None:
    served, client = walls.served, walls.served.as_(TIDEWATER_ONLY)
    about_nothing = list(requests_about(served, NOTHING, walls.own))
    about_theirs = list(requests_about(served, walls.foreign, walls.own))
    assert len(about_theirs) >= 15

    for nothing, theirs in zip(about_nothing, about_theirs, strict=True):
        if theirs.url.path.endswith("/void"):
            continue  # an id that is free is taken by this: that another's is not free is all it can tell
        expected, got = client.send(nothing), client.send(theirs)
        as_nothing = got.content
        for name, value in walls.foreign.items():
            as_nothing = as_nothing.replace(value.encode(), NOTHING[name].encode())
        told = f"{theirs.method} {theirs.url.path}"
        assert (told, got.status_code, as_nothing) == (told, expected.status_code, expected.content)


def _stands_in(secret: bytes, body: bytes) -> bool:
    """As a word of its own: an article's number may hold an order's."""
    return re.search(rb"(?<![\w-])" + re.escape(secret) + rb"(?![\w-])", body) is not None


def test_no_answer_holds_a_byte_of_anothers_case(walls: Walls) -> None:
    client = walls.served.as_(TIDEWATER_ONLY)
    requests = [
        *requests_about(walls.served, walls.foreign, walls.own),
        *(
            client.build_request("GET", path)
            for path in ("/v1/feeds", "/v1/documents", "/v1/me", "/v1/presence", "/metrics", "/v1/meta")
        ),
        client.build_request("GET", f"/v1/feeds/b:{walls.own.brand}/t:refunds/changes"),
    ]
    for request in requests:
        got = client.send(request).content
        asked = f"{request.url}".encode() + request.read()
        found = [secret for secret in walls.secrets() if _stands_in(secret, got) and secret not in asked]
        assert (f"{request.method} {request.url.path}", found) == (f"{request.method} {request.url.path}", [])


def test_an_agent_gets_the_packs_of_the_own_brands_and_the_laws(walls: Walls) -> None:
    told = walls.served.as_(TIDEWATER_ONLY).get("/v1/documents").json()["documents"]
    laws = {name for name in shipped() if name.startswith("law/")}
    assert {one["name"] for one in told} == {"packs/tidewater.toml", *laws}


def test_who_loses_a_brand_is_told_of_it_no_more(walls: Walls) -> None:
    jana = walls.served.as_(LINDENHOF_ONLY)
    assert jana.get("/v1/feeds").json()["feeds"]
    walls.served.store.grant(LINDENHOF_ONLY.id, (), by="admin", now=NOW)

    assert jana.get("/v1/feeds").json() == {"feeds": []}
    assert jana.get(f"/v1/feeds/b:{BRAND}/t:refunds/changes").status_code == 404
    assert jana.get(f"/v1/cases/{walls.theirs.id}").status_code == 404


@pytest.mark.parametrize("feed", ["ref", "office", "presence"])
def test_the_offices_own_feeds_are_nobodys_to_read(served: Served, feed: str) -> None:
    assert served.as_("lead").get(f"/v1/feeds/{feed}/changes").status_code == 404


def test_without_a_token_every_door_is_shut(served: Served) -> None:
    """Whatever is added later is shut too, unless it is named here."""
    open_to_all = {
        "/v1/meta",
        "/healthz",
        "/readyz",
        "/metrics",
        "/.well-known/openid-configuration",
        "/oauth/jwks",
        "/oauth/device",
        "/oauth/token",
        "/oauth/revoke",
        "/activate",
        "/v1/providers/{account}/events",  # a provider signs what it says, and is believed for nothing else
    }
    bare = served.bare()
    shut = {}
    for path, methods in bare.get("/openapi.json").json()["paths"].items():
        if path in open_to_all:
            continue
        for method in methods:
            filled = path.replace("{case_id}", "c").replace("{feed}", "b:a/t:b").replace("{decision_id}", "s")
            shut[f"{method} {path}"] = bare.request(method, filled, json={}).status_code
    assert shut == dict.fromkeys(shut, 401)
    assert len(shut) >= 15
