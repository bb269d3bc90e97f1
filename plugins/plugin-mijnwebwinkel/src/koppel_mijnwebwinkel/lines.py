"""Lines of an order as lines of a document: one for each rate that a line falls under, with the VAT that was charged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from koppel.api import Amounts, Line, LineKind, LineTax, TaxTotal, Unreadable, cents, rate_text
from koppel_mijnwebwinkel.records import (
    ARTICLE,
    CUSTOM,
    DISCOUNT,
    HUNDRED,
    KNOWN_TYPES,
    PAYMENT,
    SHIPPING,
    ZERO,
    Order,
    OrderLine,
    Price,
)
from koppel_mijnwebwinkel.unreadable import UNKNOWN_DEDUCTION, VAT_WITHOUT_RATE

_KINDS: Final[Mapping[str, LineKind]] = {
    ARTICLE: LineKind.PRODUCT,
    CUSTOM: LineKind.PRODUCT,
    SHIPPING: LineKind.SHIPPING,
    PAYMENT: LineKind.FEE,
    DISCOUNT: LineKind.COUPON,
}
"""A type that is not listed is a cost with its own VAT; one that takes something off is a discount all the same."""

_CENT: Final = Decimal("0.01")


def lines_of(order: Order) -> tuple[Line, ...]:
    """All lines in the shop's order. Raises Unreadable for VAT without a rate, and for what may be a gift card."""
    made = tuple(line for found in order.lines for line in _parts(found, order))
    if any(line.taxes for line in made):
        _check_deductions(order)
    return made


def tax_totals(order: Order) -> tuple[TaxTotal, ...] | None:
    """The shop's own VAT per rate; None where it gives none. Raises Unreadable for VAT at a rate of 0."""
    if order.taxes is None:
        return None
    if any(tax.amount and not tax.rate for tax in order.taxes):
        raise Unreadable(VAT_WITHOUT_RATE.with_data(number=order.number))
    sums: dict[Decimal, Decimal] = {}
    for tax in order.taxes:
        if tax.rate:
            sums[tax.rate] = sums.get(tax.rate, ZERO) + tax.amount
    return tuple(TaxTotal(country=order.tax_region, rate=rate, tax=tax) for rate, tax in sums.items())


def turned(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines of a credit order, whose signs the vendor does not promise: together they give back, so they are negative."""
    sign = -1 if sum((line.amounts.gross for line in lines), ZERO) > 0 else 1
    return tuple(_turned(line, sign) for line in lines)


def taken_back(lines: Iterable[Line], sold: Iterable[Line]) -> tuple[Line, ...]:
    """Each line of a credit order with the key of the line that it takes back, found by what it is; None where unknown."""
    originals: dict[tuple[object, ...], str] = {}
    for line in sold:
        originals.setdefault(_alike(line), line.key)
    return tuple(replace(line, refunds_line=originals.get(_alike(line))) for line in lines)


def _alike(line: Line) -> tuple[object, ...]:
    return (line.kind, line.item_code, line.description, tuple(tax.rate for tax in line.taxes))


def _turned(line: Line, sign: int) -> Line:
    old = line.amounts
    amounts = Amounts(
        net=None if old.net is None else old.net * sign,
        tax=None if old.tax is None else old.tax * sign,
        gross=old.gross * sign,
    )
    taxes = tuple(replace(tax, amount=tax.amount * sign) for tax in line.taxes)
    return replace(line, amounts=amounts, taxes=taxes, quantity=-abs(line.quantity))


def _parts(line: OrderLine, order: Order) -> list[Line]:
    """One line, or one for each of its rates: a part without VAT must not disappear among the taxed ones."""
    prices = _merged(line.prices)
    if len(prices) == 1:
        return [_line(line, prices[0], order, key=line.id, quantity=line.quantity)]
    return [
        _line(line, price, order, key=f"{line.id}:{rate_text(price.rate)}", quantity=Decimal(1)) for price in prices
    ]


def _merged(prices: Sequence[Price]) -> list[Price]:
    """The prices with their gross amounts, one for each rate; parts of nothing do not count beside others."""
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for price in prices:
        net, gross = sums.get(price.rate, (ZERO, ZERO))
        sums[price.rate] = (net + price.net, gross + _gross(price))
    found = [Price(rate=rate, net=net, gross=gross) for rate, (net, gross) in sums.items()]
    return [price for price in found if price.net or price.gross] or found[:1] or [Price(rate=ZERO, net=ZERO)]


def _gross(price: Price) -> Decimal:
    return cents(price.net * (1 + price.rate / HUNDRED)) if price.gross is None else price.gross


def _line(line: OrderLine, price: Price, order: Order, *, key: str, quantity: Decimal) -> Line:
    gross = _gross(price)
    tax = gross - price.net
    if not price.rate:
        if abs(tax) >= _CENT:
            raise Unreadable(VAT_WITHOUT_RATE.with_data(number=order.number))
        price, tax = replace(price, net=gross), ZERO
    charged = (LineTax(country=order.tax_region, rate=price.rate, amount=tax),) if price.rate else ()
    return Line(
        key=key,
        kind=_KINDS.get(line.type, LineKind.FEE),
        description=line.description,
        quantity=quantity or Decimal(1),
        amounts=Amounts(net=price.net, tax=tax, gross=gross),
        taxes=charged,
        item_code=line.skus[0] if line.skus else None,
    )


def _check_deductions(order: Order) -> None:
    """In an order with VAT, an unknown line that takes off an amount without VAT may be a gift card: no discount."""
    for line in order.lines:
        untaxed = all(not price.rate for price in line.prices)
        lowers = (sum((_gross(price) for price in line.prices), ZERO) < 0) == (order.total > 0)
        if line.type not in KNOWN_TYPES and untaxed and lowers:
            raise Unreadable(UNKNOWN_DEDUCTION.with_data(number=order.number, type=line.type))
