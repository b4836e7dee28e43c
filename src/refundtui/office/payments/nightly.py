"""What the office does by itself once a night: both books are held against each other, lapsed credit is taken out.

Any worker's process may do it, each job is done once; what a list cannot be got for is tried again the same night.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from refundtui.office import nights
from refundtui.office.credit_ledger import SqlCreditLedger
from refundtui.office.database import Database
from refundtui.office.nights import Night, NightHour
from refundtui.office.payments import pacing
from refundtui.office.payments.differences import Difference
from refundtui.office.payments.reconciling import reconcile
from refundtui.office.ports import CannotTell, GatewayAway, RefundGateway
from refundtui.rulebooks.library import Library

RECONCILE: Final = "reconcile"
EXPIRE: Final = "expire"

AWAY: Final = "away"
CANNOT_TELL: Final = "cannot_tell"
FAULT: Final = "fault"

_LOOKED_BACK: Final = timedelta(days=1)
"""Beyond what was looked at before: what a provider lists late, and what changed since."""

_THE_FIRST_TIME: Final = timedelta(days=2)
_LONGEST: Final = timedelta(days=90)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NightWork:
    """The accounts and ledgers of an office, and the hour at which its night's work begins."""

    database: Database
    gateways: Mapping[str, RefundGateway]
    ledgers: Mapping[str, SqlCreditLedger]  # by brand
    library: Callable[[], Library]
    now: Callable[[], datetime]
    hour: NightHour
    statements: Mapping[str, Callable[[datetime], Sequence[Difference]]] = field(default_factory=dict)
    """By account at a bank: holds what its statements book against its files."""

    def do_due(self) -> int:
        """Every job whose hour has come and that nobody has done or is at; how many were done."""
        night = self.hour.night(self.now())
        with self.database.reading() as connection:
            over = {(one.job, one.subject) for one in nights.all_done(connection) if one.night >= night}
        jobs = [(RECONCILE, name, self._reconcile) for name in self.gateways]
        jobs += [(RECONCILE, name, self._statements) for name in self.statements]
        jobs += [(EXPIRE, brand, self._expire) for brand in self.ledgers]
        return sum(
            self._did(job, subject, night, work) for job, subject, work in jobs if (job, subject) not in over
        )

    def _did(self, job: str, subject: str, night: str, work: Callable[[Night], None]) -> bool:
        claimed = self.database.write(
            lambda connection: nights.claim(connection, job, subject, night, self.now())
        )
        if claimed is None:
            return False
        try:
            work(claimed)
        except CannotTell:
            self._over(claimed, CANNOT_TELL)
        except GatewayAway as away:
            self._broken_off(claimed, AWAY)
            self._left_alone(subject, away.rest)
            return False
        except Exception as trouble:  # noqa: BLE001 - one account's fault must not keep the others
            # Without its words: they may be a provider's.
            _log.error("the night's %s of %s was broken off (%s)", job, subject, type(trouble).__name__)
            self._broken_off(claimed, FAULT)
            return False
        else:
            self._over(claimed)
        return True

    def _reconcile(self, night: Night) -> None:
        now = self.now()
        since = now - _THE_FIRST_TIME if night.seen_until is None else night.seen_until - _LOOKED_BACK
        since = max(since, now - _LONGEST)
        found = reconcile(self.database, self.gateways[night.subject], since, now, self.library(), now)
        if found:
            _log.error("the books differ in %d places", len(found), extra={"gateway": night.subject})

    def _statements(self, night: Night) -> None:
        found = self.statements[night.subject](self.now())
        if found:
            _log.error("statements differ in %d places", len(found), extra={"gateway": night.subject})

    def _expire(self, night: Night) -> None:
        moved = self.ledgers[night.subject].expire(self.now())
        if moved:
            _log.info("lapsed credit of %d accounts", len(moved), extra={"brand": night.subject})

    def _over(self, night: Night, trouble: str = "") -> None:
        self.database.write(lambda connection: nights.done(connection, night, self.now(), trouble=trouble))

    def _broken_off(self, night: Night, trouble: str) -> None:
        self.database.write(lambda connection: nights.broken_off(connection, night, trouble, self.now()))

    def _left_alone(self, gateway: str, rest: timedelta | None) -> None:
        if rest is not None:
            now = self.now()
            self.database.write(lambda connection: pacing.rest(connection, gateway, now + rest, now))
