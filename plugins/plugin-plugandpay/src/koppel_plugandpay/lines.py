"""The lines of a document: items, shipping, costs, and a discount that no line holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from koppel.api import Amounts, Line, LineKind, LineTax, Supply, cents, spread
from koppel_plugandpay.periods import period_of
from koppel_plugandpay.records import Charge, Item, Order, Rate
from koppel_plugandpay.settling import Charged, LineAmounts, Settled, charged, rate_of

SHIPPING: Final = "shipping"
_SHIPPING_WORDS: Final = "Verzendkosten"
_COSTS_WORDS: Final = "Incassokosten"
_DISCOUNT_WORDS: Final = "Korting"
_STEP: Final = Decimal("0.0001")
_HUNDRED: Final = Decimal(100)


def lines_of(order: Order, settled: Settled) -> tuple[Line, ...]:
    """All lines, items first."""
    return tuple(_lines(order, settled))


def taken_back(lines: Sequence[Line], original: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a credit invoice with the lines of the original that they take back, where one is alike.

    The service numbers the lines of a credit invoice anew. A line's period is the original's, so it is left to that.
    """
    open_lines = list(original)
    made: list[Line] = []
    for line in lines:
        alike = next((one for one in open_lines if _is_opposite(line, one)), None)
        if alike is not None:
            open_lines.remove(alike)
        made.append(replace(line, refunds_line=alike.key if alike else None, period=None))
    return tuple(made)


def _lines(order: Order, settled: Settled) -> Iterator[Line]:
    for item, amounts in zip(order.items, settled.lines, strict=True):
        yield _item_line(item, amounts, settled.taxes, order)
    if order.shipping is not None:
        yield _charge_line(SHIPPING, LineKind.SHIPPING, order.shipping, _SHIPPING_WORDS, order)
    for at, cost in enumerate(order.costs):
        yield _charge_line(f"costs:{at}", LineKind.FEE, cost, cost.label or _COSTS_WORDS, order)
    if settled.not_on_lines:
        name = next((discount.code for discount in order.discounts if discount.code), _DISCOUNT_WORDS)
        yield Line(
            key="discount",
            kind=LineKind.COUPON,
            description=name,
            quantity=_sign(order),
            amounts=Amounts(net=None, tax=None, gross=-settled.not_on_lines),
            tax_known=False,
        )


def _item_line(item: Item, amounts: LineAmounts, taxes: Sequence[Charged], order: Order) -> Line:
    """A line of the invoice. A VAT amount without any rate to it is VAT that the service does not explain."""
    rate = rate_of(item, taxes)
    is_known = rate is not None or amounts.vat == 0
    product = item.product
    return Line(
        key=str(item.id),
        kind=LineKind.PRODUCT,
        description=item.label,
        quantity=abs(item.quantity) * _sign(order),
        amounts=Amounts(net=amounts.net, tax=amounts.vat, gross=amounts.gross),
        taxes=_one_rate(rate, amounts.vat),
        tax_known=is_known,
        unit_price=_unit_price(item, amounts, order),
        before_discount=_before_discount(amounts),
        item_code=(product.sku or None) if product else None,
        supply=_supply(item),
        product_ledger=(product.ledger or None) if product else None,
        period=period_of(item, invoiced_on(order)),
    )


def invoiced_on(order: Order) -> date | None:
    """The day of the invoice."""
    return order.invoice_date


def _charge_line(key: str, kind: LineKind, charge: Charge, words: str, order: Order) -> Line:
    """Shipping or costs; without entries that explain its VAT the core divides it as the goods."""
    vat = charge.amount_with_tax - charge.amount
    rated = charged(charge.taxes, net=charge.amount, vat=vat)
    return Line(
        key=key,
        kind=kind,
        description=words,
        quantity=_sign(order),
        amounts=Amounts(net=charge.amount, tax=vat, gross=charge.amount_with_tax),
        taxes=_several_rates(charge.amount, rated or ()),
        tax_known=rated is not None and bool(rated or not vat),
    )


def _one_rate(rate: Rate | None, vat: Decimal) -> tuple[LineTax, ...]:
    """The VAT of a line; none for a rate of 0 %, which some answers write down and others leave out."""
    if rate is None or (rate.percentage == 0 and vat == 0):
        return ()
    return (LineTax(country=rate.country.upper(), rate=rate.percentage, amount=vat),)


def _several_rates(net: Decimal, entries: Sequence[Charged]) -> tuple[LineTax, ...]:
    if len(entries) == 1:
        return _one_rate(entries[0].rate, entries[0].vat)
    rated = [entry for entry in entries if entry.rate.percentage]
    if not rated:
        return ()
    bases = spread(cents(net), [entry.vat * _HUNDRED / entry.rate.percentage for entry in rated])
    return tuple(
        LineTax(country=entry.rate.country.upper(), rate=entry.rate.percentage, amount=entry.vat, base=base)
        for entry, base in zip(rated, bases, strict=True)
    )


def _supply(item: Item) -> Supply | None:
    """Goods or a service; a line without a product may be either, and digital products are not told from other services."""
    if item.product is None or item.product.is_physical is None:
        return None
    return Supply.GOODS if item.product.is_physical else Supply.SERVICE


def _before_discount(amounts: LineAmounts) -> Amounts | None:
    if amounts.off_gross == 0 and amounts.off_net == 0:
        return None
    net, gross = amounts.net + amounts.off_net, amounts.gross + amounts.off_gross
    return Amounts(net=net, tax=gross - net, gross=gross)


def _unit_price(item: Item, amounts: LineAmounts, order: Order) -> Decimal | None:
    """The price of one before discount, as prices were entered; None when it does not come out in four decimals."""
    whole = amounts.gross + amounts.off_gross if order.is_tax_included else amounts.net + amounts.off_net
    if not item.quantity:
        return None
    price = abs(whole / item.quantity).quantize(_STEP)
    if price * abs(item.quantity) != abs(whole):
        return None
    return cents(price) if cents(price) == price else price


def _sign(order: Order) -> Decimal:
    return Decimal(-1) if order.is_credit else Decimal(1)


def _is_opposite(line: Line, sold: Line) -> bool:
    same = (line.kind, line.description, line.item_code) == (sold.kind, sold.description, sold.item_code)
    return same and line.amounts.gross == -sold.amounts.gross
