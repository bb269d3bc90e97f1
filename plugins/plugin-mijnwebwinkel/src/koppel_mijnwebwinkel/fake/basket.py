"""What the shop charges: lines priced for a buyer's country, VAT per rate, discounts and costs spread over the rates.

Prices are entered including VAT at home. A line's gross amount has whole cents, its net amount six decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from koppel_mijnwebwinkel.fake.setup import ZERO, Product, Region

_CENT: Final = Decimal("0.01")
_MICRO: Final = Decimal("0.000001")
REVERSE_CHARGE: Final = "reverse_charged_vat"
ZERO_PERCENT: Final = "zero_percent"

Entry = dict[str, Decimal]
"""Part of a line's price: `rate`, `amount` (net) and `amount_including_tax`."""
Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A line to be: pieces of a product, or words and a price (`product` None), typed in by hand."""

    product: Product | None = None
    quantity: int = 1
    words: str = ""
    price: Decimal | None = None
    group: str = "standard"
    options: tuple[tuple[str, Decimal], ...] = ()
    """Chosen options and what each adds per piece; a sale price shows as a negative one."""

    @property
    def tax_group(self) -> str:
        """The kind of VAT that it falls under."""
        return self.product.group if self.product else self.group

    @property
    def unit(self) -> Decimal:
        """The price of one without options, including VAT at home."""
        return self.price if self.price is not None else self.product.price if self.product else ZERO


def cents(value: Decimal) -> Decimal:
    """To the cent, half a cent up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def micro(value: Decimal) -> Decimal:
    """To six decimals."""
    return value.quantize(_MICRO, ROUND_HALF_UP)


def entry(rate: Decimal, gross: Decimal) -> Entry:
    """A price from its gross amount."""
    return {"rate": rate, "amount": micro(gross / (1 + rate / 100)), "amount_including_tax": gross}


