"""A worker: takes a leg, asks its provider one thing, writes down what was said; as many of them as one likes.

What is done next is `domain.legs.sending`'s; here it is carried out so that a kill at any line loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from refundtui.domain.legs.leg import Posting, RefundLeg, Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    Outcome,
    Refused,
    Unanswered,
    after_lookup,
    after_sending,
    handed_over,
    may_still_send,
    next_act,
    taken,
)
from refundtui.domain.legs.told import Report
from refundtui.domain.legs.waiting import next_look
from refundtui.office.database import Database
from refundtui.office.payments import claiming, pacing, rows, starting
from refundtui.office.payments.breaker import Breaker
from refundtui.office.payments.claiming import Claimed
from refundtui.office.payments.looking_first import PaidElsewhere, is_the_accounts, looked_at, sending_of
from refundtui.office.payments.rows import LegEvent
from refundtui.office.payments.stopping import Stops, stop, stops
from refundtui.office.ports import GatewayAway, RefundGateway, Routes, Sending
from refundtui.rulebooks.library import Library

_log = logging.getLogger(__name__)
_AT_ONCE: Final = 20
_SILENT: Final = frozenset({Trouble.NOT_SENT, Trouble.LOST, Trouble.BROKEN, Trouble.ASKED_TO_WAIT})


class Did(StrEnum):
    """What a worker did in one step."""

    NOTHING = "nothing"
    PACED = "paced"  # something is due, and its account is asked on in a moment
    STARTED = "started"  # an approved case has its legs
    SENT = "sent"
    LOOKED = "looked"  # up by our reference, or asked how it stands
    HANDED_OVER = "handed_over"


_IDLE: Final = frozenset({Did.NOTHING, Did.PACED})


@dataclass(frozen=True, slots=True)
class Worker:
    """`now`, `chance` and the providers come in through the door; a worker has no clock of its own."""

    database: Database
    gateways: Mapping[str, RefundGateway]
    routes: Routes
    library: Callable[[], Library]
    now: Callable[[], datetime]
    chance: Callable[[], float]
    name: str
    breaker: Breaker | None = None
    paces: Mapping[str, float] = field(default_factory=dict)  # requests a second, by account
    _cannot: dict[str, int] = field(default_factory=dict)

    def step(self) -> Did:
        """One thing, the most urgent: a leg that is due, else a case that waits to begin."""
        did = self.go_on()
        if did in _IDLE and self.start():
            return Did.STARTED
        return did

    def go_on(self) -> Did:
        """One thing with a leg that is due."""
        now = self.now()
        with self.database.reading() as connection:
            stopped = stops(connection)
            open_ = self._open(stopped, pacing.resting(connection, now))
            paced = pacing.paced(connection, now) & set(open_)
            waiting = claiming.due(connection, set(open_) - paced, now, _AT_ONCE)
            is_paced = bool(paced) and bool(claiming.due(connection, paced, now, 1))
        for leg_id in self._apart(waiting):
            did = self._work_on(leg_id, stopped)
            if did is not Did.NOTHING:
                return did
        return Did.PACED if is_paced else Did.NOTHING

    def start(self) -> int:
        """Make legs of what is approved; how many there are now."""
        with self.database.reading() as connection:
            waiting = starting.approved(connection)
        made = 0
        for case_id, version in waiting:
            if self._cannot.get(case_id) == version:
                continue
            begun = self._start(case_id)
            made += begun
            if not begun:  # looked at again when it changes, and by the next process
                self._cannot[case_id] = version
        return made

    def _start(self, case_id: str) -> int:
        library, now = self.library(), self.now()
        return self.database.write(
            lambda connection: len(starting.start(connection, case_id, self.routes, library, now))
        )

    def _open(self, stopped: Stops, resting: Container[str]) -> list[str]:
        return [
            name
            for name in self.gateways
            if name not in resting
            and not stopped.all_of(name)
            and (self.breaker is None or self.breaker.lets_through(name))
        ]

    def _apart(self, waiting: tuple[str, ...]) -> tuple[str, ...]:
        """Workers that look at the same moment begin at different ends."""
        at = int(self.chance() * len(waiting))
        return (*waiting[at:], *waiting[:at])

    # --- one leg -------------------------------------------------------------------------------------------

    def _work_on(self, leg_id: str, stopped: Stops) -> Did:
        now, library = self.now(), self.library()
        doing: list[_Doing] = []

        def step(leg: RefundLeg) -> tuple[RefundLeg, LegEvent]:
            did = _Doing(self._act(leg, now), leg)
            doing.append(did)
            if did.act is Act.SEND:
                leg = taken(leg, now)
                return leg, LegEvent("sending", self.name, {"try": leg.posting.tries, "key": leg.key})
            return leg, LegEvent("looking", self.name, {})

        with self.database.reading() as connection:
            found = rows.one(connection, leg_id)
        if found is None or stopped.says_no(found.leg.to.gateway, found.leg.brand):
            return Did.NOTHING
        gateway = self.gateways[found.leg.to.gateway]
        requests = pacing.requests_of(self._act(found.leg, now), gateway.able(found.leg.to))

        def claim(connection: Connection) -> Claimed | Did:
            if not pacing.take(connection, gateway.name, requests, self.paces.get(gateway.name), now):
                return Did.PACED
            claimed = claiming.claim(connection, leg_id, self.name, step, library, now)
            return Did.NOTHING if claimed is None else claimed

        claimed = self.database.write(claim)
        if isinstance(claimed, Did):
            return claimed
        match doing[-1].act:
            case Act.SEND:
                return self._send(claimed, doing[-1].leg.posting)
            case Act.LOOK_UP:
                return self._look_up(claimed)
            case Act.HAND_OVER:
                return self._hand_over(claimed)
            case Act.NOTHING:
                return self._ask(claimed)

    def _act(self, leg: RefundLeg, now: datetime) -> Act:
        return next_act(leg, self.gateways[leg.to.gateway].memory, now)

    def _send(self, claimed: Claimed, before: Posting) -> Did:
        gateway, leg = self.gateways[claimed.leg.to.gateway], claimed.leg
        first = before.out_since is None
        looked = self._looked_at(gateway, claimed, first=first, of_a_copy=not first and not before.tries)
        if isinstance(looked, PaidElsewhere):
            return self._hand_over(claimed)
        if not isinstance(looked, Sending):
            self._settle(claimed, lambda leg: after_sending(leg, looked, first=first), _of_outcome(looked))
            return Did.LOOKED
        sending = looked
        if sending.way is not leg.way and not self._way_is_kept(claimed, sending.way):
            return Did.NOTHING
        if not may_still_send(leg, gateway.memory, claimed.until, self.now()):
            # Asleep for too long between claim and first byte: another has it, or the key is too old.
            self._settle(claimed, lambda leg: leg, LegEvent("too_late", self.name, {}))
            return Did.NOTHING
        outcome = gateway.send(sending)
        is_silent = isinstance(outcome, Unanswered) and outcome.trouble in _SILENT
        self._heard_of(gateway, is_silent=is_silent, rest=getattr(outcome, "rest", None))
        if isinstance(outcome, Refused) and is_the_accounts(outcome.refusal, gateway.able(leg.to)):
            self._stop(leg, outcome.refusal)
            # Our own account's trouble is none of this leg's: it waits until somebody has mended that.
            outcome = Unanswered(Trouble.ASKED_TO_WAIT)
        self._settle(claimed, lambda leg: after_sending(leg, outcome, first=first), _of_outcome(outcome))
        return Did.SENT

    def _way_is_kept(self, claimed: Claimed, way: Way) -> bool:
        """Written down before it is gone: a release whose answer was lost, sent again as a refund, pays twice."""
        now, library = self.now(), self.library()
        event = LegEvent("way", self.name, {"way": way.value})
        kept = self.database.write(
            lambda connection: claiming.note(
                connection, claimed, lambda leg: (replace(leg, way=way), claimed.until, event), library, now
            )
        )
        return kept is not None

    def _looked_at(
        self, gateway: RefundGateway, claimed: Claimed, *, first: bool, of_a_copy: bool
    ) -> Sending | Refused | Unanswered | PaidElsewhere:
        today = self.now().date()
        try:
            return looked_at(gateway, claimed, self._others, today, first=first, of_a_copy=of_a_copy)
        except GatewayAway as away:
            self._heard_of(gateway, is_silent=True, rest=away.rest)
            return Unanswered(Trouble.NOT_SENT)

    def _others(self, leg: RefundLeg, order_id: str) -> list[RefundLeg]:
        """What else gives back of the same order, of whatever case."""
        with self.database.reading() as connection:
            legs = [one.leg for one in rows.on_order(connection, leg.brand, order_id)]
        return [one for one in legs if one.id != leg.id]

    def _heard_of(self, gateway: RefundGateway, *, is_silent: bool, rest: timedelta | None = None) -> None:
        """A provider that says for how long it wants to be left alone is there, and is left alone by everybody."""
        if rest is not None:
            now = self.now()
            self.database.write(lambda connection: pacing.rest(connection, gateway.name, now + rest, now))
        if self.breaker is not None:
            (self.breaker.failed if is_silent and rest is None else self.breaker.answered)(gateway.name)

    def _look_up(self, claimed: Claimed) -> Did:
        gateway = self.gateways[claimed.leg.to.gateway]
        try:
            found = gateway.look_up(sending_of(claimed))
        except GatewayAway as away:
            self._heard_of(gateway, is_silent=True, rest=away.rest)
            self._settle(claimed, lambda leg: leg, LegEvent("away", self.name, {}))
            return Did.LOOKED
        now = self.now()
        event = LegEvent("looked_up", self.name, {"found": [report.reference for report in found]})
        self._settle(claimed, lambda leg: after_lookup(leg, found, gateway.memory, now), event)
        return Did.LOOKED

    def _hand_over(self, claimed: Claimed) -> Did:
        self._settle(claimed, handed_over, LegEvent("handed_over", self.name, {}))
        _log.error(
            "a refund can neither be sent nor found: two people are to look", extra={"leg": claimed.leg.id}
        )
        return Did.HANDED_OVER

    def _ask(self, claimed: Claimed) -> Did:
        gateway, leg = self.gateways[claimed.leg.to.gateway], claimed.leg
        reference = min(leg.told.references, default="")
        if not reference:
            self._settle(claimed, lambda leg: leg, LegEvent("nothing_to_do", self.name, {}))
            return Did.NOTHING
        try:
            report = gateway.ask(reference, leg.to, leg.amount.currency)
        except GatewayAway as away:
            report = None
            self._heard_of(gateway, is_silent=True, rest=away.rest)
        event = LegEvent("asked", self.name, {} if report is None else _said(report))
        self._settle(claimed, lambda leg: leg if report is None else leg.heard(report), event)
        return Did.LOOKED

    def _settle(self, claimed: Claimed, step: Callable[[RefundLeg], RefundLeg], event: LegEvent) -> None:
        now, library = self.now(), self.library()

        def settled(leg: RefundLeg) -> tuple[RefundLeg, datetime | None, LegEvent]:
            after = step(leg)
            return after, next_look(after, now, self.chance()), replace(event, actor=self.name)

        self.database.write(lambda connection: claiming.settle(connection, claimed, settled, library, now))

    def _stop(self, leg: RefundLeg, refusal: Refusal) -> None:
        """Every leg of this account would meet the same: none is sent before somebody looked."""
        now = self.now()
        self.database.write(
            lambda connection: stop(connection, leg.to.gateway, "", self.name, refusal.value, now)
        )
        _log.error("nothing is sent there any more: %s", refusal.value, extra={"gateway": leg.to.gateway})


@dataclass(frozen=True, slots=True)
class _Doing:
    """What is done with a leg as it was when it was claimed."""

    act: Act
    leg: RefundLeg


def _of_outcome(outcome: Outcome) -> LegEvent:
    match outcome:
        case Refused(refusal, message):
            return LegEvent("refused", "", {"refusal": refusal.value, "message": message})
        case Unanswered(trouble):
            return LegEvent("unanswered", "", {"trouble": trouble.value})
        case answered:
            return LegEvent("answered", "", _said(answered.report))


def _said(report: Report) -> dict[str, object]:
    told = {
        "state": report.state.value,
        "refund": report.reference,
        "sub": report.sub,
        "reason": report.reason,
        "trace": report.trace,
    }
    return {name: word for name, word in told.items() if word}
