"""Whatever stands in whatever place of whatever question: no fault, no byte of another brand, nothing of theirs moved.

The questions are read from the office's own description, so an endpoint that is added is asked too. An agent
of one brand puts the other brand's ids, and what attackers put, into every parameter and every field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
import pytest
from sqlalchemy import select

from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.domain.case import Customer
from refundtui.domain.commands import AddNote, Take
from refundtui.office.store import OfficeStore
from refundtui.office.tables import METADATA
from tests.server.described_places import FORM, Description, Operation, Place, filled
from tests.server.served import LINDENHOF_ONLY, Served, serving
from tests.support.offices import BRAND, NOW, a_case, a_shirt_order, said

OWN: Final = "tidewater"
OWEN: Final = Actor(
    "owen", "Owen Hughes", Role.LEAD, (*usual_grants(Role.LEAD, OWN), Grant(Act.SEND_IN, OWN))
)
SHARED: Final = frozenset({"device", "series", "account", "attempt"})
"""What asking alone writes: desks that wait, numbers given out, wrong guesses. Nothing of a brand is in it."""

HOSTILE: Final = (
    "' OR 1=1 --",
    '"; DROP TABLE case_; --',
    "../../etc/passwd",
    "%00",
    "\x00",
    "%2e%2e%2f",
    "a" * 6_000,
    "𝟙\u202e\u0301ß",
    "\ud800",
    "\x1b[31m",
    "\r\nSet-Cookie: a=b",
    "${jndi:ldap://x}",
    "",
)
NUMBERS: Final = (-1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, 1.5, None, True)


class Brands:
    """Theirs, with everything that can be asked about; and our own."""

    def __init__(self, served: Served, cases: int) -> None:
        self.served = served
        store = served.store
        store.admit([LINDENHOF_ONLY, OWEN])
        secret = Customer("Ingeborg Vogelsang", "ingeborg@vogelsang.example", "+49 170 1112223", "de", "DE")
        order = a_shirt_order("ZIRBEL-77")
        order = replace(order, lines=tuple(replace(line, title="Zirbelkissen") for line in order.lines))
        self.theirs = replace(a_case(order=order), reference="RF-0090001", customer=secret)
        store.take_in([self.theirs])
        for under, command in (
            ("s-theirs1", Take()),
            ("s-theirs2", AddNote("n-theirs", "Zirbelduft fehlt.")),
        ):
            store.record(said(self.theirs, command, by=LINDENHOF_ONLY.id, under=under), NOW)
        lease = store.take(LINDENHOF_ONLY.id, self.theirs.id, NOW)
        store.say_where(LINDENHOF_ONLY.id, NOW, case_id=self.theirs.id, doing="editing")
        # One for each question: what an answer shows of a case is not what was put into it before.
        self.own = [a_case(f"own-{number}", brand=OWN) for number in range(cases)]
        store.take_in(self.own)
        self.foreign: tuple[str, ...] = (
            self.theirs.id,
            "ZIRBEL-77",
            "s-theirs1",
            BRAND,
            f"b:{BRAND}/t:refunds",
            f"packs/{BRAND}.toml",
            LINDENHOF_ONLY.id,
            "RF-0090001",
            "n-theirs",
            "ingeborg@vogelsang.example",
        )
        self.foreign_numbers = (getattr(lease, "epoch", 1), self.theirs.decision_version)

    def secrets(self) -> list[str]:
        return [
            *("Ingeborg Vogelsang", "ingeborg@vogelsang.example", "1112223", "RF-0090001", "ZIRBEL-77"),
            *(
                "Zirbelkissen",
                "Zirbelduft",
                self.theirs.id,
                LINDENHOF_ONLY.id,
                LINDENHOF_ONLY.name,
                "Br\\u00fc",
            ),
            "s-theirs1",
        ]

    def not_ours(self) -> dict[str, set[str]]:
        """Every row of every table that is not Owen's own or his brand's."""
        kept: dict[str, set[str]] = {}
        with self.served.store.database.reading() as connection:
            for table in METADATA.sorted_tables:
                if table.name in SHARED:
                    continue
                rows = connection.execute(select(table)).mappings().all()
                kept[table.name] = {
                    ascii(sorted(row.items(), key=str)) for row in rows if not _is_ours(dict(row))
                }
        return kept


def _is_ours(row: Mapping[str, Any]) -> bool:
    ours = {OWN, OWEN.id}
    feeds = {str(row.get("feed_id", "")), str(row.get("id", ""))}
    return bool(
        {row.get("brand"), row.get("actor"), row.get("person")} & ours
        or any(feed.startswith(f"b:{OWN}/") for feed in feeds)
        or row.get("fingerprint") == ""  # an id withdrawn before anything came under it
        or row.get("name") == "presence"
    )


class Asker:
    """Owen, who asks each question with something wrong in one place."""

    def __init__(self, brands: Brands) -> None:
        self.brands = brands
        self.numbers = count(1)
        served = brands.served
        issuer = served.app.state.issuer
        self.client = served.bare(Authorization=f"Bearer {issuer.access_token(OWEN.id, timedelta(hours=2))}")
        document = self.client.get("/openapi.json").json()
        self.description = Description(document, self._mine())

    def _mine(self) -> dict[str, Any]:
        number = next(self.numbers)
        case = self.brands.own[number - 1]
        amounts = dict.fromkeys(
            ("net", "gross", "unit_price", "captured", "amount", "rate", "claimed"), "1.00"
        )
        return {
            **amounts,
            "id": f"s-{number}",
            "decision_id": f"s-{number}",
            "case_id": case.id,
            "feed": f"b:{OWN}/t:refunds",
            "actor": OWEN.id,
            "brand": OWN,
            "currency": "EUR",
            "base_decision_version": case.decision_version,
            "line": "shirt",
            "line_id": "shirt",
            "order_ref": f"T-{number}",
            "client_id": "refundtui",
            "key": f"w-{number}",
        }

    def operations(self) -> list[Operation]:
        return [one for one in self.description.operations() if not one.is_endless]

    def ask(self, operation: Operation, place: Place, value: Any) -> httpx.Response | None:
        """None: this cannot even be sent."""
        request = self._request(operation, place, value)
        return None if request is None else self.client.send(request)

    def _request(self, operation: Operation, place: Place, value: Any) -> httpx.Request | None:
        mine = self._mine()
        path = operation.path
        query: dict[str, Any] = {}
        headers: dict[bytes, bytes] = {}
        for one in operation.fixed:
            where, _, name = one.partition(" ")
            right = mine.get(name, 1)
            if where == "path":
                here = value if (place.where, place.name) == ("path", name) else right
                path = path.replace(f"{{{name}}}", quote(_spelled(here), safe=""))
            elif where == "query":
                query[name] = right
        if place.where == "query":
            query[place.name] = value
        if place.where == "header":
            spelled = _spelled(value)
            if not spelled.isprintable():
                return None  # no client can send it
            headers[place.name.encode()] = spelled.encode()
        asked = f"{path}?{urlencode({name: _spelled(one) for name, one in query.items()})}"
        content = None
        if operation.media:
            body = self._body(operation, place, value, mine)
            content = (
                urlencode({name: _spelled(one) for name, one in body.items()})
                if operation.media == FORM
                else json.dumps(body)
            ).encode()
            headers[b"Content-Type"] = operation.media.encode()
        return self.client.build_request(operation.method, asked, headers=headers, content=content)

    def _body(self, operation: Operation, place: Place, value: Any, mine: Mapping[str, Any]) -> Any:
        right = place.body if place.where == "body" else operation.body
        # The body was made before this question had its own ids.
        renewed = _renewed(right, mine)
        if place.where == "path" and isinstance(renewed, dict) and "id" in renewed:
            renewed["id"] = value
        return filled(renewed, value)


def _renewed(body: Any, mine: Mapping[str, Any]) -> Any:
    match body:
        case dict():
            ids = ("id", "case_id", "key", "base_decision_version")
            return {
                name: mine[name] if name in ids and isinstance(inner, str | int) else _renewed(inner, mine)
                for name, inner in body.items()
            }
        case list():
            return [_renewed(inner, mine) for inner in body]
        case _:
            return body


def _spelled(value: Any) -> str:
    return str(value).replace("\ud800", "\ufffd")  # half a letter is in no address


def _troubles(asker: Asker, operation: Operation, place: Place, value: Any) -> Iterator[str]:
    request = asker._request(operation, place, value)
    if request is None:
        return
    answer = asker.client.send(request)
    told = f"{operation.label} {place.where} {place.name} {ascii(value)[:60]}: {answer.status_code}"
    if answer.status_code >= 500:
        yield told
    if answer.status_code >= 400:
        kind = answer.headers.get("content-type", "").partition(";")[0]
        others = operation.answers.get(str(answer.status_code), ())
        if kind != "application/problem+json" and kind not in others:
            yield f"{told} is told as {kind!r}"
    asked = f"{request.url}{request.headers}".encode() + request.read()
    heard = answer.content + str(answer.headers).encode()
    for secret in asker.brands.secrets():
        if secret.encode() in heard and secret.encode() not in asked:
            yield f"{told} tells {secret}"


def _values(brands: Brands, place: Place) -> tuple[Any, ...]:
    if place.counts:
        return (*brands.foreign_numbers, *NUMBERS, "' OR 1=1 --", brands.theirs.id)
    return (*brands.foreign, *HOSTILE, *((10**40, None) if place.where == "body" else ()))


def asked_everywhere(served: Served, each: int) -> tuple[list[str], int]:
    """Every trouble, and how many questions were asked; `each` is how many values a place is tried with."""
    brands = Brands(served, cases=1_500 * each)
    asker = Asker(brands)
    troubles: list[str] = []
    before = brands.not_ours()
    asked, turn = 0, 0
    for operation in asker.operations():
        for place in operation.places:
            values = _values(brands, place)
            chosen = [values[number * 7 % len(values)] for number in range(turn, turn + each)]
            if place.where == "path":
                chosen = list(values)
            turn += len(chosen)
            asked += len(chosen)
            for value in chosen:
                troubles += _troubles(asker, operation, place, value)
        after = brands.not_ours()
        if after != before:
            troubles.append(f"{operation.label} moved {_moved(before, after)}")
            before = after
    return troubles, asked


def _moved(before: dict[str, set[str]], after: dict[str, set[str]]) -> str:
    return str(
        {name: sorted(before[name] ^ after[name])[:2] for name in before if before[name] != after[name]}
    )


@pytest.fixture
def own(place: Path | str, store: OfficeStore) -> Iterator[Served]:
    with serving(store, own=True) as served:
        yield served


def test_no_place_of_any_question_is_a_way_to_anothers(own: Served) -> None:
    troubles, asked = asked_everywhere(own, 1)
    assert troubles == []
    assert asked > 800


@pytest.mark.proof
def test_none_of_many_values_in_any_place_is_a_way_to_anothers(own: Served) -> None:
    troubles, asked = asked_everywhere(own, 8)
    assert troubles == []
    assert asked > 6_000


def test_anothers_id_in_a_path_is_answered_with_a_problem(own: Served) -> None:
    """Not with an empty page, and not with a success that did nothing."""
    brands = Brands(own, cases=20)
    asker = Asker(brands)
    answered = {}
    for operation in asker.operations():
        for place in operation.places:
            if place.where != "path" or operation.path.endswith("/void"):
                continue  # an id of nobody's is taken by voiding it
            theirs = {"case_id": brands.theirs.id, "feed": f"b:{BRAND}/t:refunds", "decision_id": "s-theirs1"}
            theirs["account"] = "store_credit.lindenhof"
            theirs["leg_id"] = "leg-of-theirs"
            answer = asker.ask(operation, place, theirs[place.name])
            assert answer is not None
            answered[operation.label] = (answer.status_code >= 400, answer.headers["content-type"])
    assert len(answered) >= 5
    assert set(answered.values()) == {(True, "application/problem+json")}


@pytest.mark.proof
def test_a_wall_that_is_torn_down_is_seen(own: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Actor, "may_see", lambda *_: True)
    troubles, _ = asked_everywhere(own, 1)
    assert any("tells Ingeborg Vogelsang" in trouble for trouble in troubles)
