"""What the shop charges for a basket: prices entered including Dutch VAT, tax rounded per line, for one country.

Worked out as the recorded shop did: the net price is the same for every country, each line's tax is rounded half down
to the cent, and the total is the sum of the rounded parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_MICRO = Decimal("0.000001")
_HOME = "NL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One tax rate of the shop."""

    id: int
    label: str
    code: str
    percent: Decimal

    def on(self, net: Decimal) -> Decimal:
        """The tax on an amount without it, not rounded."""
        return net * self.percent / 100


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rates of the destination and of home, by tax class; the standard class is the empty string."""

    there: Mapping[str, Rate]
    home: Mapping[str, Rate]

    @classmethod
    def of(cls, taxes: Sequence[Mapping[str, Any]], country: str) -> Tariff:
        """The rates for a country out of the shop's table."""
        return cls(_rates(taxes, country), _rates(taxes, _HOME))


def _rates(taxes: Sequence[Mapping[str, Any]], country: str) -> dict[str, Rate]:
    return {
        "" if row["class"] == "standard" else row["class"]: Rate(
            id=row["id"],
            label=row["name"],
            code=f"{country}-{row['name'].upper()}-{row['priority']}",
            percent=Decimal(row["rate"]),
        )
        for row in taxes
        if row["country"] == country and not row["state"]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """So many pieces of a product of the shop."""

    product: Mapping[str, Any]
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Shipping or a fee, entered without VAT; `instance` is the shipping method's number in its zone."""

    title: str
    cost: Decimal
    method: str = ""
    instance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A percentage off every line."""

    code: str
    percent: int
    number: int


@dataclass(slots=True)
class _Priced:
    """A line's amounts, unrounded."""

    subtotal: Decimal
    total: Decimal
    rate: Rate | None

    @property
    def subtotal_tax(self) -> Decimal:
        return self.rate.on(self.subtotal) if self.rate else ZERO

    @property
    def tax(self) -> Decimal:
        return self.rate.on(self.total) if self.rate else ZERO


def cents(value: Decimal) -> Decimal:
    """A net amount to the cent."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def tax_cents(value: Decimal) -> Decimal:
    """A tax amount to the cent: half a cent goes down where prices include tax."""
    return value.quantize(_CENT, ROUND_HALF_DOWN)


@dataclass(slots=True, kw_only=True)
class Basket:
    """A basket on its way to an order."""

    tariff: Tariff
    items: Sequence[Item]
    shipping: Charge | None = None
    fee: Charge | None = None
    coupon: Coupon | None = None

    def priced(self) -> dict[str, Any]:
        """The order's lines and totals, with two decimals, lines without their ids."""
        lines = [self._line(item) for item in self.items]
        charges = {
            name: _Priced(charge.cost, charge.cost, self._inherited() if charge.cost else None)
            for name, charge in (("shipping", self.shipping), ("fee", self.fee))
            if charge
        }
        cart = [*lines, *([charges["fee"]] if "fee" in charges else [])]
        cart_tax = sum((tax_cents(line.tax) for line in cart), ZERO)
        shipped = [charges["shipping"]] if "shipping" in charges else []
        shipping_tax = sum((tax_cents(line.tax) for line in shipped), ZERO)
        net = sum((cents(line.total) for line in [*cart, *shipped]), ZERO)
        discount = sum((line.subtotal - line.total for line in lines), ZERO)
        discount_tax = sum((line.subtotal_tax - line.tax for line in lines), ZERO)
        return {
            "discount_total": _text(cents(discount)),
            "discount_tax": _text(cents(discount_tax)),
            "shipping_total": _text(cents(shipped[0].total if shipped else ZERO)),
            "shipping_tax": _text(shipping_tax),
            "cart_tax": _text(cart_tax),
            "total_tax": _text(cart_tax + shipping_tax),
            "total": _text(net + cart_tax + shipping_tax),
            "line_items": [_line_item(item, line) for item, line in zip(self.items, lines, strict=True)],
            "shipping_lines": [self._shipping_line(self.shipping, line) for line in shipped if self.shipping],
            "fee_lines": [_fee_line(self.fee, charges["fee"])] if self.fee else [],
            "coupon_lines": [_coupon_line(self.coupon, discount, discount_tax)] if self.coupon else [],
            "tax_lines": _tax_lines(cart, shipped),
        }

    def _line(self, item: Item) -> _Priced:
        taxable = item.product["tax_status"] == "taxable"
        name = item.product["tax_class"]
        home = self.tariff.home.get(name) if taxable else None
        rate = self.tariff.there.get(name) if taxable else None
        gross = Decimal(item.product["price"] or 0) * item.quantity
        net = gross / (1 + (home.percent if home else ZERO) / 100)
        subtotal = net.quantize(_MICRO, ROUND_HALF_UP)
        if self.coupon is None:
            return _Priced(subtotal, subtotal, rate)
        share = 1 + (rate.percent if rate else ZERO) / 100
        left = net * share - cents(net * share * self.coupon.percent / 100)
        return _Priced(subtotal, (left / share).quantize(_MICRO, ROUND_HALF_UP), rate)

    def _inherited(self) -> Rate | None:
        """Shipping and fees are taxed as the basket is: at the standard rate when anything in it is."""
        classes = [item.product["tax_class"] for item in self.items if item.product["tax_status"] == "taxable"]
        if not classes:
            return None
        return self.tariff.there.get("" if "" in classes else classes[0])

    def _shipping_line(self, charge: Charge, line: _Priced) -> dict[str, Any]:
        words = ", ".join(f"{item.product['name']} &times; {item.quantity}" for item in self.items)
        return {
            "method_title": charge.title, "method_id": charge.method, "instance_id": charge.instance,
            "total": _text(cents(line.total)), "total_tax": _text(tax_cents(line.tax)), "taxes": _taxes(line, ""),
            "tax_status": "taxable",
            "meta_data": [{"key": "Items", "value": words, "display_key": "Items", "display_value": words}],
        }  # fmt: skip


def _line_item(item: Item, line: _Priced) -> dict[str, Any]:
    product = item.product
    return {
        "name": product["name"], "product_id": product["id"], "variation_id": 0, "quantity": item.quantity,
        "tax_class": product["tax_class"], "subtotal": _text(cents(line.subtotal)),
        "subtotal_tax": _text(tax_cents(line.subtotal_tax)), "total": _text(cents(line.total)),
        "total_tax": _text(tax_cents(line.tax)), "taxes": _taxes(line, _text(tax_cents(line.subtotal_tax))),
        "meta_data": [], "sku": product["sku"], "global_unique_id": product.get("global_unique_id", ""),
        "price": float(line.total) / item.quantity, "image": {"id": "", "src": ""}, "parent_name": None,
    }  # fmt: skip


def _fee_line(charge: Charge, line: _Priced) -> dict[str, Any]:
    return {
        "name": charge.title, "tax_class": "", "tax_status": "taxable", "amount": str(charge.cost),
        "total": _text(cents(line.total)), "total_tax": _text(tax_cents(line.tax)), "taxes": _taxes(line, ""),
        "meta_data": [],
    }  # fmt: skip


def _coupon_line(coupon: Coupon, discount: Decimal, discount_tax: Decimal) -> dict[str, Any]:
    info = f'[{coupon.number},"{coupon.code}","percent",{coupon.percent}]'
    return {
        "code": coupon.code, "discount": _unpadded(discount), "discount_tax": _unpadded(discount_tax),
        "meta_data": [{"key": "coupon_info", "value": info, "display_key": "coupon_info", "display_value": info}],
        "discount_type": "percent", "nominal_amount": coupon.percent, "free_shipping": False,
    }  # fmt: skip


def _tax_lines(cart: Sequence[_Priced], shipped: Sequence[_Priced]) -> list[dict[str, Any]]:
    rates = {line.rate.id: line.rate for line in [*cart, *shipped] if line.rate}
    return [
        {
            "rate_code": rate.code, "rate_id": rate.id, "label": rate.label, "compound": False,
            "tax_total": _text(_sum_of(cart, rate)), "shipping_tax_total": _text(_sum_of(shipped, rate)),
            "rate_percent": float(rate.percent) if rate.percent % 1 else int(rate.percent), "meta_data": [],
        }
        for rate in sorted(rates.values(), key=lambda rate: rate.id)
    ]  # fmt: skip


def _sum_of(lines: Sequence[_Priced], rate: Rate) -> Decimal:
    return sum((tax_cents(line.tax) for line in lines if line.rate == rate), ZERO)


def _taxes(line: _Priced, subtotal: str) -> list[dict[str, Any]]:
    if line.rate is None:
        return []
    return [{"id": line.rate.id, "total": _text(tax_cents(line.tax)), "subtotal": subtotal}]


def _text(value: Decimal) -> str:
    return str(value.quantize(_CENT))


def _unpadded(value: Decimal) -> str:
    return f"{cents(value).normalize():f}"
