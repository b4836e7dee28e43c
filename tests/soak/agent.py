"""One simulated agent: takes what comes next, notes, decides, gives back, reads what others did; over a line that loses answers."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Command, GiveBack, Take
from refundtui.wire.checksums import MODULUS, mark
from refundtui.wire.pages import PageBody
from refundtui.wire.protocol import LEASE_HEADER
from refundtui.wire.submissions import SubmissionRead, encode_submission

JSON = {"Content-Type": "application/json"}
_AGAIN = frozenset({429, 500, 503})
_PATIENCE = 60.0  # seconds one request may be asked again


@dataclass(slots=True)
class Seen:
    """What everybody together measured and was promised."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    promised: dict[str, str] = field(default_factory=dict)  # a decision's id to its note, empty without one
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    troubles: list[str] = field(default_factory=list)
    holding: dict[str, tuple[str, float]] = field(default_factory=dict)  # by case: who, and since when
    doubles: list[str] = field(default_factory=list)
    lost_on_purpose: int = 0
    given_up: int = 0

    def took(self, case_id: str, person: str) -> None:
        """The office says that a case is this agent's: nobody may think so of it at the same moment."""
        before = self.holding.get(case_id)
        if before is not None and before[0] != person and time.monotonic() - before[1] < _LEASE:
            self.doubles.append(f"{case_id} was {before[0]}'s and {person}'s")
        self.holding[case_id] = (person, time.monotonic())

    def lets_go(self, case_id: str, person: str) -> None:
        """From the moment on at which it is said that it is given back, another may have it."""
        if self.holding.get(case_id, ("", 0.0))[0] == person:
            del self.holding[case_id]


_LEASE: Final = 290.0  # seconds, a little less than the office gives


@dataclass(slots=True)
class Replica:
    """A feed as this agent knows it: versions only."""

    cursor: str = ""
    seq: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def take(self, page: PageBody) -> None:
        for item in page.items:
            if item.removed:
                self.versions.pop(item.id, None)
            else:
                self.versions[item.id] = item.version
        self.cursor, self.seq = page.cursor, page.through

    def is_as(self, page: PageBody) -> bool:
        checksum = sum(mark(case_id, version) for case_id, version in self.versions.items()) % MODULUS
        return (len(self.versions), checksum) == (page.live_count, int(page.checksum, 16))


_PAGE = msgspec.json.Decoder(PageBody)


class Agent:
    def __init__(self, person: str, feed: str, client: httpx.AsyncClient, token: str, seen: Seen) -> None:
        self.person = person
        self.feed = feed
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}
        self.seen = seen
        self.chance = random.Random(person)
        self.replica = Replica()

    async def work(self, until: float, think: float) -> None:
        await asyncio.sleep(self.chance.uniform(0, think))
        while time.monotonic() < until:
            try:
                await self._one_case(think)
            except httpx.HTTPError as trouble:
                self.seen.troubles.append(type(trouble).__name__)
            await self.catch_up()
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * think)

    async def _one_case(self, think: float) -> None:
        given = await self.ask("next", "POST", "/v1/next", json={"key": self._id()})
        if given.status_code != 200:
            return
        lease = given.json()
        case_id, epoch = lease["case_id"], lease["epoch"]
        self.seen.took(case_id, self.person)
        await self.ask("presence", "PUT", "/v1/presence", json={"case_id": case_id, "doing": "editing"})
        case = (await self.ask("case", "GET", f"/v1/cases/{case_id}")).json()
        base = case.get("decision_version", 1)  # what is as usual is not spelled
        await asyncio.sleep(self.chance.uniform(0, think) / 4)
        await self.decide(case_id, AddNote(note := self._id(), "Rang, nobody there."), base, note=note)
        taken = await self.decide(case_id, Take(), base, epoch=epoch)
        self.seen.lets_go(case_id, self.person)
        if taken:
            await self.decide(case_id, GiveBack(), base + 1, epoch=epoch)
        else:
            await self.ask("give back", "DELETE", f"/v1/cases/{case_id}/lease", params={"epoch": epoch})

    async def decide(
        self, case_id: str, command: Command, base: int, *, epoch: int | None = None, note: str = ""
    ) -> bool:
        """Said until it is answered; every tenth time the answer is lost on the way, and it is said once more."""
        said = SubmissionRead(self._id(), CaseId(case_id), command, base, self.person, datetime.now(UTC))  # noqa: TID251 - a desk's clock
        body, path = encode_submission(said), f"/v1/decisions/{said.id}"
        lease = {} if epoch is None else {LEASE_HEADER: str(epoch)}
        if self.chance.random() < 0.1:
            await self.ask("decide", "PUT", path, content=body, headers=JSON | lease)
            self.seen.lost_on_purpose += 1
        answer = await self.ask("decide", "PUT", path, content=body, headers=JSON | lease)
        if answer.status_code in {200, 201}:
            self.seen.promised[said.id] = note
            return True
        told = answer.json()
        self.seen.refused[
            f"{command.code}: {told['type']} {[one['code'] for one in told.get('findings', ())]}"
        ] += 1
        return False

    async def catch_up(self) -> bool:
        """Read the feed to its end; whether the copy is then the office's."""
        while True:
            asked = {"cursor": self.replica.cursor, "view": "list", "limit": 1000}
            answer = await self.ask("changes", "GET", f"/v1/feeds/{self.feed}/changes", params=asked)
            if answer.status_code != 200:
                self.seen.troubles.append(f"changes {answer.status_code}")
                return False
            page = _PAGE.decode(answer.content)
            self.replica.take(page)
            if not page.more:
                if not self.replica.is_as(page):
                    self.seen.troubles.append("a copy differed")
                return self.replica.is_as(page)

    async def listen(self, until: float) -> None:
        """The stream of pokes every desk holds open; read and thrown away."""
        while time.monotonic() < until:
            try:
                async with self.client.stream(
                    "GET", "/v1/events", headers=self.headers, timeout=60
                ) as stream:
                    async for _ in stream.aiter_raw():
                        if time.monotonic() >= until:
                            return
            except httpx.HTTPError:
                await asyncio.sleep(1)

    async def ask(self, what: str, method: str, path: str, **more: object) -> httpx.Response:
        """Asked again with a pause while the office says that it may; what it took is one figure."""
        headers = self.headers | more.pop("headers", {})  # type: ignore[operator] # ours are dictionaries
        began, pause = time.monotonic(), 0.1
        while True:
            try:
                answer = await self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type] # httpx's own
                self.seen.answers[answer.status_code] += 1
                if answer.status_code not in _AGAIN:
                    self.seen.seconds[what].append(time.monotonic() - began)
                    return answer
            except httpx.TransportError as trouble:
                self.seen.troubles.append(type(trouble).__name__)
            if time.monotonic() - began > _PATIENCE:
                self.seen.given_up += 1
                raise httpx.ReadTimeout(f"{what}: no end")
            await asyncio.sleep(self.chance.uniform(0, pause))
            pause = min(pause * 2, 5)

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))
