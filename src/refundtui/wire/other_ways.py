"""Another way than the money came, as office and desk tell each other of it."""

from __future__ import annotations

from datetime import date

from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    NameCheck,
    OtherWay,
    Payee,
    WayKind,
)
from refundtui.wire.bodies import Body, Instant, MaybeName, body_of, value_of


class ConsentBody(Body):
    at: Instant
    by: ConsentBy
    note: str

    @classmethod
    def of(cls, consent: Consent) -> ConsentBody:
        return body_of(cls, consent)

    def consent(self) -> Consent:
        return value_of(Consent, self)


class PayeeBody(Body):
    """`iban` is whole in a command alone."""

    id: MaybeName  # none once its customer was forgotten
    name: str
    iban: str
    source: AccountFrom
    check: NameCheck = NameCheck.NOT_ASKED
    checked_on: date | None = None
    checked_by: str = ""

    @classmethod
    def of(cls, payee: Payee | None) -> PayeeBody | None:
        return None if payee is None else body_of(cls, payee)

    def payee(self) -> Payee:
        return value_of(Payee, self)


class OtherWayBody(Body):
    kind: WayKind
    reason: AlternativeReason
    consent: ConsentBody
    by: str
    at: Instant
    payee: PayeeBody | None = None

    @classmethod
    def of(cls, way: OtherWay | None) -> OtherWayBody | None:
        if way is None:
            return None
        return body_of(cls, way, consent=ConsentBody.of(way.consent), payee=PayeeBody.of(way.payee))

    def way(self) -> OtherWay:
        payee = None if self.payee is None else self.payee.payee()
        return value_of(OtherWay, self, consent=self.consent.consent(), payee=payee)
