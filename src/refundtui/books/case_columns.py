"""How does a case become the columns of its row, and a row what the queue shows?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final
from zlib import crc32

from refundtui.books import folding
from refundtui.casework.feeds import Change
from refundtui.casework.views import LAW, SERVICE, WAITING, QueueRow

SHOWN: Final = (
    "case_id, reference, brand, state, customer, reason, language, owner, received_at, version, "
    "amount_minor, currency, due_at, due_basis, order_ref, country, risk, snoozed_until"
)
WRITTEN: Final = f"{SHOWN}, id_mark, is_open, amount_rank, reference_key, order_key, feed, words_mark"
"""In the order in which `columns_of` gives them."""
THIS: Final = "id_mark = ? AND case_id = ?"
"""The row of one case; its values are those of `this`."""
NO_DEADLINE: Final = 2**62
NOT_YET: Final = 2**60
"""From here on no day runs: what waits for its goods stands behind all that is due, by its earliest day."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BASES: Final = ("", LAW, SERVICE, WAITING)
"""As they are numbered in the file."""

_CLOSED: Final = frozenset({"closed", "cancelled"})


def columns_of(head: Any, change: Change, feed: str) -> tuple[tuple[Any, ...], str]:
    customer, amount = head.customer, head.amount
    order = head.order_ref or ("" if head.order is None else head.order.id)
    is_open = head.state not in _CLOSED
    words = folding.indexed_words(
        texts=f"{customer.name} {customer.email}",
        numbers=(head.reference, order, "" if head.order is None else head.order.id),
        phone=customer.phone,
        is_open=is_open,
    )
    columns = (
        change.case_id,
        head.reference,
        head.brand,
        head.state,
        customer.name,
        head.reason,
        customer.language,
        head.owner,
        micros(head.received_at),
        change.version,
        None if amount is None else amount.minor,
        "" if amount is None else amount.currency,
        NO_DEADLINE if head.due is None else micros(head.due.at) + NOT_YET * head.due.waits,
        0 if head.due is None else _basis_number(head.due),
        order,
        customer.country,
        head.risk,
        None if head.snooze is None else micros(head.snooze.until),
        id_mark(change.case_id),
        int(is_open),
        _amount_rank(amount),
        folding.key(head.reference),
        folding.key(order),
        feed,
        int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") >> 2,
    )
    return columns, words


def _basis_number(due: Any) -> int:
    basis = WAITING if due.waits else LAW if due.is_legal else SERVICE if due.is_service else ""
    return _BASES.index(basis)


def id_mark(case_id: str) -> int:
    """By which a case is found. Ids come in no order, so every page changes their index everywhere: over these
    four bytes it is a third as large as over the ids. Two ids may share one.
    """
    return crc32(case_id.encode()) - 2**31  # signed: SQLite needs six bytes for what is beyond


def this(case_id: str) -> tuple[int, str]:
    return id_mark(case_id), case_id


def _amount_rank(amount: Any) -> int:
    """Negative, so that the largest comes first. Yen and dinars stand on one scale with cents."""
    if amount is None:
        return 1
    rank: int = -amount.minor * _per_minor(amount.currency)
    return max(-NO_DEADLINE, min(rank, NO_DEADLINE))


@lru_cache(256)
def _per_minor(code: str) -> int:
    """Ten-thousandths of a currency's unit in its smallest coin."""
    # Late: see `Cache.case`.
    from refundtui.domain.money import UnknownCurrencyError, currency  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    try:
        return int(10 ** (4 - currency(code).exponent))
    except UnknownCurrencyError:
        return 100


def queue_row(row: tuple[Any, ...]) -> QueueRow:
    return QueueRow(
        case_id=row[0],
        reference=row[1],
        brand=row[2],
        state=row[3],
        customer=row[4],
        reason=row[5],
        language=row[6],
        owner=row[7],
        received_at=_EPOCH + timedelta(microseconds=row[8]),
        version=row[9],
        amount_minor=row[10],
        currency=row[11],
        due_at=None if row[12] >= NOT_YET else _EPOCH + timedelta(microseconds=row[12]),
        due_basis=_BASES[row[13]],
        order_ref=row[14],
        country=row[15],
        risk=row[16],
        snoozed_until=None if row[17] is None else _EPOCH + timedelta(microseconds=row[17]),
    )


def micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(since: int) -> datetime:
    return _EPOCH + timedelta(microseconds=since)
