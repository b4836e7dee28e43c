"""What a practice office pays with: the real workers, a practice provider and the real ledger of store credit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.legs.leg import Destination
from refundtui.domain.money import Currency, Money
from refundtui.domain.order import TenderKind
from refundtui.gateways.connecting import credit_account
from refundtui.gateways.practice.gateway import Practice
from refundtui.gateways.practice.scripts import PLAYED
from refundtui.gateways.store_credit import StoreCredit
from refundtui.office.beneficiaries import BANK_TRANSFER
from refundtui.office.credit_ledger import SqlCreditLedger
from refundtui.office.feeds import FeedHead
from refundtui.office.payment_tables import BeneficiaryRow
from refundtui.office.payments import hearing
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.ports import RefundGateway, Routes
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow
from refundtui.wire.cases import decode_case

_AT_ONCE: Final = 20
"""Steps between two looks of a desk: it is never kept waiting for a queue of payments."""

_PRACTICE: Final = "practice"


class PracticePayments:
    """Called whenever a desk asks what is new: a few steps of a worker, and what its provider has to tell."""

    def __init__(self, store: OfficeStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._heads: tuple[FeedHead, ...] = ()
        self._provider = Practice(now, self._captured)
        brands = store.library().brands()
        credit = {
            credit_account(brand): StoreCredit(
                SqlCreditLedger(store.database, brand), now, name=credit_account(brand)
            )
            for brand in brands
        }
        gateways: dict[str, RefundGateway] = {_PRACTICE: self._provider, **credit}
        by_kind = {("", kind.value): _PRACTICE for kind in TenderKind}
        by_kind["", BANK_TRANSFER] = _PRACTICE
        by_kind.update({(brand, "store_credit"): credit_account(brand) for brand in brands})
        self._worker = Worker(
            store.database,
            gateways,
            Routes(frozenset(gateways), by_kind),
            store.library,
            now,
            Random(0).random,  # noqa: S311 - practice is to be the same again
            _PRACTICE,
        )

    def __call__(self) -> None:
        # Looking through every approved case of a million costs a quarter of a second: only when one changed.
        heads = self._store.heads()
        if heads != self._heads:
            self._heads = heads
            self._worker.start()
        for _ in range(_AT_ONCE):
            if self._worker.go_on() is Did.NOTHING:
                break
        now, library = self._now(), self._store.library()
        for delivery in self._provider.deliveries():
            heard = self._provider.heard(delivery.headers, delivery.body, now)
            hearing.hear(self._store.database, _PRACTICE, heard, library, now)

    def _captured(self, to: Destination, of: Currency) -> Money | None:
        """What the order says was paid: the practice provider knows nothing else."""
        if to.method == BANK_TRANSFER:
            return self._paid_by(to.account, of)
        named = to.reference.rpartition("/")[0]
        order_id = named.split(":", 2)[-1] if named.startswith(PLAYED) else named
        with self._store.database.reading() as connection:
            body = connection.execute(
                select(col(CaseRow.body)).where(col(CaseRow.order_key) == order_id).limit(1)
            ).scalar_one_or_none()
        order = None if body is None else decode_case(body).order
        paid = next((one for one in order.payments if one.id == to.payment_id), None) if order else None
        return None if paid is None or paid.captured.currency != of else paid.captured

    def _paid_by(self, payee_id: str, of: Currency) -> Money | None:
        """The most that can go to an account that was agreed on: what its order was paid with."""
        with self._store.database.reading() as connection:
            body = connection.execute(
                select(col(CaseRow.body))
                .join(BeneficiaryRow, col(BeneficiaryRow.case_id) == col(CaseRow.id))
                .where(col(BeneficiaryRow.id) == payee_id)
            ).scalar_one_or_none()
        order = None if body is None else decode_case(body).order
        return order.paid if order is not None and order.currency == of else None