def spread(amount: Decimal, weights: Mapping[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    """An amount over rates by value; the largest takes the cent that is left."""
    whole = sum(weights.values(), ZERO)
    if not whole:
        return {next(iter(weights), ZERO): amount}
    parts = {rate: cents(amount * weight / whole) for rate, weight in weights.items()}
    largest = max(parts, key=lambda rate: abs(weights[rate]))
    parts[largest] += amount - sum(parts.values(), ZERO)
    return {rate: part for rate, part in sorted(parts.items()) if part}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The VAT of one sale: the country whose rates apply, those at home, and the vendor's word for why there is none."""

    region: Region
    home: Region
    strategy: str = ""

    def rate(self, group: str) -> Decimal:
        """The rate that is charged."""
        return ZERO if self.strategy else self.region.rate(group)

    def without_vat(self, price: Decimal, group: str) -> Decimal:
        """A price at home, without the VAT at home, in whole cents."""
        return cents(price / (1 + self.home.rate(group) / 100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Lines and costs on their way to an order. `discount` is a percentage of the goods, `taxed` how prices are shown."""

    lines: Sequence[Sold]
    shipping: Decimal = Decimal("4.95")
    payment_cost: Decimal = ZERO
    discount: Decimal = ZERO
    code: str | None = None
    taxed: str = "include"

    def priced(self, tariff: Tariff) -> list[Line]:
        """The order's lines, without their ids."""
        goods = [self._article(sold, tariff) for sold in self.lines]
        weights = by_rate(goods)
        shipping = _cost(self.shipping, tariff.region.shipping, tariff, weights)
        payment = _cost(self.payment_cost, tariff.region.payment, tariff, weights)
        words = f"Kortingscode {self.code}" if self.code else "Korting"
        return [
            *goods,
            *_line("discount", words, self._discount(weights)),
            *_line("shipping", "Verzendkosten", shipping),
            *_line("payment", "Betaalkosten", payment),
        ]

    def _article(self, sold: Sold, tariff: Tariff) -> Line:
        product = sold.product
        whole = sold.unit + sum((price for _, price in sold.options), ZERO)
        line = {
            "type": "article" if product else "custom", "quantity": sold.quantity,
            "description": sold.words or (product.name if product else "Regel"),
            "price": [self._price(whole, sold.quantity, sold.tax_group, tariff)],
            "weight": product.weight * sold.quantity if product else ZERO,
        }  # fmt: skip
        if product:
            line["articles"] = [self._in_line(sold, product, tariff)]
        return line

    def _price(self, unit: Decimal, quantity: int, group: str, tariff: Tariff) -> Entry:
        """Abroad without VAT, and in a shop that shows prices without it, the net price of one is in whole cents."""
        rate = tariff.rate(group)
        if not tariff.strategy and self.taxed == "include":
            return entry(rate, cents(unit * quantity))
        net = tariff.without_vat(unit, group) * quantity
        return {"rate": rate, "amount": micro(net), "amount_including_tax": cents(net * (1 + rate / 100))}

    def _in_line(self, sold: Sold, product: Product, tariff: Tariff) -> dict[str, Any]:
        unit = self._price(sold.unit, 1, sold.tax_group, tariff)
        return {
            "id": product.id, "sku": product.sku, "description": product.name,
            "price": {"amount": unit["amount"], "rate": unit["rate"], "purchase_price": cents(product.price / 3)},
            "options": [
                {"list_option_id": 9000 + at, "description": words, "price": self._price(price, 1, sold.tax_group, tariff)}
                for at, (words, price) in enumerate(sold.options)
            ],
        }  # fmt: skip

    def _discount(self, weights: Mapping[Decimal, Decimal]) -> list[Entry]:
        if not self.discount:
            return []
        return [entry(rate, -cents(gross * self.discount / 100)) for rate, gross in sorted(weights.items())]


def _cost(amount: Decimal, method: str, tariff: Tariff, weights: Mapping[Decimal, Decimal]) -> list[Entry]:
    """Shipping or the cost of paying; nothing costs no line."""
    if not amount:
        return []
    if tariff.strategy:
        net = tariff.without_vat(amount, "standard")
        return [{"rate": ZERO, "amount": micro(net), "amount_including_tax": net}]
    if method == "proportional":
        return [entry(rate, part) for rate, part in spread(amount, weights).items()]
    return [entry(tariff.rate("standard"), amount)]


def _line(type_: str, words: str, parts: list[Entry]) -> list[Line]:
    if not parts:
        return []
    return [{"type": type_, "quantity": 1, "weight": ZERO, "description": words, "price": parts}]


def by_rate(lines: Iterable[Line]) -> dict[Decimal, Decimal]:
    """The gross value of lines per rate."""
    sums: dict[Decimal, Decimal] = {}
    for part in (part for line in lines for part in line["price"]):
        sums[part["rate"]] = sums.get(part["rate"], ZERO) + part["amount_including_tax"]
    return sums


def total_of(lines: Iterable[Line]) -> Decimal:
    """What is to be paid: the gross amounts of all lines."""
    return sum(by_rate(lines).values(), ZERO)


def tax_of(lines: Sequence[Line]) -> list[Entry]:
    """VAT per rate. All of it is the total less the net amounts, rounded once, so a rate may differ a cent from its lines."""
    net: dict[Decimal, Decimal] = {}
    for part in (part for line in lines for part in line["price"]):
        net[part["rate"]] = net.get(part["rate"], ZERO) + part["amount"]
    gross = by_rate(lines)
    taxes = {rate: cents(gross[rate] - amount) for rate, amount in sorted(net.items())}
    rest = sum(gross.values(), ZERO) - cents(sum(net.values(), ZERO)) - sum(taxes.values(), ZERO)
    taxed = [rate for rate in taxes if rate]
    if rest and taxed:
        taxes[max(taxed, key=lambda rate: abs(taxes[rate]))] += rest
    return [{"rate": rate, "amount": tax} for rate, tax in taxes.items()] or [{"rate": ZERO, "amount": ZERO}]
