"""Product, shipping and fee lines of an order as lines of a document: amounts in the order's own cents, after coupons."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from koppel.api import Amounts, Line, LineKind, Supply, cents
from koppel_woocommerce.records import Item, Order
from koppel_woocommerce.vat import Rate, line_taxes

STANDARD = "standard"
"""The class that lines call "" and the shop's table of rates calls this."""

_STEP = Decimal("0.0001")


def lines_of(order: Order, rates: Mapping[int, Rate], *, is_pos: bool) -> tuple[Line, ...]:
    """All lines, products first. Raises Unreadable for VAT at a rate that the order does not list."""
    supply = supply_of(order, is_pos=is_pos)
    return (
        *(product_line(item, rates, order, supply) for item in order.line_items),
        *(shipping_line(item, rates, order) for item in order.shipping_lines),
        *(fee_line(item, rates, order, is_spread=item.total < 0) for item in order.fee_lines),
    )


def product_line(item: Item, rates: Mapping[int, Rate], order: Order, supply: Supply | None) -> Line:
    """A product. A SKU of "" (none given) and null (the product is gone) are both no item code."""
    return Line(
        key=str(item.id),
        kind=LineKind.PRODUCT,
        description=item.name,
        quantity=item.quantity,
        amounts=amounts_of(item),
        taxes=line_taxes(item, rates, order.number),
        unit_price=_unit_price(item, incl=order.prices_include_tax),
        before_discount=_before_discount(item),
        item_code=item.sku or None,
        supply=supply,
        tax_class=item.tax_class or STANDARD,
    )


def shipping_line(item: Item, rates: Mapping[int, Rate], order: Order) -> Line:
    """Shipping: it has no tax class of its own, its rate is the one it was charged."""
    return Line(
        key=str(item.id),
        kind=LineKind.SHIPPING,
        description=item.name,
        quantity=item.quantity,
        amounts=amounts_of(item),
        taxes=line_taxes(item, rates, order.number),
    )


def fee_line(item: Item, rates: Mapping[int, Rate], order: Order, *, is_spread: bool) -> Line:
    """A fee; a negative one is a discount, taxed over the rates in the basket, or a gift card without VAT."""
    return Line(
        key=str(item.id),
        kind=LineKind.FEE,
        description=item.name,
        quantity=item.quantity,
        amounts=amounts_of(item),
        taxes=line_taxes(item, rates, order.number, is_spread=is_spread),
        tax_class=item.tax_class or STANDARD,
    )


def amounts_of(item: Item) -> Amounts:
    """What was charged for a line, after coupons."""
    return Amounts(net=item.total, tax=item.total_tax, gross=item.gross)


def supply_of(order: Order, *, is_pos: bool) -> Supply | None:
    """Goods when something was sent or handed over.

    An order does not say which products are virtual. One without any shipping may be a download, a service, or goods of a
    shop that does not use shipping: then it is unknown.
    """
    ships = order.shipping_lines or not order.shipping.is_empty
    return Supply.GOODS if is_pos or ships else None


def _before_discount(item: Item) -> Amounts | None:
    """Before coupons; None when nothing was taken off. A line whose price was raised by hand had no discount."""
    if item.subtotal is None or item.subtotal_tax is None or abs(item.subtotal) <= abs(item.total):
        return None
    return Amounts(net=item.subtotal, tax=item.subtotal_tax, gross=item.subtotal + item.subtotal_tax)


def _unit_price(item: Item, *, incl: bool) -> Decimal | None:
    """The price of one before coupons, as the shop enters prices; None when it does not come out in four decimals.

    Never the shop's own `price`: that is after coupons, excluding VAT, and a binary float.
    """
    if not item.quantity or item.subtotal is None:
        return None
    whole = item.subtotal + ((item.subtotal_tax or 0) if incl else 0)
    price = (whole / item.quantity).quantize(_STEP)
    if price * item.quantity != whole:
        return None
    return cents(price) if cents(price) == price else price
