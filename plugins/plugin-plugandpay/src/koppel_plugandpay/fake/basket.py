"""What the shop charges: lines, discounts and shipping priced for a buyer, VAT rounded per line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from koppel_plugandpay.fake.catalog import Product, Rate

ZERO = Decimal(0)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys. There is no customer number at Plug&Pay; every part of the address may be missing."""

    firstname: str
    lastname: str
    email: str
    company: str | None = None
    vat_id_number: str | None = None
    tax_exempt: str = "none"
    telephone: str | None = None
    street: str | None = None
    housenumber: str | None = None
    zipcode: str | None = None
    city: str | None = None
    country: str | None = None

    def body(self) -> dict[str, Any]:
        """The `billing` of an order."""
        return {
            "address": {
                "street": self.street, "housenumber": self.housenumber, "zipcode": self.zipcode, "city": self.city,
                "country": self.country,
            },
            "contact": {
                "company": self.company, "email": self.email, "firstname": self.firstname, "lastname": self.lastname,
                "telephone": self.telephone, "website": None, "vat_id_number": self.vat_id_number,
                "tax_exempt": self.tax_exempt,
            },
            "external_reference": None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A percentage off a line; `promotion` has a code, `sale` and `tier` have none."""

    percent: Decimal
    code: str | None = None
    type: str = "promotion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A line to be: pieces of a product, or words and a price typed in by hand (`product` None)."""

    product: Product | None
    rate: Rate
    quantity: int = 1
    label: str | None = None
    price: Decimal | None = None
    coupon: Coupon | None = None
    type: str | None = None
    subscription: dict[str, Any] | None = None


@dataclass(slots=True, kw_only=True)
class Priced:
    """A line's amounts: what it costs after its discount, and that discount."""

    net: Decimal
    gross: Decimal
    rate: Rate
    off_net: Decimal = ZERO
    off_gross: Decimal = ZERO

    @property
    def tax(self) -> Decimal:
        """VAT after discount."""
        return self.gross - self.net


def cents(value: Decimal) -> Decimal:
    """To the cent, half a cent up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def both_sides(price: Decimal, rate: Rate, *, is_tax_included: bool) -> tuple[Decimal, Decimal]:
    """Net and gross of a price; the side that was not entered is derived and rounded."""
    if is_tax_included:
        return price - cents(rate.inside(price)), price
    return price, price + cents(price * rate.percentage / 100)


def priced(sold: Sold, *, is_tax_included: bool) -> Priced:
    """One line."""
    one = sold.price if sold.price is not None else (sold.product.price if sold.product else ZERO)
    whole = one * sold.quantity
    left = whole - cents(whole * sold.coupon.percent / 100) if sold.coupon else whole
    net, gross = both_sides(left, sold.rate, is_tax_included=is_tax_included)
    full_net, full_gross = both_sides(whole, sold.rate, is_tax_included=is_tax_included)
    return Priced(net=net, gross=gross, rate=sold.rate, off_net=full_net - net, off_gross=full_gross - gross)


@dataclass(slots=True, kw_only=True)
class Basket:
    """Lines and shipping on their way to an order."""

    lines: Sequence[Sold]
    is_tax_included: bool = True
    shipping: Decimal | None = None
    shipping_rate: Rate | None = None
    first_item: int = 1
    order_id: int = 0
    _priced: list[Priced] = field(init=False)

    def __post_init__(self) -> None:
        self._priced = [priced(line, is_tax_included=self.is_tax_included) for line in self.lines]

    def body(self) -> dict[str, Any]:
        """The order's amounts, items, taxes, shipping and discounts, money as decimals."""
        shipped = self._shipped()
        counted = [*self._priced, *([shipped] if shipped else [])]
        return {
            "is_tax_included": self.is_tax_included,
            "amount": sum((line.net for line in counted), ZERO),
            "amount_with_tax": sum((line.gross for line in counted), ZERO),
            "items": [self._item(at, *pair) for at, pair in enumerate(zip(self.lines, self._priced, strict=True))],
            "taxes": taxes(counted),
            "shipping": _shipping(shipped),
            "total_discounts": total_discounts(zip(self.lines, self._priced, strict=True)),
        }

    def _shipped(self) -> Priced | None:
        if self.shipping is None:
            return None
        rate = self.shipping_rate or self.lines[0].rate
        net, gross = both_sides(self.shipping, rate, is_tax_included=self.is_tax_included)
        return Priced(net=net, gross=gross, rate=rate)

    def _item(self, at: int, sold: Sold, line: Priced) -> dict[str, Any]:
        product = sold.product
        return {
            "id": self.first_item + at, "order_id": self.order_id, "product_id": product.id if product else None,
            "label": sold.label or (product.title if product else "Regel"), "quantity": sold.quantity, "type": sold.type,
            "amount": line.net, "amount_with_tax": line.gross, "interval": product.interval if product else None,
            "discounts": _discounts(sold, line), "tax": tax(line.rate, line.tax),
            "product": product.body() if product else None, "subscription": sold.subscription,
        }  # fmt: skip


def tax(rate: Rate, amount: Decimal) -> dict[str, Any]:
    """An entry of `taxes`: the VAT and its rate."""
    return {"amount": amount, "rate": rate.body()}


def taxes(lines: Iterable[Priced]) -> list[dict[str, Any]]:
    """One entry per rate, in the order of the lines."""
    sums: dict[int, tuple[Rate, Decimal]] = {}
    for line in lines:
        rate, so_far = sums.get(line.rate.id, (line.rate, ZERO))
        sums[line.rate.id] = (rate, so_far + line.tax)
    return [tax(rate, amount) for rate, amount in sums.values()]


def total_discounts(lines: Iterable[tuple[Sold, Priced]]) -> list[dict[str, Any]]:
    """The discounts of all lines, one entry per code and kind."""
    sums: dict[tuple[str | None, str], dict[str, Any]] = {}
    for sold, line in lines:
        for entry in _discounts(sold, line):
            known = sums.setdefault((entry["code"], entry["type"]), {**entry, "amount": ZERO, "amount_with_tax": ZERO})
            known["amount"] += entry["amount"]
            known["amount_with_tax"] += entry["amount_with_tax"]
    return list(sums.values())


def _discounts(sold: Sold, line: Priced) -> list[dict[str, Any]]:
    if sold.coupon is None:
        return []
    return [
        {"amount": line.off_net, "amount_with_tax": line.off_gross, "code": sold.coupon.code, "type": sold.coupon.type}
    ]


def _shipping(shipped: Priced | None) -> dict[str, Any] | None:
    if shipped is None:
        return None
    return {"amount": shipped.net, "amount_with_tax": shipped.gross, "taxes": [tax(shipped.rate, shipped.tax)]}
