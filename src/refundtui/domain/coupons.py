"""A coupon that needed a certain order value: keep its shares, or price the kept goods anew."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from refundtui.domain.ledger import LineLedger, ledgers
from refundtui.domain.money import Money, half_up, nearest
from refundtui.domain.order import Order, OrderDiscount, OrderLine
from refundtui.domain.quote import RowCode
from refundtui.domain.switches import LostCoupon
from refundtui.domain.worksheet import Worksheet, in_proportion


def reprice_kept_goods(sheet: Worksheet) -> None:
    """What the kept goods would have cost without the returned ones changes what goes back."""
    conditional = [discount for discount in sheet.order.discounts if discount.minimum is not None]
    if not conditional or not sheet.coming_back:
        return
    sheet.mention("lost_coupon")
    if sheet.terms.switches.lost_coupon is LostCoupon.KEEP:
        return
    for discount in conditional:
        _reprice(sheet, discount)


def _reprice(sheet: Worksheet, discount: OrderDiscount) -> None:
    """The discount lost by what is kept now, less what earlier refunds already took for it.

    So the order of returns does not matter: when nothing is kept, nothing is lost.
    """
    lines = [line for line in sheet.order.lines if line.id in discount.line_ids and line.units]
    before = _lost(discount, lines, ledgers(sheet.order))
    now = _lost(discount, lines, sheet.books)
    lost = now - min(before, _kept_back_so_far(sheet.order))
    if not lost:
        return
    gross, taxes = _with_tax(lost, lines)
    if gross > max(0, sheet.sum):
        taxes = in_proportion(max(0, sheet.sum), taxes, gross)
        gross = max(0, sheet.sum)
    kept = _kept_price(lines, sheet.books)
    sheet.take(
        RowCode.LOST_COUPON,
        gross,
        taxes,
        formula="coupon_on_kept_goods",
        inputs=(
            ("kept_price", sheet.money(kept)),
            ("discount_had", sheet.money(_share_kept(lines, sheet.books))),
            ("discount_now", sheet.money(_discount_on(kept, discount))),
            ("needed", discount.minimum or sheet.money(0)),
        ),
        source=sheet.terms.source(RowCode.LOST_COUPON),
        switches=("lost_coupon",),
    )


def _lost(discount: OrderDiscount, lines: list[OrderLine], books: Mapping[str, LineLedger]) -> int:
    """How much more the kept goods would have cost alone (negative: less)."""
    kept = _kept_price(lines, books)
    return _share_kept(lines, books) - _discount_on(kept, discount) if kept else 0


def _kept_price(lines: list[OrderLine], books: Mapping[str, LineLedger]) -> int:
    return sum(half_up(_before_coupon(line) * _kept(line, books)) for line in lines)


def _share_kept(lines: list[OrderLine], books: Mapping[str, LineLedger]) -> int:
    """The order discount that stands in the kept units."""
    return sum(half_up(_minor(line.order_discount) * _kept(line, books)) for line in lines)


def _kept(line: OrderLine, books: Mapping[str, LineLedger]) -> Fraction:
    return Fraction(books[line.id].units_left, line.units)


def _kept_back_so_far(order: Order) -> int:
    """Deductions from the order as a whole in earlier refunds: more was not taken for a coupon."""
    return sum(max(0, -past.loose.minor) for past in order.earlier if past.holds and past.loose is not None)


def _discount_on(kept: int, discount: OrderDiscount) -> int:
    if discount.minimum is not None and kept < discount.minimum.minor:
        return 0
    if discount.percent is not None:
        return half_up(kept * discount.percent)
    return min(discount.amount.minor, kept)


def _before_coupon(line: OrderLine) -> int:
    """The line's price after its own discounts, before the order's."""
    listed = line.net.minor if line.listed is None else line.listed.minor
    return listed - _minor(line.discount) + _minor(line.order_discount)


def _minor(amount: Money | None) -> int:
    return 0 if amount is None else amount.minor


def _with_tax(lost: int, lines: list[OrderLine]) -> tuple[int, dict[str, int]]:
    """The lost discount with its tax, in the proportion the kept lines were taxed."""
    gross = sum(line.gross.minor for line in lines)
    net = sum(line.net.minor for line in lines)
    includes = all(line.price_includes_tax for line in lines)
    base = gross if includes else net
    codes: dict[str, int] = {}
    for line in lines:
        for tax in line.taxes:
            codes[tax.code] = codes.get(tax.code, 0) + tax.amount.minor
    taxes = {code: nearest(lost * tax, base) if base else 0 for code, tax in codes.items()}
    return (lost if includes else lost + sum(taxes.values())), taxes
