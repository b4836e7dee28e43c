"""Why the customer asks: our own stable codes, their family, and whose fault they imply."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Family(StrEnum):
    REMORSE = "remorse"
    DEFECT = "defect"
    DELIVERY = "delivery"
    BILLING = "billing"
    SERVICE = "service"
    GOODWILL = "goodwill"


class Fault(StrEnum):
    """Shipping and deductions hang on it."""

    SELLER = "seller"
    CARRIER = "carrier"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Reason(StrEnum):
    NOT_RECEIVED = "not_received"
    LATE = "late"
    PARTIAL_DELIVERY = "partial_delivery"
    MISSING_PART = "missing_part"
    DAMAGED_TRANSIT = "damaged_transit"
    DEFECTIVE = "defective"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    QUALITY_LOW = "quality_low"
    SIZE_SMALL = "size_small"
    SIZE_LARGE = "size_large"
    COLOUR_STYLE = "colour_style"
    CHANGED_MIND = "changed_mind"
    ORDERED_WRONG = "ordered_wrong"
    CHEAPER_ELSEWHERE = "cheaper_elsewhere"
    EXPIRED = "expired"
    OVERCHARGED = "overcharged"
    PRICE_ERROR = "price_error"
    DUPLICATE_CHARGE = "duplicate_charge"
    REFUND_MISSING = "refund_missing"
    RETURN_REFUSED = "return_refused"
    CANCELLED_NOT_STOPPED = "cancelled_not_stopped"
    NO_LONGER_NEEDED = "no_longer_needed"
    UNAUTHORISED = "unauthorised"
    SERVICE_POOR = "service_poor"
    WORN_OUT = "worn_out"
    GOODWILL = "goodwill"
    OTHER = "other"

    @property
    def family(self) -> Family:
        return _FAMILY[self]

    @property
    def fault(self) -> Fault:
        return _FAULT.get(self, Fault.NOBODY)


_FAMILY: Final[dict[Reason, Family]] = {
    Reason.NOT_RECEIVED: Family.DELIVERY,
    Reason.LATE: Family.DELIVERY,
    Reason.PARTIAL_DELIVERY: Family.DELIVERY,
    Reason.MISSING_PART: Family.DELIVERY,
    Reason.DAMAGED_TRANSIT: Family.DEFECT,
    Reason.DEFECTIVE: Family.DEFECT,
    Reason.NOT_AS_DESCRIBED: Family.DEFECT,
    Reason.WRONG_ITEM: Family.DEFECT,
    Reason.QUALITY_LOW: Family.DEFECT,
    Reason.SIZE_SMALL: Family.REMORSE,
    Reason.SIZE_LARGE: Family.REMORSE,
    Reason.COLOUR_STYLE: Family.REMORSE,
    Reason.CHANGED_MIND: Family.REMORSE,
    Reason.ORDERED_WRONG: Family.REMORSE,
    Reason.CHEAPER_ELSEWHERE: Family.REMORSE,
    Reason.EXPIRED: Family.DEFECT,
    Reason.OVERCHARGED: Family.BILLING,
    Reason.PRICE_ERROR: Family.BILLING,
    Reason.DUPLICATE_CHARGE: Family.BILLING,
    Reason.REFUND_MISSING: Family.BILLING,
    Reason.RETURN_REFUSED: Family.BILLING,
    Reason.CANCELLED_NOT_STOPPED: Family.BILLING,
    Reason.NO_LONGER_NEEDED: Family.REMORSE,
    Reason.UNAUTHORISED: Family.BILLING,
    Reason.SERVICE_POOR: Family.SERVICE,
    Reason.WORN_OUT: Family.GOODWILL,
    Reason.GOODWILL: Family.GOODWILL,
    Reason.OTHER: Family.GOODWILL,
}
_FAULT: Final[dict[Reason, Fault]] = {
    Reason.NOT_RECEIVED: Fault.CARRIER,
    Reason.LATE: Fault.CARRIER,
    Reason.DAMAGED_TRANSIT: Fault.CARRIER,
    Reason.PARTIAL_DELIVERY: Fault.SELLER,
    Reason.MISSING_PART: Fault.SELLER,
    Reason.DEFECTIVE: Fault.SELLER,
    Reason.NOT_AS_DESCRIBED: Fault.SELLER,
    Reason.WRONG_ITEM: Fault.SELLER,
    Reason.QUALITY_LOW: Fault.SELLER,
    Reason.EXPIRED: Fault.SELLER,
    Reason.OVERCHARGED: Fault.SELLER,
    Reason.PRICE_ERROR: Fault.SELLER,
    Reason.DUPLICATE_CHARGE: Fault.SELLER,
    Reason.REFUND_MISSING: Fault.SELLER,
    Reason.RETURN_REFUSED: Fault.SELLER,
    Reason.CANCELLED_NOT_STOPPED: Fault.SELLER,
    Reason.SERVICE_POOR: Fault.SELLER,
    Reason.SIZE_SMALL: Fault.CUSTOMER,
    Reason.SIZE_LARGE: Fault.CUSTOMER,
    Reason.COLOUR_STYLE: Fault.CUSTOMER,
    Reason.CHANGED_MIND: Fault.CUSTOMER,
    Reason.ORDERED_WRONG: Fault.CUSTOMER,
    Reason.CHEAPER_ELSEWHERE: Fault.CUSTOMER,
}


class Grade(StrEnum):
    """Condition of what came back."""

    A = "A"  # unopened, as new
    B = "B"  # opened, complete, no trace
    C = "C"  # used, small traces
    D = "D"  # strong wear or parts missing
    E = "E"  # unsellable by the customer's doing
    X = "X"  # defective as delivered
    T = "T"  # damaged by the carrier
    W = "W"  # damaged by the seller or warehouse
    P = "P"  # expired
    S = "S"  # other thing or an empty box
    N = "N"  # not returned

    @property
    def is_customers_doing(self) -> bool:
        return self in {Grade.C, Grade.D, Grade.E}
